package sluice.corpus;

import java.io.ObjectStreamClass;
import java.io.ObjectStreamConstants;
import java.io.ObjectStreamField;
import java.util.Set;
import java.util.TreeSet;

/** What occurs in a stream: its type codes, and forms of classes that readers trip over. */
final class Features {
    private static final String[] TYPE_CODES = {
        "TC_NULL", "TC_REFERENCE", "TC_CLASSDESC", "TC_OBJECT", "TC_STRING", "TC_ARRAY", "TC_CLASS",
        "TC_BLOCKDATA", "TC_ENDBLOCKDATA", "TC_RESET", "TC_BLOCKDATALONG", "TC_EXCEPTION",
        "TC_LONGSTRING", "TC_PROXYCLASSDESC", "TC_ENUM",
    };

    private final Set<String> names = new TreeSet<>();

    Set<String> names() {
        return names;
    }

    /** Notes a type code; anything else, such as the end of the stream, is left out. */
    void code(int code) {
        int index = code - ObjectStreamConstants.TC_BASE;
        if (index >= 0 && index < TYPE_CODES.length) {
            names.add(TYPE_CODES[index]);
        }
    }

    /**
     * Notes what a descriptor contains.
     *
     * @param newStrings how many of the types of its fields are no references
     */
    void descriptor(ObjectStreamClass model, int flags, int newStrings) {
        code(ObjectStreamConstants.TC_CLASSDESC);
        code(ObjectStreamConstants.TC_ENDBLOCKDATA);
        int objectFields = 0;
        for (ObjectStreamField field : model.getFields()) {
            objectFields += field.isPrimitive() ? 0 : 1;
        }
        if (newStrings > 0) {
            code(ObjectStreamConstants.TC_STRING);
        }
        if (newStrings < objectFields) {
            code(ObjectStreamConstants.TC_REFERENCE);
        }
        if ((flags & ObjectStreamConstants.SC_WRITE_METHOD) != 0) {
            names.add("SC_WRITE_METHOD");
        }
        if ((flags & ObjectStreamConstants.SC_EXTERNALIZABLE) != 0) {
            names.add((flags & ObjectStreamConstants.SC_BLOCK_DATA) != 0
                    ? "externalizable-2" : "externalizable-1");
        }
    }

    /** Notes a class whose writeObject leaves out the fields that its descriptor declares. */
    void skippedFields() {
        names.add("skips-default-fields");
    }
}
