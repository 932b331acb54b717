/* IN-8: a class has itself neither above it nor twice above it, and texts and classes are no ordinary objects. */
#include "rules/oracles/superclasses.h"

#include "rules/stream_codes.h"

#include <string.h>

/* Nobody takes chains of more; the search must not get longer than the stream. */
enum { MOST_ABOVE = 256 };

static bool is_same_class(const struct sluice_map_descriptor *a,
                          const struct sluice_map_descriptor *b)
{
    return a->name_length == b->name_length && memcmp(a->name, b->name, a->name_length) == 0;
}

/* Does the class of the descriptor stand above it? */
static bool stands_above(const struct sluice_stream_map *map, uint32_t descriptor)
{
    const struct sluice_map_descriptor *own = &map->descriptors[descriptor];
    uint32_t at = own->super;
    for (uint32_t i = 0; own->name != NULL && at != SLUICE_MAP_NONE && i < MOST_ABOVE; i++) {
        const struct sluice_map_descriptor *above = &map->descriptors[at];
        if (above->name != NULL && is_same_class(own, above)) {
            return true;
        }
        at = above->super;
    }
    return false;
}

bool sluice_repeats_class(const struct sluice_stream_map *map, uint32_t descriptor)
{
    uint32_t at = descriptor;
    for (uint32_t i = 0; at != SLUICE_MAP_NONE && i < MOST_ABOVE; i++) {
        if (stands_above(map, at)) {
            return true;
        }
        at = map->descriptors[at].super;
    }
    return false;
}

bool sluice_is_reserved_class(const struct sluice_stream_map *map, uint32_t descriptor)
{
    static const char *const reserved[] = {"java.lang.String", "java.lang.Class",
                                           "java.io.ObjectStreamClass", NULL};
    return sluice_map_is_one_of(&map->descriptors[descriptor], reserved);
}

bool sluice_find_impossible_object(const struct sluice_case *seen,
                                   struct sluice_impossible_object *out)
{
    const struct sluice_stream_map *map = &seen->map;
    *out = (struct sluice_impossible_object){0};
    bool *known = sluice_rules_zeros(seen->context->memory, map->descriptor_count, sizeof *known);
    for (uint32_t h = 0; known != NULL && out->why == NULL && h < map->entry_count; h++) {
        const struct sluice_map_entry *entry = &map->entries[h];
        uint32_t at = entry->descriptor;
        if (entry->kind != SLUICE_MAP_OBJECT || at == SLUICE_MAP_NONE || known[at]) {
            continue;
        }
        out->handle = h;
        if (sluice_is_reserved_class(map, at)) {
            out->why = "an object of a class that has a form of its own";
        }
        if ((map->descriptors[at].flags & SC_EXTERNALIZABLE) != 0) {
            continue;
        }
        for (; at != SLUICE_MAP_NONE && out->why == NULL && !known[at];
             at = map->descriptors[at].super) {
            known[at] = true;
            if (stands_above(map, at)) {
                out->why = "an object of a class with one above it that stands there twice";
            }
        }
    }
    sluice_rules_release(seen->context->memory, known);
    return known != NULL;
}
