/* The part of variants.c that edits programs. Private to the stream programs. */
#ifndef SLUICE_STREAM_VARIANTS_WRAP_H
#define SLUICE_STREAM_VARIANTS_WRAP_H

#include "harness/stream/program.h"

/**
 * A copy of a program with all items inside `depth` (at least 1) arrays of objects, one in the other.
 * `*out` is NULL if they cannot stand there.
 * @return false when memory ran out.
 */
SLUICE_NODISCARD bool sluice_variant_wrap(const struct sluice_program *program, uint32_t depth,
                                          struct sluice_program **out);

#endif
