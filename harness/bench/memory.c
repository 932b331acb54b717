#include "harness/bench/memory.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

enum { RETURN_FROM = 128 * 1024 };

void sluice_bench_memory_begin(void)
{
    /* Setting either also stops the C library from moving these bounds by itself. */
    (void)mallopt(M_MMAP_THRESHOLD, RETURN_FROM);
    (void)mallopt(M_TRIM_THRESHOLD, RETURN_FROM);
}

static struct sluice_bench_shelf *find_shelf(struct sluice_bench_memory *memory, size_t bytes)
{
    for (size_t i = 0; i < memory->shelf_count; i++) {
        if (memory->shelves[i].bytes == bytes) {
            return &memory->shelves[i];
        }
    }
    return NULL;
}

static void *get(void *context, size_t bytes)
{
    struct sluice_bench_memory *memory = context;
    memory->calls++;
    void *block = NULL;
    struct sluice_bench_shelf *shelf = memory->reuse ? find_shelf(memory, bytes) : NULL;
    if (shelf != NULL && shelf->first != NULL) {
        block = shelf->first;
        memcpy(&shelf->first, block, sizeof shelf->first);
    } else {
        block = malloc(bytes < sizeof(void *) ? sizeof(void *) : bytes);
    }
    if (block != NULL) {
        memory->live += bytes;
        memory->peak = memory->live > memory->peak ? memory->live : memory->peak;
    }
    return block;
}

static void put(void *context, void *block, size_t bytes)
{
    struct sluice_bench_memory *memory = context;
    memory->live -= bytes;
    struct sluice_bench_shelf *shelf = memory->reuse ? find_shelf(memory, bytes) : NULL;
    if (memory->reuse && shelf == NULL && memory->shelf_count < SLUICE_BENCH_SIZES) {
        shelf = &memory->shelves[memory->shelf_count++];
        *shelf = (struct sluice_bench_shelf){.bytes = bytes};
    }
    if (shelf == NULL) {
        free(block);
        return;
    }
    memcpy(block, &shelf->first, sizeof shelf->first);
    shelf->first = block;
}

struct sluice_allocator sluice_bench_allocator(struct sluice_bench_memory *memory)
{
    return (struct sluice_allocator){get, put, memory};
}

void sluice_bench_memory_reset(struct sluice_bench_memory *memory)
{
    memory->calls = 0;
    memory->peak = memory->live;
}

void sluice_bench_memory_free(struct sluice_bench_memory *memory)
{
    for (size_t i = 0; i < memory->shelf_count; i++) {
        while (memory->shelves[i].first != NULL) {
            void *block = memory->shelves[i].first;
            memcpy(&memory->shelves[i].first, block, sizeof block);
            free(block);
        }
    }
    memory->shelf_count = 0;
}
