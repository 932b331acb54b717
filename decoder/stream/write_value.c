#include "write_document.h"

bool sluice_write_string(struct sluice_document_writer *writer, uint32_t id)
{
    const struct sluice_string *string = sluice_write_node(writer, id);
    const struct sluice_bytes text = {writer->document->bytes + string->offset, string->length};
    uint32_t *number = &writer->numbers[string->handle];
    return (string->node.flags & SLUICE_NODE_LONG) != 0
               ? sluice_emit_long_string(&writer->emitter, text, number)
               : sluice_emit_string(&writer->emitter, text, number);
}

/* Opens a container at its type code; its descriptor comes next, then `state`. */
static bool open_container(struct sluice_document_writer *writer, uint8_t code, uint32_t id,
                           enum sluice_write_state state, uint32_t descriptor)
{
    const struct sluice_write_frame frame = {.state = (uint8_t)state, .counts = true, .id = id};
    return sluice_emit_byte(&writer->emitter, code) && sluice_emit_open(&writer->emitter) &&
           sluice_write_push(writer, frame) && sluice_write_class(writer, descriptor);
}

static bool write_exception(struct sluice_document_writer *writer, uint32_t id)
{
    const struct sluice_write_frame frame = {
        .state = SLUICE_WRITE_EXCEPTION, .counts = true, .id = id, .left = 1};
    sluice_emit_forget(&writer->emitter);
    return sluice_emit_byte(&writer->emitter, TC_EXCEPTION) && sluice_emit_open(&writer->emitter) &&
           sluice_write_push(writer, frame);
}

static bool write_blocks(struct sluice_document_writer *writer, const struct sluice_blocks *blocks)
{
    const struct sluice_bytes wire = {writer->document->bytes + blocks->start,
                                      blocks->end - blocks->start};
    return (blocks->node.flags & SLUICE_NODE_RAW) != 0
               ? sluice_emit_bytes(&writer->emitter, wire.data, wire.length)
               : sluice_emit_blocks(&writer->emitter, wire);
}

/* After a reset of the writer's own, and where what an item stood in was replaced by a container that does
 * not have it, the item may have been written on behalf of a reference to it that came first; and what is
 * written once more may hold what was written for another. `*done`: a reference stands for it now. Such an
 * item is complete, so it has a handle. */
static bool write_known(struct sluice_document_writer *writer, const struct sluice_node *node,
                        bool *done)
{
    uint32_t handle;
    *done = false;
    if (!writer->is_ahead || (node->flags & SLUICE_NODE_PARTIAL) != 0 ||
        node->kind == SLUICE_NODE_BLOCKS || node->kind == SLUICE_NODE_EXCEPTION) {
        return true;
    }
    /* All nodes with a handle have it in the second word. */
    memcpy(&handle, (const uint8_t *)node + sizeof *node, sizeof handle);
    if (!sluice_write_is_live(writer, handle)) {
        return true;
    }
    *done = true;
    return sluice_write_reference(writer, handle);
}

static bool write_object(struct sluice_document_writer *writer, uint32_t id)
{
    const struct sluice_words_node *object = sluice_write_node(writer, id);
    bool done = false;
    if (writer->plan.policy != NULL && !sluice_write_replaced(writer, id, &done)) {
        return false;
    }
    if (!done && !sluice_write_flat(writer, id, &done)) {
        return false;
    }
    return done || open_container(writer, TC_OBJECT, id, SLUICE_WRITE_DATA, object->descriptor);
}

static bool write_node(struct sluice_document_writer *writer, uint32_t id)
{
    const struct sluice_node *node = sluice_write_node(writer, id);
    bool done;
    if (!write_known(writer, node, &done)) {
        return false;
    }
    if (done) {
        return true;
    }
    switch ((enum sluice_node_kind)node->kind) {
    case SLUICE_NODE_STRING:
        return sluice_write_string(writer, id);
    case SLUICE_NODE_BLOCKS:
        return write_blocks(writer, (const struct sluice_blocks *)(const void *)node);
    case SLUICE_NODE_PRIMITIVES:
        return open_container(writer, TC_ARRAY, id, SLUICE_WRITE_ELEMENTS,
                              ((const struct sluice_primitives *)(const void *)node)->descriptor);
    case SLUICE_NODE_ARRAY:
        return open_container(writer, TC_ARRAY, id, SLUICE_WRITE_ELEMENTS,
                              ((const struct sluice_words_node *)(const void *)node)->descriptor);
    case SLUICE_NODE_OBJECT:
        return write_object(writer, id);
    case SLUICE_NODE_ENUM:
        return open_container(writer, TC_ENUM, id, SLUICE_WRITE_CONSTANT,
                              ((const struct sluice_pair_node *)(const void *)node)->descriptor);
    case SLUICE_NODE_CLASS:
        return open_container(writer, TC_CLASS, id, SLUICE_WRITE_CLASS_HANDLE,
                              ((const struct sluice_pair_node *)(const void *)node)->descriptor);
    case SLUICE_NODE_EXCEPTION:
        return write_exception(writer, id);
    case SLUICE_NODE_DESCRIPTOR:
    case SLUICE_NODE_PROXY:
        return sluice_write_descriptor(writer, id);
    case SLUICE_NODE_CONTENTS:
    case SLUICE_NODE_PIECES:
        break;
    }
    return sluice_emit_fail(&writer->emitter, SLUICE_BAD_ARGUMENT);
}

bool sluice_write_value(struct sluice_document_writer *writer, uint32_t slot)
{
    writer->steps++;
    if (writer->plan.is_making) {
        sluice_write_plan_value(writer, slot);
    }
    writer->anew = writer->anew > writer->frame_count ? 0 : writer->anew;
    if ((slot & SLUICE_SLOT_REFERENCE) != 0) {
        const uint32_t handle = slot & ~SLUICE_SLOT_REFERENCE;
        if (sluice_write_is_live(writer, handle)) {
            return sluice_write_reference(writer, handle);
        }
        slot = sluice_write_target(writer, handle);
        writer->is_ahead = true;
        writer->anew = writer->anew == 0 ? writer->frame_count + 1 : writer->anew;
    }
    return slot < SLUICE_SLOT_FIRST_NODE ? sluice_emit_byte(&writer->emitter, TC_NULL)
                                         : write_node(writer, slot);
}

/* --- lists ------------------------------------------------------------------------------------ */

bool sluice_write_contents(struct sluice_document_writer *writer, uint32_t id)
{
    if (id < SLUICE_SLOT_FIRST_NODE) {
        return sluice_emit_byte(&writer->emitter, TC_ENDBLOCKDATA);
    }
    const struct sluice_words_node *contents = sluice_write_node(writer, id);
    const bool has_end = (contents->node.flags & (SLUICE_NODE_RAW | SLUICE_NODE_PARTIAL)) == 0;
    return sluice_write_push(writer,
                             (struct sluice_write_frame){
                                 .state = has_end ? SLUICE_WRITE_ITEMS_AND_END : SLUICE_WRITE_ITEMS,
                                 .id = id,
                                 .left = contents->count,
                             });
}

bool sluice_write_items(struct sluice_document_writer *writer)
{
    const uint32_t height = writer->frame_count;
    struct sluice_write_frame *top = sluice_write_top(writer);
    const struct sluice_words_node *node = sluice_write_node(writer, top->id);
    const uint32_t *words = sluice_node_words(node);
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
    writer->interrupted |= (node->node.flags & SLUICE_NODE_PARTIAL) != 0;
    if (writer->plan.is_making && node->node.kind == SLUICE_NODE_ARRAY) {
        sluice_write_plan_close(writer, node->handle);
    }
    const bool has_end = top->state == SLUICE_WRITE_ITEMS_AND_END;
    sluice_write_pop(writer);
    return !has_end || sluice_emit_byte(&writer->emitter, TC_ENDBLOCKDATA);
}

/* --- behind the descriptor -------------------------------------------------------------------- */

static bool close_interrupted(struct sluice_document_writer *writer)
{
    writer->interrupted = true;
    sluice_write_pop(writer);
    return true;
}

/* Only now: what fails before fails in the container, and is said to be there. */
static bool close_written(struct sluice_document_writer *writer)
{
    sluice_write_pop(writer);
    return true;
}

static bool write_primitives(struct sluice_document_writer *writer,
                             const struct sluice_primitives *array)
{
    const size_t size = sluice_primitive_size((uint8_t)array->node.small);
    return sluice_emit_array(&writer->emitter, array->length, &writer->numbers[array->handle]) &&
           sluice_emit_bytes(&writer->emitter, writer->document->bytes + array->offset,
                             array->length * size) &&
           close_written(writer);
}

bool sluice_write_elements(struct sluice_document_writer *writer)
{
    struct sluice_write_frame *top = sluice_write_top(writer);
    const struct sluice_words_node *array = sluice_write_node(writer, top->id);
    if (array->node.kind == SLUICE_NODE_PRIMITIVES) {
        return write_primitives(writer, (const struct sluice_primitives *)(const void *)array);
    }
    const bool partial = (array->node.flags & SLUICE_NODE_PARTIAL) != 0;
    if (partial && array->node.small != 0) {
        return close_interrupted(writer); /* without its length */
    }
    top->state = SLUICE_WRITE_ITEMS;
    top->left = array->count;
    const uint32_t length = partial ? sluice_node_words(array)[array->count] : array->count;
    if (writer->plan.is_making) {
        sluice_write_plan_open(writer, array->handle);
    }
    return sluice_emit_array(&writer->emitter, length, &writer->numbers[array->handle]);
}

bool sluice_write_constant(struct sluice_document_writer *writer)
{
    const struct sluice_pair_node *constant = sluice_write_node(writer,
                                                                sluice_write_top(writer)->id);
    if ((constant->node.flags & SLUICE_NODE_PARTIAL) != 0) {
        return close_interrupted(writer);
    }
    return sluice_write_handle(writer, constant->handle) &&
           sluice_write_string(writer, constant->value) && close_written(writer);
}

bool sluice_write_class_handle(struct sluice_document_writer *writer)
{
    const struct sluice_pair_node *class = sluice_write_node(writer, sluice_write_top(writer)->id);
    if ((class->node.flags & SLUICE_NODE_PARTIAL) != 0) {
        return close_interrupted(writer);
    }
    return sluice_write_handle(writer, class->handle) && close_written(writer);
}

bool sluice_write_exception(struct sluice_document_writer *writer)
{
    struct sluice_write_frame *top = sluice_write_top(writer);
    const struct sluice_pair_node *exception = sluice_write_node(writer, top->id);
    if (top->left > 0) {
        top->left = 0;
        return sluice_write_value(writer, exception->value); /* if interrupted, what came of it */
    }
    if ((exception->node.flags & SLUICE_NODE_PARTIAL) != 0) {
        return close_interrupted(writer); /* by another one */
    }
    sluice_write_pop(writer);
    sluice_emit_forget(&writer->emitter);
    return true;
}
