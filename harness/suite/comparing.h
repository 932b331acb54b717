/* The comparison of two streams, put to the test: whatever is not the same must be found. Private to the
 * suite. */
#ifndef SLUICE_SUITE_COMPARING_H
#define SLUICE_SUITE_COMPARING_H

#include "harness/suite/case.h"
#include "rules/judge.h"

/**
 * For a case that is about what is written (OUT-1, OUT-2, OUT-3): its stream, or what was written of it, is
 * spoiled in one byte after the other and cut behind each item. Whatever is still well formed is another
 * stream, and rules/stream_same.h and rules/stream_contents.h have to say so.
 *
 * @param wrote the answer of the plain run.
 * @return false when they do not, or memory ran out: `why` says so.
 */
SLUICE_NODISCARD bool
sluice_comparing_check(const struct sluice_case *item, const struct sluice_judge_context *context,
                       const struct sluice_answer *wrote, struct sluice_text *why);

#endif
