/* The allocator hook. Every byte that the library holds comes from here; there is no other. */
#ifndef SLUICE_MEMORY_H
#define SLUICE_MEMORY_H

#include "sluice/base.h"

/**
 * The caller's allocator. `get` returns memory for at least `bytes` (never 0) bytes, aligned for any
 * object, or NULL; `put` takes back what `get` returned, with the same size. Neither may call back
 * into the run that called it. Where an entry point takes a NULL allocator, malloc and free are used.
 */
struct sluice_allocator {
    void *(*get)(void *context, size_t bytes);
    void (*put)(void *context, void *memory, size_t bytes);
    void *context;
};

#endif
