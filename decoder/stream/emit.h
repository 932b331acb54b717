/* The emitter: what writing documents and writing graphs have in common. It puts bytes into the
 * record that is being made, assigns handles, and keeps the accounts that a reader will keep (OUT-1).
 *
 *     sluice_emitter_init(&emitter, sink, options);
 *     for each record
 *         do {
 *             (void)(sluice_emit_begin(&emitter) && write_the_item(&emitter, ...));
 *             end = sluice_emit_end(&emitter, there_is_more);
 *         } while (end == SLUICE_EMIT_AGAIN);
 *         stop unless it is SLUICE_EMIT_DONE
 *     return sluice_emitter_finish(&emitter, status);
 *
 * AGAIN means that the record did not fit behind those before it: its bytes are gone, a TC_RESET is
 * written before it, and what it referred to has to be written anew.
 *
 * The first failure sticks in `failure`; functions that return bool return false from then on at the
 * latest when the record ends, so an encoder just stops at the first false.
 *
 * Handles are named by numbers, counted from 1 over the whole stream: a number is live (can be
 * referred to) while it is greater than `epoch`. Maps from objects to numbers need no clearing. */
#ifndef SLUICE_STREAM_EMIT_H
#define SLUICE_STREAM_EMIT_H

#include "codes.h"
#include "heap.h"
#include "sluice/write.h"

#include <string.h>

enum { SLUICE_EMIT_BLOCK = 1024 }; /* most bytes that the JDK puts into one block */

struct sluice_emitter {
    uint8_t *at;          /* where the next byte of the record goes */
    uint8_t *end;         /* of the room for it */
    uint8_t *record;      /* its first byte */
    uint32_t numbers;     /* the handle assigned last */
    uint32_t epoch;       /* the last one that was forgotten */
    uint32_t last_number; /* the last one that limit `objects` allows until a reset */
    uint32_t depth;       /* open containers, as the reader counts them */
    uint64_t elements;    /* since the last reset */
    enum sluice_reason failure;
    bool is_again;          /* the record begins with a reset of the writer's own */
    size_t reset;           /* bytes of the record up to and including a TC_RESET; 0: it has none */
    uint32_t reset_number;  /* the handle assigned last when the reader's counters began anew */
    uint64_t sent;          /* bytes that the sink took */
    uint64_t sent_in_epoch; /* of them since the last TC_RESET */
    struct sluice_limits limits; /* no member is 0 */
    struct sluice_heap heap;
    struct sluice_sink sink;
    struct sluice_buffer *target; /* of a buffer sink: records are made in it; else NULL */
    struct sluice_write_report report;
    uint64_t most_objects; /* between two resets */
    uint64_t most_elements;
    uint32_t most_depth;
    uint32_t block_most;   /* bytes that a block may hold */
    uint32_t block_length; /* bytes of the block that is being filled */
    uint8_t block[SLUICE_EMIT_BLOCK];
};

/* --- the run ---------------------------------------------------------------------------------- */

void sluice_emitter_init(struct sluice_emitter *emitter, const struct sluice_sink *sink,
                         const struct sluice_write_options *options);

/* Begins a stream anew, with the same allocator. */
void sluice_emitter_start(struct sluice_emitter *emitter, const struct sluice_sink *sink,
                          const struct sluice_write_options *options);

/* Writes the header if nothing was written, frees what the emitter holds, and fills in reason,
 * counters and `consumed`; path, class name and `at` are the caller's. `status` may be NULL. */
enum sluice_reason sluice_emitter_finish(struct sluice_emitter *emitter,
                                         struct sluice_status *status);

/* Keeps the first reason; returns false. */
bool sluice_emit_fail(struct sluice_emitter *emitter, enum sluice_reason reason);

enum sluice_emit_end { SLUICE_EMIT_DONE, SLUICE_EMIT_AGAIN, SLUICE_EMIT_FAILED };

/* Begins a record: the header or a reset, if it needs one. */
SLUICE_NODISCARD bool sluice_emit_begin(struct sluice_emitter *emitter);

/* Ends the record and hands it to the sink. `more`: another record follows, so room for its reset
 * must remain. */
SLUICE_NODISCARD enum sluice_emit_end sluice_emit_end(struct sluice_emitter *emitter, bool more);

/* --- bytes ------------------------------------------------------------------------------------ */

/* Slow path of sluice_emit_room(). */
SLUICE_NODISCARD bool sluice_emit_grow(struct sluice_emitter *emitter, size_t bytes);

/* Makes room: behind it, so many bytes may be put at `at` without another test. */
SLUICE_NODISCARD static inline bool sluice_emit_room(struct sluice_emitter *emitter, size_t bytes)
{
    return (size_t)(emitter->end - emitter->at) >= bytes || sluice_emit_grow(emitter, bytes);
}

static inline void sluice_set_be16(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static inline void sluice_set_be32(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)(value >> 24);
    at[1] = (uint8_t)(value >> 16);
    at[2] = (uint8_t)(value >> 8);
    at[3] = (uint8_t)value;
}

static inline void sluice_set_be64(uint8_t *at, uint64_t value)
{
    sluice_set_be32(at, (uint32_t)(value >> 32));
    sluice_set_be32(at + 4, (uint32_t)value);
}

/* One byte: a type code, TC_NULL or TC_ENDBLOCKDATA, say. */
SLUICE_NODISCARD static inline bool sluice_emit_byte(struct sluice_emitter *emitter, uint8_t byte)
{
    if (!sluice_emit_room(emitter, 1)) {
        return false;
    }
    *emitter->at++ = byte;
    return true;
}

SLUICE_NODISCARD static inline bool sluice_emit_bytes(struct sluice_emitter *emitter,
                                                      const uint8_t *bytes, size_t length)
{
    if (!sluice_emit_room(emitter, length)) {
        return false;
    }
    if (length != 0) {
        memcpy(emitter->at, bytes, length);
        emitter->at += length;
    }
    return true;
}

/* Two length bytes and the text: a name. It has at most 65535 bytes. */
SLUICE_NODISCARD bool sluice_emit_name(struct sluice_emitter *emitter, struct sluice_bytes name);

/* --- handles ---------------------------------------------------------------------------------- */

/* Assigns the next handle, where a reader does so (IN-9 counts it). */
SLUICE_NODISCARD static inline bool sluice_emit_handle(struct sluice_emitter *emitter,
                                                       uint32_t *number)
{
    if (emitter->numbers >= emitter->last_number) {
        return sluice_emit_fail(emitter, SLUICE_LIMIT_OBJECTS);
    }
    *number = ++emitter->numbers;
    return true;
}

/* True when there may be a reference to the handle. Never true for number 0. */
static inline bool sluice_emit_is_live(const struct sluice_emitter *emitter, uint32_t number)
{
    return number > emitter->epoch;
}

enum { SLUICE_EMIT_REFERENCE = 5 }; /* bytes of a reference */

/* Puts TC_REFERENCE to a live handle; there is room for it. */
static inline void sluice_put_reference(struct sluice_emitter *emitter, uint32_t number)
{
    emitter->at[0] = TC_REFERENCE;
    sluice_set_be32(emitter->at + 1, SLUICE_BASE_HANDLE + (number - 1 - emitter->epoch));
    emitter->at += SLUICE_EMIT_REFERENCE;
}

SLUICE_NODISCARD static inline bool sluice_emit_reference(struct sluice_emitter *emitter,
                                                          uint32_t number)
{
    if (!sluice_emit_room(emitter, SLUICE_EMIT_REFERENCE)) {
        return false;
    }
    sluice_put_reference(emitter, number);
    return true;
}

/* --- containers ------------------------------------------------------------------------------- */

/* An object, array, enum, class, class descriptor or TC_EXCEPTION opens: the reader counts its depth
 * from its type code on; for a class descriptor, from behind its fields. */
SLUICE_NODISCARD static inline bool sluice_emit_open(struct sluice_emitter *emitter)
{
    if (emitter->depth >= emitter->limits.depth) {
        return sluice_emit_fail(emitter, SLUICE_LIMIT_DEPTH);
    }
    emitter->depth++;
    if (emitter->depth > emitter->most_depth) {
        emitter->most_depth = emitter->depth;
    }
    return true;
}

static inline void sluice_emit_close(struct sluice_emitter *emitter)
{
    emitter->depth--;
}

/* The length of an array, behind its descriptor, and its handle. */
SLUICE_NODISCARD bool sluice_emit_array(struct sluice_emitter *emitter, uint32_t length,
                                        uint32_t *number);

/* A string in the form that the JDK would take. */
SLUICE_NODISCARD bool sluice_emit_string(struct sluice_emitter *emitter, struct sluice_bytes text,
                                         uint32_t *number);

/* The same as TC_LONGSTRING, however short it is. */
SLUICE_NODISCARD bool sluice_emit_long_string(struct sluice_emitter *emitter,
                                              struct sluice_bytes text, uint32_t *number);

/* --- descriptors ------------------------------------------------------------------------------ */

/* TC_CLASSDESC up to the field count; the fields come next, then sluice_emit_open(), the annotation's
 * items, TC_ENDBLOCKDATA, the superclass, sluice_emit_chain() and sluice_emit_close(). */
SLUICE_NODISCARD bool sluice_emit_class_desc(struct sluice_emitter *emitter,
                                             struct sluice_bytes name, int64_t suid, uint8_t flags,
                                             uint32_t field_count, uint32_t *number);

/* Type code and name of a field; its type string follows where the code is L or [. */
SLUICE_NODISCARD bool sluice_emit_field(struct sluice_emitter *emitter, uint8_t code,
                                        struct sluice_bytes name);

/* TC_PROXYCLASSDESC up to the interface count; the names come next, then as for a class. */
SLUICE_NODISCARD bool sluice_emit_proxy_desc(struct sluice_emitter *emitter,
                                             uint32_t interface_count, uint32_t *number);

/* A descriptor's superclass is there; `above` is the number of descriptors above it. */
SLUICE_NODISCARD bool sluice_emit_chain(struct sluice_emitter *emitter, uint64_t above);

/* --- block data ------------------------------------------------------------------------------- */

/* Adds to the block data that is being written, in blocks as the JDK cuts them. */
SLUICE_NODISCARD bool sluice_emit_data(struct sluice_emitter *emitter, const uint8_t *bytes,
                                       size_t length);

/* Writes what is left of it; needed before anything else is written. */
SLUICE_NODISCARD bool sluice_emit_data_end(struct sluice_emitter *emitter);

/* Whole blocks as they were read, with their headers. */
SLUICE_NODISCARD bool sluice_emit_blocks(struct sluice_emitter *emitter, struct sluice_bytes wire);

/* --- beginning anew --------------------------------------------------------------------------- */

/* TC_RESET, as a record of its own. */
SLUICE_NODISCARD bool sluice_emit_reset(struct sluice_emitter *emitter);

/* Handles are forgotten, but nothing is counted anew: before and behind the object of TC_EXCEPTION. */
static inline void sluice_emit_forget(struct sluice_emitter *emitter)
{
    emitter->epoch = emitter->numbers;
}

#endif
