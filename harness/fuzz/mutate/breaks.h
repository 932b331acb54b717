/* Operators that break one rule of an input, and nothing else: neighbors with a known verdict. */
#ifndef SLUICE_FUZZ_BREAKS_H
#define SLUICE_FUZZ_BREAKS_H

#include "harness/fuzz/mutate/mutation.h"

/** There is no neighbor any more. */
void sluice_breaks_forget(void);

/** Makes an input that breaks a rule of another one; see sluice_mutate_last_neighbor(). 0: this one cannot
 * be broken in the way that was chosen. */
size_t sluice_breaks_make(struct sluice_bytes input, uint8_t *out, size_t max, uint64_t seed);

/** Turns an edited input into bytes; 0: it has become too long, or cannot be written. */
size_t sluice_mutation_finish(struct sluice_mutation *mutation, uint8_t *out, size_t max);

#endif
