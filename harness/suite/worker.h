/* One forked worker: starting it, listening to it, ending it. Private to the pool. */
#ifndef SLUICE_SUITE_WORKER_H
#define SLUICE_SUITE_WORKER_H

#include "harness/base/text.h"
#include "harness/suite/frame.h"
#include "harness/suite/pool.h"

#include <sys/types.h>

/* Most that is kept of what a worker writes to standard error. */
enum { SLUICE_WORKER_ERRORS = 64 * 1024 };

struct sluice_worker {
    pid_t pid;  /* 0: no process */
    int socket; /* non-blocking */
    int errors; /* read end of its standard error, non-blocking; -1 once it is closed */
    bool ready; /* it waits for a job */
    bool busy;  /* it was given a job that has not ended yet */
    size_t job;
    uint64_t since; /* microseconds: when the job was handed over, or the worker started */
    struct sluice_frame_reader reader;
    struct sluice_text note;
    struct sluice_text answer;
    bool answered;
    struct sluice_text error_text;
};

/** Microseconds of a clock that only goes forward. */
uint64_t sluice_worker_clock(void);

/** Forks a worker that runs the settings' work function. False when that is not possible now. */
SLUICE_NODISCARD bool sluice_worker_start(struct sluice_worker *worker,
                                          const struct sluice_pool_settings *settings);

/** Hands over a job. False when the worker is no longer there. */
SLUICE_NODISCARD bool sluice_worker_give(struct sluice_worker *worker, size_t job);

/** Reads what there is of its standard error, without waiting. */
void sluice_worker_read_errors(struct sluice_worker *worker);

/**
 * Ends the worker and everything in its process group, and returns how it ended as waitpid() tells
 * it. With `grace` a worker that is about to end by itself gets a moment to do so first, and
 * *forced tells whether it used it.
 */
int sluice_worker_end(struct sluice_worker *worker, bool grace, bool *forced);

/** Frees what the worker's struct holds; the process must have ended. */
void sluice_worker_free(struct sluice_worker *worker);

#endif
