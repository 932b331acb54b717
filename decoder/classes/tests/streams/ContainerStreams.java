import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes one small stream of each container class. java ContainerStreams.java FOLDER
 *
 * <p>jdk17/ has all of them as JDK 17 writes them; jdk25/ those that JDK 25 writes otherwise, or that
 * JDK 17 does not have. The order of Set.of and Map.of differs from run to run.
 */
public final class ContainerStreams {
    private static Path folder;

    private static void write(String name, Object object) throws IOException {
        try (var out = new ObjectOutputStream(Files.newOutputStream(folder.resolve(name + ".ser")))) {
            out.writeObject(object);
        }
    }

    public static void main(String[] words) throws Exception {
        folder = Files.createDirectories(Path.of(words[0]));
        lists();
        sets();
        maps();
        immutable();
        wrappers();
        concurrent();
        queues();
        if (Runtime.version().feature() >= 21) {
            sequenced();
        }
    }

    private static List<String> ab() {
        return new ArrayList<>(List.of("a", "b"));
    }

    private static Map<String, String> map() {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("a", "1");
        map.put("b", "2");
        return map;
    }

    private static void lists() throws Exception {
        write("array-list", ab());
        write("linked-list", new LinkedList<>(ab()));
        write("vector", new Vector<>(ab()));
        var st = new Stack<String>();
        st.addAll(ab());
        write("stack", st);
        var v = new Vector<String>(4);
        v.addAll(ab());
        write("vector-room", v);
        write("arrays-as-list", Arrays.asList("a", "b"));
        write("array-deque", new ArrayDeque<>(ab()));
        write("priority-queue", new PriorityQueue<>(List.of(3, 1, 2)));
        PriorityQueue<Integer> reverse = new PriorityQueue<>(3, Collections.reverseOrder());
        reverse.addAll(List.of(1, 3, 2));
        write("priority-queue-reverse", reverse);
    }

    private static void sets() throws Exception {
        write("hash-set", new HashSet<>(ab()));
        write("linked-hash-set", new LinkedHashSet<>(ab()));
        write("tree-set", new TreeSet<>(ab()));
        var rs = new TreeSet<String>(Collections.reverseOrder());
        rs.addAll(ab());
        write("tree-set-reverse", rs);
        var ci = new TreeSet<String>(String.CASE_INSENSITIVE_ORDER);
        ci.addAll(List.of("B", "a"));
        write("tree-set-no-case", ci);
        write("enum-set", EnumSet.of(TimeUnit.DAYS, TimeUnit.HOURS));
        write("enum-set-empty", EnumSet.noneOf(TimeUnit.class));
        Set<String> sfm = Collections.newSetFromMap(new ConcurrentHashMap<>());
        sfm.addAll(ab());
        write("set-from-map", sfm);
    }

    private static void maps() throws Exception {
        write("hash-map", new HashMap<>(map()));
        write("linked-hash-map", map());
        write("tree-map", new TreeMap<>(map()));
        write("hashtable", new Hashtable<>(map()));
        var rm = new TreeMap<String, String>(Collections.reverseOrder());
        rm.putAll(map());
        write("tree-map-reverse", rm);
        var im = new TreeMap<Integer, String>();
        im.put(-1, "x");
        im.put(1, "y");
        write("tree-map-integers", im);
        var dm = new TreeMap<Double, String>();
        dm.put(-0.0, "x");
        dm.put(0.0, "y");
        dm.put(Double.NaN, "z");
        write("tree-map-doubles", dm);
        var p = new Properties(new Properties());
        p.setProperty("a", "1");
        p.setProperty("b", "2");
        write("properties", p);
        var ih = new IdentityHashMap<String, String>();
        ih.put("a", "1");
        ih.put(new String("a"), "2");
        write("identity-hash-map", ih);
        var em = new EnumMap<TimeUnit, String>(TimeUnit.class);
        em.put(TimeUnit.HOURS, "1");
        em.put(TimeUnit.DAYS, null);
        write("enum-map", em);
        write("simple-entry", new AbstractMap.SimpleEntry<>("a", "1"));
        write("simple-immutable-entry", new AbstractMap.SimpleImmutableEntry<>("a", null));
        write("sub-map", new TreeMap<>(map()).subMap("a", "c"));
        write("descending-map", new TreeMap<>(map()).descendingMap());
        write("descending-set", ((NavigableSet<String>) new TreeSet<>(ab())).descendingSet());
    }

    private static void immutable() throws Exception {
        write("list-of", List.of("a", "b", "c"));
        write("set-of", Set.of("a", "b"));
        write("map-of", Map.of("a", "1", "b", "2"));
        write("stream-to-list", Arrays.asList("a", null).stream().toList());
        write("empty-list", Collections.emptyList());
        write("empty-set", Collections.emptySet());
        write("empty-map", Collections.emptyMap());
        write("empty-navigable-set", Collections.emptyNavigableSet());
        write("empty-navigable-map", Collections.emptyNavigableMap());
        write("singleton-list", Collections.singletonList("a"));
        write("singleton", Collections.singleton("a"));
        write("singleton-map", Collections.singletonMap("a", "1"));
        write("n-copies", Collections.nCopies(3, "a"));
        write("reverse-comparator", Collections.reverseOrder());
        write("reverse-comparator-2", Collections.reverseOrder(String.CASE_INSENSITIVE_ORDER));
        write("natural-order", Comparator.naturalOrder());
        write("nulls-first", Comparator.nullsFirst(String.CASE_INSENSITIVE_ORDER));
    }

    private static void wrappers() throws Exception {
        SortedSet<String> ss = new TreeSet<>(ab());
        NavigableSet<String> ns = new TreeSet<>(ab());
        SortedMap<String, String> sm = new TreeMap<>(map());
        NavigableMap<String, String> nm = new TreeMap<>(map());
        write("unmodifiable-collection", Collections.unmodifiableCollection(ab()));
        write("unmodifiable-list", Collections.unmodifiableList(new LinkedList<>(ab())));
        write("unmodifiable-random-access-list", Collections.unmodifiableList(ab()));
        write("unmodifiable-list-of-proxy", Collections.unmodifiableList(List.of("a", "b")));
        write("synchronized-list-of-proxy", Collections.synchronizedList(List.of("a", "b")));
        write("unmodifiable-list-of-synchronized", Collections.unmodifiableList(Collections.synchronizedList(ab())));
        write("unmodifiable-set", Collections.unmodifiableSet(new HashSet<>(ab())));
        write("unmodifiable-sorted-set", Collections.unmodifiableSortedSet(ss));
        write("unmodifiable-navigable-set", Collections.unmodifiableNavigableSet(ns));
        write("unmodifiable-map", Collections.unmodifiableMap(new HashMap<>(map())));
        write("unmodifiable-sorted-map", Collections.unmodifiableSortedMap(sm));
        write("unmodifiable-navigable-map", Collections.unmodifiableNavigableMap(nm));
        write("synchronized-collection", Collections.synchronizedCollection(ab()));
        write("synchronized-list", Collections.synchronizedList(new LinkedList<>(ab())));
        write("synchronized-random-access-list", Collections.synchronizedList(ab()));
        write("synchronized-set", Collections.synchronizedSet(new HashSet<>(ab())));
        write("synchronized-sorted-set", Collections.synchronizedSortedSet(ss));
        write("synchronized-navigable-set", Collections.synchronizedNavigableSet(ns));
        write("synchronized-map", Collections.synchronizedMap(new HashMap<>(map())));
        write("synchronized-sorted-map", Collections.synchronizedSortedMap(sm));
        write("synchronized-navigable-map", Collections.synchronizedNavigableMap(nm));
        write("checked-collection", Collections.checkedCollection(ab(), String.class));
        write("checked-list", Collections.checkedList(new LinkedList<>(ab()), String.class));
        write("checked-random-access-list", Collections.checkedList(ab(), String.class));
        write("checked-queue", Collections.checkedQueue(new ArrayDeque<>(ab()), String.class));
        write("checked-set", Collections.checkedSet(new HashSet<>(ab()), String.class));
        write("checked-sorted-set", Collections.checkedSortedSet(ss, String.class));
        write("checked-navigable-set", Collections.checkedNavigableSet(ns, String.class));
        write("checked-map", Collections.checkedMap(new HashMap<>(map()), String.class, String.class));
        write("checked-sorted-map", Collections.checkedSortedMap(sm, String.class, String.class));
        write("checked-navigable-map", Collections.checkedNavigableMap(nm, String.class, String.class));
        write("lifo-queue", Collections.asLifoQueue(new ArrayDeque<>(ab())));
    }

    private static void concurrent() throws Exception {
        write("concurrent-hash-map", new ConcurrentHashMap<>(map()));
        Set<String> ks = ConcurrentHashMap.newKeySet();
        ks.addAll(ab());
        write("key-set-view", ks);
        write("values-view", new ConcurrentHashMap<>(map()).values());
        write("entry-set-view", new ConcurrentHashMap<>(map()).entrySet());
        write("skip-list-map", new ConcurrentSkipListMap<>(map()));
        write("skip-list-set", new ConcurrentSkipListSet<>(ab()));
        write("skip-list-sub-map", new ConcurrentSkipListMap<>(map()).headMap("b"));
        write("copy-on-write-list", new CopyOnWriteArrayList<>(ab()));
        write("copy-on-write-set", new CopyOnWriteArraySet<>(ab()));
    }

    private static void queues() throws Exception {
        write("concurrent-linked-queue", new ConcurrentLinkedQueue<>(ab()));
        write("concurrent-linked-deque", new ConcurrentLinkedDeque<>(ab()));
        write("linked-transfer-queue", new LinkedTransferQueue<>(ab()));
        var lbq = new LinkedBlockingQueue<String>(3);
        lbq.addAll(ab());
        write("linked-blocking-queue", lbq);
        var lbd = new LinkedBlockingDeque<String>(3);
        lbd.addAll(ab());
        write("linked-blocking-deque", lbd);
        var abq = new ArrayBlockingQueue<String>(3);
        abq.add("z");
        abq.addAll(ab());
        abq.remove();
        write("array-blocking-queue", abq);
        var abw = new ArrayBlockingQueue<String>(3, true);
        abw.add("z");
        abw.addAll(ab());
        abw.remove();
        abw.add("c");
        write("array-blocking-queue-full", abw);
        write("priority-blocking-queue", new PriorityBlockingQueue<>(List.of(3, 1, 2)));
        write("reentrant-lock", new ReentrantLock());
        write("fair-lock", new ReentrantLock(true));
    }

    /** By reflection, so that JDK 17 compiles this. */
    private static void sequenced() throws Exception {
        sequenced("unmodifiableSequencedCollection", "SequencedCollection", "unmodifiable-sequenced-collection", ab());
        sequenced("unmodifiableSequencedSet", "SequencedSet", "unmodifiable-sequenced-set", new LinkedHashSet<>(ab()));
        sequenced("unmodifiableSequencedMap", "SequencedMap", "unmodifiable-sequenced-map", map());
        sequenced("newSequencedSetFromMap", "SequencedMap", "sequenced-set-from-map", new LinkedHashMap<>());
    }

    private static void sequenced(String method, String type, String name, Object argument) throws Exception {
        Class<?> of = Class.forName("java.util." + type);
        write(name, Collections.class.getMethod(method, of).invoke(null, argument));
    }
}
