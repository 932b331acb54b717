/* The bounds of one run. Rules: IN-9 (count objects), IN-10 (count array elements), BOUND-*.
 *
 * Every count on the wire is a claim: nothing is ever sized by one, whatever the limits say.
 * Limits stop a stream that really delivers what it claims.
 *
 * One bound is fixed: a class name that has stood before since the last reset is looked for among 256
 * superclasses. In a longer chain it is refused as limit-hierarchy, whatever `hierarchy` is, because
 * the search would otherwise be longer than the stream. Real chains are shorter than 30. */
#ifndef SLUICE_LIMITS_H
#define SLUICE_LIMITS_H

#include "sluice/error.h"

/* X(member, type, unit and meaning): the one list from which names and parsers are made. */
#define SLUICE_LIMIT_LIST(X)                                                                       \
    X(stream_bytes, STREAM_BYTES, "bytes in the whole stream")                                     \
    X(bytes, BYTES, "bytes until the stream is reset")                                             \
    X(objects, OBJECTS, "handles assigned until the stream is reset")                              \
    X(elements, ELEMENTS, "array elements until the stream is reset")                              \
    X(array_length, ARRAY_LENGTH, "elements in one array")                                         \
    X(string_bytes, STRING_BYTES, "encoded bytes in one string")                                   \
    X(depth, DEPTH, "open objects, arrays, descriptors and annotations")                           \
    X(hierarchy, HIERARCHY, "class descriptors in one superclass chain")                           \
    X(fields, FIELDS, "fields of one class descriptor")                                            \
    X(interfaces, INTERFACES, "interfaces of one proxy descriptor")                                \
    X(block_bytes, BLOCK_BYTES, "bytes in one block of block data")                                \
    X(heap, HEAP, "bytes of memory held at one time")

/**
 * All limits of a run; a run may reach a limit but not exceed it. A member of 0 means the default
 * of the entry point, never "unlimited". Order and names are those of SLUICE_LIMIT_LIST.
 */
struct sluice_limits {
#define X(member, upper, text) uint64_t member;
    SLUICE_LIMIT_LIST(X)
#undef X
};

/**
 * Defaults for sluice_decode(): what no real stream that we know of needs (nesting 26, 13,511
 * handles, arrays of 1,047 elements), with room.
 */
SLUICE_API extern const struct sluice_limits sluice_limits_decode;

/** Defaults for sluice_inspect(): generous, because nothing is built; the heap promise still holds. */
SLUICE_API extern const struct sluice_limits sluice_limits_inspect;

/** Number of limits, and the name of the i-th ("array_length"); NULL when i is out of range. */
SLUICE_API size_t sluice_limit_count(void);
SLUICE_API const char *sluice_limit_name(size_t index);

/** The value of a limit by name inside `limits`; NULL when there is no such limit. */
SLUICE_API uint64_t *sluice_limit_by_name(struct sluice_limits *limits, const char *name);

/** The limit that a reason names ("depth" for SLUICE_LIMIT_DEPTH); NULL for any other reason. */
SLUICE_API const char *sluice_limit_of_reason(enum sluice_reason reason);

#endif
