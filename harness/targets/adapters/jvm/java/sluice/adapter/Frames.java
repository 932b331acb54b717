package sluice.adapter;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The framed protocol: four bytes of length, one of kind, the body. See harness/targets/CONTRACT.md. */
public final class Frames {
    private static final int MOST = 256 << 20;
    private static final int BUFFER = 1 << 16;

    public record Frame(int kind, byte[] body) {
    }

    private final DataInputStream in;
    private final DataOutputStream out;

    public Frames(InputStream in, OutputStream out) {
        this.in = new DataInputStream(new BufferedInputStream(in, BUFFER));
        this.out = new DataOutputStream(new BufferedOutputStream(out, BUFFER));
    }

    /** The next frame; null when the input ends between two. */
    public Frame next() throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        int length = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
        if (length < 1 || length > MOST) {
            throw new IOException("a frame of " + Integer.toUnsignedString(length) + " bytes");
        }
        int kind = in.readUnsignedByte();
        byte[] body = in.readNBytes(length - 1);
        if (body.length < length - 1) {
            throw new EOFException("the input ends inside a frame");
        }
        return new Frame(kind, body);
    }

    public void write(char kind, byte[] body, int length) throws IOException {
        out.writeInt(length + 1);
        out.writeByte(kind);
        out.write(body, 0, length);
    }

    public void flush() throws IOException {
        out.flush();
    }
}
