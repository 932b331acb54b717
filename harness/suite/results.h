/* results.jsonl: one JSON object per line. The format is reports/results.schema.json. */
#ifndef SLUICE_SUITE_RESULTS_H
#define SLUICE_SUITE_RESULTS_H

#include "harness/suite/case.h"
#include "harness/suite/outcome.h"
#include "harness/suite/plan.h"

#include <stdio.h>

/** How many results there are of each kind. */
struct sluice_totals {
    size_t results;
    size_t passed;
    size_t failed;
    size_t not_run;
    size_t verdicts[SLUICE_VERDICT_NOT_RUN + 1];
    uint64_t derived[SLUICE_VARIANT_RULE_COUNT]; /* executions of variants, by rule */
};

/** Counts a result. */
void sluice_totals_add(struct sluice_totals *totals, const struct sluice_cell_result *result);

/** Where lines go. Every function returns false when a line could not be written whole. */
struct sluice_results {
    FILE *file;
};

/** The first line. `command` ends with NULL. */
SLUICE_NODISCARD bool
sluice_results_header(struct sluice_results *results, const struct sluice_target *targets,
                      size_t target_count, size_t planned, const char *const *command);

/** All planned cells, before any result. */
SLUICE_NODISCARD bool
sluice_results_planned(struct sluice_results *results, const struct sluice_suite *suite,
                       const struct sluice_target *targets, const struct sluice_plan *plan);

/** One result. `replay` is the command that runs this case alone. */
SLUICE_NODISCARD bool
sluice_results_write(struct sluice_results *results, const struct sluice_suite *suite,
                     const struct sluice_case *item, const struct sluice_target *target,
                     const struct sluice_cell_result *result, const char *replay);

/** The last line. */
SLUICE_NODISCARD bool sluice_results_footer(struct sluice_results *results,
                                            const struct sluice_totals *totals, double seconds,
                                            int exit_status);

#endif
