package sluice.adapter;

import java.io.ObjectStreamConstants;
import java.io.ObjectStreamField;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.List;

/** Prints what an inspection has met. */
final class Printer {
    private final Inspection inspection;
    private final View out;
    /** Why something that was printed is not known, so that the text is not what the stream says; null: all is. */
    String blind;

    Printer(Inspection inspection, View out) {
        this.inspection = inspection;
        this.out = out;
    }

    void print() {
        out.clear();
        out.put("{\"content\":");
        list(inspection.content);
        out.put('}');
    }

    private void list(List<Object> values) {
        out.put('[');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                out.put(',');
            }
            value(values.get(i));
        }
        out.put(']');
    }

    private void value(Object value) {
        if (value == null) {
            out.put("null");
            return;
        }
        Object part = inspection.part(value);
        if (part instanceof Parts.Shared shared) {
            shared(shared);
        } else if (part instanceof Parts.Hidden hidden) {
            reference(hidden.handle());
        } else if (part instanceof Parts.Data data) {
            out.put("{\"data\":\"").hex(data.bytes(), 0, data.bytes().length).put("\"}");
        } else if (part instanceof Parts.Abort abort) {
            out.put("{\"exception\":");
            value(abort.exception());
            out.put('}');
        } else if (part == Parts.Mark.RESET) {
            out.put("{\"reset\":true}");
        } else {
            blind(part instanceof Parts.Mark mark ? mark.why : "a value of which the reader keeps no part");
            out.put('?');
        }
    }

    private void blind(String why) {
        blind = blind == null ? why : blind;
    }

    private void reference(int handle) {
        out.put("{\"ref\":").put(handle).put('}');
    }

    private void shared(Parts.Shared part) {
        if (part.isShown) {
            reference(part.handle);
            return;
        }
        part.isShown = true;
        if (part instanceof Parts.Text text) {
            out.put("{\"string\":").quote(text.units);
            handle(part);
        } else if (part instanceof Parts.Descriptor descriptor) {
            descriptor(descriptor);
        } else if (part instanceof Parts.ClassObject type) {
            out.put("{\"class\":");
            shared(type.descriptor);
            handle(part);
        } else if (part instanceof Parts.Constant constant) {
            out.put("{\"enum\":");
            known(constant.descriptor);
            handle(part);
            out.put(",\"constant\":").quote(constant.name);
        } else if (part instanceof Parts.Array array) {
            array(array);
        } else {
            instance((Parts.Instance) part);
        }
        out.put('}');
    }

    private void known(Parts.Descriptor descriptor) {
        if (descriptor == null) {
            blind("which of several descriptors one has: the JDK has one class for them");
        } else {
            shared(descriptor);
        }
    }

    private void handle(Parts.Shared part) {
        out.put(",\"handle\":").put(part.handle);
    }

    private void descriptor(Parts.Descriptor descriptor) {
        if (descriptor.interfaces != null) {
            out.put("{\"proxydesc\":[");
            for (int i = 0; i < descriptor.interfaces.length; i++) {
                out.put(i > 0 ? "," : "").quote(descriptor.interfaces[i]);
            }
            out.put(']');
            handle(descriptor);
        } else {
            if (descriptor.hasLostType) {
                blind("the type of a field: the JDK takes it for a primitive one");
            }
            out.put("{\"classdesc\":").quote(descriptor.name);
            handle(descriptor);
            out.put(",\"suid\":\"").put(descriptor.suid).put("\",\"flags\":").put(descriptor.flags).put(",\"fields\":[");
            for (int i = 0; i < descriptor.fields.length; i++) {
                ObjectStreamField field = descriptor.fields[i];
                out.put(i > 0 ? ",[" : "[").quote(field.getName()).put(',');
                out.quote(field.isPrimitive() ? String.valueOf(field.getTypeCode()) : field.getTypeString());
                out.put(']');
            }
            out.put(']');
        }
        out.put(",\"annotation\":");
        list(descriptor.annotation);
        out.put(",\"super\":");
        value(Insides.parent(descriptor.live));
    }

    private void array(Parts.Array array) {
        out.put("{\"array\":");
        known(array.descriptor);
        handle(array);
        if (array.content instanceof byte[] bytes) {
            out.put(",\"bytes\":\"").hex(bytes, 0, bytes.length).put('"');
            return;
        }
        out.put(",\"values\":[");
        int length = Array.getLength(array.content);
        for (int i = 0; i < length; i++) {
            if (i > 0) {
                out.put(',');
            }
            element(array.content, i);
        }
        out.put(']');
    }

    private void element(Object content, int i) {
        if (content instanceof Object[] objects) {
            value(objects[i]);
        } else if (content instanceof int[] values) {
            out.put(values[i]);
        } else if (content instanceof long[] values) {
            out.put(values[i]);
        } else if (content instanceof short[] values) {
            out.put(values[i]);
        } else if (content instanceof char[] values) {
            out.put((long) values[i]);
        } else if (content instanceof boolean[] values) {
            out.put(Boolean.toString(values[i]));
        } else if (content instanceof float[] values) {
            out.bits(Float.floatToRawIntBits(values[i]), 8);
        } else {
            out.bits(Double.doubleToRawLongBits(((double[]) content)[i]), 16);
        }
    }

    private void instance(Parts.Instance instance) {
        out.put("{\"object\":");
        if (instance.descriptor == null) {
            blind("which of several descriptors an object has");
            out.put('?');
            return;
        }
        shared(instance.descriptor);
        handle(instance);
        if (instance.external != null) {
            out.put(",\"external\":");
            list(instance.external);
            return;
        }
        if (hasUnseen(instance.descriptor) || instance.descriptor.kind == Parts.Kind.PROXY_PARENT) {
            blind("the data of a class above an object, which the JDK hands to nobody");
        }
        out.put(",\"data\":[");
        boolean more = false;
        for (Parts.Level level : instance.levels) {
            if (level.custom != null || level.descriptor.fields.length > 0) {
                out.put(more ? "," : "");
                level(level);
                more = true;
            }
        }
        out.put(']');
    }

    /** True if a class above the object has data that the JDK does not hand out. */
    private boolean hasUnseen(Parts.Descriptor of) {
        Object above = of;
        while (above instanceof Parts.Descriptor descriptor) {
            boolean data = descriptor.fields.length > 0 || descriptor.has(ObjectStreamConstants.SC_WRITE_METHOD);
            boolean handler = of.kind == Parts.Kind.PROXY && descriptor.isOfHandler();
            if (data && descriptor.kind != Parts.Kind.SERIALIZABLE && !handler
                    || of.kind == Parts.Kind.PROXY && descriptor.kind == Parts.Kind.SERIALIZABLE) {
                return true;
            }
            var parent = Insides.parent(descriptor.live);
            above = parent == null ? null : inspection.part(parent);
        }
        return false;
    }

    private void level(Parts.Level level) {
        Parts.Descriptor descriptor = level.descriptor;
        out.put("{\"class\":").quote(descriptor.name);
        if (level.hasFields) {
            out.put(",\"fields\":[");
            int at = 0;
            int objects = 0;
            for (int i = 0; i < descriptor.fields.length; i++) {
                ObjectStreamField field = descriptor.fields[i];
                out.put(i > 0 ? ",[" : "[").quote(field.getName()).put(',');
                if (field.isPrimitive()) {
                    at += primitive(field.getTypeCode(), level.primitives, at);
                } else {
                    value(level.objects[objects++]);
                }
                out.put(']');
            }
            out.put(']');
        }
        if (level.custom != null) {
            out.put(",\"custom\":");
            list(level.custom);
        }
        out.put('}');
    }

    /** How many bytes it took. */
    private int primitive(char type, byte[] bytes, int at) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        switch (type) {
        case 'B' -> out.put((long) bytes[at]);
        case 'Z' -> out.put(Boolean.toString(bytes[at] != 0));
        case 'C' -> out.put((long) in.getChar(at));
        case 'S' -> out.put((long) in.getShort(at));
        case 'I' -> out.put((long) in.getInt(at));
        case 'J' -> out.put(in.getLong(at));
        case 'F' -> out.bits(in.getInt(at), 8);
        default -> out.bits(in.getLong(at), 16);
        }
        return switch (type) {
            case 'B', 'Z' -> 1;
            case 'C', 'S' -> 2;
            case 'I', 'F' -> 4;
            default -> 8;
        };
    }
}
