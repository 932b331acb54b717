package sluice.adapter;

import java.io.ObjectStreamClass;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Map;

/** Where the readers of this adapter look for classes: in the setting, and below it. */
final class Resolving {
    private static final Map<String, Class<?>> PRIMITIVES = Map.of("boolean", boolean.class, "byte", byte.class, "char",
            char.class, "short", short.class, "int", int.class, "long", long.class, "float", float.class, "double",
            double.class, "void", void.class);
    private static final Field SUID = suid();

    private Resolving() {
    }

    static boolean isPrimitive(String name) {
        return PRIMITIVES.containsKey(name);
    }

    static Class<?> named(String name, ModelClasses classes) throws ClassNotFoundException {
        Class<?> primitive = PRIMITIVES.get(name);
        return primitive != null ? primitive : Class.forName(name, false, classes);
    }

    @SuppressWarnings("deprecation")
    static Class<?> proxy(String[] names, ModelClasses classes) throws ClassNotFoundException {
        Class<?>[] interfaces = new Class<?>[names.length];
        ClassLoader loader = classes;
        for (int i = 0; i < names.length; i++) {
            interfaces[i] = Class.forName(names[i], false, classes);
            // as ObjectInputStream does: one that is not public belongs into its own package
            if (!Modifier.isPublic(interfaces[i].getModifiers())) {
                loader = interfaces[i].getClassLoader();
            }
        }
        try {
            return Proxy.getProxyClass(loader, interfaces);
        } catch (IllegalArgumentException e) {
            throw new ClassNotFoundException(null, e);
        }
    }

    /** A model that names no serialVersionUID takes any: so must the class that is made of it. */
    static ObjectStreamClass anySuid(ObjectStreamClass descriptor, ModelClasses classes) {
        Model model = classes.setting().models.get(descriptor.getName());
        boolean made = model != null && model.suid == null && !model.construct.equals("enum")
                && !model.construct.equals("interface") && !model.construct.equals("not-serializable")
                && !model.name.startsWith("java");
        if (made && SUID != null) {
            try {
                SUID.set(descriptor, 1L);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        return descriptor;
    }

    private static Field suid() {
        try {
            Field field = ObjectStreamClass.class.getDeclaredField("suid");
            return field.trySetAccessible() ? field : null;
        } catch (NoSuchFieldException e) {
            return null;
        }
    }
}
