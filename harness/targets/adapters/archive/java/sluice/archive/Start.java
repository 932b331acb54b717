package sluice.archive;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.Socket;

import sluice.adapter.Frames;

/** Starts the adapter for one of its tools. */
public final class Start {
    private static final int USAGE = 2;

    private Start() {
    }

    /** The exit code. */
    public static int start(String[] arguments) throws IOException {
        Tool tool = arguments.length == 1 ? Tool.of(arguments[0]) : null;
        if (tool == null) {
            System.err.println("usage: sluice.ArchiveAdapter jarsigner|jarsigner-strict|jarfile|jarinputstream|classloader");
            return USAGE;
        }
        Frames frames = new Frames(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
        // What a tool prints must not get between the frames.
        System.setOut(System.err);
        shutNetwork();
        CaseFolder.sweep();
        new Loop(tool, frames).run();
        return 0;
    }

    /** An archive may name others by where they are: none is fetched. */
    @SuppressWarnings("deprecation")
    private static void shutNetwork() throws IOException {
        Socket.setSocketImplFactory(() -> {
            throw new SecurityException("no network here");
        });
    }
}
