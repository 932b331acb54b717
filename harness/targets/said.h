/* What a program wrote to standard error before it ended, as an observation keeps it. Private to the targets. */
#ifndef SLUICE_TARGETS_SAID_H
#define SLUICE_TARGETS_SAID_H

#include "rules/observation.h"

#include <stddef.h>

/* Most that is kept of either end: the first line says what happened, the last one where it stopped. */
enum { SLUICE_SAID_BEGINNING = 4096, SLUICE_SAID_ENDING = 4096 };

/** Keeps `said` (NULL or "": nothing) in out->process.said, without its middle if it is long. */
void sluice_said_keep(const char *said, struct sluice_observation *out);

/**
 * Finds the line of `said` that says most: what a traceback ends with, else the first.
 * @return where it begins in `said`, with its length, without the end of the line, in `length`; 0: there is none
 */
const char *sluice_said_line(const char *said, size_t *length);

#endif
