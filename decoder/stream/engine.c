#include "engine.h"

void sluice_emit_slow(struct sluice_engine *engine, struct sluice_event event)
{
    event.offset = sluice_reader_offset(&engine->reader);
    event.depth = engine->depth;
    engine->observer->on_event(engine->observer->context, &event);
}

bool sluice_assign_handle(struct sluice_engine *engine, uint32_t slot, uint32_t *handle)
{
    engine->objects++;
    if (engine->objects > engine->limits.objects) {
        return sluice_fail(engine, SLUICE_LIMIT_OBJECTS, engine->covered, "handle");
    }
    SLUICE_EMIT(engine, .type = SLUICE_EVENT_COUNTER_CHARGED, .amount = 1, .total = engine->objects,
                .name = {(const uint8_t *)"objects", 7});
    *handle = engine->result->handles.count;
    if (!sluice_words_push(&engine->result->handles, &engine->result->heap, slot)) {
        return sluice_fail_memory(engine);
    }
    SLUICE_EMIT(engine, .type = SLUICE_EVENT_HANDLE_ASSIGNED, .handle = *handle);
    return true;
}

bool sluice_charge_elements(struct sluice_engine *engine, uint64_t count, uint32_t offset)
{
    if (count > engine->limits.array_length) {
        return sluice_fail(engine, SLUICE_LIMIT_ARRAY_LENGTH, offset, "array.length");
    }
    if (engine->elements > engine->limits.elements - count || count > engine->limits.elements) {
        return sluice_fail(engine, SLUICE_LIMIT_ELEMENTS, offset, "array.length");
    }
    engine->elements += count;
    SLUICE_EMIT(engine, .type = SLUICE_EVENT_COUNTER_CHARGED, .amount = count,
                .total = engine->elements, .name = {(const uint8_t *)"elements", 8});
    return true;
}

bool sluice_next_is_skipped(const struct sluice_engine *engine)
{
    const struct sluice_frame *top = engine->top;
    if ((top->flags & SLUICE_FRAME_SKIP) != 0) {
        return true;
    }
    switch ((enum sluice_frame_state)top->state) {
    case SLUICE_STATE_REFERENCES:
        return (top->flags & SLUICE_FRAME_ALL_FIELDS) == 0 &&
               ((top->flags & SLUICE_FRAME_LEVEL_DROPPED) != 0 ||
                sluice_gate_field_dropped(engine));
    case SLUICE_STATE_CUSTOM:
        return (top->flags & (SLUICE_FRAME_LEVEL_DROPPED | SLUICE_FRAME_CUSTOM_DROPPED)) != 0;
    case SLUICE_STATE_ITEMS:
        return top->kind != SLUICE_FRAME_TOP; /* class annotations are never built */
    case SLUICE_STATE_DESCRIPTOR:
    case SLUICE_STATE_LEVEL:
    case SLUICE_STATE_COMPLETE:
    case SLUICE_STATE_EXTERNAL:
    case SLUICE_STATE_RAW:
    case SLUICE_STATE_ELEMENTS:
    case SLUICE_STATE_VALUE:
        return false;
    }
    return false;
}

bool sluice_push_frame(struct sluice_engine *engine, enum sluice_frame_kind kind,
                       enum sluice_frame_state state, uint32_t start)
{
    const bool skipped = engine->policy != NULL && engine->top != NULL &&
                         sluice_next_is_skipped(engine);
    if (engine->frames.count > 0) {
        if (engine->depth >= engine->limits.depth) {
            return sluice_fail(engine, SLUICE_LIMIT_DEPTH, start, "type-code");
        }
        engine->depth++;
        if (engine->depth > engine->status->depth) {
            engine->status->depth = engine->depth;
        }
    }
    if (!sluice_frames_reserve(&engine->frames, &engine->result->heap)) {
        return sluice_fail_memory(engine);
    }
    engine->top = sluice_frames_at(&engine->frames, engine->frames.count++);
    *engine->top = (struct sluice_frame){
        .kind = (uint8_t)kind,
        .state = (uint8_t)state,
        .flags = skipped ? SLUICE_FRAME_SKIP : 0,
        .start = start,
        .descriptor = SLUICE_SLOT_NONE,
        .base = engine->values.count,
    };
    sluice_covered(engine);
    return true;
}

void sluice_pop_frame(struct sluice_engine *engine)
{
    engine->values.count = engine->top->base;
    sluice_frames_pop(&engine->frames, &engine->result->heap);
    engine->top = sluice_frames_at(&engine->frames, engine->frames.count - 1);
    engine->depth--;
    sluice_covered(engine);
}

bool sluice_new_epoch(struct sluice_engine *engine)
{
    struct sluice_result *result = engine->result;
    if (result->handles.count != engine->epoch) {
        engine->epoch = result->handles.count;
        /* No superclass chain reaches over a reset. */
        sluice_names_free(&engine->names, &result->heap);
        if (!sluice_words_push(&result->epochs, &result->heap, engine->epoch)) {
            return sluice_fail_memory(engine);
        }
    }
    return true;
}

void sluice_note_counters(struct sluice_engine *engine)
{
    struct sluice_status *status = engine->status;
    status->objects = engine->objects > status->objects ? engine->objects : status->objects;
    status->elements = engine->elements > status->elements ? engine->elements : status->elements;
}

static bool read_reset(struct sluice_engine *engine)
{
    engine->reader.current++;
    sluice_note_counters(engine);
    engine->objects = 0;
    engine->elements = 0;
    const uint64_t start = sluice_reader_offset(&engine->reader);
    if (engine->limits.bytes < engine->limits.stream_bytes &&
        engine->limits.stream_bytes - engine->limits.bytes > start) {
        sluice_reader_stop_at(&engine->reader, start + engine->limits.bytes, SLUICE_LIMIT_BYTES);
    } else {
        sluice_reader_stop_at(&engine->reader, engine->limits.stream_bytes,
                              SLUICE_LIMIT_STREAM_BYTES);
    }
    SLUICE_EMIT(engine, .type = SLUICE_EVENT_RESET);
    return sluice_new_epoch(engine) && sluice_push_value(engine, SLUICE_SLOT_RESET);
}

/* True at the end of the input. An error of the source is a failure, and so is an end before the
 * length that the source promised. */
static bool at_end(struct sluice_engine *engine, bool *failed)
{
    if (sluice_reader_need(&engine->reader, 1)) {
        return false;
    }
    const uint64_t remaining = sluice_reader_remaining(&engine->reader);
    const bool promised = remaining != 0 && remaining != SLUICE_UNKNOWN_LENGTH;
    *failed = (engine->reader.failure != SLUICE_TRUNCATED || promised) &&
              !sluice_fail(engine, engine->reader.failure, sluice_reader_offset(&engine->reader),
                           "type-code");
    return true;
}

static enum sluice_step read_top_item(struct sluice_engine *engine)
{
    sluice_covered(engine);
    bool failed = false;
    if (at_end(engine, &failed)) {
        engine->ended = !failed;
        return failed ? SLUICE_STEP_FAILED : SLUICE_STEP_DONE;
    }
    switch (*engine->reader.current) {
    case TC_RESET:
        engine->steps++;
        return read_reset(engine) ? SLUICE_STEP_DONE : SLUICE_STEP_FAILED;
    case TC_BLOCKDATA:
    case TC_BLOCKDATALONG:
        return sluice_read_blocks(engine) ? SLUICE_STEP_DONE : SLUICE_STEP_FAILED;
    case TC_ENDBLOCKDATA:
        (void)sluice_fail(engine, SLUICE_STRAY_END, engine->covered, "type-code");
        return SLUICE_STEP_FAILED;
    default:
        return sluice_read_value(engine);
    }
}

/* An item of an annotation, of custom or of external data; TC_ENDBLOCKDATA ends it. */
static enum sluice_step read_annotation_item(struct sluice_engine *engine)
{
    sluice_covered(engine);
    if (!sluice_need(engine, 1, "type-code")) {
        return SLUICE_STEP_FAILED;
    }
    switch (*engine->reader.current) {
    case TC_BLOCKDATA:
    case TC_BLOCKDATALONG:
        return sluice_read_blocks(engine) ? SLUICE_STEP_DONE : SLUICE_STEP_FAILED;
    case TC_ENDBLOCKDATA:
        engine->reader.current++;
        engine->steps++;
        sluice_covered(engine);
        if (engine->top->kind == SLUICE_FRAME_OBJECT) {
            return sluice_custom_end(engine);
        }
        if (!sluice_make_contents(engine, engine->top->base, 0, &engine->top->leaf)) {
            return SLUICE_STEP_FAILED;
        }
        engine->top->state = SLUICE_STATE_DESCRIPTOR;
        return sluice_read_descriptor(engine);
    default:
        return sluice_read_value(engine);
    }
}

static enum sluice_step read_elements(struct sluice_engine *engine)
{
    struct sluice_frame *top = engine->top;
    while (top->remaining > 0) {
        top->remaining--;
        engine->owed--;
        sluice_covered(engine);
        const enum sluice_step step = sluice_read_value(engine);
        if (step != SLUICE_STEP_DONE) {
            return step;
        }
    }
    if (engine->policy != NULL && (top->flags & SLUICE_FRAME_SKIP) == 0 &&
        !sluice_gate_elements(engine)) {
        return SLUICE_STEP_FAILED;
    }
    return sluice_close_words(engine) ? SLUICE_STEP_DONE : SLUICE_STEP_FAILED;
}

static bool ends_fields(uint8_t code)
{
    return code == TC_BLOCKDATA || code == TC_BLOCKDATALONG || code == TC_ENDBLOCKDATA;
}

static enum sluice_step read_references(struct sluice_engine *engine)
{
    struct sluice_frame *top = engine->top;
    while (top->remaining > 0) {
        sluice_covered(engine);
        if (!sluice_need(engine, 1, "type-code")) {
            return SLUICE_STEP_FAILED;
        }
        if (ends_fields(*engine->reader.current)) {
            return sluice_level_without_fields(engine) ? SLUICE_STEP_DONE : SLUICE_STEP_FAILED;
        }
        engine->owed -= (top->flags & SLUICE_FRAME_UNOWED) == 0;
        top->remaining--;
        const enum sluice_step step = sluice_read_value(engine);
        if (step != SLUICE_STEP_DONE) {
            return step;
        }
    }
    return sluice_level_fields_end(engine);
}

enum sluice_step sluice_descriptor_arrived(struct sluice_engine *engine)
{
    sluice_covered(engine);
    switch ((enum sluice_frame_kind)engine->top->kind) {
    case SLUICE_FRAME_OBJECT:
        return sluice_object_begin(engine);
    case SLUICE_FRAME_ARRAY:
        return sluice_array_begin(engine);
    case SLUICE_FRAME_ENUM:
        return sluice_enum_begin(engine);
    case SLUICE_FRAME_CLASS:
        return sluice_close_pair(engine, SLUICE_NODE_CLASS, 0) ? SLUICE_STEP_DONE
                                                               : SLUICE_STEP_FAILED;
    case SLUICE_FRAME_DESCRIPTOR:
    case SLUICE_FRAME_PROXY:
        return sluice_close_descriptor(engine) ? SLUICE_STEP_DONE : SLUICE_STEP_FAILED;
    case SLUICE_FRAME_TOP:
    case SLUICE_FRAME_EXCEPTION:
        break;
    }
    return SLUICE_STEP_FAILED;
}

static enum sluice_step step(struct sluice_engine *engine)
{
    switch ((enum sluice_frame_state)engine->top->state) {
    case SLUICE_STATE_REFERENCES:
        return read_references(engine);
    case SLUICE_STATE_ELEMENTS:
        return read_elements(engine);
    case SLUICE_STATE_ITEMS:
        return engine->top->kind == SLUICE_FRAME_TOP ? read_top_item(engine)
                                                     : read_annotation_item(engine);
    case SLUICE_STATE_CUSTOM:
    case SLUICE_STATE_EXTERNAL:
        return read_annotation_item(engine);
    case SLUICE_STATE_RAW:
        return sluice_read_raw(engine);
    case SLUICE_STATE_DESCRIPTOR:
        return sluice_descriptor_arrived(engine);
    case SLUICE_STATE_VALUE:
        return sluice_close_exception(engine) ? SLUICE_STEP_DONE : SLUICE_STEP_FAILED;
    case SLUICE_STATE_LEVEL:
    case SLUICE_STATE_COMPLETE:
        break; /* passed through within one step */
    }
    return SLUICE_STEP_FAILED;
}

static bool read_header(struct sluice_engine *engine)
{
    struct sluice_reader *reader = &engine->reader;
    if (!sluice_need(engine, 2, "magic")) {
        return false;
    }
    if (sluice_be16(reader->current) != 0xACED) {
        return sluice_fail(engine, SLUICE_BAD_MAGIC, 0, "magic");
    }
    reader->current += 2;
    if (!sluice_need(engine, 2, "version")) {
        return false;
    }
    if (sluice_be16(reader->current) != 5) {
        return sluice_fail(engine, SLUICE_BAD_VERSION, 2, "version");
    }
    reader->current += 2;
    return true;
}

bool sluice_run_on(struct sluice_engine *engine)
{
    while (!engine->ended) {
        if (step(engine) == SLUICE_STEP_FAILED) {
            return false;
        }
    }
    return true;
}

bool sluice_run(struct sluice_engine *engine)
{
    return read_header(engine) &&
           sluice_push_frame(engine, SLUICE_FRAME_TOP, SLUICE_STATE_ITEMS, engine->covered) &&
           sluice_run_on(engine);
}
