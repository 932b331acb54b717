package sluice.interchange;

import java.io.IOException;
import java.nio.file.Path;

/** Writes the streams of seeds FIRST to LAST into one file of frames, or counts the picked values. */
public final class Write {
    private Write() {
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 1 && arguments[0].equals("count")) {
            System.out.println(Picked.count() + "\t" + (Picked.count() - Large.COUNT));
            return;
        }
        if (arguments.length != 3) {
            System.err.println("usage: java sluice.interchange.Write FILE FIRST LAST | count");
            System.exit(2);
        }
        long last = Long.parseLong(arguments[2]);
        try (Frames.Writer out = new Frames.Writer(Path.of(arguments[0]))) {
            for (long seed = Long.parseLong(arguments[1]); seed <= last; seed++) {
                Plan plan = Plan.of(seed);
                out.write(new Frames.Frame(seed, plan.state(), plan.write()));
            }
        }
    }
}
