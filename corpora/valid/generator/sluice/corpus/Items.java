package sluice.corpus;

import java.io.IOException;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

/** What the reader met in a stream, in the terms of the canonical JSON. */
final class Items {
    private Items() {
    }

    /** Prints the values of a view; knows the item of every object the JDK built. */
    interface Printer {
        StringBuilder text();

        void value(Object value);

        void reference(int handle);
    }

    /** A thing of the stream that is not shared: block data, a reset, a primitive value. */
    abstract static class Item {
        abstract void print(Printer out);
    }

    /** A thing with a handle: in full where it comes first in the stream, then a reference. */
    abstract static class Shared extends Item {
        int handle;
        private boolean printed;

        @Override
        final void print(Printer out) {
            if (printed) {
                out.reference(handle);
            } else {
                printed = true;
                whole(out);
            }
        }

        abstract void whole(Printer out);

        void handle(Printer out) {
            out.text().append(",\"handle\":").append(handle);
        }
    }

    static void list(Printer out, List<?> values) {
        String separator = "[";
        for (Object value : values) {
            out.text().append(separator);
            out.value(value);
            separator = ",";
        }
        out.text().append(values.isEmpty() ? "[]" : "]");
    }

    /** Ready-made JSON: a primitive value or a reset. */
    static final class Literal extends Item {
        private final String json;

        Literal(String json) {
            this.json = json;
        }

        @Override
        void print(Printer out) {
            out.text().append(json);
        }
    }

    static final class Data extends Item {
        private final byte[] bytes;

        Data(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        void print(Printer out) {
            out.text().append("{\"data\":");
            Json.hex(out.text(), bytes);
            out.text().append('}');
        }
    }

    static final class Abort extends Item {
        private final Object exception;

        Abort(Object exception) {
            this.exception = exception;
        }

        @Override
        void print(Printer out) {
            out.text().append("{\"exception\":");
            out.value(exception);
            out.text().append('}');
        }
    }

    /** A string whose own place is not shown: a field's type or an enum constant's name. */
    static final class HiddenText extends Item {
        private final int handle;

        HiddenText(int handle) {
            this.handle = handle;
        }

        @Override
        void print(Printer out) {
            out.reference(handle);
        }
    }

    static final class Text extends Shared {
        private final String units;

        Text(int handle, String units) {
            this.handle = handle;
            this.units = units;
        }

        @Override
        void whole(Printer out) {
            out.text().append("{\"string\":");
            Json.quote(out.text(), units);
            handle(out);
            out.text().append('}');
        }
    }

    /** A class descriptor, of a class or of a proxy. */
    static final class Descriptor extends Shared {
        /** The instance in the reader's handle table; it learns of its superclass last. */
        final ObjectStreamClass live;
        final String name;
        final List<Object> annotation = new ArrayList<>();
        private final long suid;
        private final int flags;
        private final ObjectStreamField[] fields;
        private final String[] interfaces;

        Descriptor(int handle, ObjectStreamClass live, ObjectStreamClass model, int flags) {
            this.handle = handle;
            this.live = live;
            name = model.getName();
            suid = model.getSerialVersionUID();
            this.flags = flags;
            fields = model.getFields();
            interfaces = null;
        }

        Descriptor(int handle, ObjectStreamClass live, String[] interfaces) {
            this.handle = handle;
            this.live = live;
            this.interfaces = interfaces.clone();
            name = null;
            suid = 0;
            flags = 0;
            fields = new ObjectStreamField[0];
        }

        ObjectStreamField[] fields() {
            return fields;
        }

        int flags() {
            return flags;
        }

        long suid() {
            return suid;
        }

        @Override
        void whole(Printer out) {
            StringBuilder text = out.text();
            if (interfaces != null) {
                text.append("{\"proxydesc\":");
                Json.value(text, List.of(interfaces));
                handle(out);
            } else {
                text.append("{\"classdesc\":");
                Json.quote(text, name);
                handle(out);
                text.append(",\"suid\":\"").append(suid).append("\",\"flags\":").append(flags);
                text.append(",\"fields\":");
                Json.value(text, fieldList());
            }
            text.append(",\"annotation\":");
            list(out, annotation);
            text.append(",\"super\":");
            out.value(Internals.superDescriptor(live));
            text.append('}');
        }

        private List<List<String>> fieldList() {
            List<List<String>> list = new ArrayList<>();
            for (ObjectStreamField field : fields) {
                String type = field.isPrimitive()
                        ? String.valueOf(field.getTypeCode()) : field.getTypeString();
                list.add(List.of(field.getName(), type));
            }
            return list;
        }
    }

    static final class ClassObject extends Shared {
        private final Descriptor descriptor;

        ClassObject(int handle, Descriptor descriptor) {
            this.handle = handle;
            this.descriptor = descriptor;
        }

        @Override
        void whole(Printer out) {
            out.text().append("{\"class\":");
            descriptor.print(out);
            handle(out);
            out.text().append('}');
        }
    }

    /** An enum constant; takes its place in the reader's graph, even as a proxy's handler. */
    static final class Constant extends Shared implements InvocationHandler {
        private final Descriptor descriptor;
        private final String name;

        Constant(int handle, Descriptor descriptor, String name) {
            this.handle = handle;
            this.descriptor = descriptor;
            this.name = name;
        }

        @Override
        void whole(Printer out) {
            out.text().append("{\"enum\":");
            descriptor.print(out);
            handle(out);
            out.text().append(",\"constant\":");
            Json.quote(out.text(), name);
            out.text().append('}');
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            throw new UnsupportedOperationException();
        }
    }

    static final class Array extends Shared {
        private final Descriptor descriptor;
        private final Object content;

        /** The content is a byte[] or the list of the elements. */
        Array(int handle, Descriptor descriptor, Object content) {
            this.handle = handle;
            this.descriptor = descriptor;
            this.content = content;
        }

        @Override
        void whole(Printer out) {
            out.text().append("{\"array\":");
            descriptor.print(out);
            handle(out);
            if (content instanceof byte[] bytes) {
                out.text().append(",\"bytes\":");
                Json.hex(out.text(), bytes);
            } else {
                out.text().append(",\"values\":");
                list(out, (List<?>) content);
            }
            out.text().append('}');
        }
    }

    /** What one class of an object's hierarchy wrote; null where there is no such part. */
    record Level(String className, List<FieldValue> fields, List<Object> custom) {
        void print(Printer out) {
            out.text().append("{\"class\":");
            Json.quote(out.text(), className);
            if (fields != null) {
                out.text().append(",\"fields\":[");
                String separator = "[";
                for (FieldValue field : fields) {
                    out.text().append(separator);
                    Json.quote(out.text(), field.name());
                    out.text().append(',');
                    out.value(field.value());
                    out.text().append(']');
                    separator = ",[";
                }
                out.text().append(']');
            }
            if (custom != null) {
                out.text().append(",\"custom\":");
                list(out, custom);
            }
            out.text().append('}');
        }
    }

    record FieldValue(String name, Object value) {
    }

    static final class Instance extends Shared {
        private final Descriptor descriptor;
        final List<Level> levels = new ArrayList<>();
        List<Object> external;

        Instance(Descriptor descriptor) {
            this.descriptor = descriptor;
        }

        Descriptor descriptor() {
            return descriptor;
        }

        @Override
        void whole(Printer out) {
            out.text().append("{\"object\":");
            descriptor.print(out);
            handle(out);
            if (external != null) {
                out.text().append(",\"external\":");
                list(out, external);
            } else {
                out.text().append(",\"data\":[");
                for (int i = 0; i < levels.size(); i++) {
                    out.text().append(i == 0 ? "" : ",");
                    levels.get(i).print(out);
                }
                out.text().append(']');
            }
            out.text().append('}');
        }
    }

    /**
     * Carries the instance of an IOException class: the reader casts what follows TC_EXCEPTION to
     * IOException, which no stand-in is.
     */
    static final class Carrier extends IOException {
        private static final long serialVersionUID = 1;
        final transient Instance instance;

        Carrier(Instance instance) {
            this.instance = instance;
        }
    }
}
