#include "rules/stream_same.h"

#include "rules/memory.h"

#include <string.h>

enum { HEADER_BYTES = 4, REFERENCE_BYTES = 5 };

/* One of the two streams, and where the walk is in it. */
struct side {
    const uint8_t *bytes;
    const struct sluice_stream_map *map;
    uint64_t at;
    uint32_t *entry_at; /* per offset: 1 + the handle of what starts there, 0 if nothing does */
    uint32_t *mark_at;  /* per offset: 1 + the index of the mark there */
};

/* The second stream writes again what the first only refers to: where to go on in the first. */
struct detour {
    uint64_t end;  /* of what the first stream has there, and the second writes again */
    uint64_t back; /* behind the reference */
};

struct comparison {
    struct side first;
    struct side second;
    struct detour *detours;
    uint32_t detour_count;
    uint32_t detour_capacity;
    uint32_t
        *first_of; /* per handle of the second: 1 + the handle of the first that it stands for */
    uint32_t *second_of; /* per handle of the first: 1 + the last handle of the second for it */
    uint32_t epoch;      /* first handle of the second since its last reset */
    struct sluice_stream_difference *out;
    bool no_memory;
};

static void differ(struct comparison *walk, const char *why)
{
    if (!walk->out->found) {
        *walk->out = (struct sluice_stream_difference){
            .found = true, .offset = walk->second.at, .why = why};
    }
}

/* --- looking up ------------------------------------------------------------------------------- */

static uint64_t length_of(const struct side *side)
{
    return side->map->stopped;
}

static bool side_make(struct side *side, const struct sluice_mapped_stream *stream)
{
    *side = (struct side){.bytes = stream->bytes, .map = stream->map, .at = HEADER_BYTES};
    const size_t room = (size_t)length_of(side);
    side->entry_at = sluice_rules_zeros(stream->map->memory, room, sizeof *side->entry_at);
    side->mark_at = sluice_rules_zeros(stream->map->memory, room, sizeof *side->mark_at);
    if (side->entry_at == NULL || side->mark_at == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < stream->map->entry_count; i++) {
        side->entry_at[stream->map->entries[i].start] = i + 1;
    }
    for (uint32_t i = 0; i < stream->map->mark_count; i++) {
        side->mark_at[stream->map->marks[i].start] = i + 1;
    }
    return true;
}

static const struct sluice_map_mark *mark_here(const struct side *side)
{
    const uint32_t mark = side->at < length_of(side) ? side->mark_at[side->at] : 0;
    return mark != 0 ? &side->map->marks[mark - 1] : NULL;
}

static const struct sluice_map_mark *mark_of(const struct side *side,
                                             enum sluice_map_mark_kind kind)
{
    const struct sluice_map_mark *mark = mark_here(side);
    return mark != NULL && mark->kind == kind ? mark : NULL;
}

/* 1 + the handle of what starts here or is referred to; 0 if it is neither. */
static uint32_t handle_here(const struct side *side)
{
    const struct sluice_map_mark *reference = mark_of(side, SLUICE_MAP_MARK_REFERENCE);
    if (reference != NULL) {
        return reference->handle + 1;
    }
    return side->at < length_of(side) ? side->entry_at[side->at] : 0;
}

/* --- block data ------------------------------------------------------------------------------- */

/* The next byte of a run of blocks, or false at its end. */
static bool next_byte(struct side *side, uint64_t *offset, uint8_t *out)
{
    const struct sluice_map_mark *block;
    while ((block = mark_of(side, SLUICE_MAP_MARK_BLOCK)) != NULL) {
        if (block->content + *offset < block->end) {
            *out = side->bytes[block->content + (*offset)++];
            return true;
        }
        side->at = block->end;
        *offset = 0;
    }
    return false;
}

static void compare_blocks(struct comparison *walk)
{
    uint64_t first_offset = 0;
    uint64_t second_offset = 0;
    uint8_t a = 0;
    uint8_t b = 0;
    for (;;) {
        const bool more = next_byte(&walk->first, &first_offset, &a);
        if (more != next_byte(&walk->second, &second_offset, &b)) {
            differ(walk, "more or less block data");
            return;
        }
        if (!more) {
            return;
        }
        if (a != b) {
            differ(walk, "other bytes in block data");
            return;
        }
    }
}

/* --- items ------------------------------------------------------------------------------------ */

static void begin_detour(struct comparison *walk, const struct sluice_map_entry *entry)
{
    if (walk->detour_count == walk->detour_capacity) {
        const uint32_t wanted = walk->detour_capacity ? walk->detour_capacity * 2 : 32;
        struct detour *larger = sluice_rules_resize(walk->first.map->memory, walk->detours,
                                                    wanted * sizeof *larger);
        if (larger == NULL) {
            walk->no_memory = true;
            return;
        }
        walk->detours = larger;
        walk->detour_capacity = wanted;
    }
    walk->detours[walk->detour_count++] = (struct detour){.end = entry->end,
                                                          .back = walk->first.at + REFERENCE_BYTES};
    walk->first.at = entry->start;
}

static void end_detours(struct comparison *walk)
{
    while (walk->detour_count > 0 && walk->detours[walk->detour_count - 1].end == walk->first.at) {
        walk->first.at = walk->detours[--walk->detour_count].back;
    }
}

static bool same_string(const struct side *first, const struct sluice_map_entry *a,
                        const struct side *second, const struct sluice_map_entry *b)
{
    const struct sluice_map_text left = sluice_map_string(first->bytes, a);
    const struct sluice_map_text right = sluice_map_string(second->bytes, b);
    return left.length == right.length && memcmp(left.bytes, right.bytes, left.length) == 0;
}

/* The second stream has a reference here. */
static void compare_reference(struct comparison *walk, uint32_t first, uint32_t second)
{
    if (walk->first_of[second] != first + 1) {
        differ(walk, "a reference to something else");
        return;
    }
    walk->second.at += REFERENCE_BYTES;
    walk->first.at = mark_of(&walk->first, SLUICE_MAP_MARK_REFERENCE) != NULL
                         ? walk->first.at + REFERENCE_BYTES
                         : walk->first.map->entries[first].end;
}

/* The second stream has something new here. */
static void compare_new(struct comparison *walk, uint32_t first, uint32_t second)
{
    const struct sluice_map_entry *a = &walk->first.map->entries[first];
    const struct sluice_map_entry *b = &walk->second.map->entries[second];
    /* The protocol has no place for a reference in a constant. */
    if (walk->second_of[first] > walk->epoch &&
        !sluice_map_is_constant_name(walk->second.map, second)) {
        differ(walk, "written a second time where a reference is due");
        return;
    }
    if (a->kind != b->kind) {
        differ(walk, "an item of another kind");
        return;
    }
    walk->first_of[second] = first + 1;
    walk->second_of[first] = second + 1;
    if (mark_of(&walk->first, SLUICE_MAP_MARK_REFERENCE) != NULL) {
        begin_detour(walk, a);
    }
    if (a->kind != SLUICE_MAP_STRING) {
        walk->first.at++;
        walk->second.at++;
    } else if (same_string(&walk->first, a, &walk->second, b)) {
        walk->first.at = a->end;
        walk->second.at = b->end;
    } else {
        differ(walk, "another string");
    }
}

static void compare_items(struct comparison *walk, uint32_t first, uint32_t second)
{
    if (first == 0 || second == 0) {
        differ(walk, first == 0 ? "an item that was not there" : "an item is missing");
    } else if (mark_of(&walk->second, SLUICE_MAP_MARK_REFERENCE) != NULL) {
        compare_reference(walk, first - 1, second - 1);
    } else {
        compare_new(walk, first - 1, second - 1);
    }
}

/* --- the walk --------------------------------------------------------------------------------- */

static uint32_t handles_before(const struct side *side, uint64_t offset, uint32_t from)
{
    while (from < side->map->entry_count && side->map->entries[from].start < offset) {
        from++;
    }
    return from;
}

/* Resets mean nothing for the values; what came before one cannot be referred to behind it. */
static bool pass_reset(struct comparison *walk)
{
    if (mark_of(&walk->second, SLUICE_MAP_MARK_RESET) != NULL) {
        walk->epoch = handles_before(&walk->second, walk->second.at, walk->epoch);
        walk->second.at++;
        return true;
    }
    if (mark_of(&walk->first, SLUICE_MAP_MARK_RESET) != NULL) {
        walk->first.at++;
        return true;
    }
    return false;
}

static void step(struct comparison *walk)
{
    end_detours(walk);
    if (pass_reset(walk)) {
        return;
    }
    const uint32_t first = handle_here(&walk->first);
    const uint32_t second = handle_here(&walk->second);
    if (mark_of(&walk->first, SLUICE_MAP_MARK_BLOCK) != NULL ||
        mark_of(&walk->second, SLUICE_MAP_MARK_BLOCK) != NULL) {
        compare_blocks(walk);
    } else if (first != 0 || second != 0) {
        compare_items(walk, first, second);
    } else if (walk->first.at >= length_of(&walk->first) ||
               walk->first.bytes[walk->first.at] != walk->second.bytes[walk->second.at]) {
        differ(walk, "other bytes");
    } else {
        walk->first.at++;
        walk->second.at++;
    }
}

/* True when the first stream has nothing more to say. */
static bool first_is_over(struct comparison *walk)
{
    end_detours(walk);
    while (mark_of(&walk->first, SLUICE_MAP_MARK_RESET) != NULL) {
        walk->first.at++;
    }
    uint64_t offset = 0;
    uint8_t byte;
    return !next_byte(&walk->first, &offset, &byte) && walk->first.at == length_of(&walk->first);
}

static bool comparison_make(struct comparison *walk, const struct sluice_mapped_stream *first,
                            const struct sluice_mapped_stream *second)
{
    walk->first_of = sluice_rules_zeros(first->map->memory, second->map->entry_count,
                                        sizeof *walk->first_of);
    walk->second_of = sluice_rules_zeros(first->map->memory, first->map->entry_count,
                                         sizeof *walk->second_of);
    return side_make(&walk->first, first) && side_make(&walk->second, second) &&
           walk->first_of != NULL && walk->second_of != NULL;
}

static void comparison_free(struct comparison *walk, const struct sluice_rules_memory *memory)
{
    sluice_rules_release(memory, walk->first.entry_at);
    sluice_rules_release(memory, walk->first.mark_at);
    sluice_rules_release(memory, walk->second.entry_at);
    sluice_rules_release(memory, walk->second.mark_at);
    sluice_rules_release(memory, walk->first_of);
    sluice_rules_release(memory, walk->second_of);
    sluice_rules_release(memory, walk->detours);
}

bool sluice_streams_compare(const struct sluice_mapped_stream *first,
                            const struct sluice_mapped_stream *second, bool whole,
                            struct sluice_stream_difference *out)
{
    struct comparison walk = {.out = out};
    *out = (struct sluice_stream_difference){0};
    walk.no_memory = !comparison_make(&walk, first, second);
    while (!walk.no_memory && !out->found && walk.second.at < length_of(&walk.second)) {
        step(&walk);
    }
    if (!walk.no_memory && whole && !first_is_over(&walk)) {
        differ(&walk, "the rest is missing");
    }
    const bool good = !walk.no_memory;
    comparison_free(&walk, first->map->memory);
    return good;
}
