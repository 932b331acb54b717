/* The judging of a case, with an eye on the judge: what it takes it gives back, and where there is too
 * little memory it finds nobody guilty. Private to the suite. */
#ifndef SLUICE_SUITE_JUDGING_H
#define SLUICE_SUITE_JUDGING_H

#include "harness/suite/case.h"
#include "rules/judge.h"

/**
 * Fills in the rulings by every rule. For a case that names BOUND-ALLOCATION the judge is asked again
 * with each of its own allocations refused, and with traces of which the target kept the beginning only.
 *
 * @return false when memory ran out, or the judge itself is found wanting: `why` says so.
 */
SLUICE_NODISCARD bool sluice_judging_run(const struct sluice_case *item,
                                         struct sluice_judge_context *context,
                                         const struct sluice_observation_set *set,
                                         struct sluice_judged *results, const char **why);

#endif
