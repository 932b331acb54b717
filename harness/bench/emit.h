/* Writes the bytes of object streams: the few elements that the generators need.
 *
 * Failure is sticky: after an allocation has failed nothing more is written, and `failed` stays
 * set. Whoever uses the bytes checks it once, at the end. */
#ifndef SLUICE_BENCH_EMIT_H
#define SLUICE_BENCH_EMIT_H

#include <sluice/base.h>

/** A stream being written. Zero-initialize; call sluice_bench_emit_header() first. */
struct sluice_bench_emit {
    uint8_t *data;
    size_t length; /* bytes */
    size_t capacity;
    uint32_t handles; /* assigned so far; the next one gets this number */
    uint64_t objects; /* objects, arrays, strings and boxed values so far: what a reader yields */
    bool failed;      /* memory was short */
};

/** Frees the bytes and makes the stream empty. */
void sluice_bench_emit_free(struct sluice_bench_emit *out);

/** Magic number and version. */
void sluice_bench_emit_header(struct sluice_bench_emit *out);

/** Big-endian numbers, and bytes as they are. */
void sluice_bench_emit_8(struct sluice_bench_emit *out, uint8_t value);
void sluice_bench_emit_16(struct sluice_bench_emit *out, uint16_t value);
void sluice_bench_emit_32(struct sluice_bench_emit *out, uint32_t value);
void sluice_bench_emit_64(struct sluice_bench_emit *out, uint64_t value);
void sluice_bench_emit_bytes(struct sluice_bench_emit *out, const void *data, size_t length);

/** Room for `length` bytes that the caller fills at once; NULL when memory is short. */
uint8_t *sluice_bench_emit_room(struct sluice_bench_emit *out, size_t length);

/** TC_NULL. */
void sluice_bench_emit_null(struct sluice_bench_emit *out);

/** TC_REFERENCE to a handle, counted from 0. */
void sluice_bench_emit_reference(struct sluice_bench_emit *out, uint32_t handle);

/** TC_STRING with at most 65,535 bytes of modified UTF-8. Returns its handle. */
uint32_t sluice_bench_emit_string(struct sluice_bench_emit *out, const char *text, size_t length);

/** A field of a class. For an object type `signature` is its type string ("Ljava/lang/String;"). */
struct sluice_bench_emit_field {
    const char *name;
    const char *signature;
};

/** A class as the JDK would describe it; fields in the JDK's order (primitives first, by name). */
struct sluice_bench_emit_class {
    const char *name;
    int64_t suid;
    uint8_t flags; /* 2: serializable, 3: with writeObject */
    const struct sluice_bench_emit_field *fields;
    uint16_t field_count;
};

/**
 * TC_CLASSDESC up to the end of its annotation: its superclass has to follow (sluice_bench_emit_null(), or
 * another descriptor). Returns its handle.
 */
uint32_t sluice_bench_emit_class(struct sluice_bench_emit *out,
                                 const struct sluice_bench_emit_class *class_desc);

/** TC_OBJECT; its descriptor, or a reference to one, has to follow, then sluice_bench_emit_begin(). */
void sluice_bench_emit_object(struct sluice_bench_emit *out);

/** Assigns the handle of an object or array whose descriptor is complete, and returns it. */
uint32_t sluice_bench_emit_begin(struct sluice_bench_emit *out);

/** TC_ARRAY with descriptor and length. Returns the handle of the array. */
uint32_t sluice_bench_emit_array(struct sluice_bench_emit *out, const char *name, int64_t suid,
                                 uint32_t length);

/** TC_BLOCKDATA header for at most 255 bytes; TC_ENDBLOCKDATA. */
void sluice_bench_emit_block(struct sluice_bench_emit *out, uint8_t length);
void sluice_bench_emit_end_block(struct sluice_bench_emit *out);

#endif
