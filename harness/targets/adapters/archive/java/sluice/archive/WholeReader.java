package sluice.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;

/** Reads every entry to its end, with the verification that is the default. */
final class WholeReader {
    private static final int BUFFER = 1 << 16;

    /** Reads one archive; what it throws ends that archive. */
    interface Reading {
        void read(Path archive, Findings findings) throws IOException;
    }

    private WholeReader() {
    }

    static Answer judge(Request request, List<Path> archives, Reading reading) {
        Findings findings = new Findings(request.trust);
        for (Path archive : archives) {
            try {
                reading.read(archive, findings);
            } catch (IOException | RuntimeException e) {
                findings.refused(null, e);
            }
        }
        return findings.answer("entry", "", false);
    }

    /** By its directory, as {@link JarFile} does: one entry that is refused does not hinder the next. */
    static void readFile(Path archive, Findings findings) throws IOException {
        try (JarFile jar = new JarFile(archive.toFile(), true)) {
            Enumeration<JarEntry> entries = jar.entries();
            while (entries.hasMoreElements()) {
                JarEntry entry = entries.nextElement();
                try (InputStream in = jar.getInputStream(entry)) {
                    drain(in);
                    tell(entry, findings);
                } catch (IOException | RuntimeException e) {
                    findings.refused(entry.getName(), e);
                }
            }
        }
    }

    /**
     * From the front to the end. What is thrown for an entry is remembered, and the next one asked for, as long as
     * the stream goes on: users that catch exceptions do so.
     */
    static void readStream(Path archive, Findings findings) throws IOException {
        try (InputStream in = Files.newInputStream(archive); JarInputStream jar = new JarInputStream(in, true)) {
            int failures = 0;
            while (failures < 2) {
                JarEntry entry = null;
                try {
                    entry = jar.getNextJarEntry();
                    if (entry == null) {
                        return;
                    }
                    drain(jar);
                    tell(entry, findings);
                } catch (SecurityException e) {
                    findings.refused(entry == null ? null : entry.getName(), e);
                    failures += entry == null ? 1 : 0;
                }
            }
        }
    }

    private static void drain(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER];
        while (in.read(buffer) >= 0) {
        }
    }

    private static void tell(JarEntry entry, Findings findings) {
        if (Names.isSignature(entry.getName())) {
            findings.passed(entry.getName());
        } else {
            findings.came(entry.getName(), entry.getCodeSigners(), "");
        }
    }
}
