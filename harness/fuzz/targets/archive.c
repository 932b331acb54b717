/* archive: a program of a signed archive, which is made, signed with keys of this process, and verified. Its
 * verdict must be what follows from its bytes and from what was signed. */
#include "harness/fuzz/archive/judge.h"
#include "harness/fuzz/archive/mutate.h"
#include "harness/fuzz/archive/verify.h"

static bool run(struct sluice_bytes bytes, struct sluice_fuzz_answer *answer,
                struct sluice_finding *finding)
{
    static struct sluice_archive_program_input program; /* too large for a stack */
    sluice_program_read(&program, bytes);
    return sluice_judge_program(&program, sluice_verify_choice(bytes), answer, finding);
}

const struct sluice_fuzz_target sluice_fuzz_target = {
    .name = "archive",
    .text = "makes and signs an archive, spoils it, and compares the verdict with what was signed",
    .mutation = &sluice_mutate_archives,
    .prepare = sluice_build_prepare,
    .run = run,
};
