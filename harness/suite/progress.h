/* How far a run is: a line with a bar on a terminal, or a line now and then in a log. Private to the
 * suite.
 *
 * Cases differ a hundred thousand times in what they cost, so the bar and the time that is left go by the
 * work that is planned for each, guessed from its stream, and by how much of it is done. */
#ifndef SLUICE_SUITE_PROGRESS_H
#define SLUICE_SUITE_PROGRESS_H

#include "harness/suite/results.h"

struct sluice_progress_cell;

/** Zero-initialize; free with sluice_progress_end(). */
struct sluice_progress {
    FILE *out;                          /* NULL: nothing is shown */
    bool lines;                         /* for a log: lines, and seldom */
    struct sluice_progress_cell *cells; /* by cell */
    size_t planned;
    double work;         /* that is planned, as in struct sluice_planned_work */
    double done;         /* that is done */
    uint64_t executions; /* that have ended, of all kinds */
    uint64_t start;      /* microseconds */
    uint64_t shown;      /* microseconds: when it was last shown; 0: never */
};

/** What a case will cost, by guess. */
struct sluice_planned_work {
    double executions; /* runs of the target */
    double work;       /* in a unit of its own, in proportion to time */
};

/** Guesses from the length of the stream and from what is to be done with it. */
struct sluice_planned_work sluice_plan_work(const struct sluice_case *item, bool variants);

/** Begins to show a run of `planned` cells, or nothing if `out` is NULL. False without memory. */
SLUICE_NODISCARD bool sluice_progress_begin(struct sluice_progress *progress, FILE *out, bool lines,
                                            size_t planned);

/** Says what a cell will cost; to be called for each before the first is run. */
void sluice_progress_plan(struct sluice_progress *progress, size_t cell,
                          struct sluice_planned_work planned);

/** A cell has come to `executions` runs of its target so far. */
void sluice_progress_count(struct sluice_progress *progress, size_t cell, uint64_t executions);

/** A cell has ended. */
void sluice_progress_ended(struct sluice_progress *progress, size_t cell);

/** Shows it, not more often than people can read. */
void sluice_progress_show(struct sluice_progress *progress, const struct sluice_totals *totals);

/** Clears the line, or writes the last one, and frees what is kept. */
void sluice_progress_end(struct sluice_progress *progress, const struct sluice_totals *totals);

#endif
