#include "harness/trials/judge/reading_state.h"

static void read_array(struct sluice_reading *reading, struct sluice_reading_task *task)
{
    const struct sluice_array_view view = sluice_array_view(reading->document, task->item);
    reading->at += 4;
    reading->elements += view.length;
    sluice_reading_raise(&reading->most.elements, reading->elements);
    sluice_reading_raise(&reading->most.array_length, view.length);
    sluice_reading_expect(reading, reading->map.entries[task->handle].length == view.length,
                          "an array has another length");
    sluice_reading_push(reading, (struct sluice_reading_task){
                                     .kind = CLOSE, .item = task->item, .handle = task->handle});
    if (view.type != 'L') {
        reading->at += view.elements.length;
        return;
    }
    sluice_reading_push(reading,
                        (struct sluice_reading_task){.kind = ELEMENTS,
                                                     .item = task->item,
                                                     .edge = {.owner = task->handle,
                                                              .place = SLUICE_MAP_AT_ELEMENT,
                                                              .level = SLUICE_MAP_NONE}});
}

static void push_data(struct sluice_reading *reading, uint32_t handle, uint32_t level,
                      struct sluice_item contents)
{
    sluice_reading_push(reading, (struct sluice_reading_task){.kind = END});
    sluice_reading_push(
        reading, (struct sluice_reading_task){
                     .kind = CONTENTS,
                     .item = contents,
                     .edge = {.owner = handle, .place = SLUICE_MAP_AT_DATA, .level = level}});
}

static void read_object(struct sluice_reading *reading, const struct sluice_reading_task *task)
{
    const struct sluice_object_view view = sluice_object_view(reading->document, task->item);
    const struct sluice_map_entry *entry = &reading->map.entries[task->handle];
    struct sluice_level_cursor cursor = {.object = task->item};
    struct sluice_level_view level;
    sluice_reading_push(reading, (struct sluice_reading_task){
                                     .kind = CLOSE, .item = task->item, .handle = task->handle});
    if (view.is_external) {
        sluice_reading_expect(reading, entry->has_data, "an object with external data has none");
        push_data(reading, task->handle, entry->descriptor, view.external);
        return;
    }
    sluice_reading_push(
        reading, (struct sluice_reading_task){
                     .kind = LEVELS, .item = task->item, .handle = task->handle, .cursor = cursor});
    sluice_reading_expect(reading,
                          entry->has_data == sluice_level_next(reading->document, &cursor, &level),
                          "an object has data that it has not");
}

static void read_body(struct sluice_reading *reading, struct sluice_reading_task *task)
{
    static const enum sluice_map_kind kinds[] = {[SLUICE_ITEM_ARRAY] = SLUICE_MAP_ARRAY,
                                                 [SLUICE_ITEM_OBJECT] = SLUICE_MAP_OBJECT,
                                                 [SLUICE_ITEM_ENUM] = SLUICE_MAP_ENUM,
                                                 [SLUICE_ITEM_CLASS] = SLUICE_MAP_CLASS};
    const struct sluice_document *document = reading->document;
    const enum sluice_item_kind kind = sluice_item_kind(document, task->item);
    const struct sluice_item descriptor = kind == SLUICE_ITEM_ARRAY
                                              ? sluice_array_view(document, task->item).descriptor
                                          : kind == SLUICE_ITEM_OBJECT
                                              ? sluice_object_view(document, task->item).descriptor
                                          : kind == SLUICE_ITEM_ENUM
                                              ? sluice_enum_view(document, task->item).descriptor
                                              : sluice_class_view(document, task->item);
    if (task->index == 0) {
        task->index = 1;
        reading->at++;
        sluice_reading_push(reading, *task);
        sluice_reading_push(reading, (struct sluice_reading_task){.kind = ITEM,
                                                                  .item = descriptor,
                                                                  .edge = sluice_reading_nowhere});
        return;
    }
    task->handle = sluice_reading_meet_entry(reading, kinds[kind], task->item, task->start,
                                             sluice_reading_index_of(reading, descriptor));
    sluice_reading_meet_edge(reading, &task->edge, task->handle);
    if (reading->fault != NULL) {
        return;
    }
    if (kind == SLUICE_ITEM_ARRAY) {
        read_array(reading, task);
    } else if (kind == SLUICE_ITEM_OBJECT) {
        read_object(reading, task);
    } else {
        sluice_reading_push(reading, (struct sluice_reading_task){.kind = CLOSE,
                                                                  .item = task->item,
                                                                  .handle = task->handle});
    }
    if (kind == SLUICE_ITEM_ENUM) {
        sluice_reading_string(reading, sluice_enum_view(document, task->item).constant,
                              &sluice_reading_nowhere);
    }
}

static void read_item(struct sluice_reading *reading, struct sluice_reading_task *task)
{
    switch (sluice_item_kind(reading->document, task->item)) {
    case SLUICE_ITEM_NULL:
        reading->at++;
        sluice_reading_meet_edge(reading, &task->edge, SLUICE_MAP_NONE);
        break;
    case SLUICE_ITEM_REFERENCE:
        sluice_reading_reference(reading, task->item, &task->edge,
                                 task->edge.place != SLUICE_MAP_AT_ANNOTATION || task->index == 1);
        break;
    case SLUICE_ITEM_STRING:
        sluice_reading_string(reading, task->item, &task->edge);
        break;
    case SLUICE_ITEM_BLOCKS:
        sluice_reading_blocks(reading, task->item);
        break;
    case SLUICE_ITEM_ARRAY:
    case SLUICE_ITEM_OBJECT:
    case SLUICE_ITEM_ENUM:
    case SLUICE_ITEM_CLASS:
        sluice_reading_push(reading, (struct sluice_reading_task){.kind = BODY,
                                                                  .item = task->item,
                                                                  .edge = task->edge,
                                                                  .start = reading->at});
        break;
    case SLUICE_ITEM_CLASS_DESC:
        sluice_reading_class(reading, task->item);
        break;
    case SLUICE_ITEM_PROXY_DESC:
        sluice_reading_proxy(reading, task->item);
        break;
    case SLUICE_ITEM_RESET:
        sluice_reading_reset(reading);
        break;
    case SLUICE_ITEM_NONE:
    case SLUICE_ITEM_EXCEPTION:
    case SLUICE_ITEM_CONTENTS:
        sluice_reading_expect(reading, false, "the document has an item that the map cannot have");
        break;
    }
}

/* The next of the items of a list; none when it is over. A value among them that is referred to may be
 * open, in a class annotation too. */
static void read_list(struct sluice_reading *reading, struct sluice_reading_task *task,
                      uint32_t count, struct sluice_item item)
{
    if (task->index < count) {
        task->index++;
        sluice_reading_push(reading, *task);
        sluice_reading_push(reading,
                            (struct sluice_reading_task){
                                .kind = ITEM, .item = item, .edge = task->edge, .index = 1});
    }
}

static void read_contents(struct sluice_reading *reading, struct sluice_reading_task *task)
{
    const struct sluice_document *document = reading->document;
    if (sluice_item_kind(document, task->item) != SLUICE_ITEM_CONTENTS) {
        return; /* there are none */
    }
    const struct sluice_item item = sluice_item_at(document, task->item, task->index);
    const uint32_t count = sluice_item_count(document, task->item);
    if (task->edge.place == SLUICE_MAP_AT_TOP && task->index < count) {
        reading->top_items += sluice_item_kind(document, item) != SLUICE_ITEM_RESET;
    }
    read_list(reading, task, count, item);
}

static void read_levels(struct sluice_reading *reading, struct sluice_reading_task *task)
{
    struct sluice_level_view level;
    if (!sluice_level_next(reading->document, &task->cursor, &level)) {
        return;
    }
    const uint32_t index = sluice_reading_index_of(reading, level.descriptor);
    if (!level.has_fields && reading->map.guessed) {
        reading->guessed = true;
        return;
    }
    sluice_reading_push(reading, *task);
    if (level.has_custom) {
        push_data(reading, task->handle, index, level.custom);
    }
    reading->at += level.primitives.length;
    sluice_reading_push(
        reading, (struct sluice_reading_task){.kind = REFERENCES,
                                              .item = task->item,
                                              .edge = {.owner = task->handle, .level = index},
                                              .level = level});
}

static void read_references(struct sluice_reading *reading, struct sluice_reading_task *task)
{
    const struct sluice_stream_map *map = &reading->map;
    if (!sluice_reading_expect(reading, task->edge.level < map->descriptor_count,
                               "an object of no class")) {
        return;
    }
    task->edge.place = map->descriptors[task->edge.level].first_field + task->index;
    read_list(reading, task, task->level.reference_count,
              sluice_level_reference(reading->document, task->item, &task->level, task->index));
}

static void close_handle(struct sluice_reading *reading, const struct sluice_reading_task *task)
{
    sluice_reading_meet_end(reading, task->handle);
    if (sluice_item_kind(reading->document, task->item) == SLUICE_ITEM_ARRAY) {
        const uint32_t index = reading->ended++;
        sluice_reading_expect(reading,
                              index < reading->map.ended_count &&
                                  reading->map.ended_arrays[index] == task->handle,
                              "an array is not among those that have ended");
    }
}

void sluice_reading_step(struct sluice_reading *reading)
{
    struct sluice_reading_task task = reading->tasks[--reading->task_count];
    switch (task.kind) {
    case ITEM:
        read_item(reading, &task);
        break;
    case BODY:
        read_body(reading, &task);
        break;
    case CONTENTS:
        read_contents(reading, &task);
        break;
    case ELEMENTS:
        read_list(reading, &task, sluice_item_count(reading->document, task.item),
                  sluice_item_at(reading->document, task.item, task.index));
        break;
    case LEVELS:
        read_levels(reading, &task);
        break;
    case REFERENCES:
        read_references(reading, &task);
        break;
    case END:
        reading->at++;
        break;
    case CLOSE:
        close_handle(reading, &task);
        break;
    case CLOSE_DESCRIPTOR:
        sluice_reading_close_class(reading, &task);
        break;
    }
}
