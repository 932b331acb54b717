#include "harness/base/text.h"
#include "harness/fuzz/checks.h"
#include "harness/suite/sweeps.h"
#include "harness/trials/judge/placing.h"
#include "harness/trials/judge/reading.h"

bool sluice_check_reading(struct sluice_execution *execution)
{
    const struct sluice_limits limits = sluice_sweep_no_limits();
    const struct sluice_options options = {.limits = &limits,
                                           .layouts = sluice_models_policy(execution->item.models)};
    struct sluice_text why = {0};
    const struct sluice_judge_context *context = &execution->question->context;
    const bool is_rewritten = execution->item.mode == SLUICE_MODE_REWRITE;
    bool good = sluice_reading_check(context, &options, &why) &&
                (is_rewritten || sluice_placing_check(context, &execution->plain.answer, &why));
    if (!good) {
        good = sluice_finding_note(execution->finding, "IN-8", "%s", sluice_text_get(&why));
    }
    sluice_text_free(&why);
    return good;
}
