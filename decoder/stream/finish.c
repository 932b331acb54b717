/* Containers become nodes when all that belongs to them is there. */
#include "engine.h"

/* Makes a node of the values from `from` up. In a graph the words of a large node come from memory
 * only now, when each has been paid for with at least one byte of input. */
static struct sluice_words_node *make_words(struct sluice_engine *engine,
                                            enum sluice_node_kind kind, uint32_t from, uint32_t *id)
{
    struct sluice_result *result = engine->result;
    const uint32_t count = engine->values.count - from;
    uint32_t *words;
    struct sluice_words_node *node = sluice_store_add_words(&result->store, &result->heap, count,
                                                            id, &words);
    if (node == NULL) {
        (void)sluice_fail_memory(engine);
        return NULL;
    }
    node->node.kind = (uint8_t)kind;
    node->node.small = 0;
    node->handle = 0;
    node->descriptor = 0;
    sluice_words_take(&engine->values, from, count, words);
    return node;
}

bool sluice_make_contents(struct sluice_engine *engine, uint32_t from, uint8_t flags, uint32_t *id)
{
    *id = 0;
    if (engine->values.count == from && flags == 0) {
        return true; /* nothing is nothing: no node */
    }
    struct sluice_words_node *node = make_words(engine, SLUICE_NODE_CONTENTS, from, id);
    if (node == NULL) {
        return false;
    }
    node->node.flags |= flags;
    engine->values.count = from;
    return true;
}

/* The descriptor of the top frame as a node keeps it: documents keep how it was written. */
static uint32_t kept_descriptor(const struct sluice_engine *engine)
{
    return engine->policy != NULL ? sluice_descriptor_of(engine->result, engine->top->descriptor)
                                  : engine->top->descriptor;
}

static struct sluice_words_node *make_container(struct sluice_engine *engine, uint32_t *id)
{
    const struct sluice_frame *top = engine->top;
    const bool is_array = top->kind == SLUICE_FRAME_ARRAY;
    if (is_array && (top->flags & SLUICE_FRAME_UNCHARGED) != 0 &&
        engine->status->reason == SLUICE_OK &&
        !sluice_charge_elements(engine, top->level - top->remaining, top->start)) {
        return NULL;
    }
    struct sluice_words_node *node = make_words(
        engine, is_array ? SLUICE_NODE_ARRAY : SLUICE_NODE_OBJECT, top->base, id);
    if (node != NULL) {
        node->handle = top->handle;
        node->descriptor = kept_descriptor(engine);
    }
    return node;
}

/* The value of a handle is there; it goes to the frame below. */
static bool deliver(struct sluice_engine *engine, uint32_t slot)
{
    *sluice_words_at(&engine->result->handles, engine->top->handle) = slot;
    sluice_pop_frame(engine);
    if (!sluice_push_value(engine, slot)) {
        return false;
    }
    sluice_covered(engine);
    return true;
}

static bool deliver_skipped(struct sluice_engine *engine)
{
    SLUICE_EMIT(engine, .type = SLUICE_EVENT_SKIPPED, .handle = engine->top->handle);
    return deliver(engine, SLUICE_SLOT_SKIPPED);
}

static bool deliver_published(struct sluice_engine *engine, uint32_t slot)
{
    const uint32_t handle = engine->top->handle;
    if (!deliver(engine, slot)) {
        return false;
    }
    if (engine->policy != NULL) {
        SLUICE_EMIT(engine, .type = SLUICE_EVENT_PUBLISHED, .handle = handle);
    }
    return true;
}

bool sluice_close_words(struct sluice_engine *engine)
{
    uint32_t slot;
    if ((engine->top->flags & SLUICE_FRAME_SKIP) != 0) {
        return deliver_skipped(engine);
    }
    if (engine->policy != NULL && engine->top->kind == SLUICE_FRAME_OBJECT) {
        return sluice_gate_construct(engine, &slot) && deliver_published(engine, slot);
    }
    return make_container(engine, &slot) != NULL && deliver_published(engine, slot);
}

bool sluice_make_object(struct sluice_engine *engine, uint32_t *id)
{
    return make_container(engine, id) != NULL;
}

bool sluice_finish_flat(struct sluice_engine *engine, struct sluice_frame *frame)
{
    struct sluice_frame *below = engine->top;
    uint32_t slot;
    engine->top = frame;
    engine->depth++;
    const bool made = engine->policy != NULL ? sluice_gate_construct(engine, &slot)
                                             : sluice_make_object(engine, &slot);
    if (!made) {
        return false;
    }
    engine->top = below;
    engine->depth--;
    *sluice_words_at(&engine->result->handles, frame->handle) = slot;
    engine->values.count = frame->base;
    if (!sluice_push_value(engine, slot)) {
        return false;
    }
    if (engine->policy != NULL) {
        SLUICE_EMIT(engine, .type = SLUICE_EVENT_PUBLISHED, .handle = frame->handle);
    }
    return true;
}

static struct sluice_pair_node *make_pair(struct sluice_engine *engine, enum sluice_node_kind kind,
                                          uint32_t descriptor, uint32_t value, uint32_t *id)
{
    struct sluice_result *result = engine->result;
    struct sluice_pair_node *node = sluice_store_add(&result->store, &result->heap, sizeof *node,
                                                     id);
    if (node == NULL) {
        (void)sluice_fail_memory(engine);
        return NULL;
    }
    *node = (struct sluice_pair_node){
        .node = {.kind = (uint8_t)kind},
        .handle = engine->top->handle,
        .descriptor = descriptor,
        .value = value,
    };
    return node;
}

bool sluice_close_pair(struct sluice_engine *engine, enum sluice_node_kind kind, uint32_t value)
{
    struct sluice_frame *top = engine->top;
    const uint32_t descriptor = sluice_descriptor_of(engine->result, top->descriptor);
    const bool skipped = (top->flags & SLUICE_FRAME_SKIP) != 0;
    if (kind == SLUICE_NODE_CLASS) {
        if (descriptor == 0) {
            return sluice_fail(engine, SLUICE_NULL_DESCRIPTOR, top->start, "class");
        }
        if (engine->policy != NULL && !skipped && !sluice_gate_class(engine, descriptor)) {
            return false;
        }
        if (!sluice_assign_handle(engine, SLUICE_SLOT_OPEN_OBJECT, &top->handle)) {
            return false;
        }
    }
    if (skipped) {
        return deliver_skipped(engine);
    }
    uint32_t id;
    return make_pair(engine, kind, kept_descriptor(engine), value, &id) != NULL &&
           deliver_published(engine, id);
}

/* --- abandoned and partial containers (documents only) ---------------------------------------- */

static bool abandon_words(struct sluice_engine *engine, uint32_t *id)
{
    struct sluice_frame *top = engine->top;
    const enum sluice_frame_state state = (enum sluice_frame_state)top->state;
    if (state == SLUICE_STATE_CUSTOM || state == SLUICE_STATE_EXTERNAL ||
        state == SLUICE_STATE_RAW) {
        uint32_t contents;
        const uint8_t no_fields = (top->flags & SLUICE_FRAME_NO_FIELDS) != 0 ? SLUICE_NODE_NO_FIELDS
                                                                             : 0;
        if (!sluice_make_contents(engine, top->remaining,
                                  (uint8_t)(SLUICE_NODE_PARTIAL | no_fields), &contents)) {
            return false;
        }
        if (state != SLUICE_STATE_CUSTOM) {
            if (!sluice_push_value(engine, contents)) {
                return false;
            }
        } else {
            *sluice_words_at(&engine->values, sluice_custom_slot(engine)) = contents;
        }
    }
    if (top->kind == SLUICE_FRAME_ARRAY && !sluice_push_value(engine, top->level)) {
        return false;
    }
    struct sluice_words_node *node = make_container(engine, id);
    if (node == NULL) {
        return false;
    }
    node->count -= top->kind == SLUICE_FRAME_ARRAY;
    node->node.flags |= SLUICE_NODE_PARTIAL;
    /* Its length is not there if the descriptor was the last thing read. */
    node->node.small = state == SLUICE_STATE_DESCRIPTOR;
    return true;
}

static bool abandon_descriptor(struct sluice_engine *engine)
{
    struct sluice_frame *top = engine->top;
    if (top->state == SLUICE_STATE_ITEMS &&
        !sluice_make_contents(engine, top->base, SLUICE_NODE_PARTIAL, &top->leaf)) {
        return false;
    }
    const struct sluice_result *result = engine->result;
    const uint32_t handle = top->handle;
    const uint64_t hierarchy = engine->limits.hierarchy;
    engine->limits.hierarchy = UINT32_MAX;
    const bool closed = sluice_close_descriptor(engine);
    engine->limits.hierarchy = hierarchy;
    if (closed) {
        const uint32_t id = *sluice_words_at(&result->handles, handle);
        struct sluice_node *node = sluice_store_at(&result->store, id);
        node->flags |= SLUICE_NODE_PARTIAL;
    }
    return closed;
}

static bool abandon_top_frame(struct sluice_engine *engine)
{
    uint32_t id = SLUICE_SLOT_NONE;
    switch ((enum sluice_frame_kind)engine->top->kind) {
    case SLUICE_FRAME_DESCRIPTOR:
    case SLUICE_FRAME_PROXY:
        return abandon_descriptor(engine);
    case SLUICE_FRAME_OBJECT:
    case SLUICE_FRAME_ARRAY:
        if (!abandon_words(engine, &id)) {
            return false;
        }
        break;
    case SLUICE_FRAME_ENUM:
    case SLUICE_FRAME_CLASS:
    case SLUICE_FRAME_EXCEPTION: {
        static const uint8_t kinds[] = {[SLUICE_FRAME_ENUM] = SLUICE_NODE_ENUM,
                                        [SLUICE_FRAME_CLASS] = SLUICE_NODE_CLASS,
                                        [SLUICE_FRAME_EXCEPTION] = SLUICE_NODE_EXCEPTION};
        const struct sluice_frame *top = engine->top;
        const bool has_value = engine->values.count > top->base;
        const uint32_t value = has_value ? *sluice_words_at(&engine->values, top->base)
                                         : (uint32_t)SLUICE_SLOT_NONE;
        struct sluice_pair_node *node = make_pair(engine, (enum sluice_node_kind)kinds[top->kind],
                                                  top->descriptor, value, &id);
        if (node == NULL) {
            return false;
        }
        node->node.flags |= SLUICE_NODE_PARTIAL;
        break;
    }
    case SLUICE_FRAME_TOP:
        return false;
    }
    /* Not delivered to its handle: handles may have been forgotten meanwhile, and nothing can refer
     * to what was abandoned. */
    const uint32_t covered = engine->covered;
    sluice_pop_frame(engine);
    const bool pushed = sluice_push_value(engine, id);
    engine->covered = covered;
    return pushed;
}

bool sluice_abandon(struct sluice_engine *engine)
{
    engine->values.count = engine->covered_values;
    engine->top = sluice_frames_at(&engine->frames, engine->frames.count - 1);
    engine->depth = engine->frames.count - 1;
    const uint32_t covered = engine->covered;
    while (engine->frames.count > 1) {
        if (!abandon_top_frame(engine)) {
            return false;
        }
    }
    engine->covered = covered;
    engine->owed = 0;
    engine->overclaim.reason = SLUICE_OK;
    return true;
}

bool sluice_close_exception(struct sluice_engine *engine)
{
    uint32_t id;
    const uint32_t value = *sluice_words_at(&engine->values, engine->values.count - 1);
    if (make_pair(engine, SLUICE_NODE_EXCEPTION, SLUICE_SLOT_NONE, value, &id) == NULL) {
        return false;
    }
    sluice_pop_frame(engine);
    return sluice_abandon(engine) && sluice_push_value(engine, id) && sluice_new_epoch(engine);
}
