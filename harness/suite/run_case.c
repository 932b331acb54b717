#include "harness/suite/run_case.h"

#include "harness/suite/attempt.h"
#include "harness/suite/record.h"

/* So that the parent knows the bytes, whatever they do to this process. */
static bool send_note(const struct sluice_attempt *attempt, const struct sluice_pool_line *line,
                      struct sluice_text *why)
{
    struct sluice_text note = {0};
    sluice_record_stream(&note, &attempt->assembly, attempt->sha256);
    bool sent = !note.failed && sluice_pool_note(line, sluice_text_get(&note), note.length);
    sluice_text_free(&note);
    if (!sent) {
        sluice_text_string(why, "out of memory for the note about the stream");
    }
    return sent;
}

bool sluice_run_case(const struct sluice_case *item, const struct sluice_target *target,
                     bool variants, struct sluice_control_runs *control,
                     const struct sluice_pool_line *line)
{
    struct sluice_attempt attempt = {
        .item = item, .target = target, .control = control, .variants = variants};
    struct sluice_text assembling = {0};
    struct sluice_text answer = {0};
    const char *why = NULL;
    bool good = sluice_attempt_assemble(&attempt, &assembling) &&
                send_note(&attempt, line, &assembling);
    if (!good) {
        why = sluice_text_get(&assembling);
    } else {
        good = sluice_attempt_run(&attempt, &why);
    }
    if (!good) {
        sluice_case_decide_broken(why != NULL ? why : "the target failed", &attempt.verdict);
        sluice_text_free(&attempt.members);
        sluice_record_no_run(&attempt.members);
    }
    bool fit = sluice_verdict_is_targets_own(attempt.verdict.verdict);
    bool sent = sluice_record_pack(&attempt.verdict, &attempt.members, &answer) &&
                sluice_pool_answer(line, sluice_text_get(&answer), answer.length);
    sluice_text_free(&answer);
    sluice_text_free(&assembling);
    sluice_attempt_free(&attempt);
    return sent && fit;
}
