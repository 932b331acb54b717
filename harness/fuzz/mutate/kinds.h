/* Mutators by kind of input: what engines call. */
#ifndef SLUICE_FUZZ_KINDS_H
#define SLUICE_FUZZ_KINDS_H

#include "harness/fuzz/mutate/mutate.h"

/** How inputs of a kind are made of others; as sluice_mutate() and sluice_mutate_cross() are declared. */
struct sluice_mutate_kind {
    size_t (*mutate)(uint8_t *data, size_t size, size_t max, uint32_t seed,
                     sluice_mutate_bytes_fn bytes);
    size_t (*cross)(struct sluice_bytes first, struct sluice_bytes second, uint8_t *out, size_t max,
                    uint32_t seed);
};

/** Streams with their settings: harness/fuzz/input.h. */
extern const struct sluice_mutate_kind sluice_mutate_streams;

/** The one that a library for AFL++ is about. */
extern const struct sluice_mutate_kind *const sluice_mutate_afl;

#endif
