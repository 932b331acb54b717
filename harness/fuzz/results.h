/* The readers that fuzz-results is about, one function for each: false with a finding. Private to
 * harness/fuzz. */
#ifndef SLUICE_FUZZ_RESULTS_H
#define SLUICE_FUZZ_RESULTS_H

#include "harness/fuzz/target.h"

/** What a worker of the runner sends, in whatever pieces it arrives. */
SLUICE_NODISCARD bool sluice_results_messages(struct sluice_bytes bytes,
                                              struct sluice_finding *finding);

/** A file of streams, as the generators of the interchange tests write it. */
SLUICE_NODISCARD bool sluice_results_interchange(struct sluice_bytes bytes,
                                                 struct sluice_finding *finding);

/** Two streams, to be compared. */
SLUICE_NODISCARD bool sluice_results_diff(struct sluice_bytes bytes,
                                          struct sluice_finding *finding);

/** A stream, to be explained. */
SLUICE_NODISCARD bool sluice_results_explain(struct sluice_bytes bytes,
                                             struct sluice_finding *finding);

#endif
