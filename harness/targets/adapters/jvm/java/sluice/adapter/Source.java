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

    @Override
    public synchronized int read() {
        int got = super.read();
        ended |= got < 0;
        return got;
    }

    @Override
    public synchronized int read(byte[] into, int from, int length) {
        int got = super.read(into, from, length);
        ended |= got < 0;
        return got;
    }
}
