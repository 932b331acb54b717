/* The instruments of the judge put to the test, on what was seen of a case: what an observation takes in it
 * keeps, up to its limit and as far as memory goes, and names and numbers go both ways. */
#ifndef SLUICE_TRIALS_OBSERVING_H
#define SLUICE_TRIALS_OBSERVING_H

#include "rules/judge.h"

/**
 * @param seen what was seen of it.
 * @return what is wrong, static text; NULL if nothing is.
 */
const char *sluice_observing_fault(const struct sluice_observation *seen);

#endif
