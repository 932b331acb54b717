package sluice.interchange;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.HijrahDate;
import java.time.chrono.IsoChronology;
import java.time.chrono.JapaneseDate;
import java.time.chrono.JapaneseEra;
import java.time.chrono.MinguoDate;
import java.time.chrono.ThaiBuddhistDate;
import java.time.temporal.ChronoUnit;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Set;
import java.util.SimpleTimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Values that are worth a stream of their own: every class that matters, and its extremes. */
final class Picked {
    private static final List<Object> SMALL = new ArrayList<>();
    private static final int FIRST_FOREIGN;
    private static final int FIRST_CYCLIC;

    static {
        numbers();
        times();
        values();
        lists();
        sets();
        maps();
        wrappers();
        throwables();
        moreThrowables();
        others();
        rarer();
        FIRST_FOREIGN = SMALL.size();
        foreign();
        FIRST_CYCLIC = SMALL.size();
        cycles();
    }

    private Picked() {
    }

    static int count() {
        return SMALL.size() + Large.COUNT;
    }

    static Object value(int index) {
        return index < SMALL.size() ? SMALL.get(index) : Large.value(index - SMALL.size());
    }

    /** Of a class that the decoder has no model of. */
    static boolean isForeign(int index) {
        return index >= FIRST_FOREIGN && index < FIRST_CYCLIC;
    }

    static boolean isCyclic(int index) {
        return index >= FIRST_CYCLIC && index < SMALL.size();
    }

    private static void add(Object... values) {
        Collections.addAll(SMALL, values);
    }

    /** Also for an array, which is one value. */
    private static void one(Object value) {
        SMALL.add(value);
    }

    private static void numbers() {
        one(new Object[] {true, Byte.MIN_VALUE, Character.MAX_VALUE, Short.MIN_VALUE, Integer.MIN_VALUE,
            Long.MIN_VALUE, Float.MIN_VALUE, Double.NaN});
        add(new Float[] {Float.NaN, -0f, Float.NEGATIVE_INFINITY},
                new Double[] {-0.0, Double.MAX_VALUE, 4.9e-324});
        add(BigInteger.ZERO, BigInteger.ONE.negate(), BigInteger.TWO.pow(5000).subtract(BigInteger.ONE),
                BigInteger.valueOf(Long.MIN_VALUE));
        add(BigDecimal.ZERO, new BigDecimal("1E+2147483647"), new BigDecimal("1E-2147483647"),
                new BigDecimal("-12345678901234567890.0987654321"), new BigDecimal("0.00"));
        add(MathContext.UNLIMITED, MathContext.DECIMAL128);
    }

    private static void times() {
        add(LocalDate.MIN, LocalDate.MAX, LocalDate.of(2024, 2, 29));
        add(LocalTime.MIDNIGHT, LocalTime.MAX, LocalTime.of(1, 2), LocalTime.of(1, 2, 3));
        add(LocalDateTime.MIN, LocalDateTime.MAX, Instant.MIN, Instant.MAX, Instant.EPOCH);
        add(Duration.ZERO, Duration.ofSeconds(Long.MIN_VALUE), Duration.ofMillis(-1));
        add(Period.ZERO, Period.of(-1, Integer.MAX_VALUE, 3));
        add(Year.of(Year.MIN_VALUE), YearMonth.of(1, 1), MonthDay.of(2, 29));
        add(ZoneOffset.MIN, ZoneOffset.MAX, ZoneOffset.ofTotalSeconds(-1), ZoneId.of("Europe/Paris"),
                ZoneId.of("UTC+01:30"));
        add(OffsetTime.MAX, OffsetDateTime.MIN,
                ZonedDateTime.of(LocalDateTime.of(2021, 10, 31, 2, 30), ZoneId.of("Europe/Paris"))
                        .withLaterOffsetAtOverlap());
        one(new Object[] {LocalDate.EPOCH, LocalTime.NOON, Instant.EPOCH, ZoneOffset.UTC,
            Duration.ofDays(1), ChronoUnit.DAYS, java.time.DayOfWeek.FRIDAY, java.time.Month.MAY});
        one(new Object[] {MinguoDate.of(100, 1, 1), ThaiBuddhistDate.of(2500, 2, 3),
            JapaneseDate.of(JapaneseEra.SHOWA, 50, 1, 1), IsoChronology.INSTANCE});
        add(new Date(Long.MIN_VALUE), new Date(0));
        java.sql.Timestamp stamp = new java.sql.Timestamp(-1);
        stamp.setNanos(999_999_999);
        add(stamp, new java.sql.Date(0), new java.sql.Time(86399999));
    }

    private static void values() {
        add(new UUID(0, 0), new UUID(-1, -1));
        add(Locale.ROOT, Locale.GERMANY, new Locale.Builder().setLanguage("th").setRegion("TH")
                .setExtension('u', "nu-thai-ca-buddhist").setExtension('x', "own").build());
        add(Locale.forLanguageTag("ja-JP-u-ca-japanese-x-lvariant-JP"), Currency.getInstance("EUR"));
        BitSet bits = new BitSet();
        bits.set(1);
        bits.set(63, 200);
        add(new BitSet(), bits);
        add(URI.create("a%20b?q#f"), Leaves.url("http://user@example.org:80/p?q#r"),
                Leaves.url("file:/tmp/x"));
        add(new StringBuilder("b\0\ud800"), new StringBuffer(), "", "\ud800", "x".repeat(65535),
                "x".repeat(65536), "\u20ac\0\udbff\udfff");
        add(new AtomicInteger(-1), new AtomicLong(Long.MAX_VALUE), new AtomicBoolean(true),
                new AtomicReference<>(new ArrayList<>(List.of(1))),
                new AtomicIntegerArray(new int[] {1, 2}));
        add(TimeUnit.HOURS, Own.Sign.MINUS, Own.Many.M69, int.class, String[].class, Own.Sign.class);
    }

    private static void lists() {
        add(new ArrayList<>(), new ArrayList<>(Arrays.asList(null, "x", null, "x")),
                Arrays.asList(new Integer[] {1, null}), Arrays.asList("a", 1, List.of()));
        add(List.of(), List.of(1), List.of(1, 2), List.of(1, 2, 3, 4),
                Arrays.asList("a", null).stream().toList());
        add(new ArrayDeque<>(), new ArrayDeque<>(List.of(1, 2, 3)));
        PriorityQueue<String> queue = new PriorityQueue<>(3, new Own.ByLength());
        queue.addAll(List.of("ccc", "bb", "a", "dddd"));
        add(queue, new PriorityQueue<>(List.of(5, 1, 4, 1)));
        Own.Tagged tagged = new Own.Tagged();
        tagged.tag = "tag";
        tagged.add(tagged.tag);
        add(tagged);
        one(new Object[][][] {{{1}, {}}, null});
    }

    private static void sets() {
        add(new HashSet<>(Arrays.asList(null, 1, "1")), new TreeSet<>(List.of("b", "a")),
                new TreeSet<>(Comparator.<String>naturalOrder()));
        add(Set.of(), Set.of(1), Set.of(1, 2, 3, 4, 5, 6, 7));
        add(EnumSet.noneOf(Own.Color.class), EnumSet.allOf(Own.Color.class), EnumSet.allOf(Own.Many.class),
                EnumSet.of(Own.Sign.MINUS));
        Set<Object> concurrent = Collections.newSetFromMap(new ConcurrentHashMap<>());
        concurrent.add(1);
        one(concurrent);
    }

    private static void maps() {
        HashMap<Object, Object> odd = new HashMap<>(64, 0.5f);
        odd.put(null, "a null key");
        odd.put("a null value", null);
        odd.put(5, 'c');
        odd.put(1.5, new int[] {1});
        add(new HashMap<>(), odd);
        LinkedHashMap<Object, Object> accessed = new LinkedHashMap<>(16, 0.75f, true);
        accessed.put(1, 2);
        accessed.put(2, 1);
        accessed.get(1);
        add(accessed);
        TreeMap<String, Object> tree = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        tree.putAll(Map.of("a", 1, "B", 2, "c", 3));
        add(tree, tree.descendingMap(), tree.subMap("a", "c"), new TreeMap<>(Collections.reverseOrder()));
        Properties properties = new Properties(properties("color", "green", null));
        properties.setProperty("size", "7");
        add(properties, properties("", "", properties("deep", "er", properties)));
        add(new IdentityHashMap<>(Map.of("k", "v")));
        add(new EnumMap<>(Map.of(Own.Color.RED, 1, Own.Color.BLUE, List.of())),
                new EnumMap<Own.Many, Object>(Own.Many.class));
        add(new ConcurrentHashMap<>(Map.of("k", 1)), new ConcurrentSkipListMap<>(Map.of(2, 1, 1, 2)));
        add(Map.of(), Map.of(1, 2), Map.of("a", List.of(1), "b", Map.of(2, Set.of(3))));
        add(new AbstractMap.SimpleEntry<>("k", 1), new AbstractMap.SimpleImmutableEntry<>("k", null));
    }

    private static Properties properties(String key, String value, Properties defaults) {
        Properties properties = new Properties(defaults);
        properties.setProperty(key, value);
        return properties;
    }

    private static void wrappers() {
        List<Object> list = new ArrayList<>(Arrays.asList("a", null, 3));
        Map<String, Object> map = new TreeMap<>(Map.of("k", 1, "l", List.of()));
        TreeSet<String> set = new TreeSet<>(Set.of("x", "y"));
        add(Collections.unmodifiableList(list), Collections.unmodifiableCollection(list),
                Collections.unmodifiableList(new java.util.LinkedList<>(list)),
                Collections.unmodifiableSet(set), Collections.unmodifiableSortedSet(set),
                Collections.unmodifiableNavigableSet(set), Collections.unmodifiableMap(map),
                Collections.unmodifiableSortedMap(new TreeMap<>(map)),
                Collections.unmodifiableNavigableMap(new TreeMap<>(map)));
        add(Collections.unmodifiableMap(map).entrySet().iterator().next().getKey());
        add(Collections.synchronizedList(list), Collections.synchronizedCollection(list),
                Collections.synchronizedSet(set), Collections.synchronizedSortedSet(set),
                Collections.synchronizedNavigableSet(set), Collections.synchronizedMap(map),
                Collections.synchronizedSortedMap(new TreeMap<>(map)),
                Collections.synchronizedNavigableMap(new TreeMap<>(map)));
        add(Collections.checkedList(list, Object.class), Collections.checkedSet(set, String.class),
                Collections.checkedMap(map, String.class, Object.class),
                Collections.checkedCollection(list, Object.class));
        add(Collections.singleton("s"), Collections.singletonList(null), Collections.singletonMap("k", null),
                Collections.nCopies(1_000_000, "copy"), Collections.nCopies(0, "none"));
        one(new Object[] {Collections.emptyList(), Collections.emptySet(), Collections.emptyMap(),
            Collections.emptyList(), Collections.emptySortedSet(), Collections.emptyNavigableMap()});
        add(Collections.asLifoQueue(new ArrayDeque<>(List.of(1, 2))));
        one(new Object[] {Collections.reverseOrder(), String.CASE_INSENSITIVE_ORDER,
            Comparator.naturalOrder(), Comparator.reverseOrder(), new Own.ByLength(),
            Collections.reverseOrder(new Own.ByLength()), Comparator.nullsFirst(new Own.ByLength())});
    }

    private static void throwables() {
        Own.Trouble trouble = traced(new Own.Trouble("outer",
                traced(new IllegalStateException("inner", traced(new NullPointerException())))));
        trouble.detail = List.of("detail");
        trouble.addSuppressed(traced(new java.io.IOException("suppressed")));
        for (Throwable each : List.of(new Exception(), new RuntimeException("message"), trouble,
                new StackOverflowError(), new ArrayIndexOutOfBoundsException(7),
                new ClassNotFoundException("gone"),
                new java.util.concurrent.ExecutionException(trouble),
                new java.util.ConcurrentModificationException(), new NumberFormatException("x"))) {
            one(traced(each));
        }
        add(new StackTraceElement("loader", "module", "1", "Class", "method", null, -2));
    }

    /** With a trace that is the same wherever the value is made. */
    private static <T extends Throwable> T traced(T throwable) {
        throwable.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("org.example.Main", "main", "Main.java", 7)});
        return throwable;
    }

    /** One of each class, and those that need more than a message. */
    private static void moreThrowables() {
        for (int i = 0; i < Exceptions.count(); i += 10) {
            Object[] some = new Object[Math.min(10, Exceptions.count() - i)];
            for (int j = 0; j < some.length; j++) {
                some[j] = traced(Exceptions.make(i + j, "message"));
            }
            one(some);
        }
        Exception cause = traced(new IllegalStateException("cause"));
        for (Throwable each : List.of(new java.io.IOError(cause), new java.util.MissingResourceException(
                        "m", "c", "k"), new java.io.UncheckedIOException("m", traced(
                        new java.io.IOException("io"))), new java.io.WriteAbortedException("m", cause),
                new java.lang.reflect.InvocationTargetException(cause, "m"),
                new java.lang.reflect.UndeclaredThrowableException(cause),
                new java.security.PrivilegedActionException(cause),
                new java.util.concurrent.CompletionException("m", cause),
                new java.net.URISyntaxException("a b", "blank", 1), new java.text.ParseException("m", 3),
                new java.nio.file.InvalidPathException("a\0", "NUL", 1),
                new java.nio.charset.MalformedInputException(2),
                new java.time.format.DateTimeParseException("m", "text", 1, cause),
                new java.util.regex.PatternSyntaxException("m", "(", 1),
                new java.util.IllegalFormatWidthException(-1),
                new java.util.IllegalFormatConversionException('d', String.class),
                new java.sql.SQLException("reason", "state", 7, cause),
                new java.sql.DataTruncation(1, true, true, 1, 2), new java.net.HttpRetryException("m", 1),
                new java.nio.charset.UnmappableCharacterException(1),
                new java.nio.file.AtomicMoveNotSupportedException("a", "b", "c"),
                new java.nio.file.DirectoryIteratorException(traced(new java.io.IOException("io"))),
                new java.rmi.ServerError("m", traced(new AssertionError("a"))),
                new java.util.FormatFlagsConversionMismatchException("f", 'c'),
                new java.util.IllegalFormatCodePointException(1),
                new java.util.IllegalFormatPrecisionException(1),
                new EnumConstantNotPresentException(Own.Color.class, "BLACK"),
                new TypeNotPresentException("Gone", cause))) {
            one(traced(each));
        }
    }

    /** The rest of the classes that are well known. */
    private static void rarer() {
        add(new java.io.File("/tmp/a"), java.util.regex.Pattern.compile("a+(b|c)", 2),
                new java.util.Random(42), new java.util.GregorianCalendar(2024, 1, 29));
        add(new SimpleTimeZone(3600000, "Own"), new SimpleTimeZone(3600000, "Summer", 2, -1, 1, 3600000,
                SimpleTimeZone.UTC_TIME, 9, -1, 1, 3600000, SimpleTimeZone.STANDARD_TIME, 1800000));
        java.util.Calendar calendar = new java.util.GregorianCalendar(
                java.util.TimeZone.getTimeZone("Europe/Paris"), Locale.GERMANY);
        calendar.setTimeInMillis(1234567890123L);
        calendar.setLenient(false);
        add(calendar, java.util.TimeZone.getTimeZone("America/New_York"));
        add(new java.util.concurrent.ArrayBlockingQueue<>(4, true, List.of(1, 2)),
                new java.util.concurrent.LinkedTransferQueue<>(List.of(1, 2)),
                new java.util.concurrent.locks.ReentrantLock(true),
                new java.util.concurrent.atomic.AtomicLongArray(new long[] {1, -1}),
                new java.util.concurrent.atomic.AtomicReferenceArray<>(new Object[] {"a", null}));
        java.util.concurrent.atomic.LongAdder adder = new java.util.concurrent.atomic.LongAdder();
        adder.add(7);
        add(adder, new ConcurrentHashMap<>(Map.of(1, 2)).values(),
                new ConcurrentHashMap<>(Map.of(1, 2)).entrySet(),
                new ConcurrentSkipListMap<>(Map.of(1, 2, 3, 4)).subMap(1, 2));
        add(Collections.checkedSortedSet(new TreeSet<>(Set.of(1)), Integer.class),
                Collections.checkedNavigableSet(new TreeSet<>(Set.of(1)), Integer.class),
                Collections.checkedSortedMap(new TreeMap<>(Map.of(1, 2)), Integer.class, Integer.class),
                Collections.checkedNavigableMap(new TreeMap<>(Map.of(1, 2)), Integer.class, Integer.class),
                Collections.checkedQueue(new ArrayDeque<>(Set.of(1)), Integer.class));
        one(new Object[] {Thread.State.NEW, java.lang.annotation.ElementType.TYPE, Locale.Category.FORMAT,
            java.lang.annotation.RetentionPolicy.CLASS, java.nio.file.StandardOpenOption.READ,
            java.nio.file.StandardCopyOption.ATOMIC_MOVE, java.nio.file.LinkOption.NOFOLLOW_LINKS,
            java.nio.file.AccessMode.READ, java.net.Proxy.Type.HTTP, java.time.chrono.IsoEra.CE,
            java.time.chrono.MinguoEra.ROC, java.time.chrono.ThaiBuddhistEra.BE,
            java.time.format.FormatStyle.LONG, java.time.format.ResolverStyle.SMART,
            java.time.format.SignStyle.NEVER, java.time.format.TextStyle.FULL,
            java.time.temporal.ChronoField.YEAR});
        java.time.Clock fixed = java.time.Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
        add(fixed, java.time.Clock.systemUTC(), java.time.Clock.offset(fixed, Duration.ofDays(1)),
                java.time.Clock.tick(fixed, Duration.ofSeconds(1)), java.time.temporal.WeekFields.ISO,
                java.time.temporal.ValueRange.of(1, 2, 3, 4));
        add(new java.awt.Point(1, 2), new java.awt.Dimension(1, 2), new java.awt.Rectangle(1, 2, 3, 4),
                new java.awt.Insets(1, 2, 3, 4), new java.awt.geom.Point2D.Double(1, 2),
                new java.awt.geom.Point2D.Float(1, 2), new java.awt.geom.Rectangle2D.Double(1, 2, 3, 4),
                new java.awt.geom.Rectangle2D.Float(1, 2, 3, 4));
        one(new java.util.EventObject("source"));
        add(address(127, 0, 0, 1), address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
                java.net.InetSocketAddress.createUnresolved("example.org", 80),
                new java.net.InetSocketAddress(address(10, 0, 0, 1), 8080),
                new javax.security.auth.x500.X500Principal("CN=a, O=b"));
    }

    private static java.net.InetAddress address(int... numbers) {
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        try {
            return java.net.InetAddress.getByAddress("host", bytes);
        } catch (java.net.UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void others() {
        add(new Own.Point(1, 2), new Own.Pair(new Own.Pair(null, 1), "r"), new Own.Money(5),
                new Own.Deferred(new Own.Deferred("inner")), new Own.Empty());
        Own.Handler handler = new Own.Handler();
        handler.prefix = "hello";
        add(Maker.proxyOf(handler), handler);
        String shared = "shared";
        one(new Object[] {shared, shared, new ArrayList<>(List.of(shared)), Map.of(shared, shared)});
        Object deep = "bottom";
        for (int i = 0; i < 100; i++) {
            deep = i % 2 == 0 ? new Object[] {deep} : new ArrayList<>(Arrays.asList(deep));
        }
        add(deep);
    }

    private static void foreign() {
        add(ZoneId.of("Europe/Paris").getRules(), HijrahDate.of(1440, 1, 1));
    }

    private static void cycles() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        Map<Object, Object> map = new HashMap<>();
        map.put("self", map);
        Object[] array = {null, list};
        array[0] = array;
        Own.Node node = new Own.Node();
        node.next = node;
        node.items = List.of(node);
        List<Object> through = new ArrayList<>();
        through.add(Collections.unmodifiableList(through));
        add(list, map, array, node, through);
    }
}
