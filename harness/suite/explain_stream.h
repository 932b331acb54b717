/* A stream with notes: each range of bytes, what it encodes, what is open there by the bytes themselves,
 * and what the target did when it had read it. Private to the suite. */
#ifndef SLUICE_SUITE_EXPLAIN_STREAM_H
#define SLUICE_SUITE_EXPLAIN_STREAM_H

#include "harness/suite/attempt.h"

/** Writes the notes of a run that is over. False: out of memory. */
SLUICE_NODISCARD bool sluice_explain_stream(const struct sluice_attempt *attempt,
                                            struct sluice_text *out);

#endif
