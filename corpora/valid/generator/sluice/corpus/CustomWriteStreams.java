package sluice.corpus;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamField;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Classes with a writeObject of their own, in all shapes. */
final class CustomWriteStreams {
    private CustomWriteStreams() {
    }

    /** The fields that most classes here declare. */
    abstract static class Shape {
    }

    static final class DefaultsOnly extends Shape implements Serializable {
        private static final long serialVersionUID = 1;
        int number = 1;
        String text = "t";

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
        }
    }

    static final class DefaultsThenInt extends Shape implements Serializable {
        private static final long serialVersionUID = 1;
        int number = 1;
        String text = "t";

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeInt(0x01020304);
        }
    }

    static final class DefaultsThenObject extends Shape implements Serializable {
        private static final long serialVersionUID = 1;
        int number = 1;
        String text = "t";

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeObject(text);
            out.writeObject(this);
        }
    }

    static final class DefaultsThenMany extends Shape implements Serializable {
        private static final long serialVersionUID = 1;
        int number = 1;
        String text = "t";

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeInt(3);
            out.writeObject("first");
            out.writeBoolean(true);
            out.writeLong(-1);
            out.writeObject(null);
            out.writeObject(new int[] {1});
            out.writeUTF("end");
        }
    }

    static final class DefaultsThenNested extends Shape implements Serializable {
        private static final long serialVersionUID = 1;
        int number;
        DefaultsThenNested inner;

        DefaultsThenNested(int depth) {
            number = depth;
            inner = depth == 0 ? null : new DefaultsThenNested(depth - 1);
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeInt(number);
            out.writeObject(inner == null ? "innermost" : new DefaultsThenInt());
            out.writeInt(-number);
        }
    }

    static final class BigData extends Shape implements Serializable {
        private static final long serialVersionUID = 1;
        int number = 1;
        private final transient int size;

        BigData(int size) {
            this.size = size;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            byte[] bytes = new byte[size];
            for (int i = 0; i < size; i++) {
                bytes[i] = (byte) (0x70 + i % 16); // looks like type codes
            }
            out.write(bytes);
        }
    }

    static final class Flushing extends Shape implements Serializable {
        private static final long serialVersionUID = 1;
        int number = 1;

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            for (int i = 0; i < 3; i++) {
                out.writeShort(i);
                out.flush();
            }
        }
    }

    /** Legal Java although the specification wants default fields first. */
    static final class DataThenDefaults extends Shape implements Serializable {
        private static final long serialVersionUID = 1;
        private static final ObjectStreamField[] serialPersistentFields = {};

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeInt(9);
            out.defaultWriteObject();
            out.writeInt(10);
        }
    }

    static final class NoFieldsNothing extends Shape implements Serializable {
        private static final long serialVersionUID = 1;

        private void writeObject(ObjectOutputStream out) {
        }
    }

    static final class NoFieldsInt extends Shape implements Serializable {
        private static final long serialVersionUID = 1;

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeInt(5);
        }
    }

    static final class NoFieldsObject extends Shape implements Serializable {
        private static final long serialVersionUID = 1;

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeObject(List.of("only"));
        }
    }

    static final class NoFieldsInterleaved extends Shape implements Serializable {
        private static final long serialVersionUID = 1;

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeByte(1);
            out.writeObject("a");
            out.writeObject("b");
            out.writeByte(2);
            out.writeByte(3);
            out.writeObject("a");
        }
    }

    static final class PutFields extends Shape implements Serializable {
        private static final long serialVersionUID = 1;
        byte b;
        char c;
        double d;
        float f;
        int i;
        long j;
        short s;
        boolean z;
        String text;
        int[] array;

        private void writeObject(ObjectOutputStream out) throws IOException {
            ObjectOutputStream.PutField fields = out.putFields();
            fields.put("array", new int[] {1, 2});
            fields.put("b", (byte) -1);
            fields.put("c", 'c');
            fields.put("d", -0.0);
            fields.put("f", Float.NaN);
            fields.put("i", 7);
            fields.put("j", Long.MAX_VALUE);
            fields.put("s", (short) -2);
            fields.put("text", "put");
            fields.put("z", true);
            out.writeFields();
        }
    }

    static final class PutSomeFields extends Shape implements Serializable {
        private static final long serialVersionUID = 1;
        int number;
        String text;
        String absent;

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.putFields().put("text", "only this one");
            out.writeFields();
            out.writeObject("and data");
            out.writeInt(1);
        }
    }

    /** putFields without writeFields: the fields never reach the stream. */
    @SkipsFields
    static final class PutWithoutWrite extends Shape implements Serializable {
        private static final long serialVersionUID = 1;
        String text;

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.putFields().put("text", "lost");
            out.writeInt(4);
        }
    }

    /** Declares object fields, writes a block instead. */
    @SkipsFields
    static final class SkipObjectsBlock extends Shape implements Serializable {
        private static final long serialVersionUID = 1;
        String text = "not written";
        Object other = "neither";

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeInt(0x0A0B0C0D);
            out.writeObject("but this");
        }
    }

    /** Declares an object field, writes an object: looks like the field, and is not. */
    @SkipsFields
    static final class SkipObjectsObject extends Shape implements Serializable {
        private static final long serialVersionUID = 1;
        String text = "not written";

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeObject("in place of it");
            out.writeInt(1);
        }
    }

    @SkipsFields
    static final class SkipObjectsNothing extends Shape implements Serializable {
        private static final long serialVersionUID = 1;
        String text = "not written";

        private void writeObject(ObjectOutputStream out) {
        }
    }

    /** One object where two are declared. */
    @SkipsFields
    static final class SkipTwoOneObject extends Shape implements Serializable {
        private static final long serialVersionUID = 1;
        String text = "not written";
        String more = "neither";

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeObject("the only one");
        }
    }

    @SkipsFields
    static final class SkipIntBlock extends Shape implements Serializable {
        private static final long serialVersionUID = 1;
        int number = 5;

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeInt(0x01020304);
        }
    }

    @SkipsFields
    static final class SkipIntObject extends Shape implements Serializable {
        private static final long serialVersionUID = 1;
        int number = 5;

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeObject("an object");
        }
    }

    @SkipsFields
    static final class SkipIntNothing extends Shape implements Serializable {
        private static final long serialVersionUID = 1;
        int number = 5;

        private void writeObject(ObjectOutputStream out) {
        }
    }

    /** A reader takes the end marker for the field, and the next one of any object for the end. */
    @SkipsFields
    static final class SkipByteNothing extends Shape implements Serializable {
        private static final long serialVersionUID = 1;
        byte small = 5;

        private void writeObject(ObjectOutputStream out) {
        }
    }

    /** The block's header and content fill the declared fields exactly; an end marker follows. */
    @SkipsFields
    static final class SkipSixByteBlock extends Shape implements Serializable {
        private static final long serialVersionUID = 1;
        int number = 5;
        short small = 6;

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeInt(0x01020304);
        }
    }

    @SkipsFields
    static final class SkipLongBlock extends Shape implements Serializable {
        private static final long serialVersionUID = 1;
        long number = 5;
        String text = "not written";

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.write(new byte[300]);
            out.writeObject("after a long block");
        }
    }

    @SkipsFields
    static final class SkipManyFields extends Shape implements Serializable {
        private static final long serialVersionUID = 1;
        boolean flag = true;
        double ratio = 0.5;
        int[] array = {1};
        Object object = "o";

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeBoolean(flag);
            out.writeDouble(ratio);
            out.writeInt(array.length);
            out.writeObject(object);
        }
    }

    @SkipsFields
    static class SkippingRoot implements Serializable {
        private static final long serialVersionUID = 1;
        Object rootObject = "not written";

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeUTF("root");
        }
    }

    static final class BelowSkipping extends SkippingRoot {
        private static final long serialVersionUID = 2;
        int own = 2;
        String text = "written";
    }

    @SkipsFields
    static final class SkippingBelowPlain extends HierarchyStreams.Middle {
        private static final long serialVersionUID = 3;
        Object own = "not written";

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeUTF("leaf");
        }
    }

    static final class Replaced implements Serializable {
        private static final long serialVersionUID = 1;
        private final transient Object replacement;

        Replaced(Object replacement) {
            this.replacement = replacement;
        }

        private Object writeReplace() {
            return replacement;
        }
    }

    /** Replaced twice: the replacement has a writeReplace too. */
    static final class ReplacedTwice implements Serializable {
        private static final long serialVersionUID = 1;

        private Object writeReplace() {
            return new Replaced("in the end a string");
        }
    }

    static final class Resolving implements Serializable {
        private static final long serialVersionUID = 1;
        int number = 3;

        private Object readResolve() {
            return "resolved";
        }
    }

    /** replaceObject, which sees every object of the stream. */
    private static final class Replacing extends ObjectOutputStream {
        Replacing(OutputStream sink) throws IOException {
            super(sink);
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object object) {
            return object instanceof String text && !text.equals("kept") ? text.length() : object;
        }
    }

    static final class SerialProxy implements Serializable {
        private static final long serialVersionUID = 1;
        private final String form;

        SerialProxy(String form) {
            this.form = form;
        }

        private Object readResolve() {
            return new Proxied(form);
        }
    }

    static final class Proxied implements Serializable {
        private static final long serialVersionUID = 1;
        private final String form;

        Proxied(String form) {
            this.form = form;
        }

        private Object writeReplace() {
            return new SerialProxy(form);
        }
    }

    /** Tries an object that cannot be written, and goes on: nothing of it is in the stream. */
    static final class Swallowing implements Serializable {
        private static final long serialVersionUID = 1;
        int number = 1;

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            try {
                out.writeObject(new Object());
            } catch (NotSerializableException e) {
                out.writeObject("written instead");
            }
        }
    }

    static final class UnsharedInside implements Serializable {
        private static final long serialVersionUID = 1;
        int number = 1;

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            String text = "unshared";
            out.writeUnshared(text);
            out.writeUnshared(text);
            out.writeObject(text);
        }
    }

    static final class LongStringInside implements Serializable {
        private static final long serialVersionUID = 1;

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeInt(1);
            out.writeObject("L".repeat(65536));
            out.writeInt(2);
        }
    }

    static void declare(Catalog catalog) {
        withDefaults(catalog);
        withoutFields(catalog);
        skipping(catalog);
        replacing(catalog);
    }

    private static void withDefaults(Catalog catalog) {
        catalog.object("custom-defaults", "defaultWriteObject and no more", new DefaultsOnly());
        catalog.object("custom-defaults-int", "defaultWriteObject, then an int",
                new DefaultsThenInt());
        catalog.object("custom-defaults-object", "defaultWriteObject, then two references",
                new DefaultsThenObject());
        catalog.object("custom-defaults-many", "defaultWriteObject, then blocks and objects",
                new DefaultsThenMany());
        catalog.object("custom-nested", "custom data that holds objects with custom data",
                new DefaultsThenNested(4));
        for (int size : new int[] {0, 255, 256, 1024, 1025, 2500}) {
            catalog.object("custom-data-" + size, size + " bytes of custom data",
                    new BigData(size));
        }
        catalog.object("custom-flushed", "custom data in three blocks of two bytes",
                new Flushing());
        catalog.object("custom-put-fields", "putFields and writeFields, all types",
                new PutFields());
        catalog.object("custom-put-some", "putFields with fields left at their defaults",
                new PutSomeFields());
        catalog.object("custom-swallowing", "a writeObject that survives a refused object",
                new Swallowing());
        catalog.object("custom-unshared", "writeUnshared in custom data", new UnsharedInside());
        catalog.object("custom-array", "an array of objects with custom data",
                new Object[] {new DefaultsThenMany(), new DefaultsThenMany(), null,
                    new DefaultsThenInt()});
        catalog.add("custom-between-data", "objects with custom data between top-level blocks",
                out -> {
                    out.writeInt(1);
                    out.writeObject(new DefaultsThenInt());
                    out.writeInt(2);
                    out.writeObject(new DefaultsThenInt());
                    out.writeInt(3);
                });
    }

    private static void withoutFields(Catalog catalog) {
        catalog.object("custom-none-nothing", "no fields, nothing written", new NoFieldsNothing());
        catalog.object("custom-none-int", "no fields, an int", new NoFieldsInt());
        catalog.object("custom-none-object", "no fields, an object", new NoFieldsObject());
        catalog.object("custom-none-interleaved", "no fields, blocks and objects in turn",
                new NoFieldsInterleaved());
        catalog.object("custom-none-late-defaults", "no fields, defaultWriteObject after data",
                new DataThenDefaults());
        catalog.object("custom-none-long-string", "no fields, a long string between blocks",
                new LongStringInside());
        catalog.object("custom-none-array", "an array of objects without fields",
                new Object[] {new NoFieldsNothing(), new NoFieldsInt(), new NoFieldsNothing()});
    }

    private static void skipping(Catalog catalog) {
        catalog.object("skip-objects-block", "object fields skipped, a block first",
                new SkipObjectsBlock());
        ambiguous(catalog.object("skip-objects-object", "object field skipped, an object first",
                new SkipObjectsObject()), SkipObjectsObject.class);
        catalog.object("skip-objects-nothing", "object field skipped, nothing written",
                new SkipObjectsNothing());
        catalog.object("skip-two-one-object", "two object fields skipped, one object written",
                new SkipTwoOneObject());
        catalog.object("skip-int-block", "int field skipped, a block written", new SkipIntBlock());
        catalog.object("skip-int-object", "int field skipped, an object written",
                new SkipIntObject());
        catalog.object("skip-int-nothing", "int field skipped, nothing written",
                new SkipIntNothing());
        ambiguous(catalog.object("skip-block-fills-fields",
                "a block that fills the skipped fields to the byte", new SkipSixByteBlock()),
                SkipSixByteBlock.class);
        catalog.object("skip-long-block", "a long block where fields are declared",
                new SkipLongBlock());
        catalog.object("skip-many-fields", "fields written by hand, as primitive data",
                new SkipManyFields());
        catalog.object("skip-put-fields", "putFields without writeFields", new PutWithoutWrite());
        catalog.object("skip-in-superclass", "the superclass skips its fields",
                new BelowSkipping());
        catalog.object("skip-in-subclass", "the subclass skips its fields",
                new SkippingBelowPlain());
        catalog.object("skip-array-block", "an array of objects that skip, blocks first",
                new Object[] {new SkipObjectsBlock(), new SkipObjectsBlock(), "end"});
        catalog.object("skip-array-mixed", "an array of several classes that skip",
                new Object[] {new SkipObjectsBlock(), new SkipManyFields(), new SkipLongBlock(),
                    new SkipObjectsNothing(), null, "end"});
        catalog.object("skip-array-int", "an array of objects that skip an int",
                new Object[] {new SkipIntBlock(), new SkipIntBlock(), new SkipIntBlock()});
        catalog.object("skip-array-nothing", "an array of objects that skip an int for nothing",
                new Object[] {new SkipIntNothing(), new SkipIntNothing(), "end"});
        catalog.add("skip-byte-nothing", "byte field skipped, nothing written, at the top level",
                out -> {
                    out.writeObject(new SkipByteNothing());
                    out.writeObject("after");
                });
        ambiguous(catalog.object("skip-byte-nothing-in-list",
                "the same in a list, whose end marker seems to be that of the object",
                new ArrayList<>(Arrays.asList(new SkipByteNothing(), "after"))),
                SkipByteNothing.class);
        catalog.add("skip-top-level", "objects that skip, between top-level blocks", out -> {
            out.writeInt(1);
            out.writeObject(new SkipObjectsBlock());
            out.writeInt(2);
            out.writeObject(new SkipIntObject());
            out.writeInt(3);
        });
    }

    /** Another reading is well-formed, at least of the object; the corpus says which is true. */
    private static void ambiguous(StreamSpec spec, Class<?> type) {
        spec.layout(type.getName(), StreamSpec.NO_FIELDS);
    }

    private static void replacing(Catalog catalog) {
        catalog.object("replace-by-string", "writeReplace gives a string",
                new Replaced("a string"));
        catalog.object("replace-by-null", "writeReplace gives null",
                new Object[] {new Replaced(null), new Replaced(null), "end"});
        catalog.object("replace-by-array", "writeReplace gives an array",
                new Replaced(new int[] {1, 2}));
        catalog.object("replace-by-class", "writeReplace gives a Class object",
                new Object[] {new Replaced(List.class), List.class});
        catalog.object("replace-by-enum", "writeReplace gives an enum constant",
                new Replaced(Thread.State.NEW));
        catalog.object("replace-twice", "writeReplace of the replacement is called too",
                new ReplacedTwice());
        catalog.object("replace-serial-proxy", "the serialization proxy pattern",
                new Proxied("form"));
        catalog.add("replace-shared", "one replaced object twice: the second is a reference",
                out -> {
                    Proxied value = new Proxied("form");
                    out.writeObject(new Object[] {value, value});
                    out.writeObject(value);
                });
        catalog.add("replace-by-stream", "a writer that replaces strings by their lengths", out ->
                out.writeObject(new Object[] {"four", new SerialProxy("kept"), "four", 4}))
                .opener(Replacing::new);
        catalog.object("replace-resolving", "a class with readResolve, which leaves no trace",
                new Object[] {new Resolving(), new Resolving()});
    }
}
