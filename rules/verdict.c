#include "rules/judge.h"

#include "rules/case.h"

#include <string.h>

const char *sluice_verdict_name(enum sluice_verdict verdict)
{
    static const char *const names[] = {
#define X(member, name) name,
        SLUICE_VERDICTS(X)
#undef X
    };
    return (size_t)verdict < sizeof names / sizeof *names ? names[verdict] : "unknown";
}

bool sluice_verdict_parse(const char *name, enum sluice_verdict *out)
{
#define X(member, text)                                                                            \
    if (strcmp(name, text) == 0) {                                                                 \
        *out = SLUICE_VERDICT_##member;                                                            \
        return true;                                                                               \
    }
    SLUICE_VERDICTS(X)
#undef X
    return false;
}

bool sluice_verdict_is_targets_own(enum sluice_verdict verdict)
{
    return verdict <= SLUICE_VERDICT_UNSUPPORTED;
}

/* The target's own answer; a run without one is the fault of nobody but the adapter. */
static enum sluice_verdict answered(enum sluice_outcome outcome)
{
    switch (outcome) {
    case SLUICE_OUTCOME_ACCEPT:
        return SLUICE_VERDICT_ACCEPT;
    case SLUICE_OUTCOME_REJECT:
        return SLUICE_VERDICT_REJECT;
    case SLUICE_OUTCOME_LIMIT:
        return SLUICE_VERDICT_LIMIT;
    case SLUICE_OUTCOME_UNSUPPORTED:
        return SLUICE_VERDICT_UNSUPPORTED;
    case SLUICE_OUTCOME_NONE:
        break;
    }
    return SLUICE_VERDICT_ADAPTER_ERROR;
}

static void worsen(enum sluice_verdict *verdict, bool applies, enum sluice_verdict to)
{
    if (applies && to > *verdict) {
        *verdict = to;
    }
}

enum sluice_verdict sluice_verdict_of(const struct sluice_observation_set *set,
                                      const struct sluice_judged *results, size_t *cause)
{
    const struct sluice_process_facts *process = &set->run->process;
    const struct sluice_resources *resources = &set->run->resources;
    enum sluice_verdict verdict = answered(set->run->answer.outcome);
    size_t found = sluice_rule_count();
    for (size_t i = 0; i < sluice_rule_count(); i++) {
        const enum sluice_verdict of_rule = sluice_rule_verdict(i);
        if (results[i].ruling == SLUICE_RULING_VIOLATED && of_rule > verdict) {
            verdict = of_rule;
            found = i;
        }
    }
    const enum sluice_verdict of_rules = verdict;
    worsen(&verdict,
           resources->live_after_free != SLUICE_NOT_MEASURED && resources->live_after_free > 0,
           SLUICE_VERDICT_LEAK);
    worsen(&verdict,
           process->side_effect != NULL ||
               (set->control.run &&
                sluice_answer_difference(&set->control.before, &set->control.after) != NULL),
           SLUICE_VERDICT_SIDE_EFFECT);
    worsen(&verdict, process->adapter_error != NULL, SLUICE_VERDICT_ADAPTER_ERROR);
    worsen(&verdict, process->hang, SLUICE_VERDICT_HANG);
    worsen(&verdict, process->signal != 0 && !process->hang, SLUICE_VERDICT_CRASH);
    worsen(&verdict, process->sanitizer != NULL, SLUICE_VERDICT_SANITIZER);
    worsen(&verdict, process->not_run, SLUICE_VERDICT_NOT_RUN);
    if (cause != NULL) {
        *cause = verdict == of_rules ? found : sluice_rule_count();
    }
    return verdict;
}
