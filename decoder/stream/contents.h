/* Reads through custom data that has been read and stands as a contents node: block data as one run
 * of bytes however it was cut, objects one by one. */
#ifndef SLUICE_STREAM_CONTENTS_H
#define SLUICE_STREAM_CONTENTS_H

#include "engine.h"

struct sluice_cursor {
    const struct sluice_result *result;
    const uint32_t *items;
    uint32_t count;
    uint32_t item;               /* next item */
    struct sluice_bytes wire;    /* what is left of the run of blocks under way */
    struct sluice_bytes payload; /* what is left of the block under way */
    uint32_t run_left;           /* payload bytes that are left of the run */
};

/* At the begin of the contents behind a slot; at the end of nothing when it is no node. */
struct sluice_cursor sluice_cursor_at(const struct sluice_result *result, uint32_t contents);

/* Makes sure that the payload under way is not empty, if there are bytes to come before an object. */
bool sluice_cursor_has_bytes(struct sluice_cursor *cursor);

/* Copies `count` bytes of block data; false when there are not so many before the next object. */
SLUICE_NODISCARD bool sluice_cursor_take(struct sluice_cursor *cursor, uint8_t *out, size_t count);

/* The next item, if it is an object or null. */
SLUICE_NODISCARD bool sluice_cursor_object(struct sluice_cursor *cursor, uint32_t *slot);

/* Nothing is left. */
bool sluice_cursor_at_end(struct sluice_cursor *cursor);

#endif
