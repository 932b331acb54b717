/* The mutator as libFuzzer calls it; linked into its programs. Targets whose inputs are no streams keep
 * libFuzzer's own mutations, and so do all with SLUICE_FUZZ_MUTATION=bytes in the environment, for
 * comparison. */
#include "harness/fuzz/input.h"
#include "harness/fuzz/mutate/kinds.h"
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

/* NULL: plain bytes. */
static const struct sluice_mutate_kind *kind_of_target(void)
{
    const char *wanted = getenv("SLUICE_FUZZ_MUTATION");
    const struct sluice_mutate_kind *usual = sluice_fuzz_target.on_streams ? &sluice_mutate_streams
                                                                           : NULL;
    const bool bytes = wanted != NULL && strcmp(wanted, "bytes") == 0;
    return bytes ? NULL : sluice_fuzz_target.mutation != NULL ? sluice_fuzz_target.mutation : usual;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
    const struct sluice_mutate_kind *kind = kind_of_target();
    if (LLVMFuzzerMutate != NULL && kind == NULL) {
        return LLVMFuzzerMutate(data, size, max_size);
    }
    return (kind == NULL ? &sluice_mutate_streams : kind)
        ->mutate(data, size, max_size, seed, LLVMFuzzerMutate);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2,
                                 size_t size2, uint8_t *out, size_t max_out_size, unsigned int seed)
{
    const struct sluice_mutate_kind *kind = kind_of_target();
    return kind == NULL ? 0
                        : kind->cross((struct sluice_bytes){data1, size1},
                                      (struct sluice_bytes){data2, size2}, out, max_out_size, seed);
}
