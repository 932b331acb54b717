package sluice.adapter;

import com.eclipsesource.json.JsonValue;

/** Values of fields by their type codes. */
final class Values {
    private Values() {
    }

    static Class<?> box(char kind) {
        return switch (kind) {
            case 'B' -> Byte.class;
            case 'C' -> Character.class;
            case 'D' -> Double.class;
            case 'F' -> Float.class;
            case 'I' -> Integer.class;
            case 'J' -> Long.class;
            case 'S' -> Short.class;
            case 'Z' -> Boolean.class;
            default -> throw new Unsupported("type " + kind);
        };
    }

    /** The default of a field: 0, false or null unless the model states another. */
    static Object standard(String type, JsonValue stated) {
        char kind = type.charAt(0);
        boolean none = stated == null || stated.isNull();
        return switch (kind) {
            case 'L', '[' -> null;
            case 'Z' -> !none && stated.asBoolean();
            case 'F' -> none ? 0f : stated.asFloat();
            case 'D' -> none ? 0d : stated.asDouble();
            default -> whole(kind, none ? 0 : stated.asLong());
        };
    }

    private static Object whole(char kind, long value) {
        return switch (kind) {
            case 'B' -> (byte) value;
            case 'C' -> (char) value;
            case 'S' -> (short) value;
            case 'I' -> (int) value;
            case 'J' -> value;
            default -> throw new Unsupported("type " + kind);
        };
    }
}
