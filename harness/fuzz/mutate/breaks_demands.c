/* Objects of well-known classes that break what their classes demand: DEV-1, DEV-2, DEV-10. What they demand is in
 * demands.txt, not asked of the decoder's own models, so that a demand that is lost there is missed here. */
#include "harness/fuzz/mutate/breaks.h"

#include "harness/fuzz/mutate/demands_text.h"
#include "harness/stream/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- demands --------------------------------------------------------------------------------------------------- */

enum kind { NEEDS, NOT_NULL, LEAST, MOST, DISTINCT, ASCENDING, ELEMENT, KEY, VALUE, KINDS };

static const char *const words[KINDS] = {"needs",     "not-null", "least", "most", "distinct",
                                         "ascending", "element",  "key",   "value"};

enum { MOST_DEMANDS = 640, MEMBER_SIZE = 48 };

struct demand {
    struct sluice_bytes class_name; /* in the text */
    enum kind kind;
    char member[MEMBER_SIZE];
    int64_t number;
};

static struct demand demands[MOST_DEMANDS];
static uint32_t demand_count;

/* "kind:member" or "kind:member=number". */
static void add_demand(struct sluice_bytes class_name, const char *word, size_t length)
{
    char text[2 * MEMBER_SIZE];
    if (demand_count == MOST_DEMANDS || length >= sizeof text) {
        return;
    }
    memcpy(text, word, length);
    text[length] = '\0';
    char *member = strchr(text, ':');
    for (enum kind kind = 0; member != NULL && kind < KINDS; kind++) {
        const size_t size = (size_t)(member - text);
        if (strlen(words[kind]) == size && memcmp(words[kind], text, size) == 0) {
            struct demand *demand = &demands[demand_count++];
            char *number = strchr(member, '=');
            *demand = (struct demand){.class_name = class_name, .kind = kind};
            if (number != NULL) {
                demand->number = strtoll(number + 1, NULL, 10);
                *number = '\0';
            }
            (void)snprintf(demand->member, sizeof demand->member, "%.47s", member + 1);
        }
    }
}

/* Once, when they are first wanted. */
static void read_demands(void)
{
    const char *at = sluice_fuzz_demands_text;
    while (demand_count == 0 || *at != '\0') {
        const size_t line = strcspn(at, "\n");
        const size_t name = strcspn(at, " \n");
        size_t word = name;
        while (at[0] != '#' && word < line) {
            const size_t length = strcspn(at + word + 1, " \n");
            add_demand((struct sluice_bytes){(const uint8_t *)at, name}, at + word + 1, length);
            word += 1 + length;
        }
        at += line + (at[line] == '\n');
        if (*at == '\0') {
            return;
        }
    }
}

/* --- what was chosen ---------------------------------------------------------------------------------------------- */

static struct {
    const struct demand *demand;
    const struct sluice_class_model *model;
} chosen;

/* The class as the decoder brings it: a policy's own of that name may demand anything. */
static const struct sluice_class_model *model_of(const struct sluice_mutation *mutation,
                                                 const struct demand *demand)
{
    const size_t index = sluice_kin_find(mutation->kin, demand->class_name);
    return index >= mutation->kin->own && index < mutation->class_count &&
                   sluice_model_is_built(&mutation->classes[index])
               ? &mutation->classes[index]
               : NULL;
}

static bool prepare(struct sluice_mutation *mutation, sluice_node_id id, enum kind first,
                    enum kind last)
{
    if (demand_count == 0) {
        read_demands();
    }
    uint32_t seen = 0;
    chosen.model = NULL;
    for (uint32_t i = 0; i < demand_count; i++) {
        const struct sluice_class_model *model = demands[i].kind >= first && demands[i].kind <= last
                                                     ? model_of(mutation, &demands[i])
                                                     : NULL;
        if (model != NULL && sluice_random_one_in(&mutation->random, ++seen)) {
            chosen.demand = &demands[i];
            chosen.model = model;
        }
    }
    if (chosen.model != NULL) {
        sluice_make_model(mutation, id, chosen.model);
    }
    return chosen.model != NULL;
}

static bool prepare_needs(struct sluice_mutation *mutation, sluice_node_id id)
{
    return prepare(mutation, id, NEEDS, NEEDS);
}

static bool prepare_values(struct sluice_mutation *mutation, sluice_node_id id)
{
    return prepare(mutation, id, NOT_NULL, MOST);
}

static bool prepare_contents(struct sluice_mutation *mutation, sluice_node_id id)
{
    return prepare(mutation, id, DISTINCT, VALUE);
}

/* --- fields and pieces ----------------------------------------------------------------------------------------------- */

/* The data of the class itself: the last level. */
static sluice_node_id own_level(const struct sluice_mutation *mutation, sluice_node_id id)
{
    const struct sluice_node *object = sluice_program_peek(mutation->program, id);
    return object->kind == SLUICE_NODE_OBJECT ? object->last : SLUICE_NODE_NONE;
}

static bool spoil_needs(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_node_id field;
    sluice_node_id value;
    if (!sluice_break_find_field(mutation, id, chosen.demand->member, &field, &value)) {
        return false;
    }
    sluice_at(mutation, sluice_child(mutation->program, id, SLUICE_ROLE_DESC))->marks = 0;
    sluice_program_detach(mutation->program, field);
    sluice_program_detach(mutation->program, value);
    return true;
}

/* The number that stands for a piece: those before the first list are parts of blocks, in the order of the layout. */
static sluice_node_id find_piece(const struct sluice_mutation *mutation, sluice_node_id id)
{
    const struct sluice_class_model *model = chosen.model;
    uint32_t skip = 0;
    size_t i = 0;
    while (i < model->layout_count && (model->layout[i].kind == SLUICE_LAYOUT_PRIMITIVE) &&
           (model->layout[i].name == NULL ||
            strcmp(model->layout[i].name, chosen.demand->member) != 0)) {
        skip++;
        i++;
    }
    const sluice_node_id level = own_level(mutation, id);
    if (i == model->layout_count || model->layout[i].kind != SLUICE_LAYOUT_PRIMITIVE ||
        level == SLUICE_NODE_NONE) {
        return SLUICE_NODE_NONE;
    }
    const sluice_node_id block = sluice_child(mutation->program, level, SLUICE_ROLE_DATA);
    sluice_node_id part = block != SLUICE_NODE_NONE
                              ? sluice_child(mutation->program, block, SLUICE_ROLE_PART)
                              : SLUICE_NODE_NONE;
    while (part != SLUICE_NODE_NONE && skip-- > 0) {
        part = sluice_at(mutation, part)->next;
    }
    return part;
}

static bool spoil_values(struct sluice_mutation *mutation, sluice_node_id id)
{
    uint8_t bytes[SLUICE_STREAM_VALUE_MAX];
    sluice_node_id field;
    sluice_node_id value;
    if (!sluice_break_find_field(mutation, id, chosen.demand->member, &field, &value)) {
        value = find_piece(mutation, id);
    }
    if (value == SLUICE_NODE_NONE) {
        return false;
    }
    if (chosen.demand->kind == NOT_NULL) {
        if (!sluice_is_value(mutation->program, value)) {
            return false;
        }
        sluice_clear(mutation, value);
        return true;
    }
    const size_t size = sluice_stream_value_size(sluice_at(mutation, value)->code);
    if (sluice_at(mutation, value)->kind != SLUICE_NODE_VALUES || size == 0) {
        return false;
    }
    const int64_t number = chosen.demand->number + (chosen.demand->kind == LEAST ? -1 : 1);
    sluice_stream_value_put(bytes, (uint64_t)number, size);
    sluice_put_bytes(mutation, value, bytes, size);
    return true;
}

/* --- elements, keys and values ------------------------------------------------------------------------------------------ */

/* The item of that number in the list that ends the class's data; NONE: there are not so many. */
static sluice_node_id find_item(struct sluice_mutation *mutation, sluice_node_id id,
                                uint32_t number)
{
    const struct sluice_class_model *model = chosen.model;
    const sluice_node_id level = own_level(mutation, id);
    for (size_t i = 0; i < model->layout_count; i++) {
        number += model->layout[i].kind == SLUICE_LAYOUT_OBJECT;
        if (model->layout[i].kind == SLUICE_LAYOUT_OBJECTS ||
            model->layout[i].kind == SLUICE_LAYOUT_PAIRS) {
            break;
        }
    }
    sluice_node_id at = level != SLUICE_NODE_NONE
                            ? sluice_child(mutation->program, level, SLUICE_ROLE_DATA)
                            : SLUICE_NODE_NONE;
    while (at != SLUICE_NODE_NONE && (!sluice_is_value(mutation->program, at) || number-- > 0)) {
        at = sluice_at(mutation, at)->next;
    }
    /* What is a null already ends a list, or stands behind it. */
    return at != SLUICE_NODE_NONE && sluice_at(mutation, at)->kind != SLUICE_NODE_NULL
               ? at
               : SLUICE_NODE_NONE;
}

/* By no comparator, so that texts stand in the order of their letters. */
static void forget_comparator(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_node_id field;
    sluice_node_id value;
    if (sluice_break_find_field(mutation, id, "comparator", &field, &value)) {
        sluice_clear(mutation, value);
    }
    const sluice_node_id level = own_level(mutation, id);
    const sluice_node_id first = sluice_child(mutation->program, level, SLUICE_ROLE_DATA);
    if (chosen.model->layout[0].kind == SLUICE_LAYOUT_OBJECT && first != SLUICE_NODE_NONE &&
        sluice_is_value(mutation->program, first)) {
        sluice_clear(mutation, first);
    }
}

/* A null in the place of an item ends the list. */
static bool ends_with_null(void)
{
    bool ends = false;
    for (size_t i = 0; i < chosen.model->layout_count; i++) {
        ends = ends || chosen.model->layout[i].until_null;
    }
    return ends;
}

static bool holds_pairs(void)
{
    bool pairs = false;
    for (size_t i = 0; i < chosen.model->layout_count; i++) {
        pairs = pairs || chosen.model->layout[i].kind == SLUICE_LAYOUT_PAIRS;
    }
    return pairs;
}

static bool spoil_contents(struct sluice_mutation *mutation, sluice_node_id id)
{
    const enum kind kind = chosen.demand->kind;
    if (kind == ELEMENT || kind == KEY || kind == VALUE) {
        const sluice_node_id item = find_item(mutation, id, kind == VALUE ? 1 : 0);
        if (item == SLUICE_NODE_NONE || (kind != VALUE && ends_with_null())) {
            return false;
        }
        sluice_clear(mutation, item);
        return true;
    }
    const sluice_node_id one = find_item(mutation, id, 0);
    const sluice_node_id other = find_item(mutation, id, holds_pairs() ? 2 : 1);
    if (one == SLUICE_NODE_NONE || other == SLUICE_NODE_NONE) {
        return false;
    }
    if (kind == ASCENDING) {
        forget_comparator(mutation, id);
    }
    sluice_break_string(mutation, one, "b", 1);
    sluice_break_string(mutation, other, kind == ASCENDING ? "a" : "b", 1);
    return true;
}

/* --- the list ---------------------------------------------------------------------------------------------------------- */

/* clang-format off */
#define DECODE true, false
/* One value may break several demands, and which is looked at first is not said. */
#define ANY_DEMAND {SLUICE_BROKEN_RANGE, SLUICE_BROKEN_RELATION, SLUICE_BROKEN_SIZE, SLUICE_BROKEN_ONE_OF, \
                    SLUICE_BROKEN_NULL, SLUICE_BROKEN_TYPE, SLUICE_CHECK_FAILED, SLUICE_BROKEN_DUPLICATE, \
                    SLUICE_BROKEN_ORDER}
static const struct sluice_break breaks[] = {
    {"DEV-10", "demand-needs", DECODE, prepare_needs, spoil_needs, {SLUICE_FIELD_MISSING}},
    {"DEV-1", "demand-values", DECODE, prepare_values, spoil_values, ANY_DEMAND},
    {"DEV-2", "demand-contents", DECODE, prepare_contents, spoil_contents, ANY_DEMAND},
};
/* clang-format on */

const struct sluice_breaks sluice_breaks_of_demands = {breaks, sizeof breaks / sizeof breaks[0]};
