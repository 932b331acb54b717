/* The library for AFL++ that is about programs of archives. */
#include "harness/fuzz/archive/mutate.h"

const struct sluice_mutate_kind *const sluice_mutate_afl = &sluice_mutate_archives;
