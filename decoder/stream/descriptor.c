#include "engine.h"
#include "utf.h"

#include <string.h>

enum { FIELD_WORDS = sizeof(struct sluice_field) / sizeof(uint32_t), LEAST_FIELD_BYTES = 3 };

uint32_t sluice_descriptor_of(const struct sluice_result *result, uint32_t slot)
{
    if ((slot & SLUICE_SLOT_REFERENCE) != 0) {
        slot = *sluice_words_at(&result->handles, slot & ~SLUICE_SLOT_REFERENCE);
    }
    return slot >= SLUICE_SLOT_FIRST_NODE ? slot : 0;
}

struct sluice_bytes sluice_class_name(const struct sluice_result *result, uint32_t descriptor)
{
    const struct sluice_proxy *base = sluice_store_at(&result->store, descriptor);
    if (base->node.kind != SLUICE_NODE_DESCRIPTOR) {
        return (struct sluice_bytes){0};
    }
    const uint8_t *name = result->bytes + base->offset + 1;
    return (struct sluice_bytes){name + 2, sluice_be16(name)};
}

struct sluice_field sluice_field_at(const struct sluice_result *result,
                                    const struct sluice_descriptor *descriptor, uint32_t index)
{
    const struct sluice_words_node *fields = sluice_store_at(&result->store, descriptor->fields);
    struct sluice_field field;
    memcpy(&field, sluice_node_words(fields) + (size_t)index * FIELD_WORDS, sizeof field);
    return field;
}

void sluice_bind_field(struct sluice_result *result, struct sluice_descriptor *descriptor,
                       uint32_t index, uint16_t binding)
{
    struct sluice_words_node *fields = sluice_store_at(&result->store, descriptor->fields);
    struct sluice_field field = sluice_field_at(result, descriptor, index);
    field.binding = binding;
    memcpy(sluice_node_words_of(fields) + (size_t)index * FIELD_WORDS, &field, sizeof field);
}

const struct sluice_descriptor *sluice_level_above(const struct sluice_store *store,
                                                   const struct sluice_descriptor *at,
                                                   uint32_t level, uint64_t *steps)
{
    while (at->data_depth != level) {
        const struct sluice_descriptor *above = sluice_store_at(store, at->data_above);
        const struct sluice_descriptor *jump = sluice_store_at(store, at->data_jump);
        at = jump->data_depth >= level ? jump : above;
        (*steps)++;
    }
    return at;
}

/* Two length bytes and that much modified UTF-8, at `current`. */
static bool read_name(struct sluice_engine *engine, const char *at)
{
    struct sluice_reader *reader = &engine->reader;
    if (!sluice_need(engine, 2, at)) {
        return false;
    }
    const size_t length = sluice_be16(reader->current);
    if (!sluice_need(engine, 2 + length, at)) {
        return false;
    }
    if (!sluice_utf_valid(reader->current + 2, length)) {
        return sluice_fail(engine, SLUICE_BAD_UTF, sluice_reader_offset(reader), at);
    }
    reader->current += 2 + length;
    return true;
}

/* The type string of an object field: a string or a reference to one. */
static bool read_signature(struct sluice_engine *engine, struct sluice_field *field)
{
    struct sluice_result *result = engine->result;
    if (!sluice_need(engine, 1, "field.signature")) {
        return false;
    }
    const uint32_t offset = sluice_reader_offset(&engine->reader);
    uint32_t id = 0;
    switch (*engine->reader.current) {
    case TC_STRING:
    case TC_LONGSTRING:
        if (!sluice_read_string(engine, &id)) {
            return false;
        }
        field->signature = id;
        break;
    case TC_REFERENCE: {
        uint32_t handle;
        if (!sluice_read_handle(engine, &handle)) {
            return false;
        }
        field->signature = SLUICE_SLOT_REFERENCE | handle;
        id = *sluice_words_at(&result->handles, handle);
        if (id < SLUICE_SLOT_FIRST_NODE ||
            sluice_store_kind(&result->store, id) != SLUICE_NODE_STRING) {
            return sluice_fail(engine, SLUICE_REFERENCE_KIND, offset, "field.signature");
        }
        break;
    }
    case TC_NULL:
        return sluice_fail(engine, SLUICE_BAD_FIELD_SIGNATURE, offset, "field.signature");
    default:
        return sluice_fail(engine, SLUICE_BAD_TYPE_CODE, offset, "field.signature");
    }
    /* The type string decides, not the type code (protocol facts 1.5). */
    const struct sluice_string *string = sluice_store_at(&result->store, id);
    field->type = string->length != 0 ? result->bytes[string->offset] : 0;
    if (field->type == 0 || strchr("BCDFIJSZL[", field->type) == NULL) {
        return sluice_fail(engine, SLUICE_BAD_FIELD_SIGNATURE, offset, "field.signature");
    }
    return true;
}

static bool read_field(struct sluice_engine *engine, struct sluice_field *field)
{
    struct sluice_reader *reader = &engine->reader;
    if (!sluice_need(engine, 1, "field.type")) {
        return false;
    }
    const uint32_t offset = sluice_reader_offset(reader);
    *field = (struct sluice_field){.code = *reader->current, .type = *reader->current};
    if (field->code == 0 || strchr("BCDFIJSZL[", field->code) == NULL) {
        return sluice_fail(engine, SLUICE_BAD_FIELD_TYPE, offset, "field.type");
    }
    reader->current++;
    field->name = offset + 1;
    if (!read_name(engine, "field.name")) {
        return false;
    }
    return (field->code != 'L' && field->code != '[') || read_signature(engine, field);
}

/* Reads `count` fields, which are owed already, onto the value stack. */
static bool read_fields(struct sluice_engine *engine, uint32_t count)
{
    bool objects_began = false;
    for (uint32_t i = 0; i < count; i++) {
        struct sluice_field field;
        engine->owed -= LEAST_FIELD_BYTES;
        engine->steps++;
        const uint32_t start = sluice_reader_offset(&engine->reader);
        if (!read_field(engine, &field)) {
            return false;
        }
        const bool is_object = field.type == 'L' || field.type == '[';
        if (objects_began && !is_object) {
            return sluice_fail(engine, SLUICE_FIELD_ORDER, start, "field.type");
        }
        objects_began = is_object;
        uint32_t words[FIELD_WORDS];
        memcpy(words, &field, sizeof words);
        for (uint32_t w = 0; w < FIELD_WORDS; w++) {
            if (!sluice_push_value(engine, words[w])) {
                return false;
            }
        }
    }
    return true;
}

/* serialVersionUID, flags and field count; gives flags and count. */
static bool read_class_head(struct sluice_engine *engine, uint8_t *flags, uint32_t *count)
{
    struct sluice_reader *reader = &engine->reader;
    if (!read_name(engine, "class.name") || !sluice_need(engine, 8, "class.suid")) {
        return false;
    }
    const uint64_t suid = sluice_be64(reader->current);
    reader->current += 8;
    if (!sluice_need(engine, 1, "class.flags")) {
        return false;
    }
    const uint32_t offset = sluice_reader_offset(reader);
    *flags = *reader->current;
    if ((*flags & (SC_SERIALIZABLE | SC_EXTERNALIZABLE)) == (SC_SERIALIZABLE | SC_EXTERNALIZABLE)) {
        return sluice_fail(engine, SLUICE_FLAGS_CONFLICT, offset, "class.flags");
    }
    if ((*flags & SC_ENUM) != 0 && suid != 0) {
        return sluice_fail(engine, SLUICE_ENUM_DESCRIPTOR, offset - 8, "class.suid");
    }
    reader->current++;
    if (!sluice_need(engine, 2, "class.field-count")) {
        return false;
    }
    *count = sluice_be16(reader->current);
    if ((*flags & SC_ENUM) != 0 && *count != 0) {
        return sluice_fail(engine, SLUICE_ENUM_DESCRIPTOR, offset + 1, "class.field-count");
    }
    if (*count > INT16_MAX) {
        return sluice_fail(engine, SLUICE_NEGATIVE_LENGTH, offset + 1, "class.field-count");
    }
    reader->current += 2;
    if (!sluice_owe(engine, (uint64_t)*count * LEAST_FIELD_BYTES, offset + 1,
                    "class.field-count")) {
        return false;
    }
    return *count <= engine->limits.fields ||
           sluice_cannot_come(engine, (uint64_t)*count * LEAST_FIELD_BYTES) ||
           sluice_fail(engine, SLUICE_LIMIT_FIELDS, offset + 1, "class.field-count");
}

/* The handle comes first, so that the annotation can refer to the descriptor. */
static enum sluice_step read_class_descriptor(struct sluice_engine *engine, uint32_t start)
{
    const uint32_t base = engine->values.count;
    uint32_t handle;
    uint8_t flags;
    uint32_t count = 0;
    engine->reader.current++;
    if (!sluice_assign_handle(engine, SLUICE_SLOT_OPEN_DESCRIPTOR, &handle) ||
        !read_class_head(engine, &flags, &count) || !read_fields(engine, count) ||
        !sluice_push_frame(engine, SLUICE_FRAME_DESCRIPTOR, SLUICE_STATE_ITEMS, start)) {
        return SLUICE_STEP_FAILED;
    }
    struct sluice_frame *top = engine->top;
    top->handle = handle;
    top->level = count;
    top->code = flags;
    top->remaining = base; /* the fields stand below the annotation */
    return SLUICE_STEP_OPENED;
}

static enum sluice_step read_proxy_descriptor(struct sluice_engine *engine, uint32_t start)
{
    struct sluice_reader *reader = &engine->reader;
    uint32_t handle;
    reader->current++;
    const uint32_t offset = sluice_reader_offset(reader);
    if (!sluice_assign_handle(engine, SLUICE_SLOT_OPEN_DESCRIPTOR, &handle) ||
        !sluice_need(engine, 4, "proxy.interface-count")) {
        return SLUICE_STEP_FAILED;
    }
    const uint32_t count = sluice_be32(reader->current);
    enum sluice_reason reason = SLUICE_OK;
    if (count > INT32_MAX) {
        reason = SLUICE_NEGATIVE_LENGTH;
    } else if (count > UINT16_MAX) {
        reason = SLUICE_INTERFACE_COUNT;
    }
    if (reason != SLUICE_OK) {
        (void)sluice_fail(engine, reason, offset, "proxy.interface-count");
        return SLUICE_STEP_FAILED;
    }
    reader->current += 4;
    if (!sluice_owe(engine, (uint64_t)count * 2, offset, "proxy.interface-count")) {
        return SLUICE_STEP_FAILED;
    }
    if (count > engine->limits.interfaces && !sluice_cannot_come(engine, (uint64_t)count * 2)) {
        (void)sluice_fail(engine, SLUICE_LIMIT_INTERFACES, offset, "proxy.interface-count");
        return SLUICE_STEP_FAILED;
    }
    for (uint32_t i = 0; i < count; i++) {
        engine->owed -= 2;
        engine->steps++;
        if (!read_name(engine, "proxy.interface")) {
            return SLUICE_STEP_FAILED;
        }
    }
    if (!sluice_push_frame(engine, SLUICE_FRAME_PROXY, SLUICE_STATE_ITEMS, start)) {
        return SLUICE_STEP_FAILED;
    }
    engine->top->handle = handle;
    engine->top->level = count;
    engine->top->remaining = engine->top->base;
    return SLUICE_STEP_OPENED;
}

/* Gives the frame the descriptor that it waits for; descriptors keep their annotation in `leaf`. */
static void take_descriptor(struct sluice_frame *frame, uint32_t slot, uint32_t id)
{
    frame->descriptor = slot;
    if (frame->kind != SLUICE_FRAME_DESCRIPTOR && frame->kind != SLUICE_FRAME_PROXY) {
        frame->leaf = id;
    }
}

static enum sluice_step read_descriptor_reference(struct sluice_engine *engine, uint32_t start)
{
    const struct sluice_result *result = engine->result;
    uint32_t handle;
    if (!sluice_read_handle(engine, &handle)) {
        return SLUICE_STEP_FAILED;
    }
    const uint32_t slot = *sluice_words_at(&result->handles, handle);
    if (slot == SLUICE_SLOT_OPEN_DESCRIPTOR) {
        (void)sluice_fail(engine, SLUICE_DESCRIPTOR_UNFINISHED, start, "class");
        return SLUICE_STEP_FAILED;
    }
    const uint8_t kind = slot >= SLUICE_SLOT_FIRST_NODE && (slot & SLUICE_SLOT_COPY) == 0
                             ? sluice_store_kind(&result->store, slot)
                             : 0;
    if (kind != SLUICE_NODE_DESCRIPTOR && kind != SLUICE_NODE_PROXY) {
        (void)sluice_fail(engine, SLUICE_REFERENCE_KIND, start, "class");
        return SLUICE_STEP_FAILED;
    }
    take_descriptor(engine->top, SLUICE_SLOT_REFERENCE | handle, slot);
    return SLUICE_STEP_DONE;
}

enum sluice_step sluice_read_descriptor(struct sluice_engine *engine)
{
    if (!sluice_need(engine, 1, "class")) {
        return SLUICE_STEP_FAILED;
    }
    const uint32_t start = sluice_reader_offset(&engine->reader);
    engine->steps++;
    switch (*engine->reader.current) {
    case TC_REFERENCE:
        return read_descriptor_reference(engine, start);
    case TC_NULL:
        engine->reader.current++;
        take_descriptor(engine->top, SLUICE_SLOT_NULL, 0);
        return SLUICE_STEP_DONE;
    case TC_CLASSDESC:
        return read_class_descriptor(engine, start);
    case TC_PROXYCLASSDESC:
        return read_proxy_descriptor(engine, start);
    default:
        (void)sluice_fail(engine, SLUICE_BAD_TYPE_CODE, start, "class");
        return SLUICE_STEP_FAILED;
    }
}

/* --- closing ---------------------------------------------------------------------------------- */

/* Sums up the fields that stand on the value stack from `from` on. */
static void measure_fields(const struct sluice_engine *engine, uint32_t from, uint32_t count,
                           struct sluice_descriptor *descriptor)
{
    for (uint32_t i = 0; i < count; i++) {
        struct sluice_field field;
        uint32_t words[FIELD_WORDS];
        sluice_words_take(&engine->values, from + i * FIELD_WORDS, FIELD_WORDS, words);
        memcpy(&field, words, sizeof field);
        if (field.type == 'L' || field.type == '[') {
            descriptor->reference_count++;
        } else {
            descriptor->primitive_bytes += sluice_primitive_size(field.type);
        }
    }
}

/* Links a descriptor into the chain of those that have data; see sluice_level_at(). */
static void link_data(const struct sluice_store *store, struct sluice_descriptor *descriptor,
                      uint32_t id, uint32_t above)
{
    const struct sluice_descriptor *up = above != 0 ? sluice_store_at(store, above) : NULL;
    const uint64_t owed_above = up != NULL ? up->owed : 0;
    descriptor->data_above = above;
    descriptor->data_depth = up != NULL ? up->data_depth + 1 : 0;
    descriptor->data_jump = above;
    if (up != NULL && up->data_jump != 0) {
        const struct sluice_descriptor *jump = sluice_store_at(store, up->data_jump);
        const struct sluice_descriptor *far = jump->data_jump != 0
                                                  ? sluice_store_at(store, jump->data_jump)
                                                  : jump;
        /* A jump of no depth, to itself, is never as long as the one before. */
        if (up->data_depth - jump->data_depth == jump->data_depth - far->data_depth) {
            descriptor->data_jump = jump->data_jump;
        }
    }
    const bool custom = (descriptor->base.node.small & SC_WRITE_METHOD) != 0;
    /* With custom data the default fields may be missing: only the end mark is certain. */
    descriptor->owed = owed_above + (custom ? 1
                                            : (uint64_t)descriptor->primitive_bytes +
                                                  descriptor->reference_count);
    descriptor->base.data = id;
    if (!custom && up == NULL && (descriptor->base.node.small & SC_EXTERNALIZABLE) == 0 &&
        (descriptor->base.node.flags & (SLUICE_NODE_RESERVED | SLUICE_NODE_REPEATED)) == 0) {
        descriptor->base.node.flags |= SLUICE_NODE_FLAT;
    }
}

/* Real superclass chains are shorter than 30. A name that stood before is looked for among this many
 * superclasses and no more: longer chains must not make the search longer than the stream. */
enum { MOST_SEARCHED = 256 };

enum search { ABSENT, FOUND, GIVEN_UP };

/* Is a class of this name number among the descriptors from `above` upward? */
static enum search search_above(struct sluice_engine *engine, uint32_t number, uint32_t above)
{
    const struct sluice_store *store = &engine->result->store;
    uint32_t searched = 0;
    for (uint32_t id = above; id != 0;) {
        const struct sluice_descriptor *at = sluice_store_at(store, id);
        engine->steps++;
        if (at->name_number == number) {
            return FOUND;
        }
        if (++searched > MOST_SEARCHED) {
            return GIVEN_UP;
        }
        id = at->named_above;
    }
    return ABSENT;
}

/* Classes whose objects have type codes of their own. */
static bool is_reserved(struct sluice_bytes name)
{
    static const char *const reserved[] = {"java.lang.String", "java.lang.Class",
                                           "java.io.ObjectStreamClass"};
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++) {
        if (name.length == strlen(reserved[i]) &&
            memcmp(name.data, reserved[i], name.length) == 0) {
            return true;
        }
    }
    return false;
}

static bool name_descriptor(struct sluice_engine *engine, struct sluice_descriptor *descriptor,
                            uint32_t id, const struct sluice_proxy *super)
{
    struct sluice_result *result = engine->result;
    const struct sluice_bytes name = sluice_class_name(result, id);
    bool known;
    if (!sluice_names_number(&engine->names, &result->heap, result->bytes,
                             (uint32_t)(name.data - result->bytes), (uint32_t)name.length,
                             &descriptor->name_number, &known)) {
        return sluice_fail_memory(engine);
    }
    descriptor->named_above = super != NULL ? super->named : 0;
    descriptor->base.named = id;
    const enum search search = known ? search_above(engine, descriptor->name_number,
                                                    descriptor->named_above)
                                     : ABSENT;
    if (search == GIVEN_UP) {
        return sluice_fail_class(engine, SLUICE_LIMIT_HIERARCHY, descriptor->base.offset,
                                 "class.super", name);
    }
    if (search == FOUND) {
        descriptor->base.node.flags |= SLUICE_NODE_REPEATED;
    }
    if (is_reserved(name)) {
        descriptor->base.node.flags |= SLUICE_NODE_RESERVED;
    }
    return true;
}

/* Moves the fields from the value stack to a node. */
static bool keep_fields(struct sluice_engine *engine, const struct sluice_frame *top,
                        struct sluice_descriptor *descriptor)
{
    struct sluice_result *result = engine->result;
    descriptor->field_count = (uint16_t)top->level;
    if (top->level == 0) {
        return true;
    }
    measure_fields(engine, top->remaining, top->level, descriptor);
    uint32_t *words;
    struct sluice_words_node *node = sluice_store_add_words(
        &result->store, &result->heap, top->level * FIELD_WORDS, &descriptor->fields, &words);
    if (node == NULL) {
        return sluice_fail_memory(engine);
    }
    node->node.kind = SLUICE_NODE_CONTENTS;
    sluice_words_take(&engine->values, top->remaining, top->level * FIELD_WORDS, words);
    return true;
}

/* The finished descriptor goes where it is waited for: to the frame below, or among the values. */
static bool deliver(struct sluice_engine *engine, uint32_t id)
{
    const struct sluice_frame done = *engine->top;
    engine->top->base = done.remaining; /* drops the fields as well */
    sluice_pop_frame(engine);
    *sluice_words_at(&engine->result->handles, done.handle) = id;
    if (engine->top->state == SLUICE_STATE_DESCRIPTOR) {
        take_descriptor(engine->top, id, id);
        return true;
    }
    if (!sluice_push_value(engine, id)) {
        return false;
    }
    sluice_covered(engine);
    return true;
}

bool sluice_close_descriptor(struct sluice_engine *engine)
{
    struct sluice_result *result = engine->result;
    const struct sluice_frame *top = engine->top;
    const uint32_t above = sluice_descriptor_of(result, top->descriptor);
    const struct sluice_proxy *super = above != 0 ? sluice_store_at(&result->store, above) : NULL;
    const bool is_class = top->kind == SLUICE_FRAME_DESCRIPTOR;
    uint32_t id;
    struct sluice_proxy *base = sluice_store_add(
        &result->store, &result->heap,
        is_class ? sizeof(struct sluice_descriptor) : sizeof(struct sluice_proxy), &id);
    if (base == NULL) {
        return sluice_fail_memory(engine);
    }
    const struct sluice_proxy common = {
        .node = {.kind = is_class ? SLUICE_NODE_DESCRIPTOR : SLUICE_NODE_PROXY,
                 .flags = super != NULL ? super->node.flags & SLUICE_NODE_REPEATED : 0,
                 .small = top->code},
        .handle = top->handle,
        .super = top->descriptor,
        .annotation = top->leaf,
        .data = super != NULL ? super->data : 0,
        .named = super != NULL ? super->named : 0,
        .depth = super != NULL ? super->depth + 1 : 0,
        .offset = top->start,
    };
    if (common.depth >= engine->limits.hierarchy) {
        return sluice_fail(engine, SLUICE_LIMIT_HIERARCHY, top->start, "class.super");
    }
    *base = common;
    if (is_class) {
        struct sluice_descriptor *descriptor = (struct sluice_descriptor *)(void *)base;
        *descriptor = (struct sluice_descriptor){.base = common};
        if (!keep_fields(engine, top, descriptor) ||
            !name_descriptor(engine, descriptor, id, super)) {
            return false;
        }
        /* Whatever else the flags say: above another class, one that is externalizable or an enum
         * has its data too. Only an object's own class is asked whether it is externalizable. */
        if (descriptor->field_count != 0 || (top->code & SC_WRITE_METHOD) != 0) {
            link_data(&result->store, descriptor, id, common.data);
        }
    }
    return deliver(engine, id);
}
