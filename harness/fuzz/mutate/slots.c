#include "harness/fuzz/mutate/slots.h"

#include <math.h>
#include <string.h>

/* Lists are short, so that many fit into an input; now and then one is not. */
enum { FEW_ITEMS = 3, MANY_ITEMS = 24 };

/* Now and then there are many items, of a few things. */
enum { CROWD = 80, MOST_CROWD = 3 };

static const double largest = 1 << 20;

/* --- what there is ----------------------------------------------------------------------------------- */

static struct sluice_bytes class_of_signature(const char *signature)
{
    struct sluice_bytes name = sluice_text_bytes(signature);
    if (signature[0] == 'L' && name.length > 2) {
        name.data++;
        name.length -= 2;
    }
    return name;
}

static struct sluice_slot *add(struct sluice_slots *slots, const char *name, char type)
{
    static struct sluice_slot full;
    slots->is_cut = slots->is_cut || slots->count == SLUICE_SLOTS;
    struct sluice_slot *slot = slots->is_cut ? &full : &slots->list[slots->count++];
    *slot = (struct sluice_slot){.name = name, .type = type, .number = slots->ordinal};
    return slot;
}

/* Around what tables and runs of bits hold: just full, or not any more. */
static uint32_t some_size(struct sluice_mutation *mutation)
{
    static const uint8_t small[] = {3, 6, 7, 12, 13, 16, 24, 25};
    static const uint8_t large[] = {31, 32, 33, 34, 40, 48, 49, 63, 64, 65};
    const uint32_t roll = sluice_random_below(&mutation->random, 48);
    if (roll == 0) {
        return large[sluice_random_below(&mutation->random, sizeof large)];
    }
    if (roll < 5) {
        return small[sluice_random_below(&mutation->random, sizeof small)];
    }
    return sluice_random_below(&mutation->random, roll < 8 ? MANY_ITEMS : FEW_ITEMS);
}

static const struct sluice_models_declared *declared(const struct sluice_mutation *mutation,
                                                     const struct sluice_class_model *model)
{
    return &mutation->kin->declared[model - mutation->classes];
}

/* The number that a type makes of another one. */
static int64_t fit(char type, int64_t number)
{
    switch (type) {
    case 'B':
        return (int8_t)number;
    case 'S':
        return (int16_t)number;
    case 'C':
        return (uint16_t)number;
    case 'I':
        return (int32_t)number;
    case 'Z':
        return number & 1;
    default:
        return number;
    }
}

/* Any number instead of the plain one, now and then: whether the class allows it is settled later. */
static void vary(struct sluice_slot *slot, struct sluice_mutation *mutation)
{
    static const double floats[] = {1,    -1,    -0.0,     0.5,       0.75, 1e-45,
                                    1e30, -1e30, INFINITY, -INFINITY, NAN};
    enum { FLOATS = sizeof floats / sizeof floats[0] };
    if (strchr("BCDFIJSZ", slot->type) != NULL && sluice_random_one_in(&mutation->random, 4)) {
        slot->number = fit(slot->type, sluice_some_number(mutation, slot->type));
        slot->floating = floats[sluice_random_below(&mutation->random, FLOATS)];
    }
}

/* What a member is meant to hold is most often in it. */
static void mean(struct sluice_slot *slot, struct sluice_mutation *mutation,
                 const struct sluice_models_meaning *meaning)
{
    if (meaning == NULL || sluice_random_one_in(&mutation->random, 16)) {
        return;
    }
    if (meaning->holds != NULL) {
        slot->what = sluice_text_bytes(meaning->holds);
    }
    if (meaning->of != NULL) {
        slot->of = sluice_text_bytes(meaning->of);
    }
    if (meaning->of_values != NULL) {
        slot->of_values = sluice_text_bytes(meaning->of_values);
    }
    slot->same_as = meaning->same_as;
}

static void add_fields(struct sluice_slots *slots, struct sluice_mutation *mutation,
                       const struct sluice_class_model *model)
{
    const struct sluice_models_meaning *meanings = declared(mutation, model)->fields;
    if (model->form != SLUICE_FORM_FIELDS && model->form != SLUICE_FORM_BOTH) {
        return;
    }
    for (size_t i = 0; i < model->field_count; i++) {
        const struct sluice_field_model *field = &model->fields[i];
        struct sluice_slot *slot = add(slots, field->name, field->signature[0]);
        slot->what = class_of_signature(field->signature);
        slot->number += field->default_integer;
        slot->floating = field->default_floating;
        slot->size = some_size(mutation);
        vary(slot, mutation);
        mean(slot, mutation, meanings != NULL ? &meanings[i] : NULL);
    }
}

static void add_pieces(struct sluice_slots *slots, struct sluice_mutation *mutation,
                       const struct sluice_class_model *model)
{
    const struct sluice_models_meaning *meanings = declared(mutation, model)->pieces;
    for (size_t i = 0; i < model->layout_count; i++) {
        const struct sluice_layout_item *piece = &model->layout[i];
        char type = piece->type;
        switch (piece->kind) {
        case SLUICE_LAYOUT_PRIMITIVE:
            break;
        case SLUICE_LAYOUT_UTF:
            type = 'U';
            break;
        case SLUICE_LAYOUT_OBJECT:
            type = 'L';
            break;
        case SLUICE_LAYOUT_OBJECTS:
            type = 'O';
            break;
        case SLUICE_LAYOUT_PAIRS:
            type = 'P';
            break;
        }
        struct sluice_slot *slot = add(slots, piece->name, type);
        slot->crowd = sluice_random_one_in(&mutation->random, 40)
                          ? 1 + sluice_random_below(&mutation->random, MOST_CROWD)
                          : 0;
        slot->size = slot->crowd > 0 ? CROWD + sluice_random_below(&mutation->random, CROWD)
                                     : some_size(mutation);
        slot->until_null = piece->until_null;
        vary(slot, mutation);
        mean(slot, mutation, meanings != NULL ? &meanings[i] : NULL);
    }
}

static void add_levels(struct sluice_slots *slots, struct sluice_mutation *mutation,
                       const struct sluice_class_model *model)
{
    const struct sluice_class_model *chain[SLUICE_SLOT_LEVELS];
    size_t count = 0;
    while (model != NULL && count < SLUICE_SLOT_LEVELS) {
        chain[count++] = model;
        model = model->parent != NULL && model->form != SLUICE_FORM_EXTERNAL
                    ? sluice_model_named(mutation, sluice_text_bytes(model->parent))
                    : NULL;
    }
    slots->count = 0;
    slots->is_cut = model != NULL;
    slots->level_count = count;
    for (size_t i = 0; i < count; i++) {
        struct sluice_slot_level *level = &slots->levels[i];
        level->model = chain[count - 1 - i];
        level->fields = slots->count;
        add_fields(slots, mutation, level->model);
        level->pieces = slots->count;
        add_pieces(slots, mutation, level->model);
        level->end = slots->count;
    }
    mutation->failed = mutation->failed || slots->is_cut;
}

/* --- what it shall be ---------------------------------------------------------------------------------- */

struct sluice_slot *sluice_slots_find(struct sluice_slots *slots,
                                      const struct sluice_slot_level *level, const char *name)
{
    for (size_t i = level->end; name != NULL && i > 0; i--) {
        struct sluice_slot *slot = &slots->list[i - 1];
        if (slot->name != NULL && strcmp(slot->name, name) == 0) {
            return slot;
        }
    }
    return NULL;
}

static bool is_floating(const struct sluice_slot *slot)
{
    return slot->type == 'D' || slot->type == 'F';
}

static bool is_integer(const struct sluice_slot *slot)
{
    return strchr("BCIJSZ", slot->type) != NULL;
}

static double value_of(const struct sluice_slot *slot)
{
    return is_floating(slot) ? slot->floating : (double)slot->number;
}

static void set_value(struct sluice_slot *slot, double value)
{
    if (value > -9e18 && value < 9e18) {
        slot->number = (int64_t)value;
    }
    slot->floating = value;
}

static void settle_range(struct sluice_mutation *mutation, struct sluice_slot *slot,
                         const struct sluice_invariant *invariant)
{
    const double low = invariant->minimum;
    const double high = invariant->maximum;
    const bool at_edge = sluice_random_one_in(&mutation->random, 4);
    const double value = value_of(slot);
    if (value >= low && value <= high && !at_edge) {
        return;
    }
    if (low > -9e18 && (sluice_random_one_in(&mutation->random, 2) || high > 9e18)) {
        set_value(slot, low);
    } else if (high < 9e18) {
        set_value(slot, high);
    }
}

static void settle_size(struct sluice_mutation *mutation, struct sluice_slot *slot,
                        const struct sluice_invariant *invariant)
{
    const bool at_edge = sluice_random_one_in(&mutation->random, 4);
    slot->needed = slot->needed || invariant->minimum > 0;
    slot->is_sized = true;
    if (slot->size < invariant->minimum || (at_edge && invariant->minimum >= 0)) {
        slot->size = (uint32_t)(invariant->minimum < largest ? invariant->minimum : largest);
    }
    if (slot->size > invariant->maximum) {
        slot->size = invariant->maximum > 0 ? (uint32_t)invariant->maximum : 0;
    }
}

static void settle_one_of(struct sluice_mutation *mutation, struct sluice_slot *slot,
                          const struct sluice_invariant *invariant)
{
    if (invariant->number_count > 0) {
        slot->number = invariant->numbers[sluice_random_below(&mutation->random,
                                                              (uint32_t)invariant->number_count)];
    }
    if (invariant->name_count > 0) {
        slot->text = invariant->names[sluice_random_below(&mutation->random,
                                                          (uint32_t)invariant->name_count)];
    }
}

static struct sluice_bytes one_name(struct sluice_mutation *mutation,
                                    const struct sluice_invariant *invariant)
{
    const uint32_t count = (uint32_t)invariant->name_count;
    return count == 0
               ? (struct sluice_bytes){NULL, 0}
               : sluice_text_bytes(invariant->names[sluice_random_below(&mutation->random, count)]);
}

/* --- relations ----------------------------------------------------------------------------------------- */

/* The value of a side; false: it is not known yet. */
static bool side_of(struct sluice_slots *slots, const struct sluice_slot_level *level,
                    const struct sluice_operand *side, struct sluice_slot **slot, double *value)
{
    *slot = NULL;
    *value = side->constant;
    if (side->kind == SLUICE_OPERAND_CONSTANT) {
        return true;
    }
    *slot = sluice_slots_find(slots, level, side->field);
    if (*slot == NULL) {
        return false;
    }
    *value = side->kind == SLUICE_OPERAND_SIZE ? (double)(*slot)->size : value_of(*slot);
    return side->kind == SLUICE_OPERAND_SIZE || is_integer(*slot) || is_floating(*slot);
}

static bool holds(double left, enum sluice_relation relation, double right)
{
    switch (relation) {
    case SLUICE_LESS:
        return left < right;
    case SLUICE_LESS_EQUAL:
        return left <= right;
    case SLUICE_EQUAL:
        return left >= right && left <= right;
    case SLUICE_NOT_EQUAL:
        return left < right || left > right;
    case SLUICE_GREATER_EQUAL:
        return left >= right;
    case SLUICE_GREATER:
        return left > right;
    }
    return true;
}

/* What the left side has to be. */
static double needed_left(enum sluice_relation relation, double right)
{
    switch (relation) {
    case SLUICE_LESS:
        return right - 1;
    case SLUICE_GREATER:
    case SLUICE_NOT_EQUAL:
        return right + 1;
    case SLUICE_LESS_EQUAL:
    case SLUICE_EQUAL:
    case SLUICE_GREATER_EQUAL:
        break;
    }
    return right;
}

static void set_side(struct sluice_slot *slot, const struct sluice_operand *side, double value)
{
    if (side->kind == SLUICE_OPERAND_FIELD) {
        set_value(slot, value);
    } else if (value >= 0 && value <= largest) {
        slot->size = (uint32_t)value;
        slot->is_sized = true;
        slot->needed = true;
    }
}

static void settle_relation(struct sluice_slots *slots, const struct sluice_slot_level *level,
                            const struct sluice_invariant *invariant)
{
    static const enum sluice_relation turned[] = {[SLUICE_LESS] = SLUICE_GREATER,
                                                  [SLUICE_LESS_EQUAL] = SLUICE_GREATER_EQUAL,
                                                  [SLUICE_EQUAL] = SLUICE_EQUAL,
                                                  [SLUICE_NOT_EQUAL] = SLUICE_NOT_EQUAL,
                                                  [SLUICE_GREATER_EQUAL] = SLUICE_LESS_EQUAL,
                                                  [SLUICE_GREATER] = SLUICE_LESS};
    struct sluice_slot *left;
    struct sluice_slot *right;
    double a;
    double b;
    if (!side_of(slots, level, &invariant->left, &left, &a) ||
        !side_of(slots, level, &invariant->right, &right, &b)) {
        return;
    }
    if (left != NULL && invariant->left.kind == SLUICE_OPERAND_SIZE) {
        left->is_sized = true;
    }
    if (right != NULL && invariant->right.kind == SLUICE_OPERAND_SIZE) {
        right->is_sized = true;
    }
    if (holds(a, invariant->relation, b)) {
        return;
    }
    if (left != NULL && invariant->left.kind == SLUICE_OPERAND_FIELD) {
        set_side(left, &invariant->left, needed_left(invariant->relation, b));
    } else if (right != NULL) {
        set_side(right, &invariant->right, needed_left(turned[invariant->relation], a));
    } else if (left != NULL) {
        set_side(left, &invariant->left, needed_left(invariant->relation, b));
    }
}

/* --- all of it ------------------------------------------------------------------------------------------ */

static void settle_one(struct sluice_slots *slots, struct sluice_mutation *mutation,
                       const struct sluice_slot_level *level,
                       const struct sluice_invariant *invariant)
{
    struct sluice_slot *slot = sluice_slots_find(slots, level, invariant->field);
    if (invariant->kind == SLUICE_INVARIANT_RELATION) {
        settle_relation(slots, level, invariant);
        return;
    }
    if (slot == NULL) {
        return;
    }
    switch (invariant->kind) {
    case SLUICE_INVARIANT_NOT_NULL:
        slot->needed = true;
        break;
    case SLUICE_INVARIANT_RANGE:
        settle_range(mutation, slot, invariant);
        break;
    case SLUICE_INVARIANT_TYPE:
        slot->what = one_name(mutation, invariant);
        break;
    case SLUICE_INVARIANT_ELEMENT_TYPE:
    case SLUICE_INVARIANT_KEY_TYPE:
        slot->of = one_name(mutation, invariant);
        break;
    case SLUICE_INVARIANT_VALUE_TYPE:
        slot->of_values = one_name(mutation, invariant);
        break;
    case SLUICE_INVARIANT_SIZE:
        settle_size(mutation, slot, invariant);
        break;
    case SLUICE_INVARIANT_ONE_OF:
        settle_one_of(mutation, slot, invariant);
        break;
    case SLUICE_INVARIANT_RELATION:
    case SLUICE_INVARIANT_NO_DUPLICATES:
    case SLUICE_INVARIANT_ASCENDING:
    case SLUICE_INVARIANT_HEAP_ORDER:
        break;
    }
}

static bool applies(struct sluice_slots *slots, const struct sluice_slot_level *level,
                    const struct sluice_invariant *invariant)
{
    const struct sluice_slot *slot = sluice_slots_find(slots, level, invariant->when);
    return invariant->when == NULL || slot == NULL || slot->number == invariant->when_is;
}

/* Lists have as many items as their class says that they have. */
static void count_lists(struct sluice_slots *slots, const struct sluice_slot_level *level)
{
    for (size_t i = 0; i < level->model->layout_count && level->pieces + i < level->end; i++) {
        struct sluice_slot *count = sluice_slots_find(slots, level, level->model->layout[i].count);
        if (count != NULL) {
            count->number = slots->list[level->pieces + i].size;
        }
    }
}

/* A container that counts the elements of its array counts all of them, or about as many, or none, or fewer: whether
 * its class allows that is settled later. */
static void count_elements(struct sluice_slots *slots, struct sluice_mutation *mutation,
                           const struct sluice_slot_level *level)
{
    static const int64_t fixed[] = {0, -1, INT32_MIN};
    static const int64_t beside[] = {0, 0, 0, -1, 1};
    enum { FIXED = sizeof fixed / sizeof fixed[0], BESIDE = sizeof beside / sizeof beside[0] };
    struct sluice_slot *count = sluice_slots_find(slots, level, level->model->item_count);
    struct sluice_slot *items = sluice_slots_find(slots, level, level->model->items);
    if (count == NULL || items == NULL || sluice_random_one_in(&mutation->random, 4)) {
        return;
    }
    const uint32_t roll = sluice_random_below(&mutation->random, FIXED + BESIDE);
    count->number = fit(count->type,
                        roll < FIXED ? fixed[roll] : items->size + beside[roll - FIXED]);
    items->is_sized = true;
    items->needed = true;
}

void sluice_slots_settle(struct sluice_slots *slots, struct sluice_mutation *mutation,
                         const struct sluice_class_model *model)
{
    add_levels(slots, mutation, model);
    for (size_t i = 0; i < slots->level_count; i++) {
        count_elements(slots, mutation, &slots->levels[i]);
    }
    for (size_t round = 0; round < 3; round++) {
        for (size_t i = 0; i < slots->level_count; i++) {
            const struct sluice_slot_level *level = &slots->levels[i];
            count_lists(slots, level);
            for (size_t k = 0; k < level->model->invariant_count; k++) {
                const struct sluice_invariant *invariant = &level->model->invariants[k];
                if (applies(slots, level, invariant)) {
                    settle_one(slots, mutation, level, invariant);
                }
            }
        }
    }
    for (size_t i = 0; i < slots->level_count; i++) {
        count_lists(slots, &slots->levels[i]);
    }
    sluice_slots_be_alike(slots, mutation);
}
