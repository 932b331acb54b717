package sluice.interchange;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * Compares two graphs by class, content and sharing, with a stack of its own and without equals of
 * anything that holds others. Differences are told with the path to them.
 */
final class Comparison {
    /** Where a value stands; the way back to the root is its path. */
    private record Place(Place parent, Object label) {
        @Override
        public String toString() {
            ArrayList<String> labels = new ArrayList<>();
            for (Place place = this; place != null; place = place.parent) {
                labels.add(0, String.valueOf(place.label));
            }
            if (labels.size() > 12) {
                labels.subList(6, labels.size() - 6).clear();
                labels.add(6, "...");
            }
            return String.join("", labels);
        }
    }

    /** An expected object and what was found for it, both by identity. */
    private static final class Twins {
        final Object expected;
        final Object found;

        Twins(Object expected, Object found) {
            this.expected = expected;
            this.found = found;
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(expected) + System.identityHashCode(found);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Twins twins && twins.expected == expected && twins.found == found;
        }
    }

    private record Task(Object expected, Object found, Place place) {
    }

    private final Plan.Sharing sharing;
    private final boolean holdsItself;
    private final Map<Object, Object> forward = new IdentityHashMap<>();
    private final Map<Object, Object> backward = new IdentityHashMap<>();
    private final Set<Twins> visited = new HashSet<>();
    private final Safety safety = new Safety();
    private final ArrayDeque<Task> work = new ArrayDeque<>();
    private String difference;

    /** @param holdsItself whether there are cycles, in which containers are not replaced */
    Comparison(Plan.Sharing sharing, boolean holdsItself) {
        this.sharing = sharing;
        this.holdsItself = holdsItself;
    }

    /** From here on other objects stand for the same: the stream was reset. */
    void forget() {
        forward.clear();
        backward.clear();
        visited.clear();
    }

    /**
     * @param shared false: the root was written so that nothing else refers to it
     * @return null, or the first difference
     */
    String compare(Object expected, Object found, boolean shared) {
        difference = null;
        Task root = new Task(resolved(expected), found, new Place(null, "root"));
        safety.stands(root.expected, Object.class, null);
        if (shared) {
            work.push(root);
        } else if (!isNull(root)) {
            safety.pin(root.expected);
            content(root);
        }
        while (difference == null && !work.isEmpty()) {
            visit(work.pop());
        }
        work.clear();
        return difference;
    }

    /** To be called when all of a stream is compared: null, or what is wrong with it as a whole. */
    String finish() {
        if (sharing != Plan.Sharing.SAFE) {
            return null;
        }
        String kept = holdsItself ? null : safety.unexplained();
        return kept != null ? kept : safety.mutable();
    }

    private void differ(Place place, String what) {
        if (difference == null) {
            difference = place + ": " + what;
        }
    }

    /** A value in a place where anything may stand. */
    private void push(Object expected, Object found, Place parent, Object label) {
        Object value = resolved(expected);
        safety.stands(value, Object.class, null);
        work.push(new Task(value, found, new Place(parent, label)));
    }

    /** A value in a place of `holder` where only this type may stand. */
    private void push(Object expected, Object found, Place parent, Object label, Class<?> type,
            Object holder) {
        Object value = resolved(expected);
        safety.stands(value, type, holder);
        work.push(new Task(value, found, new Place(parent, label)));
    }

    /** What stands for a value after it was read. */
    private static Object resolved(Object expected) {
        Object value = expected;
        while (value instanceof Own.Deferred deferred) {
            value = deferred.value;
        }
        return value;
    }

    private boolean isNull(Task task) {
        if (task.expected == null && task.found == null) {
            return true;
        }
        if (task.expected == null || task.found == null) {
            differ(task.place, "expected " + brief(task.expected) + ", found " + brief(task.found));
            return true;
        }
        return false;
    }

    private void visit(Task task) {
        if (isNull(task) || isVisited(task)) {
            return;
        }
        content(task);
    }

    /** Also notes the pair, and tells when sharing differs. */
    private boolean isVisited(Task task) {
        if (!visited.add(new Twins(task.expected, task.found))) {
            return true;
        }
        if (Kinds.hasIdentity(task.expected)
                && !(sharing == Plan.Sharing.SAFE && Kinds.isContainer(task.expected))) {
            Object twin = backward.putIfAbsent(task.found, task.expected);
            if (twin != null && twin != task.expected) {
                differ(task.place, "one " + brief(task.found) + " stands for two different objects");
            }
            Object first = forward.putIfAbsent(task.expected, task.found);
            if (first != null && first != task.found && isExact()) {
                differ(task.place, "a shared " + brief(task.expected) + " is not shared any more");
            }
        }
        return false;
    }

    private boolean isExact() {
        return sharing == Plan.Sharing.EXACT || sharing == Plan.Sharing.BY_STEP;
    }

    private void content(Task task) {
        Object expected = task.expected;
        if (sharing == Plan.Sharing.SAFE && Kinds.isContainer(expected)
                && expected.getClass() != task.found.getClass()) {
            safety.replaced(task.found, task.place.toString());
            container(task);
            return;
        }
        if (expected.getClass() != task.found.getClass()) {
            differ(task.place, "expected " + brief(expected) + ", found " + brief(task.found));
        } else if (Kinds.isLeaf(expected)) {
            if (!Kinds.equalLeaves(expected, task.found)) {
                differ(task.place, "expected " + brief(expected) + ", found " + brief(task.found));
            }
        } else if (expected.getClass().isArray()) {
            array(task);
        } else if (Kinds.isContainer(expected)) {
            if (sharing == Plan.Sharing.SAFE) {
                safety.kept(expected, task.place.toString());
            }
            if (Kinds.isWrapper(expected)) {
                fields(task, Kinds.fields(expected.getClass()));
            } else {
                container(task);
                fields(task, Kinds.extraFields(expected.getClass()));
            }
        } else if (expected instanceof Throwable) {
            throwable(task);
        } else if (Proxy.isProxyClass(expected.getClass())) {
            push(Proxy.getInvocationHandler(expected), Proxy.getInvocationHandler(task.found), task.place,
                    ".handler");
        } else {
            fields(task, Kinds.fields(expected.getClass()));
        }
    }

    private void array(Task task) {
        int length = Array.getLength(task.expected);
        if (Array.getLength(task.found) != length) {
            differ(task.place, "expected " + length + " elements, found " + Array.getLength(task.found));
        } else if (task.expected instanceof Object[] expected) {
            Object[] found = (Object[]) task.found;
            Class<?> type = expected.getClass().getComponentType();
            for (int i = 0; i < length; i++) {
                push(expected[i], found[i], task.place, "[" + i + "]", type, expected);
            }
        } else if (!Kinds.equalPrimitives(task.expected, task.found)) {
            differ(task.place, "other elements");
        }
    }

    private void throwable(Task task) {
        Throwable expected = (Throwable) task.expected;
        Throwable found = (Throwable) task.found;
        push(expected.getMessage(), found.getMessage(), task.place, ".message");
        push(expected.getCause(), found.getCause(), task.place, ".cause");
        if (!Arrays.equals(expected.getStackTrace(), found.getStackTrace())) {
            differ(task.place, "other stack trace");
        }
        Throwable[] suppressed = expected.getSuppressed();
        Throwable[] others = found.getSuppressed();
        if (suppressed.length != others.length) {
            differ(task.place, "other number of suppressed exceptions");
            return;
        }
        for (int i = 0; i < suppressed.length; i++) {
            push(suppressed[i], others[i], task.place, ".suppressed[" + i + "]");
        }
        fields(task, Kinds.fieldsOfThrowable(expected.getClass()));
    }

    private void fields(Task task, List<Field> fields) {
        try {
            for (Field field : fields) {
                Object expected = field.get(task.expected);
                Object found = field.get(task.found);
                String label = "." + field.getName();
                if (field.isAnnotationPresent(Own.Inline.class)) {
                    inline(new Task(expected, found, new Place(task.place, label)));
                } else if (field.isAnnotationPresent(Own.Piece.class)) {
                    push(expected, found, task.place, label, Void.class, task.expected);
                } else if (!field.getType().isPrimitive()) {
                    push(expected, found, task.place, label, field.getType(), task.expected);
                } else if (!expected.equals(found)) {
                    differ(task.place, "field " + field.getName() + ": expected " + expected + ", found "
                            + found);
                }
            }
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What is written without a handle; its elements are pieces of custom data. */
    private void inline(Task task) {
        if (task.expected instanceof List<?> expected) {
            collection(expected, (List<?>) task.found, task.place);
            expected.forEach(one -> safety.stands(resolved(one), Void.class, null));
        } else {
            content(task);
        }
    }

    private void container(Task task) {
        if (task.expected instanceof Map<?, ?> expected && task.found instanceof Map<?, ?> found) {
            map(expected, found, task.place);
        } else if (task.expected instanceof Collection<?> expected
                && task.found instanceof Collection<?> found
                && expected instanceof List == found instanceof List
                && expected instanceof Set == found instanceof Set) {
            collection(expected, found, task.place);
        } else {
            differ(task.place, "expected " + brief(task.expected) + ", found " + brief(task.found));
        }
    }

    private void collection(Collection<?> expected, Collection<?> found, Place place) {
        if (expected.size() != found.size()) {
            differ(place, "expected " + expected.size() + " elements, found " + found.size());
            return;
        }
        if (expected instanceof SortedSet<?> left && found instanceof SortedSet<?> right) {
            push(left.comparator(), right.comparator(), place, ".comparator");
        }
        if (!Kinds.hasOrder(expected)) {
            lookUp(keyed(expected), keyed(found), place);
            return;
        }
        Iterator<?> others = found.iterator();
        int at = 0;
        for (Object one : expected) {
            push(one, others.next(), place, "[" + at++ + "]");
        }
    }

    private void map(Map<?, ?> expected, Map<?, ?> found, Place place) {
        if (expected.size() != found.size()) {
            differ(place, "expected " + expected.size() + " entries, found " + found.size());
            return;
        }
        if (expected instanceof SortedMap<?, ?> left && found instanceof SortedMap<?, ?> right) {
            push(left.comparator(), right.comparator(), place, ".comparator");
        }
        if (!Kinds.hasOrder(expected)) {
            lookUp(keyed(expected.keySet()), keyed(found.keySet()), place);
            valuesOf(expected, found, place);
            return;
        }
        Iterator<? extends Map.Entry<?, ?>> others = found.entrySet().iterator();
        int at = 0;
        for (Map.Entry<?, ?> entry : expected.entrySet()) {
            Map.Entry<?, ?> other = others.next();
            push(entry.getKey(), other.getKey(), place, "<key " + at + ">");
            push(entry.getValue(), other.getValue(), place, "<value " + at++ + ">");
        }
    }

    /** Elements of a set, or keys, by what they are equal to. */
    private static Map<Object, Object> keyed(Collection<?> values) {
        Map<Object, Object> keyed = new HashMap<>(values.size() * 2);
        for (Object value : values) {
            keyed.put(value, value);
        }
        return keyed;
    }

    private void lookUp(Map<Object, Object> expected, Map<Object, Object> found, Place place) {
        for (Object key : expected.keySet()) {
            if (!found.containsKey(key)) {
                differ(place, brief(key) + " is missing");
                return;
            }
            push(key, found.get(key), place, "<key>");
        }
    }

    private void valuesOf(Map<?, ?> expected, Map<?, ?> found, Place place) {
        Map<Object, Object> others = new HashMap<>(found.size() * 2);
        for (Map.Entry<?, ?> entry : found.entrySet()) {
            others.put(entry.getKey(), entry.getValue());
        }
        for (Map.Entry<?, ?> entry : expected.entrySet()) {
            push(entry.getValue(), others.get(entry.getKey()), place, "<" + brief(entry.getKey()) + ">");
        }
    }

    static String brief(Object value) {
        if (value == null) {
            return "null";
        }
        String name = value.getClass().getTypeName();
        if (!Kinds.isLeaf(value)) {
            return "a " + name;
        }
        StringBuilder text = new StringBuilder(name).append(' ');
        String whole = value.toString();
        for (int i = 0; i < Math.min(whole.length(), 40); i++) {
            char unit = whole.charAt(i);
            text.append(unit < ' ' || unit > '~' ? String.format("\\u%04x", (int) unit) : unit);
        }
        return text.append(whole.length() > 40 ? "..." : "").toString();
    }
}
