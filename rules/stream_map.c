#include "rules/stream_map.h"

#include <stdlib.h>
#include <string.h>

enum type_code {
    TC_NULL = 0x70,
    TC_REFERENCE,
    TC_CLASSDESC,
    TC_OBJECT,
    TC_STRING,
    TC_ARRAY,
    TC_CLASS,
    TC_BLOCKDATA,
    TC_ENDBLOCKDATA,
    TC_RESET,
    TC_BLOCKDATALONG,
    TC_EXCEPTION,
    TC_LONGSTRING,
    TC_PROXYCLASSDESC,
    TC_ENUM
};

enum { SC_WRITE_METHOD = 1, SC_EXTERNALIZABLE = 4, SC_BLOCK_DATA = 8 };
enum { FIRST_HANDLE = 0x7E0000, HEADER_BYTES = 4, MOST_ITEMS = 4000000 };

/* Work that is not paid for by bytes (walks up a superclass chain), per byte of the stream. */
enum { WORK_PER_BYTE = 64, WORK_FIXED = 65536 };

enum state {
    AT_TOP,
    IN_ANNOTATION,
    DESCRIPTOR,       /* a class descriptor is due */
    DESCRIPTOR_SUPER, /* its annotation is over */
    DESCRIPTOR_DONE,  /* its superclass descriptor is over */
    CLASS_BODY,       /* the next four: the descriptor is over */
    ARRAY_BODY,
    ENUM_BODY,
    OBJECT_BODY,
    ARRAY_ITEMS,
    OBJECT_LEVEL,
    OBJECT_FIELDS,
    EXCEPTION_BODY,
    EXCEPTION_DONE
};

/* An open element. The frames are the stack that a recursive walk would put on the C stack. */
struct frame {
    enum state state;
    bool needed;
    bool in_blocks;              /* the item before was block data */
    bool level_needed;           /* object: data of the level is kept */
    struct sluice_map_edge edge; /* an item: where it stands; an annotation: its items' place */
    uint32_t handle;             /* its own, once it has one */
    uint32_t descriptor;         /* index */
    uint32_t level;              /* object: index of the level's descriptor */
    uint32_t next_depth;         /* object: data depth of the next level */
    uint32_t field; /* object: next object field of the level; its data: values so far */
    uint64_t left;  /* array: elements */
    uint64_t start; /* offset of the type code */
};

struct walker {
    const struct sluice_judge_context *context;
    struct sluice_stream_map *map;
    uint64_t at;
    uint64_t work;
    uint32_t epoch_base;     /* first handle since the last reset */
    uint64_t epoch_elements; /* since the last reset */
    uint32_t result;         /* index of the descriptor read last */
    bool doubt;              /* a class was met that may have skipped its fields */
    bool stopped;
    bool no_memory;
    struct frame *frames;
    uint32_t frame_count;
    uint32_t frame_capacity;
};

/* --- growing tables --------------------------------------------------------------------------- */

/* `table` with room for one more; the same table, and the walk stopped, when memory ran out. */
static void *grown(struct walker *walker, void *table, uint32_t count, uint32_t *capacity,
                   size_t size)
{
    if (count < *capacity) {
        return table;
    }
    const uint32_t wanted = *capacity ? *capacity * 2 : 32;
    void *larger = realloc(table, wanted * size);
    if (larger == NULL) {
        walker->no_memory = true;
        walker->stopped = true;
        return table;
    }
    *capacity = wanted;
    return larger;
}

#define GROW(walker, table, count, capacity)                                                       \
    ((table) = grown((walker), (table), (count), &(capacity), sizeof *(table)),                    \
     !(walker)->no_memory)

/* --- ending the walk -------------------------------------------------------------------------- */

static void stop(struct walker *walker, enum sluice_map_status status, const char *why)
{
    if (!walker->stopped) {
        walker->stopped = true;
        walker->map->status = status;
        walker->map->why = why;
        walker->map->stopped = walker->at;
    }
}

static void malformed(struct walker *walker, const char *why)
{
    stop(walker, walker->doubt ? SLUICE_MAP_UNCERTAIN : SLUICE_MAP_MALFORMED, why);
}

static void uncertain(struct walker *walker, const char *why)
{
    stop(walker, SLUICE_MAP_UNCERTAIN, why);
}

/* --- bytes ------------------------------------------------------------------------------------ */

static uint64_t remaining(const struct walker *walker)
{
    return walker->context->length - walker->at;
}

/* The next `count` bytes, passed; NULL when they are not there. */
static const uint8_t *take(struct walker *walker, uint64_t count)
{
    if (walker->stopped) {
        return NULL;
    }
    if (count > remaining(walker)) {
        if (!walker->map->unmet_claim) {
            walker->map->unmet_claim = true;
            walker->map->unmet_offset = walker->at;
        }
        malformed(walker, "the bytes end inside an element");
        return NULL;
    }
    const uint8_t *bytes = walker->context->bytes + walker->at;
    walker->at += count;
    return bytes;
}

static bool take_number(struct walker *walker, unsigned bytes, uint64_t *out)
{
    const uint8_t *from = take(walker, bytes);
    if (from == NULL) {
        return false;
    }
    *out = 0;
    for (unsigned i = 0; i < bytes; i++) {
        *out = *out << 8 | from[i];
    }
    return true;
}

static void raise(uint64_t *most, uint64_t value)
{
    if (value > *most) {
        *most = value;
    }
}

/* --- handles, edges, frames ------------------------------------------------------------------- */

static uint32_t assign(struct walker *walker, enum sluice_map_kind kind, uint64_t start,
                       bool needed)
{
    struct sluice_stream_map *map = walker->map;
    if (map->entry_count >= MOST_ITEMS) {
        uncertain(walker, "the stream has more handles than the map takes in");
        return SLUICE_MAP_NONE;
    }
    if (!GROW(walker, map->entries, map->entry_count, map->entry_capacity)) {
        return SLUICE_MAP_NONE;
    }
    map->entries[map->entry_count] = (struct sluice_map_entry){
        .kind = kind,
        .needed = needed,
        .descriptor = SLUICE_MAP_NONE,
        .start = start,
        .order = SLUICE_MAP_NONE,
    };
    raise(&map->most.objects, (uint64_t)map->entry_count + 1 - walker->epoch_base);
    return map->entry_count++;
}

/* The place of what nobody holds: class annotations, exceptions. */
static const struct sluice_map_edge nowhere = {
    .owner = SLUICE_MAP_NONE, .place = SLUICE_MAP_AT_ANNOTATION, .level = SLUICE_MAP_NONE};

/* Notes that `value` stands in the place `edge`. */
static void add_edge(struct walker *walker, struct sluice_map_edge edge, uint32_t value)
{
    struct sluice_stream_map *map = walker->map;
    if (edge.place != SLUICE_MAP_AT_ANNOTATION &&
        GROW(walker, map->edges, map->edge_count, map->edge_capacity)) {
        edge.value = value;
        map->edges[map->edge_count++] = edge;
    }
}

static void add_null(struct walker *walker, struct sluice_map_edge edge)
{
    if (edge.place != SLUICE_MAP_AT_ELEMENT && edge.place != SLUICE_MAP_AT_TOP) {
        add_edge(walker, edge, SLUICE_MAP_NONE);
    }
}

static void add_mark(struct walker *walker, struct sluice_map_mark mark)
{
    struct sluice_stream_map *map = walker->map;
    if (walker->context->mode == SLUICE_JUDGE_REWRITE && !walker->stopped &&
        GROW(walker, map->marks, map->mark_count, map->mark_capacity)) {
        mark.end = walker->at;
        map->marks[map->mark_count++] = mark;
    }
}

static struct frame *push(struct walker *walker, struct frame frame)
{
    if (walker->frame_count >= MOST_ITEMS) {
        uncertain(walker, "the stream nests deeper than the map goes");
        return NULL;
    }
    if (!GROW(walker, walker->frames, walker->frame_count, walker->frame_capacity)) {
        return NULL;
    }
    walker->frames[walker->frame_count] = frame;
    return &walker->frames[walker->frame_count++];
}

static void push_descriptor(struct walker *walker)
{
    push(walker,
         (struct frame){
             .state = DESCRIPTOR, .edge = nowhere, .handle = SLUICE_MAP_NONE, .start = walker->at});
}

static void finish_handle(struct walker *walker, uint32_t handle)
{
    if (handle != SLUICE_MAP_NONE) {
        walker->map->entries[handle].end = walker->at;
    }
}

static void forget_handles(struct walker *walker)
{
    walker->epoch_base = walker->map->entry_count;
    walker->epoch_elements = 0;
}

/* --- strings, references, block data ---------------------------------------------------------- */

/* The characters behind a string's type code, which has been taken. */
static bool take_string(struct walker *walker, uint8_t code)
{
    const uint64_t start = walker->at - 1;
    uint64_t length;
    if (!take_number(walker, code == TC_STRING ? 2 : 8, &length)) {
        return false;
    }
    if (length > INT64_MAX) {
        uncertain(walker, "a negative string length");
        return false;
    }
    if (take(walker, length) == NULL) {
        return false;
    }
    raise(&walker->map->most.string_bytes, length);
    const uint32_t handle = assign(walker, SLUICE_MAP_STRING, start, false);
    finish_handle(walker, handle);
    return handle != SLUICE_MAP_NONE;
}

/* A handle of this epoch; SLUICE_MAP_NONE when the walk ended. */
static uint32_t take_reference(struct walker *walker)
{
    uint64_t wire;
    if (!take_number(walker, 4, &wire)) {
        return SLUICE_MAP_NONE;
    }
    const uint64_t assigned = walker->map->entry_count - walker->epoch_base;
    if (wire < FIRST_HANDLE || wire - FIRST_HANDLE >= assigned) {
        malformed(walker, "a reference to a handle never assigned");
        return SLUICE_MAP_NONE;
    }
    const uint32_t handle = walker->epoch_base + (uint32_t)(wire - FIRST_HANDLE);
    add_mark(walker, (struct sluice_map_mark){.kind = SLUICE_MAP_MARK_REFERENCE,
                                              .handle = handle,
                                              .start = walker->at - 5});
    return handle;
}

/* True for a reference of an object to itself where that is a way to say null. */
static bool means_null(const struct walker *walker, const struct sluice_map_edge *edge,
                       uint32_t handle)
{
    const struct sluice_stream_map *map = walker->map;
    return handle == edge->owner && edge->place < map->field_count &&
           map->fields[edge->place].model != NULL && map->fields[edge->place].model->self_is_null;
}

static void read_reference(struct walker *walker, struct sluice_map_edge edge)
{
    struct sluice_stream_map *map = walker->map;
    const uint64_t start = walker->at - 1;
    const uint32_t handle = take_reference(walker);
    if (handle == SLUICE_MAP_NONE) {
        return;
    }
    if (means_null(walker, &edge, handle)) {
        add_null(walker, edge);
        return;
    }
    struct sluice_map_entry *entry = &map->entries[handle];
    const bool holds_values = entry->kind == SLUICE_MAP_OBJECT || entry->kind == SLUICE_MAP_ARRAY;
    entry->in_cycle = entry->in_cycle || entry->end == 0;
    if (holds_values && entry->end == 0 && edge.needed && !map->open_reference) {
        map->open_reference = true;
        map->open_reference_offset = start;
        map->open_reference_handle = handle;
    }
    add_edge(walker, edge, handle);
}

static void read_blocks(struct walker *walker, uint8_t code)
{
    const uint64_t start = walker->at - 1;
    uint64_t length;
    if (!take_number(walker, code == TC_BLOCKDATA ? 1 : 4, &length)) {
        return;
    }
    if (length > INT32_MAX) {
        malformed(walker, "a negative block length");
        return;
    }
    const uint64_t content = walker->at;
    if (take(walker, length) != NULL) {
        raise(&walker->map->most.block_bytes, length);
        add_mark(walker, (struct sluice_map_mark){
                             .kind = SLUICE_MAP_MARK_BLOCK, .start = start, .content = content});
    }
}

/* --- class descriptors ------------------------------------------------------------------------ */

static const struct sluice_judge_field *find_field(const struct sluice_judge_class *model,
                                                   const uint8_t *name, size_t length)
{
    for (size_t i = 0; model != NULL && i < model->field_count; i++) {
        const char *known = model->fields[i].name;
        if (strlen(known) == length && memcmp(known, name, length) == 0) {
            return &model->fields[i];
        }
    }
    return NULL;
}

/* True if an earlier field of the descriptor has the same name: of two, readers keep the first. */
static bool is_taken(struct walker *walker, const struct sluice_map_descriptor *descriptor,
                     const struct sluice_judge_field *model)
{
    const struct sluice_map_field *fields = walker->map->fields + descriptor->first_field;
    for (uint32_t i = 0; model != NULL && i < descriptor->field_count; i++) {
        walker->work++;
        if (fields[i].model == model) {
            return true;
        }
    }
    return false;
}

struct sluice_map_text sluice_map_string(const uint8_t *stream,
                                         const struct sluice_map_entry *entry)
{
    const uint8_t *string = stream + entry->start;
    const size_t head = *string == TC_STRING ? 3 : 9;
    return (struct sluice_map_text){string + head, (size_t)(entry->end - entry->start) - head};
}

/* The type string of an object field. JDK readers follow its first letter, not the type code. */
static void read_type_string(struct walker *walker, struct sluice_map_field *field)
{
    const uint8_t *code = take(walker, 1);
    if (code == NULL) {
        return;
    }
    uint32_t string = walker->map->entry_count;
    if (*code == TC_REFERENCE) {
        string = take_reference(walker);
        if (string == SLUICE_MAP_NONE) {
            return;
        }
        if (walker->map->entries[string].kind != SLUICE_MAP_STRING) {
            uncertain(walker, "a type string that is no string");
            return;
        }
    } else if (*code == TC_STRING || *code == TC_LONGSTRING) {
        if (!take_string(walker, *code)) {
            return;
        }
    } else {
        uncertain(walker, "a field without a type string");
        return;
    }
    const struct sluice_map_text text = sluice_map_string(walker->context->bytes,
                                                          &walker->map->entries[string]);
    if (text.length == 0 || (text.bytes[0] != 'L' && text.bytes[0] != '[')) {
        uncertain(walker, "a type string that contradicts the type code");
    } else if (text.length <= UINT16_MAX) {
        field->type = text.bytes;
        field->type_length = (uint16_t)text.length;
    }
}

static uint32_t primitive_width(uint8_t type)
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

static bool take_name(struct walker *walker, const uint8_t **name, uint16_t *length)
{
    uint64_t bytes;
    if (!take_number(walker, 2, &bytes)) {
        return false;
    }
    *name = take(walker, bytes);
    *length = (uint16_t)bytes;
    return *name != NULL;
}

static void read_primitive_field(struct walker *walker, struct sluice_map_descriptor *descriptor,
                                 uint32_t width)
{
    if (descriptor->field_count > 0) {
        uncertain(walker, "a primitive field after an object field");
        return;
    }
    descriptor->primitive_bytes += width;
    descriptor->primitive_count++;
    descriptor->first_field++;
}

/* One field of the descriptor that was added last. */
static void read_field(struct walker *walker, uint32_t index)
{
    struct sluice_stream_map *map = walker->map;
    const uint8_t *code = take(walker, 1);
    const uint8_t *name;
    uint16_t length;
    if (code == NULL || !take_name(walker, &name, &length) ||
        !GROW(walker, map->fields, map->field_count, map->field_capacity)) {
        return;
    }
    struct sluice_map_descriptor *descriptor = &map->descriptors[index];
    const struct sluice_judge_field *model = find_field(descriptor->model, name, length);
    struct sluice_map_field *field = &map->fields[map->field_count++];
    *field = (struct sluice_map_field){.name = name, .name_length = length, .model = model};
    const uint32_t width = primitive_width(*code);
    if (width != 0) {
        read_primitive_field(walker, descriptor, width);
    } else if (*code == 'L' || *code == '[') {
        field->model = is_taken(walker, descriptor, model) ? NULL : model;
        descriptor->field_count++;
        read_type_string(walker, field);
    } else {
        uncertain(walker, "an unknown field type code");
    }
}

static uint32_t add_descriptor(struct walker *walker, uint64_t start, uint32_t *handle)
{
    struct sluice_stream_map *map = walker->map;
    *handle = assign(walker, SLUICE_MAP_DESCRIPTOR, start, false);
    if (*handle == SLUICE_MAP_NONE ||
        !GROW(walker, map->descriptors, map->descriptor_count, map->descriptor_capacity)) {
        return SLUICE_MAP_NONE;
    }
    map->entries[*handle].order = map->descriptor_count;
    map->descriptors[map->descriptor_count] = (struct sluice_map_descriptor){
        .super = SLUICE_MAP_NONE,
        .data_above = SLUICE_MAP_NONE,
        .first_field = map->field_count,
    };
    return map->descriptor_count++;
}

static uint32_t read_class_descriptor(struct walker *walker, uint64_t start, uint32_t *handle)
{
    const uint32_t index = add_descriptor(walker, start, handle);
    const uint8_t *name;
    uint16_t length;
    uint64_t suid;
    uint64_t flags;
    uint64_t fields;
    if (index == SLUICE_MAP_NONE || !take_name(walker, &name, &length) ||
        !take_number(walker, 8, &suid) || !take_number(walker, 1, &flags) ||
        !take_number(walker, 2, &fields)) {
        return index;
    }
    if (fields > INT16_MAX) {
        uncertain(walker, "a negative number of fields");
        return index;
    }
    struct sluice_map_descriptor *descriptor = &walker->map->descriptors[index];
    descriptor->name = name;
    descriptor->name_length = length;
    descriptor->flags = (uint8_t)flags;
    descriptor->declared_fields = (uint32_t)fields;
    descriptor->model = sluice_judge_find_class(walker->context, name, length);
    raise(&walker->map->most.fields, fields);
    for (uint64_t i = 0; i < fields && !walker->stopped; i++) {
        read_field(walker, index);
    }
    return index;
}

static uint32_t read_proxy_descriptor(struct walker *walker, uint64_t start, uint32_t *handle)
{
    const uint32_t index = add_descriptor(walker, start, handle);
    uint64_t count;
    if (index == SLUICE_MAP_NONE || !take_number(walker, 4, &count)) {
        return index;
    }
    walker->map->descriptors[index].proxy = true;
    if (count > 65535) {
        uncertain(walker, "a number of interfaces that readers refuse");
        return index;
    }
    raise(&walker->map->most.interfaces, count);
    for (uint64_t i = 0; i < count && !walker->stopped; i++) {
        const uint8_t *name;
        uint16_t length;
        if (!take_name(walker, &name, &length)) {
            break;
        }
    }
    return index;
}

static void begin_descriptor(struct walker *walker, struct frame *frame)
{
    frame->start = walker->at;
    const uint8_t *code = take(walker, 1);
    if (code == NULL) {
        return;
    }
    if (*code == TC_NULL) {
        walker->result = SLUICE_MAP_NONE;
        walker->frame_count--;
    } else if (*code == TC_REFERENCE) {
        const uint32_t handle = take_reference(walker);
        if (handle == SLUICE_MAP_NONE) {
            return;
        }
        walker->result = walker->map->entries[handle].order;
        walker->frame_count--;
        if (walker->result == SLUICE_MAP_NONE ||
            !walker->map->descriptors[walker->result].finished) {
            uncertain(walker, "a reference to what is no finished descriptor");
        }
    } else if (*code == TC_CLASSDESC || *code == TC_PROXYCLASSDESC) {
        frame->state = DESCRIPTOR_SUPER;
        frame->descriptor = *code == TC_CLASSDESC
                                ? read_class_descriptor(walker, frame->start, &frame->handle)
                                : read_proxy_descriptor(walker, frame->start, &frame->handle);
        push(walker, (struct frame){.state = IN_ANNOTATION, .edge = nowhere});
    } else {
        walker->at--;
        malformed(walker, "a type code where a class descriptor is due");
    }
}

static void end_descriptor(struct walker *walker, const struct frame *frame)
{
    struct sluice_stream_map *map = walker->map;
    struct sluice_map_descriptor *descriptor = &map->descriptors[frame->descriptor];
    descriptor->super = walker->result;
    descriptor->takes_data = !descriptor->proxy && (descriptor->declared_fields > 0 ||
                                                    (descriptor->flags & SC_WRITE_METHOD) != 0);
    if (walker->result != SLUICE_MAP_NONE) {
        const struct sluice_map_descriptor *above = &map->descriptors[walker->result];
        descriptor->data_above = above->takes_data ? walker->result : above->data_above;
        descriptor->data_depth = above->data_depth + (above->takes_data ? 1 : 0);
    }
    descriptor->finished = true;
    finish_handle(walker, frame->handle);
    walker->result = frame->descriptor;
    walker->frame_count--;
}

/* --- items ------------------------------------------------------------------------------------ */

/* Reads an item in the place `edge`; what is not over at once is pushed. */
static void read_item(struct walker *walker, struct sluice_map_edge edge)
{
    static const enum state bodies[] = {[TC_OBJECT - TC_NULL] = OBJECT_BODY,
                                        [TC_ARRAY - TC_NULL] = ARRAY_BODY,
                                        [TC_CLASS - TC_NULL] = CLASS_BODY,
                                        [TC_ENUM - TC_NULL] = ENUM_BODY};
    const uint64_t start = walker->at;
    const uint8_t *code = take(walker, 1);
    if (code == NULL) {
        return;
    }
    switch (*code) {
    case TC_NULL:
        add_null(walker, edge);
        break;
    case TC_REFERENCE:
        read_reference(walker, edge);
        break;
    case TC_STRING:
    case TC_LONGSTRING:
        if (take_string(walker, *code)) {
            add_edge(walker, edge, walker->map->entry_count - 1);
        }
        break;
    case TC_CLASSDESC:
    case TC_PROXYCLASSDESC:
        walker->at--;
        push_descriptor(walker);
        break;
    case TC_OBJECT:
    case TC_ARRAY:
    case TC_CLASS:
    case TC_ENUM:
        push(walker, (struct frame){.state = bodies[*code - TC_NULL],
                                    .needed = edge.needed,
                                    .edge = edge,
                                    .handle = SLUICE_MAP_NONE,
                                    .start = start});
        push_descriptor(walker);
        break;
    case TC_EXCEPTION:
        /* Whatever is open is abandoned; the writer's handles start anew, before and after. */
        walker->map->has_exception = true;
        walker->frame_count = 1;
        forget_handles(walker);
        push(walker, (struct frame){.state = EXCEPTION_BODY, .edge = nowhere});
        break;
    default:
        walker->at--;
        malformed(walker, "an unknown or misplaced type code");
        break;
    }
}

/* True if objects are built, under a policy that is known. */
static bool builds(const struct sluice_judge_context *context)
{
    return context->mode == SLUICE_JUDGE_DECODE && context->classes != NULL;
}

static void step_top(struct walker *walker)
{
    if (remaining(walker) == 0) {
        stop(walker, SLUICE_MAP_COMPLETE, NULL);
        return;
    }
    struct sluice_stream_map *map = walker->map;
    struct frame *frame = &walker->frames[0];
    const uint8_t code = walker->context->bytes[walker->at];
    const bool blocks = code == TC_BLOCKDATA || code == TC_BLOCKDATALONG;
    if (code != TC_RESET && !(blocks && frame->in_blocks)) {
        map->top_items++;
    }
    frame->in_blocks = blocks;
    if (blocks) {
        walker->at++;
        read_blocks(walker, code);
    } else if (code == TC_RESET) {
        walker->at++;
        forget_handles(walker);
        add_mark(walker,
                 (struct sluice_map_mark){.kind = SLUICE_MAP_MARK_RESET, .start = walker->at - 1});
        if (GROW(walker, map->reset_offsets, map->resets, map->reset_capacity)) {
            map->reset_offsets[map->resets++] = walker->at;
        }
    } else {
        read_item(walker, (struct sluice_map_edge){.owner = SLUICE_MAP_NONE,
                                                   .place = SLUICE_MAP_AT_TOP,
                                                   .level = SLUICE_MAP_NONE,
                                                   .needed = builds(walker->context)});
    }
}

/* True if a class keeps the value at `index` of its custom data like a field. */
static bool keeps_item(const struct walker *walker, uint32_t level, uint32_t index)
{
    const struct sluice_judge_class *model = walker->map->descriptors[level].model;
    const struct sluice_judge_piece *piece = model != NULL ? sluice_judge_piece_at(model, index)
                                                           : NULL;
    return piece != NULL && piece->kind == SLUICE_PIECE_OBJECT && piece->kept;
}

static void step_annotation(struct walker *walker, uint32_t index)
{
    struct frame *frame = &walker->frames[index];
    if (remaining(walker) == 0) {
        (void)take(walker, 1);
        return;
    }
    const uint8_t code = walker->context->bytes[walker->at];
    if (code == TC_ENDBLOCKDATA) {
        walker->at++;
        walker->frame_count--;
    } else if (code == TC_BLOCKDATA || code == TC_BLOCKDATALONG) {
        walker->at++;
        read_blocks(walker, code);
    } else {
        struct sluice_map_edge edge = frame->edge;
        if (edge.place == SLUICE_MAP_AT_DATA) {
            edge.shared = !keeps_item(walker, edge.level, frame->field++);
        }
        read_item(walker, edge);
    }
}

/* --- bodies ----------------------------------------------------------------------------------- */

/* Gives the element of `frame` its handle and notes what it hangs on. */
static void open_element(struct walker *walker, struct frame *frame, enum sluice_map_kind kind)
{
    frame->descriptor = walker->result;
    frame->handle = assign(walker, kind, frame->start, frame->needed);
    if (frame->handle == SLUICE_MAP_NONE) {
        return;
    }
    walker->map->entries[frame->handle].descriptor = walker->result;
    add_edge(walker, frame->edge, frame->handle);
    if (walker->result == SLUICE_MAP_NONE && kind != SLUICE_MAP_CLASS) {
        uncertain(walker, "no class descriptor where one is due");
    }
}

static void close_element(struct walker *walker, uint32_t handle)
{
    finish_handle(walker, handle);
    walker->frame_count--;
}

static void step_enum(struct walker *walker, struct frame *frame)
{
    open_element(walker, frame, SLUICE_MAP_ENUM);
    const uint8_t *code = take(walker, 1);
    if (code == NULL) {
        return;
    }
    if (*code != TC_STRING && *code != TC_LONGSTRING) {
        uncertain(walker, "an enum constant whose name is no new string");
    } else if (take_string(walker, *code)) {
        close_element(walker, frame->handle);
    }
}

static void close_array(struct walker *walker, uint32_t handle)
{
    struct sluice_stream_map *map = walker->map;
    close_element(walker, handle);
    if (GROW(walker, map->ended_arrays, map->ended_count, map->ended_capacity)) {
        map->ended_arrays[map->ended_count++] = handle;
    }
}

static void step_array(struct walker *walker, struct frame *frame)
{
    open_element(walker, frame, SLUICE_MAP_ARRAY);
    uint64_t length;
    if (walker->stopped || !take_number(walker, 4, &length)) {
        return;
    }
    if (length > INT32_MAX) {
        malformed(walker, "a negative array length");
        return;
    }
    struct sluice_stream_map *map = walker->map;
    const struct sluice_map_descriptor *descriptor = &map->descriptors[frame->descriptor];
    if (descriptor->name_length < 2 || descriptor->name[0] != '[') {
        uncertain(walker, "an array of a class that is no array class");
        return;
    }
    map->entries[frame->handle].length = length;
    walker->epoch_elements += length;
    raise(&map->most.elements, walker->epoch_elements);
    raise(&map->most.array_length, length);
    const uint32_t width = primitive_width(descriptor->name[1]);
    if (length > remaining(walker) && !map->unmet_claim) {
        map->unmet_claim = true;
        map->unmet_offset = walker->at;
    }
    if (width != 0) {
        if (take(walker, length * width) != NULL) {
            close_array(walker, frame->handle);
        }
        return;
    }
    frame->left = length;
    frame->state = ARRAY_ITEMS;
}

/* True if `model` is `of` or one of its superclasses in the policy. */
static bool is_level_of(struct walker *walker, const struct sluice_judge_class *model,
                        const struct sluice_judge_class *of)
{
    for (unsigned i = 0; of != NULL && i < 256; i++) {
        if (of == model) {
            return true;
        }
        walker->work += walker->context->class_count;
        of = of->parent != NULL
                 ? sluice_judge_find_class(walker->context, of->parent, strlen(of->parent))
                 : NULL;
    }
    return false;
}

/* The custom data of one class of the object of `frame`. */
static void push_data(struct walker *walker, const struct frame *frame, uint32_t level, bool needed)
{
    push(walker, (struct frame){.state = IN_ANNOTATION,
                                .needed = needed,
                                .edge = {.owner = frame->handle,
                                         .place = SLUICE_MAP_AT_DATA,
                                         .level = level,
                                         .needed = needed}});
}

static void step_external(struct walker *walker, struct frame *frame,
                          const struct sluice_map_descriptor *descriptor)
{
    if ((descriptor->flags & SC_BLOCK_DATA) == 0) {
        uncertain(walker, "external data whose length only the class knows");
        return;
    }
    walker->map->entries[frame->handle].has_data = true;
    frame->state = OBJECT_LEVEL;
    frame->next_depth = UINT32_MAX;
    push_data(walker, frame, frame->descriptor,
              frame->needed && descriptor->model != NULL && descriptor->model->reads_data);
}

static void step_object(struct walker *walker, struct frame *frame)
{
    open_element(walker, frame, SLUICE_MAP_OBJECT);
    if (walker->stopped) {
        return;
    }
    const struct sluice_map_descriptor *descriptor = &walker->map->descriptors[frame->descriptor];
    if (descriptor->flags & SC_EXTERNALIZABLE) {
        step_external(walker, frame, descriptor);
        return;
    }
    frame->state = OBJECT_LEVEL;
    frame->next_depth = 0;
    walker->map->entries[frame->handle].has_data = descriptor->takes_data ||
                                                   descriptor->data_depth > 0;
}

/* The descriptor with data that stands `depth` below the topmost one with data. */
static uint32_t level_at(struct walker *walker, uint32_t from, uint32_t depth)
{
    const struct sluice_map_descriptor *descriptors = walker->map->descriptors;
    uint32_t at = descriptors[from].takes_data ? from : descriptors[from].data_above;
    while (at != SLUICE_MAP_NONE && descriptors[at].data_depth > depth) {
        at = descriptors[at].data_above;
        walker->work++;
    }
    return at;
}

static void step_level(struct walker *walker, struct frame *frame)
{
    const struct sluice_map_descriptor *descriptor = &walker->map->descriptors[frame->descriptor];
    const uint32_t levels = descriptor->data_depth + (descriptor->takes_data ? 1 : 0);
    if (frame->next_depth >= levels) {
        close_element(walker, frame->handle);
        return;
    }
    frame->level = level_at(walker, frame->descriptor, frame->next_depth);
    frame->next_depth++;
    frame->field = 0;
    frame->state = OBJECT_FIELDS;
    const struct sluice_map_descriptor *level = &walker->map->descriptors[frame->level];
    frame->level_needed = frame->needed && level->model != NULL &&
                          is_level_of(walker, level->model, descriptor->model);
    const bool skips_fields = level->model != NULL && level->model->skips_fields;
    /* A writeObject need not write the fields that its class declares; the bytes do not say. */
    if (!skips_fields && (level->flags & SC_WRITE_METHOD) != 0 && level->declared_fields > 0) {
        walker->doubt = true;
    }
    if (skips_fields) {
        frame->field = level->field_count;
    } else {
        (void)take(walker, level->primitive_bytes);
    }
}

static void step_fields(struct walker *walker, uint32_t index)
{
    struct frame *frame = &walker->frames[index];
    const struct sluice_map_descriptor *level = &walker->map->descriptors[frame->level];
    if (frame->field < level->field_count) {
        const uint32_t place = level->first_field + frame->field++;
        const struct sluice_judge_field *model = walker->map->fields[place].model;
        const bool is_kept = frame->level_needed
                                 ? model != NULL
                                 : frame->needed &&
                                       sluice_map_is_handler(
                                           walker->map,
                                           &walker->map->descriptors[frame->descriptor],
                                           frame->level, place);
        read_item(walker, (struct sluice_map_edge){.owner = frame->handle,
                                                   .place = place,
                                                   .level = frame->level,
                                                   .needed = is_kept,
                                                   .shared = model != NULL && model->shared});
        return;
    }
    frame->state = OBJECT_LEVEL;
    if ((level->flags & SC_WRITE_METHOD) != 0) {
        push_data(walker, frame, frame->level, frame->level_needed && level->model->reads_data);
    }
}

static void step(struct walker *walker)
{
    const uint32_t index = walker->frame_count - 1;
    struct frame *frame = &walker->frames[index];
    switch (frame->state) {
    case AT_TOP:
        step_top(walker);
        break;
    case IN_ANNOTATION:
        step_annotation(walker, index);
        break;
    case DESCRIPTOR:
        begin_descriptor(walker, frame);
        break;
    case DESCRIPTOR_SUPER:
        frame->state = DESCRIPTOR_DONE;
        push_descriptor(walker);
        break;
    case DESCRIPTOR_DONE:
        end_descriptor(walker, frame);
        break;
    case CLASS_BODY:
        open_element(walker, frame, SLUICE_MAP_CLASS);
        close_element(walker, frame->handle);
        break;
    case ARRAY_BODY:
        step_array(walker, frame);
        break;
    case ENUM_BODY:
        step_enum(walker, frame);
        break;
    case OBJECT_BODY:
        step_object(walker, frame);
        break;
    case ARRAY_ITEMS:
        if (frame->left == 0) {
            close_array(walker, frame->handle);
        } else {
            frame->left--;
            read_item(walker, (struct sluice_map_edge){.owner = frame->handle,
                                                       .place = SLUICE_MAP_AT_ELEMENT,
                                                       .level = SLUICE_MAP_NONE,
                                                       .needed = frame->needed});
        }
        break;
    case OBJECT_LEVEL:
        step_level(walker, frame);
        break;
    case OBJECT_FIELDS:
        step_fields(walker, index);
        break;
    case EXCEPTION_BODY:
        frame->state = EXCEPTION_DONE;
        read_item(walker, nowhere);
        break;
    case EXCEPTION_DONE:
        forget_handles(walker);
        walker->frame_count--;
        break;
    }
}

static bool take_header(struct walker *walker)
{
    static const uint8_t header[HEADER_BYTES] = {0xAC, 0xED, 0x00, 0x05};
    const struct sluice_judge_context *context = walker->context;
    if (context->length < HEADER_BYTES || memcmp(context->bytes, header, HEADER_BYTES) != 0) {
        malformed(walker, "the header is not AC ED 00 05");
        return false;
    }
    walker->at = HEADER_BYTES;
    walker->map->has_header = true;
    return true;
}

const struct sluice_judge_class *sluice_judge_find_class(const struct sluice_judge_context *context,
                                                         const void *name, size_t length)
{
    for (size_t i = 0; context->classes != NULL && i < context->class_count; i++) {
        const char *known = context->classes[i].name;
        if (strlen(known) == length && memcmp(known, name, length) == 0) {
            return &context->classes[i];
        }
    }
    return NULL;
}

/* A walk that may have taken custom data for fields and then stumbled has seen nothing for certain. */
static void forget(struct sluice_stream_map *map)
{
    map->entry_count = 0;
    map->descriptor_count = 0;
    map->field_count = 0;
    map->edge_count = 0;
    map->ended_count = 0;
    map->mark_count = 0;
    map->resets = 0;
    map->unmet_claim = false;
    map->open_reference = false;
    map->most = (struct sluice_map_extremes){0};
}

bool sluice_stream_map_make(const struct sluice_judge_context *context,
                            struct sluice_stream_map *map)
{
    *map = (struct sluice_stream_map){0};
    struct walker walker = {.context = context, .map = map, .result = SLUICE_MAP_NONE};
    if (take_header(&walker)) {
        push(&walker, (struct frame){.state = AT_TOP, .edge = nowhere});
    }
    const uint64_t most_work = (uint64_t)context->length * WORK_PER_BYTE + WORK_FIXED;
    while (!walker.stopped) {
        step(&walker);
        if (walker.work > most_work) {
            uncertain(&walker, "the superclass chains cost more than the walk may");
        }
    }
    free(walker.frames);
    if (walker.no_memory) {
        sluice_stream_map_free(map);
        return false;
    }
    if (walker.doubt && map->status != SLUICE_MAP_COMPLETE) {
        forget(map);
    }
    return true;
}

bool sluice_map_name_begins(const struct sluice_map_descriptor *descriptor, const char *prefix)
{
    const size_t length = strlen(prefix);
    return descriptor != NULL && descriptor->name != NULL && descriptor->name_length >= length &&
           memcmp(descriptor->name, prefix, length) == 0;
}

bool sluice_map_is_named(const struct sluice_map_descriptor *descriptor, const char *name)
{
    return sluice_map_name_begins(descriptor, name) && descriptor->name_length == strlen(name);
}

bool sluice_map_is_one_of(const struct sluice_map_descriptor *descriptor, const char *const *names)
{
    for (size_t i = 0; names[i] != NULL; i++) {
        if (sluice_map_is_named(descriptor, names[i])) {
            return true;
        }
    }
    return false;
}

void sluice_stream_map_free(struct sluice_stream_map *map)
{
    free(map->entries);
    free(map->descriptors);
    free(map->fields);
    free(map->edges);
    free(map->ended_arrays);
    free(map->reset_offsets);
    free(map->marks);
    *map = (struct sluice_stream_map){.status = SLUICE_MAP_UNCERTAIN};
}

const struct sluice_map_entry *sluice_map_entry_at(const struct sluice_stream_map *map,
                                                   uint32_t handle)
{
    return handle < map->entry_count ? &map->entries[handle] : NULL;
}

const struct sluice_map_descriptor *sluice_map_descriptor_of(const struct sluice_stream_map *map,
                                                             const struct sluice_map_entry *entry)
{
    return entry->descriptor < map->descriptor_count ? &map->descriptors[entry->descriptor] : NULL;
}

bool sluice_map_is_handler(const struct sluice_stream_map *map,
                           const struct sluice_map_descriptor *of, uint32_t level, uint32_t field)
{
    static const char proxy[] = "java.lang.reflect.Proxy";
    if (!of->proxy || level >= map->descriptor_count || field >= map->field_count) {
        return false;
    }
    const struct sluice_map_descriptor *descriptor = &map->descriptors[level];
    return descriptor->name_length == sizeof proxy - 1 &&
           memcmp(descriptor->name, proxy, sizeof proxy - 1) == 0 &&
           map->fields[field].name_length == 1 && map->fields[field].name[0] == 'h';
}
