package sluice.interchange;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Which containers of a stream were replaced by safe ones, and whether those refuse changes. */
final class Safety {
    private record Replaced(Object found, String place) {
    }

    private final ArrayDeque<Replaced> replaced = new ArrayDeque<>();
    private final Map<String, Integer> kept = new TreeMap<>();

    void begin() {
        replaced.clear();
    }

    void replaced(Object expected, Object found, String place) {
        replaced.add(new Replaced(found, place));
    }

    void kept(Object container) {
        kept.merge(container.getClass().getName(), 1, Integer::sum);
    }

    /** How many containers of each class were left as they are. */
    Map<String, Integer> kept() {
        return kept;
    }

    /** Tries to change every one; null if none can be. Afterwards the graph is not what it was. */
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
