/* The part of variants.c that edits programs. Private to the stream programs. */
#ifndef SLUICE_STREAM_VARIANTS_WRAP_H
#define SLUICE_STREAM_VARIANTS_WRAP_H

#include "harness/stream/variants_containers.h"

/**
 * A copy of a program with all items inside `depth` (at least 1) containers, one in the other: of one
 * kind, or, for SLUICE_WRAP_MIXED, of all kinds in `mixed` (bits) in turn. Several items stand in an
 * array in the innermost. `*out` is NULL if they cannot stand there.
 * @return false when memory ran out.
 */
SLUICE_NODISCARD bool sluice_variant_wrap(const struct sluice_program *program,
                                          const struct sluice_containers *containers,
                                          enum sluice_wrap_kind kind, unsigned mixed,
                                          uint32_t depth, struct sluice_program **out);

#endif
