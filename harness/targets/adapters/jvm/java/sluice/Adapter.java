package sluice;

import sluice.adapter.Start;

/** The JDK's deserializers behind the contract of targets: harness/targets/CONTRACT.md. */
public final class Adapter {
    private Adapter() {
    }

    /** The mode; behind it, jars of libraries whose classes a stream may name. */
    public static void main(String[] arguments) throws Exception {
        System.exit(Start.start(arguments));
    }
}
