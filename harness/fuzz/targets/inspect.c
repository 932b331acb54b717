/* inspect: reads the stream and builds nothing. */
#include "harness/fuzz/checks.h"
#include "harness/fuzz/modes.h"

static bool run(struct sluice_bytes bytes, struct sluice_fuzz_answer *answer,
                struct sluice_finding *finding)
{
    return sluice_modes_run(bytes, 1U << SLUICE_MODE_INSPECT, answer, finding,
                            sluice_check_partial);
}

const struct sluice_fuzz_target sluice_fuzz_target = {
    .name = "inspect",
    .text = "reads a stream without building anything, and judges it by every rule",
    .on_streams = true,
    .run = run,
};
