/* The stream of a case, read in further ways. Judged by
 *
 *   BOUND-CHUNKS      a source that fails, or tells of more bytes than it was asked for, ends the run as
 *                     such; bytes that come in two halves make the same events happen
 *   BOUND-ALLOCATION  inspect: when what came before a fault is to be kept, and memory is refused, nothing
 *                     else is handed out than otherwise, and nothing stays behind
 *
 * Private to the suite. */
#ifndef SLUICE_SUITE_DELIVERIES_H
#define SLUICE_SUITE_DELIVERIES_H

#include "harness/suite/case.h"
#include "rules/judge.h"

/**
 * Whether a run without the length of the stream may have reached a limit where one with it does not: what
 * TC_EXCEPTION releases from a claim, or another reading of the bytes claims, was never to come, and without
 * a length that is not known in time.
 */
bool sluice_deliveries_may_reach_limit(const struct sluice_judge_context *context,
                                       const struct sluice_observation *seen);

/** Whether a run whose source failed came to an end as it must. `accepted`: the whole stream is. */
bool sluice_deliveries_failed_well(const struct sluice_observation *seen,
                                   const struct sluice_target_facts *facts, bool accepted);

/** The same for a source that had one byte less than it promised, of a stream that is accepted. */
bool sluice_deliveries_fell_short_well(const struct sluice_case *item,
                                       const struct sluice_observation *seen,
                                       const struct sluice_target_facts *facts);

/**
 * Changes the rulings of the case on these rules. The stream of `context` is the one that is loaded, or
 * becomes it.
 *
 * @return false when the harness or the target failed; `why` says so.
 */
SLUICE_NODISCARD bool sluice_deliveries_judge(const struct sluice_case *item,
                                              const struct sluice_target *target,
                                              const struct sluice_judge_context *context,
                                              const struct sluice_observation_set *set,
                                              struct sluice_judged *results, const char **why);

#endif
