/* The comparison of two streams, put to the test: whatever is not the same must be found. */
#ifndef SLUICE_TRIALS_COMPARING_H
#define SLUICE_TRIALS_COMPARING_H

#include "harness/base/text.h"
#include "rules/judge.h"

#include <sluice/base.h>

/**
 * A stream is spoiled in one byte after the other and cut behind each item. Whatever is still well formed is
 * another stream, and rules/stream_same.h and rules/stream_contents.h have to say so. Nothing is done for
 * long streams.
 *
 * @param context holds the stream.
 * @param same    the one that is spoiled: it, or what was written of it and is the same.
 * @return false when they do not, or memory ran out: `why` says so.
 */
SLUICE_NODISCARD bool sluice_comparing_check(const struct sluice_judge_context *context,
                                             struct sluice_bytes same, struct sluice_text *why);

#endif
