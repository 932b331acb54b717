/* Memory of one run: the caller's allocator behind a budget and a meter.
 * Nothing in decoder/stream allocates in any other way. */
#ifndef SLUICE_STREAM_HEAP_H
#define SLUICE_STREAM_HEAP_H

#include "sluice/memory.h"
#include "sluice/observer.h"

struct sluice_heap {
    struct sluice_allocator allocator;
    const struct sluice_observer *observer;
    uint64_t limit; /* bytes that may be held at one time */
    uint64_t held;
    uint64_t peak;
    uint64_t calls;
    /* While a run is under way: where it stands, for events. */
    const uint8_t *const *current;
    const uint8_t *const *base;
    bool over_limit; /* the last refusal came from the limit, not from the allocator */
};

/* allocator NULL: malloc and free. */
void sluice_heap_init(struct sluice_heap *heap, const struct sluice_allocator *allocator,
                      uint64_t limit, const struct sluice_observer *observer);

/* NULL when the limit or the allocator refuses; `bytes` is not 0. */
SLUICE_NODISCARD void *sluice_heap_get(struct sluice_heap *heap, size_t bytes);

/* NULL is allowed. */
void sluice_heap_put(struct sluice_heap *heap, void *memory, size_t bytes);

/* Why the last sluice_heap_get() returned NULL. */
enum sluice_reason sluice_heap_refusal(const struct sluice_heap *heap);

#endif
