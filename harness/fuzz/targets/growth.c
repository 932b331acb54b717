/* growth: a part of the stream n, 2n, 4n and 8n times, or as large as they are many: steps and heap stay linear. */
#include "harness/fuzz/checks.h"
#include "harness/fuzz/modes.h"

static bool check(struct sluice_execution *execution)
{
    return sluice_check_growth(execution) && sluice_check_sharing(execution);
}

static bool run(struct sluice_bytes bytes, struct sluice_fuzz_answer *answer,
                struct sluice_finding *finding)
{
    return sluice_modes_run(bytes, SLUICE_MODES_READING, answer, finding, check);
}

const struct sluice_fuzz_target sluice_fuzz_target = {
    .name = "growth",
    .text = "repeats or nests a part of a stream and measures what it costs",
    .on_streams = true,
    .run = run,
};
