/* oom: an allocation is refused: all or nothing, and nothing is leaked. */
#include "harness/fuzz/checks.h"
#include "harness/fuzz/modes.h"

static bool run(struct sluice_bytes bytes, struct sluice_fuzz_answer *answer,
                struct sluice_finding *finding)
{
    return sluice_modes_run(bytes, SLUICE_MODES_READING, answer, finding, sluice_check_allocations);
}

const struct sluice_fuzz_target sluice_fuzz_target = {
    .name = "oom",
    .text = "refuses memory, for once or from then on, and looks for what stays behind",
    .on_streams = true,
    .run = run,
};
