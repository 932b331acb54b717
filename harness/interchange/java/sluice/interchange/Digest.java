package sluice.interchange;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The text that stands for a value, whoever built it: harness/interchange/pool.h has the grammar, and
 * the C program writes the same while it builds.
 */
final class Digest {
    private static final int MOST_TEXT = 200;
    private static final HexFormat HEX = HexFormat.of();

    /** Values are shared: each is visited once. */
    private final Map<Object, String> known = new IdentityHashMap<>();

    String of(Object value) {
        if (value == null) {
            return "null";
        }
        String text = known.get(value);
        if (text == null) {
            text = shorten(make(value));
            known.put(value, text);
        }
        return text;
    }

    /** Of each element the place where it stands first, where that is kept. */
    static String sharing(Object[] array) {
        StringBuilder text = new StringBuilder("same");
        for (Object one : array) {
            int first = 0;
            while (array[first] != one) {
                first++;
            }
            text.append(' ').append(one == null || !Kinds.hasIdentity(one) ? "-" : first);
        }
        return text.toString();
    }

    private static String shorten(String text) {
        if (text.length() <= MOST_TEXT) {
            return text;
        }
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
        }
        return "#" + String.format("%016x", hash);
    }

    private String make(Object value) {
        String name = value.getClass().getName();
        if (value instanceof String text) {
            return quoted(text);
        } else if (value instanceof Enum<?> constant) {
            return constant.getDeclaringClass().getName() + "." + constant.name();
        } else if (value instanceof Class<?> type) {
            return "class " + type.getName();
        } else if (value instanceof Object[] array) {
            return listed(name, Arrays.asList(array));
        } else if (value.getClass().isArray()) {
            return name + ":" + HEX.formatHex(bytes(value));
        } else if (value instanceof Map<?, ?> map) {
            return map(name, map);
        } else if (value instanceof Own.Tagged tagged) {
            return name + "(" + of(tagged.tag) + "," + listed("", tagged) + ")";
        } else if (value instanceof Collection<?> collection) {
            return collection(name, collection);
        } else if (value instanceof Throwable throwable) {
            return throwable(name, throwable);
        } else if (name.startsWith("sluice.")) {
            return name + "(" + own(value) + ")";
        }
        return name + ":" + leaf(value);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit < ' ' || unit > '~' || unit == '"' || unit == '\\') {
                quoted.append(String.format("\\u%04x", (int) unit));
            } else {
                quoted.append(unit);
            }
        }
        return quoted.append('"').toString();
    }

    String listed(String name, Iterable<?> values) {
        StringJoiner list = new StringJoiner(",", name + "[", "]");
        for (Object value : values) {
            list.add(of(value));
        }
        return list.toString();
    }

    private static String sorted(String name, List<String> texts) {
        Collections.sort(texts);
        return name + "{" + String.join(",", texts) + "}";
    }

    private String collection(String name, Collection<?> collection) {
        boolean immutable = name.startsWith("java.util.ImmutableCollections$");
        if (!(collection instanceof Set) || Kinds.hasOrder(collection)) {
            return listed(immutable ? "List.of" : name, collection);
        }
        List<String> texts = new ArrayList<>();
        collection.forEach(one -> texts.add(of(one)));
        return sorted(immutable ? "Set.of" : name, texts);
    }

    private String map(String name, Map<?, ?> map) {
        List<String> texts = new ArrayList<>();
        map.forEach((key, value) -> texts.add(of(key) + "=" + of(value)));
        if (map instanceof SortedMap || map instanceof LinkedHashMap || map instanceof EnumMap) {
            return name + "[" + String.join(",", texts) + "]";
        }
        return sorted(name.startsWith("java.util.ImmutableCollections$") ? "Map.of" : name, texts);
    }

    private String throwable(String name, Throwable throwable) {
        StringJoiner trace = new StringJoiner(",", "[", "]");
        for (StackTraceElement frame : throwable.getStackTrace()) {
            trace.add(frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber());
        }
        String code = throwable instanceof Own.Trouble trouble ? "," + trouble.code : "";
        return name + "(" + of(throwable.getMessage()) + "," + of(throwable.getCause()) + "," + trace + code
                + ")";
    }

    private static byte[] bytes(Object array) {
        int width = 8;
        ByteBuffer buffer = ByteBuffer.allocate(java.lang.reflect.Array.getLength(array) * width);
        if (array instanceof byte[] bytes) {
            return bytes;
        } else if (array instanceof boolean[] booleans) {
            for (boolean one : booleans) {
                buffer.put((byte) (one ? 1 : 0));
            }
        } else if (array instanceof char[] chars) {
            buffer.asCharBuffer().put(chars);
            width = 2;
        } else if (array instanceof short[] shorts) {
            buffer.asShortBuffer().put(shorts);
            width = 2;
        } else if (array instanceof int[] ints) {
            buffer.asIntBuffer().put(ints);
            width = 4;
        } else if (array instanceof float[] floats) {
            buffer.asFloatBuffer().put(floats);
            width = 4;
        } else if (array instanceof long[] longs) {
            buffer.asLongBuffer().put(longs);
        } else {
            buffer.asDoubleBuffer().put((double[]) array);
        }
        int length = java.lang.reflect.Array.getLength(array) * (array instanceof boolean[] ? 1 : width);
        return Arrays.copyOf(buffer.array(), length);
    }

    private String own(Object value) {
        if (value instanceof Own.Leaf leaf) {
            return (leaf.z ? 1 : 0) + "," + leaf.b + "," + (int) leaf.c + "," + leaf.s + "," + leaf.i + ","
                    + leaf.j + "," + bits(leaf.f) + "," + bits(leaf.d) + "," + of(leaf.text);
        } else if (value instanceof Own.Pair pair) {
            return of(pair.left()) + "," + of(pair.right());
        } else if (value instanceof Own.Point point) {
            return point.x() + "," + point.y();
        } else if (value instanceof Own.Money money) {
            return String.valueOf(money.cents);
        } else if (value instanceof Own.Custom custom) {
            return custom.stamp + "," + of(custom.first) + "," + custom.count + "," + of(custom.label) + ","
                    + of(custom.second) + "," + bits(custom.ratio);
        } else if (value instanceof Own.External external) {
            return external.number + "," + external.text.length() + "," + of(external.value) + ","
                    + external.last;
        } else if (value instanceof Own.Middle middle) {
            String chain = middle.id + "," + of(middle.name) + "," + of(middle.payload) + ","
                    + listed("", middle.more);
            return middle instanceof Own.Derived derived
                    ? chain + "," + bits(derived.weight) + "," + of(derived.extras) : chain;
        } else if (value instanceof Own.DataOnly data) {
            return data.code + "," + of(data.bytes);
        }
        return "";
    }

    private static String bits(float number) {
        return Integer.toHexString(Float.floatToRawIntBits(number));
    }

    private static String bits(double number) {
        return Long.toHexString(Double.doubleToRawLongBits(number));
    }

    private static String leaf(Object value) {
        if (value instanceof Boolean one) {
            return one ? "1" : "0";
        } else if (value instanceof Character one) {
            return String.valueOf((int) one);
        } else if (value instanceof Float one) {
            return bits(one);
        } else if (value instanceof Double one) {
            return bits(one);
        } else if (value instanceof BigInteger one) {
            return one.toString(16);
        } else if (value instanceof BigDecimal one) {
            return one.unscaledValue().toString(16) + "," + one.scale();
        } else if (value instanceof java.sql.Timestamp one) {
            return Math.floorDiv(one.getTime(), 1000L) + "," + one.getNanos();
        } else if (value instanceof Date one) {
            return String.valueOf(one.getTime());
        } else if (value instanceof UUID one) {
            return Long.toHexString(one.getMostSignificantBits()) + ","
                    + Long.toHexString(one.getLeastSignificantBits());
        } else if (value instanceof Locale one) {
            return one.toLanguageTag();
        } else if (value instanceof AtomicBoolean one) {
            return one.get() ? "1" : "0";
        } else if (value instanceof StringBuilder one) {
            return quoted(one.toString());
        } else if (value instanceof java.time.temporal.TemporalAccessor
                || value instanceof java.time.temporal.TemporalAmount) {
            return time(value);
        }
        return value.toString();
    }

    private static String time(Object value) {
        if (value instanceof Duration one) {
            return one.getSeconds() + "," + one.getNano();
        } else if (value instanceof Instant one) {
            return one.getEpochSecond() + "," + one.getNano();
        } else if (value instanceof LocalDate one) {
            return one.getYear() + "," + one.getMonthValue() + "," + one.getDayOfMonth();
        } else if (value instanceof LocalTime one) {
            return String.valueOf(one.getHour());
        } else if (value instanceof ZoneOffset one) {
            return String.valueOf(one.getTotalSeconds());
        } else if (value instanceof Period one) {
            return one.getYears() + "," + one.getMonths() + "," + one.getDays();
        }
        return value.toString();
    }
}
