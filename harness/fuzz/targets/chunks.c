/* chunks: the result does not depend on how the source cuts the bytes. */
#include "harness/fuzz/checks.h"
#include "harness/fuzz/modes.h"

static bool run(struct sluice_bytes bytes, struct sluice_fuzz_answer *answer,
                struct sluice_finding *finding)
{
    return sluice_modes_run(bytes, SLUICE_MODES_READING, answer, finding, sluice_check_chunks);
}

const struct sluice_fuzz_target sluice_fuzz_target = {
    .name = "chunks",
    .text = "delivers a stream in pieces, or from a source that fails, and compares",
    .on_streams = true,
    .run = run,
};
