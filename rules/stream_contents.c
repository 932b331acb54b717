#include "rules/stream_contents.h"

#include <string.h>

enum { SC_WRITE_METHOD = 1, SC_EXTERNALIZABLE = 4, TC_LONGSTRING = 0x7C };

/* A value that is compared. */
struct token {
    bool found;
    enum sluice_map_kind kind;
    const uint8_t *class_name;
    size_t class_length;
    const uint8_t *bytes; /* what it holds, where that can be told */
    size_t length;
    uint64_t start;
};

/* The next place to look at. */
struct side {
    const struct sluice_mapped_stream *stream;
    uint32_t edge;
};

/* --- classes ------------------------------------------------------------------------------------- */

/* What only holds others, and the parts that some of them are made of. */
static bool is_container(const struct sluice_map_descriptor *descriptor)
{
    static const char *const names[] = {"java.util.ArrayList",
                                        "java.util.LinkedList",
                                        "java.util.Arrays$ArrayList",
                                        "java.util.HashSet",
                                        "java.util.TreeSet",
                                        "java.util.LinkedHashSet",
                                        "java.util.HashMap",
                                        "java.util.TreeMap",
                                        "java.util.LinkedHashMap",
                                        "java.util.Hashtable",
                                        "java.util.CollSer",
                                        "java.util.PriorityQueue",
                                        "java.util.ArrayDeque",
                                        "java.util.EnumMap",
                                        "java.util.Properties",
                                        "java.util.IdentityHashMap",
                                        "java.util.EnumSet$SerializationProxy",
                                        NULL};
    return sluice_map_is_one_of(descriptor, names) ||
           sluice_map_name_begins(descriptor, "java.util.Collections$") ||
           sluice_map_name_begins(descriptor, "java.util.concurrent.");
}

/* Containers with values beside their elements. */
static bool holds_more(const struct sluice_map_descriptor *descriptor)
{
    static const char *const names[] = {"java.util.Vector", "java.util.Stack",
                                        "java.util.Collections$SetFromMap",
                                        "java.util.concurrent.ConcurrentSkipListSet", NULL};
    return sluice_map_is_one_of(descriptor, names);
}

static const struct sluice_map_descriptor *class_of(const struct sluice_stream_map *map,
                                                    uint32_t handle)
{
    const struct sluice_map_entry *entry = sluice_map_entry_at(map, handle);
    return entry != NULL ? sluice_map_descriptor_of(map, entry) : NULL;
}

static bool can_be_compared(const struct sluice_stream_map *map)
{
    for (uint32_t i = 0; i < map->descriptor_count; i++) {
        if (holds_more(&map->descriptors[i])) {
            return false;
        }
    }
    return map->status == SLUICE_MAP_COMPLETE && map->resets == 0 && !map->has_exception;
}

/* --- values -------------------------------------------------------------------------------------- */

/* The last bytes of an element. */
static void take_end(const struct side *side, const struct sluice_map_entry *entry, uint64_t length,
                     struct token *out)
{
    if (entry->end != 0 && length <= entry->end - entry->start) {
        out->bytes = side->stream->bytes + entry->end - length;
        out->length = (size_t)length;
    }
}

static uint64_t size_of_element(const struct sluice_map_descriptor *array)
{
    static const char letters[] = "ZBCSIFJD";
    static const uint8_t sizes[] = {1, 1, 2, 2, 4, 4, 8, 8};
    const char *at = array->name != NULL && array->name_length == 2
                         ? strchr(letters, array->name[1])
                         : NULL;
    return at != NULL && *at != '\0' ? sizes[at - letters] : 0;
}

/* The numbers of an object that holds nothing else; 0 if it holds more. */
static uint64_t bytes_of_numbers(const struct sluice_stream_map *map,
                                 const struct sluice_map_descriptor *descriptor)
{
    uint64_t bytes = 0;
    for (uint32_t depth = 0; descriptor != NULL && depth < map->descriptor_count; depth++) {
        if (descriptor->proxy || descriptor->field_count > 0 ||
            (descriptor->flags & (SC_WRITE_METHOD | SC_EXTERNALIZABLE)) != 0) {
            return 0;
        }
        bytes += descriptor->primitive_bytes;
        descriptor = descriptor->super != SLUICE_MAP_NONE ? &map->descriptors[descriptor->super]
                                                          : NULL;
    }
    return bytes;
}

/* What stands at an edge; not found: a container, a part of one, or null. */
static struct token token_at(const struct side *side, const struct sluice_map_edge *edge)
{
    const struct sluice_stream_map *map = side->stream->map;
    const struct sluice_map_entry *entry = sluice_map_entry_at(map, edge->value);
    struct token token = {0};
    if (entry == NULL) {
        return token;
    }
    const struct sluice_map_descriptor *class = class_of(map, edge->value);
    token.kind = entry->kind;
    token.start = entry->start;
    if (class != NULL) {
        token.class_name = class->name;
        token.class_length = class->name != NULL ? class->name_length : 0;
    }
    token.found = true;
    switch (entry->kind) {
    case SLUICE_MAP_STRING:
        take_end(side, entry,
                 entry->end - entry->start -
                     (side->stream->bytes[entry->start] == TC_LONGSTRING ? 9 : 3),
                 &token);
        break;
    case SLUICE_MAP_ARRAY:
        token.found = class != NULL &&
                      (size_of_element(class) != 0 || edge->place >= map->field_count ||
                       !is_container(class_of(map, edge->owner)));
        if (class != NULL) {
            take_end(side, entry, entry->length * size_of_element(class), &token);
        }
        break;
    case SLUICE_MAP_OBJECT:
        token.found = !is_container(class);
        if (class != NULL) {
            take_end(side, entry, bytes_of_numbers(map, class), &token);
        }
        break;
    case SLUICE_MAP_CLASS:
        /* The key type of an EnumMap, a field of it, goes with it; elements do not. */
        token.found = edge->place >= SLUICE_MAP_AT_ANNOTATION ||
                      !is_container(class_of(map, edge->owner));
        break;
    case SLUICE_MAP_DESCRIPTOR:
        /* Only a reference to one has an edge; in another container it may be the first to stand there. */
        token.found = false;
        break;
    case SLUICE_MAP_ENUM:
        break;
    }
    return token;
}

static struct token next(struct side *side)
{
    const struct sluice_stream_map *map = side->stream->map;
    struct token token = {0};
    while (!token.found && side->edge < map->edge_count) {
        token = token_at(side, &map->edges[side->edge++]);
    }
    return token;
}

static bool same_bytes(const uint8_t *a, size_t a_length, const uint8_t *b, size_t b_length)
{
    return a_length == b_length && (a_length == 0 || memcmp(a, b, a_length) == 0);
}

/* --- block data of the top level ------------------------------------------------------------------ */

/* The next block that stands in nothing, and what is left of its bytes. */
struct blocks {
    const struct sluice_mapped_stream *stream;
    uint32_t mark;
    uint32_t entry;  /* the first that may end behind the block */
    uint64_t inside; /* end of what has begun */
    const uint8_t *at;
    const uint8_t *end;
};

/* True if the block stands at the top level; marks and the begins of what is there ascend. */
static bool is_at_top(struct blocks *blocks, const struct sluice_map_mark *mark)
{
    const struct sluice_stream_map *map = blocks->stream->map;
    while (blocks->entry < map->entry_count && map->entries[blocks->entry].start < mark->start) {
        const uint64_t end = map->entries[blocks->entry++].end;
        blocks->inside = end > blocks->inside ? end : blocks->inside;
    }
    return mark->start >= blocks->inside;
}

/* The next byte; -1 behind the last. */
static int next_byte(struct blocks *blocks)
{
    const struct sluice_stream_map *map = blocks->stream->map;
    while (blocks->at == blocks->end && blocks->mark < map->mark_count) {
        const struct sluice_map_mark *mark = &map->marks[blocks->mark++];
        if (mark->kind == SLUICE_MAP_MARK_BLOCK && is_at_top(blocks, mark)) {
            blocks->at = blocks->stream->bytes + mark->content;
            blocks->end = blocks->stream->bytes + mark->end;
        }
    }
    return blocks->at != blocks->end ? *blocks->at++ : -1;
}

static bool same_data(const struct sluice_mapped_stream *first,
                      const struct sluice_mapped_stream *second, bool whole)
{
    struct blocks a = {.stream = first};
    struct blocks b = {.stream = second};
    int one;
    int two;
    do {
        one = next_byte(&a);
        two = next_byte(&b);
    } while (one == two && one >= 0);
    return one == two || (two < 0 && !whole);
}

bool sluice_contents_compare(const struct sluice_mapped_stream *first,
                             const struct sluice_mapped_stream *second, bool whole,
                             struct sluice_stream_difference *out)
{
    struct side a = {.stream = first};
    struct side b = {.stream = second};
    const char *why = NULL;
    struct token one;
    struct token two;
    *out = (struct sluice_stream_difference){0};
    if (!can_be_compared(first->map) || !can_be_compared(second->map)) {
        return false;
    }
    do {
        one = next(&a);
        two = next(&b);
        if (one.found != two.found) {
            why = two.found ? "a value that was not there" : whole ? "a value is missing" : NULL;
        } else if (one.found &&
                   (one.kind != two.kind || !same_bytes(one.class_name, one.class_length,
                                                        two.class_name, two.class_length))) {
            why = "a value of another kind";
        } else if (one.found && !same_bytes(one.bytes, one.length, two.bytes, two.length)) {
            why = "another value";
        }
    } while (why == NULL && one.found && two.found);
    if (why == NULL && !same_data(first, second, whole)) {
        why = "other block data at the top level";
    }
    if (why != NULL) {
        *out = (struct sluice_stream_difference){
            .found = true, .offset = two.found ? two.start : second->map->stopped, .why = why};
    }
    return true;
}
