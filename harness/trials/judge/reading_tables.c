#include "harness/trials/judge/reading_state.h"

#include <stdlib.h>
#include <string.h>

const struct sluice_map_edge sluice_reading_nowhere = {
    .owner = SLUICE_MAP_NONE, .place = SLUICE_MAP_AT_ANNOTATION, .level = SLUICE_MAP_NONE};

bool sluice_reading_expect(struct sluice_reading *reading, bool holds, const char *fault)
{
    if (!holds && reading->fault == NULL) {
        reading->fault = fault;
    }
    return holds;
}

void sluice_reading_push(struct sluice_reading *reading, struct sluice_reading_task task)
{
    if (reading->task_count == reading->task_capacity) {
        const size_t wanted = reading->task_capacity * 2 + 32;
        struct sluice_reading_task *larger = realloc(reading->tasks, wanted * sizeof *larger);
        if (larger == NULL) {
            reading->fault = "out of memory for the comparison";
            return;
        }
        reading->tasks = larger;
        reading->task_capacity = wanted;
    }
    reading->tasks[reading->task_count++] = task;
}

void sluice_reading_raise(uint64_t *most, uint64_t value)
{
    *most = value > *most ? value : *most;
}

/* --- the tables of the map ---------------------------------------------------------------------- */

uint32_t sluice_reading_meet_entry(struct sluice_reading *reading, enum sluice_map_kind kind,
                                   struct sluice_item item, uint64_t start, uint32_t descriptor)
{
    const uint32_t handle = reading->entries++;
    const struct sluice_map_entry *entry = sluice_map_entry_at(&reading->map, handle);
    if (sluice_reading_expect(reading, entry != NULL, "the map lacks a handle")) {
        sluice_reading_expect(reading,
                              handle - reading->base == sluice_item_handle(reading->document, item),
                              "a handle has another number");
        sluice_reading_expect(reading, entry->kind == kind, "a handle is of another kind");
        sluice_reading_expect(reading, entry->start == start, "a handle begins elsewhere");
        sluice_reading_expect(reading, entry->descriptor == descriptor,
                              "a handle is of another class");
    }
    sluice_reading_raise(&reading->most.objects, reading->entries - reading->base);
    return handle;
}

void sluice_reading_meet_end(struct sluice_reading *reading, uint32_t handle)
{
    const struct sluice_map_entry *entry = sluice_map_entry_at(&reading->map, handle);
    sluice_reading_expect(reading, entry != NULL && entry->end == reading->at,
                          "a handle ends elsewhere");
}

void sluice_reading_meet_edge(struct sluice_reading *reading, const struct sluice_map_edge *place,
                              uint32_t value)
{
    const bool is_array = place->place == SLUICE_MAP_AT_ELEMENT;
    if (place->place == SLUICE_MAP_AT_ANNOTATION ||
        (value == SLUICE_MAP_NONE && (is_array || place->place == SLUICE_MAP_AT_TOP))) {
        return;
    }
    const uint32_t index = reading->edges++;
    if (sluice_reading_expect(reading, index < reading->map.edge_count, "the map lacks a place")) {
        const struct sluice_map_edge *edge = &reading->map.edges[index];
        sluice_reading_expect(reading, edge->owner == place->owner && edge->place == place->place,
                              "a value stands in another place");
        sluice_reading_expect(reading, edge->level == place->level,
                              "a value belongs to another class");
        sluice_reading_expect(reading, edge->value == value, "another value stands in a place");
    }
}

static void meet_mark(struct sluice_reading *reading, struct sluice_map_mark mark)
{
    const uint32_t index = reading->marks++;
    if (sluice_reading_expect(reading, index < reading->map.mark_count, "the map lacks a mark")) {
        const struct sluice_map_mark *known = &reading->map.marks[index];
        sluice_reading_expect(reading,
                              known->kind == mark.kind && known->start == mark.start &&
                                  known->content == mark.content && known->handle == mark.handle &&
                                  known->end == reading->at,
                              "a reference, a block or a reset stands elsewhere");
    }
}

/* --- items without others in them ----------------------------------------------------------------- */

void sluice_reading_string(struct sluice_reading *reading, struct sluice_item item,
                           const struct sluice_map_edge *edge)
{
    const struct sluice_string_view view = sluice_string_view(reading->document, item);
    const uint64_t start = reading->at;
    const uint32_t handle = sluice_reading_meet_entry(reading, SLUICE_MAP_STRING, item, start,
                                                      SLUICE_MAP_NONE);
    const struct sluice_map_entry *entry = sluice_map_entry_at(&reading->map, handle);
    reading->at += (view.is_long ? 9 : 3) + view.text.length;
    sluice_reading_meet_end(reading, handle);
    if (entry != NULL && reading->fault == NULL) {
        const struct sluice_map_text text = sluice_map_string(reading->bytes, entry);
        sluice_reading_expect(reading,
                              text.length == view.text.length &&
                                  memcmp(text.bytes, view.text.data, text.length) == 0,
                              "a string has another text");
    }
    sluice_reading_raise(&reading->most.string_bytes, view.text.length);
    sluice_reading_meet_edge(reading, edge, handle);
}

/* A reference of an object to itself, where its class says null in this way. */
static bool means_null(const struct sluice_reading *reading, const struct sluice_map_edge *edge,
                       uint32_t handle)
{
    return handle == edge->owner && edge->place < reading->map.field_count &&
           reading->map.fields[edge->place].model != NULL &&
           reading->map.fields[edge->place].model->self_is_null;
}

void sluice_reading_reference(struct sluice_reading *reading, struct sluice_item item,
                              const struct sluice_map_edge *edge, bool is_value)
{
    const uint64_t start = reading->at;
    const uint32_t handle = reading->base + sluice_item_handle(reading->document, item);
    const struct sluice_map_entry *entry = sluice_map_entry_at(&reading->map, handle);
    reading->at += 5;
    meet_mark(reading, (struct sluice_map_mark){
                           .kind = SLUICE_MAP_MARK_REFERENCE, .handle = handle, .start = start});
    if (is_value && sluice_reading_expect(reading, entry != NULL,
                                          "a reference to what the map does not have")) {
        const bool null = means_null(reading, edge, handle);
        reading->in_cycle[handle] |= !null && entry->end > start;
        sluice_reading_meet_edge(reading, edge, null ? SLUICE_MAP_NONE : handle);
    }
}

void sluice_reading_blocks(struct sluice_reading *reading, struct sluice_item item)
{
    const struct sluice_blocks_view view = sluice_blocks_view(reading->document, item);
    struct sluice_bytes wire = view.wire;
    struct sluice_bytes payload;
    bool is_long;
    while (sluice_block_next(&wire, &payload, &is_long)) {
        const uint64_t start = reading->at;
        const uint64_t content = start + (is_long ? 5 : 2);
        reading->at = content + payload.length;
        meet_mark(reading, (struct sluice_map_mark){
                               .kind = SLUICE_MAP_MARK_BLOCK, .start = start, .content = content});
        sluice_reading_raise(&reading->most.block_bytes, payload.length);
    }
}

void sluice_reading_reset(struct sluice_reading *reading)
{
    const uint64_t start = reading->at++;
    meet_mark(reading, (struct sluice_map_mark){.kind = SLUICE_MAP_MARK_RESET, .start = start});
    sluice_reading_expect(reading,
                          reading->resets < reading->map.resets &&
                              reading->map.reset_offsets[reading->resets] == reading->at,
                          "a reset stands elsewhere");
    reading->resets++;
    sluice_reading_raise(&reading->most.bytes, reading->at - reading->epoch);
    reading->epoch = reading->at;
    reading->base = reading->entries;
    reading->elements = 0;
}
