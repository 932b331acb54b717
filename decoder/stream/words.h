/* A stack of 32-bit words that grows block by block and never moves or copies what it holds:
 * what it costs is what it stores, plus one block. */
#ifndef SLUICE_STREAM_WORDS_H
#define SLUICE_STREAM_WORDS_H

#include "heap.h"

enum { SLUICE_WORDS_SHIFT = 10, SLUICE_WORDS_BLOCK = 1 << SLUICE_WORDS_SHIFT };

struct sluice_words {
    uint32_t **blocks;
    uint32_t block_count;
    uint32_t block_capacity;
    uint32_t count; /* words in use */
};

/* Adds one block; false when memory is refused. */
SLUICE_NODISCARD bool sluice_words_grow(struct sluice_words *words, struct sluice_heap *heap);

void sluice_words_free(struct sluice_words *words, struct sluice_heap *heap);

/* Copies words[from .. from + count) to `out`. */
void sluice_words_copy(const struct sluice_words *words, uint32_t from, uint32_t count,
                       uint32_t *out);

/* Words that one loop copies faster than memcpy: they were stored one by one just now, and wider
 * loads would have to wait for those stores. */
enum { SLUICE_WORDS_FEW = 16 };

static inline uint32_t *sluice_words_at(const struct sluice_words *words, uint32_t index)
{
    return &words->blocks[index >> SLUICE_WORDS_SHIFT][index & (SLUICE_WORDS_BLOCK - 1)];
}

static inline void sluice_words_take(const struct sluice_words *words, uint32_t from,
                                     uint32_t count, uint32_t *out)
{
    if (count > SLUICE_WORDS_FEW) {
        sluice_words_copy(words, from, count, out);
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        out[i] = *sluice_words_at(words, from + i);
        __asm__ volatile("" ::: "memory");
    }
}

SLUICE_NODISCARD static inline bool sluice_words_push(struct sluice_words *words,
                                                      struct sluice_heap *heap, uint32_t word)
{
    if ((words->count >> SLUICE_WORDS_SHIFT) == words->block_count &&
        !sluice_words_grow(words, heap)) {
        return false;
    }
    *sluice_words_at(words, words->count) = word;
    words->count++;
    return true;
}

#endif
