/* What a run has found out about large nodes, so that what many objects share is looked at once: a node
 * never changes, and what holds for it does not either. */
#ifndef SLUICE_STREAM_KNOWN_H
#define SLUICE_STREAM_KNOWN_H

#include "heap.h"

struct sluice_engine;

/* What may be known of a node; the last two are followed by numbers of their own. */
enum {
    SLUICE_KNOWN_HASH,                /* of a string or an array */
    SLUICE_KNOWN_UNITS,               /* of a string */
    SLUICE_KNOWN_PIECES = 1 << 4,     /* hashes of the pieces of an object's custom data */
    SLUICE_KNOWN_INVARIANTS = 1 << 30 /* invariants, by number in the policy, that hold for it */
};

struct sluice_known_fact {
    uint32_t id; /* of the node; 0: free */
    uint32_t what;
    uint64_t value;
};

struct sluice_known {
    struct sluice_known_fact *slots; /* open addressing */
    uint32_t capacity;               /* a power of two, or 0 */
    uint32_t count;
};

/* False if nothing of the kind is known. */
bool sluice_recall(const struct sluice_engine *engine, uint32_t id, uint32_t what, uint64_t *value);

/* False: the run has failed for want of memory. */
SLUICE_NODISCARD bool sluice_remember(struct sluice_engine *engine, uint32_t id, uint32_t what,
                                      uint64_t value);

void sluice_known_free(struct sluice_known *known, struct sluice_heap *heap);

#endif
