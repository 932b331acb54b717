package sluice.corpus;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamField;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/** Fields of every type, in default form. */
final class FieldStreams {
    private FieldStreams() {
    }

    static final class None implements Serializable {
        private static final long serialVersionUID = 1;
    }

    /** No serialVersionUID: the writer computes it. */
    static final class ComputedSuid implements Serializable {
        int value = 5;
        String text = "five";
    }

    static final class ExtremeSuid implements Serializable {
        private static final long serialVersionUID = Long.MIN_VALUE;
        byte one = 1;
    }

    static final class Bytes implements Serializable {
        private static final long serialVersionUID = -1;
        byte low = Byte.MIN_VALUE;
        byte minus = -1;
        byte high = Byte.MAX_VALUE;
    }

    static final class Shorts implements Serializable {
        private static final long serialVersionUID = 1;
        short low = Short.MIN_VALUE;
        short minus = -1;
        short high = Short.MAX_VALUE;
    }

    static final class Chars implements Serializable {
        private static final long serialVersionUID = 1;
        char zero = 0;
        char letter = 'x';
        char surrogate = '\uDC00';
        char last = '\uFFFF';
    }

    static final class Ints implements Serializable {
        private static final long serialVersionUID = 1;
        int low = Integer.MIN_VALUE;
        int minus = -1;
        int high = Integer.MAX_VALUE;
    }

    static final class Longs implements Serializable {
        private static final long serialVersionUID = 1;
        long low = Long.MIN_VALUE;
        long minus = -1;
        long beyondDouble = (1L << 53) + 1;
        long high = Long.MAX_VALUE;
    }

    static final class Floats implements Serializable {
        private static final long serialVersionUID = 1;
        float minusZero = -0.0f;
        float least = Float.MIN_VALUE;
        float most = Float.MAX_VALUE;
        float infinite = Float.NEGATIVE_INFINITY;
        float nan = Float.NaN;
        float payload = Float.intBitsToFloat(0x7FC12345);
    }

    static final class Doubles implements Serializable {
        private static final long serialVersionUID = 1;
        double minusZero = -0.0;
        double least = Double.MIN_VALUE;
        double most = Double.MAX_VALUE;
        double infinite = Double.NEGATIVE_INFINITY;
        double nan = Double.NaN;
        double payload = Double.longBitsToDouble(0x7FF8123456789ABCL);
    }

    static final class Booleans implements Serializable {
        private static final long serialVersionUID = 1;
        boolean no = false;
        boolean yes = true;
    }

    static final class AllPrimitives implements Serializable {
        private static final long serialVersionUID = 1;
        byte b = 1;
        char c = '2';
        double d = 3;
        float f = 4;
        int i = 5;
        long j = 6;
        short s = 7;
        boolean z = true;
    }

    /** The writer sorts: primitives by name, then objects by name. */
    static final class Unsorted implements Serializable {
        private static final long serialVersionUID = 1;
        String zebra = "z";
        int yak = 25;
        Object ape = "a";
        long bee = 2;
        int[] cat = {3};
        boolean ant = true;
    }

    static final class ObjectKinds implements Serializable {
        private static final long serialVersionUID = 1;
        Object object = "an object";
        String string = "a string";
        Integer boxed = 42;
        Comparable<?> comparable = 'c';
        int[] ints = {1, 2};
        String[] strings = {"a string", null};
        int[][] matrix = {{1}, {2, 3}};
        List<String> list = List.of("only");
        Map<String, Integer> map = Map.of("key", 1);
        Thread.State state = Thread.State.NEW;
        Class<?> type = String.class;
        Serializable nothing = null;
    }

    static final class Nulls implements Serializable {
        private static final long serialVersionUID = 1;
        Object object;
        String string;
        int[] ints;
        Object[][] matrix;
        List<?> list;
        Thread.State state;
    }

    static final class Transients implements Serializable {
        private static final long serialVersionUID = 1;
        static int counter = 9;
        int kept = 1;
        transient int dropped = 2;
        transient Object alsoDropped = new Object();
        String keptToo = "kept";
    }

    static final class Names implements Serializable {
        private static final long serialVersionUID = 1;
        int a = 1;
        int $ = 2;
        int $a_b$1 = 3;
        int \u00E9t\u00E9 = 4;
        int \u4E2D = 5;
        Object \uD835\uDC00 = "a letter outside the BMP";
        int aVeryLongNameThatGoesOnAndOnUntilNobodyRemembersHowItBeganAndThenGoesOnSomeMore = 6;
    }

    static final class \u00DCml\u00E4ut implements Serializable {
        private static final long serialVersionUID = 1;
        \u00DCml\u00E4ut next;
    }

    /** Fields that the class does not have, filled through PutField. */
    static final class Persistent implements Serializable {
        private static final long serialVersionUID = 1;
        private static final ObjectStreamField[] serialPersistentFields = {
            new ObjectStreamField("total", long.class),
            new ObjectStreamField("any name.at all", String.class),
            new ObjectStreamField("flags", boolean[].class),
        };

        private void writeObject(ObjectOutputStream out) throws IOException {
            ObjectOutputStream.PutField fields = out.putFields();
            fields.put("total", 12L);
            fields.put("any name.at all", "named freely");
            fields.put("flags", new boolean[] {true, false});
            out.writeFields();
        }
    }

    /** A subset of the real fields, by declaration. */
    static final class PersistentSubset implements Serializable {
        private static final long serialVersionUID = 1;
        private static final ObjectStreamField[] serialPersistentFields = {
            new ObjectStreamField("kept", int.class),
        };
        int kept = 3;
        int left = 4;
        Object alsoLeft = "left";
    }

    static final class PersistentNone implements Serializable {
        private static final long serialVersionUID = 1;
        private static final ObjectStreamField[] serialPersistentFields = {};
        int left = 4;
    }

    static final class Generic<T extends Comparable<T>, L extends List<? super T>>
            implements Serializable {
        private static final long serialVersionUID = 1;
        T value;
        L values;
        T[] array;

        Generic(T value, L values, T[] array) {
            this.value = value;
            this.values = values;
            this.array = array;
        }
    }

    static final class LongString implements Serializable {
        private static final long serialVersionUID = 1;
        String a = "\u00E9" + "a".repeat(65535);
        String b = "short";
        String c = a;
    }

    static final class Many implements Serializable {
        private static final long serialVersionUID = 1;
        private static final ObjectStreamField[] serialPersistentFields = manyFields();

        private static ObjectStreamField[] manyFields() {
            ObjectStreamField[] fields = new ObjectStreamField[300];
            for (int i = 0; i < fields.length; i++) {
                fields[i] = new ObjectStreamField(String.format("field%03d", i),
                        i % 3 == 0 ? String.class : i % 3 == 1 ? int.class : byte.class);
            }
            return fields;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            ObjectOutputStream.PutField fields = out.putFields();
            for (int i = 0; i < 300; i++) {
                String name = String.format("field%03d", i);
                if (i % 3 == 0) {
                    fields.put(name, name);
                } else if (i % 3 == 1) {
                    fields.put(name, i);
                } else {
                    fields.put(name, (byte) i);
                }
            }
            out.writeFields();
        }
    }

    static void declare(Catalog catalog) {
        catalog.object("field-none", "an object without fields", new None());
        catalog.object("field-none-twice", "two objects without fields",
                new Object[] {new None(), new None()});
        catalog.object("field-computed-suid", "a class that declares no serialVersionUID",
                new ComputedSuid());
        catalog.object("field-extreme-suid", "the least serialVersionUID", new ExtremeSuid());
        catalog.object("field-byte", "byte fields", new Bytes());
        catalog.object("field-short", "short fields", new Shorts());
        catalog.object("field-char", "char fields", new Chars());
        catalog.object("field-int", "int fields", new Ints());
        catalog.object("field-long", "long fields", new Longs());
        catalog.object("field-float", "float fields", new Floats());
        catalog.object("field-double", "double fields", new Doubles());
        catalog.object("field-boolean", "boolean fields", new Booleans());
        catalog.object("field-all-primitives", "a field of each primitive type",
                new AllPrimitives());
        catalog.object("field-order", "fields that the writer sorts", new Unsorted());
        catalog.object("field-object-kinds", "fields of many object types", new ObjectKinds());
        catalog.object("field-nulls", "fields that are all null", new Nulls());
        catalog.object("field-transient", "transient and static fields left out",
                new Transients());
        catalog.object("field-names", "field names beyond ASCII", new Names());
        catalog.object("field-class-name", "a class name beyond ASCII, and its type string",
                new \u00DCml\u00E4ut());
        catalog.object("field-persistent", "serialPersistentFields the class does not have",
                new Persistent());
        catalog.object("field-persistent-subset", "serialPersistentFields: one of three fields",
                new PersistentSubset());
        catalog.object("field-persistent-none", "serialPersistentFields that is empty",
                new PersistentNone());
        catalog.object("field-generic", "fields whose types are type variables",
                new Generic<>("v", List.of("v"), new String[] {"v"}));
        catalog.object("field-long-string", "a field that holds a TC_LONGSTRING, before another",
                new LongString());
        catalog.object("field-300", "300 fields in one class", new Many());
    }
}
