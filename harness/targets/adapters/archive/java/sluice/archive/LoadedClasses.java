package sluice.archive;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * Defines every class of a class path, all in one loader and in the order of the archives. Nothing of them runs:
 * no class is initialized.
 */
final class LoadedClasses {
    private final Findings findings;
    private final Map<String, Boolean> sealed = new TreeMap<>();

    private LoadedClasses(Findings findings) {
        this.findings = findings;
    }

    static Answer judge(Request request, List<Path> archives) throws IOException {
        URL[] path = new URL[archives.size()];
        for (int i = 0; i < path.length; i++) {
            path[i] = archives.get(i).toUri().toURL();
        }
        LoadedClasses loaded = new LoadedClasses(new Findings(request.trust));
        try (URLClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            Names.classes(archives).forEach(name -> loaded.load(name, loader));
        }
        // Code of others that is in has been run by the time that something else is refused.
        return loaded.findings.answer("class", loaded.packages(), loaded.findings.hasForeign());
    }

    private void load(String name, URLClassLoader loader) {
        try {
            tell(Class.forName(name, false, loader), loader);
        } catch (ClassNotFoundException e) {
            if (e.getCause() == null) {
                findings.absent(name);
            } else {
                findings.refused(name, e);
            }
        } catch (RuntimeException | LinkageError e) {
            findings.refused(name, e);
        }
    }

    private void tell(Class<?> loaded, URLClassLoader loader) {
        if (loaded.getClassLoader() != loader) {
            findings.absent(loaded.getName()); // the JDK has one of that name
            return;
        }
        CodeSource source = loaded.getProtectionDomain().getCodeSource();
        String file = source.getLocation().getPath();
        findings.came(loaded.getName(), source.getCodeSigners(), " from " + file.substring(file.lastIndexOf('/') + 1));
        sealed.put(loaded.getPackageName(), loaded.getPackage().isSealed());
    }

    /** Which packages are sealed. */
    private String packages() {
        StringJoiner all = new StringJoiner(", ", "; ", "").setEmptyValue("");
        sealed.forEach((name, is) -> all.add((name.isEmpty() ? "the unnamed package" : name) + (is ? " sealed" : " not sealed")));
        return all.toString();
    }
}
