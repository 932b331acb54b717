#include "engine.h"
#include "utf.h"

uint32_t sluice_primitive_size(uint8_t type)
{
    switch (type) {
    case 'B':
    case 'Z':
        return 1;
    case 'C':
    case 'S':
        return 2;
    case 'I':
    case 'F':
        return 4;
    case 'J':
    case 'D':
        return 8;
    default:
        return 0;
    }
}

/* The two or eight length bytes at `current`. */
static bool read_string_length(struct sluice_engine *engine, bool is_long, uint64_t *length)
{
    struct sluice_reader *reader = &engine->reader;
    const uint32_t offset = sluice_reader_offset(reader);
    if (!sluice_need(engine, is_long ? 8 : 2, "string.length")) {
        return false;
    }
    *length = is_long ? sluice_be64(reader->current) : sluice_be16(reader->current);
    if (*length > INT64_MAX) {
        return sluice_fail(engine, SLUICE_NEGATIVE_LENGTH, offset, "string.length");
    }
    reader->current += is_long ? 8 : 2;
    /* Bytes that are known to be missing are missing, whatever the limits are. */
    if (*length > sluice_reader_remaining(reader)) {
        return sluice_fail(engine, SLUICE_TRUNCATED, sluice_reader_offset(reader), "string.bytes");
    }
    return *length <= engine->limits.string_bytes ||
           sluice_fail(engine, SLUICE_LIMIT_STRING_BYTES, offset, "string.length");
}

bool sluice_read_string(struct sluice_engine *engine, uint32_t *id)
{
    struct sluice_reader *reader = &engine->reader;
    const bool is_long = *reader->current++ == TC_LONGSTRING;
    uint64_t length = 0;
    if (!read_string_length(engine, is_long, &length) ||
        !sluice_need(engine, (size_t)length, "string.bytes")) {
        return false;
    }
    const uint32_t offset = sluice_reader_offset(reader);
    if (!sluice_utf_valid(reader->current, (size_t)length)) {
        return sluice_fail(engine, SLUICE_BAD_UTF, offset, "string.bytes");
    }
    reader->current += length;
    struct sluice_result *result = engine->result;
    struct sluice_string *string = sluice_store_add(&result->store, &result->heap, sizeof *string,
                                                    id);
    if (string == NULL) {
        return sluice_fail_memory(engine);
    }
    *string = (struct sluice_string){
        .node = {.kind = SLUICE_NODE_STRING, .flags = is_long ? SLUICE_NODE_LONG : 0},
        .offset = offset,
        .length = (uint32_t)length,
    };
    return sluice_assign_handle(engine, *id, &string->handle);
}

bool sluice_read_handle(struct sluice_engine *engine, uint32_t *handle)
{
    struct sluice_reader *reader = &engine->reader;
    reader->current++;
    if (!sluice_need(engine, 4, "reference.handle")) {
        return false;
    }
    const uint32_t index = sluice_be32(reader->current) - SLUICE_BASE_HANDLE;
    if (index >= engine->result->handles.count - engine->epoch) {
        return sluice_fail(engine, SLUICE_BAD_HANDLE, sluice_reader_offset(reader),
                           "reference.handle");
    }
    reader->current += 4;
    *handle = engine->epoch + index;
    return true;
}

static enum sluice_step read_reference(struct sluice_engine *engine, uint32_t start)
{
    uint32_t handle = 0;
    if (!sluice_read_handle(engine, &handle)) {
        return SLUICE_STEP_FAILED;
    }
    uint32_t slot = SLUICE_SLOT_REFERENCE | handle;
    if (engine->policy != NULL && !sluice_gate_reference(engine, handle, start, &slot)) {
        return SLUICE_STEP_FAILED;
    }
    return sluice_push_value(engine, slot) ? SLUICE_STEP_DONE : SLUICE_STEP_FAILED;
}

/* One block: moves behind it and adds its payload to `*bytes`. */
static bool read_block(struct sluice_engine *engine, uint32_t *bytes)
{
    struct sluice_reader *reader = &engine->reader;
    const bool is_long = *reader->current == TC_BLOCKDATALONG;
    const size_t head = is_long ? 5 : 2;
    if (!sluice_reader_need(reader, head)) {
        return sluice_fail(
            engine, reader->failure == SLUICE_TRUNCATED ? SLUICE_TRUNCATED_BLOCK : reader->failure,
            sluice_reader_offset(reader) + 1, "block.length");
    }
    const uint32_t length = is_long ? sluice_be32(reader->current + 1) : reader->current[1];
    const uint32_t offset = sluice_reader_offset(reader) + 1;
    if (length > INT32_MAX) {
        return sluice_fail(engine, SLUICE_NEGATIVE_LENGTH, offset, "block.length");
    }
    if (length > engine->limits.block_bytes && length + head <= sluice_reader_remaining(reader)) {
        return sluice_fail(engine, SLUICE_LIMIT_BLOCK_BYTES, offset, "block.length");
    }
    if (!sluice_reader_need(reader, head + length)) {
        return sluice_fail(
            engine, reader->failure == SLUICE_TRUNCATED ? SLUICE_TRUNCATED_BLOCK : reader->failure,
            offset + (uint32_t)head - 1, "block.bytes");
    }
    reader->current += head + length;
    engine->steps++;
    *bytes += length;
    sluice_covered(engine);
    return true;
}

bool sluice_read_blocks(struct sluice_engine *engine)
{
    struct sluice_result *result = engine->result;
    const uint32_t start = sluice_reader_offset(&engine->reader);
    uint32_t id = 0;
    struct sluice_blocks *blocks = sluice_store_add(&result->store, &result->heap, sizeof *blocks,
                                                    &id);
    if (blocks == NULL) {
        return sluice_fail_memory(engine);
    }
    *blocks = (struct sluice_blocks){.node = {.kind = SLUICE_NODE_BLOCKS}, .start = start};
    /* Pushed before the first block is complete: a partial document keeps the whole ones. */
    if (!sluice_push_value(engine, id)) {
        return false;
    }
    blocks->end = start;
    do {
        /* A block that fails is part of the run, which is kept as far as it is whole. */
        engine->covered_values = engine->values.count - 1;
        if (!read_block(engine, &blocks->bytes)) {
            engine->covered_values += blocks->end != start;
            return false;
        }
        blocks->end = sluice_reader_offset(&engine->reader);
    } while (
        sluice_reader_need(&engine->reader, 1) &&
        (*engine->reader.current == TC_BLOCKDATA || *engine->reader.current == TC_BLOCKDATALONG));
    return true;
}

enum sluice_step sluice_open_container(struct sluice_engine *engine, enum sluice_frame_kind kind)
{
    const uint32_t start = sluice_reader_offset(&engine->reader);
    engine->reader.current++;
    if (!sluice_push_frame(engine, kind, SLUICE_STATE_DESCRIPTOR, start)) {
        return SLUICE_STEP_FAILED;
    }
    const enum sluice_step step = sluice_read_descriptor(engine);
    return step == SLUICE_STEP_DONE ? sluice_descriptor_arrived(engine) : step;
}

/* TC_EXCEPTION: the handles are forgotten, a new object must follow. */
static enum sluice_step read_exception(struct sluice_engine *engine, uint32_t start)
{
    if (engine->policy != NULL) {
        (void)sluice_fail(engine, SLUICE_WRITE_ABORTED, start, "type-code");
        return SLUICE_STEP_FAILED;
    }
    engine->reader.current++;
    if (!sluice_new_epoch(engine) ||
        !sluice_push_frame(engine, SLUICE_FRAME_EXCEPTION, SLUICE_STATE_VALUE, start) ||
        !sluice_need(engine, 1, "type-code")) {
        return SLUICE_STEP_FAILED;
    }
    const uint32_t offset = sluice_reader_offset(&engine->reader);
    const uint8_t code = *engine->reader.current;
    if (code != TC_OBJECT) {
        (void)sluice_fail(engine, code == TC_REFERENCE ? SLUICE_BAD_HANDLE : SLUICE_BAD_TYPE_CODE,
                          offset, "type-code");
        return SLUICE_STEP_FAILED;
    }
    return sluice_open_container(engine, SLUICE_FRAME_OBJECT);
}

/* A descriptor that stands where an object is due (an ObjectStreamClass). */
static enum sluice_step read_descriptor_value(struct sluice_engine *engine, uint32_t start)
{
    if (engine->policy != NULL && !sluice_next_is_skipped(engine)) {
        (void)sluice_fail(engine, SLUICE_VALUE_TYPE, start, "type-code");
        return SLUICE_STEP_FAILED;
    }
    return sluice_read_descriptor(engine);
}

enum sluice_step sluice_read_value(struct sluice_engine *engine)
{
    if (!sluice_need(engine, 1, "type-code")) {
        return SLUICE_STEP_FAILED;
    }
    const uint32_t start = sluice_reader_offset(&engine->reader);
    uint32_t id = 0;
    engine->steps++;
    switch (*engine->reader.current) {
    case TC_NULL:
        engine->reader.current++;
        return sluice_push_value(engine, SLUICE_SLOT_NULL) ? SLUICE_STEP_DONE : SLUICE_STEP_FAILED;
    case TC_REFERENCE:
        return read_reference(engine, start);
    case TC_STRING:
    case TC_LONGSTRING:
        return sluice_read_string(engine, &id) && sluice_push_value(engine, id)
                   ? SLUICE_STEP_DONE
                   : SLUICE_STEP_FAILED;
    case TC_OBJECT:
        return sluice_read_object(engine);
    case TC_ARRAY:
        return sluice_open_container(engine, SLUICE_FRAME_ARRAY);
    case TC_ENUM:
        return sluice_open_container(engine, SLUICE_FRAME_ENUM);
    case TC_CLASS:
        return sluice_open_container(engine, SLUICE_FRAME_CLASS);
    case TC_CLASSDESC:
    case TC_PROXYCLASSDESC:
        return read_descriptor_value(engine, start);
    case TC_EXCEPTION:
        return read_exception(engine, start);
    case TC_BLOCKDATA:
    case TC_BLOCKDATALONG:
        (void)sluice_fail(engine, SLUICE_UNEXPECTED_BLOCK_DATA, start, "type-code");
        return SLUICE_STEP_FAILED;
    case TC_ENDBLOCKDATA:
        (void)sluice_fail(engine, SLUICE_UNEXPECTED_END, start, "type-code");
        return SLUICE_STEP_FAILED;
    case TC_RESET:
        (void)sluice_fail(engine, SLUICE_UNEXPECTED_RESET, start, "type-code");
        return SLUICE_STEP_FAILED;
    default:
        (void)sluice_fail(engine, SLUICE_BAD_TYPE_CODE, start, "type-code");
        return SLUICE_STEP_FAILED;
    }
}

/* The class descriptor of the top frame; NULL, and the run has failed, if it has none. */
static const struct sluice_descriptor *class_descriptor(struct sluice_engine *engine)
{
    const struct sluice_frame *top = engine->top;
    if (top->leaf == 0) {
        (void)sluice_fail(engine, SLUICE_NULL_DESCRIPTOR, top->start, "class");
        return NULL;
    }
    const struct sluice_descriptor *descriptor = sluice_store_at(&engine->result->store, top->leaf);
    if (descriptor->base.node.kind != SLUICE_NODE_DESCRIPTOR) {
        (void)sluice_fail(engine, SLUICE_REFERENCE_KIND, top->start, "class");
        return NULL;
    }
    return descriptor;
}

/* The elements of a primitive array, which are owed already. */
static enum sluice_step read_primitives(struct sluice_engine *engine, uint64_t bytes)
{
    struct sluice_result *result = engine->result;
    struct sluice_reader *reader = &engine->reader;
    if (!sluice_need(engine, (size_t)bytes, "array.elements")) {
        return SLUICE_STEP_FAILED;
    }
    engine->owed -= bytes;
    struct sluice_frame *top = engine->top;
    uint32_t id = 0;
    struct sluice_primitives *array = sluice_store_add(&result->store, &result->heap, sizeof *array,
                                                       &id);
    if (array == NULL) {
        (void)sluice_fail_memory(engine);
        return SLUICE_STEP_FAILED;
    }
    *array = (struct sluice_primitives){
        .node = {.kind = SLUICE_NODE_PRIMITIVES, .small = top->code},
        .handle = top->handle,
        .descriptor = engine->policy != NULL ? sluice_descriptor_of(result, top->descriptor)
                                             : top->descriptor,
        .length = top->level,
        .offset = sluice_reader_offset(reader),
    };
    reader->current += bytes;
    const bool skipped = (top->flags & SLUICE_FRAME_SKIP) != 0;
    const uint32_t slot = skipped ? SLUICE_SLOT_SKIPPED : id;
    *sluice_words_at(&result->handles, top->handle) = slot;
    const uint32_t handle = top->handle;
    sluice_pop_frame(engine);
    if (engine->policy != NULL) {
        SLUICE_EMIT(engine, .type = skipped ? SLUICE_EVENT_SKIPPED : SLUICE_EVENT_PUBLISHED,
                    .handle = handle);
    }
    return sluice_push_value(engine, slot) ? SLUICE_STEP_DONE : SLUICE_STEP_FAILED;
}

enum sluice_step sluice_array_begin(struct sluice_engine *engine)
{
    struct sluice_reader *reader = &engine->reader;
    struct sluice_frame *top = engine->top;
    const uint32_t offset = sluice_reader_offset(reader);
    if (class_descriptor(engine) == NULL || !sluice_need(engine, 4, "array.length")) {
        return SLUICE_STEP_FAILED;
    }
    const uint32_t length = sluice_be32(reader->current);
    if (length > INT32_MAX) {
        (void)sluice_fail(engine, SLUICE_NEGATIVE_LENGTH, offset, "array.length");
        return SLUICE_STEP_FAILED;
    }
    const uint32_t id = sluice_descriptor_of(engine->result, top->descriptor);
    if (engine->policy != NULL && (top->flags & SLUICE_FRAME_SKIP) == 0 &&
        !sluice_gate_array(engine, id)) {
        return SLUICE_STEP_FAILED;
    }
    reader->current += 4;
    const struct sluice_bytes name = sluice_class_name(engine->result, id);
    const uint8_t type = name.length == 2 && name.data[0] == '[' ? name.data[1] : 'L';
    const uint32_t size = sluice_primitive_size(type);
    const uint64_t bytes = size != 0 ? (uint64_t)length * size : length;
    /* A claim that the input cannot hold is malformed, whatever the limits are. */
    if (!sluice_owe(engine, bytes, offset, "array.length")) {
        return SLUICE_STEP_FAILED;
    }
    const bool is_charged = !sluice_owes_too_much(engine);
    if ((is_charged && !sluice_charge_elements(engine, length, offset)) ||
        !sluice_assign_handle(engine, SLUICE_SLOT_OPEN_OBJECT, &top->handle)) {
        return SLUICE_STEP_FAILED;
    }
    top->code = type;
    top->level = length;
    if (size != 0) {
        const enum sluice_step step = read_primitives(engine, bytes);
        return step == SLUICE_STEP_DONE && !is_charged &&
                       !sluice_charge_elements(engine, length, offset)
                   ? SLUICE_STEP_FAILED
                   : step;
    }
    top->flags |= is_charged ? 0 : SLUICE_FRAME_UNCHARGED;
    top->remaining = length;
    top->state = SLUICE_STATE_ELEMENTS;
    return SLUICE_STEP_OPENED;
}

enum sluice_step sluice_enum_begin(struct sluice_engine *engine)
{
    struct sluice_reader *reader = &engine->reader;
    struct sluice_frame *top = engine->top;
    const struct sluice_descriptor *descriptor = class_descriptor(engine);
    if (descriptor == NULL) {
        return SLUICE_STEP_FAILED;
    }
    if ((descriptor->base.node.small & SC_ENUM) == 0) {
        (void)sluice_fail(engine, SLUICE_ENUM_DESCRIPTOR, top->start, "class.flags");
        return SLUICE_STEP_FAILED;
    }
    if (!sluice_assign_handle(engine, SLUICE_SLOT_OPEN_OBJECT, &top->handle) ||
        !sluice_need(engine, 1, "enum.constant")) {
        return SLUICE_STEP_FAILED;
    }
    engine->steps++;
    if (*reader->current != TC_STRING && *reader->current != TC_LONGSTRING) {
        (void)sluice_fail(engine, SLUICE_BAD_TYPE_CODE, sluice_reader_offset(reader),
                          "enum.constant");
        return SLUICE_STEP_FAILED;
    }
    uint32_t name = 0;
    if (!sluice_read_string(engine, &name)) {
        return SLUICE_STEP_FAILED;
    }
    if (engine->policy != NULL && (top->flags & SLUICE_FRAME_SKIP) == 0 &&
        !sluice_gate_enum(engine, sluice_descriptor_of(engine->result, top->descriptor), name)) {
        return SLUICE_STEP_FAILED;
    }
    return sluice_close_pair(engine, SLUICE_NODE_ENUM, name) ? SLUICE_STEP_DONE
                                                             : SLUICE_STEP_FAILED;
}
