package sluice.interchange;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Many streams in one file, each in a frame: a long with the seed, an int with the state, an int with
 * the length, all big endian, and that many bytes. harness/interchange/frames.h reads the same.
 */
final class Frames {
    /** The bytes are a stream. */
    static final int STREAM = 0;
    /** The same, and its values hold themselves. */
    static final int CYCLIC = 1;
    /** The same, and there are classes in it that are not among the well-known ones. */
    static final int FOREIGN = 2;
    /** There is no stream, as it should be; the bytes say why. */
    static final int NONE = 3;

    record Frame(long seed, int state, byte[] bytes) {
    }

    private Frames() {
    }

    static final class Writer implements Closeable {
        private final DataOutputStream out;

        Writer(Path file) throws IOException {
            out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
        }

        void write(Frame frame) throws IOException {
            out.writeLong(frame.seed());
            out.writeInt(frame.state());
            out.writeInt(frame.bytes().length);
            out.write(frame.bytes());
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    static final class Reader implements Closeable {
        private final DataInputStream in;

        Reader(Path file) throws IOException {
            in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
        }

        /** The next frame; null behind the last. */
        Frame next() throws IOException {
            in.mark(1);
            if (in.read() == -1) {
                return null;
            }
            in.reset();
            return read();
        }

        Frame read() throws IOException {
            long seed = in.readLong();
            int state = in.readInt();
            byte[] bytes = new byte[in.readInt()];
            in.readFully(bytes);
            return new Frame(seed, state, bytes);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
