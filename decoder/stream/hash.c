#define _GNU_SOURCE /* getrandom */
#include "hash.h"

#include "utf.h"

#include <string.h>
#include <sys/random.h>
#include <time.h>

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

struct state {
    uint64_t a, b, c, d;
};

static uint64_t rotate(uint64_t word, unsigned bits)
{
    return word << bits | word >> (64 - bits);
}

static void round_once(struct state *s)
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

uint64_t sluice_hash(const uint64_t key[2], const uint8_t *bytes, size_t length)
{
    struct state s = {
        key[0] ^ UINT64_C(0x736f6d6570736575),
        key[1] ^ UINT64_C(0x646f72616e646f6d),
        key[0] ^ UINT64_C(0x6c7967656e657261),
        key[1] ^ UINT64_C(0x7465646279746573),
    };
    size_t left = length;
    uint64_t word = 0;
    for (; left >= sizeof word; left -= sizeof word, bytes += sizeof word) {
        memcpy(&word, bytes, sizeof word);
        s.d ^= word;
        round_once(&s);
        s.a ^= word;
    }
    word = (uint64_t)length << 56;
    for (size_t i = 0; i < left; i++) {
        word |= (uint64_t)bytes[i] << (8 * i);
    }
    s.d ^= word;
    round_once(&s);
    s.a ^= word;
    s.c ^= 0xFF;
    round_once(&s);
    round_once(&s);
    round_once(&s);
    return s.a ^ s.b ^ s.c ^ s.d;
}

uint64_t sluice_hash_text(const uint64_t key[2], const uint8_t *bytes, size_t length)
{
    enum { UNITS = 64 };
    uint16_t units[UNITS] = {0};
    uint64_t chained[2] = {key[0], key[1]};
    const uint8_t *end = bytes + length;
    do {
        size_t count = 0;
        while (count < UNITS && bytes < end) {
            units[count++] = sluice_utf_next(&bytes);
        }
        chained[0] = sluice_hash(chained, (const uint8_t *)units, count * sizeof units[0]);
    } while (bytes < end);
    return chained[0];
}
