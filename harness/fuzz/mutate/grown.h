/* Streams that grow from nothing, for mutators of inputs that hold them. */
#ifndef SLUICE_FUZZ_GROWN_H
#define SLUICE_FUZZ_GROWN_H

#include "harness/fuzz/input.h"
#include "harness/fuzz/mutate/random.h"

/** An input of the targets of streams (input.h). */
struct sluice_grown {
    uint8_t bytes[SLUICE_FUZZ_MAX_INPUT];
    size_t size;
};

/** Changes it some times; an empty one grows. */
void sluice_grown_change(struct sluice_random *random, struct sluice_grown *grown, uint32_t times);

/** The stream in it. */
struct sluice_bytes sluice_grown_stream(const struct sluice_grown *grown);

#endif
