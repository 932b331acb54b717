/* The mutator as libFuzzer calls it; linked into its programs. Targets whose inputs are no streams keep
 * libFuzzer's own mutations, and so do all with SLUICE_FUZZ_MUTATION=bytes in the environment, for
 * comparison. */
#include "harness/fuzz/input.h"
#include "harness/fuzz/mutate/mutate.h"
#include "harness/fuzz/target.h"

#include <stdlib.h>
#include <string.h>

/* libFuzzer's own mutation. Other engines that call us may have none. */
__attribute__((weak)) size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

SLUICE_API size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
                                          unsigned int seed);
SLUICE_API size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1,
                                            const uint8_t *data2, size_t size2, uint8_t *out,
                                            size_t max_out_size, unsigned int seed);

static bool wants_bytes(void)
{
    const char *wanted = getenv("SLUICE_FUZZ_MUTATION");
    return !sluice_fuzz_target.on_streams || (wanted != NULL && strcmp(wanted, "bytes") == 0);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
    if (LLVMFuzzerMutate != NULL && wants_bytes()) {
        return LLVMFuzzerMutate(data, size, max_size);
    }
    return sluice_mutate(data, size, max_size, seed, LLVMFuzzerMutate);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2,
                                 size_t size2, uint8_t *out, size_t max_out_size, unsigned int seed)
{
    if (wants_bytes()) {
        return 0;
    }
    return sluice_mutate_cross((struct sluice_bytes){data1, size1},
                               (struct sluice_bytes){data2, size2}, out, max_out_size, seed);
}
