/* OUT-2: a stream that is written for a reader who is to get containers that cannot be changed. */
#include "rules/oracles/writing.h"

#include "rules/registry.h"

#include <string.h>

/* Others that hold elements. */
static const char *const other_containers[] = {
    "java.util.CollSer", "java.util.PriorityQueue",   "java.util.ArrayDeque",
    "java.util.EnumMap", "java.util.IdentityHashMap", NULL,
};

/* What a place says of a container that stands in it. One that contains itself can be no other: the
 * immutable ones are made when all that they hold is there. */
enum place {
    PLACE_ADMITS = 1, /* an immutable one would do */
    PLACE_FIXED = 2,  /* only this very class will do, or nobody knows */
    PLACE_WRAPPED =
        4 /* an unmodifiable view, or the container of its elements, is all that others see of it */
};

static enum place place_of(const struct sluice_stream_map *map, const struct sluice_map_edge *edge)
{
    bool admits = edge->place == SLUICE_MAP_AT_TOP;
    const struct sluice_map_entry *owner = sluice_map_entry_at(map, edge->owner);
    const struct sluice_map_entry *value = sluice_map_entry_at(map, edge->value);
    const struct sluice_map_descriptor *descriptor = owner != NULL
                                                         ? sluice_map_descriptor_of(map, owner)
                                                         : NULL;
    const struct sluice_map_descriptor *container = value != NULL
                                                        ? sluice_map_descriptor_of(map, value)
                                                        : NULL;
    if (edge->place == SLUICE_MAP_AT_ELEMENT) {
        admits = descriptor != NULL && descriptor->name_length > 1 &&
                 sluice_takes_any_like(descriptor->name + 1, descriptor->name_length - 1,
                                       container);
    } else if (edge->place == SLUICE_MAP_AT_DATA) {
        admits = edge->level != SLUICE_MAP_NONE &&
                 sluice_may_hold_elements(&map->descriptors[edge->level]);
    } else if (edge->place < map->field_count) {
        const struct sluice_map_field *field = &map->fields[edge->place];
        const struct sluice_map_descriptor *class = &map->descriptors[edge->level];
        admits = sluice_takes_any_like(field->type, field->type_length, container);
        if (admits &&
            (sluice_is_unmodifiable_view(class) || sluice_holds_elements_in(class, field))) {
            return PLACE_WRAPPED;
        }
    }
    return admits ? PLACE_ADMITS : PLACE_FIXED;
}

static bool is_container(const struct sluice_map_descriptor *descriptor)
{
    return sluice_is_mutable_container(descriptor) ||
           sluice_map_is_one_of(descriptor, other_containers) ||
           sluice_is_unmodifiable_view(descriptor);
}

/* Per handle: a lambda has captured what it holds, and knows the classes of that. NULL without memory. */
static bool *find_captured(const struct sluice_stream_map *map)
{
    static const char *const lambdas[] = {"java.lang.invoke.SerializedLambda", NULL};
    bool *captured = sluice_rules_zeros(map->memory, map->entry_count, sizeof *captured);
    for (uint32_t i = 0; captured != NULL && i < map->edge_count; i++) {
        const struct sluice_map_edge *edge = &map->edges[i];
        const struct sluice_map_entry *owner = sluice_map_entry_at(map, edge->owner);
        if (edge->value != SLUICE_MAP_NONE && owner != NULL &&
            sluice_map_is_one_of(sluice_map_descriptor_of(map, owner), lambdas)) {
            captured[edge->value] = true;
        }
    }
    return captured;
}

/* Per handle: the sorts of places where it stands. NULL without memory. */
static uint8_t *find_places(const struct sluice_stream_map *map)
{
    bool *captured = find_captured(map);
    uint8_t *places = captured != NULL
                          ? sluice_rules_zeros(map->memory, map->entry_count, sizeof *places)
                          : NULL;
    for (uint32_t i = 0; places != NULL && i < map->edge_count; i++) {
        const struct sluice_map_edge *edge = &map->edges[i];
        /* What an exception interrupts is never anything. */
        const bool is_captured = edge->owner < map->entry_count &&
                                 (captured[edge->owner] || map->entries[edge->owner].end == 0);
        if (edge->value != SLUICE_MAP_NONE) {
            places[edge->value] |= (uint8_t)(is_captured ? PLACE_FIXED : place_of(map, edge));
        }
    }
    sluice_rules_release(map->memory, captured);
    return places;
}

/* What stands in the annotation of a class is in nobody's place. */
static bool is_in_place(const struct sluice_stream_map *map, uint64_t start)
{
    for (uint32_t i = 0; i < map->edge_count; i++) {
        if (map->edges[i].start == start) {
            return true;
        }
    }
    return false;
}

/* True if nothing but the places that take any container have this one. */
static bool is_well_placed(const struct sluice_stream_map *map, const uint8_t *bytes,
                           uint32_t handle)
{
    for (uint32_t i = 0; i < map->edge_count; i++) {
        const struct sluice_map_edge *edge = &map->edges[i];
        if (edge->value == handle && edge->place == SLUICE_MAP_AT_DATA &&
            !sluice_is_element(map, bytes, edge)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < map->mark_count; i++) {
        const struct sluice_map_mark *mark = &map->marks[i];
        if (mark->kind == SLUICE_MAP_MARK_REFERENCE && mark->handle == handle &&
            !is_in_place(map, mark->start)) {
            return false;
        }
    }
    return is_in_place(map, map->entries[handle].start);
}

/* A stream, and where what it holds stands. */
struct stream {
    const struct sluice_stream_map *map;
    const uint8_t *bytes;
    uint8_t *places;
};

static const struct sluice_map_descriptor *class_at(const struct stream *stream, uint32_t handle)
{
    const struct sluice_map_entry *entry = &stream->map->entries[handle];
    return entry->kind == SLUICE_MAP_OBJECT ? sluice_map_descriptor_of(stream->map, entry) : NULL;
}

/* True for a container that can be changed where one that cannot would do. One that an exception
 * interrupts has no end, and can be no other. */
static bool can_be_another(const struct stream *stream, uint32_t handle)
{
    const struct sluice_map_entry *entry = &stream->map->entries[handle];
    return (stream->places[handle] & (PLACE_ADMITS | PLACE_FIXED)) == PLACE_ADMITS &&
           sluice_is_mutable_container(class_at(stream, handle)) && !entry->in_cycle &&
           entry->end != 0 && sluice_has_own_form(stream->map, stream->bytes, handle) &&
           sluice_has_fitting_part(stream->map, handle) &&
           is_well_placed(stream->map, stream->bytes, handle);
}

static bool is_same_class(const struct sluice_map_descriptor *a,
                          const struct sluice_map_descriptor *b)
{
    return a != NULL && b != NULL && a->name != NULL && b->name != NULL &&
           a->name_length == b->name_length && memcmp(a->name, b->name, a->name_length) == 0;
}

static bool has_cycles(const struct sluice_stream_map *map)
{
    bool found = false;
    for (uint32_t i = 0; i < map->entry_count; i++) {
        found = found || map->entries[i].in_cycle;
    }
    return found;
}

/* True if a class is described where a value is due: the map has no edge for that, and a container may hold
 * it beside its elements. A superclass ends where the class below it does, and nothing in an annotation. */
static bool describes_classes_alone(const struct sluice_stream_map *map)
{
    bool found = false;
    for (uint32_t i = 0; i < map->entry_count && !found; i++) {
        const struct sluice_map_entry *described = &map->entries[i];
        bool belongs = described->kind != SLUICE_MAP_DESCRIPTOR;
        for (uint32_t j = 0; j < map->entry_count && !belongs; j++) {
            const struct sluice_map_entry *of = &map->entries[j];
            belongs = of->kind == SLUICE_MAP_DESCRIPTOR
                          ? of->start < described->start && described->end == of->end
                          : of->start + 1 == described->start;
        }
        found = !belongs;
    }
    return found;
}

/* Containers of a class, but those that only a view or another container shows; or only those of them
 * that need not be another. */
static uint64_t count_of_class(const struct stream *stream,
                               const struct sluice_map_descriptor *class, bool all)
{
    uint64_t count = 0;
    for (uint32_t i = 0; i < stream->map->entry_count; i++) {
        count += stream->places[i] != PLACE_WRAPPED && is_same_class(class_at(stream, i), class) &&
                 (all || !can_be_another(stream, i));
    }
    return count;
}

/* True if more containers of a class are written than were read and may stay. What is written may look
 * as if it could be another and could not when it was read: its neighbors have changed. But nothing is
 * written twice, unless the writer resets the stream on its own. */
static bool are_too_many(const struct sluice_case *seen, const struct stream *read,
                         const struct stream *written, const struct sluice_map_descriptor *class)
{
    if (read->map->status != SLUICE_MAP_COMPLETE || sluice_has_two_readings(seen) ||
        describes_classes_alone(read->map)) {
        return false;
    }
    const uint64_t may_stay = count_of_class(read, class, false);
    return sluice_resets_on_its_own(seen) ? may_stay == 0 && !has_cycles(read->map)
                                          : count_of_class(written, class, true) > may_stay;
}

/* The first container that is kept though it need not be, or SLUICE_MAP_NONE. */
static uint32_t find_kept(const struct sluice_case *seen, const struct stream *read,
                          const struct stream *written)
{
    const struct sluice_map_descriptor *good = NULL;
    for (uint32_t i = 0; i < written->map->entry_count; i++) {
        const struct sluice_map_descriptor *class = class_at(written, i);
        if (is_same_class(good, class) || !can_be_another(written, i)) {
            continue;
        }
        if (are_too_many(seen, read, written, class)) {
            return i;
        }
        good = class;
    }
    return SLUICE_MAP_NONE;
}

static uint64_t count_containers(const struct stream *stream)
{
    uint64_t count = 0;
    for (uint32_t i = 0; i < stream->map->entry_count; i++) {
        const struct sluice_map_descriptor *class = class_at(stream, i);
        count += stream->places[i] != 0 && class != NULL && is_container(class);
    }
    return count;
}

SLUICE_ORACLE(sluice_oracle_safe_containers)
{
    if (sluice_nothing_written(seen, out)) {
        return;
    }
    if (!seen->context->safe) {
        sluice_not_applicable(out, "no safe containers were asked for");
        return;
    }
    const struct stream read = {&seen->map, seen->context->bytes, find_places(&seen->map)};
    const struct stream written = {&seen->written, sluice_whole_answer(seen)->written,
                                   find_places(&seen->written)};
    if (read.places == NULL || written.places == NULL) {
        sluice_not_applicable(out, "no memory to look at the places of containers");
    } else {
        const uint32_t kept = find_kept(seen, &read, &written);
        const uint32_t misplaced = sluice_find_misplaced(seen);
        uint32_t orderless;
        if (misplaced != SLUICE_MAP_NONE) {
            sluice_violated(out, written.map->entries[misplaced].start,
                            "an immutable container is written where none like it fits");
        } else if (sluice_loses_order(seen, &orderless)) {
            sluice_violated(out, written.map->entries[orderless].start,
                            "what has no order is written for what keeps one");
        } else if (kept != SLUICE_MAP_NONE) {
            const struct sluice_map_descriptor *class = class_at(&written, kept);
            sluice_violated(out, written.map->entries[kept].start,
                            "a %.*s is written where an immutable container would do",
                            (int)class->name_length, (const char *)class->name);
        } else {
            sluice_conclude(seen, out, 0, count_containers(&written), "containers");
        }
    }
    sluice_rules_release(read.map->memory, read.places);
    sluice_rules_release(written.map->memory, written.places);
}
