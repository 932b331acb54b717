#include "harness/fuzz/checks.h"
#include "harness/stream/program.h"
#include "harness/suite/sweeps.h"
#include "harness/suite/write_safe.h"

#include <inttypes.h>

enum { CHOICES = 1 << 20 };

/* --- what was inspected --------------------------------------------------------------------------- */

/* The plain run has written the stream again; the reader that it was written for reads it. */
static bool check_rewritten(struct sluice_execution *execution)
{
    struct sluice_observation reread;
    struct sluice_observation_set set = {0};
    const char *why = NULL;
    sluice_observation_init(&reread);
    bool good = sluice_sweep_read_written(&execution->item, execution->target, &execution->plain,
                                          &reread, &why) ||
                sluice_execution_failed(execution, why);
    /* What its reader holds is nothing that a writer knows. */
    if (good && reread.answer.outcome != SLUICE_OUTCOME_NONE &&
        !sluice_text_same(reread.answer.reason, "limit-heap")) {
        set.reread = &reread.answer;
        good = sluice_execution_judge(execution, &set);
    }
    sluice_observation_free(&reread);
    return good;
}

/* --- what was built ------------------------------------------------------------------------------- */

/* The writer gives back all that it took. */
static bool judge_memory(const struct sluice_execution *execution,
                         const struct sluice_observation *back)
{
    const uint64_t left = back->resources.live_after_free;
    return left == 0 || left == SLUICE_NOT_MEASURED ||
           sluice_finding_note(execution->finding, "BOUND-ALLOCATION",
                               "%" PRIu64 " bytes are never freed when what was built is written",
                               left);
}

static bool judge_written(struct sluice_execution *execution, struct sluice_sweeps *sweeps)
{
    struct sluice_observation_set set = {0};
    const char *why = NULL;
    const uint64_t choice = sluice_execution_choose(execution, SLUICE_CHOICE_WRITING, CHOICES);
    if (!sluice_sweep_reread(&execution->item, execution->target, &execution->plain, sweeps,
                             &why)) {
        return sluice_execution_failed(execution, why);
    }
    sluice_sweeps_join(sweeps, &set);
    return (!sweeps->written_back || judge_memory(execution, &sweeps->back)) &&
           sluice_execution_judge(execution, &set) &&
           (sluice_write_once_more(&execution->item, execution->target,
                                   &execution->question->context, &set, choice, execution->results,
                                   &why)
                ? sluice_execution_accuse(execution, execution->results, sluice_rule_count())
                : sluice_execution_failed(execution, why));
}

/* The plain run once more, with its value. */
static bool read_value(struct sluice_execution *execution)
{
    struct sluice_target_request request = sluice_execution_request(execution);
    request.trace = true;
    request.value = true;
    return sluice_execution_run(execution, &request, &execution->plain, &execution->facts);
}

static bool check_built(struct sluice_execution *execution)
{
    const struct sluice_bytes stream = execution->input.stream;
    struct sluice_sweeps sweeps = {0};
    const char *why = NULL;
    if (!read_value(execution)) {
        return false;
    }
    execution->item.program = sluice_disassemble(stream.data, stream.length);
    const bool good = execution->item.program == NULL ||
                      (sluice_sweep_write_back(&execution->item, execution->target,
                                               &execution->plain, &sweeps, &why)
                           ? judge_written(execution, &sweeps)
                           : sluice_execution_failed(execution, why));
    sluice_sweeps_free(&sweeps);
    sluice_program_free(execution->item.program);
    execution->item.program = NULL;
    return good;
}

bool sluice_check_writing(struct sluice_execution *execution)
{
    const struct sluice_target *target = execution->target;
    bool good = true;
    if (execution->item.mode == SLUICE_MODE_REWRITE) {
        good = check_rewritten(execution);
    } else if (execution->item.mode == SLUICE_MODE_DECODE &&
               sluice_execution_is_accepted(execution)) {
        good = check_built(execution);
    }
    return target->load(target->context, execution->input.stream) && good;
}
