/* The judging of a case, with an eye on the judge: what it takes it gives back, and where there is too
 * little memory it finds nobody guilty. */
#ifndef SLUICE_TRIALS_JUDGING_H
#define SLUICE_TRIALS_JUDGING_H

#include "rules/judge.h"

#include <sluice/base.h>

/**
 * Fills in the rulings by every rule.
 *
 * @param closely the judge is asked again with each of its own allocations refused, and with traces of
 *                which the target kept the beginning only.
 * @return false when memory ran out, or the judge itself is found wanting: `why` says so.
 */
SLUICE_NODISCARD bool sluice_judging_run(struct sluice_judge_context *context,
                                         const struct sluice_observation_set *set, bool closely,
                                         struct sluice_judged *results, const char **why);

#endif
