/* One line on a terminal that says how far a run is. Private to the suite. */
#ifndef SLUICE_SUITE_PROGRESS_H
#define SLUICE_SUITE_PROGRESS_H

#include "harness/suite/results.h"

struct sluice_progress {
    FILE *terminal; /* NULL: show nothing */
    size_t planned;
    uint64_t start; /* microseconds */
    uint64_t shown; /* microseconds: when the line was last written */
};

/** Begins a line for a run of `planned` cells. */
void sluice_progress_begin(struct sluice_progress *progress, FILE *terminal, size_t planned);

/** Brings the line up to date, not more often than people can read. */
void sluice_progress_show(struct sluice_progress *progress, const struct sluice_totals *totals);

/** Clears the line. */
void sluice_progress_end(struct sluice_progress *progress);

#endif
