/* A table from digests to numbers, in which a digest may stand more than once.
 * Private to this room. */
#ifndef SLUICE_DIFF_SLOTS_H
#define SLUICE_DIFF_SLOTS_H

#include <sluice/base.h>

#define SLUICE_DIFF_NONE UINT32_MAX /* no number */

struct sluice_diff_slot {
    uint64_t digest;
    uint32_t next; /* 1 + number; 0: free */
};

/* Zero-initialize. */
struct sluice_diff_slots {
    struct sluice_diff_slot *list;
    size_t room; /* a power of two, at least twice `count` */
    size_t count;
};

/* Adds a number, smaller than SLUICE_DIFF_NONE. False: out of memory. */
SLUICE_NODISCARD bool sluice_diff_slots_add(struct sluice_diff_slots *slots, uint64_t digest,
                                            uint32_t number);

/* Goes through the numbers with a digest: the next one, or SLUICE_DIFF_NONE. `*probe` starts at 0. */
uint32_t sluice_diff_slots_next(const struct sluice_diff_slots *slots, uint64_t digest,
                                size_t *probe);

void sluice_diff_slots_free(struct sluice_diff_slots *slots);

#endif
