package sluice.interchange;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads frames with ObjectInputStream and compares each value with the one made anew from its seed.
 * Several files, all of the same seeds in the same order, are read in one go.
 *
 * <p>Prints one line for each thing that a driver should know, as words and a rest separated by tabs:
 * <pre>
 *   progress N                          so many seeds are done
 *   differs FILE-NUMBER SEED WHAT       a stream did not yield the value
 *   total FILE-NUMBER READ EQUAL NONE   at the end, for each file
 * </pre>
 */
public final class Read {
    private static final int PROGRESS = 100;

    /** One file, how its values are compared, and what came of it. */
    private static final class Input {
        final Frames.Reader frames;
        final Plan.Sharing sharing;
        int read;
        int equal;
        int none;

        Input(String argument) throws IOException {
            String[] parts = argument.split("=", 2);
            sharing = Plan.Sharing.valueOf(parts[0]);
            frames = new Frames.Reader(Path.of(parts[1]));
        }
    }

    private Read() {
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 3) {
            System.err.println("usage: java sluice.interchange.Read FIRST LAST SHARING=FILE...");
            System.exit(2);
        }
        List<Input> inputs = new ArrayList<>();
        for (int i = 2; i < arguments.length; i++) {
            inputs.add(new Input(arguments[i]));
        }
        long first = Long.parseLong(arguments[0]);
        long last = Long.parseLong(arguments[1]);
        for (long seed = first; seed <= last; seed++) {
            Plan plan = Plan.of(seed);
            for (int i = 0; i < inputs.size(); i++) {
                visit(inputs.get(i), i, seed, plan);
            }
            if ((seed - first + 1) % PROGRESS == 0) {
                say("progress", seed - first + 1);
            }
        }
        for (int i = 0; i < inputs.size(); i++) {
            Input input = inputs.get(i);
            say("total", i, input.read, input.equal, input.none);
        }
    }

    private static void visit(Input input, int number, long seed, Plan plan) throws IOException {
        Frames.Frame frame = input.frames.read();
        if (frame.seed() != seed) {
            throw new IOException("file " + number + " has seed " + frame.seed() + " where " + seed
                    + " is due");
        }
        if (frame.state() == Frames.NONE) {
            input.none++;
            return;
        }
        input.read++;
        String difference = plan.compare(frame.bytes(), input.sharing);
        if (difference == null) {
            input.equal++;
        } else {
            say("differs", number, seed, difference.replaceAll("[\\t\\r\\n]", " "));
        }
    }

    private static void say(Object... words) {
        StringBuilder line = new StringBuilder();
        for (Object word : words) {
            line.append(line.length() == 0 ? "" : "\t").append(word);
        }
        System.out.println(line);
    }
}
