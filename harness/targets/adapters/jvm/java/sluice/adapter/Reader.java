package sluice.adapter;

import com.sun.management.ThreadMXBean;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamConstants;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** Reads the stream of one case to its end, in a thread of its own with a stack of known size. */
final class Reader {
    private static final long STACK = (1 << 20) + Reserve.BYTES;
    private static final long LONGEST = 120_000;
    /* Measured: 280 KiB of JGDMS's tables, 6 to 40 KiB of a class. Too much is on the side of the reader. */
    private static final long OWN = 320 << 10;
    private static final long OF_A_CLASS = 64 << 10;
    private static final long OF_A_FINALIZER = 40;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Mode mode;
    private final Case now;
    private final Source source;
    /** What left the reader; null: nothing. */
    Throwable failure;
    long allocated;
    /** The items of the stream, with what stands between them where that is seen. */
    final List<Object> items = new ArrayList<>();

    private Reader(Mode mode, Case now, Source source) {
        this.mode = mode;
        this.now = now;
        this.source = source;
    }

    static Reader read(Mode mode, Case now, Source source) throws InterruptedException {
        Reader reader = new Reader(mode, now, source);
        Thread thread = new Thread(null, reader::run, "case", STACK);
        thread.setDaemon(true);
        thread.setContextClassLoader(now.classes);
        Case.enter(now);
        try {
            thread.start();
            thread.join(LONGEST);
            if (thread.isAlive()) {
                // Whoever asked has given up long ago, or is gone. Not a word may be missing of why it ended.
                System.err.println("a case has been read for " + LONGEST / 1000 + " s: the adapter ends itself");
                Runtime.getRuntime().halt(1);
            }
            if (reader.failure != null) {
                reader.items.clear();
                now.lookAtFinalizers();
            }
            if (!now.effects.isEmpty()) {
                Remains.forget();
            }
        } finally {
            Case.enter(null);
        }
        return reader;
    }

    private void run() {
        now.own();
        source.keepReserve();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            readAll();
        } catch (Throwable e) {
            failure = e;
        }
        allocated = Math.max(0, THREADS.getCurrentThreadAllocatedBytes() - before - overhead());
    }

    /** What stands between two items: blocks, each run of them one item, and resets. */
    private void addPassed(int from, int end) {
        StringBuilder blocks = new StringBuilder();
        int at = from;
        while (at < end) {
            int code = source.at(at++);
            if (code == ObjectStreamConstants.TC_RESET) {
                items.add(new Shown.Passed("reset"));
                continue;
            }
            int bytes = code == ObjectStreamConstants.TC_BLOCKDATA ? 1 : Integer.BYTES;
            int length = 0;
            for (int i = 0; i < bytes; i++) {
                length = length << Byte.SIZE | source.at(at++);
            }
            for (int i = 0; i < length; i++) {
                blocks.append(String.format("%02x", source.at(at++)));
            }
            if (at >= end || source.at(at) == ObjectStreamConstants.TC_RESET) {
                items.add(new Shown.Passed("data:" + blocks));
                blocks.setLength(0);
            }
        }
    }

    /** A stream of its own, and what the JDK works out of each class that it sees for the first time. */
    private long overhead() {
        return OWN + now.classes.loaded() * OF_A_CLASS + now.finalizable() * OF_A_FINALIZER;
    }

    /** All blocks that come next. JGDMS says behind an empty one that there is no more, whatever follows. */
    private void pass(ObjectInputStream in, byte[] into) throws IOException {
        int from;
        do {
            from = source.position();
            int got = in.read(into);
            while (got > 0) {
                got = in.read(into);
            }
        } while (mode.isAtomic() && source.tookBlocks(from));
    }

    /** Items until the end; block data between them is nothing to anybody and is passed over. */
    private void readAll() throws IOException, ClassNotFoundException {
        ObjectInputStream in = mode.open(source, now);
        if (mode.can.contains("trace") && Handles.areOpen()) {
            now.handles = new Handles(in, source);
        }
        byte[] passed = new byte[4096];
        while (true) {
            int from = now.handles == null ? 0 : now.handles.offset();
            pass(in, passed);
            addPassed(from, now.handles == null ? 0 : now.handles.offset());
            if (source.hasEnded()) {
                return;
            }
            items.add(in.readObject());
            if (now.handles != null) {
                now.handles.settle();
            }
        }
    }
}
