/* fuzz-empty: does nothing with its inputs. What an engine does by itself, to compare the targets with:
 * scripts/bench --fuzz. */
#include "harness/fuzz/engine.h"

/* NOLINTNEXTLINE(readability-non-const-parameter): as libFuzzer declares it */
int LLVMFuzzerInitialize(int *count, char ***words)
{
    (void)count;
    (void)words;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    (void)data;
    (void)size;
    return 0;
}
