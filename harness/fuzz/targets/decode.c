/* decode: builds what the policy of the input allows, under its limits, which are exact. */
#include "harness/fuzz/checks.h"
#include "harness/fuzz/modes.h"

static bool run(struct sluice_bytes bytes, struct sluice_fuzz_answer *answer,
                struct sluice_finding *finding)
{
    return sluice_modes_run(bytes, 1U << SLUICE_MODE_DECODE, answer, finding, sluice_check_limits);
}

const struct sluice_fuzz_target sluice_fuzz_target = {
    .name = "decode",
    .text = "builds what a policy allows, within limits, and judges it by every rule",
    .on_streams = true,
    .run = run,
};
