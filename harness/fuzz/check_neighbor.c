#include "harness/base/text.h"
#include "harness/fuzz/checks.h"
#include "harness/fuzz/matrix.h"
#include "harness/fuzz/mutate/mutate.h"

#include <stdio.h>
#include <string.h>

const struct sluice_fuzz_mutator *sluice_fuzz_mutator = NULL;

enum { REASON_SIZE = 64 };

/* How the input was answered. */
struct answer {
    enum sluice_outcome outcome;
    char reason[REASON_SIZE];
};

static bool is_expected(const struct answer *answer, const char *const *reasons)
{
    for (size_t i = 0; reasons != NULL && reasons[i] != NULL; i++) {
        if (strcmp(answer->reason, reasons[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool judge(struct sluice_finding *finding, const struct sluice_mutate_neighbor *neighbor,
                  const struct answer *answer)
{
    const bool refused = answer->outcome == SLUICE_OUTCOME_REJECT ||
                         answer->outcome == SLUICE_OUTCOME_LIMIT;
    const bool expected = refused && is_expected(answer, neighbor->reasons);
    sluice_matrix_note(neighbor->rule, true, expected);
    return expected ||
           sluice_finding_note(finding, neighbor->rule,
                               "made to break the rule in a stream that is accepted, "
                               "the input comes to %s (%s)",
                               sluice_outcome_name(answer->outcome),
                               answer->reason[0] != '\0' ? answer->reason : "no reason");
}

static bool must_refuse(const struct sluice_mutate_neighbor *neighbor, enum sluice_target_mode mode)
{
    return mode == SLUICE_MODE_DECODE ? neighbor->decode
                                      : mode == SLUICE_MODE_INSPECT && neighbor->inspect;
}

bool sluice_check_neighbor(struct sluice_execution *execution, struct sluice_bytes bytes)
{
    const struct sluice_mutate_neighbor *neighbor = sluice_fuzz_mutator != NULL
                                                        ? sluice_fuzz_mutator->last_neighbor()
                                                        : NULL;
    const enum sluice_target_mode mode = execution->item.mode;
    if (neighbor == NULL || !must_refuse(neighbor, mode) || neighbor->rule == NULL ||
        neighbor->made.length != bytes.length ||
        memcmp(neighbor->made.data, bytes.data, bytes.length) != 0) {
        return true;
    }
    struct sluice_finding *finding = execution->finding;
    struct sluice_finding unused = {0};
    struct answer answer = {.outcome = execution->plain.answer.outcome};
    const char *reason = execution->plain.answer.reason;
    (void)snprintf(answer.reason, sizeof answer.reason, "%s", reason != NULL ? reason : "");
    struct sluice_execution *base = sluice_execution_begin(neighbor->base, mode, &unused);
    if (base == NULL || !sluice_execution_plain(base) || !sluice_execution_is_accepted(base)) {
        sluice_matrix_note(neighbor->rule, false, false);
        return true;
    }
    return judge(finding, neighbor, &answer);
}
