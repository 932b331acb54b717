package sluice.interchange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The comparison sees what it must see. Prints what it does not, and ends with 1. */
public final class ComparisonTest {
    private static int failures;
    private static int checks;

    private ComparisonTest() {
    }

    public static void main(String[] arguments) {
        values();
        containers();
        sharing();
        objects();
        replaced();
        System.out.println(checks + " checks, " + failures + " failures");
        System.exit(failures == 0 && checks > 0 ? 0 : 1);
    }

    private static void check(boolean equal, Plan.Sharing sharing, Object expected, Object found) {
        Comparison comparison = new Comparison(sharing, false);
        String difference = comparison.compare(expected, found, true);
        difference = difference == null ? comparison.finish() : difference;
        checks++;
        if (equal != (difference == null)) {
            failures++;
            System.out.println(sharing + ": " + expected + " and " + found + ": "
                    + (equal ? difference : "no difference found"));
        }
    }

    private static void differ(Object expected, Object found) {
        check(false, Plan.Sharing.EXACT, expected, found);
    }

    private static void equal(Object expected, Object found) {
        check(true, Plan.Sharing.EXACT, expected, found);
    }

    private static <T> T with(T value, java.util.function.Consumer<T> change) {
        change.accept(value);
        return value;
    }

    private static List<Object> list(Object... elements) {
        return new ArrayList<>(Arrays.asList(elements));
    }

    private static void values() {
        equal(new String("a"), new String("a"));
        differ("a", "b");
        differ(1, 2);
        differ(1, 1L);
        differ(0.0, -0.0);
        differ(null, 1);
        differ(1, null);
        differ(new StringBuilder("a"), new StringBuilder("b"));
        differ(Leaves.url("http://example.org/a"), Leaves.url("http://example.org/b"));
        differ(new int[] {1}, new int[] {2});
        differ(new int[] {1}, new int[] {1, 2});
        differ(new int[] {1}, new long[] {1});
        differ(new Object[] {1}, new Integer[] {1});
        differ(new Object[] {1, 2}, new Object[] {2, 1});
        differ(new java.sql.Date(1), new java.util.Date(1));
    }

    private static void containers() {
        equal(list(1, "x"), list(1, "x"));
        differ(list(1, 2), list(2, 1));
        differ(list(1), list(1, 1));
        differ(list(1), new LinkedList<>(list(1)));
        differ(new HashSet<>(list(1, 2)), new HashSet<>(list(1, 3)));
        differ(new HashMap<>(Map.of(1, 2)), new HashMap<>(Map.of(1, 3)));
        differ(new HashMap<>(Map.of(1, 2)), new HashMap<>(Map.of(2, 2)));
        differ(new HashMap<>(16, 0.5f), new HashMap<>(16, 0.75f));
        differ(new LinkedHashMap<>(16, 0.75f, true), new LinkedHashMap<>(16, 0.75f, false));
        differ(with(new LinkedHashMap<>(), map -> map.putAll(new TreeMap<>(Map.of(1, 1, 2, 2)))),
                with(new LinkedHashMap<>(Map.of(2, 2)), map -> map.put(1, 1)));
        differ(new TreeMap<>(Collections.reverseOrder()), new TreeMap<>());
        differ(new TreeSet<>(Collections.reverseOrder()), new TreeSet<>());
        differ(new EnumMap<>(Own.Color.class), new EnumMap<>(Own.Many.class));
        differ(new Properties(new Properties()), new Properties());
        differ(Collections.unmodifiableList(list(1)), Collections.unmodifiableList(list(2)));
        differ(Collections.unmodifiableList(list(1)), Collections.synchronizedList(list(1)));
        differ(List.of(1, 2), List.of(1, 3));
        differ(Set.of(1, 2), Set.of(1, 3));
        differ(Map.of(1, 2, 3, 4), Map.of(1, 2, 3, 5));
    }

    private static void sharing() {
        List<Object> inner = list();
        List<Object> shared = list(inner, inner);
        List<Object> copies = list(list(), list());
        equal(shared, shared);
        differ(shared, copies);
        check(false, Plan.Sharing.BY_STEP, shared, copies);
        check(true, Plan.Sharing.LOOSE, shared, copies);
        for (Plan.Sharing each : List.of(Plan.Sharing.EXACT, Plan.Sharing.BY_STEP, Plan.Sharing.LOOSE)) {
            check(false, each, copies, shared);
        }
        Object[] cycle = {null};
        cycle[0] = cycle;
        Object[] longer = {new Object[] {null}};
        ((Object[]) longer[0])[0] = longer;
        equal(cycle, cycle);
        differ(cycle, longer);
        differ(longer, cycle);
        differ(cycle, new Object[] {null});
        equal(new Own.Deferred("x"), "x");
    }

    private static void objects() {
        differ(with(new Own.Leaf(), leaf -> leaf.b = 1), new Own.Leaf());
        differ(with(new Own.Custom(), custom -> custom.label = "x"), new Own.Custom());
        differ(with(new Own.Derived(), derived -> derived.id = 1), new Own.Derived());
        differ(with(new Own.Derived(), derived -> derived.more.add(1)), new Own.Derived());
        differ(with(new Own.Tagged(), tagged -> tagged.tag = "x"), new Own.Tagged());
        differ(new Own.Point(1, 2), new Own.Point(1, 3));
        differ(trouble("a", 1, null), trouble("b", 1, null));
        differ(trouble("a", 1, null), trouble("a", 2, null));
        differ(trouble("a", 1, null), trouble("a", 1, new Exception()));
        differ(with(trouble("a", 1, null), one -> one.addSuppressed(trouble("s", 1, null))),
                trouble("a", 1, null));
        differ(with(trouble("a", 1, null), one -> one.code = 1), trouble("a", 1, null));
        differ(Maker.proxyOf(with(new Own.Handler(), handler -> handler.prefix = "x")),
                Maker.proxyOf(new Own.Handler()));
    }

    private static Own.Trouble trouble(String message, int line, Throwable cause) {
        Own.Trouble trouble = new Own.Trouble(message, cause);
        trouble.setStackTrace(new StackTraceElement[] {new StackTraceElement("A", "b", "A.java", line)});
        return trouble;
    }

    private static void replaced() {
        check(true, Plan.Sharing.SAFE, list(1, 2), List.of(1, 2));
        check(false, Plan.Sharing.SAFE, list(1, 2), List.of(2, 1));
        check(false, Plan.Sharing.SAFE, list(1, 2), Set.of(1, 2));
        check(true, Plan.Sharing.SAFE, new HashSet<>(list(1, 2)), Set.of(1, 2));
        check(true, Plan.Sharing.SAFE, new HashMap<>(Map.of(1, list(2))), Map.of(1, List.of(2)));
        check(false, Plan.Sharing.SAFE, new HashMap<>(Map.of(1, list(2))), Map.of(1, List.of(3)));
        check(true, Plan.Sharing.SAFE, new ArrayList<?>[] {new ArrayList<>(list(1))},
                new ArrayList<?>[] {new ArrayList<>(list(1))});
        check(false, Plan.Sharing.SAFE, new Object[] {list(1)}, new Object[] {list(1)});
        // a replacement that can be changed is none
        check(false, Plan.Sharing.SAFE, new LinkedList<>(list(1)), list(1));
        check(false, Plan.Sharing.SAFE, new HashMap<>(Map.of(1, new LinkedList<>(list(2)))),
                Map.of(1, list(2)));
        check(false, Plan.Sharing.EXACT, list(1, 2), List.of(1, 2));
    }
}
