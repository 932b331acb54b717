#include "rules/stream_walk.h"

#include <string.h>

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
static bool is_taken(struct sluice_walker *walker, const struct sluice_map_descriptor *descriptor,
                     const struct sluice_judge_field *model)
{
    const struct sluice_map_field *fields = walker->map->fields + descriptor->first_field -
                                            descriptor->primitive_count;
    const uint32_t count = descriptor->primitive_count + descriptor->field_count;
    for (uint32_t i = 0; model != NULL && i < count; i++) {
        walker->work++;
        if (fields[i].model == model) {
            return true;
        }
    }
    return false;
}

/* The type string of an object field. JDK readers follow its first letter, not the type code. */
static void read_type_string(struct sluice_walker *walker, struct sluice_map_field *field)
{
    const uint64_t start = walker->at;
    const uint8_t *code = sluice_walk_take(walker, 1);
    if (code == NULL) {
        return;
    }
    uint32_t string = walker->map->entry_count;
    if (*code == TC_REFERENCE) {
        string = sluice_walk_take_reference(walker);
        if (string == SLUICE_MAP_NONE) {
            return;
        }
        if (walker->map->entries[string].kind != SLUICE_MAP_STRING) {
            sluice_walk_malformed_at(walker, start, "a reference to what is no type string");
            return;
        }
    } else if (*code == TC_STRING || *code == TC_LONGSTRING) {
        if (!sluice_walk_take_string(walker, *code)) {
            return;
        }
    } else {
        sluice_walk_malformed_at(walker, start, "a field without a type string");
        return;
    }
    const struct sluice_map_text text = sluice_map_string(walker->context->bytes,
                                                          &walker->map->entries[string]);
    const uint8_t first = text.length > 0 ? text.bytes[0] : 0;
    if (sluice_map_primitive_width(first) != 0) {
        sluice_walk_uncertain(walker, "a type string that contradicts the type code");
    } else if (first != 'L' && first != '[') {
        sluice_walk_malformed_at(walker, start, "a type string of no type");
    } else {
        field->type = text.bytes;
        field->type_length = text.length;
    }
}

uint32_t sluice_map_primitive_width(uint8_t type)
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

static bool take_name(struct sluice_walker *walker, const uint8_t **name, uint16_t *length)
{
    const uint64_t start = walker->at;
    const uint64_t bytes = sluice_walk_take_number(walker, 2);
    *name = sluice_walk_take(walker, bytes);
    *length = (uint16_t)bytes;
    return *name != NULL && sluice_walk_text(walker, start + 2, bytes, start);
}

static void read_primitive_field(struct sluice_walker *walker,
                                 struct sluice_map_descriptor *descriptor, uint64_t start,
                                 uint32_t width)
{
    if (descriptor->field_count > 0) {
        sluice_walk_malformed_at(walker, start, "a primitive field after an object field");
        return;
    }
    descriptor->primitive_bytes += width;
    descriptor->primitive_count++;
    descriptor->first_field++;
}

/* One field of the descriptor that was added last. */
static void read_field(struct sluice_walker *walker, uint32_t index)
{
    struct sluice_stream_map *map = walker->map;
    const uint64_t start = walker->at;
    const uint8_t *code = sluice_walk_take(walker, 1);
    const uint8_t *name;
    uint16_t length;
    const uint32_t width = code != NULL ? sluice_map_primitive_width(*code) : 0;
    if (code != NULL && width == 0 && *code != 'L' && *code != '[') {
        sluice_walk_malformed_at(walker, start, "an unknown field type code");
    }
    if (!take_name(walker, &name, &length) ||
        !GROW(walker, map->fields, map->field_count, map->field_capacity)) {
        return;
    }
    struct sluice_map_descriptor *descriptor = &map->descriptors[index];
    const struct sluice_judge_field *model = find_field(descriptor->model, name, length);
    const bool taken = is_taken(walker, descriptor, model);
    struct sluice_map_field *field = &map->fields[map->field_count++];
    *field = (struct sluice_map_field){
        .name = name, .name_length = length, .model = taken ? NULL : model};
    if (width != 0) {
        read_primitive_field(walker, descriptor, start, width);
    } else {
        descriptor->field_count++;
        read_type_string(walker, field);
    }
}

static uint32_t add_descriptor(struct sluice_walker *walker, uint64_t start, uint32_t *handle)
{
    struct sluice_stream_map *map = walker->map;
    *handle = sluice_walk_assign(walker, SLUICE_MAP_DESCRIPTOR, start, false);
    if (*handle == SLUICE_MAP_NONE ||
        !GROW(walker, map->descriptors, map->descriptor_count, map->descriptor_capacity)) {
        return SLUICE_MAP_NONE;
    }
    map->entries[*handle].order = map->descriptor_count;
    map->descriptors[map->descriptor_count] = (struct sluice_map_descriptor){
        .super = SLUICE_MAP_NONE,
        .data_above = SLUICE_MAP_NONE,
        .first_field = map->field_count,
        .start = start,
    };
    return map->descriptor_count++;
}

/* The flags behind the serialVersionUID, which have been taken. */
static void judge_flags(struct sluice_walker *walker, uint64_t flags, uint64_t suid)
{
    const uint64_t both = SC_SERIALIZABLE | SC_EXTERNALIZABLE;
    if ((flags & both) == both) {
        sluice_walk_malformed_at(walker, walker->at - 1,
                                 "a class that is serializable and externalizable");
    } else if ((flags & SC_ENUM) != 0 && suid != 0) {
        sluice_walk_malformed_at(walker, walker->at - 9, "an enum with a serialVersionUID");
    }
}

static uint32_t read_class_descriptor(struct sluice_walker *walker, uint64_t start,
                                      uint32_t *handle)
{
    const uint32_t index = add_descriptor(walker, start, handle);
    const uint8_t *name;
    uint16_t length;
    if (index == SLUICE_MAP_NONE || !take_name(walker, &name, &length)) {
        return index;
    }
    const uint64_t suid = sluice_walk_take_number(walker, 8);
    const uint64_t flags = sluice_walk_take_number(walker, 1);
    judge_flags(walker, flags, suid);
    const uint64_t fields = sluice_walk_take_number(walker, 2);
    if ((flags & SC_ENUM) != 0 && fields != 0) {
        sluice_walk_malformed_at(walker, walker->at - 2, "an enum with fields");
    } else if (fields > INT16_MAX) {
        sluice_walk_uncertain(walker, "a negative number of fields");
    }
    struct sluice_map_descriptor *descriptor = &walker->map->descriptors[index];
    descriptor->name = name;
    descriptor->name_length = length;
    descriptor->suid = (int64_t)suid;
    descriptor->flags = (uint8_t)flags;
    descriptor->declared_fields = (uint32_t)fields;
    descriptor->model = sluice_judge_find_class(walker->context, name, length);
    sluice_walk_raise(&walker->map->most.fields, fields);
    for (uint64_t i = 0; i < fields && !walker->stopped; i++) {
        read_field(walker, index);
    }
    return index;
}

static uint32_t read_proxy_descriptor(struct sluice_walker *walker, uint64_t start,
                                      uint32_t *handle)
{
    const uint32_t index = add_descriptor(walker, start, handle);
    const uint64_t count = sluice_walk_take_number(walker, 4);
    if (index == SLUICE_MAP_NONE) {
        return index;
    }
    walker->map->descriptors[index].proxy = true;
    if (count > 65535) {
        sluice_walk_malformed_at(walker, walker->at - 4,
                                 count > INT32_MAX ? "a negative number of interfaces"
                                                   : "more interfaces than a class may have");
    }
    sluice_walk_raise(&walker->map->most.interfaces, count);
    for (uint64_t i = 0; i < count && !walker->stopped; i++) {
        const uint8_t *name;
        uint16_t length;
        (void)take_name(walker, &name, &length);
    }
    return index;
}

void sluice_walk_begin_descriptor(struct sluice_walker *walker, struct sluice_walk_frame *frame)
{
    const uint8_t *code = sluice_walk_take(walker, 1);
    if (code == NULL) {
        return;
    }
    if (*code == TC_NULL) {
        walker->result = SLUICE_MAP_NONE;
        walker->frame_count--;
    } else if (*code == TC_REFERENCE) {
        const uint32_t handle = sluice_walk_take_reference(walker);
        if (handle == SLUICE_MAP_NONE) {
            return;
        }
        walker->result = walker->map->entries[handle].order;
        walker->frame_count--;
        if (walker->result == SLUICE_MAP_NONE ||
            !walker->map->descriptors[walker->result].finished) {
            sluice_walk_malformed_at(walker, frame->start,
                                     "a reference to what is no finished descriptor");
        }
    } else if (*code == TC_CLASSDESC || *code == TC_PROXYCLASSDESC) {
        frame->state = DESCRIPTOR_SUPER;
        sluice_walk_raise(&walker->map->most.depth, ++frame->depth);
        frame->descriptor = *code == TC_CLASSDESC
                                ? read_class_descriptor(walker, frame->start, &frame->handle)
                                : read_proxy_descriptor(walker, frame->start, &frame->handle);
        sluice_walk_push(walker, (struct sluice_walk_frame){.state = IN_ANNOTATION,
                                                            .edge = sluice_walk_nowhere});
    } else {
        walker->at--;
        sluice_walk_malformed(walker, "a type code where a class descriptor is due");
    }
}

void sluice_walk_end_descriptor(struct sluice_walker *walker, const struct sluice_walk_frame *frame)
{
    struct sluice_stream_map *map = walker->map;
    struct sluice_map_descriptor *descriptor = &map->descriptors[frame->descriptor];
    descriptor->super = walker->result;
    descriptor->takes_data = !descriptor->proxy && (descriptor->declared_fields > 0 ||
                                                    (descriptor->flags & SC_WRITE_METHOD) != 0);
    descriptor->hierarchy = 1;
    if (walker->result != SLUICE_MAP_NONE) {
        const struct sluice_map_descriptor *above = &map->descriptors[walker->result];
        descriptor->data_above = above->takes_data ? walker->result : above->data_above;
        descriptor->data_depth = above->data_depth + (above->takes_data ? 1 : 0);
        descriptor->hierarchy = above->hierarchy + 1;
    }
    sluice_walk_raise(&map->most.hierarchy, descriptor->hierarchy);
    descriptor->finished = true;
    sluice_walk_finish_handle(walker, frame->handle);
    walker->result = frame->descriptor;
    walker->frame_count--;
}
