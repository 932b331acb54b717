/* Two readings of one stream, by the judge's map and by the decoder's inspection, held against each other:
 * neither is taken at its word. */
#ifndef SLUICE_TRIALS_READING_H
#define SLUICE_TRIALS_READING_H

#include "harness/base/text.h"
#include "rules/judge.h"

#include <sluice/decode.h>

/**
 * Compares what the map of the context's stream says with the document of the same bytes: every handle,
 * descriptor, field, place, reference and block, with its offsets, and what both make of the whole.
 * Nothing is done for long streams.
 *
 * @param options with which it is inspected: no limits, and the layouts of classes.
 * @return false when they differ, or memory ran out: `why` says so.
 */
SLUICE_NODISCARD bool sluice_reading_check(const struct sluice_judge_context *context,
                                           const struct sluice_options *options,
                                           struct sluice_text *why);

#endif
