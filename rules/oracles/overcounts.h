/* Whether more elements are counted than arrays have. Private to rules/oracles. */
#ifndef SLUICE_RULES_ORACLES_OVERCOUNTS_H
#define SLUICE_RULES_ORACLES_OVERCOUNTS_H

#include "rules/case.h"

/* True, after saying so, if between two resets more is counted than there is, or a limit is reported that what there
 * is by then does not reach. An array may be counted as a whole when its length is read. Who counts it later counts
 * what had begun by then: an exception may have cut it short. Of streams that the map does not know as a whole
 * nothing is said. */
bool sluice_overcounts_elements(const struct sluice_case *seen, struct sluice_judged *out);

#endif
