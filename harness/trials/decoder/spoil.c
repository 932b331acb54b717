/* The mistakes that a policy has to refuse, each made in a model that is sound. */
#include "harness/trials/decoder/policies.h"

#include <string.h>

static bool make_room(struct sluice_class_model *model, struct sluice_spare *spare)
{
    spare->member = NULL;
    spare->elsewhere = false;
    if (model->field_count > SLUICE_SPARE_MEMBERS || model->layout_count > SLUICE_SPARE_MEMBERS ||
        model->invariant_count > SLUICE_SPARE_MEMBERS) {
        return false;
    }
    for (size_t i = 0; i < model->field_count; i++) {
        spare->fields[i] = model->fields[i];
    }
    for (size_t i = 0; i < model->layout_count; i++) {
        spare->layout[i] = model->layout[i];
    }
    for (size_t i = 0; i < model->invariant_count; i++) {
        spare->invariants[i] = model->invariants[i];
    }
    model->fields = spare->fields;
    model->layout = spare->layout;
    model->invariants = spare->invariants;
    return true;
}

/* --- the class ---------------------------------------------------------------------------------- */

static bool no_name(struct sluice_class_model *model, struct sluice_spare *spare)
{
    (void)spare;
    model->name = NULL;
    return true;
}

static bool empty_name(struct sluice_class_model *model, struct sluice_spare *spare)
{
    (void)spare;
    model->name = "";
    return true;
}

static bool unknown_parent(struct sluice_class_model *model, struct sluice_spare *spare)
{
    model->parent = "no.such.Parent";
    spare->member = model->parent;
    return true;
}

static bool own_parent(struct sluice_class_model *model, struct sluice_spare *spare)
{
    spare->elsewhere = true;
    model->parent = model->name;
    return true;
}

static bool stateless_with_fields(struct sluice_class_model *model, struct sluice_spare *spare)
{
    (void)spare;
    model->construct = SLUICE_CONSTRUCT_STATELESS;
    return model->field_count != 0;
}

static bool unknown_result(struct sluice_class_model *model, struct sluice_spare *spare)
{
    model->resolve = SLUICE_RESOLVE_FIELD;
    model->resolve_field = "nosuchfield";
    spare->member = model->resolve_field;
    return true;
}

static bool no_result(struct sluice_class_model *model, struct sluice_spare *spare)
{
    (void)spare;
    model->resolve = SLUICE_RESOLVE_FIELD;
    model->resolve_field = NULL;
    return true;
}

static bool unknown_items(struct sluice_class_model *model, struct sluice_spare *spare)
{
    (void)spare;
    model->items = "nosuchfield";
    return true;
}

static bool unknown_item_count(struct sluice_class_model *model, struct sluice_spare *spare)
{
    (void)spare;
    model->item_count = "nosuchfield";
    return true;
}

static bool unknown_comparator(struct sluice_class_model *model, struct sluice_spare *spare)
{
    (void)spare;
    model->comparator = "nosuchfield";
    return true;
}

/* --- fields ------------------------------------------------------------------------------------- */

static bool field_without_name(struct sluice_class_model *model, struct sluice_spare *spare)
{
    if (model->field_count != 0) {
        spare->fields[model->field_count - 1].name = NULL;
    }
    return model->field_count != 0;
}

static bool field_with_empty_name(struct sluice_class_model *model, struct sluice_spare *spare)
{
    if (model->field_count != 0) {
        spare->fields[0].name = "";
    }
    return model->field_count != 0;
}

static bool field_twice(struct sluice_class_model *model, struct sluice_spare *spare)
{
    if (model->field_count < 2) {
        return false;
    }
    spare->fields[model->field_count - 1] = spare->fields[model->field_count - 2];
    spare->member = spare->fields[model->field_count - 2].name;
    return true;
}

static bool mistype(struct sluice_class_model *model, struct sluice_spare *spare,
                    const char *signature)
{
    if (model->field_count == 0) {
        return false;
    }
    const size_t last = model->field_count - 1;
    spare->fields[last].signature = signature;
    spare->member = spare->fields[last].name;
    return true;
}

/* --- custom data -------------------------------------------------------------------------------- */

static bool is_list(const struct sluice_layout_item *piece)
{
    return piece->kind == SLUICE_LAYOUT_OBJECTS || piece->kind == SLUICE_LAYOUT_PAIRS;
}

/* The first piece of one sort; NULL if there is none. */
static struct sluice_layout_item *piece_of(const struct sluice_class_model *model,
                                           struct sluice_spare *spare, bool list)
{
    for (size_t i = 0; i < model->layout_count; i++) {
        if (is_list(&spare->layout[i]) == list) {
            return &spare->layout[i];
        }
    }
    return NULL;
}

static bool piece_without_type(struct sluice_class_model *model, struct sluice_spare *spare)
{
    struct sluice_layout_item *piece = piece_of(model, spare, false);
    if (piece != NULL) {
        piece->kind = SLUICE_LAYOUT_PRIMITIVE;
        piece->type = '\0';
    }
    return piece != NULL;
}

static bool piece_of_no_type(struct sluice_class_model *model, struct sluice_spare *spare)
{
    struct sluice_layout_item *piece = piece_of(model, spare, false);
    if (piece != NULL) {
        piece->kind = SLUICE_LAYOUT_PRIMITIVE;
        piece->type = 'X';
    }
    return piece != NULL;
}

static bool unknown_count(struct sluice_class_model *model, struct sluice_spare *spare)
{
    struct sluice_layout_item *list = piece_of(model, spare, true);
    if (list != NULL) {
        list->until_null = false;
        list->count = "nosuchpiece";
        spare->member = list->count;
    }
    return list != NULL;
}

static bool own_count(struct sluice_class_model *model, struct sluice_spare *spare)
{
    struct sluice_layout_item *list = piece_of(model, spare, true);
    if (list == NULL || list->name == NULL) {
        return false;
    }
    list->until_null = false;
    list->type = 'I';
    list->count = list->name;
    spare->member = list->count;
    return true;
}

/* The counts of lists are longs, and no count at all. */
static bool long_count(struct sluice_class_model *model, struct sluice_spare *spare)
{
    const struct sluice_layout_item *list = piece_of(model, spare, true);
    if (list == NULL || list->count == NULL) {
        return false;
    }
    for (size_t i = 0; i < model->layout_count; i++) {
        spare->layout[i].type = spare->layout[i].type == 'I' ? 'J' : spare->layout[i].type;
    }
    spare->member = list->count;
    return true;
}

static bool two_ends(struct sluice_class_model *model, struct sluice_spare *spare)
{
    struct sluice_layout_item *list = piece_of(model, spare, true);
    if (list == NULL || list->count == NULL) {
        return false;
    }
    list->until_null = true;
    return true;
}

static bool end_of_no_list(struct sluice_class_model *model, struct sluice_spare *spare)
{
    struct sluice_layout_item *piece = piece_of(model, spare, false);
    if (piece != NULL) {
        piece->until_null = true;
    }
    return piece != NULL;
}

static bool open_list_first(struct sluice_class_model *model, struct sluice_spare *spare)
{
    struct sluice_layout_item *list = piece_of(model, spare, true);
    if (list == NULL || list == &spare->layout[model->layout_count - 1]) {
        return false;
    }
    list->count = NULL;
    list->until_null = false;
    return true;
}

/* --- invariants --------------------------------------------------------------------------------- */

static struct sluice_invariant *invariant_of(const struct sluice_class_model *model,
                                             struct sluice_spare *spare, bool relation)
{
    for (size_t i = model->invariant_count; i > 0; i--) {
        if ((spare->invariants[i - 1].kind == SLUICE_INVARIANT_RELATION) == relation) {
            return &spare->invariants[i - 1];
        }
    }
    return NULL;
}

static bool misname(struct sluice_class_model *model, struct sluice_spare *spare, const char *name)
{
    struct sluice_invariant *invariant = invariant_of(model, spare, false);
    if (invariant != NULL) {
        invariant->field = name;
        spare->member = name;
    }
    return invariant != NULL;
}

static bool unknown_order(struct sluice_class_model *model, struct sluice_spare *spare)
{
    struct sluice_invariant *invariant = invariant_of(model, spare, false);
    if (invariant != NULL) {
        invariant->comparator = "nosuchfield";
    }
    return invariant != NULL;
}

static bool unknown_condition(struct sluice_class_model *model, struct sluice_spare *spare)
{
    struct sluice_invariant *invariant = invariant_of(model, spare, false);
    if (invariant != NULL) {
        invariant->when = "nosuchfield";
    }
    return invariant != NULL;
}

static bool misname_side(struct sluice_class_model *model, struct sluice_spare *spare, bool left,
                         const char *name)
{
    struct sluice_invariant *invariant = invariant_of(model, spare, true);
    if (invariant == NULL) {
        return false;
    }
    struct sluice_operand *side = left ? &invariant->left : &invariant->right;
    side->kind = SLUICE_OPERAND_FIELD;
    side->field = name;
    spare->member = name;
    return true;
}

/* --- code --------------------------------------------------------------------------------------- */

static bool state_without_read(struct sluice_class_model *model, struct sluice_spare *spare)
{
    (void)spare;
    model->read = NULL;
    model->state_size = 8;
    return true;
}

static bool state_too_large(struct sluice_class_model *model, struct sluice_spare *spare)
{
    (void)spare;
    model->state_size = SLUICE_STATE_MAX + 1;
    return model->read != NULL;
}

static bool read_of_fields(struct sluice_class_model *model, struct sluice_spare *spare)
{
    (void)spare;
    model->form = SLUICE_FORM_FIELDS;
    return model->read != NULL;
}

static bool read_beside_layout(struct sluice_class_model *model, struct sluice_spare *spare)
{
    spare->layout[0] = (struct sluice_layout_item){.kind = SLUICE_LAYOUT_OBJECT};
    model->layout_count = 1;
    return model->read != NULL;
}

static bool constructor_of_nothing(struct sluice_class_model *model, struct sluice_spare *spare)
{
    (void)spare;
    model->instance_size = 0;
    return model->constructor != NULL;
}

static bool instance_too_large(struct sluice_class_model *model, struct sluice_spare *spare)
{
    spare->elsewhere = true;
    model->instance_size = (size_t)INT32_MAX + 1;
    return true;
}

/* A part of an instance is the superclass's, if that has one. */
static bool smaller_instance(struct sluice_class_model *model, struct sluice_spare *spare)
{
    (void)spare;
    const bool has_parts = model->parent != NULL && model->instance_size > 32;
    model->instance_size = 8;
    return has_parts;
}

static bool instance_of_interface(struct sluice_class_model *model, struct sluice_spare *spare)
{
    (void)spare;
    model->construct = SLUICE_CONSTRUCT_INTERFACE;
    return model->constructor != NULL && model->read == NULL;
}

static bool instance_without_constructor(struct sluice_class_model *model,
                                         struct sluice_spare *spare)
{
    spare->elsewhere = true;
    model->instance_size = 8;
    model->constructor = NULL;
    return model->parent == NULL;
}

/* --- all of them -------------------------------------------------------------------------------- */

static bool (*const ways[])(struct sluice_class_model *, struct sluice_spare *) = {
    no_name,
    empty_name,
    unknown_parent,
    own_parent,
    stateless_with_fields,
    unknown_result,
    no_result,
    unknown_items,
    unknown_item_count,
    unknown_comparator,
    field_without_name,
    field_with_empty_name,
    field_twice,
    piece_without_type,
    piece_of_no_type,
    unknown_count,
    own_count,
    long_count,
    two_ends,
    end_of_no_list,
    open_list_first,
    unknown_order,
    unknown_condition,
    state_without_read,
    state_too_large,
    read_of_fields,
    read_beside_layout,
    constructor_of_nothing,
    instance_too_large,
    smaller_instance,
    instance_of_interface,
    instance_without_constructor,
};

static const char *const no_types[] = {NULL, "",    "X",     "II", "L",   "L;",
                                       "La", "Lab", "La;b;", "[",  "[L;", "V"};

static const char *const no_members[] = {NULL, "nosuchfield", "", "nosuchfield.n"};

enum {
    WAYS = sizeof ways / sizeof ways[0],
    TYPES = sizeof no_types / sizeof no_types[0],
    MEMBERS = sizeof no_members / sizeof no_members[0]
};

const size_t sluice_spoil_ways = WAYS + TYPES + (size_t)3 * MEMBERS;

bool sluice_spoil(size_t way, struct sluice_class_model *model, struct sluice_spare *spare)
{
    if (!make_room(model, spare)) {
        return false;
    }
    if (way < WAYS) {
        return ways[way](model, spare);
    }
    way -= WAYS;
    if (way < TYPES) {
        return mistype(model, spare, no_types[way]);
    }
    way -= TYPES;
    const char *name = no_members[way % MEMBERS];
    return way < MEMBERS ? misname(model, spare, name)
                         : misname_side(model, spare, way < (size_t)2 * MEMBERS, name);
}
