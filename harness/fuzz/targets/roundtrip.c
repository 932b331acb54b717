/* roundtrip: what is taken apart and put together again, or read and written again, is the same. */
#include "harness/fuzz/checks.h"
#include "harness/fuzz/modes.h"

static bool check(struct sluice_execution *execution)
{
    return sluice_check_program(execution) && sluice_check_writing(execution);
}

static bool run(struct sluice_bytes bytes, struct sluice_fuzz_answer *answer,
                struct sluice_finding *finding)
{
    const unsigned modes = 1U << SLUICE_MODE_DECODE | 1U << SLUICE_MODE_REWRITE;
    return sluice_modes_run(bytes, modes, answer, finding, check);
}

const struct sluice_fuzz_target sluice_fuzz_target = {
    .name = "roundtrip",
    .text = "disassembles and assembles, prints and loads, reads and writes, and compares",
    .on_streams = true,
    .run = run,
};
