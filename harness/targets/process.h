/* A program that is talked to: started with three pipes in a process group of its own, and ended with
 * everything that it has started. Nothing here waits without a deadline, whatever the program does.
 * Private to the targets. */
#ifndef SLUICE_TARGETS_PROCESS_H
#define SLUICE_TARGETS_PROCESS_H

#include "harness/base/text.h"

#include <sys/types.h>

/* Most that is kept of what a program writes to standard error: the last of it. */
enum { SLUICE_PROCESS_ERRORS = 128 * 1024 };

/** Initialize with sluice_process_init(). */
struct sluice_process {
    pid_t pid;  /* 0: no process */
    int input;  /* what it reads; -1: closed, as the next two. All are non-blocking */
    int output; /* what it writes */
    int errors;
    int end; /* becomes readable when the process ends; -1: the system has no such thing */
    struct sluice_text said; /* on standard error */
};

/** No process, nothing open. */
void sluice_process_init(struct sluice_process *process);

/**
 * Starts a program; `command` ends with NULL, its first word is looked up as a shell would. From now on this
 * process ignores SIGPIPE. False with the reason in `why`.
 */
SLUICE_NODISCARD bool sluice_process_start(struct sluice_process *process,
                                           const char *const *command, struct sluice_text *why);

/** Waits until something can be read, until `writes` and something can be written, until the process
 * ends, or so many milliseconds. */
void sluice_process_wait(const struct sluice_process *process, bool writes, uint64_t milliseconds);

/** Writes what can be written now, from *at on, and moves *at. False: nobody reads any more. */
SLUICE_NODISCARD bool sluice_process_write(struct sluice_process *process, struct sluice_bytes data,
                                           size_t *at);

/** Tells the program that there is no more to read. */
void sluice_process_close_input(struct sluice_process *process);

/** Adds to `out` (NULL: forgets) what has been written, a bounded part of it; then standard error.
 * @return true if there was anything on standard output. */
bool sluice_process_read(struct sluice_process *process, struct sluice_text *out);

/** True if the process has ended, though what it started may live. */
bool sluice_process_has_ended(const struct sluice_process *process);

/**
 * Gives the process so many milliseconds to end by itself, then kills it and its group. `status` is as
 * waitpid() tells it.
 * @return true if it ended by itself.
 */
bool sluice_process_end(struct sluice_process *process, uint64_t grace, int *status);

/** Frees what was kept. The process must have been ended. */
void sluice_process_free(struct sluice_process *process);

/** Milliseconds of a clock that only goes forward. */
uint64_t sluice_process_clock(void);

#endif
