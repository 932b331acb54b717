#include "heap.h"

#include <stdlib.h>

static void *get_from_malloc(void *context, size_t bytes)
{
    (void)context;
    return malloc(bytes);
}

static void put_to_free(void *context, void *memory, size_t bytes)
{
    (void)context;
    (void)bytes;
    free(memory);
}

void sluice_heap_init(struct sluice_heap *heap, const struct sluice_allocator *allocator,
                      uint64_t limit, const struct sluice_observer *observer)
{
    static const struct sluice_allocator standard = {get_from_malloc, put_to_free, NULL};
    *heap = (struct sluice_heap){
        .allocator = allocator ? *allocator : standard,
        .observer = observer,
        .limit = limit,
    };
}

void *sluice_heap_get(struct sluice_heap *heap, size_t bytes)
{
    heap->over_limit = bytes > heap->limit || heap->held > heap->limit - bytes;
    if (heap->over_limit) {
        return NULL;
    }
    heap->calls++;
    void *memory = heap->allocator.get(heap->allocator.context, bytes);
    if (memory == NULL) {
        return NULL;
    }
    heap->held += bytes;
    if (heap->held > heap->peak) {
        heap->peak = heap->held;
    }
    if (heap->observer != NULL) {
        const struct sluice_event event = {
            .type = SLUICE_EVENT_MEMORY_GROWN,
            .offset = heap->current != NULL ? (uint64_t)(*heap->current - *heap->base) : 0,
            .amount = bytes,
            .total = heap->held};
        heap->observer->on_event(heap->observer->context, &event);
    }
    return memory;
}

void sluice_heap_put(struct sluice_heap *heap, void *memory, size_t bytes)
{
    if (memory != NULL) {
        heap->held -= bytes;
        heap->allocator.put(heap->allocator.context, memory, bytes);
    }
}

enum sluice_reason sluice_heap_refusal(const struct sluice_heap *heap)
{
    return heap->over_limit ? SLUICE_LIMIT_HEAP : SLUICE_OUT_OF_MEMORY;
}
