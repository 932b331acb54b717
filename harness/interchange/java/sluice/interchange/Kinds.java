package sluice.interchange;

import java.awt.Dimension;
import java.awt.Insets;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.io.File;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.Stack;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.Vector;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;

/** What the comparison knows of classes: which are values, which hold others, and how. */
final class Kinds {
    private static final Set<Class<?>> LEAVES = Set.of(String.class, Boolean.class, Byte.class,
            Character.class, Short.class, Integer.class, Long.class, Float.class, Double.class,
            BigInteger.class, BigDecimal.class, MathContext.class, UUID.class, Locale.class,
            Currency.class, BitSet.class, Date.class, java.sql.Date.class, java.sql.Time.class,
            java.sql.Timestamp.class, URI.class, URL.class, StringBuilder.class, StringBuffer.class,
            AtomicInteger.class, AtomicLong.class, AtomicBoolean.class, StackTraceElement.class,
            java.util.SimpleTimeZone.class, Class.class, File.class, GregorianCalendar.class, Pattern.class,
            Inet4Address.class, Inet6Address.class, InetSocketAddress.class, X500Principal.class,
            LongAdder.class, AtomicIntegerArray.class, AtomicLongArray.class, Point.class,
            Dimension.class, Rectangle.class, Insets.class, Point2D.Double.class, Point2D.Float.class,
            Rectangle2D.Double.class, Rectangle2D.Float.class);

    /** Whose toString says all, while equals says too little or asks the network. */
    private static final Set<Class<?>> BY_TEXT = Set.of(StringBuilder.class, StringBuffer.class, URL.class,
            URI.class, AtomicInteger.class, AtomicLong.class, AtomicBoolean.class, Pattern.class, LongAdder.class, AtomicIntegerArray.class,
            AtomicLongArray.class, InetSocketAddress.class);

    /** Compared by what they contain, in the order of their iterator. */
    private static final Set<Class<?>> ORDERED = Set.of(ArrayList.class, LinkedList.class,
            ArrayDeque.class, Vector.class, Stack.class, PriorityQueue.class, Own.Tagged.class,
            CopyOnWriteArrayList.class, CopyOnWriteArraySet.class, LinkedHashSet.class, TreeSet.class,
            ConcurrentSkipListSet.class, ConcurrentLinkedQueue.class, ConcurrentLinkedDeque.class,
            LinkedBlockingQueue.class, LinkedBlockingDeque.class, PriorityBlockingQueue.class,
            ArrayBlockingQueue.class, LinkedTransferQueue.class,
            LinkedHashMap.class, TreeMap.class, ConcurrentSkipListMap.class, EnumMap.class,
            Arrays.asList().getClass(), List.of().getClass(), List.of(1).getClass(),
            EnumSet.noneOf(Own.Color.class).getClass(), EnumSet.noneOf(Own.Many.class).getClass());

    /** The same, in no order. */
    private static final Set<Class<?>> UNORDERED = Set.of(HashSet.class, HashMap.class, Hashtable.class,
            Properties.class, ConcurrentHashMap.class, IdentityHashMap.class, Set.of().getClass(),
            Set.of(1).getClass(), Map.of().getClass(), Map.of(1, 1).getClass());

    /** Wrappers: compared by their fields, but containers all the same. */
    private static final String WRAPPERS = "java.util.Collections$";

    /** Fields that are neither content nor derived from it. */
    private static final Map<Class<?>, String> EXTRA = Map.of(LinkedHashMap.class, "accessOrder",
            HashMap.class, "loadFactor", Properties.class, "defaults", EnumMap.class, "keyType",
            Own.Tagged.class, "tag", LinkedBlockingDeque.class, "capacity", PriorityQueue.class,
            "comparator", Hashtable.class, "loadFactor");

    private static final Map<Class<?>, List<Field>> FIELDS = new HashMap<>();
    private static final Map<Class<?>, List<Field>> THROWABLE_FIELDS = new HashMap<>();
    private static final Map<Class<?>, List<Field>> EXTRA_FIELDS = new HashMap<>();

    private Kinds() {
    }

    static boolean isLeaf(Object value) {
        Class<?> type = value.getClass();
        return LEAVES.contains(type) || value instanceof Enum
                || type.getName().startsWith("java.time.") && !(value instanceof Throwable);
    }

    static boolean isContainer(Object value) {
        Class<?> type = value.getClass();
        return ORDERED.contains(type) || UNORDERED.contains(type)
                || (value instanceof Collection || value instanceof Map)
                        && type.getName().startsWith(WRAPPERS);
    }

    /** Containers that are compared through their fields when the class is the same. */
    static boolean isWrapper(Object value) {
        return value.getClass().getName().startsWith(WRAPPERS);
    }

    static boolean hasOrder(Object container) {
        return ORDERED.contains(container.getClass()) || container instanceof List
                || container instanceof SortedSet || container instanceof SortedMap
                || container instanceof Collection && !(container instanceof Set);
    }

    /** False for values that are written, or read, as others: whether they are shared is not kept. */
    static boolean hasIdentity(Object value) {
        String name = value.getClass().getName();
        return !(value instanceof Enum || value instanceof EnumSet || value instanceof Class
                || value instanceof Locale || value instanceof Currency || value instanceof Own.Money
                || "".equals(value)
                || name.startsWith("java.time.") || name.startsWith("java.util.ImmutableCollections$")
                || name.startsWith("java.util.Collections$Empty")
                || name.equals("java.util.Collections$SynchronizedRandomAccessList")
                || name.equals("java.util.Collections$UnmodifiableRandomAccessList")
                || name.equals("java.util.Collections$ReverseComparator")
                || name.equals("java.lang.String$CaseInsensitiveComparator"));
    }

    static boolean equalLeaves(Object expected, Object found) {
        if (BY_TEXT.contains(expected.getClass())) {
            return expected.toString().equals(found.toString());
        }
        return expected.equals(found);
    }

    static boolean equalPrimitives(Object expected, Object found) {
        return switch (expected.getClass().getComponentType().getName()) {
            case "boolean" -> Arrays.equals((boolean[]) expected, (boolean[]) found);
            case "byte" -> Arrays.equals((byte[]) expected, (byte[]) found);
            case "char" -> Arrays.equals((char[]) expected, (char[]) found);
            case "short" -> Arrays.equals((short[]) expected, (short[]) found);
            case "int" -> Arrays.equals((int[]) expected, (int[]) found);
            case "long" -> Arrays.equals((long[]) expected, (long[]) found);
            case "float" -> Arrays.equals((float[]) expected, (float[]) found);
            default -> Arrays.equals((double[]) expected, (double[]) found);
        };
    }

    /** All fields of an object; of the JDK's classes those that are not transient. */
    static List<Field> fields(Class<?> type) {
        return FIELDS.computeIfAbsent(type, key -> findFields(key, Object.class));
    }

    /** Fields of an exception's own class. */
    static List<Field> fieldsOfThrowable(Class<?> type) {
        return THROWABLE_FIELDS.computeIfAbsent(type, key -> findFields(key, Throwable.class));
    }

    private static List<Field> findFields(Class<?> type, Class<?> end) {
        List<Field> fields = new ArrayList<>();
        for (Class<?> level = type; level != end; level = level.getSuperclass()) {
            boolean own = level.getEnclosingClass() == Own.class;
            for (Field field : level.getDeclaredFields()) {
                int modifiers = field.getModifiers();
                if (!Modifier.isStatic(modifiers) && (own || !Modifier.isTransient(modifiers))) {
                    field.setAccessible(true);
                    fields.add(field);
                }
            }
        }
        return fields;
    }

    static boolean hasDefaults(Properties properties) {
        try {
            return extraFields(Properties.class).get(0).get(properties) != null;
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Fields of a container that its elements do not show. */
    static List<Field> extraFields(Class<?> type) {
        return EXTRA_FIELDS.computeIfAbsent(type, Kinds::findExtra);
    }

    private static List<Field> findExtra(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        try {
            for (Class<?> level = type; level != null; level = level.getSuperclass()) {
                // the table inside Properties is not that of a Hashtable
                if (EXTRA.containsKey(level) && !(level == Hashtable.class && type == Properties.class)) {
                    Field field = level.getDeclaredField(EXTRA.get(level));
                    field.setAccessible(true);
                    fields.add(field);
                }
            }
        } catch (NoSuchFieldException gone) {
            throw new IllegalStateException(gone);
        }
        return fields;
    }
}
