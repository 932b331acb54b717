#include "harness/suite/derived_state.h"

#include "harness/base/sanitized.h"
#include "harness/suite/sweeps.h"
#include "harness/suite/verdict.h"

#include <stdlib.h>
#include <string.h>

void sluice_deriving_say(struct sluice_deriving *deriving, const struct sluice_variant *variant,
                         const struct sluice_answer *answer, const char *rule, const char *text)
{
    struct sluice_derived *out = deriving->out;
    out->failed++;
    if (out->failed == 1) {
        sluice_text_format(&out->first, "variant %s: %s%s%s (it got %s%s%s)", variant->name,
                           rule != NULL ? rule : "", rule != NULL ? ": " : "", text,
                           sluice_outcome_name(answer->outcome), answer->reason != NULL ? ", " : "",
                           answer->reason != NULL ? answer->reason : "");
    }
    if (out->failed > SLUICE_DERIVED_SHOWN) {
        return;
    }
    sluice_text_string(&out->failures, out->failed > 1 ? ",{\"name\":" : "{\"name\":");
    sluice_text_json_string(&out->failures, variant->name);
    sluice_text_string(&out->failures, ",\"rule\":");
    sluice_text_json_string(&out->failures, rule);
    sluice_text_string(&out->failures, ",\"message\":");
    sluice_text_json_string(&out->failures, text);
    sluice_text_string(&out->failures, ",\"hex\":\"");
    const size_t shown = variant->bytes.length < 4096 ? variant->bytes.length : 4096;
    sluice_text_hex(&out->failures, variant->bytes.data, shown);
    sluice_text_string(&out->failures, "\"}");
}

/* --- one variant --------------------------------------------------------------------------------- */

static bool judge(struct sluice_deriving *deriving, const struct sluice_variant *variant,
                  struct sluice_judge_context *context)
{
    const struct sluice_answer *answer = &deriving->seen.answer;
    const struct sluice_answer *reread = &deriving->reread.answer;
    const struct sluice_observation_set set = {
        .run = &deriving->seen, .reread = reread->outcome != SLUICE_OUTCOME_NONE ? reread : NULL};
    context->bytes = variant->bytes.data;
    context->length = variant->bytes.length;
    if (!sluice_judge_all(context, &set, deriving->results)) {
        deriving->why = "out of memory for the judge";
        return false;
    }
    for (size_t i = 0; i < sluice_rule_count(); i++) {
        const struct sluice_judged *judged = &deriving->results[i];
        if (judged->ruling == SLUICE_RULING_VIOLATED &&
            !sluice_case_may_violate(deriving->item, judged->rule) &&
            !sluice_derived_may_violate(deriving, variant, judged->rule)) {
            sluice_deriving_say(deriving, variant, answer, judged->rule, judged->detail);
            return true;
        }
    }
    const char *text = sluice_derived_wrong(deriving, variant, context);
    if (text != NULL) {
        sluice_deriving_say(deriving, variant, answer, NULL, text);
    }
    return deriving->why == NULL;
}

/* Every so many-th variant is run in other ways too. */
static bool is_rerun(const struct sluice_deriving *deriving)
{
    enum { EVERY = SLUICE_SANITIZED ? 64 : 16 };
    return deriving->count % EVERY == 0;
}

static bool run_variant(void *context, const struct sluice_variant *variant)
{
    struct sluice_deriving *deriving = context;
    const struct sluice_target *target = deriving->target;
    struct sluice_judge_context *question = &deriving->question->context;
    struct sluice_target_request request = sluice_sweep_request(deriving->item);
    struct sluice_target_facts facts;
    if (variant->rule == SLUICE_VARIANT_WRAP) {
        request.policy = sluice_wrapping_policy(deriving->wrapping);
        question = sluice_wrapping_context(deriving->wrapping);
    }
    deriving->count++;
    request.trace = true;
    request.value = is_rerun(deriving);
    sluice_observation_clear(&deriving->seen);
    sluice_observation_clear(&deriving->reread);
    if (!target->load(target->context, variant->bytes)) {
        deriving->why = "out of memory for a variant";
        return false;
    }
    if (!sluice_sweep_run(deriving->item, target, &request, &deriving->seen, &facts)) {
        deriving->why = "the target failed at a variant";
        return false;
    }
    deriving->out->run[variant->rule]++;
    return (!is_rerun(deriving) || sluice_derived_rerun(deriving, variant, &request)) &&
           sluice_sweep_read_written(deriving->item, target, &deriving->seen, &deriving->reread,
                                     &deriving->why) &&
           judge(deriving, variant, question);
}

/* --- all of them --------------------------------------------------------------------------------- */

/* The longer the stream, the fewer of its variants: a case must not take longer than all others. */
static size_t most_of(size_t length)
{
    enum { BYTES = 4 * 1024 * 1024, LEAST = 4, MOST = SLUICE_SANITIZED ? 60 : 2000 };
    const size_t affordable = BYTES / (length + 1);
    if (affordable > MOST) {
        return MOST;
    }
    return affordable > LEAST ? affordable : LEAST;
}

static bool begin(struct sluice_deriving *deriving)
{
    deriving->results = calloc(sluice_rule_count(), sizeof *deriving->results);
    deriving->wrapping = sluice_wrapping_make(deriving->item, deriving->base);
    sluice_observation_init(&deriving->seen);
    sluice_observation_init(&deriving->reread);
    if (deriving->results == NULL || deriving->wrapping == NULL) {
        deriving->why = "out of memory for the judge";
        return false;
    }
    return true;
}

/* A writer reads the whole stream before it begins: containers and deliveries are about reading. */
static unsigned rules_of(const struct sluice_case *item)
{
    const unsigned reading = 1U << SLUICE_VARIANT_WRAP;
    return item->mode == SLUICE_MODE_REWRITE ? item->derive & ~reading : item->derive;
}

static bool run_all(struct sluice_deriving *deriving)
{
    const struct sluice_variant_choice choice = {
        .rules = rules_of(deriving->item),
        .most = most_of(deriving->base->length),
        .containers = sluice_wrapping_kinds(deriving->wrapping)};
    if (!sluice_derived_deliver(deriving)) {
        return false;
    }
    if (!sluice_variants_each(deriving->item->program, deriving->base, &choice, run_variant,
                              deriving)) {
        deriving->why = "out of memory for the variants";
    }
    return deriving->why == NULL;
}

bool sluice_derived_run(const struct sluice_case *item, const struct sluice_target *target,
                        const struct sluice_assembly *assembly,
                        const struct sluice_observation *plain, struct sluice_question *question,
                        struct sluice_derived *out, const char **why)
{
    const struct sluice_judge_context own = question->context;
    struct sluice_deriving deriving = {.item = item,
                                       .target = target,
                                       .base = assembly,
                                       .plain = plain,
                                       .question = question,
                                       .out = out};
    const bool good = begin(&deriving) && run_all(&deriving);
    if (!good) {
        *why = deriving.why;
    }
    question->context = own;
    sluice_observation_free(&deriving.seen);
    sluice_observation_free(&deriving.reread);
    sluice_refusals_free(&deriving.refusals);
    sluice_wrapping_free(deriving.wrapping);
    free(deriving.results);
    return good;
}

uint64_t sluice_derived_count(const uint64_t run[SLUICE_VARIANT_RULE_COUNT])
{
    uint64_t count = 0;
    for (size_t i = 0; i < SLUICE_VARIANT_RULE_COUNT; i++) {
        count += run[i];
    }
    return count;
}

void sluice_derived_free(struct sluice_derived *derived)
{
    sluice_text_free(&derived->failures);
    sluice_text_free(&derived->first);
}
