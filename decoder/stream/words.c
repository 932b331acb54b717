#include "words.h"

#include <string.h>

bool sluice_words_grow(struct sluice_words *words, struct sluice_heap *heap)
{
    if (words->block_count == words->block_capacity) {
        const uint32_t capacity = words->block_capacity ? words->block_capacity * 2 : 8;
        uint32_t **blocks = sluice_heap_get(heap, capacity * sizeof *blocks);
        if (blocks == NULL) {
            return false;
        }
        if (words->blocks != NULL) {
            memcpy(blocks, words->blocks, words->block_count * sizeof *blocks);
            sluice_heap_put(heap, words->blocks, words->block_capacity * sizeof *blocks);
        }
        words->blocks = blocks;
        words->block_capacity = capacity;
    }
    uint32_t *block = sluice_heap_get(heap, SLUICE_WORDS_BLOCK * sizeof *block);
    if (block == NULL) {
        return false;
    }
    words->blocks[words->block_count++] = block;
    return true;
}

void sluice_words_free(struct sluice_words *words, struct sluice_heap *heap)
{
    for (uint32_t i = 0; i < words->block_count; i++) {
        sluice_heap_put(heap, words->blocks[i], SLUICE_WORDS_BLOCK * sizeof(uint32_t));
    }
    sluice_heap_put(heap, words->blocks, words->block_capacity * sizeof *words->blocks);
    *words = (struct sluice_words){0};
}

void sluice_words_copy(const struct sluice_words *words, uint32_t from, uint32_t count,
                       uint32_t *out)
{
    while (count > 0) {
        const uint32_t room = SLUICE_WORDS_BLOCK - (from & (SLUICE_WORDS_BLOCK - 1));
        const uint32_t part = count < room ? count : room;
        memcpy(out, sluice_words_at(words, from), part * sizeof *out);
        out += part;
        from += part;
        count -= part;
    }
}
