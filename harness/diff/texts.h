/* Texts by number: names, type strings and strings of both streams. Equal texts, equal numbers.
 * Private to this room. */
#ifndef SLUICE_DIFF_TEXTS_H
#define SLUICE_DIFF_TEXTS_H

#include "harness/diff/slots.h"

/* Digests and tables are keyed, so that no stream can be made for which they are slow. */
struct sluice_diff_key {
    uint64_t start;
    uint64_t factor;
};

void sluice_diff_key_fill(struct sluice_diff_key *key);

/* The digest of a sequence that had `digest` and goes on with `word`. */
static inline uint64_t sluice_diff_mix(const struct sluice_diff_key *key, uint64_t digest,
                                       uint64_t word)
{
    __extension__ const unsigned __int128 product = (unsigned __int128)(digest ^ word) *
                                                    key->factor;
    return (uint64_t)product ^ (uint64_t)(product >> 64) ^ key->start;
}

/* The digest goes on with bytes as they are. */
uint64_t sluice_diff_mix_bytes(const struct sluice_diff_key *key, uint64_t digest,
                               struct sluice_bytes bytes);

struct sluice_diff_texts {
    struct sluice_diff_key key;
    bool by_bytes; /* texts that differ in their encoding only are told apart */
    struct sluice_bytes *list;
    uint32_t count;
    size_t capacity;
    struct sluice_diff_slots slots;
};

/* Zero-initialize the texts, then fill the key. */
void sluice_diff_texts_free(struct sluice_diff_texts *texts);

/* The digest of a text: of its UTF-16 units, or of its bytes. */
uint64_t sluice_diff_text_digest(const struct sluice_diff_texts *texts, struct sluice_bytes text);

/* The number of a text, whose bytes must stay. False: out of memory. */
SLUICE_NODISCARD bool sluice_diff_text_number(struct sluice_diff_texts *texts,
                                              struct sluice_bytes text, uint32_t *number);

#endif
