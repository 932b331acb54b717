#include "harness/fuzz/execution.h"

#include "harness/fuzz/policies.h"
#include "harness/fuzz/scratch.h"
#include "harness/suite/sweeps.h"

#include <stdlib.h>
#include <string.h>

enum { MODES = SLUICE_MODE_REWRITE + 1, TRACE_LIMIT = 200000 };

/* What lives as long as the process. */
static struct {
    struct sluice_target target;
    struct sluice_question *questions; /* for each policy in each mode; made when first needed */
    struct sluice_execution execution;
    bool ready;
} shared;

static bool get_ready(void)
{
    struct sluice_execution *execution = &shared.execution;
    if (shared.ready) {
        return true;
    }
    shared.questions = calloc(sluice_fuzz_policy_count() * MODES, sizeof *shared.questions);
    execution->results = calloc(sluice_rule_count() + 1, sizeof *execution->results);
    if (shared.questions == NULL || execution->results == NULL ||
        !sluice_reference_create_borrowing(&shared.target)) {
        return false;
    }
    sluice_observation_init(&execution->plain);
    execution->plain.trace_limit = TRACE_LIMIT;
    execution->target = &shared.target;
    shared.ready = true;
    return true;
}

/* The classes of a policy are the same in each question about it. */
static bool ask(struct sluice_execution *execution)
{
    const struct sluice_bytes stream = execution->input.stream;
    const size_t policy = execution->input.settings.policy % sluice_fuzz_policy_count();
    struct sluice_question *question = &shared.questions[policy * MODES + execution->item.mode];
    if (question->limits == NULL && (!sluice_question_make(&execution->item, stream, question) ||
                                     !sluice_question_index(question))) {
        return false;
    }
    question->context.bytes = stream.data;
    question->context.length = stream.length;
    question->context.safe = execution->item.safe;
    question->context.terse = true;
    question->context.memory = sluice_scratch();
    sluice_question_limit(&execution->item, question);
    execution->question = question;
    return true;
}

/* Spreads what differs anywhere in a number over all of its bits. */
static uint64_t mix(uint64_t number)
{
    number = (number ^ number >> 32) * UINT64_C(0x9E3779B97F4A7C15);
    return number ^ number >> 29;
}

static uint64_t digest_of(const struct sluice_fuzz_input *input)
{
    const struct sluice_bytes stream = input->stream;
    uint64_t digest = mix(stream.length << 32 ^ input->settings.choice);
    for (size_t at = 0; at < stream.length; at += sizeof digest) {
        uint64_t word = 0;
        const size_t left = stream.length - at;
        memcpy(&word, stream.data + at, left < sizeof word ? left : sizeof word);
        digest = mix(digest ^ word);
    }
    return digest;
}

struct sluice_execution *sluice_execution_begin(struct sluice_bytes bytes,
                                                enum sluice_target_mode mode,
                                                struct sluice_finding *finding)
{
    struct sluice_execution *execution = &shared.execution;
    if (!get_ready()) {
        return NULL;
    }
    execution->input = sluice_fuzz_input_read(bytes);
    execution->digest = digest_of(&execution->input);
    execution->finding = finding;
    const struct sluice_fuzz_settings *settings = &execution->input.settings;
    execution->item = (struct sluice_case){
        .mode = mode,
        .models = sluice_fuzz_policy(settings->policy),
        .limits = sluice_fuzz_limits(settings),
        .safe = mode == SLUICE_MODE_REWRITE && (settings->flags & SLUICE_FUZZ_SAFE) != 0,
    };
    return execution->item.models != NULL && ask(execution) &&
                   shared.target.load(shared.target.context, execution->input.stream)
               ? execution
               : NULL;
}

struct sluice_target_request sluice_execution_request(const struct sluice_execution *execution)
{
    const bool layouts = (execution->input.settings.flags & SLUICE_FUZZ_NO_LAYOUTS) == 0;
    struct sluice_target_request request = sluice_sweep_request(&execution->item);
    if (execution->item.mode == SLUICE_MODE_INSPECT && !layouts) {
        request.policy = NULL;
    }
    return request;
}

bool sluice_execution_failed(const struct sluice_execution *execution, const char *why)
{
    return sluice_finding_note(execution->finding, "accounts", "%s",
                               why != NULL ? why : "the target failed");
}

bool sluice_execution_accuse(const struct sluice_execution *execution,
                             const struct sluice_judged *results, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (results[i].ruling == SLUICE_RULING_VIOLATED) {
            return sluice_finding_note(execution->finding, results[i].rule, "%s",
                                       results[i].detail);
        }
    }
    return true;
}

bool sluice_execution_run(struct sluice_execution *execution,
                          const struct sluice_target_request *request,
                          struct sluice_observation *observation, struct sluice_target_facts *facts)
{
    sluice_observation_clear(observation);
    if (!sluice_sweep_run(&execution->item, execution->target, request, observation, facts)) {
        return sluice_execution_failed(execution, observation->process.adapter_error);
    }
    const char *fault = sluice_models_code_fault(execution->item.models);
    return fault == NULL || sluice_finding_note(execution->finding, "code", "%s", fault);
}

bool sluice_execution_judge(struct sluice_execution *execution, struct sluice_observation_set *set)
{
    set->run = &execution->plain;
    sluice_scratch_reset();
    if (!sluice_judge_all(&execution->question->context, set, execution->results)) {
        return true; /* without memory nobody is accused */
    }
    return sluice_execution_accuse(execution, execution->results, sluice_rule_count());
}

bool sluice_execution_plain(struct sluice_execution *execution)
{
    struct sluice_target_request request = sluice_execution_request(execution);
    struct sluice_observation_set set = {0};
    request.trace = true;
    return sluice_execution_run(execution, &request, &execution->plain, &execution->facts) &&
           sluice_execution_judge(execution, &set);
}

bool sluice_execution_is_accepted(const struct sluice_execution *execution)
{
    return execution->plain.answer.outcome == SLUICE_OUTCOME_ACCEPT;
}

struct sluice_fuzz_answer sluice_execution_answer(const struct sluice_execution *execution)
{
    const struct sluice_answer *answer = &execution->plain.answer;
    return (struct sluice_fuzz_answer){
        .verdict = sluice_outcome_name(answer->outcome),
        .reason = answer->reason,
        .offset = answer->offset,
    };
}

uint64_t sluice_execution_choose(const struct sluice_execution *execution, uint32_t what,
                                 uint64_t bound)
{
    return bound == 0 ? 0 : mix(mix(execution->digest + what)) % bound;
}
