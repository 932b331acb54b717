#include "harness/trials/judge/reading_state.h"

#include <string.h>

uint32_t sluice_reading_index_of(const struct sluice_reading *reading,
                                 struct sluice_item descriptor)
{
    if (sluice_item_kind(reading->document, descriptor) == SLUICE_ITEM_NULL) {
        return SLUICE_MAP_NONE;
    }
    const uint32_t handle = reading->base + sluice_item_handle(reading->document, descriptor);
    const struct sluice_map_entry *entry = sluice_map_entry_at(&reading->map, handle);
    return entry != NULL ? entry->order : SLUICE_MAP_NONE;
}

static bool same_text(const uint8_t *text, size_t length, struct sluice_bytes other)
{
    return text != NULL && length == other.length && memcmp(text, other.data, length) == 0;
}

/* The class's field that a field of the stream stands for: of two of one name, the first does. */
static const struct sluice_judge_field *model_of(const struct sluice_reading *reading,
                                                 const struct sluice_map_descriptor *seen,
                                                 uint32_t index)
{
    const struct sluice_map_field *fields = reading->map.fields;
    const struct sluice_map_field *field = &fields[index];
    const struct sluice_bytes name = {field->name, field->name_length};
    const struct sluice_judge_class *model = seen->model;
    for (uint32_t i = index + 1 - seen->field_count - seen->primitive_count; i < index; i++) {
        if (same_text(fields[i].name, fields[i].name_length, name)) {
            return NULL;
        }
    }
    for (size_t i = 0; model != NULL && i < model->field_count; i++) {
        const char *known = model->fields[i].name;
        if (same_text((const uint8_t *)known, strlen(known), name)) {
            return &model->fields[i];
        }
    }
    return NULL;
}

static void read_field(struct sluice_reading *reading, struct sluice_map_descriptor *seen,
                       const struct sluice_field_view *view)
{
    static const char letters[] = "BZCSIFJD";
    static const uint8_t widths[] = {1, 1, 2, 2, 4, 4, 8, 8};
    const char *primitive = strchr(letters, view->code);
    reading->at += 3 + view->name.length;
    const uint32_t index = reading->fields++;
    if (!sluice_reading_expect(reading, index < reading->map.field_count,
                               "the map lacks a field")) {
        return;
    }
    const struct sluice_map_field *field = &reading->map.fields[index];
    sluice_reading_expect(reading, same_text(field->name, field->name_length, view->name),
                          "a field has another name");
    if (primitive != NULL) {
        seen->primitive_count++;
        seen->primitive_bytes += widths[primitive - letters];
        sluice_reading_expect(reading, field->type == NULL, "a primitive field has a class");
    } else {
        seen->field_count++;
        sluice_reading_expect(reading, same_text(field->type, field->type_length, view->text),
                              "a field is of another type");
    }
    sluice_reading_expect(reading, field->model == model_of(reading, seen, index),
                          "a field is another one of its class");
    if (primitive != NULL) {
        return;
    }
    if (sluice_item_kind(reading->document, view->signature) == SLUICE_ITEM_STRING) {
        sluice_reading_string(reading, view->signature, &sluice_reading_nowhere);
    } else {
        sluice_reading_reference(reading, view->signature, &sluice_reading_nowhere, false);
    }
}

static void close_later(struct sluice_reading *reading, struct sluice_reading_task close,
                        struct sluice_item super, struct sluice_item annotation)
{
    close.item = super;
    sluice_reading_push(reading, close);
    sluice_reading_push(reading, (struct sluice_reading_task){
                                     .kind = ITEM, .item = super, .edge = sluice_reading_nowhere});
    sluice_reading_push(reading, (struct sluice_reading_task){.kind = END});
    sluice_reading_push(reading, (struct sluice_reading_task){.kind = CONTENTS,
                                                              .item = annotation,
                                                              .edge = sluice_reading_nowhere});
}

/* Gives the map's descriptor that is due; NULL if there is none. */
static const struct sluice_map_descriptor *meet_descriptor(struct sluice_reading *reading,
                                                           struct sluice_item item,
                                                           struct sluice_reading_task *close)
{
    const uint32_t index = reading->descriptors++;
    const uint32_t handle = sluice_reading_meet_entry(reading, SLUICE_MAP_DESCRIPTOR, item,
                                                      reading->at, SLUICE_MAP_NONE);
    *close = (struct sluice_reading_task){
        .kind = CLOSE_DESCRIPTOR, .handle = handle, .index = index};
    if (!sluice_reading_expect(reading,
                               index < reading->map.descriptor_count &&
                                   handle < reading->map.entry_count &&
                                   reading->map.entries[handle].order == index,
                               "the map lacks a descriptor")) {
        return NULL;
    }
    return &reading->map.descriptors[index];
}

void sluice_reading_class(struct sluice_reading *reading, struct sluice_item item)
{
    const struct sluice_class_desc_view view = sluice_class_desc_view(reading->document, item);
    struct sluice_reading_task close;
    const struct sluice_map_descriptor *known = meet_descriptor(reading, item, &close);
    if (known == NULL) {
        return;
    }
    struct sluice_map_descriptor seen = {
        .first_field = reading->fields,
        .model = sluice_judge_find_class(reading->context, view.name.data, view.name.length)};
    reading->at += 14 + view.name.length;
    for (uint32_t i = 0; i < view.field_count && reading->fault == NULL; i++) {
        const struct sluice_field_view field = sluice_field_view(reading->document, item, i);
        read_field(reading, &seen, &field);
    }
    sluice_reading_expect(reading,
                          !known->proxy && same_text(known->name, known->name_length, view.name) &&
                              known->flags == view.flags && known->model == seen.model &&
                              known->declared_fields == view.field_count,
                          "a descriptor is of another class");
    sluice_reading_expect(reading,
                          known->first_field == seen.first_field + seen.primitive_count &&
                              known->field_count == seen.field_count &&
                              known->primitive_count == seen.primitive_count &&
                              known->primitive_bytes == seen.primitive_bytes,
                          "a descriptor has other fields");
    sluice_reading_raise(&reading->most.fields, view.field_count);
    close_later(reading, close, view.super, view.annotation);
}

void sluice_reading_proxy(struct sluice_reading *reading, struct sluice_item item)
{
    const struct sluice_proxy_desc_view view = sluice_proxy_desc_view(reading->document, item);
    struct sluice_reading_task close;
    const struct sluice_map_descriptor *known = meet_descriptor(reading, item, &close);
    if (known == NULL) {
        return;
    }
    sluice_reading_expect(reading,
                          known->proxy && known->name == NULL && known->declared_fields == 0,
                          "a proxy's descriptor is another");
    reading->at += 5 + view.interfaces.length;
    sluice_reading_raise(&reading->most.interfaces, view.interface_count);
    close_later(reading, close, view.super, view.annotation);
}

void sluice_reading_close_class(struct sluice_reading *reading,
                                const struct sluice_reading_task *task)
{
    enum { SC_WRITE_METHOD = 1 };
    const struct sluice_stream_map *map = &reading->map;
    const struct sluice_map_descriptor *known = &map->descriptors[task->index];
    const uint32_t super = sluice_reading_index_of(reading, task->item);
    uint32_t above = super;
    uint32_t depth = 0;
    sluice_reading_meet_end(reading, task->handle);
    if (above < map->descriptor_count && !map->descriptors[above].takes_data) {
        above = map->descriptors[above].data_above;
    }
    if (above < map->descriptor_count) {
        depth = map->descriptors[above].data_depth + 1;
    }
    const bool takes = !known->proxy &&
                       (known->declared_fields > 0 || (known->flags & SC_WRITE_METHOD) != 0);
    const uint32_t hierarchy = 1 + (super < map->descriptor_count
                                        ? map->descriptors[super].hierarchy
                                        : 0);
    sluice_reading_raise(&reading->most.hierarchy, hierarchy);
    sluice_reading_expect(reading,
                          known->finished && known->hierarchy == hierarchy &&
                              known->super == super && known->data_above == above &&
                              known->data_depth == depth && known->takes_data == takes,
                          "a descriptor has another superclass");
}
