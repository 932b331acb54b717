/* Custom data that is not what a class has announced: DEV-2, DEV-7. */
#include "harness/fuzz/mutate/breaks.h"

#include "harness/fuzz/mutate/examples.h"
#include "harness/stream/chain.h"
#include "harness/stream/value.h"

#include <string.h>

static bool is_block_piece(const struct sluice_layout_item *piece)
{
    return piece->kind == SLUICE_LAYOUT_PRIMITIVE || piece->kind == SLUICE_LAYOUT_UTF;
}

/* A class whose data begins with a block. */
static bool begins_with_block(const struct sluice_class_model *model)
{
    return model->construct == SLUICE_CONSTRUCT_ATOMIC && model->form != SLUICE_FORM_FIELDS &&
           model->read == NULL && model->layout_count > 0 && is_block_piece(&model->layout[0]);
}

/* The first item of the data that an object's own class has written; NONE if there is none. */
static sluice_node_id first_data(const struct sluice_mutation *mutation, sluice_node_id id)
{
    const sluice_node_id level = sluice_at(mutation, id)->last;
    return sluice_at(mutation, id)->kind == SLUICE_NODE_OBJECT
               ? sluice_child(mutation->program, level, SLUICE_ROLE_DATA)
               : SLUICE_NODE_NONE;
}

static bool prepare_data(struct sluice_mutation *mutation, sluice_node_id id)
{
    const struct sluice_class_model *model = sluice_break_find_model(mutation, begins_with_block);
    if (model == NULL) {
        return false;
    }
    sluice_make_model(mutation, id, model);
    return true;
}

/* The block is gone. */
static bool spoil_data(struct sluice_mutation *mutation, sluice_node_id id)
{
    const sluice_node_id block = first_data(mutation, id);
    if (block == SLUICE_NODE_NONE || sluice_at(mutation, block)->kind != SLUICE_NODE_BLOCK) {
        return false;
    }
    sluice_program_detach(mutation->program, block);
    return true;
}

/* A class whose data is needed: to begin with, or to take its object's place. */
static bool needs_data(const struct sluice_class_model *model)
{
    return sluice_model_is_built(model) && model->read == NULL && model->layout_count > 0 &&
           (model->form == SLUICE_FORM_DATA || model->form == SLUICE_FORM_BOTH) &&
           (begins_with_block(model) ||
            (model->resolve_field != NULL && model->layout[0].name != NULL &&
             strcmp(model->layout[0].name, model->resolve_field) == 0));
}

/* The class whose data is needed, and that of the object: the same, or one below it. */
static struct {
    const struct sluice_class_model *model;
    const struct sluice_class_model *made;
} needed;

static bool prepare_needed(struct sluice_mutation *mutation, sluice_node_id id)
{
    needed.model = sluice_break_find_model(mutation, needs_data);
    if (needed.model == NULL) {
        return false;
    }
    needed.made = sluice_random_one_in(&mutation->random, 2)
                      ? sluice_pick_model(mutation, sluice_text_bytes(needed.model->name))
                      : NULL;
    needed.made = needed.made != NULL ? needed.made : needed.model;
    sluice_make_model(mutation, id, needed.made);
    return true;
}

/* The class has written its fields as they are, says the stream. */
static bool spoil_needed(struct sluice_mutation *mutation, sluice_node_id id)
{
    const struct sluice_program *program = mutation->program;
    const struct sluice_class_model *model = needed.made;
    sluice_node_id desc = sluice_child(program, id, SLUICE_ROLE_DESC);
    sluice_node_id level = sluice_at(mutation, id)->last;
    while (model != NULL && model != needed.model && desc != SLUICE_NODE_NONE) {
        desc = sluice_child(program, desc, SLUICE_ROLE_SUPER);
        level = sluice_program_peek(program, level)->previous;
        model = model->parent != NULL
                    ? sluice_model_named(mutation, sluice_text_bytes(model->parent))
                    : NULL;
    }
    if (sluice_at(mutation, id)->kind != SLUICE_NODE_OBJECT || model == NULL ||
        desc == SLUICE_NODE_NONE ||
        sluice_program_peek(program, level)->kind != SLUICE_NODE_LEVEL ||
        sluice_child(program, level, SLUICE_ROLE_DATA) == SLUICE_NODE_NONE) {
        return false;
    }
    for (sluice_node_id data = sluice_child(program, level, SLUICE_ROLE_DATA);
         data != SLUICE_NODE_NONE; data = sluice_child(program, level, SLUICE_ROLE_DATA)) {
        sluice_program_detach(mutation->program, data);
    }
    sluice_at(mutation, level)->marks = SLUICE_NODE_NO_END;
    /* What stands there once may be an object's that came before: then all are written out. */
    for (sluice_node_id at = sluice_child(program, id, SLUICE_ROLE_DESC); at != desc;
         at = sluice_child(program, at, SLUICE_ROLE_SUPER)) {
        sluice_at(mutation, at)->marks = 0;
    }
    sluice_at(mutation, desc)->marks = 0;
    sluice_at(mutation, desc)->code = SLUICE_FLAG_SERIALIZABLE;
    return true;
}

/* --- texts and counts ---------------------------------------------------------------------------------------- */

static struct {
    const struct sluice_class_model *model;
    const struct sluice_layout_item *piece;
} chosen;

static bool has_custom_data(const struct sluice_class_model *model)
{
    return sluice_model_is_built(model) && model->form != SLUICE_FORM_FIELDS && model->read == NULL;
}

/* One of the pieces that suit, of any class; the object that it belongs to. */
static bool prepare_piece(struct sluice_mutation *mutation, sluice_node_id id,
                          bool (*suits)(const struct sluice_layout_item *piece))
{
    uint32_t seen = 0;
    chosen.model = NULL;
    for (size_t i = 0; i < mutation->class_count; i++) {
        const struct sluice_class_model *model = &mutation->classes[i];
        for (size_t k = 0; has_custom_data(model) && k < model->layout_count; k++) {
            if (suits(&model->layout[k]) && sluice_random_one_in(&mutation->random, ++seen)) {
                chosen.model = model;
                chosen.piece = &model->layout[k];
            }
        }
    }
    if (chosen.model == NULL) {
        return false;
    }
    sluice_make_model(mutation, id, chosen.model);
    return true;
}

static bool find_piece(struct sluice_mutation *mutation, sluice_node_id id, const char *name,
                       struct sluice_member *out)
{
    return sluice_at(mutation, id)->kind == SLUICE_NODE_OBJECT &&
           sluice_member_find(mutation, id, chosen.model, sluice_text_bytes(name), out) &&
           out->model == chosen.model && out->value != SLUICE_NODE_NONE;
}

static bool is_named_text(const struct sluice_layout_item *piece)
{
    return piece->kind == SLUICE_LAYOUT_UTF && piece->name != NULL;
}

static bool prepare_text(struct sluice_mutation *mutation, sluice_node_id id)
{
    return prepare_piece(mutation, id, is_named_text);
}

/* Its bytes are no modified UTF-8, in one block or in two. */
static bool spoil_text(struct sluice_mutation *mutation, sluice_node_id id)
{
    static const char *const texts[] = {"\xFF",       "a\x80", "\xC2",
                                        "ab\xE2\x82", "\xC0",  "\xF0\x9F\x98\x80"};
    const char *text = texts[sluice_random_below(&mutation->random, 6)];
    struct sluice_member member;
    if (!find_piece(mutation, id, chosen.piece->name, &member) ||
        sluice_at(mutation, member.value)->kind != SLUICE_NODE_UTF) {
        return false;
    }
    sluice_put_bytes(mutation, member.value, text, strlen(text));
    const sluice_node_id around = sluice_at(mutation, member.value)->parent;
    if (sluice_at(mutation, around)->kind == SLUICE_NODE_BLOCK &&
        sluice_random_one_in(&mutation->random, 2)) {
        sluice_cut_block_in(mutation, member.value);
    }
    return true;
}

static bool is_counted(const struct sluice_layout_item *piece)
{
    return piece->count != NULL;
}

static bool prepare_counted(struct sluice_mutation *mutation, sluice_node_id id)
{
    return prepare_piece(mutation, id, is_counted);
}

/* There are not so many, or fewer than none. */
static bool spoil_count(struct sluice_mutation *mutation, sluice_node_id id)
{
    uint8_t bytes[SLUICE_STREAM_VALUE_MAX];
    struct sluice_member member;
    if (!find_piece(mutation, id, chosen.piece->count, &member) ||
        sluice_at(mutation, member.value)->kind != SLUICE_NODE_VALUES ||
        sluice_at(mutation, member.value)->code != 'I') {
        return false;
    }
    const int64_t count = (int32_t)sluice_stream_value_get(
        sluice_program_bytes(mutation->program, member.value).data, sizeof(int32_t));
    const int64_t others[] = {-1, INT32_MIN, count + 1, INT32_MAX, -count - 1};
    const int64_t other = others[sluice_random_below(&mutation->random, 5)];
    sluice_stream_value_put(bytes, (uint64_t)other, sizeof(int32_t));
    sluice_put_bytes(mutation, member.value, bytes, sizeof(int32_t));
    return true;
}

/* In the place of its items stands a block, or what comes behind them. */
static bool spoil_list(struct sluice_mutation *mutation, sluice_node_id id)
{
    struct sluice_member count;
    struct sluice_member list;
    if (!find_piece(mutation, id, chosen.piece->count, &count) || chosen.piece->name == NULL ||
        sluice_at(mutation, count.value)->kind != SLUICE_NODE_VALUES ||
        !sluice_member_find(mutation, id, chosen.model, sluice_text_bytes(chosen.piece->name),
                            &list) ||
        list.piece != chosen.piece) {
        return false;
    }
    const struct sluice_bytes bytes = sluice_program_bytes(mutation->program, count.value);
    if (bytes.length != sizeof(int32_t) || sluice_stream_value_get(bytes.data, bytes.length) == 0) {
        return false;
    }
    const sluice_node_id behind = sluice_member_clear(mutation, &list);
    if (sluice_random_one_in(&mutation->random, 2)) {
        return true;
    }
    const sluice_node_id block = sluice_new_place(mutation);
    sluice_program_insert(mutation->program, list.level, behind, block);
    sluice_at(mutation, block)->role = SLUICE_ROLE_DATA;
    sluice_at(mutation, block)->kind = SLUICE_NODE_BLOCK;
    (void)sluice_add_number(mutation, block, SLUICE_ROLE_PART, 'I', 0);
    return true;
}

/* A list that is all there is in the data besides block data, and whose items are to be of some class, of
 * which an int[] is no instance. */
static const struct sluice_invariant *items_of(const struct sluice_class_model *model)
{
    const struct sluice_layout_item *list = NULL;
    for (size_t i = 0; i < model->layout_count; i++) {
        if (!is_block_piece(&model->layout[i])) {
            if (list != NULL || model->layout[i].kind != SLUICE_LAYOUT_OBJECTS) {
                return NULL;
            }
            list = &model->layout[i];
        }
    }
    for (size_t i = 0; list != NULL && list->name != NULL && i < model->invariant_count; i++) {
        const struct sluice_invariant *invariant = &model->invariants[i];
        if (invariant->kind != SLUICE_INVARIANT_ELEMENT_TYPE || invariant->when != NULL ||
            invariant->in_pairs || strcmp(invariant->field, list->name) != 0) {
            continue;
        }
        bool arrays = invariant->name_count == 0;
        for (size_t k = 0; k < invariant->name_count; k++) {
            arrays = arrays || invariant->names[k][0] == '[' ||
                     strcmp(invariant->names[k], "java.lang.Object") == 0 ||
                     strcmp(invariant->names[k], "java.io.Serializable") == 0 ||
                     strcmp(invariant->names[k], "java.lang.Cloneable") == 0;
        }
        return arrays ? NULL : invariant;
    }
    return NULL;
}

static bool has_items(const struct sluice_class_model *model)
{
    return model->construct == SLUICE_CONSTRUCT_ATOMIC && model->form != SLUICE_FORM_FIELDS &&
           model->read == NULL && items_of(model) != NULL;
}

static bool prepare_items(struct sluice_mutation *mutation, sluice_node_id id)
{
    const struct sluice_class_model *model = sluice_break_find_model(mutation, has_items);
    if (model == NULL) {
        return false;
    }
    sluice_make_model(mutation, id, model);
    return true;
}

static bool spoil_items(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_node_id item = first_data(mutation, id);
    while (item != SLUICE_NODE_NONE && !sluice_is_value(mutation->program, item)) {
        item = sluice_at(mutation, item)->next;
    }
    if (item == SLUICE_NODE_NONE) {
        return false;
    }
    sluice_break_array(mutation, item, "[I");
    return true;
}

/* clang-format off */
#define DECODE true, false
static const struct sluice_break breaks[] = {
    {"DEV-7", "data-missing", DECODE, prepare_data, spoil_data, {SLUICE_OPTIONAL_DATA}},
    {"DEV-7", "data-of-none", DECODE, prepare_needed, spoil_needed,
     {SLUICE_OPTIONAL_DATA, SLUICE_RESOLVE_REFUSED, SLUICE_BROKEN_NULL, SLUICE_BROKEN_SIZE, SLUICE_BROKEN_RELATION}},
    {"DEV-7", "data-text", DECODE, prepare_text, spoil_text, {SLUICE_BAD_UTF, SLUICE_OPTIONAL_DATA}},
    {"DEV-7", "data-count", DECODE, prepare_counted, spoil_count,
     {SLUICE_OPTIONAL_DATA, SLUICE_BROKEN_RANGE, SLUICE_BROKEN_RELATION, SLUICE_BROKEN_SIZE, SLUICE_CHECK_FAILED, SLUICE_CLAIM_EXCEEDS_INPUT}},
    {"DEV-7", "data-block", DECODE, prepare_counted, spoil_list,
     {SLUICE_OPTIONAL_DATA, SLUICE_BROKEN_RANGE, SLUICE_BROKEN_RELATION, SLUICE_BROKEN_SIZE, SLUICE_CHECK_FAILED}},
    {"DEV-2", "element-type", DECODE, prepare_items, spoil_items, {SLUICE_BROKEN_TYPE}},
};
/* clang-format on */

const struct sluice_breaks sluice_breaks_of_data = {breaks, sizeof breaks / sizeof breaks[0]};
