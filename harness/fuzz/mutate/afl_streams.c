/* The library for AFL++ that is about streams. */
#include "harness/fuzz/mutate/kinds.h"

const struct sluice_mutate_kind *const sluice_mutate_afl = &sluice_mutate_streams;
