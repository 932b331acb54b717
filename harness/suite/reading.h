/* Two readings of one stream, by the judge's map and by the decoder's inspection, held against each other:
 * neither is taken at its word. Private to the suite. */
#ifndef SLUICE_SUITE_READING_H
#define SLUICE_SUITE_READING_H

#include "harness/suite/case.h"
#include "rules/judge.h"

/**
 * Compares what the map of the context's stream says with the document of the same bytes: every handle,
 * descriptor, field, place, reference and block, with its offsets, and what both make of the whole.
 * Nothing is done for long streams.
 *
 * @return false when they differ, or memory ran out: `why` says so.
 */
SLUICE_NODISCARD bool sluice_reading_check(const struct sluice_case *item,
                                           const struct sluice_judge_context *context,
                                           struct sluice_text *why);

#endif
