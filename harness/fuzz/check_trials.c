#include "harness/fuzz/checks.h"

#include "harness/trials/decoder/clumsy.h"
#include "harness/trials/decoder/hashing.h"
#include "harness/trials/decoder/promises.h"

enum { NO_CLASSES_ONE_IN = 16 };

bool sluice_check_trials(struct sluice_execution *execution)
{
    char fault[SLUICE_CLUMSY_FAULT];
    const struct sluice_policy *policy = sluice_models_policy(execution->item.models);
    struct sluice_policy *none = NULL;
    if (execution->item.mode != SLUICE_MODE_DECODE) {
        return true;
    }
    const char *promised = sluice_promises_fault(policy);
    const char *hashed = sluice_hashing_fault(execution->input.stream);
    if (promised != NULL || hashed != NULL) {
        return sluice_finding_note(execution->finding, "accounts", "%s",
                                   promised != NULL ? promised : hashed);
    }
    if (sluice_execution_choose(execution, SLUICE_CHOICE_TRIALS, NO_CLASSES_ONE_IN) == 0 &&
        sluice_policy_create(NULL, 0, NULL, &none, NULL) == SLUICE_OK) {
        policy = none;
    }
    const bool good = sluice_clumsy_program(policy, fault) ||
                      sluice_finding_note(execution->finding, "OUT-3", "%s", fault);
    sluice_policy_free(none);
    return good;
}
