package sluice.adapter;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;

/** The classes that a policy lets pass, for readers that go by class or by name. */
final class Allowed {
    private static final Set<String> ALWAYS = Set.of("java.lang.Object", "java.lang.String", "java.lang.Class",
            "java.lang.Enum", "java.lang.CharSequence", "java.lang.Comparable", "java.lang.Cloneable", "java.io.Serializable",
            "java.lang.reflect.Proxy");
    /** What the JDK's own classes ask a filter about while they are read: tables, and what readResolve returns. */
    private static final List<String> INSIDE = List.of("java.util.Map$Entry", "java.util.ImmutableCollections$",
            "java.util.RegularEnumSet", "java.util.JumboEnumSet", "java.util.EnumSet");

    private final Setting setting;

    Allowed(Setting setting) {
        this.setting = setting;
    }

    boolean isAllowed(Class<?> type) {
        Class<?> base = type;
        while (base.isArray()) {
            base = base.getComponentType();
        }
        if (Proxy.isProxyClass(base)) {
            return List.of(base.getInterfaces()).stream().allMatch(this::isAllowed);
        }
        String name = base.getName();
        return base.isPrimitive() || isNameAllowed(name) || INSIDE.stream().anyMatch(name::startsWith)
                || name.startsWith("java.time.") && isNamed("java.time.Ser");
    }

    /** By the name of a descriptor, in which an array has its brackets. */
    boolean isNameAllowed(String name) {
        int brackets = name.lastIndexOf('[') + 1;
        if (brackets == 0) {
            return ALWAYS.contains(name) || Resolving.isPrimitive(name) || isNamed(name);
        }
        boolean object = name.startsWith("L", brackets) && name.endsWith(";");
        return object ? isNameAllowed(name.substring(brackets + 1, name.length() - 1)) : name.length() == brackets + 1;
    }

    private boolean isNamed(String name) {
        Model model = setting.models.get(name);
        return model != null && model.isNamed();
    }
}
