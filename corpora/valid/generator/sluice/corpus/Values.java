package sluice.corpus;

/** Primitive values as the canonical JSON shows them. */
final class Values {
    private Values() {
    }

    static Items.Literal of(long value) {
        return new Items.Literal(Long.toString(value));
    }

    static Items.Literal of(char value) {
        return new Items.Literal(Integer.toString(value));
    }

    static Items.Literal of(boolean value) {
        return new Items.Literal(Boolean.toString(value));
    }

    static Items.Literal of(float value) {
        return new Items.Literal(String.format("\"%08x\"", Float.floatToRawIntBits(value)));
    }

    static Items.Literal of(double value) {
        return new Items.Literal(String.format("\"%016x\"", Double.doubleToRawLongBits(value)));
    }

    /** An element of an array of primitives. */
    static Items.Literal element(Object array, int index) {
        if (array instanceof boolean[] values) {
            return of(values[index]);
        } else if (array instanceof char[] values) {
            return of(values[index]);
        } else if (array instanceof double[] values) {
            return of(values[index]);
        } else if (array instanceof float[] values) {
            return of(values[index]);
        } else if (array instanceof int[] values) {
            return of(values[index]);
        } else if (array instanceof long[] values) {
            return of(values[index]);
        } else {
            return of(((short[]) array)[index]);
        }
    }

    /** The length of a string in modified UTF-8. */
    static int encodedLength(String units) {
        int length = 0;
        for (int i = 0; i < units.length(); i++) {
            char unit = units.charAt(i);
            length += unit >= 1 && unit <= 0x7F ? 1 : unit <= 0x7FF ? 2 : 3;
        }
        return length;
    }
}
