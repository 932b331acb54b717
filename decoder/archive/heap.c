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

void sluice_archive_heap_init(struct heap *heap, const struct sluice_allocator *allocator,
                              uint64_t limit)
{
    static const struct sluice_allocator standard = {get_from_malloc, put_to_free, NULL};
    *heap = (struct heap){.allocator = allocator ? *allocator : standard, .limit = limit};
}

void *sluice_archive_get(struct heap *heap, size_t count, size_t size)
{
    size_t bytes = 0;
    heap->over_limit = __builtin_mul_overflow(count, size, &bytes) || bytes > heap->limit ||
                       heap->held > heap->limit - bytes;
    if (heap->over_limit || bytes == 0) {
        return NULL;
    }
    heap->calls++;
    void *memory = heap->allocator.get(heap->allocator.context, bytes);
    if (memory != NULL) {
        heap->held += bytes;
        heap->peak = heap->held > heap->peak ? heap->held : heap->peak;
    }
    return memory;
}

void sluice_archive_put(struct heap *heap, void *memory, size_t count, size_t size)
{
    if (memory != NULL) {
        heap->held -= count * size;
        heap->allocator.put(heap->allocator.context, memory, count * size);
    }
}
