#include "harness/base/sha256.h"

#include <string.h>

static const uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t turn(uint32_t word, unsigned bits)
{
    return (word >> bits) | (word << (32 - bits));
}

static void expand(uint32_t words[64], const uint8_t *block)
{
    for (size_t i = 0; i < 16; i++) {
        words[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
                   (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
    }
    for (size_t i = 16; i < 64; i++) {
        uint32_t early = words[i - 15];
        uint32_t late = words[i - 2];
        words[i] = words[i - 16] + (turn(early, 7) ^ turn(early, 18) ^ (early >> 3)) +
                   words[i - 7] + (turn(late, 17) ^ turn(late, 19) ^ (late >> 10));
    }
}

static void take_block(uint32_t state[8], const uint8_t *block)
{
    uint32_t words[64];
    expand(words, block);
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    for (size_t i = 0; i < 64; i++) {
        uint32_t choice = (e & f) ^ (~e & g);
        uint32_t majority = (a & b) ^ (a & c) ^ (b & c);
        uint32_t first = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + choice +
                         round_constants[i] + words[i];
        uint32_t second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + majority;
        h = g;
        g = f;
        f = e;
        e = d + first;
        d = c;
        c = b;
        b = a;
        a = first + second;
    }
    const uint32_t added[8] = {a, b, c, d, e, f, g, h};
    for (size_t i = 0; i < 8; i++) {
        state[i] += added[i];
    }
}

void sluice_sha256_begin(struct sluice_sha256 *digest)
{
    static const uint32_t initial[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    memcpy(digest->state, initial, sizeof initial);
    digest->length = 0;
}

void sluice_sha256_add(struct sluice_sha256 *digest, const void *data, size_t length)
{
    const uint8_t *bytes = data;
    while (length > 0) {
        size_t held = (size_t)(digest->length % sizeof digest->block);
        if (held == 0 && length >= sizeof digest->block) {
            take_block(digest->state, bytes);
            held = sizeof digest->block;
        } else {
            size_t room = sizeof digest->block - held;
            size_t part = length < room ? length : room;
            memcpy(digest->block + held, bytes, part);
            if (part == room) {
                take_block(digest->state, digest->block);
            }
            held = part;
        }
        digest->length += held;
        bytes += held;
        length -= held;
    }
}

void sluice_sha256_end(struct sluice_sha256 *digest, char out[SLUICE_SHA256_TEXT])
{
    static const uint8_t padding[64] = {0x80};
    static const char digits[] = "0123456789abcdef";
    uint64_t bits = digest->length * 8;
    size_t held = (size_t)(digest->length % 64);
    sluice_sha256_add(digest, padding, held < 56 ? 56 - held : 120 - held);
    uint8_t length[8];
    for (size_t i = 0; i < sizeof length; i++) {
        length[i] = (uint8_t)(bits >> (8 * (7 - i)));
    }
    sluice_sha256_add(digest, length, sizeof length);
    for (size_t i = 0; i < 64; i++) {
        out[i] = digits[(digest->state[i / 8] >> (28 - 4 * (i % 8))) & 15];
    }
    out[64] = '\0';
}

void sluice_sha256_of(const void *data, size_t length, char out[SLUICE_SHA256_TEXT])
{
    struct sluice_sha256 digest;
    sluice_sha256_begin(&digest);
    sluice_sha256_add(&digest, data, length);
    sluice_sha256_end(&digest, out);
}
