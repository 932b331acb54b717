#include "write_document.h"

static void mark(struct sluice_document_writer *writer, uint32_t handle, bool open)
{
    if (writer->marks != NULL) {
        writer->marks[handle] = open ? writer->marks[handle] | SLUICE_MARK_OPEN
                                     : writer->marks[handle] & (uint8_t)~SLUICE_MARK_OPEN;
    }
}

/* The type string of a field: a string, or a reference to one. */
static bool write_signature(struct sluice_document_writer *writer, uint32_t slot)
{
    uint32_t id = slot;
    uint32_t handle;
    if ((slot & SLUICE_SLOT_REFERENCE) != 0) {
        handle = slot & ~SLUICE_SLOT_REFERENCE;
        id = sluice_write_target(writer, handle);
    } else {
        handle = ((const struct sluice_string *)sluice_write_node(writer, slot))->handle;
    }
    return sluice_write_is_live(writer, handle) ? sluice_write_reference(writer, handle)
                                                : sluice_write_string(writer, id);
}

static bool write_class_head(struct sluice_document_writer *writer,
                             const struct sluice_descriptor *descriptor, uint32_t id)
{
    const struct sluice_result *document = writer->document;
    const struct sluice_bytes name = sluice_class_name(document, id);
    if (!sluice_emit_class_desc(&writer->emitter, name,
                                (int64_t)sluice_be64(name.data + name.length),
                                (uint8_t)descriptor->base.node.small, descriptor->field_count,
                                &writer->numbers[descriptor->base.handle])) {
        return false;
    }
    for (uint32_t i = 0; i < descriptor->field_count; i++) {
        const struct sluice_field field = sluice_field_at(document, descriptor, i);
        const uint8_t *text = document->bytes + field.name;
        if (!sluice_emit_field(&writer->emitter, field.code,
                               (struct sluice_bytes){text + 2, sluice_be16(text)})) {
            return false;
        }
        if (field.signature != 0 && !write_signature(writer, field.signature)) {
            return false;
        }
    }
    return true;
}

static bool write_proxy_head(struct sluice_document_writer *writer,
                             const struct sluice_proxy *proxy, uint32_t id)
{
    const struct sluice_proxy_desc_view view = sluice_proxy_desc_view(
        (const struct sluice_document *)(const void *)writer->document, (struct sluice_item){id});
    return sluice_emit_proxy_desc(&writer->emitter, view.interface_count,
                                  &writer->numbers[proxy->handle]) &&
           sluice_emit_bytes(&writer->emitter, view.interfaces.data, view.interfaces.length);
}

bool sluice_write_descriptor(struct sluice_document_writer *writer, uint32_t id)
{
    const struct sluice_proxy *base = sluice_write_node(writer, id);
    const struct sluice_write_frame frame = {.state = SLUICE_WRITE_SUPER, .counts = true, .id = id};
    const bool head = base->node.kind == SLUICE_NODE_DESCRIPTOR
                          ? write_class_head(
                                writer, (const struct sluice_descriptor *)(const void *)base, id)
                          : write_proxy_head(writer, base, id);
    if (!head || !sluice_emit_open(&writer->emitter) || !sluice_write_push(writer, frame)) {
        return false;
    }
    mark(writer, base->handle, true);
    return sluice_write_contents(writer, base->annotation);
}

static bool write_class(struct sluice_document_writer *writer, uint32_t slot)
{
    const uint32_t id = sluice_descriptor_of(writer->document, slot);
    writer->steps++;
    if (id == 0) {
        /* Nothing, not even a null, where TC_EXCEPTION came first. */
        return slot == SLUICE_SLOT_NONE || sluice_emit_byte(&writer->emitter, TC_NULL);
    }
    const struct sluice_proxy *base = sluice_write_node(writer, id);
    if (!sluice_write_is_live(writer, base->handle)) {
        writer->is_ahead |= (slot & SLUICE_SLOT_REFERENCE) != 0;
        return sluice_write_descriptor(writer, id);
    }
    /* Only what is written anew can come upon its own descriptor; no reader would take that. */
    if (writer->marks != NULL && (writer->marks[base->handle] & SLUICE_MARK_OPEN) != 0) {
        return sluice_emit_fail(&writer->emitter, SLUICE_DESCRIPTOR_UNFINISHED);
    }
    return sluice_write_reference(writer, base->handle);
}

bool sluice_write_class(struct sluice_document_writer *writer, uint32_t slot)
{
    const bool good = write_class(writer, slot);
    writer->in_class = !good;
    return good;
}

bool sluice_write_super(struct sluice_document_writer *writer)
{
    struct sluice_write_frame *top = sluice_write_top(writer);
    const struct sluice_proxy *base = sluice_write_node(writer, top->id);
    top->state = SLUICE_WRITE_CHAIN;
    return sluice_write_class(writer, base->super);
}

bool sluice_write_chain(struct sluice_document_writer *writer)
{
    const struct sluice_proxy *base = sluice_write_node(writer, sluice_write_top(writer)->id);
    if (!writer->interrupted && !sluice_emit_chain(&writer->emitter, base->depth)) {
        return false;
    }
    mark(writer, base->handle, false);
    sluice_write_pop(writer);
    return true;
}
