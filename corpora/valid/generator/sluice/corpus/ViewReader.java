package sluice.corpus;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamConstants;
import java.io.ObjectStreamField;
import java.io.OptionalDataException;
import java.io.WriteAbortedException;
import java.lang.reflect.Array;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a stream with the JDK's own ObjectInputStream and shows what it met as canonical JSON.
 *
 * <p>All parsing is the JDK's. This class answers its questions (which class is this, what shall
 * stand for this object) in a way that lets every part be seen, and writes down what it hands out.
 */
public final class ViewReader extends ObjectInputStream {
    private final StreamSpec spec;
    private final Tap tap;
    /** The superclasses of each class, topmost first, as far as known. */
    private final Map<String, List<StandIns.Ancestor>> ancestors;
    private final Internals internals = new Internals(this);
    private final Features features = new Features();

    /** The item of each object, array and string that the JDK built, by identity. */
    private final Map<Object, Items.Item> items = new IdentityHashMap<>();
    private final Map<ObjectStreamClass, Items.Descriptor> descriptors = new IdentityHashMap<>();
    /** Between readClassDescriptor and resolveClass the JDK shows only the descriptor as read. */
    private final Map<ObjectStreamClass, Items.Descriptor> models = new IdentityHashMap<>();
    /** The descriptor that a class was resolved for last. */
    private final Map<Class<?>, Items.Descriptor> byClass = new IdentityHashMap<>();
    /** The descriptor of the array with that handle; noted before the array gets it. */
    private final Map<Integer, Items.Descriptor> arrays = new HashMap<>();
    private final Map<Integer, Items.ClassObject> classObjects = new HashMap<>();
    private int flags;

    /** The bytes of a stream; its position is needed to see resets, which the JDK hides. */
    private static final class Tap extends ByteArrayInputStream {
        Tap(byte[] bytes) {
            super(bytes);
        }

        /** How many bytes of that value follow, the one peeked at last included. */
        int countFromPeeked(int value) {
            int end = pos - 1;
            while (end < count && (buf[end] & 0xFF) == value) {
                end++;
            }
            return end - (pos - 1);
        }
    }

    /** What the JDK sees in a stream. */
    record View(String json, Set<String> features) {
    }

    private ViewReader(StreamSpec spec, Tap tap, Map<String, List<StandIns.Ancestor>> ancestors)
            throws IOException {
        super(tap);
        this.ancestors = ancestors;
        this.spec = spec;
        this.tap = tap;
        enableResolveObject(true);
        setObjectInputFilter(this::watchArrays);
    }

    /**
     * Reads a stream as often as it takes to know all superclasses: a stand-in has to have them
     * when its own descriptor is read, and the stream describes them only behind it.
     */
    static View view(StreamSpec spec, byte[] bytes) throws IOException, ClassNotFoundException {
        Map<String, List<StandIns.Ancestor>> ancestors = new HashMap<>();
        for (;;) {
            ViewReader reader = new ViewReader(spec, new Tap(bytes), ancestors);
            List<Object> content = null;
            IOException failure = null;
            try {
                content = reader.content();
            } catch (IOException e) {
                failure = e;
            }
            if (reader.learnAncestors()) {
                continue;
            } else if (failure != null) {
                throw failure;
            }
            return reader.show(content);
        }
    }

    private boolean learnAncestors() {
        boolean learned = false;
        for (Items.Descriptor descriptor : descriptors.values()) {
            List<StandIns.Ancestor> chain = new ArrayList<>();
            Items.Descriptor ancestor = parent(descriptor);
            while (ancestor != null) {
                chain.add(0, new StandIns.Ancestor(ancestor.name, ancestor.suid()));
                ancestor = parent(ancestor);
            }
            learned |= !chain.equals(ancestors.put(descriptor.name, chain));
        }
        return learned;
    }

    private Items.Descriptor parent(Items.Descriptor descriptor) {
        return descriptors.get(Internals.superDescriptor(descriptor.live));
    }

    private View show(List<Object> content) {
        StringBuilder text = new StringBuilder();
        Items.Printer printer = new Items.Printer() {
            @Override
            public StringBuilder text() {
                return text;
            }

            @Override
            public void value(Object value) {
                ViewReader.this.print(value, this);
            }

            @Override
            public void reference(int handle) {
                features.code(ObjectStreamConstants.TC_REFERENCE);
                text.append("{\"ref\":").append(handle).append('}');
            }
        };
        text.append("{\"content\":");
        Items.list(printer, content);
        text.append("}\n");
        return new View(text.toString(), features.names());
    }

    // ---- the top level

    private List<Object> content() throws IOException, ClassNotFoundException {
        List<Object> content = new ArrayList<>();
        ByteArrayOutputStream run = new ByteArrayOutputStream();
        for (;;) {
            drainBlock(run);
            int code = internals.peek();
            features.code(code);
            if (code == ObjectStreamConstants.TC_BLOCKDATA
                    || code == ObjectStreamConstants.TC_BLOCKDATALONG) {
                readInto(run);
                continue;
            }
            flush(run, content);
            if (code < 0) {
                return content;
            } else if (code == ObjectStreamConstants.TC_RESET) {
                for (int i = tap.countFromPeeked(code); i > 0; i--) {
                    content.add(new Items.Literal("{\"reset\":true}"));
                }
                classObjects.clear();
                readInto(run);
            } else {
                content.add(readTopLevel());
            }
        }
    }

    private Object readTopLevel() throws IOException, ClassNotFoundException {
        int handlesBefore = internals.handleCount();
        try {
            return settle(readObject(), handlesBefore);
        } catch (WriteAbortedException e) {
            features.code(ObjectStreamConstants.TC_EXCEPTION);
            Object exception = settle(e.getCause(), handlesBefore);
            // the writer clears its table behind the exception, the reader forgets to
            internals.clearHandles();
            classObjects.clear();
            return new Items.Abort(exception);
        }
    }

    // ---- block data and the objects in it

    /** The rest of the current block. */
    private void drainBlock(ByteArrayOutputStream run) throws IOException {
        while (internals.blockRemaining() > 0) {
            run.write(read());
        }
    }

    /** Lets the reader go on to the next block, if one is next. */
    private void readInto(ByteArrayOutputStream run) throws IOException {
        int first = read();
        if (first >= 0) {
            run.write(first);
        }
    }

    private static void flush(ByteArrayOutputStream run, List<Object> content) {
        if (run.size() > 0) {
            content.add(new Items.Data(run.toByteArray()));
            run.reset();
        }
    }

    /** All that stands before the next TC_ENDBLOCKDATA. */
    private List<Object> drain() throws IOException, ClassNotFoundException {
        List<Object> content = new ArrayList<>();
        ByteArrayOutputStream run = new ByteArrayOutputStream();
        for (;;) {
            drainBlock(run);
            int code = internals.peek();
            features.code(code);
            if (code == ObjectStreamConstants.TC_BLOCKDATA
                    || code == ObjectStreamConstants.TC_BLOCKDATALONG) {
                readInto(run);
                continue;
            }
            flush(run, content);
            int handlesBefore = internals.handleCount();
            try {
                content.add(settle(readObject(), handlesBefore));
            } catch (OptionalDataException e) {
                if (e.eof) {
                    return content;
                }
                throw e;
            }
        }
    }

    // ---- descriptors

    @Override
    protected ObjectStreamClass readClassDescriptor() throws IOException, ClassNotFoundException {
        int handle = internals.handleCount() - 1;
        ObjectStreamClass live = (ObjectStreamClass) internals.handleEntry(handle);
        flags = -1;
        ObjectStreamClass model = super.readClassDescriptor();
        Items.Descriptor descriptor = new Items.Descriptor(handle, live, model, flags);
        features.descriptor(model, flags, internals.handleCount() - 1 - handle);
        descriptors.put(live, descriptor);
        models.put(model, descriptor);
        return model;
    }

    /** The first byte that the JDK takes through this method for a descriptor is its flags. */
    @Override
    public byte readByte() throws IOException {
        byte value = super.readByte();
        flags = flags < 0 ? value & 0xFF : flags;
        return value;
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass model)
            throws IOException, ClassNotFoundException {
        Items.Descriptor descriptor = models.remove(model);
        descriptor.annotation.addAll(drain());
        Class<?> resolved = standIn(model);
        byClass.put(resolved, descriptor);
        return resolved;
    }

    private Class<?> standIn(ObjectStreamClass model)
            throws IOException, ClassNotFoundException {
        String name = model.getName();
        ClassLoader loader = ViewReader.class.getClassLoader();
        if (Internals.flag(model, "isEnum")) {
            return Class.forName(name, false, loader);
        } else if (name.equals(Proxy.class.getName())) {
            return Proxy.class; // the superclass of real proxy classes, which proxies have to be
        } else if (name.length() == 2 && name.charAt(0) == '[') {
            return Class.forName(name);
        } else if (name.charAt(0) == '[') {
            // the elements are stand-ins too, which only an Object[] takes
            Internals.rename(model, Object[].class.getName());
            return Object[].class;
        } else {
            return StandIns.forDescriptor(model, ancestors.getOrDefault(name, List.of()));
        }
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces)
            throws IOException, ClassNotFoundException {
        int handle = internals.handleCount() - 1;
        ObjectStreamClass live = (ObjectStreamClass) internals.handleEntry(handle);
        Items.Descriptor descriptor = new Items.Descriptor(handle, live, interfaces);
        descriptors.put(live, descriptor);
        features.code(ObjectStreamConstants.TC_PROXYCLASSDESC);
        features.code(ObjectStreamConstants.TC_ENDBLOCKDATA);
        descriptor.annotation.addAll(drain());
        Class<?> resolved = StandIns.forProxy(interfaces);
        byClass.put(resolved, descriptor);
        return resolved;
    }

    // ---- objects

    /**
     * Called by the JDK among others before it builds an array, with the descriptor just read;
     * the only moment at which the two can be brought together.
     */
    private ObjectInputFilter.Status watchArrays(ObjectInputFilter.FilterInfo info) {
        if (info.arrayLength() >= 0) {
            Object live = internals.handleEntry(internals.passHandle());
            arrays.put(internals.handleCount(), descriptors.get(live));
        }
        return ObjectInputFilter.Status.UNDECIDED;
    }

    /** Called by the readObject of a stand-in, once for each class of the object's hierarchy. */
    public static void level(Object self, ObjectInputStream in, String className)
            throws IOException, ClassNotFoundException {
        ((ViewReader) in).readLevel(self, className);
    }

    /** Called by the readExternal of a stand-in. */
    public static void external(Object self, ObjectInput in, String className)
            throws IOException, ClassNotFoundException {
        ((ViewReader) in).readExternalForm(self, className);
    }

    private void readLevel(Object self, String className)
            throws IOException, ClassNotFoundException {
        Items.Instance instance = instance(self);
        Items.Descriptor descriptor = instance.descriptor();
        while (!className.equals(descriptor.name)) {
            descriptor = parent(descriptor);
        }
        boolean custom = (descriptor.flags() & ObjectStreamConstants.SC_WRITE_METHOD) != 0;
        List<Items.FieldValue> fields = null;
        if (skipsFields(className)) {
            features.skippedFields();
        } else {
            fields = readFieldValues(descriptor);
        }
        if (custom) {
            instance.levels.add(new Items.Level(className, fields, drain()));
        } else if (!fields.isEmpty()) {
            instance.levels.add(new Items.Level(className, fields, null));
        }
    }

    /** The stream does not tell; the generator knows. */
    private static boolean skipsFields(String className) throws ClassNotFoundException {
        return Class.forName(className, false, ViewReader.class.getClassLoader())
                .isAnnotationPresent(SkipsFields.class);
    }

    private List<Items.FieldValue> readFieldValues(Items.Descriptor descriptor)
            throws IOException, ClassNotFoundException {
        GetField values = readFields();
        List<Items.FieldValue> list = new ArrayList<>();
        for (ObjectStreamField field : descriptor.fields()) {
            String name = field.getName();
            Object value = switch (field.getTypeCode()) {
                case 'B' -> Values.of(values.get(name, (byte) 0));
                case 'C' -> Values.of(values.get(name, (char) 0));
                case 'D' -> Values.of(values.get(name, 0.0));
                case 'F' -> Values.of(values.get(name, 0.0f));
                case 'I' -> Values.of(values.get(name, 0));
                case 'J' -> Values.of(values.get(name, 0L));
                case 'S' -> Values.of(values.get(name, (short) 0));
                case 'Z' -> Values.of(values.get(name, false));
                default -> settle(values.get(name, (Object) null), Integer.MAX_VALUE);
            };
            list.add(new Items.FieldValue(name, value));
        }
        return list;
    }

    private void readExternalForm(Object self, String className)
            throws IOException, ClassNotFoundException {
        Items.Instance instance = instance(self);
        if ((instance.descriptor().flags() & ObjectStreamConstants.SC_BLOCK_DATA) != 0) {
            instance.external = drain();
            return;
        }
        List<Object> layout = spec.layout.get(className);
        if (layout == null) {
            throw new IOException("the catalog gives no layout of " + className);
        }
        instance.external = new ArrayList<>();
        for (Object part : layout) {
            if (part instanceof Integer length) {
                byte[] bytes = new byte[length];
                readFully(bytes);
                instance.external.add(new Items.Data(bytes));
            } else {
                int handlesBefore = internals.handleCount();
                instance.external.add(settle(readObject(), handlesBefore));
            }
        }
    }

    private Items.Instance instance(Object self) {
        return (Items.Instance) items.computeIfAbsent(self,
                key -> new Items.Instance(byClass.get(key.getClass())));
    }

    /** Called by the JDK for each new object, string, array and enum constant, when it is done. */
    @Override
    protected Object resolveObject(Object object) throws IOException {
        int handle = internals.passHandle();
        if (object instanceof String units) {
            // a copy, since the JDK may hand out one and the same empty string twice
            String copy = new String(units);
            items.put(copy, new Items.Text(handle, units));
            features.code(Values.encodedLength(units) > 0xFFFF
                    ? ObjectStreamConstants.TC_LONGSTRING : ObjectStreamConstants.TC_STRING);
            return copy;
        } else if (object instanceof Enum<?> constant) {
            features.code(ObjectStreamConstants.TC_ENUM);
            features.code(ObjectStreamConstants.TC_STRING);
            Items.Descriptor descriptor = byClass.get(constant.getDeclaringClass());
            return new Items.Constant(handle, descriptor, constant.name());
        } else if (object.getClass().isArray()) {
            features.code(ObjectStreamConstants.TC_ARRAY);
            items.put(object, new Items.Array(handle, arrays.get(handle), elements(object)));
            return object;
        }
        features.code(ObjectStreamConstants.TC_OBJECT);
        Items.Instance instance = instance(object);
        instance.handle = handle;
        if (object instanceof Proxy) {
            addHandler(instance, object);
        }
        return isThrownByWriters(instance.descriptor()) ? new Items.Carrier(instance) : object;
    }

    /** The field h lies in java.lang.reflect.Proxy itself, which the JDK reads without us. */
    private void addHandler(Items.Instance instance, Object proxy) throws IOException {
        Object handler = settle(Proxy.getInvocationHandler(proxy), Integer.MAX_VALUE);
        instance.levels.add(new Items.Level("java.lang.reflect.Proxy",
                List.of(new Items.FieldValue("h", handler)), null));
    }

    private boolean isThrownByWriters(Items.Descriptor descriptor) {
        Items.Descriptor ancestor = descriptor;
        while (ancestor != null && !"java.io.IOException".equals(ancestor.name)) {
            ancestor = parent(ancestor);
        }
        return ancestor != null;
    }

    private Object elements(Object array) throws IOException {
        if (array instanceof byte[] bytes) {
            return bytes;
        }
        int length = Array.getLength(array);
        List<Object> values = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            values.add(array instanceof Object[] objects
                    ? settle(objects[i], Integer.MAX_VALUE) : Values.element(array, i));
        }
        return values;
    }

    /**
     * Replaces what is not unique by its item while the handle table still knows it: Class
     * objects, and strings read as part of a descriptor or an enum constant.
     *
     * @param handlesBefore the number of handles before the object was read, if that is known
     */
    private Object settle(Object value, int handlesBefore) throws IOException {
        if (value instanceof Items.Carrier carrier) {
            return carrier.instance;
        } else if (value instanceof String text && !items.containsKey(text)) {
            return new Items.HiddenText(onlyHandle(text));
        } else if (value instanceof Class<?> type) {
            features.code(ObjectStreamConstants.TC_CLASS);
            int handles = internals.handleCount();
            int handle = handles > handlesBefore ? handles - 1 : onlyHandle(type);
            return classObjects.computeIfAbsent(handle,
                    key -> new Items.ClassObject(key, byClass.get(type)));
        }
        return value;
    }

    private int onlyHandle(Object value) throws IOException {
        int found = -1;
        for (int handle = internals.handleCount() - 1; handle >= 0; handle--) {
            if (internals.handleEntry(handle) == value) {
                if (found >= 0) {
                    throw new IOException(value + " has the handles " + handle + " and " + found
                            + "; this generator cannot tell which is meant");
                }
                found = handle;
            }
        }
        return found;
    }

    // ---- printing

    private void print(Object value, Items.Printer out) {
        if (value == null) {
            features.code(ObjectStreamConstants.TC_NULL);
            out.text().append("null");
        } else if (value instanceof Items.Item item) {
            item.print(out);
        } else if (value instanceof ObjectStreamClass live) {
            descriptors.get(live).print(out);
        } else if (items.containsKey(value)) {
            items.get(value).print(out);
        } else {
            throw new IllegalStateException("unexpected " + value.getClass());
        }
    }
}
