package sluice.adapter;

import java.io.ObjectStreamClass;
import java.io.ObjectStreamConstants;
import java.io.ObjectStreamField;
import java.util.ArrayList;
import java.util.List;

/** What an inspection met in a stream. Values among them are as the reader gave them: see Inspection.settle(). */
final class Parts {
    private Parts() {
    }

    /** A thing with a handle. */
    abstract static class Shared {
        int handle;
        /** In full where it comes first, then as a reference. */
        boolean isShown;
    }

    /** One of a class. */
    abstract static class Described extends Shared {
        final Descriptor descriptor;

        Described(int handle, Descriptor descriptor) {
            this.handle = handle;
            this.descriptor = descriptor;
        }
    }

    /** A string whose own place is not shown: a field's type or an enum constant's name. */
    record Hidden(int handle) {
    }

    record Data(byte[] bytes) {
    }

    /** What stood behind TC_EXCEPTION. */
    record Abort(Object exception) {
    }

    /** TC_RESET, or what cannot be told, and why. */
    enum Mark {
        RESET(""),
        MISSING("what is of a class that is not there"),
        SHARED("a Class object: of several descriptors it may be of each"),
        TWICE("a string or Class object that has more than one handle");

        final String why;

        Mark(String why) {
            this.why = why;
        }
    }

    static final class Text extends Shared {
        final String units;

        Text(String units) {
            this.units = units;
        }
    }

    /** What stands for the class of a descriptor. */
    enum Kind {
        /** A stand-in, one for each class above it. */
        SERIALIZABLE,
        EXTERNAL, ENUM, PROXY,
        /** java.lang.reflect.Proxy itself, above a proxy class. */
        PROXY_PARENT,
        /** A class of the JDK, perhaps that of other descriptors, too; or none. */
        OTHER
    }

    static final class Descriptor extends Shared {
        /** The instance in the reader's table; it learns of its superclass last. */
        final ObjectStreamClass live;
        final int ordinal;
        final String name;
        final long suid;
        final int flags;
        final ObjectStreamField[] fields;
        /** Of a proxy; null: this is none. */
        final String[] interfaces;
        List<Object> annotation = List.of();
        Kind kind = Kind.OTHER;
        Class<?> standIn;
        /** A field has the code of an object, and a type that the JDK takes for a primitive one: its text is lost. */
        boolean hasLostType;

        Descriptor(int handle, ObjectStreamClass live, int ordinal, ObjectStreamClass model, int flags) {
            this.handle = handle;
            this.live = live;
            this.ordinal = ordinal;
            name = model.getName();
            suid = model.getSerialVersionUID();
            this.flags = flags;
            fields = model.getFields();
            interfaces = null;
        }

        Descriptor(int handle, ObjectStreamClass live, String[] interfaces) {
            this.handle = handle;
            this.live = live;
            ordinal = -1;
            name = "";
            suid = 0;
            flags = 0;
            fields = new ObjectStreamField[0];
            this.interfaces = interfaces.clone();
            kind = Kind.PROXY;
        }

        /** As java.lang.reflect.Proxy describes itself: with a handler and nothing else. */
        boolean isOfHandler() {
            return kind == Kind.PROXY_PARENT && fields.length == 1 && fields[0].getName().equals("h")
                    && !fields[0].isPrimitive() && !has(ObjectStreamConstants.SC_WRITE_METHOD);
        }

        boolean has(int flag) {
            return (flags & flag) != 0;
        }
    }

    static final class ClassObject extends Described {
        ClassObject(int handle, Descriptor descriptor) {
            super(handle, descriptor);
        }
    }

    static final class Constant extends Described {
        final String name;

        Constant(int handle, Descriptor descriptor, String name) {
            super(handle, descriptor);
            this.name = name;
        }
    }

    static final class Array extends Described {
        /** An array of primitives, or of settled values. */
        final Object content;

        Array(int handle, Descriptor descriptor, Object content) {
            super(handle, descriptor);
            this.content = content;
        }
    }

    /** What one class of an object has in the stream. */
    static final class Level {
        final Descriptor descriptor;
        /** False: no fields were read, since the class does not write them. */
        boolean hasFields;
        byte[] primitives;
        Object[] objects;
        List<Object> custom;

        Level(Descriptor descriptor) {
            this.descriptor = descriptor;
        }
    }

    static final class Instance extends Described {
        final List<Level> levels = new ArrayList<>(2);
        List<Object> external;

        Instance(Descriptor descriptor) {
            super(-1, descriptor);
        }
    }
}
