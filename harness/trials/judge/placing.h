/* The path of a refusal, against the way to the object that stands at its offset. */
#ifndef SLUICE_TRIALS_PLACING_H
#define SLUICE_TRIALS_PLACING_H

#include "harness/base/text.h"
#include "rules/judge.h"

/**
 * Whether the path that an answer names leads to what the bytes have at its offset: by way of the fields, elements
 * and pieces of data that hold it. Numbers are not looked at, nor paths that were cut, nor refusals of what is no
 * object as a whole and no reference.
 *
 * @return false when the path leads elsewhere, or memory ran out: `why` says so.
 */
SLUICE_NODISCARD bool sluice_placing_check(const struct sluice_judge_context *context,
                                           const struct sluice_answer *answer,
                                           struct sluice_text *why);

#endif
