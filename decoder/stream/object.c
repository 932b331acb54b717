#include "engine.h"

/* Chains are walked a window at a time: one search for the lowest level of the window, then upward, so
 * that a level costs a constant number of steps however long the chain is. */
static const struct sluice_descriptor *windowed_level(struct sluice_engine *engine,
                                                      const struct sluice_descriptor *leaf)
{
    const struct sluice_store *store = &engine->result->store;
    struct sluice_level_window *window = &engine->window;
    const uint32_t level = engine->top->level;
    if (window->leaf != engine->top->leaf || level < window->first ||
        level - window->first >= SLUICE_LEVEL_WINDOW) {
        const uint32_t last = leaf->data_depth - level < SLUICE_LEVEL_WINDOW
                                  ? leaf->data_depth
                                  : level + SLUICE_LEVEL_WINDOW - 1;
        const struct sluice_descriptor *at = sluice_level_at(store, engine->top->leaf, last,
                                                             &engine->steps);
        window->leaf = engine->top->leaf;
        window->first = level;
        for (uint32_t i = last; i > level; i--) {
            window->levels[i - level] = at;
            at = sluice_store_at(store, at->data_above);
            engine->steps++;
        }
        window->levels[0] = at;
    }
    return window->levels[level - window->first];
}

static const struct sluice_descriptor *current_level(struct sluice_engine *engine)
{
    const struct sluice_descriptor *leaf = sluice_store_at(&engine->result->store,
                                                           engine->top->leaf);
    if (leaf->data_depth == engine->top->level) {
        return leaf;
    }
    return windowed_level(engine, leaf);
}

static enum sluice_step close_object(struct sluice_engine *engine)
{
    engine->top->state = SLUICE_STATE_COMPLETE;
    return sluice_close_words(engine) ? SLUICE_STEP_DONE : SLUICE_STEP_FAILED;
}

/* The primitive fields of a level: a view of their bytes. */
static bool read_level_primitives(struct sluice_engine *engine,
                                  const struct sluice_descriptor *level)
{
    if (level->primitive_bytes == 0) {
        return true;
    }
    if (!sluice_need(engine, level->primitive_bytes, "field.value")) {
        sluice_covered(engine); /* the level above is whole */
        return false;
    }
    if (!sluice_push_value(engine, sluice_reader_offset(&engine->reader))) {
        return false;
    }
    engine->reader.current += level->primitive_bytes;
    sluice_covered(engine);
    return true;
}

/* A level with SC_WRITE_METHOD: a slot for its custom data comes first. */
static bool begin_custom_level(struct sluice_engine *engine, const struct sluice_descriptor *level,
                               bool *no_fields)
{
    struct sluice_frame *top = engine->top;
    if (!sluice_push_value(engine, SLUICE_SLOT_NONE)) {
        return false;
    }
    sluice_covered(engine);
    *no_fields = sluice_guess_no_fields(engine, level);
    /* What was looked for and not come, for another reason than the end, is no sign of anything. */
    if (sluice_reader_failed(&engine->reader)) {
        return sluice_fail(engine, engine->reader.over, sluice_reader_offset(&engine->reader),
                           "field.value");
    }
    if (*no_fields) {
        top->flags |= SLUICE_FRAME_NO_FIELDS;
        top->remaining = engine->values.count;
        top->state = SLUICE_STATE_CUSTOM;
        return true;
    }
    if (level->primitive_bytes == 0 && sluice_layout_model(engine, level) == NULL) {
        top->flags |= SLUICE_FRAME_UNOWED;
        return true;
    }
    return sluice_owe(engine, (uint64_t)level->primitive_bytes + level->reference_count,
                      sluice_reader_offset(&engine->reader), "object.fields");
}

static enum sluice_step begin_level(struct sluice_engine *engine)
{
    struct sluice_frame *top = engine->top;
    const struct sluice_descriptor *level = current_level(engine);
    top->state = SLUICE_STATE_LEVEL;
    top->flags &= SLUICE_FRAME_SKIP;
    if (engine->policy != NULL) {
        sluice_gate_level(engine, level);
    }
    if ((level->base.node.small & SC_WRITE_METHOD) != 0) {
        bool no_fields;
        if (!begin_custom_level(engine, level, &no_fields)) {
            return SLUICE_STEP_FAILED;
        }
        if (no_fields) {
            return SLUICE_STEP_OPENED;
        }
    }
    if (!read_level_primitives(engine, level)) {
        return SLUICE_STEP_FAILED;
    }
    engine->owed -= level->primitive_bytes;
    top->remaining = level->reference_count;
    top->state = SLUICE_STATE_REFERENCES;
    return SLUICE_STEP_OPENED;
}

static enum sluice_step next_level(struct sluice_engine *engine)
{
    const struct sluice_descriptor *leaf = sluice_store_at(&engine->result->store,
                                                           engine->top->leaf);
    if (engine->top->level == leaf->data_depth) {
        return close_object(engine);
    }
    engine->top->level++;
    return begin_level(engine);
}

/* External data: in block form up to an end mark; in protocol 1 as the class's layout says. */
static enum sluice_step begin_external(struct sluice_engine *engine, uint32_t id,
                                       const struct sluice_proxy *descriptor)
{
    struct sluice_frame *top = engine->top;
    const bool blocks = (descriptor->node.small & SC_BLOCK_DATA) != 0;
    top->leaf = 0;
    if (blocks) {
        if (!sluice_owe(engine, 1, sluice_reader_offset(&engine->reader), "object.external")) {
            return SLUICE_STEP_FAILED;
        }
        top->state = SLUICE_STATE_EXTERNAL;
        top->remaining = engine->values.count;
        return SLUICE_STEP_OPENED;
    }
    return sluice_raw_begin(engine, id) ? SLUICE_STEP_OPENED : SLUICE_STEP_FAILED;
}

enum sluice_step sluice_object_begin(struct sluice_engine *engine)
{
    struct sluice_result *result = engine->result;
    struct sluice_frame *top = engine->top;
    const uint32_t id = top->leaf;
    if (id == 0) {
        (void)sluice_fail(engine, SLUICE_NULL_DESCRIPTOR, top->start, "class");
        return SLUICE_STEP_FAILED;
    }
    const struct sluice_proxy *descriptor = sluice_store_at(&result->store, id);
    if ((descriptor->node.flags & (SLUICE_NODE_REPEATED | SLUICE_NODE_RESERVED)) != 0) {
        const bool repeated = (descriptor->node.flags & SLUICE_NODE_REPEATED) != 0;
        (void)sluice_fail_class(engine, repeated ? SLUICE_CLASS_REPEATED : SLUICE_RESERVED_CLASS,
                                top->start, repeated ? "class.super" : "class.name",
                                sluice_class_name(result, id));
        return SLUICE_STEP_FAILED;
    }
    if (engine->policy != NULL && (top->flags & SLUICE_FRAME_SKIP) == 0 &&
        !sluice_gate_object(engine, id)) {
        return SLUICE_STEP_FAILED;
    }
    if (!sluice_assign_handle(engine, SLUICE_SLOT_OPEN_OBJECT, &top->handle)) {
        return SLUICE_STEP_FAILED;
    }
    if ((descriptor->node.small & SC_EXTERNALIZABLE) != 0) {
        return begin_external(engine, id, descriptor);
    }
    top->leaf = descriptor->data;
    if (top->leaf == 0) {
        return close_object(engine);
    }
    const struct sluice_descriptor *leaf = sluice_store_at(&result->store, top->leaf);
    if (!sluice_owe(engine, leaf->owed, sluice_reader_offset(&engine->reader), "object.fields")) {
        return SLUICE_STEP_FAILED;
    }
    return begin_level(engine);
}

enum sluice_step sluice_level_fields_end(struct sluice_engine *engine)
{
    const struct sluice_descriptor *level = current_level(engine);
    if ((level->base.node.small & SC_WRITE_METHOD) == 0) {
        return next_level(engine);
    }
    engine->top->remaining = engine->values.count;
    engine->top->state = SLUICE_STATE_CUSTOM;
    return SLUICE_STEP_DONE;
}

/* With no primitive fields read, values that turned out not to be fields are custom data as they
 * stand: both are items in the same order. */
bool sluice_level_without_fields(struct sluice_engine *engine)
{
    struct sluice_frame *top = engine->top;
    const struct sluice_descriptor *level = current_level(engine);
    if ((top->flags & SLUICE_FRAME_UNOWED) == 0) {
        return sluice_fail(engine,
                           *engine->reader.current == TC_ENDBLOCKDATA
                               ? SLUICE_UNEXPECTED_END
                               : SLUICE_UNEXPECTED_BLOCK_DATA,
                           sluice_reader_offset(&engine->reader), "field.value");
    }
    top->flags |= SLUICE_FRAME_NO_FIELDS;
    top->remaining = engine->values.count - (level->reference_count - top->remaining);
    top->state = SLUICE_STATE_CUSTOM;
    return true;
}

enum sluice_step sluice_custom_end(struct sluice_engine *engine)
{
    struct sluice_frame *top = engine->top;
    const bool external = top->state == SLUICE_STATE_EXTERNAL;
    const bool dropped = (top->flags & (SLUICE_FRAME_SKIP | SLUICE_FRAME_LEVEL_DROPPED |
                                        SLUICE_FRAME_CUSTOM_DROPPED)) != 0;
    const uint32_t from = top->remaining;
    engine->owed--;
    uint32_t contents = SLUICE_SLOT_SKIPPED;
    if (dropped) {
        contents = (top->flags & SLUICE_FRAME_NO_FIELDS) != 0 ? SLUICE_SLOT_SKIPPED_NO_FIELDS
                                                              : SLUICE_SLOT_SKIPPED;
        engine->values.count = from;
    } else if (!sluice_make_contents(
                   engine, from,
                   (top->flags & SLUICE_FRAME_NO_FIELDS) != 0 ? SLUICE_NODE_NO_FIELDS : 0,
                   &contents)) {
        return SLUICE_STEP_FAILED;
    }
    if (external) {
        return sluice_push_value(engine, contents) ? close_object(engine) : SLUICE_STEP_FAILED;
    }
    *sluice_words_at(&engine->values, sluice_custom_slot(engine)) = contents;
    sluice_covered(engine);
    return next_level(engine);
}

uint32_t sluice_custom_slot(struct sluice_engine *engine)
{
    const struct sluice_frame *top = engine->top;
    if ((top->flags & SLUICE_FRAME_NO_FIELDS) != 0) {
        return top->remaining - 1;
    }
    const struct sluice_descriptor *level = current_level(engine);
    return top->remaining - 1 - (level->primitive_bytes != 0) - level->reference_count;
}
