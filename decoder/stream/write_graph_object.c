/* Objects: their levels from the topmost class down, each with its fields, then its custom data. */
#include "write_graph.h"

static const uint32_t *object_words(const struct sluice_graph_writer *writer, uint32_t id)
{
    return sluice_node_words(sluice_store_at(&writer->result->store, id));
}

/* --- fields ----------------------------------------------------------------------------------- */

/* Most runs are short: two moves that overlap are cheaper than a call. */
static inline void copy_run(uint8_t *to, const uint8_t *from, uint32_t length)
{
    if (length > 16) {
        memcpy(to, from, length);
    } else if (length >= 8) {
        memcpy(to, from, 8);
        memcpy(to + length - 8, from + length - 8, 8);
    } else if (length >= 4) {
        memcpy(to, from, 4);
        memcpy(to + length - 4, from + length - 4, 4);
    } else {
        for (uint32_t i = 0; i < length; i++) {
            to[i] = from[i];
        }
    }
}

/* The primitive fields of a level, from their bytes as they were read; there is room for them. */
static inline void put_primitives(struct sluice_graph_writer *writer,
                                  const struct sluice_plan_level *level, const uint8_t *from)
{
    struct sluice_emitter *emitter = &writer->emitter;
    if (level->defaults != NULL) {
        memcpy(emitter->at, level->defaults, level->class->primitive_bytes);
    }
    for (uint32_t i = 0; i < level->run_count; i++) {
        const struct sluice_plan_run *run = &level->runs[i];
        copy_run(emitter->at + run->to, from + run->from, run->length);
    }
    emitter->at += level->class->primitive_bytes;
}

/* As many reference fields, from the first on, as are null or written already; there is room for
 * them. Their number is returned. A slot that is a node stands for a value, and values have handles;
 * what is not one is null, as no field of a class is skipped. */
static inline uint32_t put_known(struct sluice_graph_writer *writer,
                                 const struct sluice_plan_level *level, const uint32_t *slots)
{
    struct sluice_emitter *emitter = &writer->emitter;
    for (uint32_t i = 0; i < level->reference_count; i++) {
        const struct sluice_plan_reference *field = &level->fields[i];
        const uint32_t slot = field->place != 0 ? slots[field->place - 1] & ~SLUICE_SLOT_COPY
                                                : (uint32_t)SLUICE_SLOT_NULL;
        if (slot >= SLUICE_SLOT_FIRST_NODE) {
            const uint32_t number = writer->numbers[sluice_handle_of(writer, slot)];
            if (!sluice_emit_is_live(emitter, number)) {
                return i;
            }
            sluice_put_reference(emitter, number);
        } else if (field->self_is_null) {
            return i;
        } else {
            *emitter->at++ = TC_NULL;
        }
    }
    return level->reference_count;
}

/* The reference fields of a level from `*next` on, up to the first that opens a container: that one is
 * counted off, and its slot is given. */
static bool put_references(struct sluice_graph_writer *writer,
                           const struct sluice_plan_level *level, const uint32_t *slots,
                           uint32_t number, uint32_t *next, uint32_t *container)
{
    *container = SLUICE_SLOT_NULL;
    while (*next < level->reference_count) {
        const struct sluice_plan_reference *field = &level->fields[(*next)++];
        const uint32_t slot = field->place != 0 ? slots[field->place - 1]
                                                : (uint32_t)SLUICE_SLOT_NULL;
        if (slot == SLUICE_SLOT_NULL && field->self_is_null) {
            if (!sluice_emit_reference(&writer->emitter, number)) {
                return false;
            }
            continue;
        }
        switch (sluice_put_leaf(writer, slot)) {
        case SLUICE_LEAF_DONE:
            break;
        case SLUICE_LEAF_CONTAINER:
            *container = slot;
            return true;
        case SLUICE_LEAF_FAILED:
            return false;
        }
    }
    return true;
}

/* --- beginning and ending --------------------------------------------------------------------- */

static bool push_object(struct sluice_graph_writer *writer, enum sluice_write_task task,
                        uint32_t id, uint32_t number, const struct sluice_plan *plan)
{
    struct sluice_write_frame *frame = sluice_push_task(writer, task);
    if (frame == NULL) {
        return false;
    }
    frame->node = id;
    frame->number = number;
    frame->plan = plan;
    return true;
}

/* `closes`: nothing else of the object follows. */
static bool push_references(struct sluice_graph_writer *writer,
                            const struct sluice_plan_level *level, const uint32_t *slots,
                            uint32_t number, uint32_t next, bool closes)
{
    struct sluice_write_frame *frame = sluice_push_task(writer, SLUICE_WRITE_REFERENCES);
    if (frame == NULL) {
        return false;
    }
    frame->level = level;
    frame->slots = slots;
    frame->number = number;
    frame->next = next;
    frame->closes = closes;
    return true;
}

/* An object of one level whose class is described already: it needs the work stack only if it refers
 * to a container that is not written yet. */
static bool put_flat(struct sluice_graph_writer *writer, uint32_t id,
                     const struct sluice_plan *plan, uint32_t handle)
{
    struct sluice_emitter *emitter = &writer->emitter;
    const struct sluice_plan_level *level = &plan->levels[0];
    const uint32_t *words = object_words(writer, id);
    const uint32_t *slots = words + level->references;
    uint32_t container = SLUICE_SLOT_NULL;
    if (!sluice_emit_room(emitter, plan->flat_bytes) || !sluice_emit_open(emitter)) {
        return false;
    }
    *emitter->at++ = TC_OBJECT;
    sluice_put_reference(emitter, plan->class->number);
    uint32_t *number = &writer->numbers[handle];
    if (!sluice_emit_handle(emitter, number)) {
        return false;
    }
    if (level->class->primitive_bytes != 0) {
        /* Without a run nothing is taken from there. */
        put_primitives(writer, level,
                       writer->result->bytes +
                           (level->run_count != 0 ? words[level->primitives] : 0));
    }
    uint32_t next = put_known(writer, level, slots);
    writer->steps += next;
    if (next < level->reference_count &&
        !put_references(writer, level, slots, *number, &next, &container)) {
        return false;
    }
    if (container == SLUICE_SLOT_NULL) {
        sluice_emit_close(emitter);
        return true;
    }
    /* Left to the loop: it comes to this field once more. */
    return push_references(writer, level, slots, *number, next - 1, true);
}

/* TC_PROXYCLASSDESC with its interfaces, or a reference to it. */
static bool put_proxy_class(struct sluice_graph_writer *writer, uint32_t descriptor)
{
    struct sluice_emitter *emitter = &writer->emitter;
    const struct sluice_result *result = writer->result;
    struct sluice_plan_entry *entry = sluice_plan_entry(writer, descriptor);
    struct sluice_wire_class *super = entry != NULL ? sluice_wire_proxy_class(&writer->classes)
                                                    : NULL;
    if (super == NULL) {
        return sluice_write_fails_memory(writer);
    }
    if (sluice_emit_is_live(emitter, entry->proxy)) {
        return sluice_emit_reference(emitter, entry->proxy);
    }
    const struct sluice_proxy *proxy = sluice_store_at(&result->store, descriptor);
    const uint8_t *names = result->bytes + proxy->offset + 5;
    const uint32_t count = sluice_be32(names - 4);
    if (!sluice_emit_proxy_desc(emitter, count, &entry->proxy)) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct sluice_bytes name = {names + 2, sluice_be16(names)};
        if (!sluice_emit_name(emitter, name)) {
            return false;
        }
        names += 2 + name.length;
    }
    if (!sluice_emit_open(emitter) || !sluice_emit_byte(emitter, TC_ENDBLOCKDATA) ||
        !sluice_put_class(emitter, super) || !sluice_emit_chain(emitter, super->above + 1)) {
        return false;
    }
    sluice_emit_close(emitter);
    return true;
}

bool sluice_put_class_of(struct sluice_graph_writer *writer, uint32_t descriptor)
{
    if (sluice_store_kind(&writer->result->store, descriptor) == SLUICE_NODE_PROXY) {
        return put_proxy_class(writer, descriptor);
    }
    struct sluice_wire_class *class = sluice_plan_class(writer, descriptor);
    return class != NULL ? sluice_put_class(&writer->emitter, class)
                         : sluice_write_fails_memory(writer);
}

static bool begin_proxy(struct sluice_graph_writer *writer, uint32_t id,
                        const struct sluice_words_node *node)
{
    struct sluice_emitter *emitter = &writer->emitter;
    uint32_t *number = &writer->numbers[node->handle];
    return sluice_emit_byte(emitter, TC_OBJECT) && sluice_emit_open(emitter) &&
           put_proxy_class(writer, node->descriptor) && sluice_emit_handle(emitter, number) &&
           push_object(writer, SLUICE_WRITE_PROXY, id, *number, NULL);
}

bool sluice_put_object(struct sluice_graph_writer *writer, uint32_t id)
{
    struct sluice_emitter *emitter = &writer->emitter;
    const struct sluice_words_node *node = sluice_store_at(&writer->result->store, id);
    if (sluice_store_kind(&writer->result->store, node->descriptor) == SLUICE_NODE_PROXY) {
        return begin_proxy(writer, id, node);
    }
    if (sluice_is_replaced(writer, node->handle)) {
        return sluice_put_replacement(writer, id, node->handle);
    }
    const struct sluice_plan *plan = sluice_plan_of(writer, node->descriptor);
    if (plan == NULL) {
        return sluice_write_fails_memory(writer);
    }
    if (plan->is_flat && sluice_emit_is_live(emitter, plan->class->number)) {
        return put_flat(writer, id, plan, node->handle);
    }
    uint32_t *number = &writer->numbers[node->handle];
    return sluice_emit_byte(emitter, TC_OBJECT) && sluice_emit_open(emitter) &&
           sluice_put_class(emitter, plan->class) && sluice_emit_handle(emitter, number) &&
           push_object(writer, SLUICE_WRITE_OBJECT, id, *number, plan);
}

/* --- steps ------------------------------------------------------------------------------------ */

static bool close_object(struct sluice_graph_writer *writer)
{
    sluice_pop_task(writer);
    sluice_emit_close(&writer->emitter);
    return true;
}

/* The custom data of a level waits below its reference fields. */
static bool push_custom(struct sluice_graph_writer *writer, const struct sluice_plan_level *level,
                        uint32_t slot)
{
    const struct sluice_store *store = &writer->result->store;
    const bool is_node = slot >= SLUICE_SLOT_FIRST_NODE;
    const bool pieces = is_node && sluice_store_kind(store, slot) == SLUICE_NODE_PIECES;
    struct sluice_write_frame *frame = sluice_push_task(writer, pieces ? SLUICE_WRITE_PIECES
                                                                       : SLUICE_WRITE_CONTENTS);
    if (frame == NULL) {
        return false;
    }
    frame->node = slot;
    frame->level = level;
    if (is_node) {
        const struct sluice_words_node *contents = sluice_store_at(store, slot);
        frame->slots = sluice_node_words(contents);
        frame->count = contents->count;
    }
    return true;
}

struct sluice_plan_level sluice_level_in(const struct sluice_graph_writer *writer, uint32_t id,
                                         const struct sluice_plan *plan,
                                         const struct sluice_plan_level *level)
{
    struct sluice_plan_level at = *level;
    if (plan->moving && level->has_data) {
        struct sluice_level_words words;
        const struct sluice_object_at object = sluice_object_at_node(writer->result, id, &words);
        const struct sluice_level_words *found = sluice_object_level(&object, level->model);
        at.custom = found->custom;
        at.primitives = found->primitives;
        at.references = found->references;
    }
    return at;
}

static bool object_step(struct sluice_graph_writer *writer)
{
    struct sluice_write_frame *top = sluice_top_task(writer);
    if (top->next == top->plan->level_count) {
        return close_object(writer);
    }
    const struct sluice_plan_level *level = &top->plan->levels[top->next++];
    writer->steps++;
    const struct sluice_plan_level at = sluice_level_in(writer, top->node, top->plan, level);
    const uint32_t *words = object_words(writer, top->node);
    const uint32_t number = top->number;
    if (level->writes_fields && level->class->primitive_bytes != 0) {
        if (!sluice_emit_room(&writer->emitter, level->class->primitive_bytes)) {
            return false;
        }
        /* Without a run nothing is taken from there. */
        put_primitives(writer, level,
                       writer->result->bytes + (level->run_count != 0 ? words[at.primitives] : 0));
    }
    const bool has_references = level->writes_fields && level->reference_count != 0;
    const bool is_last = top->next == top->plan->level_count && !level->has_custom;
    if (has_references && is_last) {
        sluice_pop_task(writer);
    }
    return (!level->has_custom || push_custom(writer, level, words[at.custom])) &&
           (!has_references ||
            push_references(writer, level, words + at.references, number, 0, is_last));
}

static bool references_step(struct sluice_graph_writer *writer)
{
    struct sluice_write_frame *top = sluice_top_task(writer);
    uint32_t container;
    if (!put_references(writer, top->level, top->slots, top->number, &top->next, &container)) {
        return false;
    }
    if (container != SLUICE_SLOT_NULL) {
        return sluice_put_value(writer, container);
    }
    if (top->closes) {
        return close_object(writer);
    }
    sluice_pop_task(writer);
    return true;
}

static bool end_custom(struct sluice_graph_writer *writer)
{
    sluice_pop_task(writer);
    return sluice_emit_data_end(&writer->emitter) &&
           sluice_emit_byte(&writer->emitter, TC_ENDBLOCKDATA);
}

static bool push_items(struct sluice_graph_writer *writer, const struct sluice_layout_item *piece,
                       const struct sluice_subject *list)
{
    struct sluice_write_frame *frame = sluice_push_task(writer, SLUICE_WRITE_SLOTS);
    if (frame == NULL) {
        return false;
    }
    /* The null that ends such a list stands behind it. */
    frame->slots = list->items;
    frame->count = list->item_count + piece->until_null;
    return true;
}

static bool put_text(struct sluice_emitter *emitter, struct sluice_bytes text)
{
    uint8_t head[2];
    sluice_set_be16(head, (uint32_t)text.length);
    return sluice_emit_data(emitter, head, sizeof head) &&
           sluice_emit_data(emitter, text.data, text.length);
}

/* A primitive piece stands as it was read, in the words of its pieces. */
static bool put_primitive_piece(struct sluice_graph_writer *writer, uint32_t pieces,
                                const struct sluice_layout_item *piece, uint32_t index)
{
    const uint32_t *words = object_words(writer, pieces);
    uint8_t bytes[8];
    memcpy(bytes, words + 1 + 2 * (size_t)index, sizeof bytes);
    return sluice_emit_data(&writer->emitter, bytes, sluice_primitive_size((uint8_t)piece->type));
}

static bool pieces_step(struct sluice_graph_writer *writer)
{
    struct sluice_emitter *emitter = &writer->emitter;
    struct sluice_write_frame *top = sluice_top_task(writer);
    const struct sluice_class_model *model = &writer->result->policy->models[top->level->model];
    while (top->next < model->layout_count) {
        const uint32_t index = top->next++;
        writer->steps++;
        const struct sluice_layout_item *piece = &model->layout[index];
        const struct sluice_subject subject = sluice_piece_at(writer->result, top->node, piece,
                                                              index);
        switch (piece->kind) {
        case SLUICE_LAYOUT_PRIMITIVE:
            if (!put_primitive_piece(writer, top->node, piece, index)) {
                return false;
            }
            break;
        case SLUICE_LAYOUT_UTF:
            if (!put_text(emitter, subject.text)) {
                return false;
            }
            break;
        case SLUICE_LAYOUT_OBJECT:
            return sluice_emit_data_end(emitter) && sluice_put_value(writer, subject.slot);
        case SLUICE_LAYOUT_OBJECTS:
        case SLUICE_LAYOUT_PAIRS:
            return sluice_emit_data_end(emitter) && push_items(writer, piece, &subject);
        }
    }
    return end_custom(writer);
}

static bool contents_step(struct sluice_graph_writer *writer)
{
    const struct sluice_store *store = &writer->result->store;
    struct sluice_write_frame *top = sluice_top_task(writer);
    while (top->next < top->count) {
        const uint32_t slot = top->slots[top->next++];
        if (slot < SLUICE_SLOT_FIRST_NODE || sluice_store_kind(store, slot) != SLUICE_NODE_BLOCKS) {
            return sluice_emit_data_end(&writer->emitter) && sluice_put_value(writer, slot);
        }
        if (!sluice_put_blocks(writer, slot)) {
            return false;
        }
    }
    return end_custom(writer);
}

static bool proxy_step(struct sluice_graph_writer *writer)
{
    struct sluice_write_frame *top = sluice_top_task(writer);
    if (top->next++ != 0) {
        return close_object(writer);
    }
    struct sluice_level_words level;
    const struct sluice_object_at object = sluice_object_at_node(writer->result, top->node, &level);
    return sluice_put_value(writer, sluice_object_handler(&object));
}

bool sluice_object_step(struct sluice_graph_writer *writer)
{
    switch ((enum sluice_write_task)sluice_top_task(writer)->task) {
    case SLUICE_WRITE_OBJECT:
        return object_step(writer);
    case SLUICE_WRITE_REFERENCES:
        return references_step(writer);
    case SLUICE_WRITE_PIECES:
        return pieces_step(writer);
    case SLUICE_WRITE_CONTENTS:
        return contents_step(writer);
    case SLUICE_WRITE_PROXY:
        return proxy_step(writer);
    case SLUICE_WRITE_COMPARATOR:
    case SLUICE_WRITE_SIZE:
        return sluice_safe_step(writer);
    case SLUICE_WRITE_SLOTS:
    case SLUICE_WRITE_ARRAY:
    case SLUICE_WRITE_ITEMS:
        break;
    }
    return false;
}
