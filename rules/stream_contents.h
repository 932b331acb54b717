/* Whether two streams hold the same values in the same order, whatever containers hold them: for streams
 * whose containers were replaced by others. */
#ifndef SLUICE_RULES_STREAM_CONTENTS_H
#define SLUICE_RULES_STREAM_CONTENTS_H

#include "rules/stream_same.h"

/**
 * Compares the texts, numbers, constants, arrays and objects that are no containers, one by one, as they
 * first appear, and the block data of the top level. Nulls are not compared, nor who holds what.
 *
 * Streams with resets or exceptions, and those with containers that hold more than their elements (a
 * Vector with room, a set that is a map inside), are not compared. Containers that share what they have
 * their elements in, or do not hold what they say, must not be in the first.
 *
 * @param whole false: the second may end early.
 * @return false when they are not compared; nothing is found then.
 *
 * Time linear in the two streams; no memory.
 */
bool sluice_contents_compare(const struct sluice_mapped_stream *first,
                             const struct sluice_mapped_stream *second, bool whole,
                             struct sluice_stream_difference *out)
    __attribute__((warn_unused_result));

#endif
