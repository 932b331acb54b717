/* Sets and maps that had an order when they were read, and are written without one. */
#include "rules/oracles/writing.h"

/* One that keeps the order in which its elements came, and what would lose it: java.util.CollSer with that tag. */
struct ordered {
    const char *const classes[2];
    int64_t tag;
};

static const struct ordered ordered[] = {
    {{"java.util.LinkedHashSet", NULL}, 2},
    {{"java.util.LinkedHashMap", NULL}, 3},
};

static bool is_without_order(const struct sluice_stream_map *map, const uint8_t *bytes,
                             uint32_t handle, int64_t tag)
{
    const struct sluice_map_entry *entry = &map->entries[handle];
    const struct sluice_map_descriptor *class = sluice_map_descriptor_of(map, entry);
    return entry->kind == SLUICE_MAP_OBJECT && entry->end != 0 && class != NULL &&
           sluice_map_is_named(class, "java.util.CollSer") &&
           sluice_immutable_tag(map, bytes, handle) == tag;
}

/* Whatever its class may be: who knows what a writer puts in the place of others? */
static uint64_t count_others(const struct sluice_stream_map *map, const char *const *classes)
{
    uint64_t count = 0;
    for (uint32_t i = 0; i < map->entry_count; i++) {
        const struct sluice_map_entry *entry = &map->entries[i];
        count += entry->kind == SLUICE_MAP_OBJECT &&
                 !sluice_map_is_one_of(sluice_map_descriptor_of(map, entry), classes);
    }
    return count;
}

bool sluice_loses_order(const struct sluice_case *seen, uint32_t *handle)
{
    const struct sluice_stream_map *written = &seen->written;
    bool loses = false;
    if (seen->map.status != SLUICE_MAP_COMPLETE || seen->map.has_exception ||
        sluice_has_two_readings(seen) || sluice_resets_on_its_own(seen)) {
        return false;
    }
    for (size_t i = 0; i < sizeof ordered / sizeof ordered[0] && !loses; i++) {
        uint64_t count = 0;
        for (uint32_t h = 0; h < written->entry_count; h++) {
            if (is_without_order(written, sluice_whole_answer(seen)->written, h, ordered[i].tag)) {
                *handle = h;
                count++;
            }
        }
        loses = count > 0 && count > count_others(&seen->map, ordered[i].classes);
    }
    return loses;
}
