package sluice.adapter;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Map;

/**
 * The state of ObjectInputStream and ObjectStreamClass that their public methods do not show. What the
 * adapter is started with opens it.
 */
final class Insides {
    private static final Class<?> STREAM = ObjectInputStream.class;
    private static final Class<?> FIELD_VALUES = inner("java.io.ObjectInputStream$FieldValues");
    private static final MethodHandle BIN = getter(STREAM, "bin");
    private static final MethodHandle HANDLES = getter(STREAM, "handles");
    private static final MethodHandle PASS_HANDLE = getter(STREAM, "passHandle", int.class);
    private static final MethodHandle CLEAR = method(STREAM, "clear", void.class);
    private static final MethodHandle ENTRIES = getter(type(STREAM, "handles"), "entries");
    private static final MethodHandle SIZE = method(type(STREAM, "handles"), "size", int.class);
    private static final MethodHandle PEEKED = getter(type(STREAM, "bin"), "in");
    private static final MethodHandle REMAINING = method(type(STREAM, "bin"), "currentBlockRemaining", int.class);
    private static final MethodHandle PEEKED_BYTE = getter(type(type(STREAM, "bin"), "in"), "peekb", int.class);
    private static final MethodHandle PEEK = method(type(type(STREAM, "bin"), "in"), "peek", int.class);
    private static final MethodHandle PRIMITIVES = getter(FIELD_VALUES, "primValues");
    private static final MethodHandle OBJECTS = getter(FIELD_VALUES, "objValues");
    private static final MethodHandle OBJECT_HANDLES = getter(FIELD_VALUES, "objHandles");
    private static final MethodHandle SUPER = getter(ObjectStreamClass.class, "superDesc");
    private static final MethodHandle SET_NAME = setter(ObjectStreamClass.class, "name");
    private static final MethodHandle SET_SUID = setter(ObjectStreamClass.class, "suid");
    private static final MethodHandle SET_ENUM = setter(ObjectStreamClass.class, "isEnum");
    private static final MethodHandle SET_EXTERNAL = setter(ObjectStreamClass.class, "externalizable");
    private static final MethodHandle SET_CONSTANTS = setter(Class.class, "enumConstantDirectory");

    private final ObjectInputStream in;
    private final Object bin;
    private final Object handles;
    private final Object peeked;

    Insides(ObjectInputStream in) {
        this.in = in;
        bin = get(BIN, in);
        handles = get(HANDLES, in);
        peeked = get(PEEKED, bin);
    }

    /** The handle of what the reader has just finished. */
    int passHandle() {
        return number(PASS_HANDLE, in);
    }

    int handleCount() {
        return number(SIZE, handles);
    }

    Object[] entries() {
        return (Object[]) get(ENTRIES, handles);
    }

    void clearHandles() {
        number(CLEAR, in);
    }

    /** Bytes of the current block that are not taken. */
    int blockRemaining() throws IOException {
        return number(REMAINING, bin);
    }

    /** How many bytes were taken from the source and not given to anybody: 1, or 0. */
    int ahead() {
        return number(PEEKED_BYTE, peeked) < 0 ? 0 : 1;
    }

    /** The next byte behind the current block, not consumed; -1 at the end of the stream. */
    int peek() {
        return number(PEEK, peeked);
    }

    static byte[] primitives(ObjectInputStream.GetField values) {
        return (byte[]) get(PRIMITIVES, values);
    }

    static Object[] objects(ObjectInputStream.GetField values) {
        return (Object[]) get(OBJECTS, values);
    }

    static int[] objectHandles(ObjectInputStream.GetField values) {
        return (int[]) get(OBJECT_HANDLES, values);
    }

    static ObjectStreamClass parent(ObjectStreamClass descriptor) {
        return (ObjectStreamClass) get(SUPER, descriptor);
    }

    /** Lets a descriptor fit a class of another name. */
    static void disguise(ObjectStreamClass descriptor, String name, long suid) {
        try {
            SET_NAME.invokeExact((Object) descriptor, (Object) name);
            SET_SUID.invokeExact((Object) descriptor, (Object) suid);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** The class of an array, and a few others, are no enums and not externalizable, whatever a descriptor says. */
    static void withoutFlags(ObjectStreamClass descriptor) {
        try {
            SET_ENUM.invokeExact((Object) descriptor, (Object) false);
            SET_EXTERNAL.invokeExact((Object) descriptor, (Object) false);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets Enum.valueOf() ask the map for the constants of an enum. */
    static void constants(Class<?> enumeration, Map<String, ?> constants) {
        try {
            SET_CONSTANTS.invokeExact((Object) enumeration, (Object) constants);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object get(MethodHandle getter, Object of) {
        try {
            return (Object) getter.invokeExact(of);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static int number(MethodHandle getter, Object of) {
        try {
            return (int) getter.invokeExact(of);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> inner(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw missing(name, e);
        }
    }

    private static Class<?> type(Class<?> owner, String field) {
        return find(owner, field).getType();
    }

    private static Field find(Class<?> owner, String name) {
        try {
            Field field = owner.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (ReflectiveOperationException e) {
            throw missing(owner.getName() + "." + name, e);
        }
    }

    private static MethodHandle getter(Class<?> owner, String name) {
        return getter(owner, name, Object.class);
    }

    private static MethodHandle getter(Class<?> owner, String name, Class<?> gives) {
        try {
            return MethodHandles.lookup().unreflectGetter(find(owner, name))
                    .asType(MethodType.methodType(gives, Object.class));
        } catch (IllegalAccessException e) {
            throw missing(owner.getName() + "." + name, e);
        }
    }

    private static MethodHandle setter(Class<?> owner, String name) {
        try {
            return MethodHandles.lookup().unreflectSetter(find(owner, name))
                    .asType(MethodType.methodType(void.class, Object.class, Object.class));
        } catch (IllegalAccessException e) {
            throw missing(owner.getName() + "." + name, e);
        }
    }

    /** As one that gives a number, 0 where the method gives none. */
    private static MethodHandle method(Class<?> owner, String name, Class<?> gives) {
        try {
            Method method = owner.getDeclaredMethod(name);
            method.setAccessible(true);
            MethodHandle handle = MethodHandles.lookup().unreflect(method);
            return handle.asType(MethodType.methodType(int.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw missing(owner.getName() + "." + name, e);
        }
    }

    private static IllegalStateException missing(String what, Exception cause) {
        return new IllegalStateException("this JDK has no " + what + ", or it is not opened", cause);
    }
}
