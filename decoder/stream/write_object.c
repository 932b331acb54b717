#include "write_document.h"

/* --- objects in one go ------------------------------------------------------------------------ */

/* The descriptor of an object that may be flat: it is written already, and one class of it has data,
 * which are default fields only. */
static const struct sluice_descriptor *flat_descriptor(const struct sluice_document_writer *writer,
                                                       const struct sluice_words_node *object,
                                                       uint32_t *number)
{
    const uint32_t slot = object->descriptor;
    if ((slot & SLUICE_SLOT_REFERENCE) == 0 || (object->node.flags & SLUICE_NODE_PARTIAL) != 0 ||
        writer->plan.is_making) {
        return NULL;
    }
    const uint32_t handle = slot & ~SLUICE_SLOT_REFERENCE;
    *number = writer->numbers[handle];
    if (!sluice_emit_is_live(&writer->emitter, *number)) {
        return NULL;
    }
    const struct sluice_descriptor *descriptor = sluice_write_node(
        writer, *sluice_words_at(&writer->document->handles, handle));
    return descriptor->base.node.kind == SLUICE_NODE_DESCRIPTOR &&
                   (descriptor->base.node.flags & SLUICE_NODE_FLAT) != 0
               ? descriptor
               : NULL;
}

/* A null, a reference that holds, or a string; there is room for the first two. False: it is none of
 * them, or the run has failed. */
static bool write_flat_value(struct sluice_document_writer *writer, uint32_t slot)
{
    struct sluice_emitter *emitter = &writer->emitter;
    if (slot == SLUICE_SLOT_NULL) {
        *emitter->at++ = TC_NULL;
        return true;
    }
    if ((slot & SLUICE_SLOT_REFERENCE) != 0) {
        const uint32_t number = writer->numbers[slot & ~SLUICE_SLOT_REFERENCE];
        if (!sluice_emit_is_live(emitter, number)) {
            return false;
        }
        sluice_put_reference(emitter, number);
        return true;
    }
    return !writer->is_ahead &&
           sluice_store_kind(&writer->document->store, slot) == SLUICE_NODE_STRING &&
           sluice_write_string(writer, slot);
}

/* The head and the primitive fields of a flat object; gives the first reference field. */
static bool
write_flat_head(struct sluice_document_writer *writer, const struct sluice_words_node *object,
                const struct sluice_descriptor *descriptor, uint32_t number, uint32_t *word)
{
    struct sluice_emitter *emitter = &writer->emitter;
    const uint32_t primitives = descriptor->primitive_bytes;
    if (!sluice_emit_room(emitter, 1 + SLUICE_EMIT_REFERENCE + (size_t)primitives) ||
        !sluice_emit_open(emitter)) {
        return false;
    }
    *emitter->at++ = TC_OBJECT;
    sluice_put_reference(emitter, number);
    *word = primitives != 0;
    if (primitives != 0) {
        memcpy(emitter->at, writer->document->bytes + sluice_node_words(object)[0], primitives);
        emitter->at += primitives;
    }
    return sluice_write_handle(writer, object->handle);
}

bool sluice_write_flat(struct sluice_document_writer *writer, uint32_t id, bool *done)
{
    struct sluice_emitter *emitter = &writer->emitter;
    const struct sluice_words_node *object = sluice_write_node(writer, id);
    uint32_t number;
    uint32_t word;
    const struct sluice_descriptor *descriptor = flat_descriptor(writer, object, &number);
    if (descriptor == NULL) {
        return true;
    }
    if (!write_flat_head(writer, object, descriptor, number, &word)) {
        return false;
    }
    *done = true;
    const uint32_t *words = sluice_node_words(object);
    for (const uint32_t end = word + descriptor->reference_count; word < end; word++) {
        if (!sluice_emit_room(emitter, SLUICE_EMIT_REFERENCE)) {
            return false;
        }
        if (!write_flat_value(writer, words[word])) {
            /* What has failed is this field: the frame tells where, and is not gone on with. */
            const bool good = emitter->failure == SLUICE_OK;
            const struct sluice_write_frame rest = {
                .state = SLUICE_WRITE_FIELDS,
                .counts = true,
                .id = id,
                .next = word,
                .left = end - word - !good,
                .custom = SLUICE_SLOT_NONE,
            };
            return sluice_write_push(writer, rest) && good;
        }
    }
    sluice_emit_close(emitter);
    return true;
}

/* --- level by level --------------------------------------------------------------------------- */

/* The node of the descriptor behind a slot; the object was written, so it has one. */
static const struct sluice_proxy *descriptor_of(const struct sluice_document_writer *writer,
                                                uint32_t slot)
{
    return sluice_write_node(writer, sluice_descriptor_of(writer->document, slot));
}

/* Begins the data level of the top frame: its primitive fields. */
static bool begin_level(struct sluice_document_writer *writer)
{
    struct sluice_write_frame *top = sluice_write_top(writer);
    const struct sluice_words_node *object = sluice_write_node(writer, top->id);
    const uint32_t *words = sluice_node_words(object);
    const struct sluice_descriptor *level = sluice_write_level(writer, top);
    bool has_fields = true;
    top->custom = SLUICE_SLOT_NONE;
    if ((level->base.node.small & SC_WRITE_METHOD) != 0) {
        top->custom = words[top->next++];
        if (top->custom >= SLUICE_SLOT_FIRST_NODE) {
            const struct sluice_node *custom = sluice_write_node(writer, top->custom);
            has_fields = (custom->flags & SLUICE_NODE_NO_FIELDS) == 0;
        }
    }
    top->state = SLUICE_WRITE_FIELDS;
    top->left = 0;
    if (!has_fields) {
        return true;
    }
    uint32_t primitives = 0;
    if (level->primitive_bytes != 0) {
        primitives = words[top->next++]; /* a level begins with them, or it has not begun */
    }
    /* Fewer are there only in an object that TC_EXCEPTION has interrupted. */
    top->left = object->count - top->next < level->reference_count ? object->count - top->next
                                                                   : level->reference_count;
    return primitives == 0 ||
           sluice_emit_bytes(&writer->emitter, writer->document->bytes + primitives,
                             level->primitive_bytes);
}

static bool close_object(struct sluice_document_writer *writer,
                         const struct sluice_words_node *object)
{
    writer->interrupted |= (object->node.flags & SLUICE_NODE_PARTIAL) != 0;
    if (writer->plan.is_making) {
        sluice_write_plan_close(writer, object->handle);
    }
    sluice_write_pop(writer);
    return true;
}

bool sluice_write_data(struct sluice_document_writer *writer)
{
    struct sluice_write_frame *top = sluice_write_top(writer);
    const struct sluice_words_node *object = sluice_write_node(writer, top->id);
    const bool partial = (object->node.flags & SLUICE_NODE_PARTIAL) != 0;
    if (partial && object->node.small != 0) {
        writer->interrupted = true; /* its descriptor is not complete */
        sluice_write_pop(writer);
        return true;
    }
    if (!sluice_write_handle(writer, object->handle)) {
        return false;
    }
    if (writer->plan.is_making) {
        sluice_write_plan_open(writer, object->handle);
    }
    const struct sluice_proxy *descriptor = descriptor_of(writer, object->descriptor);
    if ((descriptor->node.small & SC_EXTERNALIZABLE) != 0) {
        top->state = SLUICE_WRITE_CLOSE;
        return sluice_write_contents(writer, sluice_node_words(object)[0]);
    }
    if (descriptor->data == 0 || (partial && object->count == 0)) {
        return close_object(writer, object);
    }
    return begin_level(writer);
}

bool sluice_write_fields(struct sluice_document_writer *writer)
{
    const uint32_t height = writer->frame_count;
    struct sluice_write_frame *top = sluice_write_top(writer);
    const struct sluice_words_node *object = sluice_write_node(writer, top->id);
    const uint32_t *words = sluice_node_words(object);
    while (top->left > 0) {
        const uint32_t slot = words[top->next++];
        top->left--;
        if (!sluice_write_value(writer, slot)) {
            return false;
        }
        if (writer->frame_count != height) {
            return true;
        }
    }
    top->state = SLUICE_WRITE_NEXT_LEVEL;
    if (top->custom == SLUICE_SLOT_NONE) {
        return true;
    }
    if (!sluice_write_contents(writer, top->custom)) {
        return false;
    }
    if (writer->plan.is_making && writer->frame_count != height) {
        sluice_write_plan_custom(writer);
    }
    return true;
}

bool sluice_write_next_level(struct sluice_document_writer *writer)
{
    struct sluice_write_frame *top = sluice_write_top(writer);
    const struct sluice_words_node *object = sluice_write_node(writer, top->id);
    const struct sluice_proxy *descriptor = descriptor_of(writer, object->descriptor);
    const struct sluice_descriptor *leaf = sluice_write_node(writer, descriptor->data);
    const bool partial = (object->node.flags & SLUICE_NODE_PARTIAL) != 0;
    if (top->level == leaf->data_depth || (partial && top->next >= object->count)) {
        return close_object(writer, object);
    }
    top->level++;
    return begin_level(writer);
}

bool sluice_write_close(struct sluice_document_writer *writer)
{
    return close_object(writer, sluice_write_node(writer, sluice_write_top(writer)->id));
}
