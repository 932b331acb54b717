/* Sorting of indices, in n log n steps whatever the order, without recursion. */
#ifndef SLUICE_ARCHIVE_SORT_H
#define SLUICE_ARCHIVE_SORT_H

#include "run.h"

/* < 0, 0, > 0 */
struct sorting {
    int (*compare)(const void *context, uint32_t left, uint32_t right);
    const void *context;
};

/* Sorts `count` indices; equal ones keep their order. False without memory: the run has ended. */
SLUICE_NODISCARD bool sluice_sort(struct run *run, uint32_t *indices, uint32_t count,
                                  struct sorting sorting);

#endif
