/* What a case has built is written once more: a second time plainly, and with safe containers.
 *
 * The first writing, and that it reads as the same value, are part of the case itself (sweeps.h). What
 * comes of these two is judged here, as that of a target that rewrites an accepted stream:
 *
 *   OUT-3   what is read of the first writing is written the same; nothing is written twice
 *   OUT-2   with safe containers, none is left that can be changed, and all of them hold what they did
 *
 * and by BOUND-ALLOCATION, with the writer's allocations refused. Private to the suite. */
#ifndef SLUICE_SUITE_WRITE_SAFE_H
#define SLUICE_SUITE_WRITE_SAFE_H

#include "harness/suite/case.h"
#include "rules/judge.h"

/** True if beside the case, when it ends as expected, the builder is misused: by what the models say. */
bool sluice_write_safe_misuses(const struct sluice_case *item);

/**
 * Changes the rulings of the case on the rules for writers to what comes of writing once more: from
 * held or *not applicable* to violated, or from *not applicable* to held. Nothing happens for a case
 * whose first writing is not there. Loads other streams into the target.
 *
 * @param context the question of the case.
 * @param set     what was seen of the case, the first writing included.
 * @param clumsy  misuse the builder, if the case is one for that.
 * @param results the rulings on the case, one for each rule.
 * @return false when the harness ran out of memory or the target failed; `why` says so.
 */
SLUICE_NODISCARD bool sluice_write_safe(const struct sluice_case *item,
                                        const struct sluice_target *target,
                                        const struct sluice_judge_context *context,
                                        const struct sluice_observation_set *set, bool clumsy,
                                        struct sluice_judged *results, const char **why);

/**
 * Of that, what needs a few runs only, for those who make them of each of many streams: nothing is refused, and of
 * what takes many runs, being built by a program and writing for readers with limits, a number chooses little.
 */
SLUICE_NODISCARD bool
sluice_write_once_more(const struct sluice_case *item, const struct sluice_target *target,
                       const struct sluice_judge_context *context,
                       const struct sluice_observation_set *set, uint64_t choice,
                       struct sluice_judged *results, const char **why);

#endif
