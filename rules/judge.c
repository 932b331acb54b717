#include "rules/judge.h"

#include "rules/registry.h"

#include <string.h>

/* One of the two oracles. */
struct rule {
    const char *id;
    sluice_oracle_fn oracle;
    sluice_archive_oracle_fn archive_oracle;
    enum sluice_verdict verdict;
};

static const struct rule rules[] = {
#define X(rule, oracle, verdict) {rule, oracle, NULL, SLUICE_VERDICT_##verdict},
    SLUICE_RULES(X)
#undef X
#define X(rule, oracle, verdict) {rule, NULL, oracle, SLUICE_VERDICT_##verdict},
        SLUICE_ARCHIVE_RULES(X)
#undef X
};

static const char *const planned[] = {
#define X(rule) rule,
    SLUICE_PLANNED_RULES(X)
#undef X
};

enum {
    RULE_COUNT = sizeof rules / sizeof *rules,
    PLANNED_COUNT = sizeof planned / sizeof *planned
};

size_t sluice_rule_count(void)
{
    return RULE_COUNT;
}

const char *sluice_rule_id(size_t index)
{
    return index < RULE_COUNT ? rules[index].id : NULL;
}

size_t sluice_rule_index(const char *id)
{
    size_t i = 0;
    while (i < RULE_COUNT && strcmp(rules[i].id, id) != 0) {
        i++;
    }
    return i;
}

const char *sluice_planned_rule_id(size_t index)
{
    return index < PLANNED_COUNT ? planned[index] : NULL;
}

bool sluice_rule_is_planned(const char *id)
{
    size_t i = 0;
    while (i < PLANNED_COUNT && strcmp(planned[i], id) != 0) {
        i++;
    }
    return i < PLANNED_COUNT;
}

bool sluice_rule_is_about_archives(const char *id)
{
    const size_t index = sluice_rule_index(id);
    return index < RULE_COUNT && rules[index].oracle == NULL;
}

enum sluice_verdict sluice_rule_verdict(size_t index)
{
    return index < RULE_COUNT ? rules[index].verdict : SLUICE_VERDICT_ACCEPT;
}

const char *sluice_ruling_name(enum sluice_ruling ruling)
{
    switch (ruling) {
    case SLUICE_RULING_HELD:
        return "held";
    case SLUICE_RULING_VIOLATED:
        return "violated";
    case SLUICE_RULING_NOT_APPLICABLE:
        break;
    }
    return "not-applicable";
}

/* A target that gave no answer has shown nothing about the rules; its verdict comes from the facts of
 * the process. What it did before it died still counts. */
static bool is_blank(const struct sluice_observation_set *set)
{
    return set->run->answer.outcome == SLUICE_OUTCOME_NONE && set->run->trace_count == 0 &&
           set->run->resources.peak_heap == SLUICE_NOT_MEASURED;
}

static void begin(const struct sluice_judge_context *context, const char *rule,
                  struct sluice_judged *out)
{
    out->rule = rule;
    out->ruling = SLUICE_RULING_NOT_APPLICABLE;
    out->event = SLUICE_NO_EVENT;
    out->offset = SLUICE_NOT_MEASURED;
    out->terse = context != NULL && context->terse;
    out->detail[0] = '\0';
}

void sluice_judge_archives(const struct sluice_archive_question *question,
                           const struct sluice_archive_answer *answer,
                           struct sluice_judged *results)
{
    for (size_t i = 0; i < RULE_COUNT; i++) {
        begin(NULL, rules[i].id, &results[i]);
        if (rules[i].archive_oracle == NULL) {
            sluice_not_applicable(&results[i], "it is about streams");
        } else {
            rules[i].archive_oracle(question, answer, &results[i]);
        }
    }
}

void sluice_judge_runs(const struct sluice_judge_context *context,
                       const struct sluice_observation_set *set,
                       struct sluice_judged results[SLUICE_RUN_RULES])
{
    const struct sluice_case seen = {.context = context, .set = set, .run = set->run};
    begin(context, "BOUND-ALLOCATION", &results[0]);
    sluice_oracle_allocation(&seen, &results[0]);
    begin(context, "BOUND-CHUNKS", &results[1]);
    sluice_oracle_chunks(&seen, &results[1]);
}

bool sluice_judge_all(const struct sluice_judge_context *context,
                      const struct sluice_observation_set *set, struct sluice_judged *results)
{
    struct sluice_case seen;
    const bool made = sluice_case_make(context, set, &seen);
    for (size_t i = 0; i < RULE_COUNT; i++) {
        struct sluice_judged *out = &results[i];
        begin(context, rules[i].id, out);
        if (rules[i].oracle == NULL) {
            sluice_not_applicable(out, "it is about archives");
        } else if (!made) {
            sluice_not_applicable(out, "the judge ran out of memory");
        } else if (is_blank(set)) {
            sluice_not_applicable(out, "the target gave no answer");
        } else if (set->run->answer.outcome == SLUICE_OUTCOME_UNSUPPORTED) {
            sluice_not_applicable(out, "the target does not support this");
        } else {
            rules[i].oracle(&seen, out);
        }
    }
    sluice_case_free(&seen);
    return made;
}
