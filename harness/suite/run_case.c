#include "harness/suite/run_case.h"

#include "harness/suite/attempt.h"
#include "harness/suite/record.h"
#include "harness/suite/worker.h"

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

/* A target that counts its runs, and tells them now and then. */
struct counting {
    const struct sluice_target *target;
    const struct sluice_pool_line *line;
    uint64_t runs;
    uint64_t told; /* microseconds: when they were last told */
};

static bool tell(struct counting *counting)
{
    counting->told = sluice_worker_clock();
    return sluice_pool_count(counting->line, counting->runs);
}

static bool load_counting(void *context, struct sluice_bytes stream)
{
    const struct counting *counting = context;
    return counting->target->load(counting->target->context, stream);
}

static bool run_counting(void *context, const struct sluice_target_request *request,
                         struct sluice_observation *observation, struct sluice_target_facts *facts)
{
    enum { PERIOD = 100000 };
    struct counting *counting = context;
    const bool good = counting->target->run(counting->target->context, request, observation, facts);
    counting->runs++;
    if (sluice_worker_clock() - counting->told >= PERIOD) {
        (void)tell(counting); /* a parent that is gone is noticed at the end */
    }
    return good;
}

/* Runs and judges; false with `why` when something failed. */
static bool attempt_case(struct sluice_attempt *attempt, const struct sluice_case_run *run,
                         const struct sluice_pool_line *line, const char **why)
{
    struct counting counting = {run->target, line, 0, sluice_worker_clock()};
    struct sluice_target counted = *run->target;
    if (!run->counts || run->target->kind == SLUICE_TARGET_PROCESS) {
        return sluice_attempt_run(attempt, why);
    }
    counted.load = load_counting;
    counted.run = run_counting;
    counted.context = &counting;
    attempt->target = &counted;
    const bool good = sluice_attempt_run(attempt, why);
    attempt->target = run->target;
    return tell(&counting) && good;
}

bool sluice_run_case(const struct sluice_case_run *run, struct sluice_control_runs *control,
                     const struct sluice_pool_line *line)
{
    struct sluice_attempt attempt = {.item = run->item,
                                     .target = run->target,
                                     .control = control,
                                     .variants = run->variants,
                                     .promises = run->promises,
                                     .clumsy = run->clumsy,
                                     .records = run->records};
    struct sluice_text assembling = {0};
    struct sluice_text answer = {0};
    const char *why = NULL;
    bool good = sluice_attempt_assemble(&attempt, &assembling) &&
                (!run->records || send_note(&attempt, line, &assembling));
    if (!good) {
        why = sluice_text_get(&assembling);
    } else {
        good = attempt_case(&attempt, run, line, &why);
    }
    if (!good) {
        sluice_case_decide_broken(why != NULL ? why : "the target failed", &attempt.verdict);
        sluice_text_free(&attempt.members);
        sluice_record_no_run(&attempt.members);
    }
    /* What befalls a program stays outside of this process. */
    bool fit = sluice_verdict_is_targets_own(attempt.verdict.verdict) ||
               run->target->kind == SLUICE_TARGET_PROCESS;
    bool sent = sluice_record_pack(&attempt.verdict, &attempt.members, &answer) &&
                sluice_pool_answer(line, sluice_text_get(&answer), answer.length);
    sluice_text_free(&answer);
    sluice_text_free(&assembling);
    sluice_attempt_free(&attempt);
    return sent && fit;
}
