/* Two ways to get memory: what is measured apart, because it decides half of the time.
 *
 * Cold: malloc and free, set so that freed memory goes back to the system and comes back untouched,
 * as in the first decode of a process. Reused: blocks that come back are kept and given out again,
 * as a server does that decodes one stream after the other. Both count. */
#ifndef SLUICE_BENCH_MEMORY_H
#define SLUICE_BENCH_MEMORY_H

#include <sluice/memory.h>

enum { SLUICE_BENCH_SIZES = 64 };

/** Blocks of one size that came back, linked through their first bytes. */
struct sluice_bench_shelf {
    size_t bytes;
    void *first;
};

/** Zero-initialize; set `reuse` before use. */
struct sluice_bench_memory {
    bool reuse;
    uint64_t live;  /* bytes given out and not yet back */
    uint64_t peak;  /* most that `live` ever was */
    uint64_t calls; /* of `get` */
    struct sluice_bench_shelf shelves[SLUICE_BENCH_SIZES];
    size_t shelf_count;
};

/** Once per process: free() gives memory back to the system from a fixed size on. */
void sluice_bench_memory_begin(void);

/** The memory as an allocator; valid as long as `memory`. */
struct sluice_allocator sluice_bench_allocator(struct sluice_bench_memory *memory);

/** Forgets the peak and the calls, not the shelves. */
void sluice_bench_memory_reset(struct sluice_bench_memory *memory);

/** Frees the blocks on the shelves. */
void sluice_bench_memory_free(struct sluice_bench_memory *memory);

#endif
