package sluice.corpus;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * The state of ObjectInputStream and ObjectStreamClass that their public methods do not show.
 * Needs {@code --add-opens java.base/java.io=ALL-UNNAMED}.
 */
final class Internals {
    private static final Field BIN = field(ObjectInputStream.class, "bin");
    private static final Field HANDLES = field(ObjectInputStream.class, "handles");
    private static final Field PASS_HANDLE = field(ObjectInputStream.class, "passHandle");
    private static final Method CLEAR = method(ObjectInputStream.class, "clear");
    private static final Field ENTRIES = field(HANDLES.getType(), "entries");
    private static final Method SIZE = method(HANDLES.getType(), "size");
    private static final Field PEEK_STREAM = field(BIN.getType(), "in");
    private static final Method REMAINING = method(BIN.getType(), "currentBlockRemaining");
    private static final Method PEEK = method(PEEK_STREAM.getType(), "peek");
    private static final Field SUPER = field(ObjectStreamClass.class, "superDesc");
    private static final Field NAME = field(ObjectStreamClass.class, "name");

    private final ObjectInputStream in;

    Internals(ObjectInputStream in) {
        this.in = in;
    }

    /** The handle of the object that the reader has just finished. */
    int passHandle() {
        return (Integer) get(PASS_HANDLE, in);
    }

    int handleCount() {
        try {
            return (Integer) call(SIZE, get(HANDLES, in));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Object handleEntry(int handle) {
        return ((Object[]) get(ENTRIES, get(HANDLES, in)))[handle];
    }

    void clearHandles() throws IOException {
        call(CLEAR, in);
    }

    int blockRemaining() throws IOException {
        return (Integer) call(REMAINING, get(BIN, in));
    }

    /** The next byte behind the current block, not consumed; -1 at the end of the stream. */
    int peek() throws IOException {
        return (Integer) call(PEEK, get(PEEK_STREAM, get(BIN, in)));
    }

    static ObjectStreamClass superDescriptor(ObjectStreamClass descriptor) {
        return (ObjectStreamClass) get(SUPER, descriptor);
    }

    static void rename(ObjectStreamClass descriptor, String name) {
        try {
            NAME.set(descriptor, name);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean flag(ObjectStreamClass descriptor, String name) {
        return (Boolean) get(field(ObjectStreamClass.class, name), descriptor);
    }

    private static Object get(Field field, Object target) {
        try {
            return field.get(target);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object call(Method method, Object target) throws IOException {
        try {
            return method.invoke(target);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Field field(Class<?> owner, String name) {
        try {
            Field field = owner.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("this JDK's " + owner.getName() + " has no " + name, e);
        }
    }

    private static Method method(Class<?> owner, String name) {
        try {
            Method method = owner.getDeclaredMethod(name);
            method.setAccessible(true);
            return method;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("this JDK's " + owner.getName() + " has no " + name, e);
        }
    }
}
