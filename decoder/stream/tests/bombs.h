/* Streams that cost a careless reader much: nested, wide, or claiming what they do not hold. Each
 * grows with n, and says how it ends. */
#ifndef SLUICE_STREAM_TESTS_BOMBS_H
#define SLUICE_STREAM_TESTS_BOMBS_H

#include "support.h"

struct bomb {
    const char *name;
    void (*write)(struct stream *stream, uint32_t n);
    uint32_t small;            /* n; the large one has 10 n */
    enum sluice_reason reason; /* SLUICE_OK, or the one refusal there may be */
};

extern const struct bomb bombs[];
extern const size_t bomb_count;

#endif
