/* Immutable containers in places that do not take them: most sets and maps among them have no order that their type would
 * promise. */
#include "rules/oracles/writing.h"

#include <string.h>

/* A type string, and what stands where it is declared. */
struct misfit {
    const uint8_t *type; /* NULL: there is none */
    size_t length;
    unsigned kind;
};

int64_t sluice_immutable_tag(const struct sluice_stream_map *map, const uint8_t *bytes,
                             uint32_t handle)
{
    const struct sluice_map_entry *entry = &map->entries[handle];
    const struct sluice_map_mark *block = sluice_first_block(map, handle);
    return block != NULL
               ? sluice_int_field(map, bytes, handle, entry->descriptor, block->start, "tag")
               : -1;
}

/* 0 for what is no immutable container, or is not all there. */
static unsigned kind_of(const struct sluice_stream_map *map, const uint8_t *bytes, uint32_t handle)
{
    const struct sluice_map_entry *entry = sluice_map_entry_at(map, handle);
    if (entry == NULL || entry->kind != SLUICE_MAP_OBJECT || entry->end == 0) {
        return 0;
    }
    const struct sluice_map_descriptor *class = sluice_map_descriptor_of(map, entry);
    const bool has_tag = class != NULL && sluice_map_is_named(class, "java.util.CollSer");
    return sluice_immutable_kind(class, has_tag ? sluice_immutable_tag(map, bytes, handle) : 0);
}

/* The type that a field or an array declares for what stands in it; NULL elsewhere. */
static struct misfit declared_at(const struct sluice_stream_map *map,
                                 const struct sluice_map_edge *edge)
{
    const struct sluice_map_entry *owner = sluice_map_entry_at(map, edge->owner);
    const struct sluice_map_descriptor *class = owner != NULL ? sluice_map_descriptor_of(map, owner)
                                                              : NULL;
    if (edge->place < map->field_count) {
        const struct sluice_map_field *field = &map->fields[edge->place];
        return (struct misfit){field->type, field->type_length, 0};
    }
    if (edge->place == SLUICE_MAP_AT_ELEMENT && class != NULL && class->name_length > 1) {
        return (struct misfit){class->name + 1, class->name_length - 1, 0};
    }
    return (struct misfit){0};
}

static struct misfit misfit_at(const struct sluice_stream_map *map, const uint8_t *bytes,
                               const struct sluice_map_edge *edge)
{
    const unsigned kind = kind_of(map, bytes, edge->value);
    struct misfit misfit = kind != 0 ? declared_at(map, edge) : (struct misfit){0};
    misfit.kind = kind;
    if (misfit.type != NULL && !sluice_takes_none_of(misfit.type, misfit.length, kind)) {
        misfit.type = NULL;
    }
    return misfit;
}

/* Whoever sent the stream may have put it there. */
static bool was_read(const struct sluice_case *seen, const struct misfit *misfit)
{
    for (uint32_t i = 0; i < seen->map.edge_count; i++) {
        const struct misfit read = misfit_at(&seen->map, seen->context->bytes, &seen->map.edges[i]);
        if (read.type != NULL && read.kind == misfit->kind && read.length == misfit->length &&
            memcmp(read.type, misfit->type, read.length) == 0) {
            return true;
        }
    }
    return false;
}

uint32_t sluice_find_misplaced(const struct sluice_case *seen)
{
    const struct sluice_stream_map *written = &seen->written;
    if (seen->map.status != SLUICE_MAP_COMPLETE || sluice_has_two_readings(seen)) {
        return SLUICE_MAP_NONE;
    }
    for (uint32_t i = 0; i < written->edge_count; i++) {
        const struct misfit misfit = misfit_at(written, sluice_whole_answer(seen)->written,
                                               &written->edges[i]);
        if (misfit.type != NULL && !was_read(seen, &misfit)) {
            return written->edges[i].value;
        }
    }
    return SLUICE_MAP_NONE;
}
