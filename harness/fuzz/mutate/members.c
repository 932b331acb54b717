/* The members of an object that was made: its fields and the pieces of its custom data, by their names. */
#include "harness/fuzz/mutate/examples.h"

#include <string.h>

static bool is_named(struct sluice_bytes name, const char *text)
{
    return text != NULL && strlen(text) == name.length && memcmp(text, name.data, name.length) == 0;
}

/* --- fields ------------------------------------------------------------------------------------------------ */

/* Made fields stand in the order of their values. */
static bool find_field(const struct sluice_mutation *mutation, struct sluice_bytes name,
                       struct sluice_member *out)
{
    const struct sluice_program *program = mutation->program;
    out->field = sluice_child(program, out->desc, SLUICE_ROLE_FIELD);
    out->value = sluice_child(program, out->level, SLUICE_ROLE_VALUE);
    while (out->field != SLUICE_NODE_NONE && out->value != SLUICE_NODE_NONE &&
           sluice_program_peek(program, out->field)->role == SLUICE_ROLE_FIELD) {
        const struct sluice_bytes text = sluice_program_bytes(
            program, sluice_program_peek(program, out->field)->first);
        if (text.length == name.length && memcmp(text.data, name.data, name.length) == 0) {
            return sluice_program_peek(program, out->value)->role == SLUICE_ROLE_VALUE;
        }
        out->field = sluice_program_peek(program, out->field)->next;
        out->value = sluice_program_peek(program, out->value)->next;
    }
    return false;
}

/* --- pieces ------------------------------------------------------------------------------------------------- */

static bool is_list(const struct sluice_layout_item *piece)
{
    return piece->kind == SLUICE_LAYOUT_OBJECTS || piece->kind == SLUICE_LAYOUT_PAIRS;
}

static sluice_node_id next_of(const struct sluice_program *program, sluice_node_id id)
{
    return id != SLUICE_NODE_NONE ? sluice_program_peek(program, id)->next : SLUICE_NODE_NONE;
}

/* What stands where a value is due: behind a block that has begun. */
static sluice_node_id past_block(const struct sluice_program *program, sluice_node_id data)
{
    return data != SLUICE_NODE_NONE && sluice_program_peek(program, data)->kind == SLUICE_NODE_BLOCK
               ? sluice_program_peek(program, data)->next
               : data;
}

/* Nothing but objects comes behind a list: they are the last that there is. */
static bool find_behind_list(const struct sluice_program *program, struct sluice_bytes name,
                             struct sluice_member *out)
{
    const struct sluice_layout_item *list = out->piece;
    sluice_node_id data = sluice_program_peek(program, out->level)->last;
    for (size_t i = out->model->layout_count; data != SLUICE_NODE_NONE && i > 0; i--) {
        out->piece = &out->model->layout[i - 1];
        out->value = data;
        if (out->piece == list || out->piece->kind != SLUICE_LAYOUT_OBJECT) {
            return false;
        }
        if (is_named(name, out->piece->name)) {
            return true;
        }
        data = sluice_program_peek(program, data)->previous;
    }
    return false;
}

/* Pieces stand in the order of the layout; numbers in a row share a block. */
static bool find_piece(const struct sluice_mutation *mutation, struct sluice_bytes name,
                       struct sluice_member *out)
{
    const struct sluice_program *program = mutation->program;
    sluice_node_id data = sluice_child(program, out->level, SLUICE_ROLE_DATA);
    sluice_node_id part = SLUICE_NODE_NONE;
    out->field = SLUICE_NODE_NONE;
    for (size_t i = 0; i < out->model->layout_count; i++) {
        const struct sluice_layout_item *piece = &out->model->layout[i];
        const bool is_found = is_named(name, piece->name);
        out->piece = piece;
        if (is_list(piece)) {
            out->value = SLUICE_NODE_NONE;
            return is_found || find_behind_list(program, name, out);
        }
        if (piece->kind == SLUICE_LAYOUT_OBJECT) {
            out->value = past_block(program, data);
            data = next_of(program, out->value);
            part = SLUICE_NODE_NONE;
        } else if (data == SLUICE_NODE_NONE ||
                   sluice_program_peek(program, data)->kind != SLUICE_NODE_BLOCK) {
            return false;
        } else {
            part = part == SLUICE_NODE_NONE ? sluice_child(program, data, SLUICE_ROLE_PART)
                                            : next_of(program, part);
            out->value = part;
        }
        if (is_found) {
            return out->value != SLUICE_NODE_NONE;
        }
    }
    return false;
}

/* The first item of a list, or what stands in its place. */
static sluice_node_id begin_of(const struct sluice_mutation *mutation,
                               const struct sluice_member *list)
{
    const struct sluice_program *program = mutation->program;
    sluice_node_id data = sluice_child(program, list->level, SLUICE_ROLE_DATA);
    data = past_block(program, data);
    for (const struct sluice_layout_item *piece = list->model->layout; piece < list->piece;
         piece++) {
        if (piece->kind == SLUICE_LAYOUT_OBJECT) {
            data = past_block(program, next_of(program, data));
        }
    }
    return data;
}

sluice_node_id sluice_member_clear(struct sluice_mutation *mutation,
                                   const struct sluice_member *list)
{
    const struct sluice_program *program = mutation->program;
    const struct sluice_layout_item *end = list->model->layout + list->model->layout_count;
    size_t keep = list->piece->until_null ? 1 : 0;
    for (const struct sluice_layout_item *piece = list->piece + 1; piece < end; piece++) {
        keep += piece->kind == SLUICE_LAYOUT_OBJECT;
    }
    sluice_node_id at = begin_of(mutation, list);
    size_t count = 0;
    for (sluice_node_id id = at; id != SLUICE_NODE_NONE; id = next_of(program, id)) {
        count++;
    }
    for (; count > keep; count--) {
        const sluice_node_id next = next_of(program, at);
        sluice_program_detach(mutation->program, at);
        at = next;
    }
    return at;
}

/* --- either --------------------------------------------------------------------------------------------------- */

bool sluice_member_find(const struct sluice_mutation *mutation, sluice_node_id id,
                        const struct sluice_class_model *model, struct sluice_bytes name,
                        struct sluice_member *out)
{
    const struct sluice_program *program = mutation->program;
    const struct sluice_node *object = sluice_program_peek(program, id);
    if (object->kind != SLUICE_NODE_OBJECT) {
        return false;
    }
    *out = (struct sluice_member){
        .desc = sluice_child(program, id, SLUICE_ROLE_DESC), .level = object->last, .model = model};
    while (out->model != NULL && out->desc != SLUICE_NODE_NONE && out->level != SLUICE_NODE_NONE &&
           sluice_program_peek(program, out->level)->kind == SLUICE_NODE_LEVEL) {
        if (find_field(mutation, name, out)) {
            out->piece = NULL;
            return true;
        }
        if (find_piece(mutation, name, out)) {
            return true;
        }
        out->desc = sluice_child(program, out->desc, SLUICE_ROLE_SUPER);
        out->level = sluice_program_peek(program, out->level)->previous;
        out->model = out->model->parent != NULL
                         ? sluice_model_named(mutation, sluice_text_bytes(out->model->parent))
                         : NULL;
    }
    return false;
}
