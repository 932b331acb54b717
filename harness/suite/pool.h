/* Runs numbered jobs in forked workers, so that nothing a job does takes the run down.
 *
 * A worker is persistent and does one job after another. The one that dies, hangs or talks noise is
 * killed with everything it started, replaced, and the next job runs in a fresh process. The parent
 * reads with bounds and deadlines only: no worker can make it wait, grow or crash. Each job ends in
 * exactly one outcome, also when the run is stopped. */
#ifndef SLUICE_SUITE_POOL_H
#define SLUICE_SUITE_POOL_H

#include <signal.h>
#include <sluice/base.h>

/** How a job ended. */
enum sluice_job_end {
    SLUICE_JOB_ANSWERED, /* `answer` is there, and the worker was alive and well after it */
    SLUICE_JOB_SIGNALED, /* the worker was killed by `signal` */
    SLUICE_JOB_EXITED,   /* the worker ended by itself, with `exit_status` */
    SLUICE_JOB_HUNG,     /* the deadline passed */
    SLUICE_JOB_NOISE,    /* the worker said what no worker says, or gave no answer */
    SLUICE_JOB_NOT_RUN   /* the run was stopped, or no worker could be started */
};

/** What is known about a job's end. Valid during the callback. */
struct sluice_job_outcome {
    enum sluice_job_end end;
    int signal;
    int exit_status;
    struct sluice_bytes note;   /* the last note of the job; empty if there was none */
    struct sluice_bytes answer; /* SLUICE_JOB_ANSWERED only */
    const char *errors;    /* what the job wrote to standard error; NUL-terminated, cut at 64 KiB */
    uint64_t microseconds; /* from the hand-over to the end; wall clock */
};

/** A worker's end of the line, for the functions below. */
struct sluice_pool_line {
    int socket;
    struct sluice_text *unsent; /* what goes with the end of the job; NULL: all is sent at once */
};

/** Keeps `data` with the parent, in case the job has no good end. False: the parent is gone. */
SLUICE_NODISCARD bool sluice_pool_note(const struct sluice_pool_line *line, const void *data,
                                       size_t length);

/** Gives the answer of the job, once. */
SLUICE_NODISCARD bool sluice_pool_answer(const struct sluice_pool_line *line, const void *data,
                                         size_t length);

/** Says how much of the job is done so far, in a unit of the caller's. */
SLUICE_NODISCARD bool sluice_pool_count(const struct sluice_pool_line *line, uint64_t count);

struct sluice_pool_settings {
    size_t jobs;                       /* numbered from 0, handed out in that order */
    size_t workers;                    /* at least 1 */
    unsigned deadline;                 /* milliseconds for one job */
    const volatile sig_atomic_t *stop; /* NULL, or set to end the run early */

    /* In the worker: does a job and answers. Returns false when the process is not fit for another
       job: the next one gets a fresh process. */
    bool (*work)(void *context, size_t job, const struct sluice_pool_line *line);
    /* In the parent, once for each job, in the order in which they end. */
    void (*done)(void *context, size_t job, const struct sluice_job_outcome *outcome);
    /* In the parent, when a job says how far it is; NULL: not wanted. */
    void (*counted)(void *context, size_t job, uint64_t count);
    /* In the parent, at least ten times a second; NULL: not wanted. */
    void (*tick)(void *context);
    void *context;
};

/**
 * Runs all jobs. Returns false when workers could not be started at all; `done` has been called for
 * each job in any case. No child process is left. Not reentrant in one thread of control.
 */
SLUICE_NODISCARD bool sluice_pool_run(const struct sluice_pool_settings *settings);

/* --- jobs that come one after another ---------------------------------------------------------- */

struct sluice_pool;

/**
 * The same in steps, for a parent that knows the next job only when it has seen how the last one ended.
 * `settings` must outlive the pool; its `jobs` is not looked at. NULL without memory.
 */
SLUICE_NODISCARD struct sluice_pool *sluice_pool_open(const struct sluice_pool_settings *settings);

/**
 * Runs the next `count` jobs, by workers that stay for the ones after. What a worker is to know of
 * them goes by memory that both share: it may have been forked long before.
 * @return false when the run was stopped or no worker could be started; nothing more is run then.
 */
SLUICE_NODISCARD bool sluice_pool_next(struct sluice_pool *pool, size_t count);

/** Ends the workers and frees the pool; NULL is allowed. */
void sluice_pool_close(struct sluice_pool *pool);

#endif
