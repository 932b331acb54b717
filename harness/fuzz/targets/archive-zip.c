/* archive-zip: bytes as a ZIP file. Nobody has signed it, so it is refused; but not for its structure if that is
 * sound, and for its structure if it is not. */
#include "harness/fuzz/archive/build.h"
#include "harness/fuzz/archive/form.h"
#include "harness/fuzz/archive/mutate.h"
#include "harness/fuzz/archive/truth.h"
#include "harness/fuzz/archive/verify.h"

static bool judge(struct sluice_bytes bytes, const struct sluice_verify_question *question,
                  const struct sluice_verify_answer *answer, struct sluice_finding *finding)
{
    const enum sluice_archive_reason reason = answer->verdict.reason;
    const enum sluice_archive_range range = sluice_archive_reason_range(reason);
    const bool stands = answer->structure_stands || range == SLUICE_ARCHIVE_RANGE_JAR;
    const struct sluice_form_answer form = sluice_form_of_archive(bytes, &question->policy);
    if (answer->accepted) {
        return sluice_finding_note(finding, "SEC06-J", "accepted, though nobody signed it");
    }
    if (stands && form.fault != NULL) {
        return sluice_finding_note(finding, "SEC06-J", "its structure is accepted: %s", form.fault);
    }
    if (!stands && form.fault == NULL && !form.unsure) {
        return sluice_finding_note(finding, "SEC06-J", "its structure is refused, but sound: %s",
                                   sluice_archive_reason_name(reason));
    }
    const char *untrue = sluice_truth_fault(bytes, &answer->verdict);
    return untrue == NULL || sluice_finding_note(finding, "SEC06-J", "refused with %s, but %s",
                                                 sluice_archive_reason_name(reason), untrue);
}

static bool run(struct sluice_bytes bytes, struct sluice_fuzz_answer *answer,
                struct sluice_finding *finding)
{
    sluice_build_prepare();
    struct sluice_verify_question question = {
        .inputs = {{.bytes = bytes.data, .length = bytes.length}},
        .count = 1,
        .policy = {.now = SLUICE_FUZZ_NOW},
        .choice = sluice_verify_choice(bytes),
    };
    question.policy.allow_comment = question.choice % 4 == 0;
    sluice_build_limits(&question.policy.limits);
    struct sluice_verify_answer verdict;
    const bool clean = sluice_verify(&question, 0, &verdict, finding);
    *answer = sluice_verify_say(&verdict);
    return clean && judge(bytes, &question, &verdict, finding);
}

const struct sluice_fuzz_target sluice_fuzz_target = {
    .name = "archive-zip",
    .text = "reads bytes as a ZIP file, and compares what is refused with two other readings",
    .mutation = &sluice_mutate_zips,
    .prepare = sluice_build_prepare,
    .run = run,
};
