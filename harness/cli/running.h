/* What commands that run cases have in common. Private to the command line. */
#ifndef SLUICE_CLI_RUNNING_H
#define SLUICE_CLI_RUNNING_H

#include <signal.h>
#include <sluice/base.h>

/** Set when SIGINT or SIGTERM arrived. */
extern volatile sig_atomic_t sluice_running_stop;

/** From now on these signals set sluice_running_stop and do nothing else. */
void sluice_running_catch_signals(void);

/** Milliseconds of a clock that only goes forward. */
uint64_t sluice_running_milliseconds(void);

/** How many processors this process may use; at least 1. */
uint64_t sluice_running_processors(void);

#endif
