/* The most common object by far: its descriptor is a back reference, one class of it has data, and
 * its reference fields are nulls and back references. Such an object opens nothing, so it needs no
 * frame. Whatever is out of the ordinary, errors included, is left to the general path: at its very
 * begin, or in the middle, with a frame that stands just where this one stopped. */
#include "engine.h"

enum { REFERENCE_BYTES = 5, HEAD_BYTES = 1 + REFERENCE_BYTES };

/* The slot behind a handle on the wire; SLUICE_SLOT_NONE if there is no such handle. */
static uint32_t slot_of(const struct sluice_engine *engine, const uint8_t *at, uint32_t *handle)
{
    const uint32_t index = sluice_be32(at) - SLUICE_BASE_HANDLE;
    *handle = engine->epoch + index;
    return index < engine->result->handles.count - engine->epoch
               ? *sluice_words_at(&engine->result->handles, *handle)
               : (uint32_t)SLUICE_SLOT_NONE;
}

/* The descriptor of the object at `current` if the object may be flat; else NULL. */
static const struct sluice_descriptor *flat_descriptor(const struct sluice_engine *engine,
                                                       uint32_t *handle, uint32_t *id)
{
    const struct sluice_reader *reader = &engine->reader;
    if (reader->end - reader->current < HEAD_BYTES || reader->current[1] != TC_REFERENCE) {
        return NULL;
    }
    *id = slot_of(engine, reader->current + 2, handle);
    if (*id < SLUICE_SLOT_FIRST_NODE || (*id & SLUICE_SLOT_COPY) != 0) {
        return NULL;
    }
    const struct sluice_descriptor *descriptor = sluice_store_at(&engine->result->store, *id);
    if (descriptor->base.node.kind != SLUICE_NODE_DESCRIPTOR ||
        (descriptor->base.node.flags & SLUICE_NODE_FLAT) == 0) {
        return NULL;
    }
    const uint8_t needed = SLUICE_NODE_GATED | SLUICE_NODE_ALL_FIELDS;
    if (engine->policy != NULL &&
        ((descriptor->base.node.flags & needed) != needed || sluice_next_is_skipped(engine))) {
        return NULL;
    }
    const uint64_t most = HEAD_BYTES + descriptor->primitive_bytes +
                          (uint64_t)descriptor->reference_count * REFERENCE_BYTES;
    const bool fits = most <= (uint64_t)(reader->end - reader->current) &&
                      engine->owed + most <= sluice_reader_remaining(reader);
    return fits && engine->depth < engine->limits.depth && engine->objects < engine->limits.objects
               ? descriptor
               : NULL;
}

/* The value at `current` if it is a null or a back reference that holds; SLUICE_SLOT_NONE if not. */
static uint32_t flat_value(struct sluice_engine *engine)
{
    const uint8_t *at = engine->reader.current;
    if (*at == TC_NULL) {
        engine->reader.current++;
        return SLUICE_SLOT_NULL;
    }
    if (*at != TC_REFERENCE) {
        return SLUICE_SLOT_NONE;
    }
    uint32_t handle;
    const uint32_t slot = slot_of(engine, at + 1, &handle);
    if (engine->policy == NULL) {
        if (slot == SLUICE_SLOT_NONE) {
            return slot;
        }
        engine->reader.current += REFERENCE_BYTES;
        return SLUICE_SLOT_REFERENCE | handle;
    }
    if (slot < SLUICE_SLOT_FIRST_NODE ||
        sluice_store_kind(&engine->result->store, slot) >= SLUICE_NODE_DESCRIPTOR) {
        return SLUICE_SLOT_NONE;
    }
    SLUICE_EMIT(engine, .type = SLUICE_EVENT_REFERENCED, .handle = handle);
    engine->reader.current += REFERENCE_BYTES;
    return slot;
}

/* Goes on with a frame: all but `remaining` reference fields are on the value stack. */
static bool with_frame(struct sluice_engine *engine, const struct sluice_frame *frame,
                       uint32_t remaining)
{
    if (!sluice_push_frame(engine, SLUICE_FRAME_OBJECT, SLUICE_STATE_REFERENCES, frame->start)) {
        return false;
    }
    const uint8_t flags = engine->policy != NULL ? SLUICE_FRAME_ALL_FIELDS : 0;
    engine->owed += remaining;
    *engine->top = *frame;
    engine->top->flags = flags;
    engine->top->remaining = remaining;
    return true;
}

enum sluice_step sluice_read_object(struct sluice_engine *engine)
{
    struct sluice_reader *reader = &engine->reader;
    uint32_t descriptor_handle;
    uint32_t id;
    const struct sluice_descriptor *descriptor = flat_descriptor(engine, &descriptor_handle, &id);
    if (descriptor == NULL) {
        return sluice_open_container(engine, SLUICE_FRAME_OBJECT);
    }
    struct sluice_frame frame = {
        .kind = SLUICE_FRAME_OBJECT,
        .state = SLUICE_STATE_REFERENCES,
        .start = sluice_reader_offset(reader),
        .descriptor = engine->policy != NULL ? id : SLUICE_SLOT_REFERENCE | descriptor_handle,
        .leaf = id,
        .base = engine->values.count,
    };
    if (!sluice_assign_handle(engine, SLUICE_SLOT_OPEN_OBJECT, &frame.handle)) {
        return SLUICE_STEP_FAILED;
    }
    reader->current += HEAD_BYTES;
    engine->steps++;
    if (descriptor->primitive_bytes != 0 &&
        !sluice_push_value(engine, sluice_reader_offset(reader))) {
        return SLUICE_STEP_FAILED;
    }
    reader->current += descriptor->primitive_bytes;
    for (uint32_t left = descriptor->reference_count; left > 0; left--) {
        const uint32_t slot = flat_value(engine);
        if (slot == SLUICE_SLOT_NONE) {
            return with_frame(engine, &frame, left) ? SLUICE_STEP_OPENED : SLUICE_STEP_FAILED;
        }
        engine->steps++;
        if (!sluice_push_value(engine, slot)) {
            return SLUICE_STEP_FAILED;
        }
    }
    if (engine->depth >= engine->status->depth) {
        engine->status->depth = engine->depth + 1;
    }
    frame.state = SLUICE_STATE_COMPLETE;
    return sluice_finish_flat(engine, &frame) ? SLUICE_STEP_DONE : SLUICE_STEP_FAILED;
}
