package sluice.corpus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamConstants;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One stream of the corpus: its name, how it is written, and what its bytes do not tell. */
final class StreamSpec {
    /** Writes the content of a stream. */
    interface Body {
        void write(ObjectOutputStream out) throws Exception;
    }

    /** Opens the stream; replaced where a subclass of ObjectOutputStream takes part. */
    interface Opener {
        ObjectOutputStream open(OutputStream sink) throws IOException;
    }

    /** The layout of a class whose writeObject leaves the default fields out. */
    static final List<Object> NO_FIELDS = List.of("no-fields");

    final String id;
    final String title;
    private final Body body;
    private Opener opener = ObjectOutputStream::new;
    private int protocol = ObjectStreamConstants.PROTOCOL_VERSION_2;

    /** What a reader without the classes cannot know, by class name. */
    final Map<String, List<Object>> layout = new LinkedHashMap<>();

    StreamSpec(String id, String title, Body body) {
        this.id = id;
        this.title = title;
        this.body = body;
    }

    StreamSpec protocol1() {
        protocol = ObjectStreamConstants.PROTOCOL_VERSION_1;
        return this;
    }

    StreamSpec opener(Opener replacement) {
        opener = replacement;
        return this;
    }

    /**
     * Declares the external form of a class: an Integer is that many bytes, "object" is one item;
     * or {@link #NO_FIELDS}.
     */
    StreamSpec layout(String className, List<Object> parts) {
        layout.put(className, parts);
        return this;
    }

    byte[] write() throws Exception {
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        try (ObjectOutputStream out = opener.open(sink)) {
            if (protocol != ObjectStreamConstants.PROTOCOL_VERSION_2) {
                out.useProtocolVersion(protocol);
            }
            body.write(out);
        }
        return sink.toByteArray();
    }
}
