package sluice.corpus;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Streams whose writer annotates class descriptors, as RMI does. */
final class AnnotationStreams {
    private AnnotationStreams() {
    }

    private interface Note {
        void write(ObjectOutputStream out, Class<?> type) throws IOException;
    }

    /** Writes the same kind of note into the descriptor of every class and proxy. */
    private static final class Annotating extends ObjectOutputStream {
        private final Note note;

        Annotating(OutputStream sink, Note note) throws IOException {
            super(sink);
            this.note = note;
        }

        @Override
        protected void annotateClass(Class<?> type) throws IOException {
            note.write(this, type);
        }

        @Override
        protected void annotateProxyClass(Class<?> type) throws IOException {
            note.write(this, null);
        }
    }

    static void declare(Catalog catalog) {
        HierarchyStreams.Leaf leaf = new HierarchyStreams.Leaf();
        annotated(catalog, "annotation-null", "null, as RMI without a codebase", leaf,
                (out, type) -> out.writeObject(null));
        annotated(catalog, "annotation-codebase", "one string, as RMI with a codebase", leaf,
                (out, type) -> out.writeObject("http://127.0.0.1/classes/"));
        annotated(catalog, "annotation-new-strings", "a string of its own for each descriptor",
                leaf, (out, type) -> out.writeObject("note on " + type.getSimpleName()));
        annotated(catalog, "annotation-data", "an int", leaf,
                (out, type) -> out.writeInt(0x01020304));
        annotated(catalog, "annotation-long-data", "300 bytes", new int[] {1},
                (out, type) -> out.write(new byte[300]));
        annotated(catalog, "annotation-mixed", "blocks and objects in turn", leaf, (out, type) -> {
            out.writeByte(1);
            out.writeObject("between");
            out.writeByte(2);
            out.writeObject(null);
        });
        annotated(catalog, "annotation-array", "an array, whose descriptor is annotated too",
                new HierarchyStreams.Base(), (out, type) -> {
                    if (type != null && !type.isArray()) {
                        out.writeObject(new int[] {1, 2});
                    } else {
                        out.writeObject("for an array");
                    }
                });
        annotated(catalog, "annotation-object", "an object of another class",
                new HierarchyStreams.Base(), (out, type) -> {
                    if (type == HierarchyStreams.Base.class) {
                        out.writeObject(new ReferenceStreams.Node("in a note"));
                    }
                });
        annotated(catalog, "annotation-enum", "an enum constant", new FieldStreams.AllPrimitives(),
                (out, type) -> {
                    if (!Enum.class.isAssignableFrom(type)) {
                        out.writeObject(TimeUnit.DAYS);
                    }
                });
        annotated(catalog, "annotation-list", "in the descriptors of a list and its elements",
                new ArrayList<>(List.of(1, 2L)), (out, type) -> out.writeObject("codebase"));
        annotated(catalog, "annotation-proxy", "in the descriptor of a proxy",
                ProxyStreams.proxy(new ProxyStreams.Handler("h"), Runnable.class),
                (out, type) -> {
                    out.writeObject(type == null ? "proxy" : "class");
                    out.writeShort(5);
                });
        annotated(catalog, "annotation-class-object", "in the descriptor of a Class object",
                ReferenceStreams.Node.class, (out, type) -> out.writeUTF(type.getName()));
        annotated(catalog, "annotation-custom", "around classes with custom data",
                new CustomWriteStreams.DefaultsThenMany(), (out, type) -> out.writeInt(5));
        annotated(catalog, "annotation-external", "in the descriptor of an externalizable class",
                new ExternalStreams.Mixed(), (out, type) -> out.writeObject("codebase"));
        catalog.add("annotation-reset", "the same note again after a reset", out -> {
            out.writeObject(new HierarchyStreams.Middle());
            out.reset();
            out.writeObject(new HierarchyStreams.Middle());
            out.writeObject("codebase");
        }).opener(sink -> new Annotating(sink, (out, type) -> out.writeObject("codebase")));
        annotated(catalog, "annotation-same-as-value", "a note that is also a value later",
                new Object[] {"shared", Arrays.asList("shared", 1)},
                (out, type) -> out.writeObject("shared"));
    }

    private static void annotated(Catalog catalog, String id, String what, Object value,
            Note note) {
        catalog.object(id, "class annotation: " + what, value)
                .opener(sink -> new Annotating(sink, note));
    }
}
