/* The bytes of one entry, piece by piece: never the whole of it, and never more than it claims. */
#ifndef SLUICE_ARCHIVE_EXPAND_H
#define SLUICE_ARCHIVE_EXPAND_H

#include "run.h"

#define ZLIB_CONST
#include <zlib.h>

enum { EXPAND_PIECE = 65536 };

/* Serves any number of entries, one after another. */
struct expander {
    struct heap *heap;
    const uint8_t *bytes; /* of the archive */
    const struct zip_entry *entry;
    uint8_t *piece; /* EXPAND_PIECE bytes */
    z_stream stream;
    bool has_stream;
    uint32_t taken; /* compressed bytes */
    uint32_t given; /* expanded bytes */
    uint32_t crc;
    uint32_t spare;                    /* bits of the last compressed byte that are of no use */
    enum sluice_archive_reason reason; /* why it failed; OK while all is well */
};

enum expanded { EXPANDED_PIECE, EXPANDED_END, EXPANDED_FAILED };

/* False without memory, as sluice_archive_get() is. */
SLUICE_NODISCARD bool sluice_expander_init(struct expander *expander, struct heap *heap,
                                           const uint8_t *bytes);

void sluice_expander_free(struct expander *expander);

/* Begins with an entry. */
void sluice_expand(struct expander *expander, const struct zip_entry *entry);

/* The next piece, which is valid until the next call; or the end, at which size and CRC are right;
 * or a failure, for which see `reason`. Not to be called again after the last two. */
SLUICE_NODISCARD enum expanded sluice_expand_next(struct expander *expander,
                                                  struct sluice_bytes *piece);

/* Expands an entry for its faults alone: OK, or what it is refused as. */
enum sluice_archive_reason sluice_expand_check(struct expander *expander,
                                               const struct zip_entry *entry);

#endif
