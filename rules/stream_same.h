/* Whether two streams say the same: the same items with the same contents, and within each run between
 * two resets the same objects shared. How references are numbered, where resets stand, how block data is
 * cut and which form a string has may differ. */
#ifndef SLUICE_RULES_STREAM_SAME_H
#define SLUICE_RULES_STREAM_SAME_H

#include "rules/stream_map.h"

/** A stream with its map, which was made in the mode `rewrite`. */
struct sluice_mapped_stream {
    const uint8_t *bytes;
    const struct sluice_stream_map *map;
};

struct sluice_stream_difference {
    bool found;
    uint64_t offset; /* in the second stream */
    const char *why; /* static text */
};

/**
 * Compares `second` with `first`; both maps are complete.
 *
 * @param whole false: the second may end early, behind a top-level item.
 * @return false when memory ran out.
 *
 * Time and memory linear in the two streams.
 */
bool sluice_streams_compare(const struct sluice_mapped_stream *first,
                            const struct sluice_mapped_stream *second, bool whole,
                            struct sluice_stream_difference *out)
    __attribute__((warn_unused_result));

#endif
