package sluice.adapter;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * What a class of JGDMS has in place of readObject: the annotation, and a constructor that checks before
 * it calls that of the superclass. GetArg tells the fields of its caller's class only, so each class asks
 * for its own.
 */
final class AtomicMaker {
    private static final String PACKAGE = "org/apache/river/api/io/";
    private static final String GET_ARG = PACKAGE + "AtomicSerial$GetArg";
    private static final String TAKES_ARG = "(L" + GET_ARG + ";)V";
    private static final String VALUES = "(L" + GET_ARG + ";)[Ljava/lang/Object;";
    private static final String[] THROWS = {"java/io/IOException", "java/lang/ClassNotFoundException"};

    private AtomicMaker() {
    }

    /** An Externalizable stays as it is: it has a constructor without parameters by its nature. */
    static boolean canBeAtomic(Model model) {
        return (model.construct.equals("atomic") || model.construct.equals("abstract"))
                && !model.form.equals("external");
    }

    /** With `chained`, the class above has such a constructor, too; else it has one without parameters. */
    static void addTo(ClassWriter writer, Model model, String self, String parent, boolean chained) {
        writer.visitAnnotation("L" + PACKAGE + "AtomicSerial;", true).visitEnd();
        addValues(writer, model);
        if (!model.layout.isEmpty()) {
            addReader(writer, self);
        }
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", TAKES_ARG, null, THROWS);
        code.visitLdcInsn(Type.getObjectType(self));
        code.visitVarInsn(Opcodes.ALOAD, 1);
        code.visitMethodInsn(Opcodes.INVOKESTATIC, self, "$values", VALUES, false);
        code.visitMethodInsn(Opcodes.INVOKESTATIC, "sluice/adapter/Probes", "checked",
                "(Ljava/lang/Class;[Ljava/lang/Object;)[Ljava/lang/Object;", false);
        code.visitVarInsn(Opcodes.ASTORE, 2);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        if (!chained) {
            code.visitMethodInsn(Opcodes.INVOKESPECIAL, parent, "<init>", "()V", false);
        } else {
            code.visitVarInsn(Opcodes.ALOAD, 1);
            code.visitMethodInsn(Opcodes.INVOKESPECIAL, parent, "<init>", TAKES_ARG, false);
        }
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitLdcInsn(Type.getObjectType(self));
        code.visitVarInsn(Opcodes.ALOAD, 2);
        code.visitMethodInsn(Opcodes.INVOKESTATIC, "sluice/adapter/Probes", "filled",
                "(Ljava/lang/Object;Ljava/lang/Class;[Ljava/lang/Object;)V", false);
        code.visitInsn(Opcodes.RETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    /** JGDMS asks the class for an object that reads the custom data. */
    private static void addReader(ClassWriter writer, String self) {
        String type = "L" + PACKAGE + "AtomicSerial$ReadObject;";
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "$reader", "()" + type, null,
                null);
        code.visitAnnotation("L" + PACKAGE + "AtomicSerial$ReadInput;", true).visitEnd();
        code.visitLdcInsn(Type.getObjectType(self));
        code.visitMethodInsn(Opcodes.INVOKESTATIC, "sluice/adapter/AtomicReader", "of", "(Ljava/lang/Class;)" + type,
                false);
        code.visitInsn(Opcodes.ARETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    /** The fields, and behind them the reader if there is one. */
    private static void addValues(ClassWriter writer, Model model) {
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC, "$values", VALUES, null,
                THROWS);
        code.visitLdcInsn(model.fields.size() + (model.layout.isEmpty() ? 0 : 1));
        code.visitTypeInsn(Opcodes.ANEWARRAY, "java/lang/Object");
        int index = 0;
        for (Model.Field field : model.fields) {
            code.visitInsn(Opcodes.DUP);
            code.visitLdcInsn(index++);
            if (field.required()) {
                require(code, field);
            }
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitLdcInsn(field.name());
            get(code, field);
            code.visitInsn(Opcodes.AASTORE);
        }
        if (!model.layout.isEmpty()) {
            code.visitInsn(Opcodes.DUP);
            code.visitLdcInsn(index);
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, GET_ARG, "getReader", "()L" + PACKAGE
                    + "AtomicSerial$ReadObject;", false);
            code.visitInsn(Opcodes.AASTORE);
        }
        code.visitInsn(Opcodes.ARETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    /** Asks, as a developer would, whether the stream has the field. */
    private static void require(MethodVisitor code, Model.Field field) {
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitLdcInsn(field.name());
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, GET_ARG, "defaulted", "(Ljava/lang/String;)Z", false);
        code.visitLdcInsn(field.name());
        code.visitMethodInsn(Opcodes.INVOKESTATIC, "sluice/adapter/Probes", "required", "(ZLjava/lang/String;)V", false);
    }

    private static void get(MethodVisitor code, Model.Field field) {
        char kind = field.type().charAt(0);
        boolean object = kind == 'L' || kind == '[';
        String type = object ? "Ljava/lang/Object;" : field.type();
        if (object) {
            code.visitInsn(Opcodes.ACONST_NULL);
        } else {
            code.visitLdcInsn(Values.standard(field.type(), field.standard()));
        }
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, GET_ARG, "get", "(Ljava/lang/String;" + type + ")" + type, false);
        if (!object) {
            String box = Values.box(kind).getName().replace('.', '/');
            code.visitMethodInsn(Opcodes.INVOKESTATIC, box, "valueOf", "(" + type + ")L" + box + ";", false);
        }
    }
}
