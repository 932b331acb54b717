/* The valid stream beside what was found. Private to `sluice triage`. */
#ifndef SLUICE_CLI_TRIAGE_TWIN_H
#define SLUICE_CLI_TRIAGE_TWIN_H

#include "harness/cli/add_find.h"
#include "harness/cli/triage_claim.h"

/** Finds it: what the stream was before it was broken, if the input claims that, or the nearest of its
 * neighbors; else the stream of a null, for a person to make it. False after a complaint. */
SLUICE_NODISCARD bool sluice_triage_find_twin(struct sluice_find *find,
                                              const struct sluice_triage_claim *claim);

#endif
