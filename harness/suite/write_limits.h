/* What a case has built is written for readers whose limits it just fits, or fails to fit, and into a sink
 * that gives up: by the writer of graphs, and by the writer of documents. Cases that name OUT-1 in their
 * rules go through this. Judged by
 *
 *   OUT-1   what fits a limit is written as it is without one; what does not fit is refused in the
 *           words of the reader, or written in portions that fit; the writer counts what a reader counts
 *   OUT-3   what a writer has written is written by the other one byte for byte; a sink is called once
 *           for each record, never again after it has failed, and what it took is a stream
 *
 * Private to the suite. */
#ifndef SLUICE_SUITE_WRITE_LIMITS_H
#define SLUICE_SUITE_WRITE_LIMITS_H

#include "harness/suite/writing.h"

/**
 * Changes the rulings of the case on these rules. Nothing happens for a case that does not name OUT-1.
 *
 * @param back what was written of what the case has built.
 * @return false when the harness or the target failed; `writing` says why.
 */
SLUICE_NODISCARD bool sluice_write_limits(struct sluice_writing *writing,
                                          const struct sluice_answer *back);

/**
 * Of that, what one of the writers does about one limit, or about what else is asked of it: a number chooses. For
 * every case, whatever its rules, and as if it set no limits itself.
 */
SLUICE_NODISCARD bool sluice_write_limits_one(struct sluice_writing *writing,
                                              const struct sluice_answer *back, uint64_t choice);

#endif
