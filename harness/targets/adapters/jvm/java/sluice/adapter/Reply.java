package sluice.adapter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The body of a reply: sequence, verdict, fields. */
public final class Reply {
    private byte[] bytes = new byte[1 << 10];
    private int length;

    public Reply begin(int sequence, char verdict) {
        length = 0;
        number(sequence);
        put((byte) verdict);
        return this;
    }

    public Reply field(char tag, String text) {
        return field(tag, text.getBytes(StandardCharsets.UTF_8));
    }

    public Reply field(char tag, byte[] encoded) {
        put((byte) tag);
        number(encoded.length);
        for (byte each : encoded) {
            put(each);
        }
        return this;
    }

    public Reply field(char tag, long number) {
        put((byte) tag);
        number(Long.BYTES);
        number((int) (number >>> Integer.SIZE));
        number((int) number);
        return this;
    }

    public void send(Frames frames) throws IOException {
        frames.write('R', bytes, length);
    }

    private void number(int value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            put((byte) (value >>> shift));
        }
    }

    private void put(byte value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length++] = value;
    }
}
