/* What commands that run cases have in common. Private to the command line. */
#ifndef SLUICE_CLI_RUNNING_H
#define SLUICE_CLI_RUNNING_H

#include "harness/targets/target.h"

#include <signal.h>
#include <sluice/base.h>

/** Set when SIGINT or SIGTERM arrived. */
extern volatile sig_atomic_t sluice_running_stop;

/** From now on these signals set sluice_running_stop and do nothing else. */
void sluice_running_catch_signals(void);

/** Milliseconds of a clock that only goes forward. */
uint64_t sluice_running_milliseconds(void);

/**
 * Milliseconds that a worker may take for a case, if one takes so many seconds. One that waits for a program
 * needs patience: it may start it, and ask it four times, for the case and for what comes before and after.
 */
unsigned sluice_running_deadline(const struct sluice_target *targets, size_t count,
                                 unsigned seconds);

/** How many processors this process may use; at least 1. */
uint64_t sluice_running_processors(void);

#endif
