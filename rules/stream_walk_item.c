#include "rules/stream_walk.h"

#include <string.h>

/* --- items ------------------------------------------------------------------------------------ */

/* Reads an item in the place `edge`; what is not over at once is pushed. */
static void read_item(struct sluice_walker *walker, struct sluice_map_edge edge)
{
    static const enum sluice_walk_state bodies[] = {[TC_OBJECT - TC_NULL] = OBJECT_BODY,
                                                    [TC_ARRAY - TC_NULL] = ARRAY_BODY,
                                                    [TC_CLASS - TC_NULL] = CLASS_BODY,
                                                    [TC_ENUM - TC_NULL] = ENUM_BODY};
    const uint64_t start = walker->at;
    const uint8_t *code = sluice_walk_take(walker, 1);
    if (code == NULL) {
        return;
    }
    edge.start = start;
    switch (*code) {
    case TC_NULL:
        sluice_walk_add_null(walker, edge);
        break;
    case TC_REFERENCE:
        sluice_walk_read_reference(walker, edge);
        break;
    case TC_STRING:
    case TC_LONGSTRING:
        if (sluice_walk_take_string(walker, *code)) {
            sluice_walk_add_edge(walker, edge, walker->map->entry_count - 1);
        }
        break;
    case TC_CLASSDESC:
    case TC_PROXYCLASSDESC:
        walker->at--;
        sluice_walk_push_descriptor(walker);
        break;
    case TC_OBJECT:
    case TC_ARRAY:
    case TC_CLASS:
    case TC_ENUM:
        sluice_walk_push(walker, (struct sluice_walk_frame){.state = bodies[*code - TC_NULL],
                                                            .needed = edge.needed,
                                                            .edge = edge,
                                                            .handle = SLUICE_MAP_NONE,
                                                            .start = start});
        sluice_walk_push_descriptor(walker);
        break;
    case TC_EXCEPTION:
        /* The writer's handles start anew, before and after; what is open is abandoned behind it. */
        walker->map->has_exception = true;
        sluice_walk_forget_handles(walker);
        sluice_walk_push(walker, (struct sluice_walk_frame){.state = EXCEPTION_BODY,
                                                            .edge = sluice_walk_nowhere});
        break;
    default:
        walker->at--;
        sluice_walk_malformed(walker, "an unknown or misplaced type code");
        break;
    }
}

/* True if objects are built, under a policy that is known. */
static bool builds(const struct sluice_judge_context *context)
{
    return context->mode == SLUICE_JUDGE_DECODE && context->classes != NULL;
}

static void step_top(struct sluice_walker *walker)
{
    struct sluice_stream_map *map = walker->map;
    if (sluice_walk_remaining(walker) == 0) {
        sluice_walk_raise(&map->most.bytes, walker->at - walker->epoch_start);
        sluice_walk_stop(walker, SLUICE_MAP_COMPLETE, NULL);
        return;
    }
    struct sluice_walk_frame *frame = &walker->frames[0];
    const uint8_t code = walker->context->bytes[walker->at];
    const bool blocks = code == TC_BLOCKDATA || code == TC_BLOCKDATALONG;
    if (code != TC_RESET && !(blocks && frame->in_blocks)) {
        map->top_items++;
    }
    frame->in_blocks = blocks;
    if (blocks) {
        walker->at++;
        (void)sluice_walk_read_blocks(walker, code);
    } else if (code == TC_RESET) {
        walker->at++;
        sluice_walk_raise(&map->most.bytes, walker->at - walker->epoch_start);
        walker->epoch_start = walker->at;
        sluice_walk_forget_handles(walker);
        sluice_walk_forget_counters(walker);
        sluice_walk_add_mark(walker, (struct sluice_map_mark){.kind = SLUICE_MAP_MARK_RESET,
                                                              .start = walker->at - 1});
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

static void step_annotation(struct sluice_walker *walker, uint32_t index)
{
    struct sluice_walk_frame *frame = &walker->frames[index];
    const uint8_t *code = sluice_walk_take(walker, 1);
    if (code == NULL) {
        return;
    }
    if (*code == TC_ENDBLOCKDATA) {
        walker->frame_count--;
    } else if (*code == TC_BLOCKDATA || *code == TC_BLOCKDATALONG) {
        sluice_walk_note_counts(walker, frame, sluice_walk_read_blocks(walker, *code));
    } else {
        walker->at--;
        struct sluice_map_edge edge = frame->edge;
        if (edge.place == SLUICE_MAP_AT_DATA) {
            sluice_walk_place_value(walker, frame, *code == TC_NULL, &edge);
        }
        read_item(walker, edge);
    }
}

/* --- bodies ----------------------------------------------------------------------------------- */

/* Gives the element of `frame` its handle and notes what it hangs on. */
static void open_element(struct sluice_walker *walker, struct sluice_walk_frame *frame,
                         enum sluice_map_kind kind)
{
    frame->descriptor = walker->result;
    frame->handle = sluice_walk_assign(walker, kind, frame->start, frame->needed);
    if (frame->handle == SLUICE_MAP_NONE) {
        return;
    }
    walker->map->entries[frame->handle].descriptor = walker->result;
    sluice_walk_add_edge(walker, frame->edge, frame->handle);
}

/* True if the descriptor that was read last may be that of the element of `frame`. */
static bool fits(struct sluice_walker *walker, const struct sluice_walk_frame *frame)
{
    const struct sluice_map_descriptor *descriptor = walker->result != SLUICE_MAP_NONE
                                                         ? &walker->map->descriptors[walker->result]
                                                         : NULL;
    const bool is_enum = frame->state == ENUM_BODY;
    const char *why = NULL;
    if (descriptor == NULL) {
        why = "no class descriptor where one is due";
    } else if (descriptor->proxy && (is_enum || frame->state == ARRAY_BODY)) {
        why = "the descriptor of a proxy where that of a class is due";
    } else if (is_enum && (descriptor->flags & SC_ENUM) == 0) {
        why = "an enum constant of what is no enum";
    }
    if (why != NULL) {
        sluice_walk_malformed_at(walker, frame->start, why);
    }
    return why == NULL;
}

static void close_element(struct sluice_walker *walker, uint32_t handle)
{
    sluice_walk_finish_handle(walker, handle);
    walker->frame_count--;
}

static void step_enum(struct sluice_walker *walker, struct sluice_walk_frame *frame)
{
    if (!fits(walker, frame)) {
        return;
    }
    open_element(walker, frame, SLUICE_MAP_ENUM);
    const uint8_t *code = sluice_walk_take(walker, 1);
    if (code == NULL) {
        return;
    }
    if (*code != TC_STRING && *code != TC_LONGSTRING) {
        sluice_walk_malformed_at(walker, walker->at - 1,
                                 "an enum constant whose name is no new string");
    } else if (sluice_walk_take_string(walker, *code)) {
        close_element(walker, frame->handle);
    }
}

static void close_array(struct sluice_walker *walker, uint32_t handle)
{
    struct sluice_stream_map *map = walker->map;
    close_element(walker, handle);
    if (GROW(walker, map->ended_arrays, map->ended_count, map->ended_capacity)) {
        map->ended_arrays[map->ended_count++] = handle;
    }
}

static void step_array(struct sluice_walker *walker, struct sluice_walk_frame *frame)
{
    if (!fits(walker, frame)) {
        return;
    }
    open_element(walker, frame, SLUICE_MAP_ARRAY);
    const uint64_t length = sluice_walk_take_number(walker, 4);
    if (length > INT32_MAX) {
        walker->at -= 4;
        sluice_walk_malformed(walker, "a negative array length");
    }
    if (walker->stopped) {
        return;
    }
    struct sluice_stream_map *map = walker->map;
    const struct sluice_map_descriptor *descriptor = &map->descriptors[frame->descriptor];
    if (descriptor->name_length < 2 || descriptor->name[0] != '[') {
        sluice_walk_uncertain(walker, "an array of a class that is no array class");
        return;
    }
    map->entries[frame->handle].length = length;
    map->entries[frame->handle].content = walker->at;
    walker->epoch_elements += length;
    sluice_walk_raise(&map->most.elements, walker->epoch_elements);
    sluice_walk_raise(&map->most.array_length, length);
    const uint32_t width = descriptor->name_length == 2
                               ? sluice_map_primitive_width(descriptor->name[1])
                               : 0;
    if (length > sluice_walk_remaining(walker) && !map->unmet_claim) {
        map->unmet_claim = true;
        map->unmet_offset = walker->at;
    }
    if (width != 0) {
        if (sluice_walk_take(walker, length * width) != NULL) {
            close_array(walker, frame->handle);
        }
        return;
    }
    frame->left = length;
    frame->state = ARRAY_ITEMS;
}

/* True if `model` is `of` or one of its superclasses in the policy. */
static bool is_level_of(struct sluice_walker *walker, const struct sluice_judge_class *model,
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
static void push_data(struct sluice_walker *walker, const struct sluice_walk_frame *frame,
                      uint32_t level, bool needed)
{
    sluice_walk_push(walker, (struct sluice_walk_frame){.state = IN_ANNOTATION,
                                                        .needed = needed,
                                                        .edge = {.owner = frame->handle,
                                                                 .place = SLUICE_MAP_AT_DATA,
                                                                 .level = level,
                                                                 .needed = needed}});
}

static void step_external(struct sluice_walker *walker, struct sluice_walk_frame *frame,
                          const struct sluice_map_descriptor *descriptor)
{
    if ((descriptor->flags & SC_BLOCK_DATA) == 0) {
        sluice_walk_uncertain(walker, "external data whose length only the class knows");
        return;
    }
    walker->map->entries[frame->handle].has_data = true;
    frame->state = OBJECT_LEVEL;
    frame->next_depth = UINT32_MAX;
    push_data(walker, frame, frame->descriptor,
              frame->needed && descriptor->model != NULL && descriptor->model->reads_data);
}

static void step_object(struct sluice_walker *walker, struct sluice_walk_frame *frame)
{
    if (!fits(walker, frame)) {
        return;
    }
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
    walker->map->entries[frame->handle].has_data = descriptor->takes_data ||
                                                   descriptor->data_depth > 0;
}

/* The descriptor with data that stands `depth` below the topmost one with data. */
static uint32_t level_at(struct sluice_walker *walker, uint32_t from, uint32_t depth)
{
    const struct sluice_map_descriptor *descriptors = walker->map->descriptors;
    uint32_t at = descriptors[from].takes_data ? from : descriptors[from].data_above;
    while (at != SLUICE_MAP_NONE && descriptors[at].data_depth > depth) {
        at = descriptors[at].data_above;
        walker->work++;
    }
    return at;
}

/* True if what stands where the fields are due could as well be data that is written in their stead: two
 * ways to read on, with other handles. */
static bool reads_as_data(const struct sluice_walker *walker,
                          const struct sluice_map_descriptor *level)
{
    if (sluice_walk_remaining(walker) == 0) {
        return false;
    }
    const uint8_t code = walker->context->bytes[walker->at];
    const bool is_data = code == TC_BLOCKDATA || code == TC_BLOCKDATALONG ||
                         code == TC_ENDBLOCKDATA;
    return is_data ||
           (level->primitive_bytes > 0 && code >= TC_NULL && code <= TC_ENUM && code != TC_RESET);
}

static void step_level(struct sluice_walker *walker, struct sluice_walk_frame *frame)
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
    /* What stands in the place of a class that the object does not have is as of a class nobody knows. Of
       objects that are passed over, only those of proxies are known not to have it. */
    const bool is_known = frame->level_needed ||
                          (level->model != NULL && !frame->needed && !descriptor->proxy);
    /* Without the flag, no writeObject of the sender's has written anything else than the fields. */
    const bool skips_fields = is_known && level->model->skips_fields &&
                              (level->flags & SC_WRITE_METHOD) != 0;
    /* A writeObject need not write the fields that its class declares; the bytes do not say. */
    if (!skips_fields && (level->flags & SC_WRITE_METHOD) != 0 && level->declared_fields > 0) {
        walker->map->guessed = true;
        if (!is_known && reads_as_data(walker, level)) {
            walker->map->has_two_readings = true;
            sluice_walk_uncertain(walker, "data that may be fields of a class that nobody knows");
            return;
        }
    }
    if (skips_fields) {
        frame->field = level->field_count;
    } else {
        (void)sluice_walk_take(walker, level->primitive_bytes);
    }
}

static void step_fields(struct sluice_walker *walker, uint32_t index)
{
    struct sluice_walk_frame *frame = &walker->frames[index];
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

/* What is thrown is a new object: all handles are forgotten. */
static void read_exception(struct sluice_walker *walker)
{
    const uint8_t *code = walker->context->bytes + walker->at;
    if (sluice_walk_remaining(walker) > 0 && *code != TC_OBJECT) {
        sluice_walk_malformed(walker, *code == TC_REFERENCE
                                          ? "a reference to a handle that was forgotten"
                                          : "an exception that is no object");
        return;
    }
    read_item(walker, sluice_walk_nowhere);
}

/* Whatever is open is over; of arrays the map keeps how far they came. */
static void abandon(struct sluice_walker *walker)
{
    struct sluice_stream_map *map = walker->map;
    for (uint32_t i = 1; i < walker->frame_count; i++) {
        const struct sluice_walk_frame *frame = &walker->frames[i];
        if (frame->state == ARRAY_ITEMS) {
            map->entries[frame->handle].left = (uint32_t)frame->left;
            map->cuts_array = true;
        }
    }
    walker->frame_count = 1;
    sluice_walk_forget_handles(walker);
}

void sluice_walk_step(struct sluice_walker *walker)
{
    const uint32_t index = walker->frame_count - 1;
    struct sluice_walk_frame *frame = &walker->frames[index];
    switch (frame->state) {
    case AT_TOP:
        step_top(walker);
        break;
    case IN_ANNOTATION:
        step_annotation(walker, index);
        break;
    case DESCRIPTOR:
        sluice_walk_begin_descriptor(walker, frame);
        break;
    case DESCRIPTOR_SUPER:
        frame->state = DESCRIPTOR_DONE;
        sluice_walk_push_descriptor(walker);
        break;
    case DESCRIPTOR_DONE:
        sluice_walk_end_descriptor(walker, frame);
        break;
    case CLASS_BODY:
        if (fits(walker, frame)) {
            open_element(walker, frame, SLUICE_MAP_CLASS);
            close_element(walker, frame->handle);
        }
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
        read_exception(walker);
        break;
    case EXCEPTION_DONE:
        abandon(walker);
        break;
    }
}
