package sluice.adapter;

import java.io.ByteArrayInputStream;
import java.io.ObjectStreamConstants;

/** The bytes of a case, and whether a reader has asked for more than there are. */
final class Source extends ByteArrayInputStream {
    /** Asked so often, no reader gets deep between two looks at its stack. */
    private static final int SELDOM = 16;

    private boolean ended;
    private boolean careful;
    private int asked;

    Source(byte[] bytes, int from) {
        super(bytes, from, bytes.length - from);
    }

    /** From now on it is an error to ask with a stack that has no more left than a reserve. */
    void keepReserve() {
        careful = true;
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

    /** True if what was taken from there on is something, and nothing but whole blocks and resets. */
    boolean tookBlocks(int from) {
        int at = mark + from;
        while (at < pos) {
            int code = buf[at++];
            if (code != ObjectStreamConstants.TC_RESET) {
                int bytes = code == ObjectStreamConstants.TC_BLOCKDATA ? 1 : Integer.BYTES;
                if (bytes > 1 && code != ObjectStreamConstants.TC_BLOCKDATALONG || bytes > pos - at) {
                    return false;
                }
                long length = 0;
                for (int i = 0; i < bytes; i++) {
                    length = length << Byte.SIZE | Byte.toUnsignedInt(buf[at++]);
                }
                if (length > pos - at) {
                    return false;
                }
                at += (int) length;
            }
        }
        return from < position();
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
        look();
        if (pos == count) {
            ended = true;
            return -1;
        }
        return Byte.toUnsignedInt(buf[pos++]);
    }

    @Override
    public int read(byte[] into, int from, int length) {
        look();
        if (length > 0 && pos == count) {
            ended = true;
            return -1;
        }
        int got = Math.min(length, count - pos);
        System.arraycopy(buf, pos, into, from, got);
        pos += got;
        return got;
    }

    private void look() {
        if (careful && ++asked % SELDOM == 0) {
            Reserve.check();
        }
    }

    @Override
    public int available() {
        return count - pos;
    }
}
