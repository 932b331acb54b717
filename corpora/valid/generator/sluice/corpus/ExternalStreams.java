package sluice.corpus;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.List;

/** Externalizable classes under both protocol versions. */
final class ExternalStreams {
    private ExternalStreams() {
    }

    /** What these classes share: nobody reads them back. */
    public abstract static class External implements Externalizable {
        private static final long serialVersionUID = 1;

        @Override
        public void readExternal(ObjectInput in) {
        }
    }

    public static final class Empty extends External {
        private static final long serialVersionUID = 1;

        @Override
        public void writeExternal(ObjectOutput out) {
        }
    }

    public static final class Number extends External {
        private static final long serialVersionUID = 1;
        /** Fields of an externalizable class are neither described nor written. */
        int value = 7;

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeInt(value);
        }
    }

    public static final class Text extends External {
        private static final long serialVersionUID = 1;

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeObject("a text");
        }
    }

    public static final class Mixed extends External {
        private static final long serialVersionUID = 1;

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeInt(1);
            out.writeObject("first");
            out.writeObject(null);
            out.writeLong(2);
            out.writeByte(3);
            out.writeObject(new int[] {4});
        }
    }

    public static final class Big extends External {
        private static final long serialVersionUID = 1;
        private final int size;

        Big(int size) {
            this.size = size;
        }

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            for (int i = 0; i < size; i++) {
                out.write(0x70 + i % 16);
            }
        }
    }

    public static final class Pair extends External {
        private static final long serialVersionUID = 1;
        private final Object left;
        private final Object right;

        Pair(Object left, Object right) {
            this.left = left;
            this.right = right;
        }

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeObject(left);
            out.writeObject(right);
        }
    }

    public static final class SelfHolder extends External {
        private static final long serialVersionUID = 1;

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeObject(this);
            out.writeShort(1);
        }
    }

    /** A serializable superclass, whose fields are described and not written. */
    public static class SerializableRoot implements Serializable {
        private static final long serialVersionUID = 1;
        int described = 1;
        String alsoDescribed = "not written";
    }

    public static final class BelowSerializable extends SerializableRoot implements Externalizable {
        private static final long serialVersionUID = 2;

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeInt(5);
        }

        @Override
        public void readExternal(ObjectInput in) {
        }
    }

    /** Externalizable wins over writeObject: SC_WRITE_METHOD is not set. */
    public static final class Singleton extends External {
        private static final long serialVersionUID = 1;

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeUTF("singleton");
        }

        private Object readResolve() {
            return "resolved";
        }
    }

    static final class Holder implements Serializable {
        private static final long serialVersionUID = 1;
        int before = 1;
        Object external;
        String text = "after";

        Holder(Object external) {
            this.external = external;
        }
    }

    private static final List<Object> OBJECT = List.of("object");

    static void declare(Catalog catalog) {
        version2(catalog);
        version1(catalog);
    }

    private static void version2(Catalog catalog) {
        catalog.object("external-empty", "nothing written", new Empty());
        catalog.object("external-int", "an int", new Number());
        catalog.object("external-object", "an object", new Text());
        catalog.object("external-mixed", "blocks and objects in turn", new Mixed());
        for (int size : new int[] {255, 256, 1025}) {
            catalog.object("external-data-" + size, size + " bytes that look like type codes",
                    new Big(size));
        }
        catalog.object("external-nested", "externalizable objects in one another",
                new Pair(new Pair(new Number(), new Text()), new Pair(null, new Mixed())));
        catalog.object("external-shared", "one externalizable object twice in another",
                shared());
        catalog.object("external-self", "an object that writes itself", new SelfHolder());
        catalog.object("external-below-serializable", "below a serializable class with fields",
                new BelowSerializable());
        catalog.object("external-in-field", "in a field of a serializable object",
                new Holder(new Mixed()));
        catalog.object("external-in-array", "an array of externalizable objects",
                new External[] {new Number(), null, new Empty(), new Number(), new Text()});
        catalog.object("external-readresolve", "a class with readResolve", new Singleton());
    }

    private static Pair shared() {
        Number number = new Number();
        return new Pair(number, number);
    }

    private static void version1(Catalog catalog) {
        String number = Number.class.getName();
        String pair = Pair.class.getName();
        catalog.object("external1-empty", "protocol 1: nothing written", new Empty())
                .protocol1().layout(Empty.class.getName(), List.of());
        catalog.object("external1-int", "protocol 1: an int", new Number())
                .protocol1().layout(number, List.of(4));
        catalog.object("external1-object", "protocol 1: an object", new Text())
                .protocol1().layout(Text.class.getName(), OBJECT);
        catalog.object("external1-mixed", "protocol 1: data and objects in turn", new Mixed())
                .protocol1().layout(Mixed.class.getName(),
                        List.of(4, "object", "object", 9, "object"));
        catalog.object("external1-data-300", "protocol 1: 300 bytes that look like type codes",
                new Big(300)).protocol1().layout(Big.class.getName(), List.of(300));
        catalog.object("external1-nested", "protocol 1: objects in one another",
                new Pair(new Pair(new Number(), null), new Number())).protocol1()
                .layout(pair, List.of("object", "object")).layout(number, List.of(4));
        catalog.object("external1-self", "protocol 1: an object that writes itself",
                new SelfHolder()).protocol1()
                .layout(SelfHolder.class.getName(), List.of("object", 2));
        catalog.object("external1-in-field", "protocol 1: in a field, with a field behind it",
                new Holder(new Number())).protocol1().layout(number, List.of(4));
        catalog.object("external1-in-array", "protocol 1: an array of them",
                new External[] {new Number(), null, new Number()}).protocol1()
                .layout(number, List.of(4));
        catalog.object("external1-below-serializable", "protocol 1: below a serializable class",
                new BelowSerializable()).protocol1()
                .layout(BelowSerializable.class.getName(), List.of(4));
        catalog.object("external1-local-date", "protocol 1: java.time.Ser of a date",
                LocalDate.of(2026, 11, 22)).protocol1().layout("java.time.Ser", List.of(7));
        catalog.object("protocol1-custom", "protocol 1: custom data in blocks, external data not",
                new Object[] {new CustomWriteStreams.DefaultsThenMany(), new Number(),
                    new CustomWriteStreams.DefaultsThenInt()}).protocol1()
                .layout(number, List.of(4));
        catalog.add("protocol1-top-level", "protocol 1: blocks and objects at the top level",
                out -> {
                    out.writeInt(1);
                    out.writeObject("object");
                    out.writeInt(2);
                }).protocol1();
    }
}
