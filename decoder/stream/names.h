/* Numbers for class names, so that equal names have equal numbers (the offset where the name first
 * stood). Used to notice a class that stands in its own superclass chain without comparing every name
 * with every other. A table of more than a few is keyed with random bytes: nobody can prepare names that
 * collide. */
#ifndef SLUICE_STREAM_NAMES_H
#define SLUICE_STREAM_NAMES_H

#include "heap.h"

struct sluice_name_entry {
    uint32_t offset; /* of the name's bytes in the stream */
    uint32_t length;
    uint32_t hash;
};

struct sluice_names {
    struct sluice_name_entry *slots; /* open addressing; offset 0 means empty */
    uint32_t capacity;               /* a power of two, or 0 */
    uint32_t count;
    uint64_t key[2];
};

/* Finds or adds the name at base + offset. `*known` says whether it was there. False: no memory. */
SLUICE_NODISCARD bool sluice_names_number(struct sluice_names *names, struct sluice_heap *heap,
                                          const uint8_t *base, uint32_t offset, uint32_t length,
                                          uint32_t *number, bool *known);

void sluice_names_free(struct sluice_names *names, struct sluice_heap *heap);

#endif
