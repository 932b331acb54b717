package sluice.corpus;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/** Superclass chains, with and without data of each level. */
final class HierarchyStreams {
    private HierarchyStreams() {
    }

    static class Base implements Serializable {
        private static final long serialVersionUID = 1;
        int base = 1;
        String text = "base";
    }

    static class Middle extends Base {
        private static final long serialVersionUID = 2;
        long middle = 2;
    }

    static class Leaf extends Middle {
        private static final long serialVersionUID = 3;
        Object leaf = "leaf";
        /** Hides the field of Base: both are written. */
        String text = "leaf text";
    }

    static class EmptyMiddle extends Base {
        private static final long serialVersionUID = 2;
    }

    static class BelowEmpty extends EmptyMiddle {
        private static final long serialVersionUID = 3;
        byte below = 3;
    }

    static class EmptyRoot implements Serializable {
        private static final long serialVersionUID = 1;
    }

    static class EmptyLeaf extends EmptyRoot {
        private static final long serialVersionUID = 2;
    }

    static class NotSerializableRoot {
        int lost = 1;
    }

    static class BelowNotSerializable extends NotSerializableRoot implements Serializable {
        private static final long serialVersionUID = 1;
        int kept = 2;
    }

    /** Serializable again below a class that is not: the chain in the stream ends here. */
    static class Gap extends NotSerializableRoot {
        int gap = 3;
    }

    static class BelowGap extends Gap implements Serializable {
        private static final long serialVersionUID = 1;
        int last = 4;
    }

    abstract static class AbstractRoot implements Serializable {
        private static final long serialVersionUID = 1;
        int root = 1;

        abstract int value();
    }

    static class Concrete extends AbstractRoot {
        private static final long serialVersionUID = 2;
        int concrete = 2;

        @Override
        int value() {
            return concrete;
        }
    }

    static class CustomRoot implements Serializable {
        private static final long serialVersionUID = 1;
        int root = 1;

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeUTF("of the root");
        }
    }

    static class PlainBelowCustom extends CustomRoot {
        private static final long serialVersionUID = 2;
        int plain = 2;
        Object object = "plain";
    }

    static class CustomBelowPlain extends PlainBelowCustom {
        private static final long serialVersionUID = 3;
        int custom = 3;

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeObject("of the leaf");
            out.writeInt(33);
        }
    }

    static class CustomOverPlainRoot extends Base {
        private static final long serialVersionUID = 2;

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeInt(77);
        }
    }

    /** All three levels write nothing but what their writeObject says. */
    static class SilentRoot implements Serializable {
        private static final long serialVersionUID = 1;

        private void writeObject(ObjectOutputStream out) {
        }
    }

    static class SilentLeaf extends SilentRoot {
        private static final long serialVersionUID = 2;

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeObject(null);
        }
    }

    static class ReadsOnly extends Base {
        private static final long serialVersionUID = 2;
        int own = 2;

        /** A readObject without a writeObject does not show in the stream. */
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
        }
    }

    static class C0 implements Serializable {
        private static final long serialVersionUID = 0;
        int f0 = 0;
    }

    static class C1 extends C0 {
        private static final long serialVersionUID = 1;
        int f1 = 1;
    }

    static class C2 extends C1 {
        private static final long serialVersionUID = 2;
        Object f2 = "two";
    }

    static class C3 extends C2 {
        private static final long serialVersionUID = 3;
    }

    static class C4 extends C3 {
        private static final long serialVersionUID = 4;
        boolean f4 = true;
    }

    static class C5 extends C4 {
        private static final long serialVersionUID = 5;
        Object f5 = this;
    }

    static class C6 extends C5 {
        private static final long serialVersionUID = 6;
        double f6 = 6;
    }

    static class C7 extends C6 {
        private static final long serialVersionUID = 7;
        String f7 = "seven";
    }

    static class C8 extends C7 {
        private static final long serialVersionUID = 8;
        char f8 = '8';
    }

    static class C9 extends C8 {
        private static final long serialVersionUID = 9;
        C0 f9 = new C3();
    }

    static void declare(Catalog catalog) {
        catalog.object("super-one", "the topmost class of a chain", new Base());
        catalog.object("super-two", "a chain of two", new Middle());
        catalog.object("super-three", "a chain of three; one field name twice", new Leaf());
        catalog.object("super-ten", "a chain of ten", new C9());
        catalog.object("super-empty-middle", "a class without fields between two with",
                new BelowEmpty());
        catalog.object("super-empty-leaf", "a class without fields below one with",
                new EmptyMiddle());
        catalog.object("super-all-empty", "a chain in which no class has fields", new EmptyLeaf());
        catalog.object("super-not-serializable", "a superclass that is not serializable",
                new BelowNotSerializable());
        catalog.object("super-gap", "two superclasses that are not serializable", new BelowGap());
        catalog.object("super-abstract", "an abstract superclass with data", new Concrete());
        catalog.object("super-custom-root", "writeObject in the superclass only",
                new PlainBelowCustom());
        catalog.object("super-custom-root-and-leaf", "writeObject at the top and at the bottom",
                new CustomBelowPlain());
        catalog.object("super-custom-leaf", "writeObject in a leaf without fields",
                new CustomOverPlainRoot());
        catalog.object("super-custom-silent", "writeObject at both levels, no fields at either",
                new SilentLeaf());
        catalog.object("super-reads-only", "a class with readObject and no writeObject",
                new ReadsOnly());
        catalog.object("super-siblings", "an array of several classes of one chain",
                new Base[] {new Leaf(), new Base(), new Middle(), new Leaf(), new BelowEmpty()});
        catalog.add("super-first-then-sub", "the superclass's descriptor is known before", out -> {
            out.writeObject(new Base());
            out.writeObject(new Leaf());
            out.writeObject(new Middle());
        });
    }
}
