package sluice.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Times ObjectOutputStream on the objects of one file, to memory that is there, and prints one JSON
 * object.
 *
 * <p>usage: java sluice.bench.WriteBench FILE OBJECTS RUNS SECONDS
 *
 * <p>The objects are read from the file once; see {@link Measure#passes} for what is timed. What is
 * written must be the bytes of the file.
 */
public final class WriteBench {
    private WriteBench() {}

    /** As large as what is written to it: no pass waits for memory. */
    private static final class Sink extends OutputStream {
        private final byte[] bytes;
        private int length;

        Sink(int capacity) {
            bytes = new byte[capacity];
        }

        @Override
        public void write(int value) {
            bytes[length++] = (byte) value;
        }

        @Override
        public void write(byte[] from, int offset, int count) {
            System.arraycopy(from, offset, bytes, length, count);
            length += count;
        }
    }

    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length != 4) {
            System.err.println("usage: java sluice.bench.WriteBench FILE OBJECTS RUNS SECONDS");
            System.exit(2);
        }
        Measure.onLargeStack("WriteBench: " + arguments[0],
                () -> measure(Path.of(arguments[0]), Long.parseLong(arguments[1]),
                        Integer.parseInt(arguments[2]), Double.parseDouble(arguments[3])));
    }

    private static void write(Object root, Sink sink) throws IOException {
        sink.length = 0;
        try (ObjectOutputStream out = new ObjectOutputStream(sink)) {
            out.writeObject(root);
        }
    }

    private static void measure(Path file, long objects, int runs, double seconds)
            throws IOException, ClassNotFoundException {
        byte[] bytes = Files.readAllBytes(file);
        Object root;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            root = in.readObject();
        }
        Sink sink = new Sink(bytes.length + 1024);
        write(root, sink);
        if (!Arrays.equals(bytes, 0, bytes.length, sink.bytes, 0, sink.length)) {
            throw new IllegalStateException("what is written is not what was read");
        }
        Measure.passes(() -> write(root, sink), bytes.length, objects, runs, seconds);
    }
}
