package sluice.interchange;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;

/**
 * Makes random graphs: the same graph of the same seed in every JVM. No order of a hash table, no
 * identity hash and no clock has a say in it.
 */
final class Maker {
    /** Deeper only by the chains that are made for it. */
    private static final int MOST_DEPTH = 6;

    final Leaves leaves;
    private final Containers containers;
    private final boolean cyclic;
    private int budget;
    private boolean hasCycle;
    /** Finished values, which may stand in several places. */
    private final List<Object> finished = new ArrayList<>();
    /** Containers that are being filled: whoever takes one of these closes a cycle. */
    private final ArrayList<Object> open = new ArrayList<>();

    /**
     * @param cyclic whether values may hold themselves
     * @param withTime see Leaves
     */
    Maker(Random random, boolean cyclic, boolean withTime) {
        this.leaves = new Leaves(random, withTime);
        this.containers = new Containers(this);
        this.cyclic = cyclic;
    }

    /** True if a value that was made holds itself, directly or not. */
    boolean hasCycle() {
        return hasCycle;
    }

    /** A value of about `size` parts. */
    Object graph(int size) {
        budget = size;
        return any(0);
    }

    /** Any value, null included. */
    Object any(int depth) {
        if (cyclic && !open.isEmpty() && leaves.oneIn(8)) {
            hasCycle = true;
            return open.get(leaves.below(open.size()));
        }
        return finish(make(depth));
    }

    Object notNull(int depth) {
        Object value = any(depth);
        return value == null ? "not null" : value;
    }

    List<Object> some(int depth) {
        List<Object> values = new ArrayList<>();
        for (int left = size(); left > 0; left--) {
            values.add(any(depth));
        }
        return values;
    }

    int size() {
        return leaves.oneIn(6) ? 0 : leaves.oneIn(12) ? leaves.below(40) : leaves.below(6);
    }

    /** Makes `container` known as a place to come back to while it is filled. */
    void open(Object container) {
        open.add(container);
    }

    void close() {
        open.remove(open.size() - 1);
    }

    /**
     * Whoever holds an open container may not stand elsewhere: read from there it would be a part of
     * the cycle before it is complete, which records and the like cannot be.
     */
    private Object finish(Object value) {
        boolean closed = !cyclic || open.isEmpty() || value instanceof String;
        if (value != null && closed && leaves.oneIn(2)) {
            finished.add(value);
        }
        return value;
    }

    private Object make(int depth) {
        budget--;
        if (budget <= 0 || depth >= MOST_DEPTH) {
            return leaves.leaf();
        }
        if (!finished.isEmpty() && leaves.oneIn(8)) {
            return finished.get(leaves.below(finished.size()));
        }
        return switch (leaves.below(10)) {
            case 0, 1, 2 -> leaves.leaf();
            case 3, 4, 5, 6 -> containers.any(depth + 1);
            default -> own(depth + 1);
        };
    }

    private Object own(int depth) {
        return switch (leaves.below(19)) {
            case 0 -> leaf();
            case 1, 2 -> node(depth);
            case 3 -> typed();
            case 4 -> chain(depth);
            case 5 -> custom(depth);
            case 6 -> dataOnly();
            case 7 -> put(depth);
            case 8, 9 -> external(depth);
            case 10 -> new Own.Pair(any(depth), any(depth));
            case 11 -> trouble(depth);
            case 12 -> proxy(depth);
            case 13 -> new Own.Deferred(notNull(depth));
            case 14 -> new Own.Money(leaves.integer());
            case 15 -> tagged(depth);
            case 16 -> objects(depth);
            case 17 -> deep();
            default -> leaves.oneIn(2) ? new Own.Empty() : new Own.ByLength();
        };
    }

    Own.Leaf leaf() {
        Own.Leaf leaf = new Own.Leaf();
        leaf.z = leaves.oneIn(2);
        leaf.b = (byte) leaves.integer();
        leaf.c = (char) leaves.below(65536);
        leaf.s = (short) leaves.integer();
        leaf.i = (int) leaves.integer();
        leaf.j = leaves.integer();
        leaf.f = (float) leaves.floating();
        leaf.d = leaves.floating();
        leaf.text = leaves.oneIn(5) ? null : leaves.text();
        return leaf;
    }

    private Own.Node node(int depth) {
        Own.Node node = new Own.Node();
        open(node);
        node.number = (int) leaves.integer();
        node.value = any(depth);
        node.next = leaves.oneIn(3) ? node(depth + 1) : null;
        node.items = leaves.oneIn(2) ? containers.list(depth) : null;
        node.map = leaves.oneIn(2) ? containers.map(depth) : null;
        node.ints = leaves.oneIn(2) ? new int[leaves.below(5)] : null;
        node.array = leaves.oneIn(2) ? some(depth).toArray() : null;
        close();
        return node;
    }

    private Own.Typed typed() {
        Own.Typed typed = new Own.Typed();
        typed.list = new ArrayList<>(List.of(leaves.word(), leaves.text()));
        typed.boxed = (int) leaves.integer();
        typed.amount = leaves.pick((Number) leaves.integer(), leaves.floating(), null);
        typed.price = java.math.BigDecimal.valueOf(leaves.integer(), leaves.below(5));
        typed.day = leaves.oneIn(2) || !leaves.hasTime() ? null : leaves.date();
        typed.names = new String[] {leaves.text(), null, typed.list.get(0)};
        typed.grid = new long[][] {{1, leaves.integer()}, {}, null};
        typed.color = leaves.pick(Own.Color.values());
        typed.comparable = leaves.ordered(leaves.below(5));
        typed.words = leaves.pick(new ArrayList<>(List.of("a", leaves.word())),
                new java.util.TreeSet<>(List.of("b", leaves.text())), null);
        return typed;
    }

    private Own.Base chain(int depth) {
        Own.Base base = switch (leaves.below(3)) {
            case 0 -> new Own.Base();
            case 1 -> new Own.Middle();
            default -> new Own.Derived();
        };
        open(base);
        base.id = (int) leaves.integer();
        base.name = leaves.text();
        if (base instanceof Own.Middle middle) {
            middle.payload = any(depth);
            middle.more.addAll(some(depth));
        }
        if (base instanceof Own.Derived derived) {
            derived.weight = leaves.floating();
            derived.extras = leaves.oneIn(2) ? null : containers.collection(depth);
        }
        close();
        return base;
    }

    private Own.Custom custom(int depth) {
        Own.Custom custom = new Own.Custom();
        open(custom);
        custom.stamp = leaves.integer();
        custom.first = any(depth);
        custom.count = (int) leaves.integer();
        custom.label = leaves.word();
        custom.second = any(depth);
        custom.ratio = leaves.floating();
        close();
        return custom;
    }

    private Own.DataOnly dataOnly() {
        Own.DataOnly data = new Own.DataOnly();
        data.code = (short) leaves.integer();
        data.bytes = leaves.oneIn(4) ? null : leaves.bytes(leaves.below(9));
        return data;
    }

    private Own.Put put(int depth) {
        Own.Put put = new Own.Put();
        open(put);
        put.sum = leaves.integer();
        put.title = leaves.text();
        put.kept = any(depth);
        close();
        return put;
    }

    private Own.External external(int depth) {
        Own.External external = new Own.External();
        open(external);
        external.number = (int) leaves.integer();
        // now and then a block of more than 255 bytes
        external.text = leaves.oneIn(5) ? leaves.word().repeat(100) : leaves.word();
        external.value = any(depth);
        external.last = leaves.integer();
        close();
        return external;
    }

    private Object tagged(int depth) {
        Own.Tagged tagged = new Own.Tagged();
        open(tagged);
        tagged.tag = leaves.text();
        tagged.addAll(some(depth));
        close();
        return tagged;
    }

    private Object objects(int depth) {
        switch (leaves.below(5)) {
            case 0:
                return new String[] {leaves.text(), null, leaves.text()};
            case 1:
                return new Object[][] {some(depth).toArray(), null, {}};
            case 2:
                return new int[][] {{1, 2}, {leaves.below(1000)}, {}};
            case 3:
                Own.Node[] nodes = {node(depth), null, null};
                nodes[2] = nodes[0];
                return nodes;
            default:
                Object[] array = new Object[size()];
                open(array);
                Arrays.setAll(array, i -> any(depth));
                close();
                return array;
        }
    }

    /** About a hundred levels. */
    private Object deep() {
        int levels = leaves.oneIn(4) ? 60 + leaves.below(50) : leaves.below(8);
        Object value = leaves.leaf();
        int kind = leaves.below(5);
        for (int i = 0; i < levels; i++) {
            value = switch (kind) {
                case 0 -> new ArrayList<>(Arrays.asList(value));
                case 1 -> new Object[] {value};
                case 2 -> new Own.Pair(value, i);
                case 3 -> link(value);
                default -> new java.util.LinkedHashMap<>(java.util.Collections.singletonMap(i, value));
            };
        }
        return value;
    }

    private static Own.Node link(Object value) {
        Own.Node node = new Own.Node();
        node.value = value;
        return node;
    }

    private Object proxy(int depth) {
        Own.Handler handler = new Own.Handler();
        handler.prefix = leaves.word();
        handler.held = any(depth);
        return proxyOf(handler);
    }

    static Object proxyOf(InvocationHandler handler) {
        return Proxy.newProxyInstance(Own.class.getClassLoader(),
                new Class<?>[] {Own.Greeter.class, Runnable.class}, handler);
    }

    private Throwable trouble(int depth) {
        Throwable cause = depth < MOST_DEPTH && leaves.oneIn(3) ? trouble(depth + 1) : null;
        String message = leaves.oneIn(5) ? null : leaves.text();
        Throwable made = switch (leaves.below(12)) {
            case 0 -> new Exception(message, cause);
            case 1 -> new RuntimeException(message, cause);
            case 2 -> new IllegalArgumentException(message, cause);
            case 3 -> new IllegalStateException(message, cause);
            case 4 -> new IOException(message, cause);
            case 5 -> new UnsupportedOperationException(message, cause);
            case 6 -> new NoSuchElementException(message);
            case 7 -> new NullPointerException(message);
            case 8, 9 -> Exceptions.make(leaves.below(Exceptions.count()), leaves.word());
            default -> new Own.Trouble(message, cause);
        };
        if (made instanceof Own.Trouble own) {
            own.code = (int) leaves.integer();
            own.detail = any(depth);
        }
        made.setStackTrace(trace());
        if (leaves.oneIn(4)) {
            made.addSuppressed(trouble(MOST_DEPTH));
        }
        return made;
    }

    private StackTraceElement[] trace() {
        StackTraceElement[] trace = new StackTraceElement[leaves.below(5)];
        ArrayDeque<String> files = new ArrayDeque<>(Arrays.asList("A.java", "B.java", "C.java", "D.java"));
        Arrays.setAll(trace, i -> leaves.oneIn(3)
                ? new StackTraceElement("app", "own.module", "1.0", "org.example.Main", "main",
                        files.poll(), leaves.below(500))
                : new StackTraceElement("org.example." + leaves.word(), "run", files.poll(),
                        leaves.pick(-2, -1, 17)));
        return trace;
    }
}
