package sluice.adapter;

import java.io.ObjectInputStream;
import java.lang.reflect.Field;
import java.util.Arrays;

/**
 * The handles of the JDK's ObjectInputStream, counted over the whole stream: its table is private, and a
 * reset empties it. What the adapter is started with opens it.
 */
final class Handles {
    private static final Field TABLE = field(ObjectInputStream.class, "handles");
    private static final Field ENTRIES = TABLE == null ? null : field(TABLE.getType(), "entries");
    private static final Field SIZE = TABLE == null ? null : field(TABLE.getType(), "size");

    private final Object table;
    private final Insides insides;
    private final Source source;
    private int before;
    private int settled;
    private Object last;

    Handles(ObjectInputStream in, Source source) {
        table = get(TABLE, in);
        insides = new Insides(in);
        this.source = source;
    }

    static boolean areOpen() {
        return ENTRIES != null && SIZE != null;
    }

    /** The handle of an object that is being read: near the end of the table. */
    int of(Object object) {
        notice();
        Object[] entries = (Object[]) get(ENTRIES, table);
        for (int i = size() - 1; i >= 0; i--) {
            if (entries[i] == object) {
                return before + i;
            }
        }
        return next();
    }

    /** How many bytes of the stream are used. */
    int offset() {
        return source.position() - insides.ahead();
    }

    int next() {
        notice();
        return before + size();
    }

    /** To be called behind each value on the top level: only there may a reset come. */
    void settle() {
        notice();
        settled = size();
        last = settled == 0 ? null : ((Object[]) get(ENTRIES, table))[settled - 1];
    }

    private void notice() {
        if (settled > 0 && (size() < settled || ((Object[]) get(ENTRIES, table))[settled - 1] != last)) {
            before += settled;
            settled = 0;
        }
    }

    private int size() {
        return (Integer) get(SIZE, table);
    }

    private static Field field(Class<?> of, String name) {
        try {
            return Arrays.stream(of.getDeclaredFields()).filter(field -> field.getName().equals(name))
                    .filter(Field::trySetAccessible).findFirst().orElse(null);
        } catch (RuntimeException e) {
            return null;
        }
    }

    private static Object get(Field field, Object of) {
        try {
            return field.get(of);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
