#include "harness/suite/foreign.h"

#include "harness/models/json.h"
#include "harness/suite/record.h"
#include "harness/targets/process_target.h"

#include <inttypes.h>
#include <sluice/decode.h>
#include <sluice/source.h>
#include <stdlib.h>

static bool can(const struct sluice_attempt *attempt, unsigned capability)
{
    return (attempt->target->capabilities & capability) != 0;
}

/* --- what is asked ---------------------------------------------------------------------------- */

static bool has_careless_class(const struct sluice_case *item)
{
    size_t count;
    const struct sluice_models_declared *declared = sluice_models_declared(item->models, &count);
    for (size_t i = 0; i < count; i++) {
        if (declared[i].careless != 0) {
            return true;
        }
    }
    return false;
}

/* Liars and careless developers are there for our own judge to be tried. */
static bool is_trial(const struct sluice_case *item)
{
    return item->lie_count > 0 || item->expect.violate_count > 0 ||
           item->expect.befalls != SLUICE_VERDICT_ACCEPT || has_careless_class(item);
}

static bool has_limits(const struct sluice_case *item)
{
    return false
#define X(member, upper, text) || item->limits.member != 0
        SLUICE_LIMIT_LIST(X)
#undef X
            ;
}

/* What nobody may be asked who cannot do it. */
static bool is_unsupported(const struct sluice_attempt *attempt)
{
    const struct sluice_case *item = attempt->item;
    if (is_trial(item)) {
        return true;
    }
    if (!can(attempt, SLUICE_CAN_DECODE)) {
        return false;
    }
    switch (item->mode) {
    case SLUICE_MODE_DECODE:
        return item->expect.verdict == SLUICE_OUTCOME_LIMIT && has_limits(item) &&
               !can(attempt, SLUICE_CAN_LIMIT);
    case SLUICE_MODE_INSPECT:
        return !can(attempt, SLUICE_CAN_INSPECT);
    case SLUICE_MODE_REWRITE:
        break;
    }
    return true;
}

void sluice_foreign_setting(const struct sluice_case *item, bool limits, struct sluice_text *out)
{
    size_t count;
    const char *comma = "";
    const struct sluice_models_declared *declared = sluice_models_declared(item->models, &count);
    sluice_text_string(out, "{\"classes\":");
    sluice_models_json(declared, count, out);
    sluice_text_string(out, ",\"limits\":{");
#define X(member, upper, text)                                                                     \
    if (limits && item->limits.member != 0) {                                                      \
        sluice_text_format(out, "%s\"%s\":%" PRIu64, comma, #member, item->limits.member);         \
        comma = ",";                                                                               \
    }
    SLUICE_LIMIT_LIST(X)
#undef X
    (void)comma;
    sluice_text_string(out, "}}");
}

/* --- what is expected ------------------------------------------------------------------------- */

/* A parser is held to what the reference, which inspects without limits, finds well-formed. */
static enum sluice_foreign_demand inspected(const struct sluice_attempt *attempt)
{
    const struct sluice_limits limits = sluice_sweep_no_limits();
    const struct sluice_options options = {.limits = &limits};
    struct sluice_source source = sluice_source_memory(attempt->assembly.bytes,
                                                       attempt->assembly.length);
    struct sluice_document *document = NULL;
    struct sluice_status status;
    const enum sluice_reason reason = sluice_inspect(&source, &options, &document, &status);
    sluice_document_free(document);
    if (reason == SLUICE_OK) {
        /* It may have limits of its own where the case is about one. */
        return attempt->item->expect.verdict == SLUICE_OUTCOME_LIMIT ? SLUICE_FOREIGN_NOTHING
                                                                     : SLUICE_FOREIGN_ACCEPT;
    }
    if (sluice_reason_is_limit(reason) || reason == SLUICE_NEEDS_CLASS ||
        reason == SLUICE_OUT_OF_MEMORY) {
        return SLUICE_FOREIGN_NOTHING;
    }
    return SLUICE_FOREIGN_REFUSE;
}

static enum sluice_foreign_demand demand_of(const struct sluice_attempt *attempt, bool parses)
{
    if (parses) {
        return inspected(attempt);
    }
    switch (attempt->item->expect.verdict) {
    case SLUICE_OUTCOME_ACCEPT:
        return SLUICE_FOREIGN_ACCEPT;
    case SLUICE_OUTCOME_REJECT:
    case SLUICE_OUTCOME_LIMIT:
        return SLUICE_FOREIGN_REFUSE;
    case SLUICE_OUTCOME_UNSUPPORTED:
    case SLUICE_OUTCOME_NONE:
        break;
    }
    return SLUICE_FOREIGN_NOTHING;
}

/* --- the runs --------------------------------------------------------------------------------- */

/* What befalls the program on the control stream is the doing of the case before. */
static void blame_case(struct sluice_attempt *attempt, const struct sluice_process_facts *process)
{
    struct sluice_process_facts *own = &attempt->plain.process;
    own->signal = process->signal;
    own->hang = process->hang;
    own->sanitizer = process->sanitizer;
    own->adapter_error = process->adapter_error;
    own->said = process->said;
}

static void control_run(struct sluice_attempt *attempt, struct sluice_observation_set *set)
{
    const struct sluice_control control = sluice_control_again(attempt->control, attempt->target);
    const struct sluice_process_facts *process = &attempt->control->after.process;
    if (sluice_process_target_ended(attempt->target, &attempt->plain)) {
        return;
    }
    if (sluice_is_well(process)) {
        set->control = control;
    } else {
        blame_case(attempt, process);
    }
}

static bool is_over_bound(const struct sluice_attempt *attempt)
{
    const uint64_t peak = attempt->plain.resources.peak_heap;
    return peak != SLUICE_NOT_MEASURED && peak > sluice_heap_bound(attempt->assembly.length);
}

/* What a runtime takes once in its life, for a class or a table that it has never needed before, falls upon the
 * case that comes first: the same stream is asked again, and the least counts. */
static bool measure_again(struct sluice_attempt *attempt,
                          const struct sluice_target_request *request, const char **why)
{
    enum { TIMES = 3 };
    for (unsigned i = 0;
         i < TIMES && sluice_is_well(&attempt->plain.process) && is_over_bound(attempt); i++) {
        struct sluice_observation again;
        struct sluice_target_facts facts;
        sluice_observation_init(&again);
        const bool ran = attempt->target->run(attempt->target->context, request, &again, &facts);
        if (sluice_process_target_ended(attempt->target, &attempt->plain)) {
            /* and is not well any longer */
        } else if (ran && !sluice_is_well(&again.process)) {
            blame_case(attempt, &again.process);
            attempt->plain.process.sanitizer = sluice_observation_keep(&attempt->plain,
                                                                       again.process.sanitizer);
            attempt->plain.process.adapter_error = sluice_observation_keep(
                &attempt->plain, again.process.adapter_error);
            attempt->plain.process.said = sluice_observation_keep(&attempt->plain,
                                                                  again.process.said);
        } else if (ran && again.resources.peak_heap < attempt->plain.resources.peak_heap) {
            attempt->plain.resources.peak_heap = again.resources.peak_heap;
        }
        sluice_observation_free(&again);
        if (!ran) {
            *why = "out of memory for the stream";
            return false;
        }
    }
    return true;
}

static bool runs(struct sluice_attempt *attempt, bool parses, struct sluice_text *setting,
                 struct sluice_observation_set *set, const char **why)
{
    const struct sluice_target *target = attempt->target;
    const struct sluice_target_request request = {.mode = parses ? SLUICE_MODE_INSPECT
                                                                 : attempt->item->mode};
    struct sluice_target_facts facts;
    if (!attempt->control->ready && !sluice_control_begin(attempt->control, target)) {
        *why = "out of memory for the control stream";
        return false;
    }
    if (!parses && request.mode == SLUICE_MODE_DECODE) {
        sluice_foreign_setting(attempt->item, can(attempt, SLUICE_CAN_LIMIT), setting);
    }
    target->set(target->context,
                (struct sluice_bytes){(const uint8_t *)sluice_text_get(setting), setting->length});
    if (setting->failed ||
        !target->load(target->context,
                      (struct sluice_bytes){attempt->assembly.bytes, attempt->assembly.length})) {
        *why = "out of memory for the stream";
        return false;
    }
    if (!target->run(target->context, &request, &attempt->plain, &facts)) {
        *why = attempt->plain.process.adapter_error;
        return false;
    }
    if (!measure_again(attempt, &request, why)) {
        return false;
    }
    if (sluice_is_well(&attempt->plain.process)) {
        control_run(attempt, set);
    }
    return true;
}

/* --- the judgement ---------------------------------------------------------------------------- */

static bool judge(struct sluice_attempt *attempt, bool parses,
                  const struct sluice_observation_set *set, const char **why)
{
    const struct sluice_bytes stream = {attempt->assembly.bytes, attempt->assembly.length};
    struct sluice_case asked = *attempt->item;
    asked.mode = parses ? SLUICE_MODE_INSPECT : asked.mode;
    attempt->results = calloc(sluice_rule_count() + 1, sizeof *attempt->results);
    if (attempt->results == NULL || !sluice_question_make(&asked, stream, &attempt->question)) {
        *why = "out of memory for the judge";
        return false;
    }
    sluice_question_limit_to_case(&asked, !parses && can(attempt, SLUICE_CAN_LIMIT),
                                  &attempt->question);
    if (!sluice_judge_all(&attempt->question.context, set, attempt->results)) {
        *why = "out of memory for the judge";
        return false;
    }
    return true;
}

static void leave_out(struct sluice_attempt *attempt)
{
    attempt->verdict.verdict = SLUICE_VERDICT_UNSUPPORTED;
    attempt->verdict.pass = true;
    if (attempt->records) {
        sluice_record_no_run(&attempt->members);
    }
}

bool sluice_foreign_run(struct sluice_attempt *attempt, const char **why)
{
    struct sluice_observation_set set = {.run = &attempt->plain};
    struct sluice_text setting = {0};
    const bool parses = !can(attempt, SLUICE_CAN_DECODE);
    if (is_unsupported(attempt)) {
        leave_out(attempt);
        return true;
    }
    const bool ran = runs(attempt, parses, &setting, &set, why) &&
                     judge(attempt, parses, &set, why);
    attempt->target->set(attempt->target->context, (struct sluice_bytes){NULL, 0});
    sluice_text_free(&setting);
    if (!ran) {
        return false;
    }
    sluice_foreign_decide(attempt, &set, demand_of(attempt, parses), !parses, &attempt->verdict);
    if (attempt->records) {
        sluice_record_run(&attempt->members, &set, attempt->results);
        sluice_record_answer(&attempt->members, set.run->answer.outcome, attempt->verdict.miss);
    }
    return true;
}
