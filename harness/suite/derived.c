#include "harness/suite/derived.h"

#include "harness/suite/sweeps.h"
#include "harness/suite/verdict.h"
#include "rules/stream_map.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct deriving {
    const struct sluice_case *item;
    const struct sluice_target *target;
    const struct sluice_observation *plain;
    struct sluice_question *question;
    struct sluice_derived *out;
    struct sluice_observation seen;
    struct sluice_judged *results;
    const char *why;
};

/* --- what must come of a variant ---------------------------------------------------------------- */

/* Reasons that speak of bytes that are not there. */
static bool is_want_of_bytes(const char *reason)
{
    static const char *const reasons[] = {"truncated", "truncated-block", "claim-exceeds-input"};
    for (size_t i = 0; reason != NULL && i < sizeof reasons / sizeof reasons[0]; i++) {
        if (strcmp(reason, reasons[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool same_end(const struct sluice_answer *a, const struct sluice_answer *b)
{
    return a->outcome == b->outcome &&
           (a->reason == NULL || b->reason == NULL || strcmp(a->reason, b->reason) == 0);
}

/* Is the variant well formed to its last byte? */
static bool is_complete(const struct deriving *deriving, const struct sluice_variant *variant,
                        bool *complete)
{
    struct sluice_judge_context context = deriving->question->context;
    struct sluice_stream_map map;
    context.bytes = variant->bytes.data;
    context.length = variant->bytes.length;
    if (!sluice_stream_map_make(&context, &map)) {
        return false;
    }
    *complete = map.status == SLUICE_MAP_COMPLETE;
    sluice_stream_map_free(&map);
    return true;
}

/* NULL when the answer is what it must be, else what is wrong with it. */
static const char *wrong(struct deriving *deriving, const struct sluice_variant *variant)
{
    const struct sluice_answer *base = &deriving->plain->answer;
    const struct sluice_answer *answer = &deriving->seen.answer;
    const bool accepted = answer->outcome == SLUICE_OUTCOME_ACCEPT;
    bool complete = false;
    switch (variant->rule) {
    case SLUICE_VARIANT_TRUNCATE:
        if (!is_complete(deriving, variant, &complete)) {
            deriving->why = "out of memory for the map of a variant";
        } else if (accepted && !complete) {
            return "a cut stream is accepted";
        } else if (!accepted && complete && base->outcome == SLUICE_OUTCOME_ACCEPT) {
            return "the first items of an accepted stream are not accepted";
        } else if (!accepted && !is_want_of_bytes(answer->reason) && !same_end(base, answer)) {
            return "a cut stream is refused neither as cut nor as the whole one is";
        }
        return NULL;
    case SLUICE_VARIANT_TRAILING:
        if (base->outcome != SLUICE_OUTCOME_ACCEPT && !is_want_of_bytes(base->reason) &&
            !same_end(base, answer)) {
            return "what follows a refused stream changes how it is refused";
        }
        return NULL;
    case SLUICE_VARIANT_WRAP:
        if (accepted != (base->outcome == SLUICE_OUTCOME_ACCEPT) &&
            answer->outcome != SLUICE_OUTCOME_LIMIT) {
            return "an array around the items changes the verdict";
        }
        if (!accepted && answer->outcome != SLUICE_OUTCOME_LIMIT &&
            !is_want_of_bytes(base->reason) && !is_want_of_bytes(answer->reason) &&
            !same_end(base, answer)) {
            return "an array around the items changes the reason";
        }
        return NULL;
    case SLUICE_VARIANT_LENGTH:
    case SLUICE_VARIANT_HANDLE:
    case SLUICE_VARIANT_CHUNK:
    case SLUICE_VARIANT_SPLIT:
    case SLUICE_VARIANT_REFUSAL:
        break;
    }
    return NULL;
}

/* --- one variant ------------------------------------------------------------------------------------ */

static void say(struct deriving *deriving, const struct sluice_variant *variant, const char *rule,
                const char *text)
{
    struct sluice_derived *out = deriving->out;
    const struct sluice_answer *answer = &deriving->seen.answer;
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

static bool judge(struct deriving *deriving, const struct sluice_variant *variant)
{
    struct sluice_judge_context *context = &deriving->question->context;
    const struct sluice_observation_set set = {.run = &deriving->seen};
    context->bytes = variant->bytes.data;
    context->length = variant->bytes.length;
    if (!sluice_judge_all(context, &set, deriving->results)) {
        deriving->why = "out of memory for the judge";
        return false;
    }
    for (size_t i = 0; i < sluice_rule_count(); i++) {
        const struct sluice_judged *judged = &deriving->results[i];
        if (judged->ruling == SLUICE_RULING_VIOLATED &&
            !sluice_case_may_violate(deriving->item, judged->rule)) {
            say(deriving, variant, judged->rule, judged->detail);
            return true;
        }
    }
    const char *text = wrong(deriving, variant);
    if (text != NULL) {
        say(deriving, variant, NULL, text);
    }
    return deriving->why == NULL;
}

static bool run_variant(void *context, const struct sluice_variant *variant)
{
    struct deriving *deriving = context;
    const struct sluice_target *target = deriving->target;
    struct sluice_target_request request = sluice_sweep_request(deriving->item);
    struct sluice_target_facts facts;
    request.trace = true;
    sluice_observation_clear(&deriving->seen);
    if (!target->load(target->context, variant->bytes)) {
        deriving->why = "out of memory for a variant";
        return false;
    }
    if (!target->run(target->context, &request, &deriving->seen, &facts)) {
        deriving->why = "the target failed at a variant";
        return false;
    }
    deriving->out->run++;
    return judge(deriving, variant);
}

/* The longer the stream, the fewer of its variants: a case must not take longer than all others. */
static size_t most_of(size_t length)
{
    enum { BYTES = 4 * 1024 * 1024, LEAST = 4, MOST = 2000 };
    const size_t affordable = BYTES / (length + 1);
    if (affordable > MOST) {
        return MOST;
    }
    return affordable > LEAST ? affordable : LEAST;
}

bool sluice_derived_run(const struct sluice_case *item, const struct sluice_target *target,
                        const struct sluice_assembly *assembly,
                        const struct sluice_observation *plain, struct sluice_question *question,
                        struct sluice_derived *out, const char **why)
{
    const struct sluice_variant_choice choice = {.rules = item->derive,
                                                 .most = most_of(assembly->length)};
    const struct sluice_judge_context own = question->context;
    struct deriving deriving = {.item = item,
                                .target = target,
                                .plain = plain,
                                .question = question,
                                .out = out,
                                .results = calloc(sluice_rule_count(), sizeof *deriving.results)};
    if (deriving.results == NULL) {
        *why = "out of memory for the judge";
        return false;
    }
    sluice_observation_init(&deriving.seen);
    bool good = sluice_variants_each(item->program, assembly, &choice, run_variant, &deriving);
    if (!good) {
        *why = "out of memory for the variants";
    } else if (deriving.why != NULL) {
        *why = deriving.why;
        good = false;
    }
    question->context = own;
    sluice_observation_free(&deriving.seen);
    free(deriving.results);
    return good;
}

void sluice_derived_free(struct sluice_derived *derived)
{
    sluice_text_free(&derived->failures);
    sluice_text_free(&derived->first);
}
