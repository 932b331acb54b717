#define _GNU_SOURCE /* getrandom */
#include "harness/diff/texts.h"

#include "harness/base/grow.h"
#include "harness/base/unit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

void sluice_diff_key_fill(struct sluice_diff_key *key)
{
    if (getrandom(key, sizeof *key, GRND_NONBLOCK) != (ssize_t)sizeof *key) {
        struct timespec now = {0};
        (void)clock_gettime(CLOCK_MONOTONIC, &now);
        key->start = (uint64_t)now.tv_nsec * UINT64_C(0x9E3779B97F4A7C15);
        key->factor = (uint64_t)(uintptr_t)key * UINT64_C(0xBF58476D1CE4E5B9);
    }
    key->factor |= UINT64_C(0x8000000000000001);
}

uint64_t sluice_diff_mix_bytes(const struct sluice_diff_key *key, uint64_t digest,
                               struct sluice_bytes bytes)
{
    uint64_t word = 0;
    size_t at = 0;
    for (; bytes.length - at >= sizeof word; at += sizeof word) {
        memcpy(&word, bytes.data + at, sizeof word);
        digest = sluice_diff_mix(key, digest, word);
    }
    word = 0;
    if (bytes.length > at) {
        memcpy(&word, bytes.data + at, bytes.length - at);
    }
    digest = sluice_diff_mix(key, digest, word);
    return sluice_diff_mix(key, digest, bytes.length);
}

uint64_t sluice_diff_text_digest(const struct sluice_diff_texts *texts, struct sluice_bytes text)
{
    if (texts->by_bytes) {
        return sluice_diff_mix_bytes(&texts->key, texts->key.start, text);
    }
    uint64_t digest = texts->key.start;
    const uint8_t *at = text.data;
    size_t units = 0;
    uint64_t word = 0;
    while (at != NULL && at < text.data + text.length) {
        word = word << 16 | sluice_unit_take(&at);
        if (++units % 4 == 0) {
            digest = sluice_diff_mix(&texts->key, digest, word);
            word = 0;
        }
    }
    digest = sluice_diff_mix(&texts->key, digest, word);
    return sluice_diff_mix(&texts->key, digest, units);
}

static bool same_text(const struct sluice_diff_texts *texts, struct sluice_bytes a,
                      struct sluice_bytes b)
{
    if (a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0)) {
        return true;
    }
    if (texts->by_bytes || a.length == 0 || b.length == 0) {
        return false;
    }
    const uint8_t *in_a = a.data;
    const uint8_t *in_b = b.data;
    while (in_a < a.data + a.length && in_b < b.data + b.length) {
        if (sluice_unit_take(&in_a) != sluice_unit_take(&in_b)) {
            return false;
        }
    }
    return in_a == a.data + a.length && in_b == b.data + b.length;
}

bool sluice_diff_text_number(struct sluice_diff_texts *texts, struct sluice_bytes text,
                             uint32_t *number)
{
    const uint64_t digest = sluice_diff_text_digest(texts, text);
    size_t probe = 0;
    while ((*number = sluice_diff_slots_next(&texts->slots, digest, &probe)) != SLUICE_DIFF_NONE) {
        if (same_text(texts, texts->list[*number], text)) {
            return true;
        }
    }
    struct sluice_bytes *list = sluice_grow(texts->list, &texts->capacity, (size_t)texts->count + 1,
                                            sizeof *list);
    if (list == NULL) {
        return false;
    }
    texts->list = list;
    *number = texts->count++;
    list[*number] = text;
    return sluice_diff_slots_add(&texts->slots, digest, *number);
}

void sluice_diff_texts_free(struct sluice_diff_texts *texts)
{
    free(texts->list);
    sluice_diff_slots_free(&texts->slots);
    *texts = (struct sluice_diff_texts){0};
}
