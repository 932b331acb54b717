#include "harness/stream/variants_maker.h"

#include <stdlib.h>
#include <string.h>

#include "rules/stream_map.h"

enum { BASE_HANDLE = 0x7E0000 };

struct sluice_handle_table {
    struct sluice_stream_map map;
    uint32_t *resets; /* how many handles were assigned before each reset */
    /* The layout may lie: a length that is not the real one, raw bytes, an exception that cuts items
       short. Then nobody can tell from it what a reference means. */
    bool unknown;
};

static bool tells_the_truth(const struct sluice_program *program)
{
    for (sluice_node_id id = sluice_program_walk(program, SLUICE_NODE_ROOT, SLUICE_NODE_ROOT);
         id != SLUICE_NODE_NONE; id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        const struct sluice_node *node = sluice_program_peek(program, id);
        if ((node->marks & SLUICE_NODE_CLAIM) != 0 || node->kind == SLUICE_NODE_RAW ||
            node->kind == SLUICE_NODE_EXCEPTION) {
            return false;
        }
    }
    return true;
}

static bool count_resets(struct sluice_handle_table *table)
{
    const struct sluice_stream_map *map = &table->map;
    uint32_t entry = 0;
    table->resets = calloc((size_t)map->resets + 1, sizeof *table->resets);
    for (uint32_t i = 0; table->resets != NULL && i < map->resets; i++) {
        while (entry < map->entry_count && map->entries[entry].start < map->reset_offsets[i]) {
            entry++;
        }
        table->resets[i] = entry;
    }
    return table->resets != NULL;
}

struct sluice_handle_table *sluice_handle_table_make(const struct sluice_variant_maker *maker)
{
    struct sluice_handle_table *table = calloc(1, sizeof *table);
    const struct sluice_judge_context context = {
        .bytes = maker->base->bytes, .length = maker->base->length, .mode = SLUICE_JUDGE_INSPECT};
    if (table == NULL || !sluice_stream_map_make(&context, &table->map) || !count_resets(table)) {
        sluice_handle_table_free(table);
        return NULL;
    }
    table->unknown = table->map.has_exception || !tells_the_truth(maker->program);
    return table;
}

/* True if the item has its handle where `at` stands. Objects get theirs after their descriptor. */
static bool is_assigned(const struct sluice_stream_map *map, const struct sluice_map_entry *entry,
                        uint64_t at)
{
    if (entry->start >= at || entry->kind == SLUICE_MAP_STRING ||
        entry->kind == SLUICE_MAP_DESCRIPTOR) {
        return entry->start < at;
    }
    if (at == entry->start + 1) {
        return false; /* the reference is the descriptor */
    }
    const struct sluice_map_entry *desc = sluice_map_entry_at(map, entry->descriptor);
    return desc == NULL || desc->start != entry->start + 1 || (desc->end != 0 && desc->end <= at);
}

static bool is_open(const struct sluice_map_entry *entry, uint64_t at)
{
    return entry->end == 0 || entry->end > at;
}

static bool ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text);
    const size_t tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* An item that has its handle. */
static enum sluice_variant_handle kind_of(const struct sluice_map_entry *entry,
                                          const struct sluice_layout_row *row, uint64_t at)
{
    const bool class_due = ends_with(row->path, ".class") || ends_with(row->path, ".super");
    const bool string_due = ends_with(row->path, ".type") || ends_with(row->path, ".constant");
    const bool is_class = entry->kind == SLUICE_MAP_DESCRIPTOR;
    if ((class_due && !is_class) || (string_due && entry->kind != SLUICE_MAP_STRING)) {
        return SLUICE_HANDLE_WRONG_KIND;
    }
    if (is_class && !class_due) {
        const bool nobodys = strstr(row->path, ".annotation") != NULL ||
                             strstr(row->path, ".data") != NULL;
        return nobodys ? SLUICE_HANDLE_FITTING : SLUICE_HANDLE_CLASS;
    }
    return is_open(entry, at) ? SLUICE_HANDLE_UNDER_CONSTRUCTION : SLUICE_HANDLE_FITTING;
}

enum sluice_variant_handle sluice_handle_table_ask(const struct sluice_handle_table *table,
                                                   const struct sluice_layout_row *row,
                                                   uint32_t number)
{
    const struct sluice_stream_map *map = &table->map;
    const uint64_t at = row->start - 1;
    const uint32_t index = number - BASE_HANDLE;
    uint32_t round = 0; /* resets before the reference */
    uint32_t most = 0;  /* handles that were assigned between two of them */
    /* A walk that could not tell fields from data has forgotten what it saw. */
    if (table->unknown || map->entry_count == 0 ||
        (map->status != SLUICE_MAP_COMPLETE && map->stopped <= at)) {
        return SLUICE_HANDLE_UNKNOWN;
    }
    uint32_t first = 0;
    for (; round < map->resets && map->reset_offsets[round] < at; round++) {
        const uint32_t count = table->resets[round] - first;
        most = count > most ? count : most;
        first = table->resets[round];
    }
    const uint32_t end = round < map->resets ? table->resets[round] : map->entry_count;
    const bool exists = number >= BASE_HANDLE && index < end - first;
    if (exists && is_assigned(map, &map->entries[first + index], at)) {
        return kind_of(&map->entries[first + index], row, at);
    }
    if (number >= BASE_HANDLE && index < most) {
        return SLUICE_HANDLE_BEFORE_RESET;
    }
    return exists ? SLUICE_HANDLE_FUTURE : SLUICE_HANDLE_UNASSIGNED;
}

void sluice_handle_table_free(struct sluice_handle_table *table)
{
    if (table != NULL) {
        sluice_stream_map_free(&table->map);
        free(table->resets);
        free(table);
    }
}
