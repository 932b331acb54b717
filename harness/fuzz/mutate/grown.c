#include "harness/fuzz/mutate/grown.h"

#include "harness/fuzz/mutate/mutate.h"

void sluice_grown_change(struct sluice_random *random, struct sluice_grown *grown, uint32_t times)
{
    for (; times > 0; times--) {
        grown->size = sluice_mutate(grown->bytes, grown->size, sizeof grown->bytes,
                                    (uint32_t)sluice_random_next(random), NULL);
    }
}

struct sluice_bytes sluice_grown_stream(const struct sluice_grown *grown)
{
    return sluice_fuzz_input_read((struct sluice_bytes){grown->bytes, grown->size}).stream;
}
