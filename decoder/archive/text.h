/* UTF-8, case folding and composed form, for names of entries. */
#ifndef SLUICE_ARCHIVE_TEXT_H
#define SLUICE_ARCHIVE_TEXT_H

#include "sluice/base.h"

/* Takes one character and moves `*at` on; UINT32_MAX when the bytes are not UTF-8: overlong forms and
 * surrogates are not. `*at` is below `end`. */
uint32_t sluice_utf8_next(const uint8_t **at, const uint8_t *end);

/* True when all bytes are UTF-8. */
bool sluice_utf8_valid(struct sluice_bytes bytes);

/* True when valid UTF-8 is surely in composed form (NFC): no character that could join with the one
 * before it, and no two in a row whose order could be another. Some names that are composed are not
 * surely so, as those with an accent for which there is no composed letter. */
bool sluice_utf8_composed(struct sluice_bytes bytes);

/* Reads valid UTF-8 without its case. */
struct folding {
    const uint8_t *at;
    const uint8_t *end;
    const uint32_t *more; /* what is left of an expansion */
    uint32_t left;
};

struct folding sluice_fold(struct sluice_bytes bytes);

/* The next folded character, or 0 at the end; the bytes have no NUL. */
uint32_t sluice_fold_next(struct folding *folding);

#endif
