package sluice.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Times ObjectInputStream on one file, from memory, and prints one JSON object.
 *
 * <p>usage: java sluice.bench.ReadBench FILE OBJECTS RUNS SECONDS
 *
 * <p>Reads for RUNS runs at least and goes on until SECONDS have passed, so that the compiler of the
 * JVM has done its work; the second half of the runs counts. A short file is read several times in
 * each run. OBJECTS is how many objects the file must yield: the result is counted once.
 */
public final class ReadBench {
    private static final int BYTES_PER_RUN = 1024 * 1024;
    private static final int MOST_RUNS = 1000;
    /** The deep chain needs a stack of its own. */
    private static final long STACK_BYTES = 1L << 30;

    /** The last root, so that no read can be left out. */
    private static volatile Object last;

    private static Throwable failure;

    private ReadBench() {}

    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length != 4) {
            System.err.println("usage: java sluice.bench.ReadBench FILE OBJECTS RUNS SECONDS");
            System.exit(2);
        }
        Thread thread = new Thread(null, () -> {
            try {
                measure(Path.of(arguments[0]), Long.parseLong(arguments[1]),
                        Integer.parseInt(arguments[2]), Double.parseDouble(arguments[3]));
            } catch (IOException | ClassNotFoundException | RuntimeException | Error error) {
                failure = error;
            }
        }, "measure", STACK_BYTES);
        thread.start();
        thread.join();
        if (failure != null) {
            System.err.println("ReadBench: " + arguments[0] + ": " + failure);
            System.exit(1);
        }
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
        int batch = BYTES_PER_RUN / bytes.length + 1;
        List<Double> times = new ArrayList<>();
        long begin = System.nanoTime();
        while (times.size() < runs
                || (times.size() < MOST_RUNS && System.nanoTime() - begin < seconds * 1e9)) {
            long start = System.nanoTime();
            for (int i = 0; i < batch; i++) {
                last = read(bytes);
            }
            times.add((System.nanoTime() - start) / 1e9 / batch);
        }
        print(times.subList(times.size() / 2, times.size()), times.size(), bytes.length, objects);
    }

    private static void print(List<Double> counted, int runs, long bytes, long objects) {
        double[] sorted = counted.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = (sorted[middle] + sorted[(sorted.length - 1) / 2]) / 2;
        System.out.println(String.format(Locale.ROOT,
                "{\"java\":\"%s\",\"runs\":%d,\"counted\":%d,"
                        + "\"seconds\":{\"median\":%.9f,\"min\":%.9f,\"max\":%.9f},"
                        + "\"bytes_per_second\":%.0f,\"objects_per_second\":%.0f}",
                Runtime.version(), runs, sorted.length, median, sorted[0],
                sorted[sorted.length - 1], bytes / median, objects / median));
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
