#include "harness/fuzz/checks.h"

#include <inttypes.h>

enum { ONE_IN = 2 };

bool sluice_check_partial(struct sluice_execution *execution)
{
    struct sluice_target_request request = sluice_execution_request(execution);
    struct sluice_observation seen;
    struct sluice_target_facts facts;
    const struct sluice_answer *plain = &execution->plain.answer;
    const bool asked = (execution->input.settings.flags & SLUICE_FUZZ_PARTIAL) != 0 &&
                       sluice_execution_choose(execution, SLUICE_CHOICE_PARTIAL, ONE_IN) == 0;
    if (execution->item.mode != SLUICE_MODE_INSPECT || (!asked && !sluice_fuzz_thorough)) {
        return true;
    }
    request.keep_partial = true;
    request.trace = true;
    sluice_observation_init(&seen);
    bool good = sluice_execution_run(execution, &request, &seen, &facts);
    const char *difference = good ? sluice_answer_difference(plain, &seen.answer) : NULL;
    if (difference != NULL) {
        good = sluice_finding_note(execution->finding, "BOUND-PUBLISHED",
                                   "when what came before a fault is kept, there is another %s",
                                   difference);
    } else if (good && seen.resources.live_after_free != 0) {
        good = sluice_finding_note(execution->finding, "BOUND-ALLOCATION",
                                   "%" PRIu64 " bytes of a partial document are never freed",
                                   seen.resources.live_after_free);
    } else if (good && plain->outcome == SLUICE_OUTCOME_ACCEPT && !facts.returned_result) {
        good = sluice_finding_note(execution->finding, "BOUND-PUBLISHED",
                                   "nothing is handed out of a stream that is accepted");
    }
    sluice_observation_free(&seen);
    return good;
}
