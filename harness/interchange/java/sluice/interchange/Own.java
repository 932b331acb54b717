package sluice.interchange;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamField;
import java.io.Serializable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The generator's own serializable classes, one for each way to stand in a stream. Their models for
 * the decoder are in harness/interchange/models.c.
 */
final class Own {
    private Own() {
    }

    /** A field that is written without a handle of its own: whether it is shared is not kept. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface Inline {
    }

    /** An object in custom data: only the class knows what it may be, so it is not replaced. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface Piece {
    }

    /** All primitive types. */
    static final class Leaf implements Serializable {
        private static final long serialVersionUID = 1;
        boolean z;
        byte b;
        char c;
        short s;
        int i;
        long j;
        float f;
        double d;
        String text;
    }

    /** Fields of types that admit much, so that graphs and cycles can be made of it. */
    static final class Node implements Serializable {
        private static final long serialVersionUID = 2;
        int number;
        Object value;
        Node next;
        List<Object> items;
        Map<Object, Object> map;
        int[] ints;
        Object[] array;
    }

    /** Fields of types that admit one class, or few. */
    static final class Typed implements Serializable {
        private static final long serialVersionUID = 3;
        ArrayList<String> list;
        Integer boxed;
        Number amount;
        BigDecimal price;
        LocalDate day;
        String[] names;
        long[][] grid;
        Color color;
        Comparable<?> comparable;
        Collection<String> words;
    }

    /** A chain of superclasses: the middle one has custom data, the topmost none of its own. */
    static class Base implements Serializable {
        private static final long serialVersionUID = 4;
        int id;
        String name;
    }

    static class Middle extends Base {
        private static final long serialVersionUID = 5;
        Object payload;
        @Inline
        transient List<Object> more = new ArrayList<>();

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeInt(more.size());
            for (Object one : more) {
                out.writeObject(one);
            }
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            more = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                more.add(in.readObject());
            }
        }
    }

    static final class Derived extends Middle {
        private static final long serialVersionUID = 6;
        double weight;
        Collection<Object> extras;
    }

    /** Default fields, then primitive values, UTF and an object. */
    static final class Custom implements Serializable {
        private static final long serialVersionUID = 7;
        long stamp;
        Object first;
        transient int count;
        @Inline
        transient String label = "";
        @Piece
        transient Object second;
        transient double ratio;

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeInt(count);
            out.writeUTF(label);
            out.writeObject(second);
            out.writeDouble(ratio);
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            count = in.readInt();
            label = in.readUTF();
            second = in.readObject();
            ratio = in.readDouble();
        }
    }

    /** No default fields at all. */
    static final class DataOnly implements Serializable {
        private static final long serialVersionUID = 8;
        transient short code;
        transient byte[] bytes = {};

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeShort(code);
            out.writeObject(bytes);
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            code = in.readShort();
            bytes = (byte[]) in.readObject();
        }
    }

    /** Declares and puts fields that it does not have. */
    static final class Put implements Serializable {
        private static final long serialVersionUID = 9;
        private static final ObjectStreamField[] serialPersistentFields = {
            new ObjectStreamField("total", long.class),
            new ObjectStreamField("label", String.class),
            new ObjectStreamField("held", Object.class)};
        transient long sum;
        transient String title;
        transient Object kept;

        private void writeObject(ObjectOutputStream out) throws IOException {
            ObjectOutputStream.PutField fields = out.putFields();
            fields.put("total", sum);
            fields.put("label", title);
            fields.put("held", kept);
            out.writeFields();
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            ObjectInputStream.GetField fields = in.readFields();
            sum = fields.get("total", 0L);
            title = (String) fields.get("label", null);
            kept = fields.get("held", null);
        }
    }

    /** Writes and reads itself. */
    static final class External implements Externalizable {
        private static final long serialVersionUID = 10;
        int number;
        @Inline
        String text = "";
        @Piece
        Object value;
        long last;

        public External() {
        }

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeInt(number);
            out.writeUTF(text);
            out.writeObject(value);
            out.writeLong(last);
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException, ClassNotFoundException {
            number = in.readInt();
            text = in.readUTF();
            value = in.readObject();
            last = in.readLong();
        }
    }

    enum Color { RED, GREEN, BLUE }

    /** Constants with bodies: their class is not the enum itself. */
    enum Sign {
        PLUS {
            @Override
            int apply(int value) {
                return value;
            }
        },
        MINUS {
            @Override
            int apply(int value) {
                return -value;
            }
        };

        abstract int apply(int value);
    }

    /** More constants than a long has bits. */
    enum Many {
        M00, M01, M02, M03, M04, M05, M06, M07, M08, M09, M10, M11, M12, M13, M14, M15, M16, M17,
        M18, M19, M20, M21, M22, M23, M24, M25, M26, M27, M28, M29, M30, M31, M32, M33, M34, M35,
        M36, M37, M38, M39, M40, M41, M42, M43, M44, M45, M46, M47, M48, M49, M50, M51, M52, M53,
        M54, M55, M56, M57, M58, M59, M60, M61, M62, M63, M64, M65, M66, M67, M68, M69
    }

    record Point(int x, int y) implements Serializable {
        private static final long serialVersionUID = 11;
    }

    record Pair(Object left, Object right) implements Serializable {
        private static final long serialVersionUID = 12;
    }

    static final class Trouble extends Exception {
        private static final long serialVersionUID = 13;
        int code;
        Object detail;

        Trouble(String message, Throwable cause) {
            super(message, cause);
        }
    }

    interface Greeter {
        String greet(String name);
    }

    static final class Handler implements InvocationHandler, Serializable {
        private static final long serialVersionUID = 14;
        String prefix;
        Object held;

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            return method.getReturnType() == String.class ? prefix : null;
        }
    }

    /** Replaced by what it holds as soon as it is read. */
    static final class Deferred implements Serializable {
        private static final long serialVersionUID = 15;
        final Object value;

        Deferred(Object value) {
            this.value = value;
        }

        private Object readResolve() {
            return value;
        }
    }

    /** Stands in a stream as another class. */
    static final class Money implements Serializable {
        private static final long serialVersionUID = 16;
        final transient long cents;

        Money(long cents) {
            this.cents = cents;
        }

        private Object writeReplace() {
            return new MoneyForm(cents);
        }
    }

    static final class MoneyForm implements Serializable {
        private static final long serialVersionUID = 17;
        final long cents;

        MoneyForm(long cents) {
            this.cents = cents;
        }

        private Object readResolve() {
            return new Money(cents);
        }
    }

    /** A comparator without state. */
    static final class ByLength implements Comparator<String>, Serializable {
        private static final long serialVersionUID = 18;

        @Override
        public int compare(String left, String right) {
            int difference = Integer.compare(left.length(), right.length());
            return difference != 0 ? difference : left.compareTo(right);
        }
    }

    /** A subclass of a collection, with a field of its own. */
    static final class Tagged extends ArrayList<Object> {
        private static final long serialVersionUID = 19;
        String tag;
    }

    /** Nothing to write. */
    static final class Empty implements Serializable {
        private static final long serialVersionUID = 20;
    }
}
