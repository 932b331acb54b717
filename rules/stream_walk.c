#include "rules/stream_walk.h"

#include "rules/memory.h"

const struct sluice_map_edge sluice_walk_nowhere = {
    .owner = SLUICE_MAP_NONE, .place = SLUICE_MAP_AT_ANNOTATION, .level = SLUICE_MAP_NONE};

/* --- growing tables --------------------------------------------------------------------------- */

/* `table` with room for one more; the same table, and the walk stopped, when memory ran out. */
void *sluice_walk_grown(struct sluice_walker *walker, void *table, uint32_t count,
                        uint32_t *capacity, size_t size)
{
    if (count < *capacity) {
        return table;
    }
    const uint32_t wanted = *capacity * 2 + 4;
    void *larger = sluice_rules_resize(walker->context->memory, table, wanted * size);
    if (larger == NULL) {
        walker->no_memory = true;
        walker->stopped = true;
        return table;
    }
    *capacity = wanted;
    return larger;
}

/* --- ending the walk -------------------------------------------------------------------------- */

void sluice_walk_stop(struct sluice_walker *walker, enum sluice_map_status status, const char *why)
{
    walker->stopped = true;
    walker->map->status = status;
    walker->map->why = why;
    walker->map->stopped = walker->at;
    sluice_walk_raise(&walker->map->reached, walker->at);
}

void sluice_walk_malformed(struct sluice_walker *walker, const char *why)
{
    sluice_walk_stop(walker, walker->map->guessed ? SLUICE_MAP_UNCERTAIN : SLUICE_MAP_MALFORMED,
                     why);
}

void sluice_walk_malformed_at(struct sluice_walker *walker, uint64_t offset, const char *why)
{
    if (!walker->stopped) {
        sluice_walk_raise(&walker->map->reached, walker->at);
        walker->at = offset;
        sluice_walk_malformed(walker, why);
    }
}

void sluice_walk_uncertain(struct sluice_walker *walker, const char *why)
{
    sluice_walk_stop(walker, SLUICE_MAP_UNCERTAIN, why);
}

/* --- bytes ------------------------------------------------------------------------------------ */

/* The next `count` bytes, passed; NULL when they are not there. */
const uint8_t *sluice_walk_take(struct sluice_walker *walker, uint64_t count)
{
    if (walker->stopped) {
        return NULL;
    }
    if (count > sluice_walk_remaining(walker)) {
        if (!walker->map->unmet_claim) {
            walker->map->unmet_claim = true;
            walker->map->unmet_offset = walker->at;
        }
        sluice_walk_malformed(walker, "the bytes end inside an element");
        return NULL;
    }
    const uint8_t *bytes = walker->context->bytes + walker->at;
    walker->at += count;
    return bytes;
}

uint64_t sluice_walk_take_number(struct sluice_walker *walker, unsigned bytes)
{
    const uint8_t *from = sluice_walk_take(walker, bytes);
    uint64_t number = 0;
    for (unsigned i = 0; from != NULL && i < bytes; i++) {
        number = number << 8 | from[i];
    }
    return number;
}

/* Bytes behind the first one of a character; 3 for what begins none. */
static unsigned tail_of(uint8_t first)
{
    static const uint8_t tails[16] = {[8] = 3, 3, 3, 3, 1, 1, 2, 3};
    return tails[first >> 4];
}

bool sluice_map_is_text(const uint8_t *bytes, uint64_t length)
{
    const uint8_t *const end = bytes + length;
    bool good = true;
    while (good && bytes < end) {
        const unsigned tail = tail_of(*bytes++);
        good = tail < 3 && (uint64_t)(end - bytes) >= tail;
        for (unsigned i = 0; good && i < tail; i++) {
            good = (*bytes++ & 0xC0) == 0x80;
        }
    }
    return good;
}

bool sluice_walk_text(struct sluice_walker *walker, uint64_t offset, uint64_t length,
                      uint64_t whole)
{
    const bool good = sluice_map_is_text(walker->context->bytes + offset, length);
    if (!good) {
        sluice_walk_malformed_at(walker, whole, "text that is no modified UTF-8");
    }
    return good;
}

void sluice_walk_raise(uint64_t *most, uint64_t value)
{
    if (value > *most) {
        *most = value;
    }
}

/* --- handles, edges, frames ------------------------------------------------------------------- */

uint32_t sluice_walk_assign(struct sluice_walker *walker, enum sluice_map_kind kind, uint64_t start,
                            bool needed)
{
    struct sluice_stream_map *map = walker->map;
    if (!GROW(walker, map->entries, map->entry_count, map->entry_capacity)) {
        return SLUICE_MAP_NONE;
    }
    map->entries[map->entry_count] = (struct sluice_map_entry){
        .kind = kind,
        .needed = needed,
        .descriptor = SLUICE_MAP_NONE,
        .start = start,
        .order = SLUICE_MAP_NONE,
    };
    sluice_walk_raise(&map->most.objects, (uint64_t)map->entry_count + 1 - walker->counted_base);
    return map->entry_count++;
}

/* Notes that `value` stands in the place `edge`. */
void sluice_walk_add_edge(struct sluice_walker *walker, struct sluice_map_edge edge, uint32_t value)
{
    struct sluice_stream_map *map = walker->map;
    if (edge.place != SLUICE_MAP_AT_ANNOTATION &&
        GROW(walker, map->edges, map->edge_count, map->edge_capacity)) {
        edge.value = value;
        map->edges[map->edge_count++] = edge;
    }
}

void sluice_walk_add_null(struct sluice_walker *walker, struct sluice_map_edge edge)
{
    if (edge.place != SLUICE_MAP_AT_ELEMENT && edge.place != SLUICE_MAP_AT_TOP) {
        sluice_walk_add_edge(walker, edge, SLUICE_MAP_NONE);
    }
}

void sluice_walk_add_mark(struct sluice_walker *walker, struct sluice_map_mark mark)
{
    struct sluice_stream_map *map = walker->map;
    if (GROW(walker, map->marks, map->mark_count, map->mark_capacity)) {
        mark.end = walker->at;
        map->marks[map->mark_count++] = mark;
    }
}

/* A descriptor that is due may turn out to be a reference. */
static bool is_element(enum sluice_walk_state state)
{
    return state == CLASS_BODY || state == ARRAY_BODY || state == ENUM_BODY ||
           state == OBJECT_BODY || state == EXCEPTION_BODY;
}

void sluice_walk_push(struct sluice_walker *walker, struct sluice_walk_frame frame)
{
    frame.depth = (walker->frame_count > 0 ? walker->frames[walker->frame_count - 1].depth : 0) +
                  (is_element(frame.state) ? 1 : 0);
    sluice_walk_raise(&walker->map->most.depth, frame.depth);
    if (GROW(walker, walker->frames, walker->frame_count, walker->frame_capacity)) {
        walker->frames[walker->frame_count++] = frame;
    }
}

void sluice_walk_push_descriptor(struct sluice_walker *walker)
{
    sluice_walk_push(walker, (struct sluice_walk_frame){.state = DESCRIPTOR,
                                                        .edge = sluice_walk_nowhere,
                                                        .handle = SLUICE_MAP_NONE,
                                                        .start = walker->at});
}

void sluice_walk_finish_handle(struct sluice_walker *walker, uint32_t handle)
{
    if (handle != SLUICE_MAP_NONE) {
        walker->map->entries[handle].end = walker->at;
    }
}

void sluice_walk_forget_handles(struct sluice_walker *walker)
{
    walker->epoch_base = walker->map->entry_count;
}

void sluice_walk_forget_counters(struct sluice_walker *walker)
{
    walker->counted_base = walker->map->entry_count;
    walker->epoch_elements = 0;
}

/* --- strings, references, block data ---------------------------------------------------------- */

/* The characters behind a string's type code, which has been taken. */
bool sluice_walk_take_string(struct sluice_walker *walker, uint8_t code)
{
    const uint64_t start = walker->at - 1;
    const uint64_t length = sluice_walk_take_number(walker, code == TC_STRING ? 2 : 8);
    if (length > INT64_MAX) {
        sluice_walk_uncertain(walker, "a negative string length");
    }
    const uint64_t text = walker->at;
    if (sluice_walk_take(walker, length) == NULL || !sluice_walk_text(walker, text, length, text)) {
        return false;
    }
    sluice_walk_raise(&walker->map->most.string_bytes, length);
    const uint32_t handle = sluice_walk_assign(walker, SLUICE_MAP_STRING, start, false);
    sluice_walk_finish_handle(walker, handle);
    return handle != SLUICE_MAP_NONE;
}

/* A handle of this epoch; SLUICE_MAP_NONE when the walk ended. */
uint32_t sluice_walk_take_reference(struct sluice_walker *walker)
{
    const uint64_t wire = sluice_walk_take_number(walker, 4);
    const uint64_t assigned = walker->map->entry_count - walker->epoch_base;
    if (walker->stopped) {
        return SLUICE_MAP_NONE;
    }
    if (wire < FIRST_HANDLE || wire - FIRST_HANDLE >= assigned) {
        walker->at -= 4;
        sluice_walk_malformed(walker, "a reference to a handle never assigned");
        return SLUICE_MAP_NONE;
    }
    const uint32_t handle = walker->epoch_base + (uint32_t)(wire - FIRST_HANDLE);
    sluice_walk_add_mark(walker, (struct sluice_map_mark){.kind = SLUICE_MAP_MARK_REFERENCE,
                                                          .handle = handle,
                                                          .start = walker->at - 5});
    return handle;
}

/* True for a reference of an object to itself where that is a way to say null. */
static bool means_null(const struct sluice_walker *walker, const struct sluice_map_edge *edge,
                       uint32_t handle)
{
    const struct sluice_stream_map *map = walker->map;
    return handle == edge->owner && edge->place < map->field_count &&
           map->fields[edge->place].model != NULL && map->fields[edge->place].model->self_is_null;
}

void sluice_walk_read_reference(struct sluice_walker *walker, struct sluice_map_edge edge)
{
    struct sluice_stream_map *map = walker->map;
    const uint64_t start = walker->at - 1;
    const uint32_t handle = sluice_walk_take_reference(walker);
    if (handle == SLUICE_MAP_NONE) {
        return;
    }
    if (means_null(walker, &edge, handle)) {
        sluice_walk_add_null(walker, edge);
        return;
    }
    struct sluice_map_entry *entry = &map->entries[handle];
    entry->in_cycle = entry->in_cycle || entry->end == 0;
    if (entry->end == 0 && edge.needed && !map->open_reference) {
        map->open_reference = true;
        map->open_reference_offset = start;
        map->open_reference_handle = handle;
    }
    sluice_walk_add_edge(walker, edge, handle);
}

uint64_t sluice_walk_read_blocks(struct sluice_walker *walker, uint8_t code)
{
    const uint64_t start = walker->at - 1;
    const uint64_t length = sluice_walk_take_number(walker, code == TC_BLOCKDATA ? 1 : 4);
    if (length > INT32_MAX) {
        walker->at -= 4;
        sluice_walk_malformed(walker, "a negative block length");
    }
    const uint64_t content = walker->at;
    if (sluice_walk_take(walker, length) == NULL) {
        return 0;
    }
    sluice_walk_raise(&walker->map->most.block_bytes, length);
    sluice_walk_add_mark(walker, (struct sluice_map_mark){.kind = SLUICE_MAP_MARK_BLOCK,
                                                          .start = start,
                                                          .content = content});
    return length;
}
