package sluice.corpus;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Defines the classes that stand in for the classes of a stream, so that no code of the real ones
 * runs while the stream is read. ObjectInputStream compares only the last part of a class name
 * with the stream's, so the stand-in of a.b.C is standin.a.b.C, with the stream's suid. It
 * declares no fields and hands everything to {@link ViewReader}.
 *
 * <p>Each descriptor gets a loader of its own: a Class then tells which descriptor it came from.
 */
final class StandIns extends ClassLoader {
    private static final String PREFIX = "standin.";
    private static final String HOOK = "sluice/corpus/ViewReader";

    private enum Kind { PLAIN, SERIALIZABLE, EXTERNALIZABLE, INTERFACE }

    private StandIns() {
        super(ViewReader.class.getClassLoader());
    }

    /** A superclass as a stream describes it. */
    record Ancestor(String name, long suid) {
    }

    /**
     * The stand-in for a class descriptor that is neither an array's nor an enum's.
     *
     * @param ancestors the superclasses, topmost first; ObjectInputStream pairs the hierarchy of
     *     the stream and that of the class by name
     */
    static Class<?> forDescriptor(ObjectStreamClass descriptor, List<Ancestor> ancestors)
            throws IOException {
        StandIns loader = new StandIns();
        String name = descriptor.getName();
        long suid = descriptor.getSerialVersionUID();
        if (Internals.flag(descriptor, "externalizable")) {
            return loader.define(name, null, Kind.EXTERNALIZABLE, suid);
        }
        if (!Internals.flag(descriptor, "serializable")) {
            return loader.define(name, null, Kind.PLAIN, suid);
        }
        String parent = null;
        for (Ancestor ancestor : ancestors) {
            loader.define(ancestor.name(), parent, Kind.SERIALIZABLE, ancestor.suid());
            parent = ancestor.name();
        }
        return loader.define(name, parent, Kind.SERIALIZABLE, suid);
    }

    /** A proxy class of its own for a proxy descriptor. */
    @SuppressWarnings("deprecation") // getProxyClass is what ObjectInputStream itself uses
    static Class<?> forProxy(String[] interfaceNames) throws IOException {
        StandIns loader = new StandIns();
        Class<?>[] interfaces = new Class<?>[interfaceNames.length];
        for (int i = 0; i < interfaces.length; i++) {
            interfaces[i] = loader.define(interfaceNames[i], null, Kind.INTERFACE, 0);
        }
        return Proxy.getProxyClass(loader, interfaces);
    }

    private Class<?> define(String name, String parent, Kind kind, long suid) throws IOException {
        byte[] file = classFile(name, parent, kind, suid);
        return defineClass(PREFIX + name, file, 0, file.length);
    }

    private static byte[] classFile(String name, String parent, Kind kind, long suid)
            throws IOException {
        boolean isInterface = kind == Kind.INTERFACE;
        Constants constants = new Constants();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        body.writeShort(isInterface ? 0x0601 : 0x0021); // public abstract interface / public super
        body.writeShort(constants.classRef(internal(PREFIX + name)));
        String superName = parent == null ? "java/lang/Object" : internal(PREFIX + parent);
        body.writeShort(constants.classRef(superName));
        switch (kind) {
            case SERIALIZABLE -> {
                // a stand-in may be the handler of a proxy, whose field h has a real type
                body.writeShort(2);
                body.writeShort(constants.classRef(internal(Serializable.class.getName())));
                body.writeShort(constants.classRef("java/lang/reflect/InvocationHandler"));
            }
            case EXTERNALIZABLE -> {
                body.writeShort(2);
                body.writeShort(constants.classRef(internal(Externalizable.class.getName())));
                body.writeShort(constants.classRef("java/lang/reflect/InvocationHandler"));
            }
            default -> body.writeShort(0);
        }
        if (isInterface) {
            body.writeShort(0);
        } else {
            writeSuid(body, constants, suid);
        }
        switch (kind) {
            case SERIALIZABLE -> {
                body.writeShort(2);
                writeConstructor(body, constants, superName); // asked for, never called
                writeHook(body, constants, 0x0002, "readObject", "ObjectInputStream", "level",
                        name);
            }
            case EXTERNALIZABLE -> {
                body.writeShort(2);
                writeConstructor(body, constants, superName);
                writeHook(body, constants, 0x0001, "readExternal", "ObjectInput", "external", name);
            }
            default -> body.writeShort(0);
        }
        body.writeShort(0); // class attributes

        ByteArrayOutputStream file = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(file);
        out.writeInt(0xCAFEBABE);
        out.writeInt(50); // Java 6: the last version that needs no stack maps
        constants.writeTo(out);
        out.write(bytes.toByteArray());
        return file.toByteArray();
    }

    private static void writeSuid(DataOutputStream body, Constants constants, long suid)
            throws IOException {
        body.writeShort(1);
        body.writeShort(0x001A); // private static final
        body.writeShort(constants.utf("serialVersionUID"));
        body.writeShort(constants.utf("J"));
        body.writeShort(1);
        body.writeShort(constants.utf("ConstantValue"));
        body.writeInt(2);
        body.writeShort(constants.longValue(suid));
    }

    private static void writeConstructor(DataOutputStream body, Constants constants,
            String superName) throws IOException {
        body.writeShort(0x0001);
        body.writeShort(constants.utf("<init>"));
        body.writeShort(constants.utf("()V"));
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        DataOutputStream op = new DataOutputStream(code);
        op.writeByte(0x2A); // aload_0
        op.writeByte(0xB7); // invokespecial
        op.writeShort(constants.methodRef(superName, "<init>", "()V"));
        op.writeByte(0xB1); // return
        writeCode(body, constants, code.toByteArray());
    }

    /** A method that calls ViewReader.hook(this, in, the name of the class at this level). */
    private static void writeHook(DataOutputStream body, Constants constants, int access,
            String method, String argument, String hook, String level) throws IOException {
        String parameter = "Ljava/io/" + argument + ";";
        body.writeShort(access);
        body.writeShort(constants.utf(method));
        body.writeShort(constants.utf("(" + parameter + ")V"));
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        DataOutputStream op = new DataOutputStream(code);
        op.writeByte(0x2A); // aload_0
        op.writeByte(0x2B); // aload_1
        op.writeByte(0x13); // ldc_w
        op.writeShort(constants.string(level));
        op.writeByte(0xB8); // invokestatic
        String signature = "(Ljava/lang/Object;" + parameter + "Ljava/lang/String;)V";
        op.writeShort(constants.methodRef(HOOK, hook, signature));
        op.writeByte(0xB1); // return
        writeCode(body, constants, code.toByteArray());
    }

    private static void writeCode(DataOutputStream body, Constants constants, byte[] code)
            throws IOException {
        body.writeShort(1);
        body.writeShort(constants.utf("Code"));
        body.writeInt(12 + code.length);
        body.writeShort(3); // stack
        body.writeShort(2); // locals
        body.writeInt(code.length);
        body.write(code);
        body.writeShort(0); // exception table
        body.writeShort(0); // attributes
    }

    private static String internal(String binaryName) {
        return binaryName.replace('.', '/');
    }

    /** A constant pool that grows as its entries are asked for. */
    private static final class Constants {
        private final Map<String, Integer> indexes = new LinkedHashMap<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final DataOutputStream out = new DataOutputStream(bytes);
        private int next = 1;

        int utf(String text) throws IOException {
            Integer known = indexes.get("utf " + text);
            if (known != null) {
                return known;
            }
            out.writeByte(1);
            out.writeUTF(text);
            return remember("utf " + text, 1);
        }

        int classRef(String name) throws IOException {
            return pointer(7, "class", name);
        }

        int string(String text) throws IOException {
            return pointer(8, "string", text);
        }

        int longValue(long value) throws IOException {
            out.writeByte(5);
            out.writeLong(value);
            return remember("long " + value, 2); // a long takes two slots
        }

        int methodRef(String owner, String name, String signature) throws IOException {
            int ownerIndex = classRef(owner);
            int nameIndex = utf(name);
            int signatureIndex = utf(signature);
            out.writeByte(12);
            out.writeShort(nameIndex);
            out.writeShort(signatureIndex);
            int nameAndType = remember("type " + name + signature, 1);
            out.writeByte(10);
            out.writeShort(ownerIndex);
            out.writeShort(nameAndType);
            return remember("method " + owner + name + signature, 1);
        }

        void writeTo(DataOutputStream target) throws IOException {
            target.writeShort(next);
            target.write(bytes.toByteArray());
        }

        private int pointer(int tag, String kind, String text) throws IOException {
            String key = kind + " " + text;
            Integer known = indexes.get(key);
            if (known != null) {
                return known;
            }
            int utfIndex = utf(text);
            out.writeByte(tag);
            out.writeShort(utfIndex);
            return remember(key, 1);
        }

        private int remember(String key, int slots) {
            int index = next;
            indexes.put(key, index);
            next += slots;
            return index;
        }
    }
}
