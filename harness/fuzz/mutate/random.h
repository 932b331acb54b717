/* The random numbers of the mutator: the same for a seed on every machine. */
#ifndef SLUICE_FUZZ_RANDOM_H
#define SLUICE_FUZZ_RANDOM_H

#include <sluice/base.h>

struct sluice_random {
    uint64_t state; /* any number will do */
};

static inline uint64_t sluice_random_next(struct sluice_random *random)
{
    uint64_t mixed = random->state += UINT64_C(0x9E3779B97F4A7C15);
    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94D049BB133111EB);
    return mixed ^ mixed >> 31;
}

/** A number below `bound`; 0 if that is 0. */
static inline uint32_t sluice_random_below(struct sluice_random *random, uint32_t bound)
{
    return (uint32_t)((sluice_random_next(random) >> 32) * bound >> 32);
}

/** True once in `times`. */
static inline bool sluice_random_one_in(struct sluice_random *random, uint32_t times)
{
    return sluice_random_below(random, times) == 0;
}

#endif
