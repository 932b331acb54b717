#include "rules/stream_map.h"

#include "rules/memory.h"
#include "rules/stream_walk.h"

#include <string.h>

enum { HEADER_BYTES = 4 };

/* Work that is not paid for by bytes (walks up a superclass chain), per byte of the stream. */
enum { WORK_PER_BYTE = 64, WORK_FIXED = 65536 };

struct sluice_map_text sluice_map_string(const uint8_t *stream,
                                         const struct sluice_map_entry *entry)
{
    const uint8_t *string = stream + entry->start;
    const size_t head = *string == TC_STRING ? 3 : 9;
    return (struct sluice_map_text){string + head, (size_t)(entry->end - entry->start) - head};
}

static void take_header(struct sluice_walker *walker)
{
    static const uint8_t header[HEADER_BYTES] = {0xAC, 0xED, 0x00, 0x05};
    const struct sluice_judge_context *context = walker->context;
    if (context->length < HEADER_BYTES || memcmp(context->bytes, header, HEADER_BYTES) != 0) {
        sluice_walk_malformed(walker, "the header is not AC ED 00 05");
        return;
    }
    walker->at = HEADER_BYTES;
    walker->map->has_header = true;
    sluice_walk_push(walker,
                     (struct sluice_walk_frame){.state = AT_TOP, .edge = sluice_walk_nowhere});
}

/* Negative, 0 or positive as `known` stands before, at or behind a name. */
static int compare_name(const struct sluice_judge_class *known, const void *name, size_t length)
{
    const size_t known_length = strlen(known->name);
    const int order = memcmp(known->name, name, known_length < length ? known_length : length);
    return order != 0 ? order : (known_length > length) - (known_length < length);
}

static const struct sluice_judge_class *find_by_name(const struct sluice_judge_context *context,
                                                     const void *name, size_t length)
{
    size_t from = 0;
    size_t to = context->class_count;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (compare_name(context->by_name[middle], name, length) < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    const bool found = from < context->class_count &&
                       compare_name(context->by_name[from], name, length) == 0;
    return found ? context->by_name[from] : NULL;
}

const struct sluice_judge_class *sluice_judge_find_class(const struct sluice_judge_context *context,
                                                         const void *name, size_t length)
{
    if (context->by_name != NULL) {
        return find_by_name(context, name, length);
    }
    for (size_t i = 0; context->classes != NULL && i < context->class_count; i++) {
        if (compare_name(&context->classes[i], name, length) == 0) {
            return &context->classes[i];
        }
    }
    return NULL;
}

/* A walk that may have taken custom data for fields and then stumbled has seen nothing for certain. */
static void forget(struct sluice_stream_map *map)
{
    map->entry_count = 0;
    map->descriptor_count = 0;
    map->field_count = 0;
    map->edge_count = 0;
    map->ended_count = 0;
    map->mark_count = 0;
    map->resets = 0;
    map->unmet_claim = false;
    map->open_reference = false;
    map->most = (struct sluice_map_extremes){0};
}

bool sluice_stream_map_make(const struct sluice_judge_context *context,
                            struct sluice_stream_map *map)
{
    *map = (struct sluice_stream_map){.memory = context->memory};
    struct sluice_walker walker = {.context = context, .map = map, .result = SLUICE_MAP_NONE};
    take_header(&walker);
    const uint64_t most_work = (uint64_t)context->length * WORK_PER_BYTE + WORK_FIXED;
    while (!walker.stopped) {
        if (walker.work > most_work) {
            sluice_walk_uncertain(&walker, "the superclass chains cost more than the walk may");
        } else {
            sluice_walk_step(&walker);
        }
    }
    sluice_rules_release(context->memory, walker.frames);
    if (walker.no_memory) {
        sluice_stream_map_free(map);
        return false;
    }
    const bool stumbled = map->guessed && map->status != SLUICE_MAP_COMPLETE;
    if (stumbled) {
        forget(map);
    }
    map->has_two_readings = map->has_two_readings || stumbled ||
                            map->status == SLUICE_MAP_UNCERTAIN;
    return true;
}

bool sluice_map_name_begins(const struct sluice_map_descriptor *descriptor, const char *prefix)
{
    const size_t length = strlen(prefix);
    return descriptor != NULL && descriptor->name != NULL && descriptor->name_length >= length &&
           memcmp(descriptor->name, prefix, length) == 0;
}

bool sluice_map_is_named(const struct sluice_map_descriptor *descriptor, const char *name)
{
    return sluice_map_name_begins(descriptor, name) && descriptor->name_length == strlen(name);
}

bool sluice_map_is_one_of(const struct sluice_map_descriptor *descriptor, const char *const *names)
{
    for (size_t i = 0; names[i] != NULL; i++) {
        if (sluice_map_is_named(descriptor, names[i])) {
            return true;
        }
    }
    return false;
}

void sluice_stream_map_free(struct sluice_stream_map *map)
{
    sluice_rules_release(map->memory, map->entries);
    sluice_rules_release(map->memory, map->descriptors);
    sluice_rules_release(map->memory, map->fields);
    sluice_rules_release(map->memory, map->edges);
    sluice_rules_release(map->memory, map->ended_arrays);
    sluice_rules_release(map->memory, map->reset_offsets);
    sluice_rules_release(map->memory, map->marks);
    *map = (struct sluice_stream_map){.status = SLUICE_MAP_UNCERTAIN};
}

const struct sluice_map_entry *sluice_map_entry_at(const struct sluice_stream_map *map,
                                                   uint32_t handle)
{
    return handle < map->entry_count ? &map->entries[handle] : NULL;
}

const struct sluice_map_descriptor *sluice_map_descriptor_of(const struct sluice_stream_map *map,
                                                             const struct sluice_map_entry *entry)
{
    return entry->descriptor != SLUICE_MAP_NONE ? &map->descriptors[entry->descriptor] : NULL;
}

bool sluice_map_is_constant_name(const struct sluice_stream_map *map, uint32_t handle)
{
    /* It has the handle behind that of its constant, and both end with it. */
    const struct sluice_map_entry *name = sluice_map_entry_at(map, handle);
    const struct sluice_map_entry *constant = handle > 0 ? sluice_map_entry_at(map, handle - 1)
                                                         : NULL;
    return name != NULL && constant != NULL && name->kind == SLUICE_MAP_STRING &&
           constant->kind == SLUICE_MAP_ENUM && constant->end == name->end && name->end != 0;
}

static bool is_named_h(const struct sluice_map_field *field)
{
    return field->name_length == 1 && field->name[0] == 'h';
}

bool sluice_map_is_handler(const struct sluice_stream_map *map,
                           const struct sluice_map_descriptor *of, uint32_t level, uint32_t field)
{
    static const char proxy[] = "java.lang.reflect.Proxy";
    if (!of->proxy || level >= map->descriptor_count || field >= map->field_count) {
        return false;
    }
    const struct sluice_map_descriptor *descriptor = &map->descriptors[level];
    if (descriptor->name_length != sizeof proxy - 1 ||
        memcmp(descriptor->name, proxy, sizeof proxy - 1) != 0) {
        return false;
    }
    /* Of fields with one name the first counts. */
    uint32_t first = descriptor->first_field;
    while (first < field && !is_named_h(&map->fields[first])) {
        first++;
    }
    return first == field && is_named_h(&map->fields[field]);
}
