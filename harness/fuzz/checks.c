#include "harness/fuzz/checks.h"

bool sluice_check_rulings(const struct sluice_execution *execution)
{
    for (size_t i = 0; i < sluice_rule_count(); i++) {
        const struct sluice_judged *judged = &execution->results[i];
        if (judged->ruling == SLUICE_RULING_VIOLATED) {
            return sluice_finding_note(execution->finding, judged->rule, "%s", judged->detail);
        }
    }
    return true;
}

bool sluice_check_runs(const struct sluice_execution *execution,
                       const struct sluice_observation_set *set)
{
    struct sluice_judged results[SLUICE_RUN_RULES];
    sluice_judge_runs(&execution->question->context, set, results);
    for (size_t i = 0; i < SLUICE_RUN_RULES; i++) {
        if (results[i].ruling == SLUICE_RULING_VIOLATED) {
            return sluice_finding_note(execution->finding, results[i].rule, "%s",
                                       results[i].detail);
        }
    }
    return true;
}

bool sluice_check_failed(const struct sluice_execution *execution, const char *why)
{
    return sluice_finding_note(execution->finding, "accounts", "%s",
                               why != NULL ? why : "the target failed");
}
