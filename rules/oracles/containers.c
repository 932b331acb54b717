/* Which classes of the library are containers that can be changed, and where their data begin. */
#include "rules/oracles/writing.h"

static const char *const mutable_containers[] = {
    "java.util.ArrayList",
    "java.util.LinkedList",
    "java.util.Vector",
    "java.util.Stack",
    "java.util.Arrays$ArrayList",
    "java.util.concurrent.CopyOnWriteArrayList",
    "java.util.HashSet",
    "java.util.LinkedHashSet",
    "java.util.TreeSet",
    "java.util.concurrent.CopyOnWriteArraySet",
    "java.util.concurrent.ConcurrentSkipListSet",
    "java.util.HashMap",
    "java.util.LinkedHashMap",
    "java.util.TreeMap",
    "java.util.Hashtable",
    "java.util.concurrent.ConcurrentHashMap",
    "java.util.concurrent.ConcurrentSkipListMap",
    NULL,
};

bool sluice_is_mutable_container(const struct sluice_map_descriptor *descriptor)
{
    return sluice_map_is_one_of(descriptor, mutable_containers);
}

bool sluice_is_unmodifiable_view(const struct sluice_map_descriptor *descriptor)
{
    return sluice_map_name_begins(descriptor, "java.util.Collections$Unmodifiable");
}

const struct sluice_map_mark *sluice_first_block(const struct sluice_stream_map *map,
                                                 const struct sluice_map_entry *entry)
{
    for (uint32_t i = 0; i < map->mark_count; i++) {
        const struct sluice_map_mark *mark = &map->marks[i];
        if (mark->kind == SLUICE_MAP_MARK_BLOCK && mark->start > entry->start &&
            mark->start < entry->end) {
            return mark;
        }
    }
    return NULL;
}
