package sluice;

import sluice.archive.Start;

/** What the JDK makes of signed archives, behind the contract of targets: harness/targets/CONTRACT.md. */
public final class ArchiveAdapter {
    private ArchiveAdapter() {
    }

    /** The tool: one of those of {@code sluice.archive.Tool}. */
    public static void main(String[] arguments) throws Exception {
        System.exit(Start.start(arguments));
    }
}
