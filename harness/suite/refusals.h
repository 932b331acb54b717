/* Refused allocations: the loaded stream is read again and again, and each time another allocation of
 * the target is refused. Private to the suite. */
#ifndef SLUICE_SUITE_REFUSALS_H
#define SLUICE_SUITE_REFUSALS_H

#include "harness/targets/target.h"

enum { SLUICE_REFUSAL_NAME = 64 /* bytes kept of an exception's class name */ };

/** What came of them. Zero-initialize; may be filled again; free with sluice_refusals_free(). */
struct sluice_refusals {
    struct sluice_allocation_failure *failures;
    char (*names)[SLUICE_REFUSAL_NAME];
    size_t count;
    size_t capacity;
};

/** How many runs are affordable. */
struct sluice_refusal_budget {
    uint64_t steps;    /* of the target, for all runs together */
    uint64_t at_least; /* runs, however long each takes */
    uint64_t at_most;
};

/**
 * Refuses each allocation in turn; if that is not affordable, some, evenly from the first to the last.
 *
 * @param request how the stream is read.
 * @param plain   what the same run does when nothing is refused: how many allocations, how many steps.
 * @return false when the harness ran out of memory or the target failed; `why` says so.
 */
SLUICE_NODISCARD bool sluice_refusals_run(const struct sluice_target *target,
                                          const struct sluice_target_request *request,
                                          const struct sluice_resources *plain,
                                          const struct sluice_refusal_budget *budget,
                                          struct sluice_refusals *out, const char **why);

/**
 * Refuses one allocation: makes the run of `request`, which says which.
 * @return false when the target failed; then `observation` says how. It is cleared first; the texts of `out`
 * live as long as it.
 */
SLUICE_NODISCARD bool
sluice_refusals_one(const struct sluice_target *target, const struct sluice_target_request *request,
                    struct sluice_observation *observation, struct sluice_allocation_failure *out);

void sluice_refusals_free(struct sluice_refusals *refusals);

#endif
