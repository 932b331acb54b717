/* inspect: reads the stream and builds nothing. */
#include "harness/fuzz/checks.h"

static bool run(struct sluice_bytes bytes, struct sluice_fuzz_answer *answer,
                struct sluice_finding *finding)
{
    struct sluice_execution *execution = sluice_execution_begin(bytes, SLUICE_MODE_INSPECT,
                                                                finding);
    if (execution == NULL) {
        return true;
    }
    const bool clean = sluice_execution_plain(execution);
    *answer = sluice_execution_answer(execution);
    return clean && sluice_check_partial(execution) && sluice_check_neighbor(execution, bytes);
}

const struct sluice_fuzz_target sluice_fuzz_target = {
    .name = "inspect",
    .text = "reads a stream without building anything, and judges it by every rule",
    .on_streams = true,
    .run = run,
};
