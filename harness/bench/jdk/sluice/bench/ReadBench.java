package sluice.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;

/**
 * Times ObjectInputStream on one file, from memory, and prints one JSON object.
 *
 * <p>usage: java sluice.bench.ReadBench FILE OBJECTS RUNS SECONDS
 *
 * <p>See {@link Measure#passes} for what is timed. A short file is read several times in each run.
 * OBJECTS is how many objects the file must yield: the result is counted once.
 */
public final class ReadBench {
    /** The last root, so that no read can be left out. */
    private static volatile Object last;

    private ReadBench() {}

    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length != 4) {
            System.err.println("usage: java sluice.bench.ReadBench FILE OBJECTS RUNS SECONDS");
            System.exit(2);
        }
        Measure.onLargeStack("ReadBench: " + arguments[0],
                () -> measure(Path.of(arguments[0]), Long.parseLong(arguments[1]),
                        Integer.parseInt(arguments[2]), Double.parseDouble(arguments[3])));
    }

    private static Object read(byte[] bytes) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        }
    }

    private static void measure(Path file, long objects, int runs, double seconds)
            throws IOException, ClassNotFoundException {
        byte[] bytes = Files.readAllBytes(file);
        long found = count(read(bytes));
        if (found != objects) {
            throw new IllegalStateException(found + " objects instead of " + objects);
        }
        Measure.passes(() -> last = read(bytes), bytes.length, objects, runs, seconds);
    }

    /** Counts objects, arrays, strings and boxed values, each once; small objects share strings. */
    private static long count(Object root) {
        if (root instanceof Link) {
            long levels = 0;
            for (Link link = (Link) root; link != null; link = link.next) {
                levels++;
            }
            return levels;
        }
        if (root instanceof Map) {
            return 1 + 2L * ((Map<?, ?>) root).size();
        }
        if (root instanceof Collection) {
            return 1 + ((Collection<?>) root).size();
        }
        if (root instanceof Object[]) {
            long strings = Arrays.stream((Object[]) root).filter(Small.class::isInstance)
                    .map(small -> ((Small) small).s).distinct().count();
            return 1 + ((Object[]) root).length + strings;
        }
        return 1;
    }
}
