package sluice.corpus;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Set;
import java.util.Stack;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.AbstractMap;
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
import java.util.concurrent.PriorityBlockingQueue;

/** The collections of java.util and java.util.concurrent. */
final class CollectionStreams {
    private static final List<String> WORDS = Arrays.asList("delta", "alpha", "charlie", "bravo");

    private CollectionStreams() {
    }

    static void declare(Catalog catalog) {
        lists(catalog);
        queues(catalog);
        maps(catalog);
        sets(catalog);
        wrappers(catalog);
        immutable(catalog);
        concurrent(catalog);
    }

    private static <C extends Collection<String>> C filled(C collection) {
        collection.addAll(WORDS);
        return collection;
    }

    private static <M extends Map<String, Integer>> M mapped(M map) {
        for (String word : WORDS) {
            map.put(word, word.length());
        }
        return map;
    }

    private static void lists(Catalog catalog) {
        catalog.object("list-array-empty", "an empty ArrayList", new ArrayList<>());
        catalog.object("list-array", "ArrayList", filled(new ArrayList<>()));
        catalog.object("list-array-nulls", "ArrayList of nulls and one string twice",
                new ArrayList<>(Arrays.asList(null, "x", null, "x")));
        catalog.object("list-array-of-lists", "ArrayList of three ArrayLists, one twice",
                nestedLists());
        catalog.object("list-linked", "LinkedList", filled(new LinkedList<>()));
        catalog.object("list-linked-empty", "an empty LinkedList", new LinkedList<>());
        catalog.object("list-vector", "Vector, by putFields", filled(new Vector<>(6, 2)));
        catalog.object("list-stack", "Stack", filled(new Stack<>()));
        catalog.object("list-as-list", "Arrays.asList", Arrays.asList("a", 1, null));
        catalog.object("list-as-list-typed", "Arrays.asList of an Integer[]",
                Arrays.asList(new Integer[] {1, 2}));
        catalog.object("list-sub", "a copy of a sub list",
                new ArrayList<>(filled(new ArrayList<>()).subList(1, 3)));
        catalog.add("list-two", "two ArrayLists that share their descriptor", out -> {
            out.writeObject(filled(new ArrayList<>()));
            out.writeObject(new ArrayList<>(List.of(1)));
        });
    }

    private static List<Object> nestedLists() {
        List<Object> inner = new ArrayList<>(List.of("in"));
        return new ArrayList<>(Arrays.asList(inner, new ArrayList<>(), inner));
    }

    private static void queues(Catalog catalog) {
        catalog.object("queue-array-deque", "ArrayDeque", filled(new ArrayDeque<>()));
        catalog.object("queue-array-deque-empty", "an empty ArrayDeque", new ArrayDeque<>());
        catalog.object("queue-priority", "PriorityQueue", filled(new PriorityQueue<>()));
        catalog.object("queue-priority-comparator", "PriorityQueue in reverse order",
                filled(new PriorityQueue<>(Collections.reverseOrder())));
        catalog.object("queue-priority-empty", "an empty PriorityQueue", new PriorityQueue<>());
    }

    private static void maps(Catalog catalog) {
        catalog.object("map-hash-empty", "an empty HashMap", new HashMap<>());
        catalog.object("map-hash", "HashMap", mapped(new HashMap<>()));
        Map<Object, Object> odd = new HashMap<>();
        odd.put(null, "a null key");
        odd.put("a null value", null);
        odd.put(5, 'c');
        odd.put(1.5, new int[] {1});
        catalog.object("map-hash-mixed", "HashMap with a null key and mixed types", odd);
        catalog.object("map-hash-load", "HashMap with a load factor of 0.5",
                mapped(new HashMap<>(64, 0.5f)));
        Map<Object, Object> self = new HashMap<>();
        self.put("self", self);
        catalog.object("map-hash-self", "HashMap that holds itself", self);
        catalog.object("map-linked", "LinkedHashMap in the order of insertion",
                mapped(new LinkedHashMap<>()));
        catalog.object("map-linked-access", "LinkedHashMap in the order of access",
                mapped(new LinkedHashMap<>(16, 0.75f, true)));
        catalog.object("map-tree", "TreeMap", mapped(new TreeMap<>()));
        catalog.object("map-tree-empty", "an empty TreeMap", new TreeMap<>());
        catalog.object("map-tree-comparator", "TreeMap that ignores case",
                mapped(new TreeMap<>(String.CASE_INSENSITIVE_ORDER)));
        catalog.object("map-tree-reversed", "TreeMap in reverse order",
                mapped(new TreeMap<>(Comparator.reverseOrder())));
        catalog.object("map-tree-sub", "a sub map of a TreeMap, with the map itself",
                mapped(new TreeMap<>()).subMap("b", "d"));
        catalog.object("map-tree-descending", "a TreeMap from its end",
                mapped(new TreeMap<>()).descendingMap());
        catalog.object("map-hashtable", "Hashtable", mapped(new Hashtable<>()));
        catalog.object("map-hashtable-empty", "an empty Hashtable", new Hashtable<>());
        Properties defaults = new Properties();
        defaults.setProperty("color", "green");
        Properties properties = new Properties(defaults);
        properties.setProperty("size", "7");
        catalog.object("map-properties", "Properties with defaults", properties);
        Map<String, String> identity = new IdentityHashMap<>();
        identity.put("key", "value");
        catalog.object("map-identity", "IdentityHashMap of one entry", identity);
        catalog.object("map-entry", "AbstractMap.SimpleEntry and SimpleImmutableEntry",
                new Object[] {new AbstractMap.SimpleEntry<>("k", 1),
                    new AbstractMap.SimpleImmutableEntry<>("k", null)});
    }

    private static void sets(Catalog catalog) {
        catalog.object("set-hash", "HashSet", filled(new HashSet<>()));
        catalog.object("set-hash-empty", "an empty HashSet", new HashSet<>());
        catalog.object("set-hash-null", "HashSet with null", new HashSet<>(Arrays.asList(null, 1)));
        catalog.object("set-linked", "LinkedHashSet", filled(new LinkedHashSet<>()));
        catalog.object("set-tree", "TreeSet", filled(new TreeSet<>()));
        catalog.object("set-tree-comparator", "TreeSet in reverse order",
                filled(new TreeSet<>(Collections.reverseOrder())));
        BitSet bits = new BitSet();
        bits.set(1);
        bits.set(63, 130);
        catalog.object("set-bits", "BitSet", bits);
        catalog.object("set-bits-empty", "an empty BitSet", new BitSet());
    }

    private static void wrappers(Catalog catalog) {
        List<String> list = filled(new ArrayList<>());
        Map<String, Integer> map = mapped(new TreeMap<>());
        catalog.object("wrap-unmodifiable-list", "unmodifiableList with random access",
                Collections.unmodifiableList(list));
        catalog.object("wrap-unmodifiable-linked", "unmodifiableList without random access",
                Collections.unmodifiableList(filled(new LinkedList<>())));
        catalog.object("wrap-unmodifiable-set", "unmodifiableSet",
                Collections.unmodifiableSet(filled(new TreeSet<>())));
        catalog.object("wrap-unmodifiable-sorted", "unmodifiableSortedMap",
                Collections.unmodifiableSortedMap(mapped(new TreeMap<>())));
        catalog.object("wrap-unmodifiable-collection", "unmodifiableCollection",
                Collections.unmodifiableCollection(list));
        catalog.object("wrap-unmodifiable-map", "unmodifiableMap",
                Collections.unmodifiableMap(map));
        catalog.object("wrap-synchronized-list", "synchronizedList, whose mutex is itself",
                Collections.synchronizedList(list));
        catalog.object("wrap-synchronized-map", "synchronizedMap",
                Collections.synchronizedMap(map));
        catalog.object("wrap-synchronized-sorted", "synchronizedSortedSet",
                Collections.synchronizedSortedSet(filled(new TreeSet<>())));
        catalog.object("wrap-checked-list", "checkedList, with the element class",
                Collections.checkedList(list, String.class));
        catalog.object("wrap-checked-map", "checkedMap, with two classes",
                Collections.checkedMap(map, String.class, Integer.class));
        catalog.object("wrap-set-from-map", "newSetFromMap",
                filled(Collections.newSetFromMap(new TreeMap<>())));
        catalog.object("wrap-as-lifo", "asLifoQueue",
                Collections.asLifoQueue(filled(new ArrayDeque<>())));
        catalog.object("wrap-empties", "emptyList, emptySet and emptyMap", new Object[] {
            Collections.emptyList(), Collections.emptySet(), Collections.emptyMap(),
            Collections.emptyList()});
        catalog.object("wrap-singletons", "singleton, singletonList and singletonMap",
                new Object[] {Collections.singleton("s"), Collections.singletonList(null),
                    Collections.singletonMap("k", "v")});
        catalog.object("wrap-copies", "nCopies", Collections.nCopies(1000000, "copy"));
        catalog.object("wrap-reverse-order", "reverseOrder with and without a comparator",
                new Object[] {Collections.reverseOrder(),
                    Collections.reverseOrder(String.CASE_INSENSITIVE_ORDER)});
        catalog.object("wrap-natural-order", "comparators that are enums or nest others",
                new Object[] {Comparator.naturalOrder(),
                    Comparator.nullsFirst(Comparator.<String>naturalOrder())});
    }

    private static void immutable(Catalog catalog) {
        catalog.object("of-list-empty", "List.of()", List.of());
        catalog.object("of-list-one", "List.of of one", List.of("one"));
        catalog.object("of-list-five", "List.of of five", List.of(1, 2, 3, "four", 5L));
        catalog.object("of-list-copy", "List.copyOf", List.copyOf(WORDS));
        catalog.object("of-list-nulls", "a stream's toList with a null",
                Arrays.asList("a", null, "b").stream().toList());
        catalog.object("of-list-sub", "List.of and a sub list of it, copied",
                List.copyOf(List.of(1, 2, 3, 4).subList(1, 3)));
        catalog.object("of-set-empty", "Set.of()", Set.of());
        catalog.object("of-set-one", "Set.of of one", Set.of("one"));
        catalog.object("of-map-empty", "Map.of()", Map.of());
        catalog.object("of-map-one", "Map.of of one entry", Map.of("key", List.of("value")));
    }

    private static void concurrent(Catalog catalog) {
        catalog.object("concurrent-hash-map", "ConcurrentHashMap, in its old form of segments",
                mapped(new ConcurrentHashMap<>()));
        catalog.object("concurrent-hash-map-empty", "an empty ConcurrentHashMap",
                new ConcurrentHashMap<>());
        catalog.object("concurrent-key-set", "the set of ConcurrentHashMap.newKeySet",
                filled(ConcurrentHashMap.newKeySet()));
        catalog.object("concurrent-skip-map", "ConcurrentSkipListMap",
                mapped(new ConcurrentSkipListMap<>()));
        catalog.object("concurrent-skip-set", "ConcurrentSkipListSet",
                filled(new ConcurrentSkipListSet<>()));
        catalog.object("concurrent-cow-list", "CopyOnWriteArrayList",
                filled(new CopyOnWriteArrayList<>()));
        catalog.object("concurrent-cow-set", "CopyOnWriteArraySet",
                filled(new CopyOnWriteArraySet<>()));
        catalog.object("concurrent-linked-queue", "ConcurrentLinkedQueue, ended by null",
                filled(new ConcurrentLinkedQueue<>()));
        catalog.object("concurrent-linked-deque", "ConcurrentLinkedDeque",
                filled(new ConcurrentLinkedDeque<>()));
        catalog.object("concurrent-blocking-queue", "LinkedBlockingQueue",
                filled(new LinkedBlockingQueue<>(8)));
        catalog.object("concurrent-blocking-deque", "LinkedBlockingDeque",
                filled(new LinkedBlockingDeque<>(8)));
        catalog.object("concurrent-array-queue", "ArrayBlockingQueue with its lock",
                filled(new ArrayBlockingQueue<>(5)));
        catalog.object("concurrent-priority-queue", "PriorityBlockingQueue",
                filled(new PriorityBlockingQueue<>()));
    }
}
