package sluice.adapter;

import java.io.FileInputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/** Starts the adapter in one of its modes. */
public final class Start {
    private static final int USAGE = 2;

    private Start() {
    }

    /** The exit code. */
    public static int start(String[] arguments) throws Exception {
        Mode mode = arguments.length == 0 ? null : Mode.of(arguments[0]);
        if (mode == null) {
            System.err.println("usage: sluice.Adapter plain|filter|commons-io|jgdms|jgdms-manager|inspect [JAR...]");
            return USAGE;
        }
        // What code of a stream prints must not get between the frames.
        System.setOut(System.err);
        ClassLoader below = libraries(arguments);
        Guard.put();
        boolean managed = mode != Mode.JGDMS && mode != Mode.INSPECT && Manager.put();
        if (mode == Mode.JGDMS_MANAGED && !managed) {
            System.err.println("this JDK has no security manager: use one before 24, with -Djava.security.manager=allow");
            return USAGE;
        }
        Frames frames = new Frames(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
        Loop loop = new Loop(mode, below, frames);
        return mode == Mode.INSPECT ? runDeep(loop) : run(loop);
    }

    private static int run(Loop loop) throws IOException, InterruptedException {
        loop.run();
        return 0;
    }

    /** Reads in this very process's only thread, whose stack is as deep as a stream may nest. */
    private static int runDeep(Loop loop) throws InterruptedException {
        int[] result = {1};
        Thread thread = new Thread(null, () -> {
            try {
                result[0] = run(loop);
            } catch (IOException | InterruptedException e) {
                System.err.println(e);
            }
        }, "inspect", Inspector.STACK);
        thread.start();
        thread.join();
        return result[0];
    }

    private static ClassLoader libraries(String[] arguments) throws MalformedURLException {
        ClassLoader platform = ClassLoader.getPlatformClassLoader();
        if (arguments.length == 1) {
            return platform;
        }
        URL[] jars = new URL[arguments.length - 1];
        for (int i = 0; i < jars.length; i++) {
            jars[i] = Path.of(arguments[i + 1]).toUri().toURL();
        }
        return new URLClassLoader("libraries", jars, new Door(platform));
    }

    /** Between the libraries and the JDK: lets through the class in which chains end. */
    private static final class Door extends ClassLoader {
        Door(ClassLoader platform) {
            super(platform);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.equals(Reached.class.getName())) {
                return Reached.class;
            }
            throw new ClassNotFoundException(name);
        }
    }
}
