#include "harness/suite/derived_state.h"

#include "harness/base/sanitized.h"
#include "harness/suite/sweeps.h"
#include "harness/suite/verdict.h"

#include <inttypes.h>
#include <stdio.h>

/* --- one delivery ------------------------------------------------------------------------------- */

/* What the rules about several runs of the same bytes say of the runs in `set`. */
static void judge_runs(struct sluice_deriving *deriving, const struct sluice_variant *variant,
                       const struct sluice_observation_set *set, const struct sluice_answer *answer)
{
    struct sluice_judged results[SLUICE_RUN_RULES];
    sluice_judge_runs(&deriving->question->context, set, results);
    for (size_t i = 0; i < SLUICE_RUN_RULES; i++) {
        if (results[i].ruling == SLUICE_RULING_VIOLATED &&
            !sluice_case_may_violate(deriving->item, results[i].rule)) {
            sluice_deriving_say(deriving, variant, answer, results[i].rule, results[i].detail);
            return;
        }
    }
}

/* Reads the loaded stream as `request` says; it must get the answer of `whole`. */
static bool deliver(struct sluice_deriving *deriving, const struct sluice_variant *variant,
                    const struct sluice_target_request *request,
                    const struct sluice_observation *whole)
{
    const struct sluice_target *target = deriving->target;
    struct sluice_observation observation;
    struct sluice_target_facts facts;
    sluice_observation_init(&observation);
    const bool ran = target->run(target->context, request, &observation, &facts);
    if (ran) {
        const struct sluice_chunk_run run = {
            .cut = variant->name,
            .length_known = !request->hide_length,
            .answer = observation.answer,
            .peak_heap = observation.resources.peak_heap,
            .live_after_free = observation.resources.live_after_free,
        };
        const struct sluice_observation_set set = {.run = whole, .chunks = &run, .chunk_count = 1};
        deriving->out->run[variant->rule]++;
        judge_runs(deriving, variant, &set, &observation.answer);
    } else {
        deriving->why = "the target failed at a stream in pieces";
    }
    sluice_observation_free(&observation);
    return ran;
}

static const char *length_text(bool hidden)
{
    return hidden ? ", length unknown" : "";
}

/* --- deliveries of the case's own stream -------------------------------------------------------- */

static bool wanted(const struct sluice_deriving *deriving, enum sluice_variant_rule rule)
{
    return (deriving->item->derive & 1U << rule) != 0;
}

static bool deliver_own(struct sluice_deriving *deriving, struct sluice_variant *variant,
                        struct sluice_target_request *request)
{
    for (int hidden = 0; hidden < 2; hidden++) {
        request->hide_length = hidden != 0;
        if (variant->rule == SLUICE_VARIANT_CHUNK) {
            (void)snprintf(variant->name, sizeof variant->name, "chunk-1%s",
                           length_text(request->hide_length));
        } else {
            (void)snprintf(variant->name, sizeof variant->name, "split-everywhere@%zu%s",
                           request->split, length_text(request->hide_length));
        }
        if (!deliver(deriving, variant, request, deriving->plain)) {
            return false;
        }
    }
    return true;
}

/* How far apart the cuts of a stream stand: the longer it is, the fewer it has. Sanitizers make each run
 * many times as long: they see some of the cuts. */
static size_t stride_of(size_t length)
{
    enum { BYTES = 4 * 1024 * 1024, LEAST = 2, MOST = SLUICE_SANITIZED ? 16 : 1024 };
    size_t cuts = BYTES / (length + 1);
    cuts = cuts > MOST ? MOST : cuts;
    cuts = cuts < LEAST ? LEAST : cuts;
    return (length + cuts - 1) / cuts;
}

bool sluice_derived_deliver(struct sluice_deriving *deriving)
{
    const struct sluice_target *target = deriving->target;
    const struct sluice_bytes stream = {deriving->base->bytes, deriving->base->length};
    struct sluice_target_request request = sluice_sweep_request(deriving->item);
    struct sluice_variant variant = {.bytes = stream, .offset = stream.length};
    if ((target->capabilities & SLUICE_CAN_CHUNK) == 0 || stream.length == 0) {
        return true;
    }
    if (!target->load(target->context, stream)) {
        deriving->why = "out of memory for the stream";
        return false;
    }
    request.value = true;
    if (wanted(deriving, SLUICE_VARIANT_CHUNK)) {
        variant.rule = SLUICE_VARIANT_CHUNK;
        request.chunk = 1;
        if (!deliver_own(deriving, &variant, &request)) {
            return false;
        }
        request.chunk = 0;
    }
    variant.rule = SLUICE_VARIANT_SPLIT;
    const size_t stride = stride_of(stream.length);
    for (size_t at = 1; wanted(deriving, SLUICE_VARIANT_SPLIT) && at < stream.length;
         at += stride) {
        request.split = at;
        variant.offset = at;
        if (!deliver_own(deriving, &variant, &request)) {
            return false;
        }
    }
    return true;
}

/* --- a variant once more ------------------------------------------------------------------------ */

static bool refuse(struct sluice_deriving *deriving, struct sluice_variant *variant,
                   const struct sluice_target_request *request)
{
    static const struct sluice_refusal_budget budget = {
        .steps = 20000, .at_least = 4, .at_most = 200};
    struct sluice_target_request bare = *request;
    bare.trace = false;
    bare.value = false;
    if (!sluice_refusals_run(deriving->target, &bare, &deriving->seen.resources, &budget,
                             &deriving->refusals, &deriving->why)) {
        return false;
    }
    const struct sluice_observation_set set = {.run = &deriving->seen,
                                               .failures = deriving->refusals.failures,
                                               .failure_count = deriving->refusals.count};
    deriving->out->run[variant->rule] += deriving->refusals.count;
    judge_runs(deriving, variant, &set, &deriving->seen.answer);
    return true;
}

bool sluice_derived_rerun(struct sluice_deriving *deriving, const struct sluice_variant *variant,
                          const struct sluice_target_request *request)
{
    const unsigned capabilities = deriving->target->capabilities;
    struct sluice_variant again = *variant;
    if (wanted(deriving, SLUICE_VARIANT_CHUNK) && (capabilities & SLUICE_CAN_CHUNK) != 0) {
        struct sluice_target_request slow = *request;
        slow.trace = false;
        slow.chunk = 1;
        slow.hide_length = deriving->count % 2 == 0;
        again.rule = SLUICE_VARIANT_CHUNK;
        (void)snprintf(again.name, sizeof again.name, "chunk-1%s of %.*s",
                       length_text(slow.hide_length), SLUICE_VARIANT_NAME - 32, variant->name);
        if (!deliver(deriving, &again, &slow, &deriving->seen)) {
            return false;
        }
    }
    if (wanted(deriving, SLUICE_VARIANT_REFUSAL) &&
        (capabilities & SLUICE_CAN_FAIL_ALLOCATION) != 0) {
        again.rule = SLUICE_VARIANT_REFUSAL;
        (void)snprintf(again.name, sizeof again.name, "allocation-failure of %.*s",
                       SLUICE_VARIANT_NAME - 32, variant->name);
        return refuse(deriving, &again, request);
    }
    return true;
}
