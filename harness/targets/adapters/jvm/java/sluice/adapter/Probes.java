package sluice.adapter;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.OptionalDataException;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What the methods of the classes made of models do. Each is what a developer would have written there:
 * read the data, check it, and say so. Public, since those classes belong to other packages and loaders.
 */
public final class Probes {
    private Probes() {
    }

    /** A static initializer ran. Of a class that nobody grants, that is an act that no reader may do. */
    public static void initialized(String name) {
        Case now = Case.current();
        Model model = now == null ? null : now.classes.setting().models.get(name);
        if (model != null && model.construct.equals("denied")) {
            Case.effect("the static initializer of " + name + " ran");
        }
    }

    /** A constructor without parameters ran. */
    public static void constructed(Object self, Class<?> level) {
        Case now = Case.current();
        Model model = now == null ? null : now.classes.model(level);
        if (model != null) {
            boolean above = model.construct.equals("not-serializable");
            now.called(self, level, above ? "superclass-constructor" : "constructor");
        }
    }

    public static void readObject(Object self, Class<?> level, ObjectInputStream in)
            throws IOException, ClassNotFoundException {
        Case now = Case.current();
        Members members = now.members(level);
        now.begin(self);
        if (members.model.needsReadObject()) {
            now.called(self, level, "readObject");
        }
        String form = members.model.form;
        if (!form.equals("data")) {
            readFields(self, members, in);
        }
        if (!form.equals("fields")) {
            members.keep(self, readPieces(members.model, in));
        }
        finish(now, self, members);
    }

    public static void readObjectNoData(Object self, Class<?> level) throws IOException, ClassNotFoundException {
        Case now = Case.current();
        Members members = now.members(level);
        now.begin(self);
        if (members.model.needsReadObject()) {
            now.called(self, level, "readObjectNoData");
        }
        for (Model.Field field : members.model.fields) {
            absent(field);
            members.set(self, field.name(), Values.standard(field.type(), field.standard()));
        }
        finish(now, self, members);
    }

    /** An Externalizable reads for its superclasses too. */
    public static void readExternal(Object self, Class<?> level, ObjectInput in)
            throws IOException, ClassNotFoundException {
        Case now = Case.current();
        now.begin(self);
        now.called(self, level, "read-object");
        Deque<Members> chain = new ArrayDeque<>();
        for (Class<?> each = level; now.classes.model(each) != null; each = each.getSuperclass()) {
            chain.push(now.members(each));
        }
        for (Members members : chain) {
            if (members.model.form.equals("external")) {
                members.keep(self, readPieces(members.model, in));
            }
            finish(now, self, members);
        }
    }

    /** A finalizer runs of an object that was told `life` by its case. */
    public static void finalized(Object life) {
        Case.finalized(life);
    }

    public static Object readResolve(Object self, Class<?> level) throws IOException, ClassNotFoundException {
        Case now = Case.current();
        String how = now.members(level).model.resolve;
        boolean ok = how.startsWith(":");
        now.resolved(self, ok);
        if (!ok) {
            throw new InvalidObjectException(level.getName() + " refuses to be resolved");
        }
        return new Checks(now, self, level).member(how.substring(1));
    }

    /** A handler of a proxy is asked: equality is identity, and everything else says nothing. */
    public static Object invoked(Object proxy, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "a proxy";
            default -> null;
        };
    }

    /** JGDMS: the stream has no such field, if it is `absent`, and the class asks for it. */
    public static void required(boolean absent, String name) throws InvalidObjectException {
        if (absent) {
            throw new InvalidObjectException("the field " + name + " is missing");
        }
    }

    /** JGDMS: the values of the fields, checked before anything of the object exists. */
    public static Object[] checked(Class<?> level, Object[] values) throws IOException, ClassNotFoundException {
        Case now = Case.current();
        Members members = now.members(level);
        for (int i = 0; i < members.model.fields.size(); i++) {
            Model.Field field = members.model.fields.get(i);
            Class<?> type = now.type(field.type());
            if (values[i] != null && !type.isPrimitive() && !type.isInstance(values[i])) {
                throw new InvalidObjectException("field " + field.name() + " of " + level.getName());
            }
        }
        new Checks(now, level, values).run(members.model);
        return values;
    }

    /** JGDMS: the object takes the values that were checked. */
    public static void filled(Object self, Class<?> level, Object[] values) throws IOException {
        Members members = Case.current().members(level);
        int fields = members.model.fields.size();
        for (int i = 0; i < fields; i++) {
            members.set(self, members.model.fields.get(i).name(), values[i]);
        }
        if (fields < values.length && values[fields] instanceof AtomicReader reader) {
            members.keep(self, reader.pieces);
        }
    }

    private static void finish(Case now, Object self, Members members) throws IOException, ClassNotFoundException {
        look(now, self, members);
        boolean last = members.level == self.getClass();
        now.checkBegan(self);
        try {
            new Checks(now, self, members.level).run(members.model);
        } catch (InvalidObjectException e) {
            now.checkEnded(self, false, last, e.getMessage());
            throw e;
        }
        now.checkEnded(self, true, last, "");
    }

    /** Which of the values are objects that are not complete: `this` of another has leaked. */
    private static void look(Case now, Object self, Members members) {
        for (Model.Field field : members.model.fields) {
            char kind = field.type().charAt(0);
            if (kind == 'L' || kind == '[') {
                look(now, members.get(self, field.name()));
            }
        }
        Object[] pieces = members.pieces(self);
        for (int i = 0; pieces != null && i < pieces.length; i++) {
            look(now, pieces[i]);
        }
    }

    private static void look(Case now, Object value) {
        if (value instanceof Object[] items) {
            for (Object item : items) {
                now.seen(item);
            }
        } else {
            now.seen(value);
        }
    }

    private static void readFields(Object self, Members members, ObjectInputStream in)
            throws IOException, ClassNotFoundException {
        boolean plain = members.model.fields.stream()
                .allMatch(field -> !field.required() && !field.selfIsNull() && field.standard() == null);
        if (plain) {
            in.defaultReadObject();
            return;
        }
        ObjectInputStream.GetField got = in.readFields();
        for (Model.Field field : members.model.fields) {
            Object value;
            if (got.defaulted(field.name())) {
                absent(field);
                value = Values.standard(field.type(), field.standard());
            } else {
                value = get(got, field);
            }
            members.set(self, field.name(), field.selfIsNull() && value == self ? null : value);
        }
    }

    private static void absent(Model.Field field) throws InvalidObjectException {
        if (field.required()) {
            throw new InvalidObjectException("the field " + field.name() + " is missing");
        }
    }

    private static Object get(ObjectInputStream.GetField got, Model.Field field)
            throws IOException, ClassNotFoundException {
        String name = field.name();
        return switch (field.type().charAt(0)) {
            case 'B' -> got.get(name, (byte) 0);
            case 'C' -> got.get(name, (char) 0);
            case 'D' -> got.get(name, 0d);
            case 'F' -> got.get(name, 0f);
            case 'I' -> got.get(name, 0);
            case 'J' -> got.get(name, 0L);
            case 'S' -> got.get(name, (short) 0);
            case 'Z' -> got.get(name, false);
            default -> got.get(name, null);
        };
    }

    /** The custom data of one class, piece by piece. */
    static Object[] readPieces(Model model, ObjectInput in) throws IOException, ClassNotFoundException {
        List<Model.Piece> layout = model.layout;
        Object[] all = new Object[layout.size()];
        for (int i = 0; i < all.length; i++) {
            Model.Piece piece = layout.get(i);
            all[i] = switch (piece.kind()) {
                case "byte" -> in.readByte();
                case "char" -> in.readChar();
                case "double" -> in.readDouble();
                case "float" -> in.readFloat();
                case "int" -> in.readInt();
                case "long" -> in.readLong();
                case "short" -> in.readShort();
                case "boolean" -> in.readBoolean();
                case "utf" -> in.readUTF();
                case "object" -> in.readObject();
                default -> readList(piece, layout, all, in);
            };
        }
        return all;
    }

    /** Objects, or keys and values in turn: as many as an int before them says, or all that follow. */
    private static Object[] readList(Model.Piece piece, List<Model.Piece> layout, Object[] before, ObjectInput in)
            throws IOException, ClassNotFoundException {
        long most = Long.MAX_VALUE;
        for (int i = 0; i < layout.size(); i++) {
            if (piece.count() != null && piece.count().equals(layout.get(i).name())) {
                most = ((Number) before[i]).longValue() * (piece.kind().equals("pairs") ? 2 : 1);
            }
        }
        if (most < 0) {
            throw new InvalidObjectException("a count of " + most);
        }
        List<Object> items = new ArrayList<>();
        while (items.size() < most) {
            try {
                Object item = in.readObject();
                boolean first = items.size() % 2 == 0 || !piece.kind().equals("pairs");
                if (item == null && piece.untilNull() && first) {
                    break;
                }
                items.add(item);
            } catch (OptionalDataException e) {
                if (piece.count() != null || piece.untilNull() || !e.eof) {
                    throw e;
                }
                break;
            }
        }
        return items.toArray();
    }
}
