package sluice.adapter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInput;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamConstants;
import java.io.WriteAbortedException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a stream to its end with the JDK's own ObjectInputStream, each class resolved to one that stands in
 * for it, and keeps what the JDK hands out. All parsing is the JDK's.
 *
 * <p>Public as is what stand-ins call.
 */
public final class Inspection extends ObjectInputStream {
    /** A claim of more elements than this, and than there are bytes, is not allocated. */
    private static final int SMALL_CLAIM = 1 << 16;
    /** Each is a class of its own, and takes its time. */
    private static final int MOST_PROXIES = 500;
    /** In front of the name of a class that is not to be found as an enum only. */
    private static final String ENUM = "enum ";
    private static final String PROXY = "java.lang.reflect.Proxy";
    private static final Map<String, Class<?>> RESERVED = Map.of("java.lang.String", String.class, "java.lang.Class",
            Class.class, "java.io.ObjectStreamClass", ObjectStreamClass.class);
    private static final String PRIMITIVES = "ZBCSIJFD";
    private static final Class<?>[] ARRAYS = {boolean[].class, byte[].class, char[].class, short[].class, int[].class,
        long[].class, float[].class, double[].class};

    /** The reader cannot go on, and says nothing of the stream. */
    static final class NoOpinion extends IOException {
        private static final long serialVersionUID = 1;

        NoOpinion(String why) {
            super(why);
        }
    }

    private final Source source;
    private final StandIns standIns;
    private final Lineage lineage;
    private final Set<String> skipping;
    private final Insides insides;

    final Map<ObjectStreamClass, Parts.Descriptor> descriptors = new IdentityHashMap<>();
    /** Those with an ordinal. */
    final List<Parts.Descriptor> ordered = new ArrayList<>();
    final List<Object> content = new ArrayList<>();
    /** The part of each object, array, string and constant that the JDK made. */
    private final Map<Object, Object> parts = new IdentityHashMap<>();
    private final Map<ObjectStreamClass, Parts.Descriptor> models = new IdentityHashMap<>();
    /** The descriptor that a class stands in for; of the JDK's own classes the last of them. */
    private final Map<Class<?>, Parts.Descriptor> byClass = new IdentityHashMap<>();
    /** The descriptor of the array with that handle; noted before the array gets it. */
    private final Map<Integer, Parts.Descriptor> arrays = new HashMap<>();
    private final Map<Integer, Parts.ClassObject> classObjects = new HashMap<>();
    /** The descriptor of an array whose class is none. */
    private Parts.Descriptor unfit;
    /** An array is longer than the stream: it was not tried. */
    boolean hasClaimed;
    boolean tooMany;
    private final Set<String> used = new HashSet<>();
    private int resets;
    /** Of the last descriptor: its handle, and how many resets stood before it. */
    private int last;
    private int epoch = -1;
    /** The reader has begun to count handles anew without a reset. */
    private boolean hasForgotten;
    private int proxies;
    private int flags;
    /** Fields of the descriptor that is read whose codes are those of objects. */
    private int codes;
    /** What went wrong in a stand-in: the reader may have put another failure in its place. */
    Throwable first;

    Inspection(Source source, StandIns standIns, Lineage lineage, Set<String> skipping) throws IOException {
        super(source);
        this.source = source;
        this.standIns = standIns;
        this.lineage = lineage;
        this.skipping = skipping;
        insides = new Insides(this);
        enableResolveObject(true);
        setObjectInputFilter(this::watch);
    }

    // ---- the top level

    void readAll() throws IOException {
        ByteArrayOutputStream run = new ByteArrayOutputStream();
        for (;;) {
            drainBlock(run);
            int code = insides.peek();
            if (code == TC_BLOCKDATA || code == TC_BLOCKDATALONG || code == TC_RESET) {
                enterBlock(run);
                continue;
            }
            flush(run, content);
            if (code < 0) {
                return;
            }
            content.add(readTopLevel());
        }
    }

    private Object readTopLevel() throws IOException {
        try {
            return settleNext();
        } catch (WriteAbortedException e) {
            // of a class that is not there nothing is made
            Object exception = e.getCause() == null ? Parts.Mark.MISSING : settleAny(e.getCause());
            // the writer clears its table behind the exception, the reader forgets to
            insides.clearHandles();
            classObjects.clear();
            return new Parts.Abort(exception);
        }
    }

    /**
     * Lets the reader go on to the next block that is not empty, if there is one. On its way it passes resets
     * without a word: they are counted in the bytes that it took.
     */
    private void enterBlock(ByteArrayOutputStream run) throws IOException {
        int from = source.position() - 1;
        int first = read();
        int to = source.position();
        int at = from;
        while (at < to) {
            int code = source.at(at);
            if (code == TC_RESET) {
                flush(run, content);
                content.add(Parts.Mark.RESET);
                resets++;
                classObjects.clear();
                at++;
            } else if (code == TC_BLOCKDATA && source.at(at + 1) == 0) {
                at += 2;
            } else if (code == TC_BLOCKDATALONG && at + 4 < to && source.isZero(at + 1, 4)) {
                at += 5;
            } else {
                break;
            }
        }
        if (first >= 0) {
            run.write(first);
        }
    }

    // ---- block data and the objects in it

    private void drainBlock(ByteArrayOutputStream run) throws IOException {
        for (int left = insides.blockRemaining(); left > 0; left = insides.blockRemaining()) {
            byte[] bytes = new byte[Math.min(left, 1 << 16)];
            int got = read(bytes, 0, bytes.length);
            if (got > 0) {
                run.write(bytes, 0, got);
            }
        }
    }

    private static void flush(ByteArrayOutputStream run, List<Object> into) {
        if (run.size() > 0) {
            into.add(new Parts.Data(run.toByteArray()));
            run.reset();
        }
    }

    /** All that stands before the next TC_ENDBLOCKDATA. */
    private List<Object> drain() throws IOException {
        List<Object> items = List.of();
        ByteArrayOutputStream run = null;
        for (;;) {
            if (run != null) {
                drainBlock(run);
            }
            int code = insides.peek();
            if (code == TC_BLOCKDATA || code == TC_BLOCKDATALONG) {
                run = run == null ? new ByteArrayOutputStream() : run;
                int first = read();
                if (first >= 0) {
                    run.write(first);
                }
                continue;
            }
            if (items.isEmpty() && (code != TC_ENDBLOCKDATA || run != null)) {
                items = new ArrayList<>();
            }
            if (run != null) {
                flush(run, items);
            }
            if (code == TC_ENDBLOCKDATA) {
                return items;
            }
            items.add(settleNext());
        }
    }

    // ---- descriptors

    @Override
    protected ObjectStreamClass readClassDescriptor() throws IOException, ClassNotFoundException {
        int handle = insides.handleCount() - 1;
        // handles only grow, but for TC_EXCEPTION
        hasForgotten |= resets == epoch && handle <= last;
        epoch = resets;
        last = handle;
        ObjectStreamClass live = (ObjectStreamClass) insides.entries()[handle];
        flags = -1;
        codes = 0;
        ObjectStreamClass model = super.readClassDescriptor();
        Parts.Descriptor descriptor = new Parts.Descriptor(handle, live, ordered.size(), model, flags);
        descriptor.hasLostType = codes > Arrays.stream(descriptor.fields).filter(field -> !field.isPrimitive()).count();
        ordered.add(descriptor);
        descriptors.put(live, descriptor);
        models.put(model, descriptor);
        return model;
    }

    /** The first byte that the JDK takes through this method for a descriptor is its flags, then come type codes. */
    @Override
    public byte readByte() throws IOException {
        byte value = super.readByte();
        if (flags < 0) {
            flags = value & 0xFF;
        } else if (value == 'L' || value == '[') {
            codes++;
        }
        return value;
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass model) throws IOException, ClassNotFoundException {
        Parts.Descriptor descriptor = models.remove(model);
        // what the class is must not depend on the annotation, but the reader asks for it first
        descriptor.annotation = drain();
        if (lineage.isUnknown(descriptor.name)
                || descriptor.has(ObjectStreamConstants.SC_ENUM) && lineage.isUnknown(ENUM + descriptor.name)) {
            // else the JDK would find the class by its name when it reads an object of a class below it
            Insides.disguise(model, descriptor.name + "." + StandIns.LAST, descriptor.suid);
            throw new ClassNotFoundException(descriptor.name);
        }
        Class<?> resolved = standIn(descriptor, model);
        descriptor.standIn = resolved;
        // null: of several, and it cannot be told of which
        byClass.put(resolved, byClass.containsKey(resolved) ? null : descriptor);
        return resolved;
    }

    private Class<?> standIn(Parts.Descriptor descriptor, ObjectStreamClass model)
            throws IOException, ClassNotFoundException {
        String name = descriptor.name;
        if (name.startsWith("[")) {
            Class<?> array = array(name, model);
            Insides.withoutFlags(model);
            return array;
        }
        Class<?> resolved;
        if (descriptor.has(ObjectStreamConstants.SC_ENUM)) {
            descriptor.kind = Parts.Kind.ENUM;
            resolved = standIns.enumeration(lineage.standIn(descriptor.ordinal));
            Insides.disguise(model, name + "." + StandIns.LAST, 0);
            return resolved;
        }
        Class<?> reserved = RESERVED.get(name);
        if (reserved != null) {
            Insides.withoutFlags(model);
            Insides.disguise(model, name, ObjectStreamClass.lookupAny(reserved).getSerialVersionUID());
            return reserved;
        }
        if (lineage.isProxyParent(descriptor.ordinal) && name.equals(PROXY)) {
            descriptor.kind = Parts.Kind.PROXY_PARENT;
            Insides.disguise(model, name, ObjectStreamClass.lookupAny(Proxy.class).getSerialVersionUID());
            return Proxy.class;
        }
        if (descriptor.has(ObjectStreamConstants.SC_EXTERNALIZABLE)) {
            descriptor.kind = Parts.Kind.EXTERNAL;
            resolved = standIns.external(lineage.standIn(descriptor.ordinal));
        } else {
            descriptor.kind = Parts.Kind.SERIALIZABLE;
            resolved = lineage.serializable(standIns, descriptor.ordinal);
        }
        Insides.disguise(model, name + "." + StandIns.LAST, StandIns.SUID);
        return resolved;
    }

    /** Elements that are objects are stand-ins, too, which only an Object[] takes. */
    private static Class<?> array(String name, ObjectStreamClass model) throws ClassNotFoundException {
        int base = name.lastIndexOf('[') + 1;
        int letter = base == name.length() ? -1 : PRIMITIVES.indexOf(name.charAt(base));
        boolean primitive = letter >= 0 && base == name.length() - 1;
        boolean named = name.startsWith("L", base) && name.endsWith(";") && name.length() > base + 2;
        if (base > 255 || !primitive && !named) {
            throw new ClassNotFoundException(name);
        }
        if (primitive && base == 1) {
            return ARRAYS[letter];
        }
        Insides.disguise(model, name + ".Object;", 0);
        return Object[].class;
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) throws IOException, ClassNotFoundException {
        int handle = insides.handleCount() - 1;
        ObjectStreamClass live = (ObjectStreamClass) insides.entries()[handle];
        Parts.Descriptor descriptor = new Parts.Descriptor(handle, live, interfaces);
        descriptors.put(live, descriptor);
        if (proxies == MOST_PROXIES) {
            tooMany = true;
            throw new NoOpinion("too many proxy classes");
        }
        Class<?> resolved = standIns.proxy(proxies++);
        byClass.put(resolved, byClass.containsKey(resolved) ? null : descriptor);
        descriptor.annotation = drain();
        return resolved;
    }

    // ---- objects

    /**
     * Called by the JDK among others before it makes an array, with the descriptor just read: the only
     * moment at which the two can be brought together.
     */
    private ObjectInputFilter.Status watch(ObjectInputFilter.FilterInfo info) {
        long length = info.arrayLength();
        if (length < 0) {
            return ObjectInputFilter.Status.UNDECIDED;
        }
        if (insides.passHandle() >= 0) {
            Parts.Descriptor descriptor = descriptors.get(insides.entries()[insides.passHandle()]);
            arrays.put(insides.handleCount(), descriptor);
            if (info.serialClass() != null && !info.serialClass().isArray() && descriptor != null) {
                unfit = descriptor;
            }
        }
        hasClaimed |= length > SMALL_CLAIM && length > source.available();
        return hasClaimed ? ObjectInputFilter.Status.REJECTED : ObjectInputFilter.Status.UNDECIDED;
    }

    /** Called by the readObject of a stand-in, once for each class above an object. */
    public static void level(Object self, ObjectInputStream in, Class<?> of) throws IOException, ClassNotFoundException {
        Inspection inspection = (Inspection) in;
        try {
            inspection.readLevel(self, of);
        } catch (Throwable e) {
            throw inspection.note(e);
        }
    }

    /** Called by the readExternal of a stand-in. */
    public static void external(Object self, ObjectInput in) throws IOException, ClassNotFoundException {
        Inspection inspection = (Inspection) in;
        try {
            inspection.readExternalForm(self);
        } catch (Throwable e) {
            throw inspection.note(e);
        }
    }

    private <E extends Throwable> E note(Throwable failure) throws E {
        // the reader itself goes on after these
        boolean passing = failure instanceof WriteAbortedException || failure instanceof ClassNotFoundException;
        if (first == null && !passing) {
            first = failure;
        }
        @SuppressWarnings("unchecked")
        E same = (E) failure;
        throw same;
    }

    private void readLevel(Object self, Class<?> of) throws IOException, ClassNotFoundException {
        Parts.Instance instance = instance(self);
        Parts.Level level = new Parts.Level(byClass.get(of));
        if (level.descriptor == null) {
            readFields();
            return;
        }
        if (skipping.isEmpty() || !isSkipping(insides.passHandle(), level.descriptor.name)) {
            GetField values = readFields();
            level.hasFields = true;
            level.primitives = Insides.primitives(values);
            level.objects = Insides.objects(values);
            if (level.objects != null) {
                settleAll(level.objects, Insides.objectHandles(values));
            }
        }
        if (level.descriptor.has(ObjectStreamConstants.SC_WRITE_METHOD)) {
            level.custom = drain();
        }
        instance.levels.add(level);
    }

    private boolean isSkipping(int handle, String name) {
        String hint = resets + "." + handle + ":" + name;
        boolean skips = skipping.contains(hint);
        if (skips) {
            used.add(hint);
        }
        return skips;
    }

    /** True if an object that leaves fields out was read by the JDK, which does not ask what it has. */
    boolean hasMissed() {
        String prefix = resets + ".";
        int count = insides.handleCount();
        return skipping.stream().anyMatch(hint -> hint.startsWith(prefix) && !used.contains(hint)
                && (hasForgotten || Integer.parseInt(hint.substring(prefix.length(), hint.indexOf(':'))) < count));
    }

    private void readExternalForm(Object self) throws IOException, ClassNotFoundException {
        Parts.Instance instance = instance(self);
        if (instance.descriptor == null || !instance.descriptor.has(ObjectStreamConstants.SC_BLOCK_DATA)) {
            throw new NoOpinion("only the class knows where its data ends");
        }
        instance.external = drain();
    }

    private Parts.Instance instance(Object self) {
        return (Parts.Instance) parts.computeIfAbsent(self, key -> new Parts.Instance(byClass.get(key.getClass())));
    }

    /** Called by the JDK for each new object, string, array and constant when it is done. */
    @Override
    protected Object resolveObject(Object object) throws IOException {
        int handle = insides.passHandle();
        if (object instanceof String units) {
            // a copy, since the JDK may hand out one and the same empty string twice
            String copy = new String(units);
            Parts.Text text = new Parts.Text(units);
            text.handle = handle;
            parts.put(copy, text);
            return copy;
        }
        if (object instanceof Enum<?> constant) {
            parts.put(object, new Parts.Constant(handle, byClass.get(object.getClass()), constant.name()));
        } else if (object.getClass().isArray()) {
            Object elements = object;
            if (object instanceof Object[] objects) {
                elements = settledCopy(objects);
            }
            parts.put(object, new Parts.Array(handle, arrays.remove(handle), elements));
        } else {
            Parts.Instance instance = instance(object);
            instance.handle = handle;
            if (Proxy.isProxyClass(object.getClass())) {
                addHandler(instance, object);
            }
        }
        return object;
    }

    /** The field h lies in java.lang.reflect.Proxy itself, which the JDK reads without us. */
    private void addHandler(Parts.Instance instance, Object proxy) {
        Parts.Descriptor parent = instance.descriptor;
        while (parent != null && parent.kind == Parts.Kind.PROXY) {
            ObjectStreamClass live = Insides.parent(parent.live);
            parent = live == null ? null : descriptors.get(live);
        }
        if (parent != null && parent.isOfHandler()) {
            Parts.Level level = new Parts.Level(parent);
            level.hasFields = true;
            level.objects = new Object[] {settleAny(Proxy.getInvocationHandler(proxy))};
            instance.levels.add(level);
        }
    }

    // ---- values

    private void settleAll(Object[] values, int[] handles) {
        for (int i = 0; i < values.length; i++) {
            // what has a handle and is null is of a class that is not there
            values[i] = values[i] == null && handles[i] >= 0 ? Parts.Mark.MISSING : settle(values[i], handles[i]);
        }
    }

    private Object[] settledCopy(Object[] values) {
        Object[] settled = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            settled[i] = settleAny(values[i]);
        }
        return settled;
    }

    /**
     * Replaces what does not tell where it comes from while the reader's table still knows it: Class objects,
     * and strings that were read as part of a descriptor or of an enum constant.
     */
    private Object settle(Object value, int handle) {
        if (value instanceof String text && !parts.containsKey(text)) {
            return new Parts.Hidden(handle);
        }
        if (value instanceof Class<?> type) {
            Parts.Descriptor descriptor = byClass.get(type);
            return descriptor == null ? Parts.Mark.SHARED : classObject(handle, descriptor);
        }
        return value;
    }

    /** That of the handle, unless handles have begun anew since it got it: TC_EXCEPTION tells nobody. */
    private Parts.ClassObject classObject(int handle, Parts.Descriptor descriptor) {
        Parts.ClassObject known = classObjects.get(handle);
        if (known == null || known.descriptor != descriptor) {
            known = new Parts.ClassObject(handle, descriptor);
            classObjects.put(handle, known);
        }
        return known;
    }

    /** Reads an object. One that has a new handle, and no older one, tells itself. */
    private Object settleNext() throws IOException {
        int code = insides.peek();
        Object value;
        try {
            value = readObject();
        } catch (ClassNotFoundException e) {
            // of something in it: all the same it was read, and what follows is in step
            return Parts.Mark.MISSING;
        }
        return code == TC_CLASS ? settle(value, insides.handleCount() - 1) : settleAny(value);
    }

    private Object settleAny(Object value) {
        if (!(value instanceof Class<?>) && !(value instanceof String text && !parts.containsKey(text))) {
            return value;
        }
        Object[] entries = insides.entries();
        int found = -1;
        for (int handle = insides.handleCount() - 1; handle >= 0; handle--) {
            if (entries[handle] == value) {
                if (found >= 0) {
                    return Parts.Mark.TWICE;
                }
                found = handle;
            }
        }
        return found < 0 ? Parts.Mark.TWICE : settle(value, found);
    }

    /**
     * The name of the class that has made the JDK refuse, whatever the class: one that is known cannot be an object as
     * it is described, or no array. An unknown one is read all the same. Null: none has.
     */
    String refusedFor(Throwable failure) {
        String name = null;
        if (failure instanceof NullPointerException && unfit != null) {
            name = unfit.name;
        } else if (String.valueOf(failure.getMessage()).startsWith("non-enum class: [")) {
            name = ordered.stream().filter(one -> one.has(ObjectStreamConstants.SC_ENUM) && one.name.startsWith("["))
                    .map(one -> ENUM + one.name).filter(one -> !lineage.isUnknown(one)).findFirst().orElse(null);
        } else if (failure instanceof InvalidClassException invalid && invalid.classname != null) {
            name = ordered.stream().filter(one -> one.kind != Parts.Kind.OTHER && one.standIn != null)
                    .filter(one -> one.standIn.getName().equals(invalid.classname)).map(one -> one.name).findFirst()
                    .orElse(null);
        }
        return name == null || lineage.isUnknown(name) ? null : name;
    }

    /** What is kept of a value: its part if there is one. */
    Object part(Object value) {
        if (value instanceof ObjectStreamClass live) {
            return descriptors.get(live);
        }
        Object part = parts.get(value);
        return part == null ? value : part;
    }
}
