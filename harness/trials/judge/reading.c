#include "harness/trials/judge/reading.h"

#include "harness/trials/judge/reading_state.h"
#include "rules/memory.h"

#include <sluice/document.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 64 * 1024 };

static void compare_whole(struct sluice_reading *reading)
{
    const struct sluice_stream_map *map = &reading->map;
    for (uint32_t h = 0; h < map->entry_count; h++) {
        sluice_reading_expect(reading, map->entries[h].in_cycle == reading->in_cycle[h],
                              "what refers to itself is another");
    }
    sluice_reading_expect(
        reading,
        reading->entries == map->entry_count && reading->descriptors == map->descriptor_count &&
            reading->fields == map->field_count && reading->edges == map->edge_count &&
            reading->marks == map->mark_count && reading->ended == map->ended_count &&
            reading->resets == map->resets && reading->top_items == map->top_items,
        "the map has more than the document");
    sluice_reading_raise(&reading->most.bytes, reading->at - reading->epoch);
    sluice_reading_expect(reading, memcmp(&reading->most, &map->most, sizeof map->most) == 0,
                          "the most of something is another number");
    sluice_reading_expect(reading, reading->at == map->stopped, "the map ends elsewhere");
    sluice_reading_expect(reading, map->has_header && !map->unmet_claim,
                          "the map is not sure of it");
}

/* Nothing is kept of a walk that may have taken a wrong turn. */
static void compare_nothing(struct sluice_reading *reading)
{
    static const struct sluice_map_extremes none;
    const struct sluice_stream_map *map = &reading->map;
    sluice_reading_expect(reading,
                          map->entry_count + map->descriptor_count + map->field_count +
                                      map->edge_count + map->mark_count + map->ended_count +
                                      map->resets ==
                                  0 &&
                              !map->unmet_claim && !map->open_reference &&
                              memcmp(&map->most, &none, sizeof none) == 0,
                          "the map keeps what it is not sure of");
}

/* The first reference to what is open, where it is needed; and nothing is needed that is not built. */
static void compare_needs(struct sluice_reading *reading, bool builds)
{
    const struct sluice_stream_map *map = &reading->map;
    const struct sluice_map_entry *entry = sluice_map_entry_at(map, map->open_reference_handle);
    bool is = false;
    for (uint32_t i = 0; i < map->mark_count; i++) {
        is = is || (map->marks[i].kind == SLUICE_MAP_MARK_REFERENCE &&
                    map->marks[i].start == map->open_reference_offset &&
                    map->marks[i].handle == map->open_reference_handle);
    }
    if (map->open_reference) {
        sluice_reading_expect(reading, is && entry->in_cycle && builds,
                              "the map finds another reference to what is open");
    }
    for (uint32_t i = 0; i < map->edge_count; i++) {
        sluice_reading_expect(reading, builds || !map->edges[i].needed,
                              "the map needs what is not built");
    }
}

static void compare(struct sluice_reading *reading)
{
    reading->at = 4;
    reading->in_cycle = sluice_rules_zeros(NULL, reading->map.entry_count,
                                           sizeof *reading->in_cycle);
    if (reading->in_cycle == NULL) {
        reading->fault = "out of memory for the comparison";
        return;
    }
    sluice_reading_push(
        reading, (struct sluice_reading_task){.kind = CONTENTS,
                                              .item = sluice_document_contents(reading->document),
                                              .edge = {.owner = SLUICE_MAP_NONE,
                                                       .place = SLUICE_MAP_AT_TOP,
                                                       .level = SLUICE_MAP_NONE}});
    while (reading->task_count > 0 && reading->fault == NULL && !reading->guessed) {
        sluice_reading_step(reading);
    }
    if (reading->fault == NULL && !reading->guessed) {
        compare_whole(reading);
    }
}

/* What the grammar does not forbid: the map does not look at it. */
static bool is_beyond_grammar(enum sluice_reason reason)
{
    return reason == SLUICE_CLASS_REPEATED || reason == SLUICE_RESERVED_CLASS ||
           reason == SLUICE_LIMIT_HIERARCHY;
}

static bool is_cut_short(enum sluice_reason reason)
{
    return reason == SLUICE_CLAIM_EXCEEDS_INPUT || reason == SLUICE_TRUNCATED ||
           reason == SLUICE_TRUNCATED_BLOCK;
}

/* A word of the reason that the map gives. */
static const char *word_of(enum sluice_reason reason)
{
    return reason == SLUICE_NEGATIVE_LENGTH ? "negative"
           : reason == SLUICE_BAD_HANDLE    ? "handle"
                                            : "";
}

static uint64_t claim_at(const struct sluice_reading *reading, uint64_t offset)
{
    const uint8_t *at = reading->bytes + offset;
    return (uint64_t)at[0] << 24 | (uint64_t)at[1] << 16 | (uint64_t)at[2] << 8 | at[3];
}

/* The decoder adds up what all open containers claim, and refuses the sum; the map goes on until the bytes
 * contradict one of them, and may come upon another fault before. */
static bool is_sum_of_claims(const struct sluice_stream_map *map,
                             const struct sluice_status *status)
{
    return status->reason == SLUICE_CLAIM_EXCEEDS_INPUT && !map->unmet_claim &&
           map->reached >= status->offset;
}

/* Both find the same fault in the same place. A claim may be refused before its bytes are sought, a
 * header by any of its bytes, a reference by its type code. */
static void compare_faults(struct sluice_reading *reading, const struct sluice_status *status)
{
    const struct sluice_stream_map *map = &reading->map;
    const uint64_t before = map->stopped - status->offset;
    if (!sluice_reading_expect(reading, status->reason != SLUICE_OK,
                               "the map refuses what the decoder takes") ||
        !map->has_header) {
        return;
    }
    if (is_beyond_grammar(status->reason)) {
        sluice_reading_expect(reading, map->reached >= status->offset,
                              "the map does not come as far as the decoder");
        return;
    }
    if (is_sum_of_claims(map, status)) {
        return;
    }
    /* TC_EXCEPTION ends what has claimed too much before it. */
    const bool cut = is_cut_short(status->reason);
    const bool unmet = map->unmet_claim && (cut || !map->has_exception);
    sluice_reading_expect(reading, unmet == cut, "the map finds another claim unmet");
    sluice_reading_expect(reading, strstr(map->why, word_of(status->reason)) != NULL,
                          "the map says another reason");
    if (unmet) {
        const bool array = strcmp(status->at, "array.length") == 0 &&
                           claim_at(reading, status->offset) >
                               reading->context->length - status->offset - 4;
        sluice_reading_expect(reading,
                              map->has_exception || (array ? map->unmet_offset == status->offset + 4
                                                           : status->offset <= map->unmet_offset &&
                                                                 map->unmet_offset <= map->stopped),
                              "the map finds a claim unmet elsewhere");
    } else {
        sluice_reading_expect(reading,
                              before == 0 || (before == 1 && status->reason == SLUICE_BAD_HANDLE),
                              "the map is refused elsewhere");
    }
}

/* Where both have read as far, they have counted as much; the decoder counts no array of negative length, and
 * may have tried other readings than the one that the map takes. */
static void compare_counts(struct sluice_reading *reading, const struct sluice_status *status)
{
    const struct sluice_stream_map *map = &reading->map;
    if (map->status != SLUICE_MAP_UNCERTAIN && map->has_header && !map->has_exception &&
        !is_cut_short(status->reason) && !is_beyond_grammar(status->reason) &&
        status->reason != SLUICE_NEGATIVE_LENGTH &&
        (status->reason == SLUICE_OK || !map->guessed)) {
        sluice_reading_expect(reading, map->most.objects == status->objects,
                              "the map counts other objects than the decoder");
        sluice_reading_expect(reading, map->most.elements == status->elements,
                              "the map counts other elements than the decoder");
    }
}

/* What both make of the stream as a whole. */
static void compare_ends(struct sluice_reading *reading, const struct sluice_status *status)
{
    const struct sluice_stream_map *map = &reading->map;
    if (map->status == SLUICE_MAP_MALFORMED) {
        compare_faults(reading, status);
    } else if (map->status == SLUICE_MAP_COMPLETE) {
        sluice_reading_expect(reading,
                              status->reason == SLUICE_OK || is_beyond_grammar(status->reason) ||
                                  map->guessed || map->has_exception,
                              "the map takes what the decoder refuses");
    }
    sluice_reading_expect(reading, (map->status == SLUICE_MAP_COMPLETE) == (map->why == NULL),
                          "the map does not say why");
    if (map->guessed && map->status != SLUICE_MAP_COMPLETE) {
        compare_nothing(reading);
    } else {
        compare_counts(reading, status);
    }
}

bool sluice_reading_check(const struct sluice_judge_context *context,
                          const struct sluice_options *options, struct sluice_text *why)
{
    struct sluice_reading reading = {.context = context, .bytes = context->bytes};
    struct sluice_document *document = NULL;
    struct sluice_status status;
    if (context->length > LONGEST) {
        return true;
    }
    const struct sluice_source source = sluice_source_memory(context->bytes, context->length);
    if (!sluice_stream_map_make(context, &reading.map) ||
        sluice_inspect(&source, options, &document, &status) == SLUICE_OUT_OF_MEMORY) {
        reading.fault = "out of memory for the comparison";
    } else {
        compare_ends(&reading, &status);
        compare_needs(&reading, context->mode == SLUICE_JUDGE_DECODE && context->classes != NULL);
        if (reading.map.status == SLUICE_MAP_COMPLETE && document != NULL &&
            !reading.map.has_exception) {
            reading.document = document;
            reading.most.depth = status.depth;
            compare(&reading);
        }
    }
    sluice_document_free(document);
    sluice_stream_map_free(&reading.map);
    free(reading.tasks);
    free(reading.in_cycle);
    if (reading.fault != NULL) {
        sluice_text_format(why, "the judge and the decoder read the stream differently at %llu: %s",
                           (unsigned long long)reading.at, reading.fault);
    }
    return reading.fault == NULL;
}
