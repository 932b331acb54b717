package sluice.adapter;

import java.util.TreeSet;

/**
 * Who gets an object that was refused: its finalizer. It runs when the collector has found that nobody else
 * has the object, so whoever wants to see it lets the collector run, and waits.
 */
final class Finalizers {
    private static final long PATIENCE = 5_000;
    private static final long A_WHILE = 100;

    private final TreeSet<Integer> seen = new TreeSet<>();

    /** To be called by a finalizer, in a thread of the JVM. */
    synchronized void take(int handle) {
        seen.add(handle);
        notifyAll();
    }

    /** The handles whose finalizers ran, in ascending order; waits for as many as are expected. */
    synchronized Iterable<Integer> await(int expected) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE * 1_000_000;
        while (seen.size() < expected && System.nanoTime() < end) {
            System.gc();
            wait(A_WHILE);
        }
        if (seen.size() < expected) {
            System.err.println("of " + expected + " objects that were refused, the finalizers of " + seen.size() + " ran");
        }
        return new TreeSet<>(seen);
    }
}
