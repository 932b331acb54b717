/* all: every oracle on streams at once. Those that take several runs are asked of some inputs only, so that
 * the rest of them comes by often enough. */
#include "harness/fuzz/checks.h"
#include "harness/fuzz/modes.h"

/* A check, and of how many inputs it is made of one. */
struct part {
    bool (*check)(struct sluice_execution *execution);
    unsigned one_in;
};

static const struct part parts[] = {
    {sluice_check_limits, 2},      {sluice_check_chunks, 5},   {sluice_check_partial, 1},
    {sluice_check_allocations, 8}, {sluice_check_program, 16}, {sluice_check_writing, 6},
    {sluice_check_growth, 1024},   {sluice_check_trials, 512}, {sluice_check_views, 24},
    {sluice_check_reading, 4},     {sluice_check_long, 128},   {sluice_check_reader, 2},
    {sluice_check_sharing, 128},
};

static bool check(struct sluice_execution *execution)
{
    bool clean = true;
    for (uint32_t i = 0; clean && i < sizeof parts / sizeof parts[0]; i++) {
        const unsigned one_in = parts[i].one_in;
        if (sluice_fuzz_thorough || one_in == 1 ||
            sluice_execution_choose(execution, SLUICE_CHOICE_CHECKS + i, one_in) == 0) {
            clean = parts[i].check(execution);
        }
    }
    return clean;
}

static bool run(struct sluice_bytes bytes, struct sluice_fuzz_answer *answer,
                struct sluice_finding *finding)
{
    return sluice_modes_run(bytes, SLUICE_MODES_ALL, answer, finding, check);
}

const struct sluice_fuzz_target sluice_fuzz_target = {
    .name = "all",
    .text = "reads, writes, cuts, repeats and starves a stream, and judges it by every rule",
    .on_streams = true,
    .run = run,
};
