#include "harness/trials/judge/comparing.h"

#include "rules/stream_contents.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST = 400, TC_BLOCKDATA = 0x77, TC_BLOCKDATALONG = 0x7A };

/* A stream with its map. */
struct mapped {
    uint8_t bytes[LONGEST];
    struct sluice_judge_context context;
    struct sluice_stream_map map;
};

struct comparing {
    struct mapped first;  /* what was read */
    struct mapped second; /* what was written of it, or the same */
    struct mapped spoiled;
    bool has_contents; /* the values of `second` can be told apart from their containers */
    const char *fault;
};

static void fail(struct comparing *comparing, const char *fault)
{
    if (comparing->fault == NULL) {
        comparing->fault = fault;
    }
}

/* Maps `length` bytes that stand in `mapped`; false unless they are a whole stream without exceptions. */
static bool map_it(struct comparing *comparing, const struct sluice_judge_context *context,
                   struct mapped *mapped, size_t length)
{
    mapped->context = *context;
    mapped->context.bytes = mapped->bytes;
    mapped->context.length = length;
    if (!sluice_stream_map_make(&mapped->context, &mapped->map)) {
        fail(comparing, "out of memory for the comparison");
        return false;
    }
    return mapped->map.status == SLUICE_MAP_COMPLETE && !mapped->map.has_exception;
}

static bool differs(struct comparing *comparing, const struct mapped *one,
                    const struct mapped *other, bool whole)
{
    const struct sluice_mapped_stream first = {one->bytes, &one->map};
    const struct sluice_mapped_stream second = {other->bytes, &other->map};
    struct sluice_stream_difference difference;
    if (!sluice_streams_compare(&first, &second, whole, &difference)) {
        fail(comparing, "out of memory for the comparison");
    }
    if (difference.found && (difference.why == NULL || difference.offset > other->map.stopped)) {
        fail(comparing, "a difference is not said, or lies beyond the stream");
    }
    return difference.found;
}

static bool contents_differ(const struct mapped *one, const struct mapped *other, bool whole)
{
    const struct sluice_mapped_stream first = {one->bytes, &one->map};
    const struct sluice_mapped_stream second = {other->bytes, &other->map};
    struct sluice_stream_difference difference;
    return sluice_contents_compare(&first, &second, whole, &difference) && difference.found;
}

/* --- what the contents are told by ---------------------------------------------------------------- */

/* The numbers of an object that holds nothing else, by its descriptors; 0 if it may hold more. */
static uint64_t numbers_of(const struct sluice_stream_map *map,
                           const struct sluice_map_descriptor *descriptor)
{
    enum { SC_WRITE_METHOD = 1, SC_EXTERNALIZABLE = 4 };
    uint64_t bytes = 0;
    while (descriptor != NULL) {
        if (descriptor->proxy || descriptor->field_count != 0 ||
            (descriptor->flags & (SC_WRITE_METHOD | SC_EXTERNALIZABLE)) != 0 ||
            sluice_map_name_begins(descriptor, "java.util.")) {
            return 0;
        }
        bytes += descriptor->primitive_bytes;
        descriptor = descriptor->super < map->descriptor_count
                         ? &map->descriptors[descriptor->super]
                         : NULL;
    }
    return bytes;
}

static uint64_t width_of(const struct sluice_map_descriptor *array)
{
    static const uint8_t widths[] = {
        ['Z'] = 1, ['B'] = 1, ['C'] = 2, ['S'] = 2, ['I'] = 4, ['F'] = 4, ['J'] = 8, ['D'] = 8};
    return array->name_length == 2 && array->name[1] < sizeof widths ? widths[array->name[1]] : 0;
}

/* Where the bytes of a value begin that is compared as such; its end, if it is none. */
static uint64_t content_of(const struct mapped *mapped, const struct sluice_map_entry *entry)
{
    const struct sluice_stream_map *map = &mapped->map;
    const struct sluice_map_descriptor *descriptor = sluice_map_descriptor_of(map, entry);
    switch (entry->kind) {
    case SLUICE_MAP_STRING:
        return entry->end - sluice_map_string(mapped->bytes, entry).length;
    case SLUICE_MAP_ARRAY:
        return entry->end - entry->length * width_of(descriptor);
    case SLUICE_MAP_OBJECT:
        return entry->end - numbers_of(map, descriptor);
    case SLUICE_MAP_DESCRIPTOR:
    case SLUICE_MAP_ENUM:
    case SLUICE_MAP_CLASS:
        break;
    }
    return entry->end;
}

/* True if the byte belongs to the text, the elements or the numbers of a value that somebody holds. */
static bool is_content(const struct mapped *mapped, uint64_t offset)
{
    const struct sluice_stream_map *map = &mapped->map;
    for (uint32_t i = 0; i < map->edge_count; i++) {
        const struct sluice_map_entry *entry = sluice_map_entry_at(map, map->edges[i].value);
        if (entry != NULL && offset < entry->end && offset >= content_of(mapped, entry)) {
            return true;
        }
    }
    return false;
}

/* --- one byte after the other --------------------------------------------------------------------- */

static void spoil(struct comparing *comparing, const struct sluice_judge_context *context,
                  size_t offset)
{
    struct mapped *spoiled = &comparing->spoiled;
    const size_t length = comparing->second.context.length;
    memcpy(spoiled->bytes, comparing->second.bytes, length);
    spoiled->bytes[offset] ^= 1;
    if (map_it(comparing, context, spoiled, length)) {
        if (!differs(comparing, &comparing->first, spoiled, true) ||
            !differs(comparing, spoiled, &comparing->first, true)) {
            fail(comparing, "the judge takes a spoiled stream for the same");
        }
        if (comparing->has_contents && is_content(&comparing->second, offset) &&
            (!contents_differ(&comparing->second, spoiled, true) ||
             !contents_differ(spoiled, &comparing->second, true))) {
            fail(comparing, "the judge takes spoiled values for the same");
        }
    }
    sluice_stream_map_free(&spoiled->map);
}

/* A stream that ends early is another, unless that is allowed. */
static void cut(struct comparing *comparing, const struct sluice_judge_context *context,
                size_t length)
{
    struct mapped *part = &comparing->spoiled;
    struct mapped *whole = &comparing->second;
    const bool goes_on = whole->bytes[length] == TC_BLOCKDATA ||
                         whole->bytes[length] == TC_BLOCKDATALONG; /* maybe in a run of blocks */
    memcpy(part->bytes, whole->bytes, length);
    if (map_it(comparing, context, part, length)) {
        if (part->map.top_items < whole->map.top_items &&
            (!differs(comparing, whole, part, true) || !differs(comparing, part, whole, true))) {
            fail(comparing, "the judge takes a part of a stream for the whole");
        }
        if (!goes_on &&
            (differs(comparing, whole, part, false) || contents_differ(whole, part, false))) {
            fail(comparing, "the judge takes the beginning of a stream for another");
        }
    }
    sluice_stream_map_free(&part->map);
}

static void compare_all(struct comparing *comparing, const struct sluice_judge_context *context)
{
    const size_t length = comparing->second.context.length;
    if (differs(comparing, &comparing->first, &comparing->second, true) ||
        contents_differ(&comparing->first, &comparing->second, true)) {
        fail(comparing, "the judge takes the same stream for another");
    }
    memcpy(comparing->spoiled.bytes, comparing->second.bytes, 4);
    if (map_it(comparing, context, &comparing->spoiled, 4)) {
        comparing->has_contents = contents_differ(&comparing->second, &comparing->spoiled, true);
    }
    sluice_stream_map_free(&comparing->spoiled.map);
    for (size_t i = 4; i < length && comparing->fault == NULL; i++) {
        spoil(comparing, context, i);
        cut(comparing, context, i);
    }
}

bool sluice_comparing_check(const struct sluice_judge_context *context, struct sluice_bytes same,
                            struct sluice_text *why)
{
    if (context->length > LONGEST || same.length > LONGEST) {
        return true;
    }
    struct comparing *comparing = calloc(1, sizeof *comparing);
    if (comparing == NULL) {
        sluice_text_string(why, "out of memory for the comparison");
        return false;
    }
    memcpy(comparing->first.bytes, context->bytes, context->length);
    memcpy(comparing->second.bytes, same.data, same.length);
    const bool is_first = map_it(comparing, context, &comparing->first, context->length);
    const bool is_second = map_it(comparing, context, &comparing->second, same.length);
    if (is_first && is_second) {
        compare_all(comparing, context);
    }
    sluice_stream_map_free(&comparing->first.map);
    sluice_stream_map_free(&comparing->second.map);
    const char *fault = comparing->fault;
    free(comparing);
    if (fault != NULL) {
        sluice_text_string(why, fault);
    }
    return fault == NULL;
}
