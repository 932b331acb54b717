#include "frames.h"

#include <string.h>

bool sluice_frames_reserve(struct sluice_frames *frames, struct sluice_heap *heap)
{
    if (frames->count < frames->block_count * SLUICE_FRAMES_BLOCK) {
        return true;
    }
    if (frames->block_count == frames->block_capacity) {
        const uint32_t capacity = frames->block_capacity ? frames->block_capacity * 2 : 8;
        struct sluice_frame **blocks = sluice_heap_get(heap, capacity * sizeof *blocks);
        if (blocks == NULL) {
            return false;
        }
        if (frames->blocks != NULL) {
            memcpy(blocks, frames->blocks, frames->block_count * sizeof *blocks);
            sluice_heap_put(heap, frames->blocks, frames->block_capacity * sizeof *blocks);
        }
        frames->blocks = blocks;
        frames->block_capacity = capacity;
    }
    struct sluice_frame *block = sluice_heap_get(heap, SLUICE_FRAMES_BLOCK * sizeof *block);
    if (block == NULL) {
        return false;
    }
    frames->blocks[frames->block_count++] = block;
    return true;
}

static void drop_last_block(struct sluice_frames *frames, struct sluice_heap *heap)
{
    frames->block_count--;
    sluice_heap_put(heap, frames->blocks[frames->block_count],
                    SLUICE_FRAMES_BLOCK * sizeof(struct sluice_frame));
}

void sluice_frames_pop(struct sluice_frames *frames, struct sluice_heap *heap)
{
    frames->count--;
    /* One spare block stays, so that a stack that swings around a boundary does not thrash. */
    if (frames->count + 2 * SLUICE_FRAMES_BLOCK <= frames->block_count * SLUICE_FRAMES_BLOCK) {
        drop_last_block(frames, heap);
    }
}

void sluice_frames_free(struct sluice_frames *frames, struct sluice_heap *heap)
{
    while (frames->block_count > 0) {
        drop_last_block(frames, heap);
    }
    sluice_heap_put(heap, frames->blocks, frames->block_capacity * sizeof *frames->blocks);
    *frames = (struct sluice_frames){0};
}
