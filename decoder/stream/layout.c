/* Custom data taken apart by the layout that a model declares. */
#include "contents.h"
#include "fields.h"
#include "utf.h"

#include <string.h>

/* Custom data under way. */
struct cursor {
    struct sluice_cursor at;
    struct sluice_engine *engine;
};

static bool malformed(struct sluice_engine *engine, const struct sluice_class_model *model)
{
    return sluice_fail_class(engine, SLUICE_OPTIONAL_DATA, engine->top->start, "object.custom",
                             sluice_text(model->name));
}

static bool take_bytes(struct cursor *cursor, uint8_t *out, size_t count)
{
    cursor->engine->steps++;
    return sluice_cursor_take(&cursor->at, out, count);
}

/* A string in block data: a view if it stands in one block, else a copy. The pair is 0 before. */
static bool take_utf(struct cursor *cursor, uint32_t pair[2])
{
    struct sluice_engine *engine = cursor->engine;
    struct sluice_result *result = engine->result;
    uint8_t head[2];
    if (!take_bytes(cursor, head, 2)) {
        return false;
    }
    const uint32_t length = sluice_be16(head);
    const uint8_t *bytes = (const uint8_t *)"";
    pair[1] = length;
    if (length > cursor->at.run_left) {
        return false;
    }
    if (sluice_cursor_has_bytes(&cursor->at) && cursor->at.payload.length >= length) {
        bytes = cursor->at.payload.data;
        pair[0] = (uint32_t)(bytes - result->bytes);
        cursor->at.payload.data += length;
        cursor->at.payload.length -= length;
        cursor->at.run_left -= length;
    } else if (length > 0) {
        uint32_t id;
        uint32_t *words;
        struct sluice_words_node *node = sluice_store_add_words(&result->store, &result->heap,
                                                                (length + 3) / 4, &id, &words);
        if (node == NULL) {
            return sluice_fail_memory(engine);
        }
        node->node.kind = SLUICE_NODE_CONTENTS;
        if (!take_bytes(cursor, (uint8_t *)words, length)) {
            return false;
        }
        bytes = (const uint8_t *)words;
        pair[0] = SLUICE_SLOT_COPY | id;
    }
    return sluice_utf_valid(bytes, length);
}

/* The value of the int piece that counts a list; a negative one is no count. */
static bool count_of(const struct sluice_class_model *model, const uint32_t *words,
                     const char *name, uint64_t *count)
{
    for (size_t i = 0; i < model->layout_count; i++) {
        if (model->layout[i].name != NULL && strcmp(model->layout[i].name, name) == 0) {
            uint8_t bytes[4];
            memcpy(bytes, words + 1 + 2 * i, sizeof bytes);
            *count = sluice_be32(bytes);
            return *count <= INT32_MAX;
        }
    }
    return false;
}

/* Items before the first null that stands where an item (key) begins; UINT64_MAX without one. */
static uint64_t items_to_null(const struct cursor *cursor, uint32_t left, uint32_t each)
{
    for (uint32_t i = 0; i < left; i += each) {
        if (cursor->at.items[cursor->at.item + i] == SLUICE_SLOT_NULL) {
            return i;
        }
    }
    return UINT64_MAX;
}

static bool take_list(struct cursor *cursor, const struct sluice_class_model *model,
                      const struct sluice_layout_item *piece, const uint32_t *words,
                      uint32_t pair[2])
{
    const uint32_t each = piece->kind == SLUICE_LAYOUT_PAIRS ? 2 : 1;
    uint64_t claimed = 0;
    if (piece->count != NULL && !count_of(model, words, piece->count, &claimed)) {
        return false;
    }
    if (sluice_cursor_has_bytes(&cursor->at)) {
        return claimed == 0 && piece->count != NULL;
    }
    const uint32_t left = cursor->at.count - cursor->at.item;
    const uint64_t wanted = piece->count != NULL ? claimed * each
                            : piece->until_null  ? items_to_null(cursor, left, each)
                                                 : left;
    if (wanted > left || wanted % each != 0) {
        return false;
    }
    for (uint32_t i = 0; i < wanted; i++) {
        const uint32_t slot = cursor->at.items[cursor->at.item + i];
        cursor->engine->steps++;
        if (slot >= SLUICE_SLOT_FIRST_NODE &&
            sluice_store_kind(&cursor->engine->result->store, slot) == SLUICE_NODE_BLOCKS) {
            return false;
        }
    }
    pair[0] = cursor->at.item;
    pair[1] = (uint32_t)wanted;
    cursor->at.item += (uint32_t)wanted + (piece->until_null ? 1 : 0);
    return true;
}

static bool take_piece(struct cursor *cursor, const struct sluice_class_model *model,
                       const struct sluice_layout_item *piece, const uint32_t *words,
                       uint32_t pair[2])
{
    uint8_t bytes[8] = {0};
    switch (piece->kind) {
    case SLUICE_LAYOUT_PRIMITIVE:
        if (!take_bytes(cursor, bytes, sluice_primitive_size((uint8_t)piece->type))) {
            return false;
        }
        memcpy(pair, bytes, sizeof bytes);
        return true;
    case SLUICE_LAYOUT_UTF:
        return take_utf(cursor, pair);
    case SLUICE_LAYOUT_OBJECT:
        return sluice_cursor_object(&cursor->at, &pair[0]);
    case SLUICE_LAYOUT_OBJECTS:
    case SLUICE_LAYOUT_PAIRS:
        return take_list(cursor, model, piece, words, pair);
    }
    return false;
}

bool sluice_bind_layout(struct sluice_engine *engine, const struct sluice_class_model *model,
                        uint32_t contents, uint32_t *pieces)
{
    struct sluice_result *result = engine->result;
    struct cursor cursor = {.at = sluice_cursor_at(result, contents), .engine = engine};
    uint8_t flags = 0;
    if (contents >= SLUICE_SLOT_FIRST_NODE) {
        const struct sluice_node *node = sluice_store_at(&result->store, contents);
        flags = node->flags & SLUICE_NODE_NO_FIELDS;
    }
    uint32_t *words;
    struct sluice_words_node *node = sluice_store_add_words(
        &result->store, &result->heap, 1 + 2 * (uint32_t)model->layout_count, pieces, &words);
    if (node == NULL) {
        return sluice_fail_memory(engine);
    }
    node->node.kind = SLUICE_NODE_PIECES;
    node->node.flags |= flags;
    memset(words, 0, (1 + 2 * model->layout_count) * sizeof *words);
    words[0] = contents;
    for (size_t i = 0; i < model->layout_count; i++) {
        if (!take_piece(&cursor, model, &model->layout[i], words, words + 1 + 2 * i)) {
            return malformed(engine, model);
        }
    }
    return sluice_cursor_at_end(&cursor.at) || malformed(engine, model);
}
