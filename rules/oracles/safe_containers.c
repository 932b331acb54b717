/* OUT-2: a stream that is written for a reader who is to get containers that cannot be changed. */
#include "rules/oracles/writing.h"

#include "rules/registry.h"

/* Others that hold elements. */
static const char *const other_containers[] = {
    "java.util.CollSer", "java.util.PriorityQueue",   "java.util.ArrayDeque",
    "java.util.EnumMap", "java.util.IdentityHashMap", NULL,
};

/* What a place says of a container that stands in it. One that contains itself can be no other: the
 * immutable ones are made when all that they hold is there. */
enum place {
    PLACE_ADMITS, /* an immutable one would do */
    PLACE_FIXED,  /* only this very class will do, or nobody knows */
    PLACE_WRAPPED /* an unmodifiable view, or the container of its elements, is all that others see of it */
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

/* Per handle: it stands in a place that takes nothing else. NULL without memory. */
static bool *find_fixed(const struct sluice_stream_map *map)
{
    bool *captured = find_captured(map);
    bool *fixed = captured != NULL
                      ? sluice_rules_zeros(map->memory, map->entry_count, sizeof *fixed)
                      : NULL;
    for (uint32_t i = 0; fixed != NULL && i < map->edge_count; i++) {
        const struct sluice_map_edge *edge = &map->edges[i];
        /* What an exception interrupts is never anything. */
        const bool is_captured = edge->owner < map->entry_count &&
                                 (captured[edge->owner] || map->entries[edge->owner].end == 0);
        if (edge->value != SLUICE_MAP_NONE && (is_captured || place_of(map, edge) == PLACE_FIXED)) {
            fixed[edge->value] = true;
        }
    }
    sluice_rules_release(map->memory, captured);
    return fixed;
}

/* How many containers of a stream have their elements where another one has them too. Only one of those
 * can be replaced: or else each would write all of them again. */
static uint32_t count_sharing(const struct sluice_stream_map *map)
{
    uint32_t sharing = 0;
    bool *held = sluice_rules_zeros(map->memory, map->entry_count, sizeof *held);
    for (uint32_t i = 0; held != NULL && i < map->edge_count; i++) {
        const struct sluice_map_edge *edge = &map->edges[i];
        const struct sluice_map_entry *owner = sluice_map_entry_at(map, edge->owner);
        const struct sluice_map_entry *value = sluice_map_entry_at(map, edge->value);
        if (edge->place < map->field_count && owner != NULL && value != NULL &&
            (value->kind == SLUICE_MAP_ARRAY || value->kind == SLUICE_MAP_OBJECT) &&
            sluice_is_mutable_container(sluice_map_descriptor_of(map, owner))) {
            sharing += held[edge->value];
            held[edge->value] = true;
        }
    }
    sluice_rules_release(map->memory, held);
    return sharing;
}

/* True if the container lies on a cycle that stands behind a reset of the writer's own: what was read
 * may begin elsewhere on it, so the writer cannot know which of them are referred to from inside. */
static bool is_cycle_again(const struct sluice_case *seen, const struct sluice_map_entry *value)
{
    const struct sluice_stream_map *map = &seen->written;
    if (map->resets <= seen->map.resets || map->reset_offsets[0] > value->start) {
        return false;
    }
    for (uint32_t i = 0; i < map->mark_count; i++) {
        const struct sluice_map_mark *mark = &map->marks[i];
        if (mark->kind != SLUICE_MAP_MARK_REFERENCE || mark->start < value->start ||
            mark->start > value->end) {
            continue;
        }
        const struct sluice_map_entry *target = sluice_map_entry_at(map, mark->handle);
        if (target != NULL && target->start < value->start && target->end >= value->end) {
            return true;
        }
    }
    return false;
}

/* A reference that stands in the annotation of a class is in nobody's place. */
static bool is_in_place(const struct sluice_stream_map *map, const struct sluice_map_mark *mark)
{
    for (uint32_t i = 0; i < map->edge_count; i++) {
        if (map->edges[i].start == mark->start) {
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
            !is_in_place(map, mark)) {
            return false;
        }
    }
    return true;
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
    const struct sluice_stream_map *map = &seen->written;
    const uint8_t *bytes = sluice_whole_answer(seen)->written;
    uint64_t count = 0;
    uint32_t sharing = count_sharing(&seen->map);
    bool *fixed = find_fixed(map);
    for (uint32_t i = 0; fixed != NULL && i < map->edge_count && !sluice_is_violated(out); i++) {
        const struct sluice_map_edge *edge = &map->edges[i];
        const struct sluice_map_entry *value = sluice_map_entry_at(map, edge->value);
        const struct sluice_map_descriptor *descriptor = value != NULL
                                                             ? sluice_map_descriptor_of(map, value)
                                                             : NULL;
        if (descriptor == NULL || value->kind != SLUICE_MAP_OBJECT || !is_container(descriptor)) {
            continue;
        }
        count++;
        /* One that an exception interrupts has no end, and can be no other either. */
        const bool replaceable = sluice_is_mutable_container(descriptor) && !value->in_cycle &&
                                 value->end != 0;
        if (!replaceable || fixed[edge->value] || place_of(map, edge) != PLACE_ADMITS) {
            continue;
        }
        if (sharing > 0) {
            sharing--;
        } else if (sluice_has_own_form(map, bytes, edge->value) &&
                   is_well_placed(map, bytes, edge->value) && !is_cycle_again(seen, value)) {
            sluice_violated(out, value->start,
                            "a %.*s is written where an immutable container would do",
                            (int)descriptor->name_length, (const char *)descriptor->name);
        }
    }
    sluice_rules_release(map->memory, fixed);
    if (!sluice_is_violated(out)) {
        sluice_conclude(seen, out, 0, count, "containers");
    }
}
