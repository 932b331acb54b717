#include "harness/fuzz/checks.h"
#include "harness/fuzz/policies.h"
#include "harness/fuzz/unseen.h"
#include "harness/trials/decoder/clumsy.h"
#include "harness/trials/decoder/hashing.h"
#include "harness/trials/decoder/promises.h"

#include <stdlib.h>

enum { NO_CLASSES_ONE_IN = 16 };

/* The program takes long, and does the same under the same policy each time: in a process it has to go well
 * once under each of them, and under none, behind the last. NULL without memory. */
static bool *passed(size_t policy)
{
    static bool *known;
    if (known == NULL) {
        known = calloc(sluice_fuzz_policy_count() + 1, sizeof *known);
    }
    return known != NULL ? &known[policy] : NULL;
}

/* Misuses the builder under the policy of the input, or under none. */
static bool misuse(const struct sluice_execution *execution)
{
    char fault[SLUICE_CLUMSY_FAULT];
    const size_t count = sluice_fuzz_policy_count();
    const bool without = sluice_execution_choose(execution, SLUICE_CHOICE_TRIALS,
                                                 NO_CLASSES_ONE_IN) == 0;
    const struct sluice_policy *policy = sluice_models_policy(execution->item.models);
    struct sluice_policy *none = NULL;
    bool *const known = passed(without ? count : execution->input.settings.policy % count);
    if (known == NULL || (*known && !sluice_fuzz_thorough)) {
        return true;
    }
    if (without && sluice_policy_create(NULL, 0, NULL, &none, NULL) == SLUICE_OK) {
        policy = none;
    }
    sluice_unseen_begin();
    const bool good = sluice_clumsy_program(policy, fault) ||
                      sluice_finding_note(execution->finding, "OUT-3", "%s", fault);
    sluice_unseen_end();
    sluice_policy_free(none);
    *known = good;
    return good;
}

bool sluice_check_trials(struct sluice_execution *execution)
{
    const struct sluice_policy *policy = sluice_models_policy(execution->item.models);
    if (execution->item.mode != SLUICE_MODE_DECODE) {
        return true;
    }
    const char *promised = sluice_promises_fault(policy);
    const char *hashed = sluice_hashing_fault(execution->input.stream);
    if (promised != NULL || hashed != NULL) {
        return sluice_finding_note(execution->finding, "accounts", "%s",
                                   promised != NULL ? promised : hashed);
    }
    return misuse(execution);
}
