#include "contents.h"

#include "sluice/document.h"

#include <string.h>

struct sluice_cursor sluice_cursor_at(const struct sluice_result *result, uint32_t contents)
{
    struct sluice_cursor cursor = {.result = result};
    if (contents >= SLUICE_SLOT_FIRST_NODE) {
        const struct sluice_words_node *node = sluice_store_at(&result->store, contents);
        cursor.items = sluice_node_words(node);
        cursor.count = node->count;
    }
    return cursor;
}

/* The node of the next item if it is block data. */
static const struct sluice_blocks *next_blocks(const struct sluice_cursor *cursor)
{
    const struct sluice_store *store = &cursor->result->store;
    const uint32_t slot = cursor->item < cursor->count ? cursor->items[cursor->item]
                                                       : (uint32_t)SLUICE_SLOT_NULL;
    return slot >= SLUICE_SLOT_FIRST_NODE && (slot & SLUICE_SLOT_REFERENCE) == 0 &&
                   sluice_store_kind(store, slot) == SLUICE_NODE_BLOCKS
               ? sluice_store_at(store, slot)
               : NULL;
}

bool sluice_cursor_has_bytes(struct sluice_cursor *cursor)
{
    while (cursor->payload.length == 0) {
        bool is_long;
        if (sluice_block_next(&cursor->wire, &cursor->payload, &is_long)) {
            continue;
        }
        const struct sluice_blocks *blocks = next_blocks(cursor);
        if (blocks == NULL) {
            return false;
        }
        const struct sluice_bytes bytes = {cursor->result->bytes + blocks->start,
                                           blocks->end - blocks->start};
        cursor->item++;
        cursor->run_left = blocks->bytes;
        if ((blocks->node.flags & SLUICE_NODE_RAW) != 0) {
            cursor->payload = bytes;
        } else {
            cursor->wire = bytes;
        }
    }
    return true;
}

bool sluice_cursor_take(struct sluice_cursor *cursor, uint8_t *out, size_t count)
{
    while (count > 0) {
        if (!sluice_cursor_has_bytes(cursor)) {
            return false;
        }
        const size_t part = count < cursor->payload.length ? count : cursor->payload.length;
        memcpy(out, cursor->payload.data, part);
        cursor->payload.data += part;
        cursor->payload.length -= part;
        cursor->run_left -= (uint32_t)part;
        out += part;
        count -= part;
    }
    return true;
}

bool sluice_cursor_object(struct sluice_cursor *cursor, uint32_t *slot)
{
    if (sluice_cursor_has_bytes(cursor) || cursor->item == cursor->count) {
        return false;
    }
    *slot = cursor->items[cursor->item++];
    return true;
}

bool sluice_cursor_at_end(struct sluice_cursor *cursor)
{
    return !sluice_cursor_has_bytes(cursor) && cursor->item == cursor->count;
}
