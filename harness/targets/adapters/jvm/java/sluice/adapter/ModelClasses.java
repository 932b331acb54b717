package sluice.adapter;

import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.function.Predicate;

/**
 * The classes of one case: those of its setting's models, made when they are asked for, and below them
 * those of the JDK, or of the libraries that the adapter was started with. Nothing of the adapter itself
 * can be named by a stream.
 */
final class ModelClasses extends ClassLoader {
    private static final String PROBES = "sluice.adapter.Probes";
    private static final String READER = "sluice.adapter.AtomicReader";

    private final Setting setting;
    private final boolean atomic;
    private int loaded;
    private final ClassLoader own = ModelClasses.class.getClassLoader();

    ModelClasses(Setting setting, ClassLoader below, boolean atomic) {
        super(below);
        this.setting = setting;
        this.atomic = atomic;
    }

    Model model(Class<?> of) {
        return of.getClassLoader() == this ? setting.models.get(of.getName()) : null;
    }

    /** How many classes were asked for. */
    int loaded() {
        return loaded;
    }

    Setting setting() {
        return setting;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            loaded++;
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            if (name.equals(PROBES) || atomic && name.equals(READER) || atomic && name.startsWith("org.apache.river.api.io.")) {
                return own.loadClass(name);
            }
            Model model = setting.models.get(name);
            if (model == null) {
                return getParent().loadClass(name);
            }
            if (model.construct.equals("absent")) {
                throw new ClassNotFoundException(name);
            }
            Class<?> real = realClass(name);
            return real != null ? real : define(model);
        }
    }

    /** True if a field can be declared with the class. */
    private boolean isThere(String name) {
        Model model = setting.models.get(name);
        return model != null ? !model.construct.equals("absent") : realClass(name) != null;
    }

    /** True of a class that is made for JGDMS, and is none of the JDK's. */
    private boolean isAtomic(String name) {
        Model model = setting.models.get(name);
        return model != null && AtomicMaker.canBeAtomic(model) && realClass(name) == null;
    }

    /** The JDK's own class, whatever the model says of it; null if there is none. */
    private Class<?> realClass(String name) {
        try {
            return getParent().loadClass(name);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    private Class<?> define(Model model) throws ClassNotFoundException {
        if (model.unknown != null) {
            throw new Unsupported(model.unknown);
        }
        if (model.name.startsWith("java.")) {
            throw new ClassNotFoundException(model.name);
        }
        Predicate<String> above = atomic ? this::isAtomic : null;
        byte[] bytes = setting.made.computeIfAbsent(model.name, name -> ClassMaker.make(model, this::isThere, above));
        return defineClass(model.name, bytes, 0, bytes.length, domain(model));
    }

    /** A policy tells by the location whether objects of the class may be built. */
    private ProtectionDomain domain(Model model) {
        CodeSource source = new CodeSource(Permits.location(model.isNamed()), (Certificate[]) null);
        return new ProtectionDomain(source, null, this, null);
    }
}
