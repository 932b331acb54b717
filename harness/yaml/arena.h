/* Memory that is given back all at once: what a loaded file and the things made of it live in. */
#ifndef SLUICE_ARENA_H
#define SLUICE_ARENA_H

#include "sluice/base.h"

struct sluice_arena_block;

/** Zero-initialize before first use. Not thread-safe. */
struct sluice_arena {
    struct sluice_arena_block *blocks;
    size_t used; /* bytes used of the newest block */
    size_t size; /* bytes in the newest block */
};

/**
 * `count` items of `item_size` bytes, zeroed and aligned for any object.
 * @return NULL when memory is short or the product overflows; never NULL for 0 bytes otherwise.
 */
SLUICE_NODISCARD void *sluice_arena_get(struct sluice_arena *arena, size_t count, size_t item_size);

/** A copy of `length` bytes with a NUL behind them; NULL when memory is short. */
SLUICE_NODISCARD char *sluice_arena_text(struct sluice_arena *arena, const char *text,
                                         size_t length);

/** Frees everything; the arena is empty then and may be used again. */
void sluice_arena_free(struct sluice_arena *arena);

#endif
