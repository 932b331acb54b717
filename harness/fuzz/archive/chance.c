#include "harness/fuzz/archive/chance.h"

/* What replaces the numbers of a whole process, a provider does in ten times the lines. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/rand.h>

#include <stdint.h>
#include <stdlib.h>

static uint64_t state;

/* SplitMix64, by the byte. */
static int fill(unsigned char *room, int length)
{
    for (int i = 0; i < length; i++) {
        state += UINT64_C(0x9E3779B97F4A7C15);
        uint64_t mixed = (state ^ state >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
        mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94D049BB133111EB);
        room[i] = (unsigned char)(mixed >> 56);
    }
    return 1;
}

static int status(void)
{
    return 1;
}

void sluice_chance_serve_libcrypto(void)
{
    static const RAND_METHOD method = {.bytes = fill, .pseudorand = fill, .status = status};
    if (RAND_set_rand_method(&method) != 1) {
        abort();
    }
}

void sluice_chance_begin(void)
{
    state = 0;
}
