/* A run of the suite: planned cells, workers, results. */
#ifndef SLUICE_SUITE_RUN_H
#define SLUICE_SUITE_RUN_H

#include "harness/suite/plan.h"
#include "harness/suite/results.h"

#include <signal.h>

/* Exit statuses of a run. */
enum {
    SLUICE_EXIT_CLEAN = 0,       /* every cell is as expected */
    SLUICE_EXIT_REGRESSIONS = 1, /* some are not */
    SLUICE_EXIT_FAULT = 2        /* the harness failed, or the run was stopped */
};

/** What to run and where to say what happened. */
struct sluice_run_settings {
    const struct sluice_suite *suite;
    const struct sluice_plan *plan;
    const struct sluice_target *targets;
    size_t target_count;
    size_t workers;      /* at least 1 */
    unsigned deadline;   /* milliseconds for one case */
    bool variants;       /* run also the streams derived from each case */
    FILE *results;       /* results.jsonl; NULL: not wanted */
    FILE *progress;      /* where to show how far it is; NULL: nowhere */
    bool progress_lines; /* it is a log, not a terminal */
    const volatile sig_atomic_t *stop;
    const char *const *command; /* the command line, ended by NULL; its first word replays */
};

/** How a run went. Zero-initialize; free with sluice_run_free(). */
struct sluice_run {
    struct sluice_cell_result *cells; /* as in the plan */
    struct sluice_totals totals;
    double seconds;
    int exit_status;
    bool stopped;        /* before all cells were run */
    bool workers_failed; /* no worker could be started */
    bool results_failed; /* a line could not be written */
};

/** Runs all planned cells. False without memory to begin; otherwise `run` says how it went. */
SLUICE_NODISCARD bool sluice_run_suite(const struct sluice_run_settings *settings,
                                       struct sluice_run *run);

/** The command that runs one case alone on a target (NULL: the usual one), to be pasted into a shell. */
void sluice_run_replay(const char *program, const struct sluice_case *item,
                       const struct sluice_target *target, struct sluice_text *out);

/** Adds a word as a shell takes it. */
void sluice_run_shell_word(const char *word, struct sluice_text *out);

/** What stands in the file of a case under the key that a result is about; the case, if it has none. */
const struct sluice_yaml_node *sluice_run_place(const struct sluice_case *item,
                                                const struct sluice_cell_result *result);

/** Writes what people want to know: failures first, then counts by verdict and by rule. */
void sluice_run_summary(const struct sluice_run_settings *settings, const struct sluice_run *run,
                        struct sluice_text *out);

/** Frees what a run holds. */
void sluice_run_free(struct sluice_run *run, const struct sluice_plan *plan);

#endif
