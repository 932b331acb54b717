/* The one way this library reports an error: a reason code, the Java exception class that the
 * protocol's users know it by, and where in the stream it happened.
 *
 * Reason codes are stable: numbers and names are never changed or reused. They come in ranges, so
 * that a caller can tell "corrupt" from "raise the limit" from "not allowed here" without a table. */
#ifndef SLUICE_ERROR_H
#define SLUICE_ERROR_H

#include "sluice/base.h"

/* X(member, short name as in java.io or with its package when elsewhere) */
#define SLUICE_JAVA_CLASSES(X)                                                                     \
    X(NONE, "")                                                                                    \
    X(EOF, "EOFException")                                                                         \
    X(STREAM_CORRUPTED, "StreamCorruptedException")                                                \
    X(UTF_DATA_FORMAT, "UTFDataFormatException")                                                   \
    X(INVALID_CLASS, "InvalidClassException")                                                      \
    X(INVALID_OBJECT, "InvalidObjectException")                                                    \
    X(NOT_SERIALIZABLE, "NotSerializableException")                                                \
    X(OPTIONAL_DATA, "OptionalDataException")                                                      \
    X(WRITE_ABORTED, "WriteAbortedException")                                                      \
    X(CLASS_NOT_FOUND, "ClassNotFoundException")                                                   \
    X(SECURITY, "SecurityException")                                                               \
    X(IO, "IOException")                                                                           \
    X(OUT_OF_MEMORY, "OutOfMemoryError")                                                           \
    X(ILLEGAL_ARGUMENT, "IllegalArgumentException")                                                \
    X(ILLEGAL_STATE, "IllegalStateException")

enum sluice_java_class {
#define X(member, name) SLUICE_JAVA_##member,
    SLUICE_JAVA_CLASSES(X)
#undef X
};

/* X(member, number, Java class, stable name, sentence) */
#define SLUICE_REASONS(X)                                                                          \
    X(OK, 0, NONE, "ok", "no error")                                                               \
    /* 10..49: the bytes are malformed */                                                          \
    X(TRUNCATED, 10, EOF, "truncated", "the input ends inside an element")                         \
    X(TRUNCATED_BLOCK, 11, STREAM_CORRUPTED, "truncated-block",                                    \
      "the input ends inside block data")                                                          \
    X(CLAIM_EXCEEDS_INPUT, 12, EOF, "claim-exceeds-input",                                         \
      "the elements owed by all open containers exceed the bytes that remain")                     \
    X(BAD_MAGIC, 13, STREAM_CORRUPTED, "bad-magic", "the stream does not start with AC ED")        \
    X(BAD_VERSION, 14, STREAM_CORRUPTED, "bad-version", "the stream version is not 5")             \
    X(BAD_TYPE_CODE, 15, STREAM_CORRUPTED, "bad-type-code",                                        \
      "a type code that is unknown or not allowed here")                                           \
    X(UNEXPECTED_BLOCK_DATA, 16, STREAM_CORRUPTED, "unexpected-block-data",                        \
      "block data where a value is due")                                                           \
    X(UNEXPECTED_END, 17, STREAM_CORRUPTED, "unexpected-end-block-data",                           \
      "an end-of-block-data mark where a value is due")                                            \
    X(UNEXPECTED_RESET, 18, STREAM_CORRUPTED, "unexpected-reset", "a reset inside an open object") \
    X(STRAY_END, 19, OPTIONAL_DATA, "stray-end-block-data",                                        \
      "an end-of-block-data mark at the top level")                                                \
    X(NEGATIVE_LENGTH, 20, STREAM_CORRUPTED, "negative-length", "a negative length or count")      \
    X(BAD_UTF, 21, UTF_DATA_FORMAT, "bad-utf", "malformed modified UTF-8")                         \
    X(BAD_HANDLE, 22, STREAM_CORRUPTED, "bad-handle", "a reference to a handle never assigned")    \
    X(REFERENCE_KIND, 23, STREAM_CORRUPTED, "reference-kind",                                      \
      "a reference to something of the wrong kind")                                                \
    X(DESCRIPTOR_UNFINISHED, 24, INVALID_CLASS, "descriptor-unfinished",                           \
      "a reference to a class descriptor that is not complete")                                    \
    X(NULL_DESCRIPTOR, 25, INVALID_CLASS, "null-descriptor",                                       \
      "no class descriptor where one is due")                                                      \
    X(FLAGS_CONFLICT, 26, INVALID_CLASS, "flags-conflict",                                         \
      "a class descriptor that is both serializable and externalizable")                           \
    X(BAD_FIELD_TYPE, 27, INVALID_CLASS, "bad-field-type", "an unknown field type code")           \
    X(BAD_FIELD_SIGNATURE, 28, INVALID_CLASS, "bad-field-signature",                               \
      "a field without a usable type string")                                                      \
    X(FIELD_ORDER, 29, INVALID_CLASS, "field-order", "a primitive field after an object field")    \
    X(ENUM_DESCRIPTOR, 30, INVALID_CLASS, "enum-descriptor",                                       \
      "an enum descriptor with fields or a serialVersionUID, or an enum without one")              \
    X(CLASS_REPEATED, 31, INVALID_CLASS, "class-repeated", "a class that is its own superclass")   \
    X(RESERVED_CLASS, 32, INVALID_CLASS, "reserved-class",                                         \
      "an ordinary object of a class that the protocol writes in its own form")                    \
    X(INTERFACE_COUNT, 33, INVALID_OBJECT, "interface-count",                                      \
      "more proxy interfaces than the protocol allows")                                            \
    /* 50..69: a limit was reached */                                                              \
    X(LIMIT_STREAM_BYTES, 50, STREAM_CORRUPTED, "limit-stream-bytes",                              \
      "limit stream_bytes reached")                                                                \
    X(LIMIT_BYTES, 51, STREAM_CORRUPTED, "limit-bytes", "limit bytes reached")                     \
    X(LIMIT_OBJECTS, 52, STREAM_CORRUPTED, "limit-objects", "limit objects reached")               \
    X(LIMIT_ELEMENTS, 53, STREAM_CORRUPTED, "limit-elements", "limit elements reached")            \
    X(LIMIT_ARRAY_LENGTH, 54, STREAM_CORRUPTED, "limit-array-length",                              \
      "limit array_length reached")                                                                \
    X(LIMIT_STRING_BYTES, 55, STREAM_CORRUPTED, "limit-string-bytes",                              \
      "limit string_bytes reached")                                                                \
    X(LIMIT_DEPTH, 56, STREAM_CORRUPTED, "limit-depth", "limit depth reached")                     \
    X(LIMIT_HIERARCHY, 57, STREAM_CORRUPTED, "limit-hierarchy", "limit hierarchy reached")         \
    X(LIMIT_FIELDS, 58, STREAM_CORRUPTED, "limit-fields", "limit fields reached")                  \
    X(LIMIT_INTERFACES, 59, STREAM_CORRUPTED, "limit-interfaces", "limit interfaces reached")      \
    X(LIMIT_BLOCK_BYTES, 60, STREAM_CORRUPTED, "limit-block-bytes", "limit block_bytes reached")   \
    X(LIMIT_HEAP, 61, STREAM_CORRUPTED, "limit-heap", "limit heap reached")                        \
    /* 70..79: the environment failed */                                                           \
    X(OUT_OF_MEMORY, 70, OUT_OF_MEMORY, "out-of-memory", "the allocator returned no memory")       \
    X(SOURCE_FAILED, 71, IO, "source-failed", "the source reported a read error")                  \
    X(BAD_ARGUMENT, 72, ILLEGAL_ARGUMENT, "bad-argument", "an unusable argument")                  \
    X(SINK_FAILED, 73, IO, "sink-failed", "the sink took no more bytes")                           \
    X(CLASS_CODE_BROKEN, 74, ILLEGAL_STATE, "class-code-broken",                                   \
      "the code of a class broke its contract")                                                    \
    /* 80..89: legal, but cannot be read without the class */                                      \
    X(NEEDS_CLASS, 80, INVALID_CLASS, "needs-class",                                               \
      "external data without block data: its length is known to the class only")                   \
    /* 100..129: the policy, a check or the construction contract refuses */                       \
    X(CLASS_NOT_IN_POLICY, 100, INVALID_CLASS, "class-not-in-policy",                              \
      "a class that the policy does not name")                                                     \
    X(CLASS_ABSENT, 101, CLASS_NOT_FOUND, "class-absent", "a class that does not exist here")      \
    X(NOT_SERIALIZABLE, 102, NOT_SERIALIZABLE, "not-serializable",                                 \
      "an object of a class that is not serializable")                                             \
    X(NOT_PERMITTED, 103, SECURITY, "not-permitted",                                               \
      "a class with state that is neither atomic nor permitted")                                   \
    X(SUID_MISMATCH, 104, INVALID_CLASS, "suid-mismatch", "a different serialVersionUID")          \
    X(KIND_MISMATCH, 105, INVALID_CLASS, "kind-mismatch",                                          \
      "a descriptor whose kind is not that of the class")                                          \
    X(FIELD_TYPE_MISMATCH, 106, INVALID_CLASS, "field-type-mismatch",                              \
      "a field whose type in the stream is not that of the class")                                 \
    X(VALUE_TYPE, 107, INVALID_OBJECT, "value-type", "a value of the wrong type for its place")    \
    X(FIELD_MISSING, 108, INVALID_OBJECT, "field-missing",                                         \
      "a required field is not in the stream")                                                     \
    X(BROKEN_NULL, 110, INVALID_OBJECT, "invariant-null", "a field that must not be null is")      \
    X(BROKEN_RANGE, 111, INVALID_OBJECT, "invariant-range", "a number outside its range")          \
    X(BROKEN_RELATION, 112, INVALID_OBJECT, "invariant-relation",                                  \
      "two fields that do not stand in their relation")                                            \
    X(BROKEN_TYPE, 113, INVALID_OBJECT, "invariant-type",                                          \
      "a field, element, key or value of a type that is not allowed")                              \
    X(BROKEN_SIZE, 114, INVALID_OBJECT, "invariant-size", "a size outside its range")              \
    X(BROKEN_ONE_OF, 115, INVALID_OBJECT, "invariant-one-of", "a value that is not on the list")   \
    X(BROKEN_DUPLICATE, 116, INVALID_OBJECT, "invariant-duplicate",                                \
      "an element that stands twice")                                                              \
    X(CHECK_FAILED, 117, INVALID_OBJECT, "check-failed",                                           \
      "the class's own check refused the object")                                                  \
    X(REFERENCE_UNDER_CONSTRUCTION, 118, INVALID_OBJECT, "reference-under-construction",           \
      "a reference to an object that is not constructed yet")                                      \
    X(REFERENCE_NOT_BUILT, 119, INVALID_OBJECT, "reference-not-built",                             \
      "a reference to an object that was skipped and never built")                                 \
    X(UNKNOWN_CONSTANT, 120, INVALID_OBJECT, "unknown-constant",                                   \
      "an enum constant that does not exist")                                                      \
    X(WRITE_ABORTED, 121, WRITE_ABORTED, "write-aborted", "the writer recorded an exception")      \
    X(OPTIONAL_DATA, 122, OPTIONAL_DATA, "optional-data",                                          \
      "custom data that does not have the declared layout")                                        \
    X(PROXY_HANDLER, 123, INVALID_OBJECT, "proxy-handler",                                         \
      "a proxy without an atomic invocation handler")                                              \
    X(RESOLVE_REFUSED, 124, INVALID_OBJECT, "resolve-refused", "readResolve refused the object")   \
    X(BROKEN_ORDER, 125, INVALID_OBJECT, "invariant-order", "elements that are out of order")      \
    X(LOOKED_TOO_OFTEN, 126, INVALID_OBJECT, "looked-too-often",                                   \
      "large values that objects share, more often than checks may look at them")

enum sluice_reason {
#define X(member, number, java, name, text) SLUICE_##member = number,
    SLUICE_REASONS(X)
#undef X
};

/* Bytes for a path, its terminator included; a longer path has its middle replaced by "...". */
enum { SLUICE_PATH_SIZE = 256, SLUICE_NAME_SIZE = 128 };

/**
 * Everything that is known about the end of a run. Filled by every entry point, on success too.
 * Plain data, no ownership: copy it freely.
 */
struct sluice_status {
    enum sluice_reason reason; /* SLUICE_OK, or the first error; later errors never replace it */
    uint64_t
        offset;     /* bytes: start of the element that failed, or of the container that was refused
                        because of it; on success: consumed */
    const char *at; /* the grammar element concerned ("array.length"), static text */
    char path[SLUICE_PATH_SIZE]; /* "root.entries[3].value"; printable ASCII */
    char
        class_name[SLUICE_NAME_SIZE]; /* class concerned, "" if none; printable ASCII, may be cut */
    uint64_t consumed;                /* bytes taken from the source and used */
    uint64_t steps;                   /* units of work; linear in the input */
    uint64_t peak_heap;               /* bytes: most that was held at one time */
    uint64_t allocations;             /* calls of the allocator */
    uint64_t objects;                 /* most objects charged between two resets */
    uint64_t elements;                /* most array elements charged between two resets */
    uint32_t depth;                   /* deepest nesting reached */
};

/** The stable name of a reason ("bad-handle"); never NULL. */
SLUICE_API const char *sluice_reason_name(enum sluice_reason reason);

/** One sentence for people; never NULL. */
SLUICE_API const char *sluice_reason_text(enum sluice_reason reason);

/** The Java exception class that stands for a reason. */
SLUICE_API enum sluice_java_class sluice_reason_java_class(enum sluice_reason reason);

/** Its simple name ("StreamCorruptedException"), "" for SLUICE_OK; never NULL. */
SLUICE_API const char *sluice_java_class_name(enum sluice_java_class java);

/** True for reasons that speak of the bytes alone (10..49). */
static inline bool sluice_reason_is_malformed(enum sluice_reason reason)
{
    return (int)reason >= 10 && (int)reason < 50;
}

/** True for reasons that name a limit (50..69). */
static inline bool sluice_reason_is_limit(enum sluice_reason reason)
{
    return (int)reason >= 50 && (int)reason < 70;
}

#endif
