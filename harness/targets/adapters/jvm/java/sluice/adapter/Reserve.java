package sluice.adapter;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

import java.lang.invoke.MethodHandles;

/**
 * Stack that is kept free below whoever reads. A class whose static initializer meets the end of the stack can never be
 * used again, by no later case either: the end has to come where none can run. So it comes here, by a call of a method
 * whose frame is as large as the reserve and which the JVM always interprets: one compiled would leave the frame out.
 */
final class Reserve {
    /** Bytes of the frame. */
    static final int BYTES = 128 << 10;
    private static final int SLOT = 8;
    /** HotSpot compiles no method with more bytes of code than 8,000. */
    private static final int CODE = 8200;
    private static final String RUNNABLE = "java/lang/Runnable";
    private static final Runnable FRAME = make();

    private Reserve() {
    }

    /** Throws StackOverflowError if the calling thread has no more left than the reserve. */
    static void check() {
        FRAME.run();
    }

    private static Runnable make() {
        // of a version whose verifier asks for no frames behind the end of the code
        ClassWriter writer = new ClassWriter(0);
        writer.visit(Opcodes.V1_5, Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, "sluice/adapter/ReserveFrame", null,
                "java/lang/Object", new String[] {RUNNABLE});
        MethodVisitor made = writer.visitMethod(0, "<init>", "()V", null, null);
        made.visitVarInsn(Opcodes.ALOAD, 0);
        made.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        made.visitInsn(Opcodes.RETURN);
        made.visitMaxs(1, 1);
        MethodVisitor run = writer.visitMethod(Opcodes.ACC_PUBLIC, "run", "()V", null, null);
        Label end = new Label();
        run.visitJumpInsn(Opcodes.GOTO, end);
        for (int i = 0; i < CODE; i++) {
            run.visitInsn(Opcodes.NOP);
        }
        run.visitLabel(end);
        run.visitInsn(Opcodes.RETURN);
        run.visitMaxs(0, BYTES / SLOT);
        writer.visitEnd();
        try {
            return (Runnable) MethodHandles.lookup().defineClass(writer.toByteArray()).getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
