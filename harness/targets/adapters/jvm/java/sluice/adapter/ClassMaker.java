package sluice.adapter;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Makes the class that a model describes. Its methods do nothing but call Probes with the object and the
 * class that they belong to: what they do, and what they tell of it, stands there.
 */
final class ClassMaker {
    static final String PIECES = "$pieces";
    static final String LIFE = "$life";
    private static final String PROBES = "sluice/adapter/Probes";
    private static final String OBJECT = "java/lang/Object";
    private static final String HANDLER = "java.lang.reflect.InvocationHandler";
    private static final String[] THROWS = {"java/io/IOException", "java/lang/ClassNotFoundException"};

    private final Model model;
    private final String self;
    private final String parent;
    private final boolean atomic;
    private final Predicate<String> isThere;
    private final Predicate<String> isAtomic;
    private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);

    private ClassMaker(Model model, Predicate<String> isThere, Predicate<String> isAtomic) {
        this.model = model;
        this.atomic = isAtomic != null;
        this.isThere = isThere;
        this.isAtomic = isAtomic;
        this.self = internal(model.name);
        this.parent = model.parent == null ? OBJECT : internal(model.parent);
    }

    /**
     * The bytes of the class. With `isAtomic`, which knows what the classes above it are, JGDMS builds it by the
     * constructor that checks; null: not for JGDMS.
     */
    static byte[] make(Model model, Predicate<String> isThere, Predicate<String> isAtomic) {
        ClassMaker maker = new ClassMaker(model, isThere, isAtomic);
        if (model.construct.equals("interface")) {
            maker.makeInterface();
        } else if (model.construct.equals("enum")) {
            maker.makeEnum();
        } else {
            maker.makeClass();
        }
        maker.writer.visitEnd();
        return maker.writer.toByteArray();
    }

    static String internal(String name) {
        return name.replace('.', '/');
    }

    /** A class that is not there cannot declare a field: Object takes its place. */
    private String declared(String type) {
        int base = type.lastIndexOf('[') + 1;
        if (type.charAt(base) != 'L') {
            return type;
        }
        String name = type.substring(base + 1, type.length() - 1).replace('/', '.');
        return isThere.test(name) ? type : type.substring(0, base) + "L" + OBJECT + ";";
    }

    private String[] interfaces(String more) {
        List<String> all = new ArrayList<>();
        model.interfaces.forEach(name -> all.add(internal(name)));
        if (more != null && !all.contains(more)) {
            all.add(more);
        }
        return all.toArray(new String[0]);
    }

    private void makeInterface() {
        writer.visit(Opcodes.V11, Opcodes.ACC_PUBLIC | Opcodes.ACC_INTERFACE | Opcodes.ACC_ABSTRACT, self, null, OBJECT,
                interfaces(null));
    }

    private void makeClass() {
        boolean external = model.form.equals("external");
        boolean serializable = !model.construct.equals("not-serializable");
        int flags = Opcodes.ACC_PUBLIC | Opcodes.ACC_SUPER;
        if (model.construct.equals("abstract")) {
            flags |= Opcodes.ACC_ABSTRACT;
        }
        String marker = external ? "java/io/Externalizable" : "java/io/Serializable";
        writer.visit(Opcodes.V11, flags, self, null, parent, interfaces(serializable ? marker : null));
        for (Model.Field field : model.fields) {
            writer.visitField(Opcodes.ACC_PUBLIC, field.name(), declared(field.type()), null, null).visitEnd();
        }
        if (!model.layout.isEmpty()) {
            writer.visitField(Opcodes.ACC_PUBLIC | Opcodes.ACC_TRANSIENT, PIECES, "[Ljava/lang/Object;", null, null)
                    .visitEnd();
        }
        if (serializable) {
            writer.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL, "serialVersionUID", "J",
                    null, model.suid == null ? Long.valueOf(1) : model.suid).visitEnd();
        }
        makeInitializer();
        boolean checking = atomic && AtomicMaker.canBeAtomic(model);
        if (checking) {
            boolean chained = model.parent != null && isAtomic.test(model.parent);
            AtomicMaker.addTo(writer, model, self, parent, chained);
        }
        makeConstructor();
        // JGDMS builds no class that has a readObject.
        if (serializable && !checking && !(atomic && model.form.equals("fields"))) {
            makeReaders(external);
            if (!atomic && model.canBeRefused()) {
                makeFinalizer();
            }
        }
        if (model.resolve != null) {
            makeResolve();
        }
        if (model.interfaces.contains(HANDLER)) {
            makeInvoke();
        }
    }

    private void makeConstructor() {
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, parent, "<init>", "()V", false);
        call(code, false, "constructed", "(" + probeArguments("") + ")V");
        code.visitInsn(Opcodes.RETURN);
        end(code);
    }

    private void makeReaders(boolean external) {
        if (external) {
            MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC, "readExternal", "(Ljava/io/ObjectInput;)V",
                    null, THROWS);
            call(code, true, "readExternal", "(" + probeArguments("Ljava/io/ObjectInput;") + ")V");
            code.visitInsn(Opcodes.RETURN);
            end(code);
            MethodVisitor none = writer.visitMethod(Opcodes.ACC_PUBLIC, "writeExternal", "(Ljava/io/ObjectOutput;)V",
                    null, null);
            none.visitInsn(Opcodes.RETURN);
            end(none);
            return;
        }
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PRIVATE, "readObject", "(Ljava/io/ObjectInputStream;)V",
                null, THROWS);
        call(code, true, "readObject", "(" + probeArguments("Ljava/io/ObjectInputStream;") + ")V");
        code.visitInsn(Opcodes.RETURN);
        end(code);
        MethodVisitor none = writer.visitMethod(Opcodes.ACC_PRIVATE, "readObjectNoData", "()V", null, THROWS);
        call(none, false, "readObjectNoData", "(" + probeArguments("") + ")V");
        none.visitInsn(Opcodes.RETURN);
        end(none);
    }

    private void makeFinalizer() {
        writer.visitField(Opcodes.ACC_PUBLIC | Opcodes.ACC_TRANSIENT, LIFE, "L" + OBJECT + ";", null, null).visitEnd();
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PROTECTED, "finalize", "()V", null, null);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitFieldInsn(Opcodes.GETFIELD, self, LIFE, "L" + OBJECT + ";");
        code.visitMethodInsn(Opcodes.INVOKESTATIC, PROBES, "finalized", "(L" + OBJECT + ";)V", false);
        code.visitInsn(Opcodes.RETURN);
        end(code);
    }

    private void makeResolve() {
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PROTECTED, "readResolve", "()Ljava/lang/Object;", null,
                THROWS);
        call(code, false, "readResolve", "(" + probeArguments("") + ")Ljava/lang/Object;");
        code.visitInsn(Opcodes.ARETURN);
        end(code);
    }

    /** A handler of proxies: what it is asked for by the collections that hold them. */
    private void makeInvoke() {
        String arguments = "Ljava/lang/Object;Ljava/lang/reflect/Method;[Ljava/lang/Object;";
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC, "invoke", "(" + arguments + ")Ljava/lang/Object;",
                null, null);
        code.visitVarInsn(Opcodes.ALOAD, 1);
        code.visitVarInsn(Opcodes.ALOAD, 2);
        code.visitVarInsn(Opcodes.ALOAD, 3);
        code.visitMethodInsn(Opcodes.INVOKESTATIC, PROBES, "invoked", "(" + arguments + ")Ljava/lang/Object;", false);
        code.visitInsn(Opcodes.ARETURN);
        end(code);
    }

    private void makeInitializer() {
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
        callInitialized(code);
        code.visitInsn(Opcodes.RETURN);
        end(code);
    }

    private void callInitialized(MethodVisitor code) {
        code.visitLdcInsn(model.name);
        code.visitMethodInsn(Opcodes.INVOKESTATIC, PROBES, "initialized", "(Ljava/lang/String;)V", false);
    }

    private void makeEnum() {
        String own = "L" + self + ";";
        int fixed = Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL;
        writer.visit(Opcodes.V11, Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_ENUM, self,
                "Ljava/lang/Enum<" + own + ">;", "java/lang/Enum", interfaces(null));
        writer.visitField(fixed | Opcodes.ACC_SYNTHETIC, "$VALUES", "[" + own, null, null).visitEnd();
        for (String constant : model.constants) {
            writer.visitField(fixed | Opcodes.ACC_ENUM, constant, own, null, null).visitEnd();
        }
        MethodVisitor constructor = writer.visitMethod(Opcodes.ACC_PRIVATE, "<init>", "(Ljava/lang/String;I)V", null,
                null);
        constructor.visitVarInsn(Opcodes.ALOAD, 0);
        constructor.visitVarInsn(Opcodes.ALOAD, 1);
        constructor.visitVarInsn(Opcodes.ILOAD, 2);
        constructor.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Enum", "<init>", "(Ljava/lang/String;I)V", false);
        constructor.visitInsn(Opcodes.RETURN);
        end(constructor);
        makeConstants(own);
        MethodVisitor values = writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "values", "()[" + own, null,
                null);
        values.visitFieldInsn(Opcodes.GETSTATIC, self, "$VALUES", "[" + own);
        values.visitInsn(Opcodes.ARETURN);
        end(values);
    }

    private void makeConstants(String own) {
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
        callInitialized(code);
        code.visitLdcInsn(model.constants.size());
        code.visitTypeInsn(Opcodes.ANEWARRAY, self);
        code.visitFieldInsn(Opcodes.PUTSTATIC, self, "$VALUES", "[" + own);
        for (int i = 0; i < model.constants.size(); i++) {
            code.visitTypeInsn(Opcodes.NEW, self);
            code.visitInsn(Opcodes.DUP);
            code.visitLdcInsn(model.constants.get(i));
            code.visitLdcInsn(i);
            code.visitMethodInsn(Opcodes.INVOKESPECIAL, self, "<init>", "(Ljava/lang/String;I)V", false);
            code.visitInsn(Opcodes.DUP);
            code.visitFieldInsn(Opcodes.PUTSTATIC, self, model.constants.get(i), own);
            code.visitVarInsn(Opcodes.ASTORE, 0);
            code.visitFieldInsn(Opcodes.GETSTATIC, self, "$VALUES", "[" + own);
            code.visitLdcInsn(i);
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitInsn(Opcodes.AASTORE);
        }
        code.visitInsn(Opcodes.RETURN);
        end(code);
    }

    private static String probeArguments(String more) {
        return "Ljava/lang/Object;Ljava/lang/Class;" + more;
    }

    /** Calls a probe with this, the class, and the method's own argument if there is one. */
    private void call(MethodVisitor code, boolean argument, String probe, String descriptor) {
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitLdcInsn(Type.getObjectType(self));
        if (argument) {
            code.visitVarInsn(Opcodes.ALOAD, 1);
        }
        code.visitMethodInsn(Opcodes.INVOKESTATIC, PROBES, probe, descriptor, false);
    }

    private static void end(MethodVisitor code) {
        code.visitMaxs(0, 0);
        code.visitEnd();
    }
}
