/* What the containers of the library have in their data, and whether one of a stream has it: only then does
 * its class read what it holds. */
#include "rules/oracles/writing.h"

enum { SC_WRITE_METHOD = 1, SC_EXTERNALIZABLE = 4 };

/* How a class tells how many elements it holds. */
enum count {
    IN_BLOCK, /* the last int of the block before them */
    IN_FIELD, /* an int field, before that block */
    BY_NULL,  /* they end with a null, or several */
    IN_ARRAY, /* an array field holds them, as many as an int field says */
    ELSEWHERE /* all that a field holds */
};

struct form {
    const char *class;
    enum count count;
    uint8_t each;      /* values of an element */
    uint8_t beside;    /* other values: a comparator before the block, the nulls at the end */
    uint8_t bytes;     /* of the block */
    const char *size;  /* field of their count */
    const char *items; /* field that holds them */
    const char *part;  /* class of what that field holds; NULL: an array */
    const char *order; /* field of their order */
    const char *super; /* the data are those of this superclass */
};

static const char any_map[] = "Ljava/util/Map;";

static const struct form *form_of(const struct sluice_map_descriptor *class)
{
    static const struct form forms[] = {
        {.class = "java.util.ArrayList", IN_FIELD, 1, 0, 4, .size = "size"},
        {.class = "java.util.LinkedList", IN_BLOCK, 1, 0, 4},
        {.class = "java.util.concurrent.CopyOnWriteArrayList", IN_BLOCK, 1, 0, 4},
        {.class = "java.util.HashSet", IN_BLOCK, 1, 0, 12},
        {.class = "java.util.LinkedHashSet", IN_BLOCK, 1, 0, 12, .super = "java.util.HashSet"},
        {.class = "java.util.TreeSet", IN_BLOCK, 1, 1, 4},
        {.class = "java.util.HashMap", IN_BLOCK, 2, 0, 8},
        {.class = "java.util.LinkedHashMap", IN_BLOCK, 2, 0, 8, .super = "java.util.HashMap"},
        {.class = "java.util.TreeMap", IN_BLOCK, 2, 0, 4, .order = "comparator"},
        {.class = "java.util.Hashtable", IN_BLOCK, 2, 0, 8},
        {.class = "java.util.concurrent.ConcurrentHashMap", BY_NULL, 2, 2},
        {.class = "java.util.concurrent.ConcurrentSkipListMap",
         BY_NULL,
         2,
         1,
         .order = "comparator"},
        {.class = "java.util.Vector", IN_ARRAY, .size = "elementCount", .items = "elementData"},
        {.class = "java.util.Stack",
         IN_ARRAY,
         .size = "elementCount",
         .items = "elementData",
         .super = "java.util.Vector"},
        {.class = "java.util.Arrays$ArrayList", ELSEWHERE, .items = "a"},
        {.class = "java.util.Collections$SetFromMap", ELSEWHERE, .items = "m", .part = any_map},
        {.class = "java.util.concurrent.CopyOnWriteArraySet",
         ELSEWHERE,
         .items = "al",
         .part = "java.util.concurrent.CopyOnWriteArrayList"},
        {.class = "java.util.concurrent.ConcurrentSkipListSet",
         ELSEWHERE,
         .items = "m",
         .part = "java.util.concurrent.ConcurrentSkipListMap"},
        /* Of these, only what they hold is asked for. */
        {.class = "java.util.CollSer", IN_BLOCK, 1, 0, 4},
        {.class = "java.util.ArrayDeque", IN_BLOCK, 1, 0, 4},
        {.class = "java.util.PriorityQueue",
         IN_FIELD,
         1,
         0,
         4,
         .size = "size",
         .order = "comparator"},
        {.class = "java.util.EnumMap", IN_BLOCK, 2, 0, 4},
        {.class = "java.util.IdentityHashMap", IN_BLOCK, 2, 0, 4},
        {.class = "java.util.Properties", IN_BLOCK, 2, 0, 8, .super = "java.util.Hashtable"},
        {.class = "java.util.EnumSet$SerializationProxy", ELSEWHERE, .items = "elements"},
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (sluice_map_is_named(class, forms[i].class)) {
            return &forms[i];
        }
    }
    return NULL;
}

/* What stands in an object. */
struct contents {
    uint64_t values;                     /* in the data that are looked at */
    uint64_t before_block;               /* of them before the first block */
    uint64_t before_null;                /* before the first null where an element begins */
    uint64_t behind_null;                /* others than null from there on */
    uint32_t blocks;                     /* in all data of the object */
    const struct sluice_map_mark *block; /* the first of them */
    const struct sluice_map_edge *items; /* the field that holds the elements */
    bool holds_more;                     /* what no other container would hold */
};

static bool is_within(const struct sluice_map_entry *entry, uint64_t offset)
{
    return entry->start < offset && offset < entry->end;
}

/* True for a block of an object that is not one of its class or of something inside it. What has an
 * earlier handle and begins behind it belongs to its class. What has a later one and begins before it has
 * the object in an annotation of its own class, and around it is not inside it. */
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
        is_own = map->entries[i].start < entry->start || !is_within(&map->entries[i], mark->start);
    }
    return is_own;
}

const struct sluice_map_mark *sluice_first_block(const struct sluice_stream_map *map,
                                                 uint32_t handle)
{
    for (uint32_t i = 0; i < map->mark_count; i++) {
        if (is_own_block(map, handle, &map->marks[i])) {
            return &map->marks[i];
        }
    }
    return NULL;
}

static bool is_text(const uint8_t *text, size_t length, const char *wanted)
{
    const struct sluice_map_descriptor named = {.name = text, .name_length = length};
    return wanted != NULL && sluice_map_is_named(&named, wanted);
}

/* A null ends what consists of `each` values in turn; 0: nothing that stands in a form with elements of its own. */
static void count_value(const struct sluice_map_edge *edge, uint8_t each, struct contents *contents)
{
    const bool is_null = edge->value == SLUICE_MAP_NONE;
    const bool is_end = is_null && each != 0 && contents->values % each == 0;
    if (contents->before_null == contents->values && !is_end) {
        contents->before_null++;
    } else {
        contents->behind_null += !is_null;
    }
    contents->before_block += contents->block != NULL && edge->start < contents->block->start;
    contents->values++;
}

/* An object in a field that only its class knows would be lost. */
static void look_at_field(const struct sluice_stream_map *map, const struct sluice_map_edge *edge,
                          const struct form *form, struct contents *contents)
{
    const struct sluice_map_field *field = &map->fields[edge->place];
    const struct sluice_map_entry *value = sluice_map_entry_at(map, edge->value);
    if (is_text(field->name, field->name_length, form->items)) {
        contents->holds_more |= contents->items != NULL;
        contents->items = edge;
    } else if (!is_text(field->name, field->name_length, form->order)) {
        contents->holds_more |= value != NULL && value->kind == SLUICE_MAP_OBJECT;
    }
}

/* `level`: index of the descriptor whose data are looked at. */
static struct contents contents_of(const struct sluice_stream_map *map, uint32_t handle,
                                   const struct form *form, uint32_t level)
{
    struct contents contents = {0};
    for (uint32_t i = 0; i < map->mark_count; i++) {
        if (is_own_block(map, handle, &map->marks[i])) {
            contents.block = contents.blocks++ == 0 ? &map->marks[i] : contents.block;
        }
    }
    for (uint32_t i = 0; i < map->edge_count; i++) {
        const struct sluice_map_edge *edge = &map->edges[i];
        if (edge->owner != handle) {
            continue;
        }
        if (edge->place < map->field_count) {
            look_at_field(map, edge, form, &contents);
        } else if (edge->level == level) {
            count_value(edge, form->each, &contents);
        } else {
            contents.holds_more = true;
        }
    }
    return contents;
}

static int64_t int_before(const uint8_t *bytes, uint64_t offset)
{
    const uint8_t *at = bytes + offset - 4;
    return (int32_t)((uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3]);
}

int64_t sluice_int_field(const struct sluice_stream_map *map, const uint8_t *bytes, uint32_t handle,
                         uint32_t level, uint64_t behind, const char *name)
{
    const struct sluice_map_descriptor *class = &map->descriptors[level];
    const uint32_t first = class->first_field - class->primitive_count;
    uint64_t at = behind;
    for (uint32_t i = map->edge_count; i > 0; i--) {
        const struct sluice_map_edge *edge = &map->edges[i - 1];
        at = edge->owner == handle && edge->level == level && edge->place < map->field_count
                 ? edge->start
                 : at;
    }
    if (at < class->primitive_bytes) {
        return -1; /* they are declared, and not written */
    }
    at -= class->primitive_bytes;
    for (uint32_t i = 0; i < class->primitive_count; i++) {
        /* Before a name stand the letter of the type and two bytes of length. */
        const struct sluice_map_field *field = &map->fields[first + i];
        const uint8_t letter = field->name[-3];
        at += sluice_map_primitive_width(letter);
        if (letter == 'I' && is_text(field->name, field->name_length, name)) {
            return int_before(bytes, at);
        }
    }
    return -1;
}

/* True for an array of objects that is all there. */
static bool is_whole_array(const struct sluice_stream_map *map,
                           const struct sluice_map_entry *entry)
{
    const struct sluice_map_descriptor *class = sluice_map_descriptor_of(map, entry);
    return entry->kind == SLUICE_MAP_ARRAY && entry->end != 0 && class != NULL &&
           class->name_length > 2;
}

/* True if what the field holds stands there itself, and nowhere else: else it is not the container's own. */
static bool is_own_part(const struct sluice_stream_map *map, const struct sluice_map_edge *items)
{
    bool is_own = map->entries[items->value].start == items->start;
    for (uint32_t i = 0; is_own && i < map->mark_count; i++) {
        is_own = map->marks[i].kind != SLUICE_MAP_MARK_REFERENCE ||
                 map->marks[i].handle != items->value;
    }
    return is_own;
}

/* True if its first block is that of its class, and stands where it should. */
static bool begins_with_block(const struct form *form, const struct contents *held)
{
    return held->block != NULL && held->block->end - held->block->content == form->bytes &&
           held->before_block == (form->count == IN_BLOCK ? form->beside : 0);
}

/* How many values the last number of that block announces; -1 if it is none that can be. */
static int64_t announced(const struct form *form, const struct contents *held, const uint8_t *bytes)
{
    const int64_t count = begins_with_block(form, held) ? int_before(bytes, held->block->end) : -1;
    return count >= 0 ? count * form->each : -1;
}

/* True if it holds as many as it says, and nothing else. `*inside` receives the value of the field that
 * holds its elements, or SLUICE_MAP_NONE. */
static bool holds_as_many(const struct sluice_stream_map *map, const uint8_t *bytes,
                          uint32_t handle, const struct form *form, uint32_t level,
                          uint32_t *inside)
{
    const struct contents held = contents_of(map, handle, form, level);
    const bool has_data = held.blocks != 0 || held.values != 0;
    const struct sluice_map_entry *items = held.items != NULL
                                               ? sluice_map_entry_at(map, held.items->value)
                                               : NULL;
    int64_t count;
    *inside = held.items != NULL ? held.items->value : SLUICE_MAP_NONE;
    if (held.holds_more || (items != NULL && !is_own_part(map, held.items))) {
        return false;
    }
    switch (form->count) {
    case IN_BLOCK:
        count = announced(form, &held, bytes);
        return held.blocks == 1 && count >= 0 && (uint64_t)count + form->beside == held.values;
    case IN_FIELD:
        return held.blocks == 1 && begins_with_block(form, &held) &&
               sluice_int_field(map, bytes, handle, level, held.block->start, form->size) ==
                   (int64_t)held.values;
    case BY_NULL:
        return held.blocks == 0 && held.behind_null == 0 &&
               held.values == held.before_null + form->beside;
    case IN_ARRAY:
        if (has_data || items == NULL || !is_whole_array(map, items)) {
            return false;
        }
        count = sluice_int_field(map, bytes, handle, held.items->level, held.items->start,
                                 form->size);
        return count >= 0 && (uint64_t)count <= items->length;
    case ELSEWHERE:
        return !has_data && items != NULL &&
               (is_whole_array(map, items) || items->kind == SLUICE_MAP_OBJECT);
    }
    return false;
}

/* The index of the class's own descriptor among those of an object, or of the superclass that has its data;
 * SLUICE_MAP_NONE without one. */
static uint32_t data_level(const struct sluice_stream_map *map, uint32_t class,
                           const struct form *form)
{
    uint32_t at = class;
    for (uint32_t i = 0;
         at != SLUICE_MAP_NONE && form->super != NULL &&
         !sluice_map_is_named(&map->descriptors[at], form->super) && i < map->descriptor_count;
         i++) {
        at = map->descriptors[at].super;
    }
    return at;
}

static bool is_external(const struct sluice_map_descriptor *class)
{
    return (class->flags & SC_EXTERNALIZABLE) != 0;
}

/* True if no other class of an object than that of the level has data of its own making. */
static bool has_data_alone(const struct sluice_stream_map *map, uint32_t class, uint32_t level)
{
    uint32_t at = class;
    uint32_t others = 0;
    for (uint32_t i = 0; at != SLUICE_MAP_NONE && i < map->descriptor_count; i++) {
        others += at != level && (map->descriptors[at].flags & SC_WRITE_METHOD) != 0;
        at = map->descriptors[at].super;
    }
    return others == 0;
}

bool sluice_has_own_form(const struct sluice_stream_map *map, const uint8_t *bytes, uint32_t handle)
{
    /* One that is made of another container, and that one. */
    for (int depth = 0; depth < 2; depth++) {
        const struct sluice_map_entry *entry = &map->entries[handle];
        const struct sluice_map_descriptor *class = sluice_map_descriptor_of(map, entry);
        const struct form *form = form_of(class);
        if (form == NULL || is_external(class) ||
            (depth > 0 && !sluice_is_mutable_container(class))) {
            return false;
        }
        const uint32_t level = data_level(map, entry->descriptor, form);
        uint32_t items = SLUICE_MAP_NONE;
        if (level == SLUICE_MAP_NONE || !has_data_alone(map, entry->descriptor, level) ||
            !holds_as_many(map, bytes, handle, form, level, &items)) {
            return false;
        }
        if (items == SLUICE_MAP_NONE || map->entries[items].kind != SLUICE_MAP_OBJECT) {
            return true;
        }
        handle = items;
    }
    return false;
}

/* True for what the class has in that field. */
static bool is_part(const struct form *form, const struct sluice_stream_map *map, uint32_t handle)
{
    const struct sluice_map_entry *part = sluice_map_entry_at(map, handle);
    const struct sluice_map_descriptor *class = part != NULL ? sluice_map_descriptor_of(map, part)
                                                             : NULL;
    if (part == NULL || form->part == NULL) {
        return part != NULL && part->kind == SLUICE_MAP_ARRAY;
    }
    return form->part == any_map
               ? sluice_takes_any_like((const uint8_t *)any_map, sizeof any_map - 1, class)
               : sluice_map_is_named(class, form->part);
}

bool sluice_has_fitting_part(const struct sluice_stream_map *map, uint32_t handle)
{
    const struct form *form = form_of(sluice_map_descriptor_of(map, &map->entries[handle]));
    bool fits = form != NULL;
    for (uint32_t i = 0; fits && form->items != NULL && i < map->edge_count; i++) {
        const struct sluice_map_edge *edge = &map->edges[i];
        const bool is_items = edge->owner == handle && edge->place < map->field_count &&
                              is_text(map->fields[edge->place].name,
                                      map->fields[edge->place].name_length, form->items);
        fits = !is_items || is_part(form, map, edge->value);
    }
    return fits;
}

bool sluice_may_hold_elements(const struct sluice_map_descriptor *class)
{
    const struct form *form = form_of(class);
    return form != NULL && form->super == NULL && form->items == NULL && !is_external(class);
}

bool sluice_holds_elements_in(const struct sluice_map_descriptor *class,
                              const struct sluice_map_field *field)
{
    const struct form *form = form_of(class);
    return form != NULL && is_text(field->name, field->name_length, form->items);
}

bool sluice_is_foreign_field(const struct sluice_map_descriptor *container,
                             const struct sluice_map_descriptor *class,
                             const struct sluice_map_field *field)
{
    const struct form *form = form_of(container);
    const bool is_own = form != NULL &&
                        (sluice_map_is_named(class, form->class) ||
                         (form->super != NULL && sluice_map_is_named(class, form->super)));
    return form != NULL && (!is_own || (!is_text(field->name, field->name_length, form->items) &&
                                        !is_text(field->name, field->name_length, form->order)));
}

bool sluice_is_element(const struct sluice_stream_map *map, const uint8_t *bytes,
                       const struct sluice_map_edge *edge)
{
    const struct form *form = form_of(&map->descriptors[edge->level]);
    const struct contents held = contents_of(map, edge->owner, form, edge->level);
    uint64_t index = 0;
    uint32_t blocks = 0;
    for (const struct sluice_map_edge *at = map->edges; at < edge; at++) {
        index += at->owner == edge->owner && at->level == edge->level &&
                 at->place == SLUICE_MAP_AT_DATA;
    }
    for (uint32_t i = 0; i < map->mark_count && map->marks[i].start < edge->start; i++) {
        blocks += is_own_block(map, edge->owner, &map->marks[i]);
    }
    /* A block that a superclass has written comes before those of the class. */
    const bool is_first = blocks == 1 && has_data_alone(map, edge->level, edge->level);
    int64_t count;
    switch (form->count) {
    case IN_BLOCK:
        count = announced(form, &held, bytes);
        return is_first && count >= 0 && (uint64_t)count <= held.values - form->beside &&
               index < (uint64_t)count + form->beside;
    case IN_FIELD:
        return is_first && begins_with_block(form, &held);
    case BY_NULL:
        return held.blocks == 0 && held.before_null % form->each == 0 && index < held.before_null;
    case IN_ARRAY:
    case ELSEWHERE:
        break;
    }
    return false;
}
