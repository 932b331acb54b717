/* The mutators of inputs that are files: of cases, and of what else is read (results). Streams in them come from the
 * mutator of streams. Engine-neutral; the same arguments give the same result. */
#ifndef SLUICE_FUZZ_FILES_H
#define SLUICE_FUZZ_FILES_H

#include "harness/fuzz/mutate/kinds.h"

/** Texts with a stream: one is grown and printed; lines and values come, go and change; bytes. */
extern const struct sluice_mutate_kind sluice_mutate_cases;

/** What the target `results` reads: messages, frames, two streams that are alike, or one; bytes. */
extern const struct sluice_mutate_kind sluice_mutate_results;

#endif
