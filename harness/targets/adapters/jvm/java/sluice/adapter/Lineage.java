package sluice.adapter;

import java.io.ObjectStreamClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which descriptor of a stream has which above it, by their numbers. A stand-in has to have its superclasses
 * when its own descriptor is read, and the stream describes them only behind it: so a stream is read again
 * with what was learned before.
 */
final class Lineage {
    private static final int NONE = -1;
    private static final int LONGEST = 64;
    /** Descriptors that have stand-ins of their own; later ones share one. */
    private static final int MOST = 1000;

    private int[] parents = {};
    /** Some value is no handler of a proxy: then nothing is resolved to the real parent of proxies. */
    private boolean withoutProxies;
    /** There are too many classes, or too many above one, for each to have a stand-in of its own. */
    boolean isCut;
    private boolean[] areProxyParents = {};
    private final Set<String> unknown = new HashSet<>();

    boolean isProxyParent(int ordinal) {
        return ordinal < areProxyParents.length && areProxyParents[ordinal];
    }

    /** The number of the stand-in of a descriptor. */
    int standIn(int ordinal) {
        isCut |= ordinal >= MOST;
        return Math.min(ordinal, MOST);
    }

    /** The class is not to be found. */
    boolean isUnknown(String name) {
        return unknown.contains(name);
    }

    void setUnknown(String name) {
        unknown.add(name);
    }

    Class<?> serializable(StandIns standIns, int ordinal) {
        if (ordinal >= MOST) {
            return standIns.serializable(standIn(ordinal), null);
        }
        List<Integer> chain = new ArrayList<>();
        for (int at = ordinal; at >= 0 && at < MOST; at = at < parents.length ? parents[at] : NONE) {
            chain.add(at);
            if (chain.size() > LONGEST) {
                // made without any: the JDK then takes what they have, and hands nothing of it out
                isCut = true;
                return standIns.serializable(ordinal, null);
            }
        }
        Class<?> made = null;
        for (int i = chain.size() - 1; i >= 0; i--) {
            made = standIns.serializable(chain.get(i), made);
        }
        return made;
    }

    /** Gives up the real parent of proxies. False if that was done before. */
    boolean giveUpProxies() {
        boolean changed = !withoutProxies;
        withoutProxies = true;
        Arrays.fill(areProxyParents, false);
        return changed;
    }

    /** Takes what an inspection has shown. True if it is new: the stream is to be read again. */
    boolean learn(Inspection inspection) {
        int count = inspection.ordered.size();
        int[] found = new int[count];
        boolean[] above = new boolean[count];
        for (Parts.Descriptor descriptor : inspection.descriptors.values()) {
            Parts.Descriptor parent = parent(inspection, descriptor);
            if (descriptor.kind == Parts.Kind.PROXY) {
                if (parent != null && parent.ordinal >= 0 && parent.name.equals("java.lang.reflect.Proxy")) {
                    above[parent.ordinal] = !withoutProxies;
                }
            } else {
                // the JDK looks for each class of the stream among those above the object's, passing the others
                while (parent != null && parent.kind != Parts.Kind.SERIALIZABLE) {
                    parent = parent(inspection, parent);
                }
                found[descriptor.ordinal] = parent == null ? NONE : parent.ordinal;
            }
        }
        for (int i = 0; i < count; i++) {
            if (found[i] >= 0 && above[found[i]]) {
                found[i] = NONE;
            }
        }
        boolean isNew = !Arrays.equals(above, padded(areProxyParents, count)) || !Arrays.equals(found, padded(parents, count));
        parents = found;
        areProxyParents = above;
        return isNew;
    }

    private static Parts.Descriptor parent(Inspection inspection, Parts.Descriptor descriptor) {
        ObjectStreamClass live = Insides.parent(descriptor.live);
        return live == null ? null : inspection.descriptors.get(live);
    }

    private static int[] padded(int[] known, int count) {
        int[] all = Arrays.copyOf(known, count);
        if (count > known.length) {
            Arrays.fill(all, known.length, count, NONE);
        }
        return all;
    }

    private static boolean[] padded(boolean[] known, int count) {
        return Arrays.copyOf(known, count);
    }
}
