#define _GNU_SOURCE /* getrandom */
#include "hash.h"

#include "utf.h"

#include <string.h>
#include <sys/random.h>
#include <time.h>

#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
/* Fuzzers go by what an input does: it has to do the same again. */
void sluice_hash_key(uint64_t key[2])
{
    key[0] = UINT64_C(0x736C756963652121);
    key[1] = UINT64_C(0x6E6F742072616E64);
}
#else
void sluice_hash_key(uint64_t key[2])
{
    if (getrandom(key, 2 * sizeof key[0], GRND_NONBLOCK) == (ssize_t)(2 * sizeof key[0])) {
        return;
    }
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    key[0] = (uint64_t)now.tv_nsec << 32 ^ (uint64_t)now.tv_sec;
    key[1] = (uint64_t)(uintptr_t)key;
}
#endif

static uint64_t rotate(uint64_t word, unsigned bits)
{
    return word << bits | word >> (64 - bits);
}

static void round_once(struct sluice_hash_state *s)
{
    s->a += s->b;
    s->b = rotate(s->b, 13) ^ s->a;
    s->a = rotate(s->a, 32);
    s->c += s->d;
    s->d = rotate(s->d, 16) ^ s->c;
    s->a += s->d;
    s->d = rotate(s->d, 21) ^ s->a;
    s->c += s->b;
    s->b = rotate(s->b, 17) ^ s->c;
    s->c = rotate(s->c, 32);
}

void sluice_hash_begin(struct sluice_hash_state *state, const uint64_t key[2])
{
    *state = (struct sluice_hash_state){
        key[0] ^ UINT64_C(0x736f6d6570736575),
        key[1] ^ UINT64_C(0x646f72616e646f6d),
        key[0] ^ UINT64_C(0x6c7967656e657261),
        key[1] ^ UINT64_C(0x7465646279746573),
    };
}

void sluice_hash_word(struct sluice_hash_state *state, uint64_t word)
{
    state->d ^= word;
    round_once(state);
    state->a ^= word;
}

/* What is left behind the last whole word, and the length. */
static uint64_t last_word(const uint8_t *bytes, size_t left, size_t length)
{
    uint64_t word = (uint64_t)length << 56;
    for (size_t i = 0; i < left; i++) {
        word |= (uint64_t)bytes[i] << (8 * i);
    }
    return word;
}

void sluice_hash_bytes(struct sluice_hash_state *state, const uint8_t *bytes, size_t length)
{
    size_t left = length;
    uint64_t word;
    for (; left >= sizeof word; left -= sizeof word, bytes += sizeof word) {
        memcpy(&word, bytes, sizeof word);
        sluice_hash_word(state, word);
    }
    sluice_hash_word(state, last_word(bytes, left, length));
}

uint64_t sluice_hash_end(struct sluice_hash_state *state)
{
    state->c ^= 0xFF;
    round_once(state);
    round_once(state);
    round_once(state);
    return state->a ^ state->b ^ state->c ^ state->d;
}

uint64_t sluice_hash(const uint64_t key[2], const uint8_t *bytes, size_t length)
{
    struct sluice_hash_state state;
    sluice_hash_begin(&state, key);
    sluice_hash_bytes(&state, bytes, length);
    return sluice_hash_end(&state);
}

/* --- text ------------------------------------------------------------------------------------- */

static bool is_ascii(const uint8_t *bytes, size_t length)
{
    uint64_t word = 0;
    for (; length >= sizeof word; length -= sizeof word, bytes += sizeof word) {
        uint64_t next;
        memcpy(&next, bytes, sizeof next);
        word |= next;
    }
    for (size_t i = 0; i < length; i++) {
        word |= bytes[i];
    }
    return (word & UINT64_C(0x8080808080808080)) == 0;
}

/* The shortest bytes of a unit: one, also for a NUL, or three. */
static size_t encode(uint16_t unit, uint8_t form[3])
{
    form[0] = (uint8_t)unit;
    if (unit < 0x80) {
        return 1;
    }
    form[0] = 0xE0;
    form[1] = (uint8_t)(unit >> 8);
    form[2] = (uint8_t)unit;
    return 3;
}

void sluice_hash_text(struct sluice_hash_state *state, const uint8_t *bytes, size_t length)
{
    if (is_ascii(bytes, length)) {
        sluice_hash_bytes(state, bytes, length);
        return;
    }
    const uint8_t *end = bytes + length;
    uint8_t word[8];
    size_t filled = 0;
    size_t total = 0;
    while (bytes < end) {
        uint8_t form[3];
        const size_t count = encode(sluice_utf_next(&bytes), form);
        total += count;
        for (size_t i = 0; i < count; i++) {
            word[filled++] = form[i];
            if (filled == sizeof word) {
                uint64_t whole;
                memcpy(&whole, word, sizeof whole);
                sluice_hash_word(state, whole);
                filled = 0;
            }
        }
    }
    sluice_hash_word(state, last_word(word, filled, total));
}
