#include "harness/fuzz/mutate/breaks.h"
#include "harness/fuzz/mutate/mutate.h"

static struct sluice_mutate_neighbor neighbor;

const struct sluice_mutate_neighbor *sluice_mutate_last_neighbor(void)
{
    return &neighbor;
}

void sluice_breaks_forget(void)
{
    neighbor = (struct sluice_mutate_neighbor){0};
}

const char *const *sluice_mutate_rules(void)
{
    static const char *const rules[] = {NULL};
    return rules;
}

size_t sluice_breaks_make(struct sluice_bytes input, uint8_t *out, size_t max, uint64_t seed)
{
    (void)input;
    (void)out;
    (void)max;
    (void)seed;
    return 0;
}
