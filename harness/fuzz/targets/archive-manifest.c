/* archive-manifest: the text of a manifest, or of a signature file, in an archive that is signed around it. The
 * first byte says which of both, and what the policy allows; the rest is the text. */
#include "harness/fuzz/archive/judge.h"
#include "harness/fuzz/archive/mutate.h"
#include "harness/fuzz/archive/usual_texts.h"
#include "harness/fuzz/archive/verify.h"

static bool run(struct sluice_bytes bytes, struct sluice_fuzz_answer *answer,
                struct sluice_finding *finding)
{
    static struct sluice_archive_program_input program; /* too large for a stack */
    const uint8_t head = bytes.length == 0 ? 0 : bytes.data[0];
    const struct sluice_bytes text = {
        bytes.length == 0 ? (const uint8_t *)"" : bytes.data + 1,
        bytes.length == 0 ? 0 : bytes.length - 1,
    };
    sluice_program_read(&program, (struct sluice_bytes){NULL, 0});
    program.manifest = (head & SLUICE_TEXT_IS_SIGNED) != 0 ? sluice_usual_manifest() : text;
    program.signature_file = (head & SLUICE_TEXT_IS_SIGNED) != 0 ? text
                                                                 : (struct sluice_bytes){NULL, 0};
    program.switches = sluice_text_switches(head);
    return sluice_judge_program(&program, sluice_verify_choice(bytes), answer, finding);
}

const struct sluice_fuzz_target sluice_fuzz_target = {
    .name = "archive-manifest",
    .text = "reads a text as manifest or signature file of a signed archive, and reads it again",
    .mutation = &sluice_mutate_manifests,
    .prepare = sluice_build_prepare,
    .run = run,
};
