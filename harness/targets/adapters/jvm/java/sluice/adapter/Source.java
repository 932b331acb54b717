package sluice.adapter;

import java.io.ByteArrayInputStream;

/** The bytes of a case, and whether a reader has asked for more than there are. */
final class Source extends ByteArrayInputStream {
    private boolean ended;

    Source(byte[] bytes, int from) {
        super(bytes, from, bytes.length - from);
    }

    boolean hasEnded() {
        return ended;
    }

    /** How many bytes were taken. */
    int position() {
        return pos - mark;
    }

    /** A byte of the stream. */
    int at(int position) {
        return Byte.toUnsignedInt(buf[mark + position]);
    }

    boolean isZero(int position, int length) {
        for (int i = position; i < position + length; i++) {
            if (buf[mark + i] != 0) {
                return false;
            }
        }
        return true;
    }

    // as in the superclass, but for its locks: one thread reads
    @Override
    public int read() {
        if (pos == count) {
            ended = true;
            return -1;
        }
        return Byte.toUnsignedInt(buf[pos++]);
    }

    @Override
    public int read(byte[] into, int from, int length) {
        if (length > 0 && pos == count) {
            ended = true;
            return -1;
        }
        int got = Math.min(length, count - pos);
        System.arraycopy(buf, pos, into, from, got);
        pos += got;
        return got;
    }

    @Override
    public int available() {
        return count - pos;
    }
}
