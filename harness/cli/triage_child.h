/* A program that is run over some bytes, within bounds of time and memory. Private to `sluice triage`. */
#ifndef SLUICE_CLI_TRIAGE_CHILD_H
#define SLUICE_CLI_TRIAGE_CHILD_H

#include "harness/base/text.h"

#include <signal.h>

/** The name under which a program finds the bytes of its request. */
#define SLUICE_CHILD_INPUT "/proc/self/fd/3"

/** What to run. */
struct sluice_child_request {
    const char *const *words; /* the program's path, then its arguments, ended by NULL */
    struct sluice_bytes input;
    unsigned deadline; /* milliseconds; 0: none */
    uint64_t memory;   /* resident bytes; 0: no bound */
    const volatile sig_atomic_t *stop;
};

/** How it ended. */
enum sluice_child_end {
    SLUICE_CHILD_EXITED,   /* with `number` as its status */
    SLUICE_CHILD_SIGNALED, /* killed by signal `number` */
    SLUICE_CHILD_HUNG,     /* the deadline passed */
    SLUICE_CHILD_LARGE,    /* it took more memory than it was given */
    SLUICE_CHILD_STOPPED   /* the command is to end */
};

/** What came of it. Zero-initialize; free with sluice_child_free(); may be used again as it is. */
struct sluice_child {
    enum sluice_child_end end;
    int number;
    struct sluice_text out;    /* standard output, its beginning */
    struct sluice_text errors; /* standard error, its beginning */
};

/**
 * Runs a program to its end, in a process group of its own, which is ended with it. Sanitizers in it are
 * told to name functions and not to abort, in front of what the environment tells them.
 *
 * @return false when no process can be made.
 */
SLUICE_NODISCARD bool sluice_child_run(const struct sluice_child_request *request,
                                       struct sluice_child *child);

void sluice_child_free(struct sluice_child *child);

#endif
