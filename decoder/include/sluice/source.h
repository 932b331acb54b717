/* Where the bytes come from: a block of memory, or a callback that delivers them piece by piece.
 *
 * The result of a run does not depend on how a callback cuts the bytes. Whether the source knows its
 * length makes no difference to sluice_inspect() either, but for a limit that is reached before the
 * bytes turn out to be missing. sluice_decode() refuses a claim that the rest of the input cannot hold
 * at the claim itself when the length is known (claim-exceeds-input), before anything behind it is
 * built; without a length it refuses the same streams where the bytes are missing. */
#ifndef SLUICE_SOURCE_H
#define SLUICE_SOURCE_H

#include "sluice/base.h"

/* `length` of a source that does not know how many bytes are to come. */
#define SLUICE_UNKNOWN_LENGTH UINT64_MAX

/**
 * Writes up to `capacity` (at least 1) bytes to `buffer` and returns how many. 0 means the end of the
 * input; -1 means a read error. Never called again after it returned 0 or -1, nor after the run has
 * failed. It is asked for bytes only when the decoder cannot go on without them; it may deliver more
 * than that.
 */
typedef int64_t (*sluice_read_fn)(void *context, uint8_t *buffer, size_t capacity);

/**
 * A source. Plain data; the caller owns it and whatever `context` points to, both until the entry
 * point returns. For memory, the bytes must stay unchanged until the document or graph is freed:
 * strings and primitive arrays are views into them.
 */
struct sluice_source {
    const uint8_t *bytes; /* memory source; NULL for a callback source */
    uint64_t length; /* bytes; exact for memory, a callback's promise or SLUICE_UNKNOWN_LENGTH */
    sluice_read_fn read; /* callback source; NULL for memory */
    void *context;       /* handed to `read` */
};

/** A source over `length` bytes of memory. At most UINT32_MAX - 1 bytes can be decoded. */
SLUICE_API struct sluice_source sluice_source_memory(const void *bytes, size_t length);

/**
 * A source over a callback. `length` is the exact number of bytes to come, or SLUICE_UNKNOWN_LENGTH.
 * If fewer come, the run fails as truncated; bytes past the length are never asked for.
 */
SLUICE_API struct sluice_source sluice_source_callback(sluice_read_fn read, void *context,
                                                       uint64_t length);

#endif
