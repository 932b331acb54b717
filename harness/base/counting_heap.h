/* An allocator that knows every byte it has given out, and refuses one allocation when told to. */
#ifndef SLUICE_BASE_COUNTING_HEAP_H
#define SLUICE_BASE_COUNTING_HEAP_H

#include <sluice/memory.h>

/* Most that is given out at a time. A target that asks for more is refused, and the request counts in
   its peak: it shall be found out, not take the machine down. */
#define SLUICE_COUNTING_HEAP_MAXIMUM (UINT64_C(1) << 30)

/** Zero-initialize, or reset with sluice_counting_heap_begin(). */
struct sluice_counting_heap {
    uint64_t live;  /* bytes given out and not yet put back */
    uint64_t peak;  /* most that `live` ever was, or would have been */
    uint64_t calls; /* of `get` */
    uint64_t fail;  /* the call that is refused, from 1; 0: none */
    bool for_good;  /* and all calls after it */
    bool refused;   /* it was asked for */
};

/** Starts a run. */
void sluice_counting_heap_begin(struct sluice_counting_heap *heap, uint64_t fail);

/**
 * The heap as an allocator. Memory begins with a pattern when it is given out and when it comes back.
 * Putting back what was not given out, twice, or with another size ends the process: the runner sees a
 * crash, and the reason on standard error.
 */
struct sluice_allocator sluice_counting_heap_allocator(struct sluice_counting_heap *heap);

#endif
