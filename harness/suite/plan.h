/* Which cells a run consists of. A cell is one case on one target. */
#ifndef SLUICE_SUITE_PLAN_H
#define SLUICE_SUITE_PLAN_H

#include "harness/suite/case.h"

struct sluice_cell {
    size_t case_index;
    size_t target_index;
};

/** The cells in the order in which they are run: the twins first, since every rejection needs one. */
struct sluice_plan {
    struct sluice_cell *cells; /* those of a case stand together, by target */
    size_t count;
    size_t *first; /* for each case of the suite its first cell, or SIZE_MAX */
};

/**
 * Plans a run.
 *
 * @param wanted       ids of the cases to run, with their twins; none: all cases.
 * @param target_count cells are planned for each target.
 * @param error        filled when an id is unknown (with the nearest one) or memory is short.
 */
SLUICE_NODISCARD bool sluice_plan_make(const struct sluice_suite *suite, const char *const *wanted,
                                       size_t wanted_count, size_t target_count,
                                       struct sluice_plan *out, struct sluice_yaml_error *error);

/** The cell of a case on a target, or SIZE_MAX when it is not planned. */
size_t sluice_plan_find(const struct sluice_plan *plan, size_t case_index, size_t target_index);

/** Frees the plan. */
void sluice_plan_free(struct sluice_plan *plan);

#endif
