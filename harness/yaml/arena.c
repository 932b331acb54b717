#include "harness/yaml/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 16 * 1024, ALIGNMENT = alignof(max_align_t) };

struct sluice_arena_block {
    struct sluice_arena_block *older;
    max_align_t data[];
};

static bool add_block(struct sluice_arena *arena, size_t bytes)
{
    size_t size = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
    if (size > SIZE_MAX - sizeof(struct sluice_arena_block)) {
        return false;
    }
    struct sluice_arena_block *block = calloc(1, sizeof(*block) + size);
    if (block == NULL) {
        return false;
    }
    block->older = arena->blocks;
    arena->blocks = block;
    arena->size = size;
    arena->used = 0;
    return true;
}

void *sluice_arena_get(struct sluice_arena *arena, size_t count, size_t item_size)
{
    if (item_size != 0 && count > (SIZE_MAX - ALIGNMENT) / item_size) {
        return NULL;
    }
    size_t bytes = count * item_size;
    bytes = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (arena->blocks == NULL || bytes > arena->size - arena->used) {
        if (!add_block(arena, bytes)) {
            return NULL;
        }
    }
    void *memory = (unsigned char *)arena->blocks->data + arena->used;
    arena->used += bytes;
    return memory;
}

char *sluice_arena_text(struct sluice_arena *arena, const char *text, size_t length)
{
    if (length == SIZE_MAX) {
        return NULL;
    }
    char *copy = sluice_arena_get(arena, length + 1, 1);
    if (copy != NULL && length > 0) {
        memcpy(copy, text, length);
    }
    return copy;
}

void sluice_arena_free(struct sluice_arena *arena)
{
    while (arena->blocks != NULL) {
        struct sluice_arena_block *block = arena->blocks;
        arena->blocks = block->older;
        free(block);
    }
    arena->used = 0;
    arena->size = 0;
}
