/* Says repetition as repetition: many equal items in a row as a repeat, many equal levels as a
 * nest. */
#ifndef SLUICE_STREAM_FOLD_H
#define SLUICE_STREAM_FOLD_H

#include "harness/stream/tree.h"

/**
 * Folds a program whose bytes stay the same by it. Time and memory linear in the program.
 * @return false: out of memory; the program is whole, but perhaps not all is folded.
 */
SLUICE_NODISCARD bool sluice_stream_fold(struct sluice_program *program);

#endif
