/* A mutator as a library for AFL++ (AFL_CUSTOM_MUTATOR_LIBRARY): build/bin/libsluice-mutator.so for streams, and one
 * with its name behind that for each other kind of inputs that has a mutator. */
#include "harness/fuzz/input.h"
#include "harness/fuzz/mutate/kinds.h"
#include "harness/fuzz/mutate/random.h"

#include <stdlib.h>
#include <string.h>

struct state {
    struct sluice_random random;
    uint8_t out[SLUICE_FUZZ_MAX_INPUT];
};

/* As AFL++ calls them. */
SLUICE_API void *afl_custom_init(void *afl, unsigned int seed);
SLUICE_API size_t afl_custom_fuzz(void *data, uint8_t *buf, size_t buf_size, uint8_t **out_buf,
                                  uint8_t *add_buf, size_t add_buf_size, size_t max_size);
SLUICE_API void afl_custom_deinit(void *data);

void *afl_custom_init(void *afl, unsigned int seed)
{
    struct state *state = calloc(1, sizeof *state);
    (void)afl;
    if (state != NULL) {
        state->random.state = seed;
    }
    return state;
}

/* NOLINTBEGIN(readability-non-const-parameter): as AFL++ declares it. */
size_t afl_custom_fuzz(void *data, uint8_t *buf, size_t buf_size, uint8_t **out_buf,
                       uint8_t *add_buf, size_t add_buf_size, size_t max_size)
/* NOLINTEND(readability-non-const-parameter) */
{
    struct state *state = data;
    const size_t max = max_size < sizeof state->out ? max_size : sizeof state->out;
    const size_t size = buf_size < max ? buf_size : max;
    const uint32_t seed = (uint32_t)sluice_random_next(&state->random);
    *out_buf = state->out;
    if (add_buf != NULL && add_buf_size > 0 && sluice_random_one_in(&state->random, 6)) {
        return sluice_mutate_afl->cross((struct sluice_bytes){buf, size},
                                        (struct sluice_bytes){add_buf, add_buf_size}, state->out,
                                        max, seed);
    }
    memcpy(state->out, buf, size);
    return sluice_mutate_afl->mutate(state->out, size, max, seed, NULL);
}

void afl_custom_deinit(void *data)
{
    free(data);
}
