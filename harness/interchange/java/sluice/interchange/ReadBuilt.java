package sluice.interchange;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads streams that no JDK has written with ObjectInputStream, and compares what they hold with the
 * text that the builder wrote down. Prints the same lines as Read, with 0 as the number of the file.
 */
public final class ReadBuilt {
    private static final int PROGRESS = 100;
    /** Top-level values before the array: VALUES of harness/interchange/built.c. */
    private static final int VALUES = 2;

    private ReadBuilt() {
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("usage: java sluice.interchange.ReadBuilt STREAMS DIGESTS");
            System.exit(2);
        }
        int done = 0;
        int equal = 0;
        try (Frames.Reader streams = new Frames.Reader(Path.of(arguments[0]));
                Frames.Reader digests = new Frames.Reader(Path.of(arguments[1]))) {
            for (Frames.Frame stream = streams.next(); stream != null; stream = streams.next()) {
                String expected = new String(digests.read().bytes(), StandardCharsets.US_ASCII);
                String difference = difference(expected, digest(stream.bytes()));
                if (difference == null) {
                    equal++;
                } else {
                    System.out.println("differs\t0\t" + stream.seed() + "\t" + difference);
                }
                if (++done % PROGRESS == 0) {
                    System.out.println("progress\t" + done);
                }
            }
        }
        System.out.println("total\t0\t" + done + "\t" + equal + "\t0");
    }

    /** Some values, then an array that is told in full, then what is shared in it. */
    private static String digest(byte[] stream) {
        StringBuilder lines = new StringBuilder();
        Digest digest = new Digest();
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(stream))) {
            for (int left = VALUES; left > 0; left--) {
                lines.append(digest.of(in.readObject())).append('\n');
            }
            Object[] array = (Object[]) in.readObject();
            lines.append(digest.listed(array.getClass().getName(), Arrays.asList(array))).append('\n');
            lines.append(Digest.sharing(array)).append('\n');
            return in.read() == -1 ? lines.toString() : "more than was written";
        } catch (IOException | ClassNotFoundException | RuntimeException | Error failure) {
            return failure.toString().replaceAll("\\s", " ");
        }
    }

    /** Where two texts part. */
    private static String difference(String expected, String found) {
        if (expected.equals(found)) {
            return null;
        }
        int at = 0;
        while (at < Math.min(expected.length(), found.length()) && expected.charAt(at) == found.charAt(at)) {
            at++;
        }
        return "expected ..." + part(expected, at) + ", found ..." + part(found, at);
    }

    private static String part(String text, int at) {
        return text.substring(Math.max(0, at - 40), Math.min(text.length(), at + 60)).replace('\n', ' ');
    }
}
