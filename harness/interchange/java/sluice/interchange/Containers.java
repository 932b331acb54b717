package sluice.interchange;

import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
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
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.Stack;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
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

/** Random collections and maps. Elements of sets and keys of maps are equal by content. */
final class Containers {
    private final Maker maker;
    private final Leaves leaves;

    Containers(Maker maker) {
        this.maker = maker;
        this.leaves = maker.leaves;
    }

    Object any(int depth) {
        return switch (leaves.below(7)) {
            case 0, 1 -> list(depth);
            case 2 -> set();
            case 3, 4 -> map(depth);
            case 5 -> queue(depth);
            default -> odd(depth);
        };
    }

    Collection<Object> collection(int depth) {
        return switch (leaves.below(3)) {
            case 0 -> list(depth);
            case 1 -> set();
            default -> Collections.unmodifiableCollection(list(depth));
        };
    }

    /** Fills `collection` while it may be referred to. */
    private <C extends Collection<Object>> C fill(C collection, int depth) {
        maker.open(collection);
        for (int left = maker.size(); left > 0; left--) {
            collection.add(maker.any(depth));
        }
        maker.close();
        return collection;
    }

    private <C extends Collection<Object>> C fillWithoutNulls(C collection, int depth) {
        for (int left = maker.size(); left > 0; left--) {
            collection.add(maker.notNull(depth));
        }
        return collection;
    }

    List<Object> list(int depth) {
        return switch (leaves.below(15)) {
            case 0, 1, 2 -> fill(new ArrayList<>(leaves.below(20)), depth);
            case 3 -> fill(new LinkedList<>(), depth);
            case 4 -> fill(new Vector<>(1 + leaves.below(9), leaves.below(3)), depth);
            case 5 -> fill(new Stack<>(), depth);
            case 6 -> asList(depth);
            case 7 -> fill(new CopyOnWriteArrayList<>(), depth);
            case 8 -> Collections.unmodifiableList(
                    leaves.oneIn(2) ? fill(new LinkedList<>(), depth) : list(depth));
            case 9 -> leaves.oneIn(2) ? Collections.synchronizedList(fill(new ArrayList<>(), depth))
                    : Collections.checkedList(fill(new ArrayList<>(), depth), Object.class);
            case 10 -> Collections.singletonList(maker.any(depth));
            case 11 -> Collections.emptyList();
            case 12 -> Collections.nCopies(leaves.below(1000), maker.any(depth));
            case 13 -> List.copyOf(fillWithoutNulls(new ArrayList<>(), depth));
            default -> maker.some(depth).stream().toList();
        };
    }

    private List<Object> asList(int depth) {
        Object[] array = leaves.oneIn(3) ? new String[] {leaves.text(), null, leaves.word()}
                : maker.some(depth).toArray();
        return Arrays.asList(array);
    }

    Collection<Object> queue(int depth) {
        return switch (leaves.below(8)) {
            case 0, 1 -> fillWithoutNulls(new ArrayDeque<>(), depth);
            case 2, 3 -> fillOrdered(new PriorityQueue<>(), leaves.below(7));
            case 4 -> strings(new PriorityQueue<>(comparator()));
            case 5 -> fillWithoutNulls(leaves.pick(new ConcurrentLinkedQueue<>(),
                    new ConcurrentLinkedDeque<>()), depth);
            case 6 -> fillWithoutNulls(leaves.pick(new LinkedBlockingQueue<>(),
                    new LinkedBlockingDeque<>(100)), depth);
            default -> fillOrdered(new PriorityBlockingQueue<>(), leaves.below(7));
        };
    }

    private <C extends Collection<Object>> C fillOrdered(C collection, int choice) {
        for (int left = maker.size(); left > 0; left--) {
            collection.add(leaves.ordered(choice));
        }
        return collection;
    }

    /** Not for collections that refuse strings. */
    private <C extends Collection<Object>> C strings(C collection) {
        for (int left = maker.size(); left > 0; left--) {
            collection.add(leaves.text());
        }
        return collection;
    }

    private <C extends Collection<Object>> C keys(C collection) {
        for (int left = maker.size(); left > 0; left--) {
            collection.add(leaves.key());
        }
        return collection;
    }

    /** Of strings. The casts hold because nothing else is put in. */
    @SuppressWarnings("unchecked")
    private Comparator<Object> comparator() {
        Comparator<?> chosen = switch (leaves.below(4)) {
            case 0 -> Collections.reverseOrder();
            case 1 -> String.CASE_INSENSITIVE_ORDER;
            case 2 -> new Own.ByLength();
            default -> Collections.reverseOrder(String.CASE_INSENSITIVE_ORDER);
        };
        return (Comparator<Object>) chosen;
    }

    private SortedSet<Object> sortedSet() {
        return switch (leaves.below(3)) {
            case 0 -> strings(new TreeSet<>(comparator()));
            case 1 -> fillOrdered(new ConcurrentSkipListSet<>(), leaves.below(7));
            default -> fillOrdered(new TreeSet<>(), leaves.below(7));
        };
    }

    Set<Object> set() {
        return switch (leaves.below(14)) {
            case 0, 1 -> keys(new HashSet<>(leaves.below(40), leaves.pick(0.5f, 0.75f, 2f)));
            case 2 -> nullable(keys(new HashSet<>()));
            case 3 -> nullable(keys(new LinkedHashSet<>()));
            case 4, 5 -> sortedSet();
            case 6 -> enumSet();
            case 7 -> leaves.oneIn(2) ? keys(new CopyOnWriteArraySet<>())
                    : keys(ConcurrentHashMap.newKeySet());
            case 8 -> keys(Collections.newSetFromMap(leaves.pick(new HashMap<>(), new LinkedHashMap<>())));
            case 9 -> Collections.unmodifiableSet(set());
            case 10 -> leaves.oneIn(2) ? Collections.unmodifiableSortedSet(sortedSet())
                    : Collections.synchronizedSet(keys(new HashSet<>()));
            case 11 -> Collections.singleton(leaves.key());
            case 12 -> Collections.emptySet();
            default -> Set.copyOf(keys(new HashSet<>()));
        };
    }

    private Set<Object> nullable(Set<Object> set) {
        if (leaves.oneIn(3)) {
            set.add(null);
        }
        return set;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private Set<Object> enumSet() {
        if (leaves.oneIn(2)) {
            EnumSet<Own.Color> colors = EnumSet.noneOf(Own.Color.class);
            colors.addAll(Arrays.asList(Own.Color.values()).subList(0, leaves.below(4)));
            return (Set) colors;
        }
        EnumSet<Own.Many> many = EnumSet.noneOf(Own.Many.class);
        many.addAll(Arrays.asList(Own.Many.values()).subList(leaves.below(30), 30 + leaves.below(40)));
        return (Set) many;
    }

    Map<Object, Object> map(int depth) {
        return switch (leaves.below(17)) {
            case 0, 1, 2 -> entries(new HashMap<>(leaves.below(40), leaves.pick(0.5f, 0.75f, 3f)), depth);
            case 3 -> withNull(entries(new HashMap<>(), depth));
            case 4 -> entries(new LinkedHashMap<>(16, 0.75f, leaves.oneIn(2)), depth);
            case 5, 6 -> sortedMap(depth);
            case 7 -> entriesWithoutNulls(new Hashtable<>(), depth);
            case 8 -> entriesWithoutNulls(new ConcurrentHashMap<>(), depth);
            case 9 -> identityMap(depth);
            case 10 -> enumMap(depth);
            case 11 -> properties();
            case 12 -> Collections.unmodifiableMap(map(depth));
            case 13 -> leaves.oneIn(2) ? Collections.unmodifiableSortedMap(sortedMap(depth))
                    : Collections.synchronizedMap(entries(new HashMap<>(), depth));
            case 14 -> Collections.singletonMap(leaves.key(), maker.any(depth));
            case 15 -> Collections.emptyMap();
            default -> Map.copyOf(entriesWithoutNulls(new HashMap<>(), depth));
        };
    }

    private <M extends Map<Object, Object>> M entries(M map, int depth) {
        maker.open(map);
        for (int left = maker.size(); left > 0; left--) {
            map.put(leaves.key(), maker.any(depth));
        }
        maker.close();
        return map;
    }

    private <M extends Map<Object, Object>> M entriesWithoutNulls(M map, int depth) {
        for (int left = maker.size(); left > 0; left--) {
            map.put(leaves.key(), maker.notNull(depth));
        }
        return map;
    }

    private Map<Object, Object> withNull(Map<Object, Object> map) {
        map.put(null, leaves.leaf());
        return map;
    }

    private SortedMap<Object, Object> sortedMap(int depth) {
        if (leaves.oneIn(3)) {
            return stringEntries(new TreeMap<>(comparator()), depth);
        }
        int choice = leaves.below(7);
        SortedMap<Object, Object> map = leaves.oneIn(4) ? new ConcurrentSkipListMap<>() : new TreeMap<>();
        for (int left = maker.size(); left > 0; left--) {
            map.put(leaves.ordered(choice), maker.notNull(depth));
        }
        return map;
    }

    private <M extends Map<Object, Object>> M stringEntries(M map, int depth) {
        maker.open(map);
        for (int left = maker.size(); left > 0; left--) {
            map.put(leaves.text(), maker.any(depth));
        }
        maker.close();
        return map;
    }

    /** Keys differ by content too, so that a reader of the values can tell them apart. */
    private Map<Object, Object> identityMap(int depth) {
        return new IdentityHashMap<>(entriesWithoutNulls(new LinkedHashMap<>(), depth));
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private Map<Object, Object> enumMap(int depth) {
        EnumMap<Own.Color, Object> map = new EnumMap<>(Own.Color.class);
        for (int left = leaves.below(4); left > 0; left--) {
            map.put(leaves.pick(Own.Color.values()), maker.any(depth));
        }
        return (Map) map;
    }

    private Properties properties() {
        Properties defaults = null;
        if (leaves.oneIn(2)) {
            defaults = new Properties();
            defaults.setProperty(leaves.text(), leaves.text());
        }
        Properties properties = new Properties(defaults);
        for (int left = maker.size(); left > 0; left--) {
            properties.setProperty(leaves.text(), leaves.text());
        }
        return properties;
    }

    private Object odd(int depth) {
        return switch (leaves.below(3)) {
            case 0 -> new AbstractMap.SimpleEntry<>(leaves.key(), maker.any(depth));
            case 1 -> new AbstractMap.SimpleImmutableEntry<>(leaves.key(), maker.any(depth));
            default -> leaves.primitives();
        };
    }
}
