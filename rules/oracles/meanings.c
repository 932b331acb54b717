/* DEV-2, DEV-3: what an object that stands holds is of the types that its class means it to be. */
#include "rules/registry.h"

#include "rules/instance.h"
#include "rules/oracles/writing.h"

#include <stdio.h>
#include <string.h>

/* A value of another type than is meant. */
struct misfit {
    bool found;
    uint32_t value;
    const char *what;
    char wanted[128];
};

/* The walk over the places of a stream, with the places of each owner at hand. */
struct places {
    const struct sluice_case *seen;
    uint32_t *first; /* per handle: its first place, in `order`; one more at the end */
    uint32_t *order; /* indexes of edges, by owner, each in the order of the stream */
    const struct sluice_judge_meaning *
        *done; /* per handle: the meaning that it was found to have */
    struct misfit misfit;
    uint64_t count; /* values looked at */
    uint64_t work;
    uint64_t most_work;
};

/* Work per place of the stream; a stream that would cost more is not judged further. */
enum { WORK_PER_PLACE = 64, WORK_FIXED = 65536 };

static bool places_make(struct places *places, const struct sluice_case *seen)
{
    const struct sluice_stream_map *map = &seen->map;
    *places = (struct places){.seen = seen};
    places->most_work = (uint64_t)map->edge_count * WORK_PER_PLACE + WORK_FIXED;
    places->first = sluice_rules_zeros(seen->context->memory, (size_t)map->entry_count + 1,
                                       sizeof *places->first);
    places->order = sluice_rules_zeros(seen->context->memory, map->edge_count,
                                       sizeof *places->order);
    places->done = sluice_rules_zeros(seen->context->memory, map->entry_count,
                                      sizeof(const void *));
    if (places->first == NULL || places->order == NULL || places->done == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < map->edge_count; i++) {
        if (map->edges[i].owner < map->entry_count) {
            places->first[map->edges[i].owner + 2]++;
        }
    }
    for (uint32_t h = 2; h < map->entry_count + 2; h++) {
        places->first[h] += places->first[h - 1];
    }
    for (uint32_t i = 0; i < map->edge_count; i++) {
        if (map->edges[i].owner < map->entry_count) {
            places->order[places->first[map->edges[i].owner + 1]++] = i;
        }
    }
    return true;
}

static void places_free(struct places *places)
{
    sluice_rules_release(places->seen->context->memory, places->first);
    sluice_rules_release(places->seen->context->memory, places->order);
    sluice_rules_release(places->seen->context->memory, (void *)places->done);
}

/* --- one value ---------------------------------------------------------------------------------- */

static void judge_value(struct places *places, uint32_t value, const char *wanted, size_t length,
                        const char *what)
{
    places->work += SLUICE_CHAIN_MAX / 8;
    if (value == SLUICE_MAP_NONE || places->misfit.found) {
        return;
    }
    const enum sluice_instance is = sluice_instance_of(places->seen, value, wanted, length);
    places->count += is != SLUICE_INSTANCE_UNKNOWN;
    if (is == SLUICE_INSTANCE_NO) {
        places->misfit = (struct misfit){.found = true, .value = value, .what = what};
        (void)snprintf(places->misfit.wanted, sizeof places->misfit.wanted, "%.*s", (int)length,
                       wanted);
    }
}

/* --- DEV-2: what containers hold ------------------------------------------------------------------- */

/* A value in the custom data of a class: against the meaning that it has by where it stands. */
static void judge_item(struct places *places, uint32_t value,
                       const struct sluice_judge_meaning *meaning, bool is_value)
{
    const char *wanted = is_value ? meaning->of_values : meaning->of;
    if (wanted != NULL) {
        judge_value(places, value, wanted, strlen(wanted),
                    is_value ? "a value" : "an element or a key");
    }
}

static const struct sluice_judge_class *model_of_level(const struct sluice_case *seen,
                                                       uint32_t level)
{
    return level < seen->map.descriptor_count ? seen->map.descriptors[level].model : NULL;
}

/* The piece of its class that a value of custom data belongs to, if the class keeps that. */
static const struct sluice_judge_piece *piece_of(const struct places *places,
                                                 const struct sluice_map_edge *edge)
{
    const struct sluice_judge_class *model = model_of_level(places->seen, edge->level);
    return edge->needed && edge->piece != SLUICE_MAP_NONE ? &model->pieces[edge->piece] : NULL;
}

/* A value in the custom data of a container. */
static void judge_data(struct places *places, const struct sluice_map_edge *edge,
                       const struct sluice_judge_meaning *meaning)
{
    const struct sluice_judge_piece *piece = piece_of(places, edge);
    if (piece != NULL && piece->kind != SLUICE_PIECE_OBJECT) {
        judge_item(places, edge->value, meaning, edge->second);
    }
}

/* False if not all of what the array of a container holds are its elements, or nobody knows how many are. */
static bool holds_elements_only(struct places *places, const struct sluice_map_edge *edge,
                                const char *count)
{
    const struct sluice_map_entry *array = sluice_map_entry_at(&places->seen->map, edge->value);
    if (array == NULL || array->kind != SLUICE_MAP_ARRAY || count == NULL) {
        return true;
    }
    places->work += places->seen->map.edge_count;
    return sluice_int_field(&places->seen->map, places->seen->context->bytes, edge->owner,
                            edge->level, edge->start, count) == (int64_t)array->length;
}

/* A value in a field of a container: what is inside it, if the field is the one that holds that; else
 * SLUICE_MAP_NONE. A single element is judged at once. */
static uint32_t inside_of(struct places *places, const struct sluice_map_edge *edge,
                          const struct sluice_judge_meaning *meaning)
{
    const struct sluice_judge_class *model = model_of_level(places->seen, edge->level);
    const struct sluice_judge_field *field = places->seen->map.fields[edge->place].model;
    if (model == NULL || field == NULL || !sluice_same_text(field->name, model->items)) {
        return SLUICE_MAP_NONE;
    }
    if (strcmp(field->signature, "Ljava/lang/Object;") == 0) {
        judge_item(places, edge->value, meaning, false);
        return SLUICE_MAP_NONE;
    }
    return holds_elements_only(places, edge, model->item_count) ? edge->value : SLUICE_MAP_NONE;
}

/* What one array or container holds. Returns the one inside it that holds its elements, or
 * SLUICE_MAP_NONE. */
static uint32_t judge_container(struct places *places, uint32_t handle,
                                const struct sluice_judge_meaning *meaning)
{
    uint32_t inside = SLUICE_MAP_NONE;
    for (uint32_t i = places->first[handle]; i < places->first[handle + 1]; i++) {
        const struct sluice_map_edge *edge = &places->seen->map.edges[places->order[i]];
        if (edge->place == SLUICE_MAP_AT_ELEMENT) {
            judge_item(places, edge->value, meaning, false);
        } else if (edge->place == SLUICE_MAP_AT_DATA) {
            judge_data(places, edge, meaning);
        } else if (edge->place < places->seen->map.field_count && inside == SLUICE_MAP_NONE) {
            inside = inside_of(places, edge, meaning);
        }
    }
    return inside;
}

/* What a field holds, through all views. One whose class does not say where its elements are holds
 * nothing that can be judged. */
static void judge_contents(struct places *places, uint32_t handle,
                           const struct sluice_judge_meaning *meaning)
{
    while (handle != SLUICE_MAP_NONE && places->done[handle] != meaning) {
        places->done[handle] = meaning;
        handle = judge_container(places, handle, meaning);
    }
}

static bool is_about_contents(const struct sluice_judge_meaning *meaning)
{
    return meaning->of != NULL || meaning->of_values != NULL;
}

/* The custom data of an object itself. */
static void judge_own_data(struct places *places, uint32_t owner,
                           void (*judge)(struct places *, const struct sluice_map_edge *,
                                         const struct sluice_judge_piece *))
{
    for (uint32_t i = places->first[owner]; i < places->first[owner + 1]; i++) {
        const struct sluice_map_edge *edge = &places->seen->map.edges[places->order[i]];
        const struct sluice_judge_piece *piece = edge->place == SLUICE_MAP_AT_DATA
                                                     ? piece_of(places, edge)
                                                     : NULL;
        if (piece != NULL) {
            judge(places, edge, piece);
        }
    }
}

static void judge_elements_of_piece(struct places *places, const struct sluice_map_edge *edge,
                                    const struct sluice_judge_piece *piece)
{
    if (piece->kind != SLUICE_PIECE_OBJECT) {
        judge_item(places, edge->value, &piece->meant, edge->second);
    } else if (is_about_contents(&piece->meant)) {
        judge_contents(places, edge->value, &piece->meant);
    }
}

static void judge_elements_of_field(struct places *places, const struct sluice_map_edge *edge,
                                    const struct sluice_judge_field *field)
{
    if (is_about_contents(&field->meant)) {
        judge_contents(places, edge->value, &field->meant);
    }
}

/* --- DEV-3: what fields are ------------------------------------------------------------------------ */

/* The class of a type as in a stream, as Class.getName() gives it: "Ljava/util/Date;", "[I". */
static void judge_signature(struct places *places, uint32_t value, const char *signature)
{
    char name[256];
    size_t length = strlen(signature);
    if (length >= sizeof name || length < 2) {
        return;
    }
    for (size_t i = 0; i < length; i++) {
        name[i] = signature[i] == '/' ? '.' : signature[i];
    }
    const bool is_class = signature[0] == 'L';
    judge_value(places, value, name + is_class, length - (is_class ? 2 : 0),
                "the value of a field");
}

static void judge_holds(struct places *places, uint32_t value,
                        const struct sluice_judge_meaning *meaning)
{
    if (meaning->holds != NULL) {
        judge_value(places, value, meaning->holds, strlen(meaning->holds), "the value of a field");
    }
}

static void judge_type_of_field(struct places *places, const struct sluice_map_edge *edge,
                                const struct sluice_judge_field *field)
{
    judge_signature(places, edge->value, field->signature);
    judge_holds(places, edge->value, &field->meant);
}

static void judge_type_of_piece(struct places *places, const struct sluice_map_edge *edge,
                                const struct sluice_judge_piece *piece)
{
    if (piece->kind == SLUICE_PIECE_OBJECT) {
        judge_holds(places, edge->value, &piece->meant);
    }
}

/* --- all places of a stream ------------------------------------------------------------------------ */

struct judges {
    const char *what;
    void (*field)(struct places *, const struct sluice_map_edge *,
                  const struct sluice_judge_field *);
    void (*piece)(struct places *, const struct sluice_map_edge *,
                  const struct sluice_judge_piece *);
};

static bool is_built_by_its_class(const struct sluice_case *seen, uint32_t handle)
{
    const struct sluice_map_entry *entry = &seen->map.entries[handle];
    const struct sluice_map_descriptor *descriptor = sluice_map_descriptor_of(&seen->map, entry);
    return entry->kind == SLUICE_MAP_OBJECT && entry->needed && descriptor != NULL &&
           descriptor->model != NULL &&
           (descriptor->model->ground == SLUICE_GROUND_ATOMIC ||
            descriptor->model->ground == SLUICE_GROUND_PERMITTED);
}

static bool goes_on(const struct places *places)
{
    return !places->misfit.found && places->work <= places->most_work;
}

static void judge_places(struct places *places, const struct judges *judges)
{
    const struct sluice_stream_map *map = &places->seen->map;
    for (uint32_t i = 0; i < map->edge_count && goes_on(places); i++) {
        const struct sluice_map_edge *edge = &map->edges[i];
        if (edge->needed && edge->place < map->field_count &&
            is_built_by_its_class(places->seen, edge->owner)) {
            judges->field(places, edge, map->fields[edge->place].model);
        }
    }
    for (uint32_t h = 0; h < map->entry_count && goes_on(places); h++) {
        if (is_built_by_its_class(places->seen, h)) {
            judge_own_data(places, h, judges->piece);
        }
    }
}

/* A stream that is refused for another reason shows nothing; one that had to be refused does. */
static void conclude(const struct places *places, struct sluice_judged *out, const char *what)
{
    const struct sluice_case *seen = places->seen;
    const struct misfit *misfit = &places->misfit;
    if (misfit->found && sluice_case_accepted(seen)) {
        sluice_violated(out, seen->map.entries[misfit->value].start,
                        "accepted, though handle %u, %s, is no %s", misfit->value, misfit->what,
                        misfit->wanted);
    } else if (misfit->found) {
        sluice_held(out, "refused: handle %u, %s, is no %s", misfit->value, misfit->what,
                    misfit->wanted);
    } else if (sluice_case_accepted(seen)) {
        sluice_conclude(seen, out, 0, places->count, what);
    } else {
        sluice_not_applicable(out, "refused, and not for the type of a value");
    }
}

static void judge_meanings(const struct sluice_case *seen, struct sluice_judged *out,
                           const struct judges *judges)
{
    if (!sluice_case_decided(seen)) {
        sluice_not_applicable(out, "the stream does not show what its objects hold");
        return;
    }
    struct places places;
    if (!places_make(&places, seen)) {
        sluice_not_applicable(out, "no memory for the places of the stream");
    } else {
        judge_places(&places, judges);
        conclude(&places, out, judges->what);
    }
    places_free(&places);
}

SLUICE_ORACLE(sluice_oracle_element_types)
{
    static const struct judges judges = {"elements, keys and values whose type is meant",
                                         judge_elements_of_field, judge_elements_of_piece};
    judge_meanings(seen, out, &judges);
}

SLUICE_ORACLE(sluice_oracle_field_types)
{
    static const struct judges judges = {"fields of atomic objects", judge_type_of_field,
                                         judge_type_of_piece};
    judge_meanings(seen, out, &judges);
}
