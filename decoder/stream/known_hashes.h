/* Hashes of large values that a run remembers (value_hash.c), so that a value which is shared by many
 * containers is hashed once. */
#ifndef SLUICE_STREAM_KNOWN_HASHES_H
#define SLUICE_STREAM_KNOWN_HASHES_H

#include "heap.h"

struct sluice_known_hash {
    uint32_t id;   /* of the node; 0: free */
    uint32_t part; /* 0: the value; else a piece of its custom data */
    uint64_t hash;
};

struct sluice_known_hashes {
    struct sluice_known_hash *slots; /* open addressing */
    uint32_t capacity;               /* a power of two, or 0 */
    uint32_t count;
};

void sluice_known_hashes_free(struct sluice_known_hashes *known, struct sluice_heap *heap);

#endif
