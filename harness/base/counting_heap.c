#include "harness/base/counting_heap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PREFIX_SIZE = 16,    /* keeps what follows aligned for any object */
    PAINTED = 64 * 1024, /* bytes that are filled at most; more would only cost time */
    FRESH = 0xA5,
    RETURNED = 0x5A
};

static const uint64_t given_mark = UINT64_C(0x51A1CE0FBADC0FFE);
static const uint64_t returned_mark = UINT64_C(0x51A1CE0FDEADBEEF);

/* Stands before each piece of memory. */
struct prefix {
    uint64_t mark;
    uint64_t bytes;
};

_Static_assert(sizeof(struct prefix) == PREFIX_SIZE, "the prefix keeps the alignment");
_Static_assert(PREFIX_SIZE % _Alignof(max_align_t) == 0, "the prefix keeps the alignment");

void sluice_counting_heap_begin(struct sluice_counting_heap *heap, uint64_t fail)
{
    *heap = (struct sluice_counting_heap){.fail = fail};
}

static void *get(void *context, size_t bytes)
{
    struct sluice_counting_heap *heap = context;
    heap->calls++;
    if (heap->calls == heap->fail || (heap->for_good && heap->refused)) {
        heap->refused = true;
        return NULL;
    }
    if (bytes == 0) {
        (void)fputs("sluice: the allocator was asked for 0 bytes\n", stderr);
        abort();
    }
    uint64_t wanted = bytes > UINT64_MAX - heap->live ? UINT64_MAX : heap->live + bytes;
    heap->peak = wanted > heap->peak ? wanted : heap->peak;
    if (wanted > SLUICE_COUNTING_HEAP_MAXIMUM) {
        return NULL;
    }
    uint8_t *memory = malloc(PREFIX_SIZE + bytes);
    if (memory == NULL) {
        return NULL;
    }
    const struct prefix prefix = {given_mark, bytes};
    memcpy(memory, &prefix, sizeof prefix);
    memset(memory + PREFIX_SIZE, FRESH, bytes < PAINTED ? bytes : PAINTED);
    heap->live = wanted;
    return memory + PREFIX_SIZE;
}

static void put(void *context, void *memory, size_t bytes)
{
    struct sluice_counting_heap *heap = context;
    if (memory == NULL) {
        (void)fputs("sluice: NULL was put back to the allocator\n", stderr);
        abort();
    }
    uint8_t *start = (uint8_t *)memory - PREFIX_SIZE;
    struct prefix prefix;
    memcpy(&prefix, start, sizeof prefix);
    if (prefix.mark != given_mark || prefix.bytes != bytes) {
        (void)fprintf(stderr, "sluice: %zu bytes were put back that were not given out so\n",
                      bytes);
        abort();
    }
    heap->live -= bytes;
    prefix.mark = returned_mark;
    memcpy(start, &prefix, sizeof prefix);
    memset(memory, RETURNED, bytes < PAINTED ? bytes : PAINTED);
    free(start);
}

struct sluice_allocator sluice_counting_heap_allocator(struct sluice_counting_heap *heap)
{
    return (struct sluice_allocator){get, put, heap};
}
