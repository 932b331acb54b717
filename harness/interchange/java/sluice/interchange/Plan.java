package sluice.interchange;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamConstants;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What one stream holds, step by step. Made from a seed: a negative one names a picked value, any
 * other one is where the random numbers start.
 */
final class Plan {
    enum Kind { OBJECT, UNSHARED, DATA, RESET, FLUSH }

    record Step(Kind kind, Object value) {
    }

    /** How values are compared over all steps of a stream. */
    enum Sharing {
        /** One object in one place is one object in the other, until the next reset. */
        EXACT,
        /** The same within one step: there may be resets between any two of them. */
        BY_STEP,
        /** Different objects stay different; shared ones may be copies. */
        LOOSE,
        /** The same, and containers are replaced by safe ones. */
        SAFE;

        /** Graphs do not know what was written unshared, so others may refer to it. */
        boolean mayReferToUnshared() {
            return this == LOOSE || this == SAFE;
        }
    }

    final List<Step> steps = new ArrayList<>();
    private boolean protocol1;
    private int state = Frames.STREAM;

    private Plan() {
    }

    static Plan of(long seed) {
        Plan plan = new Plan();
        if (seed < 0) {
            int index = (int) (-1 - seed);
            plan.steps.add(new Step(Kind.OBJECT, Picked.value(index)));
            plan.state = Picked.isCyclic(index) ? Frames.CYCLIC
                    : Picked.isForeign(index) ? Frames.FOREIGN : Frames.STREAM;
        } else {
            plan.fill(new Random(seed * 0x9E3779B97F4A7C15L));
        }
        return plan;
    }

    private void fill(Random random) {
        int profile = random.nextInt(10);
        protocol1 = profile == 0;
        Maker maker = new Maker(random, profile < 4, !protocol1);
        Leaves leaves = maker.leaves;
        for (int left = 1 + leaves.below(leaves.oneIn(3) ? 6 : 2); left > 0; left--) {
            if (leaves.oneIn(4)) {
                data(leaves);
            }
            if (leaves.oneIn(8)) {
                steps.add(new Step(Kind.RESET, null));
            }
            int size = leaves.oneIn(10) ? 300 : 5 + leaves.below(40);
            Object value = leaves.oneIn(1000) ? Large.value(leaves.below(Large.COUNT)) : maker.graph(size);
            // a value that holds itself would be written twice, one inside the other
            boolean unshared = leaves.oneIn(12) && !maker.hasCycle() && !(value instanceof Throwable);
            steps.add(new Step(unshared ? Kind.UNSHARED : Kind.OBJECT, value));
            if (leaves.oneIn(8)) {
                steps.add(new Step(Kind.OBJECT, value));
            }
        }
        if (leaves.oneIn(5)) {
            data(leaves);
        }
        state = maker.hasCycle() ? Frames.CYCLIC : Frames.STREAM;
    }

    private void data(Leaves leaves) {
        for (int left = 1 + leaves.below(3); left > 0; left--) {
            int length = leaves.pick(1, 4, 8, leaves.below(300), leaves.below(3000));
            steps.add(new Step(Kind.DATA, leaves.bytes(Math.max(1, length))));
            if (leaves.oneIn(4)) {
                steps.add(new Step(Kind.FLUSH, null));
            }
        }
    }

    /** State of the frame with the stream: what the decoder is expected to say of it. */
    int state() {
        return state;
    }

    byte[] write() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            if (protocol1) {
                out.useProtocolVersion(ObjectStreamConstants.PROTOCOL_VERSION_1);
            }
            for (Step step : steps) {
                switch (step.kind()) {
                    case OBJECT -> out.writeObject(step.value());
                    case UNSHARED -> out.writeUnshared(step.value());
                    case DATA -> out.write((byte[]) step.value());
                    case RESET -> out.reset();
                    case FLUSH -> out.flush();
                }
            }
        }
        return bytes.toByteArray();
    }

    /** Reads `stream` and compares; null when it holds what was planned, else the first difference. */
    String compare(byte[] stream, Sharing sharing) {
        Comparison comparison = new Comparison(sharing, state == Frames.CYCLIC);
        int at = 0;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(stream))) {
            for (Step step : steps) {
                String difference = compare(in, step, comparison, sharing.mayReferToUnshared());
                if (difference != null) {
                    return "step " + at + ": " + difference;
                }
                if (sharing == Sharing.BY_STEP || step.kind() == Kind.RESET) {
                    comparison.forget();
                }
                at++;
            }
            return in.read() == -1 ? comparison.finish() : "more block data than was written";
        } catch (IOException | ClassNotFoundException | RuntimeException | Error failure) {
            return "step " + at + ": " + failure;
        }
    }

    /** @param any whether what was written unshared may be referred to */
    private static String compare(ObjectInputStream in, Step step, Comparison comparison, boolean any)
            throws IOException, ClassNotFoundException {
        switch (step.kind()) {
            case OBJECT:
                return comparison.compare(step.value(), in.readObject(), true);
            case UNSHARED:
                Object found = any ? in.readObject() : in.readUnshared();
                return comparison.compare(step.value(), found, false);
            case DATA:
                byte[] expected = (byte[]) step.value();
                byte[] data = new byte[expected.length];
                in.readFully(data);
                return Arrays.equals(expected, data) ? null : "other block data";
            default:
                return null;
        }
    }
}
