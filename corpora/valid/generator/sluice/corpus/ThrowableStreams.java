package sluice.corpus;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.nio.file.NoSuchFileException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.ConcurrentModificationException;
import java.util.MissingResourceException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Exceptions, with stack traces of fixed content. */
final class ThrowableStreams {
    private ThrowableStreams() {
    }

    /** As the application class loader, a named module and an unnamed one appear in a trace. */
    private static final StackTraceElement[] TRACE = {
        new StackTraceElement("app", "module.name", "1.2.3", "example.Service", "call",
                "Service.java", 42),
        new StackTraceElement(null, "java.base", "17", "java.lang.Thread", "run", "Thread.java",
                840),
        new StackTraceElement("example.Native", "run", null, -2),
        new StackTraceElement("example.Unknown", "<init>", "Unknown.java", -1),
    };

    static final class Detailed extends Exception {
        private static final long serialVersionUID = 1;
        private final int code;
        private final Serializable detail;

        Detailed(String message, int code, Serializable detail) {
            super(message);
            this.code = code;
            this.detail = detail;
        }
    }

    static final class Traceless extends RuntimeException {
        private static final long serialVersionUID = 1;

        Traceless() {
            super("no trace, no suppression", null, false, false);
        }
    }

    /** Gives an exception a trace that no JDK and no edit of this file changes. */
    static <T extends Throwable> T fixed(T throwable) {
        throwable.setStackTrace(TRACE);
        return throwable;
    }

    static <T extends Throwable> T bare(T throwable) {
        throwable.setStackTrace(new StackTraceElement[0]);
        return throwable;
    }

    static void declare(Catalog catalog) {
        traces(catalog);
        chains(catalog);
        kinds(catalog);
    }

    private static void traces(Catalog catalog) {
        catalog.object("throwable-exception", "an exception with a trace of four elements",
                fixed(new Exception("message")));
        catalog.object("throwable-no-trace", "an exception with an empty trace",
                bare(new Exception("no trace")));
        catalog.object("throwable-no-message", "an exception without a message",
                bare(new RuntimeException()));
        catalog.object("throwable-not-writable", "writableStackTrace and suppression off",
                new Traceless());
        catalog.object("throwable-element", "a stack trace element", TRACE[0]);
        catalog.object("throwable-elements", "an array of stack trace elements, one twice",
                new StackTraceElement[] {TRACE[1], TRACE[2], TRACE[1]});
        catalog.object("throwable-subclass", "a class of our own with more fields",
                fixed(new Detailed("detailed", 12, "more")));
    }

    private static void chains(Catalog catalog) {
        catalog.object("throwable-cause", "an exception with a cause",
                fixed(new IllegalStateException("outer", fixed(new IOException("inner")))));
        Throwable chain = bare(new Error("cause 0"));
        for (int i = 1; i <= 8; i++) {
            chain = bare(new RuntimeException("cause " + i, chain));
        }
        catalog.object("throwable-cause-chain", "a chain of eight causes", chain);
        Exception first = bare(new Exception("first"));
        Exception second = bare(new Exception("second", first));
        first.initCause(second);
        catalog.object("throwable-cause-cycle", "two exceptions that cause each other", first);
        Exception suppressing = fixed(new Exception("suppressing"));
        suppressing.addSuppressed(bare(new IOException("suppressed one")));
        suppressing.addSuppressed(fixed(new Detailed("suppressed two", 1, null)));
        catalog.object("throwable-suppressed", "an exception with two suppressed ones",
                suppressing);
        Exception shared = bare(new Exception("shared"));
        Exception both = bare(new Exception("both", shared));
        both.addSuppressed(shared);
        catalog.object("throwable-cause-and-suppressed", "one exception as cause and suppressed",
                both);
        catalog.object("throwable-array", "exceptions that share a trace's elements",
                new Throwable[] {fixed(new Exception("a")), fixed(new Error("b"))});
    }

    private static void kinds(Catalog catalog) {
        catalog.object("throwable-runtime", "several RuntimeExceptions of java.lang",
                new Throwable[] {
                    bare(new NullPointerException("npe")), bare(new ClassCastException("cce")),
                    bare(new ArrayIndexOutOfBoundsException(7)),
                    bare(new NumberFormatException("nfe")), bare(new ArithmeticException("/")),
                    bare(new UnsupportedOperationException()),
                });
        catalog.object("throwable-io", "exceptions of java.io and java.nio", new Throwable[] {
            bare(new FileNotFoundException("absent")),
            bare(new InvalidClassException("a.Class", "reason")),
            bare(new UncheckedIOException("unchecked", bare(new IOException("checked")))),
            bare(new NoSuchFileException("file", "other", "reason")),
        });
        catalog.object("throwable-sql", "SQLException with a next one",
                sqlException());
        catalog.object("throwable-batch", "BatchUpdateException, which writes its fields itself",
                bare(new BatchUpdateException("batch", "08000", 3, new int[] {1, -3})));
        catalog.object("throwable-reflective", "exceptions with causes of their own form",
                new Throwable[] {
                    bare(new InvocationTargetException(bare(new Error("target")))),
                    bare(new ClassNotFoundException("absent.Class")),
                    bare(new ExceptionInInitializerError("text")),
                });
        catalog.object("throwable-util", "exceptions of java.util and java.time", new Throwable[] {
            bare(new MissingResourceException("text", "Class", "key")),
            bare(new ConcurrentModificationException("cme")),
            bare(new ExecutionException("ee", null)), bare(new TimeoutException("te")),
            bare(new DateTimeException("dte")),
        });
        catalog.object("throwable-uri", "URISyntaxException",
                bare(new URISyntaxException("a b", "blank", 1)));
        catalog.object("throwable-errors", "errors", new Throwable[] {
            bare(new OutOfMemoryError("oom")), bare(new StackOverflowError()),
            bare(new AssertionError("assert", null)), bare(new NoClassDefFoundError("gone")),
        });
    }

    private static SQLException sqlException() {
        SQLException exception = bare(new SQLException("first", "42000", 1));
        exception.setNextException(bare(new SQLException("next", "42001", 2)));
        return exception;
    }
}
