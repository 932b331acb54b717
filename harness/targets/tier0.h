/* Programs of tier 0: one process for each stream (CONTRACT.md). Private to the targets. */
#ifndef SLUICE_TARGETS_TIER0_H
#define SLUICE_TARGETS_TIER0_H

#include "harness/base/text.h"
#include "harness/targets/target.h"

/** Has a program read a stream. False without memory; what befell it is in `out`. `notes` is written to. */
SLUICE_NODISCARD bool sluice_tier0_run(const char *const *command, unsigned deadline,
                                       struct sluice_bytes stream, struct sluice_observation *out,
                                       struct sluice_text *notes);

#endif
