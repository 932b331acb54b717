/* One case on one target, from its program to its record. Runs in a worker. Private to the suite. */
#ifndef SLUICE_SUITE_RUN_CASE_H
#define SLUICE_SUITE_RUN_CASE_H

#include "harness/suite/case.h"
#include "harness/suite/control.h"
#include "harness/suite/pool.h"

/** What is to be run. */
struct sluice_case_run {
    const struct sluice_case *item;
    const struct sluice_target *target;
    bool variants; /* also the streams derived from it */
    bool promises; /* ask also what depends on the models of the case alone */
    bool clumsy;   /* misuse the builder, too, if the case is one for that */
    bool records;  /* report also what the record of a result takes */
    bool counts;   /* tell the parent now and then how often the target has run */
};

/**
 * Runs a case and reports it over `line`. `control` is begun here when it is not ready yet.
 * @return false when the process is not fit for another case: the verdict is one of the runner's,
 *         so that something may have stayed behind, or nothing more can be reported.
 */
SLUICE_NODISCARD bool sluice_run_case(const struct sluice_case_run *run,
                                      struct sluice_control_runs *control,
                                      const struct sluice_pool_line *line);

#endif
