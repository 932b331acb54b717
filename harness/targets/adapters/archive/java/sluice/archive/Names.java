package sluice.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The names of entries, and what they say. */
final class Names {
    private static final Pattern SIGNATURE =
            Pattern.compile("/?META-INF/(.*/)?(MANIFEST\\.MF|[^/]*\\.(SF|RSA|DSA|EC))", Pattern.DOTALL);
    private static final Pattern BLOCK = Pattern.compile("/?META-INF/(.*/)?[^/]*\\.(RSA|DSA|EC)", Pattern.DOTALL);
    private static final Pattern VERSION = Pattern.compile("META-INF/versions/[0-9]+/");
    private static final String CLASS = ".class";

    private Names() {
    }

    /** Manifests, signature files and blocks: not what is signed, but what signs. */
    static boolean isSignature(String name) {
        return SIGNATURE.matcher(name.toUpperCase(Locale.ROOT)).matches();
    }

    static boolean isBlock(String name) {
        return BLOCK.matcher(name.toUpperCase(Locale.ROOT)).matches();
    }

    /** The classes that archives seem to have: by their directories, then by their local headers. */
    static Set<String> classes(List<Path> archives) {
        Set<String> classes = new LinkedHashSet<>();
        for (Path archive : archives) {
            addOfDirectory(archive, classes);
        }
        for (Path archive : archives) {
            addOfHeaders(archive, classes);
        }
        return classes;
    }

    private static void addOfDirectory(Path archive, Set<String> classes) {
        try (JarFile jar = new JarFile(archive.toFile(), false)) {
            jar.entries().asIterator().forEachRemaining(entry -> add(entry.getName(), classes));
        } catch (IOException | RuntimeException unreadable) {
            return; // a loader passes over it
        }
    }

    private static void addOfHeaders(Path archive, Set<String> classes) {
        try (InputStream in = Files.newInputStream(archive); ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                add(entry.getName(), classes);
            }
        } catch (IOException | RuntimeException unreadable) {
            return; // what came before it counts
        }
    }

    private static void add(String name, Set<String> classes) {
        String unversioned = VERSION.matcher(name).replaceFirst("");
        if (unversioned.endsWith(CLASS) && !unversioned.startsWith("META-INF/")) {
            classes.add(unversioned.substring(0, unversioned.length() - CLASS.length()).replace('/', '.'));
        }
    }
}
