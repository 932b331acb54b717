/* Mutation of plain bytes, for engines that bring none of their own. */
#ifndef SLUICE_FUZZ_BYTES_H
#define SLUICE_FUZZ_BYTES_H

#include "harness/fuzz/mutate/random.h"

/** Changes bytes in place; the new size, from 1 to `max`, which is at least 1. */
size_t sluice_mutate_plain(struct sluice_random *random, uint8_t *data, size_t size, size_t max);

#endif
