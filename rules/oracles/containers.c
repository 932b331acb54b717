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

/* --- their form -------------------------------------------------------------------------------- */

/* How a class tells how many elements it holds. */
enum count {
    IN_BLOCK, /* the last int of the block before them */
    IN_FIELD, /* its only field, before that block */
    BY_NULL,  /* they end with a null, or several */
    IN_ARRAY, /* an array field holds them, behind an int */
    ELSEWHERE /* all that a field holds */
};

struct form {
    const char *class;
    enum count count;
    uint8_t each;   /* values of an element */
    uint8_t beside; /* other values: a comparator, the nulls */
};

static const struct form *form_of(const struct sluice_map_descriptor *class)
{
    static const struct form forms[] = {
        {"java.util.ArrayList", IN_FIELD, 1, 0},
        {"java.util.LinkedList", IN_BLOCK, 1, 0},
        {"java.util.concurrent.CopyOnWriteArrayList", IN_BLOCK, 1, 0},
        {"java.util.HashSet", IN_BLOCK, 1, 0},
        {"java.util.LinkedHashSet", IN_BLOCK, 1, 0},
        {"java.util.TreeSet", IN_BLOCK, 1, 1},
        {"java.util.HashMap", IN_BLOCK, 2, 0},
        {"java.util.LinkedHashMap", IN_BLOCK, 2, 0},
        {"java.util.TreeMap", IN_BLOCK, 2, 0},
        {"java.util.Hashtable", IN_BLOCK, 2, 0},
        {"java.util.concurrent.ConcurrentHashMap", BY_NULL, 2, 2},
        {"java.util.concurrent.ConcurrentSkipListMap", BY_NULL, 2, 1},
        {"java.util.Vector", IN_ARRAY, 1, 0},
        {"java.util.Stack", IN_ARRAY, 1, 0},
    };
    static const struct form others = {"", ELSEWHERE, 1, 0};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (sluice_map_is_named(class, forms[i].class)) {
            return &forms[i];
        }
    }
    return &others;
}

/* What stands in the data of an object. */
struct contents {
    uint64_t values;                     /* in its custom data */
    uint64_t before_null;                /* of them before the first null where an element begins */
    uint64_t behind_null;                /* others than null from there on */
    uint32_t blocks;                     /* in its custom data */
    const struct sluice_map_mark *block; /* the first of them */
    uint32_t field;                      /* the last value that a field holds, or SLUICE_MAP_NONE */
};

static bool is_within(const struct sluice_map_entry *entry, uint64_t offset)
{
    return entry->start < offset && offset < entry->end;
}

/* True for a block of an object that is not one of its class or of something inside it. What has an
 * earlier handle and begins behind it belongs to its class. */
static bool is_own_block(const struct sluice_stream_map *map, uint32_t handle,
                         const struct sluice_map_mark *mark)
{
    const struct sluice_map_entry *entry = &map->entries[handle];
    bool is_own = mark->kind == SLUICE_MAP_MARK_BLOCK && is_within(entry, mark->start);
    for (uint32_t i = handle; is_own && i > 0 && map->entries[i - 1].start > entry->start; i--) {
        is_own = !is_within(&map->entries[i - 1], mark->start);
    }
    for (uint32_t i = handle + 1;
         is_own && i < map->entry_count && map->entries[i].start < mark->start; i++) {
        is_own = !is_within(&map->entries[i], mark->start);
    }
    return is_own;
}

static void count_value(const struct sluice_map_edge *edge, uint8_t each, struct contents *contents)
{
    const bool is_null = edge->value == SLUICE_MAP_NONE;
    if (edge->place != SLUICE_MAP_AT_DATA) {
        contents->field = edge->value;
        return;
    }
    if (contents->before_null == contents->values && !(is_null && contents->values % each == 0)) {
        contents->before_null++;
    } else {
        contents->behind_null += !is_null;
    }
    contents->values++;
}

static struct contents contents_of(const struct sluice_stream_map *map, uint32_t handle,
                                   uint8_t each)
{
    struct contents contents = {.field = SLUICE_MAP_NONE};
    for (uint32_t i = 0; i < map->edge_count; i++) {
        if (map->edges[i].owner == handle) {
            count_value(&map->edges[i], each, &contents);
        }
    }
    for (uint32_t i = 0; i < map->mark_count; i++) {
        if (is_own_block(map, handle, &map->marks[i])) {
            contents.block = contents.blocks++ == 0 ? &map->marks[i] : contents.block;
        }
    }
    return contents;
}

static int64_t int_before(const uint8_t *bytes, uint64_t offset)
{
    const uint8_t *at = bytes + offset - 4;
    return (int32_t)((uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3]);
}

/* True if it holds as many as it says; `inside`: the value of its field, if it is written there. */
static bool holds_as_many(const struct form *form, const struct contents *held,
                          const struct sluice_map_descriptor *class,
                          const struct sluice_map_entry *inside, const uint8_t *bytes)
{
    const bool has_block = held->blocks == 1 && held->block->end - held->block->content >= 4;
    const bool has_data = held->blocks != 0 || held->values != 0;
    int64_t count;
    switch (form->count) {
    case IN_BLOCK:
        count = has_block ? int_before(bytes, held->block->end) : -1;
        return count >= 0 && (uint64_t)count * form->each + form->beside == held->values;
    case IN_FIELD:
        return has_block && class->primitive_bytes == 4 && class->field_count == 0 &&
               int_before(bytes, held->block->start) == (int64_t)held->values;
    case BY_NULL:
        return held->blocks == 0 && held->behind_null == 0 &&
               held->values == held->before_null + form->beside;
    case IN_ARRAY:
        count = inside != NULL ? int_before(bytes, inside->start) : 0;
        return !has_data && held->field != SLUICE_MAP_NONE && count >= 0 &&
               (inside == NULL || (uint64_t)count <= inside->length);
    case ELSEWHERE:
        return !has_data && held->field != SLUICE_MAP_NONE;
    }
    return false;
}

bool sluice_has_own_form(const struct sluice_stream_map *map, const uint8_t *bytes, uint32_t handle)
{
    while (true) {
        const struct sluice_map_entry *entry = &map->entries[handle];
        const struct sluice_map_descriptor *class = sluice_map_descriptor_of(map, entry);
        const struct form *form = form_of(class);
        const struct contents held = contents_of(map, handle, form->each);
        const struct sluice_map_entry *inside = sluice_map_entry_at(map, held.field);
        inside = inside != NULL && is_within(entry, inside->start) ? inside : NULL;
        if (!holds_as_many(form, &held, class, inside, bytes)) {
            return false;
        }
        if (form->count != ELSEWHERE || inside == NULL || inside->kind != SLUICE_MAP_OBJECT) {
            return true;
        }
        handle = held.field;
    }
}
