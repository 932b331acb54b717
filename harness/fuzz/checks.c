#include "harness/fuzz/checks.h"

bool sluice_check_runs(const struct sluice_execution *execution,
                       const struct sluice_observation_set *set)
{
    struct sluice_judged results[SLUICE_RUN_RULES];
    sluice_judge_runs(&execution->question->context, set, results);
    return sluice_execution_accuse(execution, results, SLUICE_RUN_RULES);
}
