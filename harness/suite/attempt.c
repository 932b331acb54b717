#include "harness/suite/attempt.h"

#include "harness/suite/deliveries.h"
#include "harness/suite/foreign.h"
#include "harness/suite/lie.h"
#include "harness/suite/record.h"
#include "harness/suite/write_safe.h"
#include "harness/trials/judge/comparing.h"
#include "harness/trials/judge/judging.h"
#include "harness/trials/judge/observing.h"
#include "harness/trials/judge/placing.h"
#include "harness/trials/judge/reading.h"

#include <stdlib.h>
#include <string.h>

/* Of the layout: variants are made by all of it. */
static size_t rows_wanted(const struct sluice_attempt *attempt)
{
    if (attempt->variants) {
        return SIZE_MAX;
    }
    return attempt->records ? SLUICE_RECORD_LAYOUT_ROWS : 0;
}

bool sluice_attempt_assemble(struct sluice_attempt *attempt, struct sluice_text *why)
{
    const struct sluice_assembly_options options = {.max_rows = rows_wanted(attempt)};
    struct sluice_yaml_error error = {0};
    sluice_observation_init(&attempt->plain);
    if (!sluice_assemble(attempt->item->program, &options, &attempt->assembly, &error)) {
        char text[SLUICE_YAML_ERROR_TEXT];
        sluice_text_format(why, "the stream cannot be assembled: %s",
                           sluice_yaml_error_text(&error, text));
        return false;
    }
    sluice_sha256_of(attempt->assembly.bytes, attempt->assembly.length, attempt->sha256);
    return true;
}

/* A target need not be able to do what the case asks for; then there is nothing to run. */
static bool lacks_mode(const struct sluice_attempt *attempt)
{
    static const unsigned needs[] = {[SLUICE_MODE_DECODE] = 0,
                                     [SLUICE_MODE_INSPECT] = SLUICE_CAN_INSPECT,
                                     [SLUICE_MODE_REWRITE] = SLUICE_CAN_REWRITE};
    const unsigned needed = needs[attempt->item->mode];
    return (attempt->target->capabilities & needed) != needed;
}

static bool plain_run(struct sluice_attempt *attempt, const char **why)
{
    const struct sluice_target *target = attempt->target;
    const struct sluice_bytes stream = {attempt->assembly.bytes, attempt->assembly.length};
    struct sluice_target_request request = sluice_sweep_request(attempt->item);
    struct sluice_target_facts facts;
    request.trace = true;
    request.value = true;
    request.compact = true;
    request.promises = attempt->promises;
    if (!target->load(target->context, stream)) {
        *why = "out of memory for the stream";
        return false;
    }
    if (lacks_mode(attempt)) {
        attempt->plain.answer.outcome = SLUICE_OUTCOME_UNSUPPORTED;
        return true;
    }
    if (!sluice_sweep_run(attempt->item, target, &request, &attempt->plain, &facts)) {
        *why = attempt->plain.process.adapter_error;
        return false;
    }
    return true;
}

static bool stack_run(struct sluice_attempt *attempt, const char **why)
{
    const struct sluice_target *target = attempt->target;
    if ((target->capabilities & SLUICE_CAN_MEASURE_STACK) == 0) {
        return true;
    }
    struct sluice_target_request request = sluice_sweep_request(attempt->item);
    struct sluice_observation observation;
    struct sluice_target_facts facts;
    request.measure_stack = true;
    sluice_observation_init(&observation);
    bool good = target->run(target->context, &request, &observation, &facts);
    attempt->plain.resources.stack = observation.resources.stack;
    sluice_observation_free(&observation);
    if (!good) {
        *why = "the target failed when its stack was measured";
    }
    return good;
}

static bool is_about_writing(const struct sluice_case *item)
{
    return sluice_case_names(item, "OUT-1") || sluice_case_names(item, "OUT-2") ||
           sluice_case_names(item, "OUT-3");
}

/* What was written of the stream and is the same, else the stream itself. */
static struct sluice_bytes same_stream(const struct sluice_attempt *attempt)
{
    const struct sluice_answer *answer = &attempt->plain.answer;
    return answer->written != NULL && !attempt->item->safe &&
                   answer->outcome == SLUICE_OUTCOME_ACCEPT
               ? (struct sluice_bytes){answer->written, answer->written_length}
               : (struct sluice_bytes){attempt->assembly.bytes, attempt->assembly.length};
}

/* What the judge is made of, put to the test on the stream of a case. */
static bool test_judge(struct sluice_attempt *attempt, const char **why)
{
    const struct sluice_case *item = attempt->item;
    const struct sluice_judge_context *context = &attempt->question.context;
    const struct sluice_limits limits = sluice_sweep_no_limits();
    const struct sluice_options options = {.limits = &limits,
                                           .layouts = sluice_models_policy(item->models)};
    const bool lies = item->lie_count > 0;
    if (!lies && sluice_case_names(item, "BOUND-ALLOCATION")) {
        *why = sluice_observing_fault(&attempt->plain);
    }
    if (*why == NULL &&
        (!sluice_reading_check(context, &options, &attempt->broken) ||
         (!lies && !sluice_placing_check(context, &attempt->plain.answer, &attempt->broken)) ||
         (!lies && item->expect.violate_count == 0 && is_about_writing(item) &&
          !sluice_comparing_check(context, same_stream(attempt), &attempt->broken)))) {
        *why = sluice_text_get(&attempt->broken);
    }
    return *why == NULL;
}

static bool judge(struct sluice_attempt *attempt, struct sluice_observation_set *set,
                  const char **why)
{
    const struct sluice_bytes stream = {attempt->assembly.bytes, attempt->assembly.length};
    attempt->results = calloc(sluice_rule_count() + 1, sizeof *attempt->results);
    if (!sluice_lies_tell(attempt->item->lies, attempt->item->lie_count, &attempt->plain,
                          &attempt->sweeps, &set->control, &attempt->broken)) {
        *why = sluice_text_get(&attempt->broken);
        return false;
    }
    sluice_sweeps_join(&attempt->sweeps, set);
    if (attempt->results == NULL ||
        !sluice_question_make(attempt->item, stream, &attempt->question)) {
        *why = "out of memory for the judge";
        return false;
    }
    if (!sluice_judging_run(&attempt->question.context, set,
                            sluice_case_names(attempt->item, "BOUND-ALLOCATION"), attempt->results,
                            why)) {
        return false;
    }
    if (!attempt->is_probe && !test_judge(attempt, why)) {
        return false;
    }
    return attempt->item->lie_count > 0 ||
           (sluice_deliveries_judge(attempt->item, attempt->target, &attempt->question.context, set,
                                    attempt->results, why) &&
            sluice_write_safe(attempt->item, attempt->target, &attempt->question.context, set,
                              attempt->clumsy, attempt->results, why));
}

/* All but the plain one. */
static bool further_runs(struct sluice_attempt *attempt, const char **why)
{
    const struct sluice_case *item = attempt->item;
    const struct sluice_target *target = attempt->target;
    return lacks_mode(attempt) ||
           (stack_run(attempt, why) &&
            sluice_sweep_loaded(item, target, attempt->assembly.length, &attempt->plain,
                                &attempt->sweeps, why) &&
            sluice_sweep_growth(item, target, &attempt->sweeps, why) &&
            sluice_sweep_reread(item, target, &attempt->plain, &attempt->sweeps, why));
}

/* Once the case itself is decided: what becomes of the streams derived from it. */
static bool variant_runs(struct sluice_attempt *attempt, const char **why)
{
    struct sluice_derived *derived = &attempt->derived;
    if (!attempt->variants || attempt->item->lie_count > 0 || lacks_mode(attempt)) {
        return true;
    }
    if (!sluice_derived_run(attempt->item, attempt->target, &attempt->assembly, &attempt->plain,
                            &attempt->question, derived, why)) {
        return false;
    }
    if (derived->failed > 0 && attempt->verdict.pass) {
        attempt->verdict.pass = false;
        sluice_text_string(&attempt->verdict.message, sluice_text_get(&derived->first));
    }
    memcpy(attempt->verdict.derived, derived->run, sizeof derived->run);
    if (attempt->records) {
        sluice_record_variants(&attempt->members, derived);
    }
    return true;
}

/* What the code of the case's classes says of how it was used, once nothing that was built is left. */
static bool classes_are_content(const struct sluice_attempt *attempt, const char **why)
{
    *why = sluice_models_code_fault(attempt->item->models);
    return *why == NULL;
}

bool sluice_attempt_run(struct sluice_attempt *attempt, const char **why)
{
    if (attempt->target->kind == SLUICE_TARGET_PROCESS) {
        return sluice_foreign_run(attempt, why);
    }
    struct sluice_observation_set set = {.run = &attempt->plain};
    if (!attempt->control->ready && !sluice_control_begin(attempt->control, attempt->target)) {
        *why = "out of memory for the control stream";
        return false;
    }
    if (!plain_run(attempt, why) || !further_runs(attempt, why)) {
        return false;
    }
    set.control = sluice_control_again(attempt->control, attempt->target);
    if (!judge(attempt, &set, why)) {
        return false;
    }
    sluice_case_decide(attempt->item, attempt->sha256, &set, attempt->results, &attempt->verdict);
    if (attempt->records) {
        sluice_record_run(&attempt->members, &set, attempt->results);
    }
    return variant_runs(attempt, why) && classes_are_content(attempt, why);
}

void sluice_attempt_free(struct sluice_attempt *attempt)
{
    sluice_assembly_free(&attempt->assembly);
    sluice_observation_free(&attempt->plain);
    sluice_sweeps_free(&attempt->sweeps);
    sluice_derived_free(&attempt->derived);
    sluice_question_free(&attempt->question);
    free(attempt->results);
    sluice_text_free(&attempt->verdict.message);
    sluice_text_free(&attempt->verdict.sanitizer);
    sluice_text_free(&attempt->verdict.said);
    sluice_text_free(&attempt->members);
    sluice_text_free(&attempt->broken);
}
