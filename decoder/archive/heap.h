/* Memory of one run: the caller's allocator behind a budget and a meter. libcrypto alone takes its
 * memory elsewhere; what it is given is bounded first (block.c). */
#ifndef SLUICE_ARCHIVE_HEAP_H
#define SLUICE_ARCHIVE_HEAP_H

#include "sluice/archive.h"

struct heap {
    struct sluice_allocator allocator;
    uint64_t limit; /* bytes that may be held at one time */
    uint64_t held;
    uint64_t peak;
    uint64_t calls;
    bool over_limit; /* the last refusal came from the limit, not from the allocator */
};

/* allocator NULL: malloc and free. */
void sluice_archive_heap_init(struct heap *heap, const struct sluice_allocator *allocator,
                              uint64_t limit);

/* Room for `count` (at least 1) items of `size` bytes; NULL when the limit or the allocator refuses. */
SLUICE_NODISCARD void *sluice_archive_get(struct heap *heap, size_t count, size_t size);

/* Takes back what sluice_archive_get() returned; NULL is allowed. */
void sluice_archive_put(struct heap *heap, void *memory, size_t count, size_t size);

#endif
