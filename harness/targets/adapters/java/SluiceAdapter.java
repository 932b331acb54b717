import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Makes any Java parser of object streams a target for Sluice (harness/targets/CONTRACT.md):
 *
 * <pre>
 *     public static void main(String[] arguments) throws IOException {
 *         SluiceAdapter.run("my-parser", "1.2", stream -> MyParser.parse(stream));
 *     }
 * </pre>
 *
 * The parser returns to accept and throws to refuse; what it throws is named by its simple name. It may
 * throw {@link Refused}, {@link Limit} and {@link Unsupported} to say more. An error of the virtual machine
 * other than an exhausted stack or heap ends the program. What the parser prints goes to standard error.
 *
 * One file, no libraries, Java 11: {@code javac SluiceAdapter.java MyAdapter.java}.
 */
public final class SluiceAdapter {
    private static final int FRAME_MAX = 256 << 20;
    private static final int MESSAGE_MAX = 1000;

    /** What is put behind the contract. */
    public interface Parser {
        /** Reads the whole stream. Returns if it is well-formed. */
        void parse(byte[] stream) throws Exception;
    }

    /** The stream is refused, with the simple name of the exception that a user would know. */
    public static class Refused extends Exception {
        private static final long serialVersionUID = 1;
        private final char verdict;
        private final String error;
        private final long offset;

        /** {@code error} may be empty; {@code offset} is where in the stream, or below zero. */
        public Refused(String error, String message, long offset) {
            this('R', error, message, offset);
        }

        private Refused(char verdict, String error, String message, long offset) {
            super(message);
            this.verdict = verdict;
            this.error = error;
            this.offset = offset;
        }
    }

    /** Refused since a limit of the parser's own was reached. */
    public static final class Limit extends Refused {
        private static final long serialVersionUID = 1;

        public Limit(String message) {
            super('L', "", message, -1);
        }
    }

    /** The parser does not claim to read such a stream. */
    public static final class Unsupported extends Refused {
        private static final long serialVersionUID = 1;

        public Unsupported(String message) {
            super('U', "", message, -1);
        }
    }

    private final DataInputStream in;
    private final DataOutputStream out;
    private final Parser parser;

    private SluiceAdapter(PrintStream frames, Parser parser) {
        in = new DataInputStream(new BufferedInputStream(System.in));
        out = new DataOutputStream(new BufferedOutputStream(frames));
        this.parser = parser;
    }

    /** Answers cases from standard input until it ends. */
    public static void run(String name, String version, Parser parser) throws IOException {
        PrintStream frames = System.out;
        System.setOut(System.err);
        SluiceAdapter adapter = new SluiceAdapter(frames, parser);
        adapter.hello(name, version);
        while (adapter.next()) {
        }
        adapter.out.flush();
    }

    private void hello(String name, String version) throws IOException {
        byte[] text = ("{\"contract\":1,\"name\":\"" + name + "\",\"version\":\"" + version
                + "\",\"language\":\"java\",\"can\":[\"inspect\"]}").getBytes(StandardCharsets.UTF_8);
        out.writeInt(1 + text.length);
        out.writeByte('H');
        out.write(text);
        out.flush();
    }

    /** Answers the next frame. False when there are no more. */
    private boolean next() throws IOException {
        int first = in.read();
        if (first < 0) {
            return false;
        }
        int length = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
        if (length < 1 || length > FRAME_MAX) {
            throw new IOException("a frame of " + Integer.toUnsignedString(length) + " bytes is none");
        }
        byte[] frame = in.readNBytes(length);
        if (frame.length < length) {
            throw new EOFException("the input ends in the middle of a frame");
        }
        if (frame[0] == 'C') {
            answer(frame);
        } else if (frame[0] == 'E') {
            out.flush();
        }
        return true;
    }

    /** A case: kind, sequence, setting, mode, stream. */
    private void answer(byte[] frame) throws IOException {
        int mode = frame[9] & 0xFF;
        boolean known = Arrays.equals(frame, 5, 9, new byte[4], 0, 4)
                && new String(frame, 10, mode, StandardCharsets.UTF_8).equals("inspect");
        if (!known) {
            reply(frame, 'U', "", "", -1);
            return;
        }
        try {
            parser.parse(Arrays.copyOfRange(frame, 10 + mode, frame.length));
            reply(frame, 'A', "", "", -1);
        } catch (Refused refused) {
            reply(frame, refused.verdict, refused.error, refused.getMessage(), refused.offset);
        } catch (Exception | StackOverflowError | OutOfMemoryError error) {
            reply(frame, 'R', error.getClass().getSimpleName(), error.getMessage(), -1);
        }
    }

    private void reply(byte[] frame, char verdict, String error, String message, long offset)
            throws IOException {
        String words = message == null ? "" : message;
        byte[] name = error.getBytes(StandardCharsets.UTF_8);
        byte[] text = words.substring(0, Math.min(words.length(), MESSAGE_MAX)).getBytes(StandardCharsets.UTF_8);
        boolean placed = offset >= 0;
        out.writeInt(6 + size(name) + size(text) + (placed ? 5 + 8 : 0));
        out.writeByte('R');
        out.write(frame, 1, 4);
        out.writeByte(verdict);
        field('e', name);
        field('m', text);
        if (placed) {
            out.writeByte('o');
            out.writeInt(8);
            out.writeLong(offset);
        }
    }

    private static int size(byte[] text) {
        return text.length == 0 ? 0 : 5 + text.length;
    }

    private void field(char tag, byte[] text) throws IOException {
        if (text.length > 0) {
            out.writeByte(tag);
            out.writeInt(text.length);
            out.write(text);
        }
    }
}
