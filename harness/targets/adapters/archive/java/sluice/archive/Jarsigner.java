package sluice.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code jarsigner -verify}, in this process, judged by its exit status as scripts judge it. */
final class Jarsigner {
    private static final String PASSWORD = "changeit";
    private static final Pattern EXCEPTION = Pattern.compile("jarsigner(?: error)?: (?:[a-z]+\\.)+([A-Za-z]+)(?::|$)",
            Pattern.MULTILINE);
    private static final int NO_SECURITY_MANAGER = 24;

    private record Ended(int status, String said) {
    }

    /** The status with which the tool wants to end the process. */
    private static final class Exit extends Error {
        private static final long serialVersionUID = 1;
        private final int status;

        Exit(int status) {
            super(null, null, false, false);
            this.status = status;
        }
    }

    private final boolean isStrict;

    private Jarsigner(boolean isStrict) {
        this.isStrict = isStrict;
    }

    /** Without any word of whom to trust. */
    static Jarsigner plain() {
        return new Jarsigner(false);
    }

    /** With the store and the pinned aliases. */
    static Jarsigner strict() {
        return new Jarsigner(true);
    }

    Answer judge(Request request, List<Path> archives) throws IOException {
        Optional<String> dated = Clock.whyNot(request, archives);
        if (dated.isPresent()) {
            return Answer.unsupported(dated.get());
        }
        Path store = archives.get(0).resolveSibling("trust.p12.store");
        if (isStrict) {
            write(request, store);
        }
        Answer last = null;
        for (Path archive : archives) {
            last = answer(run(words(request, archive, store)));
            if (last.verdict() != 'A') {
                break;
            }
        }
        return last;
    }

    private List<String> words(Request request, Path archive, Path store) {
        List<String> words = new ArrayList<>(List.of("-verify"));
        if (isStrict) {
            words.addAll(List.of("-strict", "-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        }
        words.add(archive.toString());
        words.addAll(isStrict ? request.pins : List.of());
        return words;
    }

    private static Answer answer(Ended ended) {
        Matcher exception = EXCEPTION.matcher(ended.said());
        boolean threw = ended.status() != 0 && exception.find();
        return new Answer(ended.status() == 0 ? 'A' : 'R', threw ? exception.group(1) : "",
                "exit " + ended.status() + ": " + ended.said(), List.of());
    }

    /** Timestampers are looked for in the same store. */
    private static void write(Request request, Path store) throws IOException {
        try (OutputStream out = Files.newOutputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            for (Map<String, X509Certificate> trusted : List.of(request.timestampers, request.trust)) {
                for (Map.Entry<String, X509Certificate> each : trusted.entrySet()) {
                    keys.setCertificateEntry(each.getKey(), each.getValue());
                }
            }
            keys.store(out, PASSWORD.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IOException("the store cannot be written", e);
        }
    }

    /** Runs the tool itself; what it writes is its words. */
    private static Ended run(List<String> words) throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream before = System.out;
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        System.setOut(out);
        int status;
        try {
            status = call(words.toArray(new String[0]));
        } finally {
            System.setOut(before);
        }
        return new Ended(status, said.toString(StandardCharsets.UTF_8));
    }

    private static int call(String[] words) throws IOException {
        try {
            catchExit();
            Class<?> tool = Class.forName("sun.security.tools.jarsigner.Main");
            Object status = tool.getMethod("run", String[].class)
                    .invoke(tool.getConstructor().newInstance(), (Object) words);
            return status == null ? 0 : (Integer) status;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exit exit) {
                return exit.status;
            }
            if (e.getCause() instanceof VirtualMachineError exhausted) {
                throw exhausted;
            }
            throw new IOException("jarsigner has failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IOException("this JDK has no jarsigner that can be called", e);
        }
    }

    /** Older JDKs end the process where newer ones return the status. */
    @SuppressWarnings("removal")
    private static void catchExit() {
        if (Runtime.version().feature() >= NO_SECURITY_MANAGER || System.getSecurityManager() != null) {
            return;
        }
        System.setSecurityManager(new SecurityManager() {
            @Override
            public void checkPermission(java.security.Permission permission) {
                // all but what follows is allowed
            }

            @Override
            public void checkExit(int status) {
                for (StackTraceElement frame : new Throwable().getStackTrace()) {
                    if (frame.getClassName().equals("sun.security.tools.jarsigner.Main")) {
                        throw new Exit(status);
                    }
                }
            }
        });
    }
}
