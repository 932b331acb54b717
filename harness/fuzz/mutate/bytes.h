/* Inputs as plain bytes: changed by the engine or, where it brings nothing for that, by ourselves. */
#ifndef SLUICE_FUZZ_BYTES_H
#define SLUICE_FUZZ_BYTES_H

#include "harness/base/text.h"
#include "harness/fuzz/mutate/mutate.h"
#include "harness/fuzz/mutate/random.h"

/** Changes bytes in place; the new size, from 1 to `max`, which is at least 1. */
size_t sluice_mutate_plain(struct sluice_random *random, uint8_t *data, size_t size, size_t max);

/** The same by `bytes`, if it is not NULL and makes something of that size. */
size_t sluice_mutate_bytes(struct sluice_random *random, uint8_t *data, size_t size, size_t max,
                           sluice_mutate_bytes_fn bytes);

/** Makes a text the input, cut at `max`, which is at least 1, and frees it. Nothing becomes an empty line. */
size_t sluice_mutate_text(struct sluice_text *text, uint8_t *data, size_t max);

#endif
