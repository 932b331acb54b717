package sluice.interchange;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
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
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Properties;
import java.util.Set;
import java.util.Stack;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Which containers of a stream were replaced by safe ones, and which of the others should have been. */
final class Safety {
    /** Who guards what it holds: unmodifiable wrappers, and sets whose map is a part of them. */
    private static final List<String> GUARDS = List.of("java.util.Collections$Unmodifiable",
            "java.util.Collections$SetFromMap");

    /** Containers that are replaced, by what takes their place. */
    private static final Map<Class<?>, List<Class<?>>> REPLACED_AS = Map.of(
            List.class, List.of(ArrayList.class, LinkedList.class, Vector.class, Stack.class,
                    Arrays.asList().getClass(), CopyOnWriteArrayList.class),
            Set.class, List.of(HashSet.class, LinkedHashSet.class,
                    EnumSet.noneOf(Own.Color.class).getClass(), EnumSet.noneOf(Own.Many.class).getClass()),
            Map.class, List.of(HashMap.class, LinkedHashMap.class, Hashtable.class, Properties.class,
                    EnumMap.class, ConcurrentHashMap.class),
            NavigableSet.class, List.of(TreeSet.class),
            NavigableMap.class, List.of(TreeMap.class, ConcurrentSkipListMap.class));

    private record Replaced(Object found, String place) {
    }

    private final ArrayDeque<Replaced> replaced = new ArrayDeque<>();
    private final Map<Object, String> kept = new IdentityHashMap<>();
    /** What stands somewhere else than in a guard. */
    private final Set<Object> exposed = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Object> pinned = Collections.newSetFromMap(new IdentityHashMap<>());

    /** What takes the place of a container; null if nothing does. */
    private static Class<?> replacement(Object container) {
        if (container instanceof Properties properties && Kinds.hasDefaults(properties)) {
            return null; // they would be lost
        }
        if (container instanceof EnumSet<?> set && set.isEmpty()) {
            return null; // all empty ones share one array, and of those that share one is replaced
        }
        for (Map.Entry<Class<?>, List<Class<?>>> entry : REPLACED_AS.entrySet()) {
            if (entry.getValue().contains(container.getClass())) {
                return entry.getKey();
            }
        }
        return null;
    }

    /**
     * A container stands, among other places, in one of this type.
     * @param holder what it stands in; null at the top level
     */
    void stands(Object container, Class<?> type, Object holder) {
        Class<?> replacement = container == null ? null : replacement(container);
        if (replacement == null) {
            return;
        }
        if (!type.isAssignableFrom(replacement)) {
            pinned.add(container);
        }
        if (holder == null || !isGuard(holder.getClass().getName())) {
            exposed.add(container);
        }
    }

    /** A container that stands twice in the stream, with one content: only one of the two is replaced. */
    void pin(Object container) {
        pinned.add(container);
    }

    private static boolean isGuard(String holder) {
        return GUARDS.stream().anyMatch(holder::startsWith);
    }

    void replaced(Object found, String place) {
        replaced.add(new Replaced(found, place));
    }

    void kept(Object container, String place) {
        if (replacement(container) != null) {
            kept.put(container, place);
        }
    }

    /** A container that was kept although a safe one could stand in all its places; or null. */
    String unexplained() {
        for (Map.Entry<Object, String> entry : kept.entrySet()) {
            if (exposed.contains(entry.getKey()) && !pinned.contains(entry.getKey())) {
                return entry.getValue() + ": " + entry.getKey().getClass().getName() + " was not replaced";
            }
        }
        return null;
    }

    /** Tries to change every replacement; null if none can be. Afterwards the graph is not what it was. */
    String mutable() {
        for (Replaced one : replaced) {
            if (changes(one.found())) {
                return one.place() + ": " + one.found().getClass().getName() + " can be changed";
            }
        }
        return null;
    }

    /** Any answer but a refusal counts as a change. */
    @SuppressWarnings("unchecked")
    private static boolean changes(Object container) {
        try {
            if (container instanceof Map<?, ?> map) {
                ((Map<Object, Object>) map).put("k", "v");
            } else {
                ((Collection<Object>) container).add("v");
            }
        } catch (UnsupportedOperationException refused) {
            return false;
        } catch (RuntimeException other) {
            return true;
        }
        return true;
    }
}
