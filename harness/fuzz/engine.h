/* The entry that fuzzing engines call, by the name that they know. */
#ifndef SLUICE_FUZZ_ENGINE_H
#define SLUICE_FUZZ_ENGINE_H

#include <stddef.h>
#include <stdint.h>

/** Called once, before the first input. Returns 0. */
int LLVMFuzzerInitialize(int *count, char ***words);

/** Runs one input; ends the process if there is a finding. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
