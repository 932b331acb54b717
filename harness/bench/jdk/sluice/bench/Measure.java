package sluice.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the benchmarks have in common: how long they run, what counts, and how it is printed. */
final class Measure {
    private static final int BYTES_PER_RUN = 1024 * 1024;
    private static final int MOST_RUNS = 1000;
    /** The deep chain needs a stack of its own. */
    private static final long STACK_BYTES = 1L << 30;

    private static Throwable failure;

    private Measure() {}

    /** One pass over a file, or a whole benchmark. */
    interface Work {
        void run() throws IOException, ClassNotFoundException;
    }

    /** Runs work on a thread with a large stack; ends the process when it fails. */
    static void onLargeStack(String name, Work work) throws InterruptedException {
        Thread thread = new Thread(null, () -> {
            try {
                work.run();
            } catch (IOException | ClassNotFoundException | RuntimeException | Error error) {
                failure = error;
            }
        }, "measure", STACK_BYTES);
        thread.start();
        thread.join();
        if (failure != null) {
            System.err.println(name + ": " + failure);
            System.exit(1);
        }
    }

    /**
     * Times passes over a file of so many bytes, for {@code runs} runs at least and on until {@code
     * seconds} have passed, so that the compiler of the JVM has done its work; prints the second half.
     */
    static void passes(Work pass, long bytes, long objects, int runs, double seconds)
            throws IOException, ClassNotFoundException {
        int batch = (int) (BYTES_PER_RUN / bytes) + 1;
        List<Double> times = new ArrayList<>();
        long begin = System.nanoTime();
        while (times.size() < runs
                || (times.size() < MOST_RUNS && System.nanoTime() - begin < seconds * 1e9)) {
            long start = System.nanoTime();
            for (int i = 0; i < batch; i++) {
                pass.run();
            }
            times.add((System.nanoTime() - start) / 1e9 / batch);
        }
        print(times.subList(times.size() / 2, times.size()), times.size(), bytes, objects);
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
}
