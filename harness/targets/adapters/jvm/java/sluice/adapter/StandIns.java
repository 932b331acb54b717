package sluice.adapter;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Proxy;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Classes that stand in for those of a stream. They have no fields and hand everything to an Inspection, so
 * that no code of a real class has a say in how a stream is read.
 *
 * <p>ObjectInputStream compares the last part of a name with that of the stream, which is LAST for all of
 * them: so they are made once, and serve many streams. The n-th descriptor of a stream has classes of its own.
 */
final class StandIns {
    /** The last part of their names. */
    static final String LAST = "S";
    /** Their serialVersionUID. */
    static final long SUID = 1;
    /** More classes than these are not kept. */
    private static final int MOST = 20_000;

    private static final String INSPECTION = "sluice/adapter/Inspection";
    private static final String HANDLER = "java/lang/reflect/InvocationHandler";
    /* Whatever is read behind TC_EXCEPTION is cast to it. */
    private static final String TOP = "java/io/IOException";
    private static final String[] THROWS = {TOP, "java/lang/ClassNotFoundException"};

    private record Key(char kind, int ordinal, Class<?> parent) {
    }

    private static final class Loader extends ClassLoader {
        Loader() {
            super(StandIns.class.getClassLoader());
        }

        Class<?> define(String self, ClassWriter writer) {
            byte[] bytes = writer.toByteArray();
            return defineClass(self.replace('/', '.'), bytes, 0, bytes.length);
        }
    }

    private final Map<Key, Class<?>> made = new HashMap<>();
    private Loader loader = new Loader();
    private int count;

    /** To be called between streams: what was made for former ones may be forgotten. */
    void tidy() {
        if (count > MOST) {
            made.clear();
            loader = new Loader();
            count = 0;
        }
    }

    /** A serializable class; parent: one of them, or null. */
    Class<?> serializable(int ordinal, Class<?> parent) {
        return made.computeIfAbsent(new Key('s', ordinal, parent), key -> makeSerializable(parent));
    }

    Class<?> external(int ordinal) {
        return made.computeIfAbsent(new Key('x', ordinal, null), key -> makeExternal());
    }

    /** An enum that has every constant. */
    Class<?> enumeration(int ordinal) {
        return made.computeIfAbsent(new Key('e', ordinal, null), key -> makeEnum());
    }

    Class<?> proxy(int ordinal) {
        return made.computeIfAbsent(new Key('p', ordinal, null), key -> makeProxy());
    }

    private String next() {
        return "standin" + count++ + "/" + LAST;
    }

    private Class<?> makeSerializable(Class<?> parent) {
        String self = next();
        ClassWriter writer = begin(self, parent == null ? TOP : Type.getInternalName(parent), "java/io/Serializable");
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PRIVATE, "readObject", "(Ljava/io/ObjectInputStream;)V",
                null, THROWS);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitVarInsn(Opcodes.ALOAD, 1);
        code.visitLdcInsn(Type.getObjectType(self));
        code.visitMethodInsn(Opcodes.INVOKESTATIC, INSPECTION, "level",
                "(Ljava/lang/Object;Ljava/io/ObjectInputStream;Ljava/lang/Class;)V", false);
        end(code, Opcodes.RETURN);
        return loader.define(self, writer);
    }

    private Class<?> makeExternal() {
        String self = next();
        ClassWriter writer = begin(self, TOP, "java/io/Externalizable");
        MethodVisitor trace = writer.visitMethod(Opcodes.ACC_PUBLIC, "fillInStackTrace", "()Ljava/lang/Throwable;",
                null, null);
        trace.visitVarInsn(Opcodes.ALOAD, 0);
        end(trace, Opcodes.ARETURN);
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC, "readExternal", "(Ljava/io/ObjectInput;)V", null,
                THROWS);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitVarInsn(Opcodes.ALOAD, 1);
        code.visitMethodInsn(Opcodes.INVOKESTATIC, INSPECTION, "external", "(Ljava/lang/Object;Ljava/io/ObjectInput;)V",
                false);
        end(code, Opcodes.RETURN);
        end(writer.visitMethod(Opcodes.ACC_PUBLIC, "writeExternal", "(Ljava/io/ObjectOutput;)V", null, null),
                Opcodes.RETURN);
        return loader.define(self, writer);
    }

    private Class<?> makeEnum() {
        String self = next();
        String signature = "(Ljava/lang/String;I)V";
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V11, Opcodes.ACC_PUBLIC | Opcodes.ACC_SUPER | Opcodes.ACC_ENUM, self, null,
                "java/lang/Enum", new String[] {HANDLER});
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PRIVATE, "<init>", signature, null, null);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitVarInsn(Opcodes.ALOAD, 1);
        code.visitVarInsn(Opcodes.ILOAD, 2);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Enum", "<init>", signature, false);
        end(code, Opcodes.RETURN);
        MethodVisitor make = writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "make",
                "(Ljava/lang/String;)Ljava/lang/Object;", null, null);
        make.visitTypeInsn(Opcodes.NEW, self);
        make.visitInsn(Opcodes.DUP);
        make.visitVarInsn(Opcodes.ALOAD, 0);
        make.visitInsn(Opcodes.ICONST_0);
        make.visitMethodInsn(Opcodes.INVOKESPECIAL, self, "<init>", signature, false);
        end(make, Opcodes.ARETURN);
        Class<?> enumeration = loader.define(self, writer);
        Insides.constants(enumeration, new Constants(enumeration));
        return enumeration;
    }

    @SuppressWarnings("deprecation") // what ObjectInputStream itself uses
    private Class<?> makeProxy() {
        String self = next();
        ClassWriter writer = new ClassWriter(0);
        writer.visit(Opcodes.V11, Opcodes.ACC_PUBLIC | Opcodes.ACC_INTERFACE | Opcodes.ACC_ABSTRACT, self, null,
                "java/lang/Object", null);
        return Proxy.getProxyClass(loader, loader.define(self, writer));
    }

    private static ClassWriter begin(String self, String above, String serializable) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V11, Opcodes.ACC_PUBLIC | Opcodes.ACC_SUPER, self, null, above,
                new String[] {serializable, HANDLER});
        writer.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL, "serialVersionUID", "J", null,
                SUID).visitEnd();
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, above, "<init>", "()V", false);
        end(code, Opcodes.RETURN);
        return writer;
    }

    private static void end(MethodVisitor code, int result) {
        code.visitInsn(result);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    /** The constants of an enum by name: each question makes one. */
    private static final class Constants extends AbstractMap<String, Object> {
        private final MethodHandle make;

        Constants(Class<?> enumeration) {
            try {
                make = MethodHandles.lookup().findStatic(enumeration, "make",
                        MethodType.methodType(Object.class, String.class));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Object get(Object name) {
            try {
                return make.invoke((String) name);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Set<Map.Entry<String, Object>> entrySet() {
            throw new UnsupportedOperationException();
        }
    }
}
