package sluice.corpus;

import java.io.Externalizable;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/** Class objects and class descriptors as objects of their own. */
final class DescriptorStreams {
    private DescriptorStreams() {
    }

    interface Plain {
    }

    interface SerializableInterface extends Serializable {
        long serialVersionUID = 4;
    }

    @interface Marker {
    }

    record Point(int x, int y) implements Serializable {
    }

    static final class Holder implements Serializable {
        private static final long serialVersionUID = 1;
        Class<?> first;
        Class<?> second;

        Holder(Class<?> first, Class<?> second) {
            this.first = first;
            this.second = second;
        }
    }

    static void declare(Catalog catalog) {
        classes(catalog);
        descriptors(catalog);
    }

    private static void classes(Catalog catalog) {
        Class<?>[] primitives = {boolean.class, byte.class, char.class, short.class, int.class,
            long.class, float.class, double.class, void.class};
        for (Class<?> type : primitives) {
            catalog.object("class-" + type, "the Class object of the primitive type " + type, type);
        }
        catalog.object("class-object", "Object.class, not serializable", Object.class);
        catalog.object("class-string", "String.class, whose descriptor has no fields here",
                String.class);
        catalog.object("class-serializable", "a serializable class with fields",
                ReferenceStreams.Node.class);
        catalog.object("class-with-supers", "a class with superclass descriptors",
                HierarchyStreams.Leaf.class);
        catalog.object("class-custom", "a class with writeObject", ArrayList.class);
        catalog.object("class-externalizable", "an externalizable class",
                ExternalStreams.Number.class);
        catalog.object("class-externalizable-interface", "the interface Externalizable",
                Externalizable.class);
        catalog.object("class-interface", "an interface", Plain.class);
        catalog.object("class-serializable-interface", "a serializable interface",
                SerializableInterface.class);
        catalog.object("class-annotation", "an annotation type", Marker.class);
        catalog.object("class-enum", "an enum class", RetentionPolicy.class);
        catalog.object("class-enum-itself", "java.lang.Enum", Enum.class);
        catalog.object("class-enum-body", "the class of an enum constant with a body",
                EnumStreams.Operation.PLUS.getClass());
        catalog.object("class-record", "a record class", Point.class);
        catalog.object("class-int-array", "int[].class", int[].class);
        catalog.object("class-object-array", "Object[].class", Object[].class);
        catalog.object("class-string-matrix", "String[][].class", String[][].class);
        catalog.object("class-proxy", "a proxy class", Proxy.newProxyInstance(
                DescriptorStreams.class.getClassLoader(), new Class<?>[] {Runnable.class},
                new ProxyStreams.Handler("unused")).getClass());
        catalog.object("class-class", "Class.class", Class.class);
        catalog.object("class-array-of", "a Class[] of five, one twice",
                new Class<?>[] {String.class, int.class, null, HashMap.class, String.class});
        catalog.object("class-in-fields", "Class objects in fields, the second the first again",
                new Holder(Map.class, Map.class));
        catalog.add("class-of-itself-in-object", "an object that holds its own class", out ->
                out.writeObject(new Holder(Holder.class, InvocationHandler.class)));
    }

    private static void descriptors(Catalog catalog) {
        descriptor(catalog, "desc-plain", "a class", ReferenceStreams.Node.class);
        descriptor(catalog, "desc-no-fields", "a class without fields", FieldStreams.None.class);
        descriptor(catalog, "desc-supers", "a class with superclasses",
                HierarchyStreams.Leaf.class);
        descriptor(catalog, "desc-custom", "a class with writeObject", HashMap.class);
        descriptor(catalog, "desc-externalizable", "an externalizable class",
                ExternalStreams.Mixed.class);
        descriptor(catalog, "desc-enum", "an enum class", RetentionPolicy.class);
        descriptor(catalog, "desc-array", "an array class", long[].class);
        descriptor(catalog, "desc-not-serializable", "a class that is not serializable",
                Object.class);
        catalog.add("desc-twice", "a descriptor twice, then its Class object", out -> {
            ObjectStreamClass descriptor = ObjectStreamClass.lookup(HierarchyStreams.Base.class);
            out.writeObject(descriptor);
            out.writeObject(descriptor);
            out.writeObject(HierarchyStreams.Base.class);
        });
        catalog.object("desc-in-array", "descriptors as elements of an array", new Object[] {
            ObjectStreamClass.lookup(HierarchyStreams.Leaf.class),
            ObjectStreamClass.lookup(HierarchyStreams.Base.class),
            "Ljava/lang/String;",
        });
        catalog.object("desc-proxy", "the descriptor of a proxy class",
                ObjectStreamClass.lookup(Proxy.newProxyInstance(
                        DescriptorStreams.class.getClassLoader(), new Class<?>[] {Runnable.class},
                        new ProxyStreams.Handler("unused")).getClass()));
    }

    private static void descriptor(Catalog catalog, String id, String what, Class<?> type) {
        catalog.object(id, "the descriptor of " + what, ObjectStreamClass.lookupAny(type));
    }
}
