#include "harness/fuzz/checks.h"

bool sluice_check_views(struct sluice_execution *execution)
{
    struct sluice_target_request request = sluice_execution_request(execution);
    struct sluice_observation seen;
    struct sluice_target_facts facts;
    request.trace = true;
    request.compact = true; /* then the target looks at all that it hands out */
    sluice_observation_init(&seen);
    bool good = sluice_execution_run(execution, &request, &seen, &facts);
    if (good && seen.process.adapter_error != NULL) {
        good = sluice_execution_failed(execution, seen.process.adapter_error);
    }
    sluice_observation_free(&seen);
    return good;
}
