package sluice.adapter;

import java.util.Arrays;

/** The text of a view: canonical JSON as sluice_document_json() has it, in ASCII. */
final class View {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    private static final long BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private byte[] text = new byte[1 << 12];
    private int length;

    void clear() {
        length = 0;
        if (text.length > 1 << 22) {
            text = new byte[1 << 12];
        }
    }

    /** FNV-1a of 64 bits. */
    long digest() {
        long digest = BASIS;
        for (int i = 0; i < length; i++) {
            digest = (digest ^ text[i]) * PRIME;
        }
        return digest;
    }

    byte[] bytes() {
        return Arrays.copyOf(text, length);
    }

    View put(char one) {
        room(1);
        text[length++] = (byte) one;
        return this;
    }

    @SuppressWarnings("deprecation") // ASCII, copied as it is
    View put(String ascii) {
        int more = ascii.length();
        room(more);
        ascii.getBytes(0, more, text, length);
        length += more;
        return this;
    }

    View put(long number) {
        return put(Long.toString(number));
    }

    /** A sequence of UTF-16 units; all but printable ASCII is escaped. */
    View quote(String units) {
        int count = units.length();
        room(6 * count + 2);
        text[length++] = '"';
        for (int i = 0; i < count; i++) {
            char unit = units.charAt(i);
            if (unit == '"' || unit == '\\') {
                text[length++] = '\\';
                text[length++] = (byte) unit;
            } else if (unit < 0x20 || unit > 0x7E) {
                text[length++] = '\\';
                text[length++] = 'u';
                digits(unit, 4);
            } else {
                text[length++] = (byte) unit;
            }
        }
        text[length++] = '"';
        return this;
    }

    View hex(byte[] bytes, int from, int count) {
        room(2 * count);
        for (int i = from; i < from + count; i++) {
            digits(bytes[i], 2);
        }
        return this;
    }

    /** The bits of a floating-point number. */
    View bits(long bits, int digits) {
        put('"');
        room(digits);
        digits(bits, digits);
        return put('"');
    }

    private void digits(long number, int count) {
        for (int shift = 4 * (count - 1); shift >= 0; shift -= 4) {
            text[length++] = HEX[(int) (number >>> shift) & 15];
        }
    }

    private void room(int more) {
        if (text.length - length < more) {
            text = Arrays.copyOf(text, Math.max(2 * text.length, length + more));
        }
    }
}
