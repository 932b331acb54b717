/* Operators that make something wide, or high, at once: as many as just fit a table, a buffer or a run of bits, or one
 * more. */
#include "harness/fuzz/mutate/examples.h"

#include "harness/stream/chain.h"
#include "harness/stream/levels.h"
#include "harness/stream/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint32_t sluice_some_width(struct sluice_mutation *mutation)
{
    static const uint8_t widths[] = {2,  3,  4,  5,  7,  8,  9,  12, 13,
                                     15, 16, 17, 24, 25, 31, 32, 33, 34};
    return widths[sluice_random_below(&mutation->random, sizeof widths)];
}

uint32_t sluice_some_depth(struct sluice_mutation *mutation)
{
    static const uint8_t depths[] = {62, 63, 64, 65, 65, 66, 66, 67, 72, 127, 128};
    mutation->roomy = true;
    return depths[sluice_random_below(&mutation->random, sizeof depths)];
}

static bool is_class(const struct sluice_program *program, sluice_node_id id)
{
    return sluice_program_peek(program, id)->kind == SLUICE_NODE_CLASSDESC;
}

static bool has_fields(const struct sluice_program *program, sluice_node_id id)
{
    return is_class(program, id) &&
           sluice_child(program, id, SLUICE_ROLE_FIELD) != SLUICE_NODE_NONE;
}

/* --- fields ----------------------------------------------------------------------------------------------- */

void sluice_add_fields(struct sluice_mutation *mutation, sluice_node_id desc, const char *type,
                       uint32_t width, const sluice_node_id *levels, size_t count)
{
    for (uint32_t i = 0; i < width && !mutation->failed; i++) {
        char name[16];
        const int length = snprintf(name, sizeof name, "%c%02u_", 'a' + (int)(i % 26), (unsigned)i);
        const sluice_node_id field = sluice_make_field(mutation, desc, name, (size_t)length,
                                                       sluice_text_bytes(type));
        const uint32_t number = sluice_levels_value_number(mutation->program, desc, field);
        for (size_t k = 0; k < count; k++) {
            const sluice_node_id value = type[0] == 'L'
                                             ? sluice_new_place(mutation)
                                             : sluice_add_number(mutation, SLUICE_NODE_NONE,
                                                                 SLUICE_ROLE_VALUE, type[0],
                                                                 (int64_t)(i & 1));
            sluice_program_insert(mutation->program, levels[k],
                                  sluice_value_at(mutation, levels[k], number), value);
            sluice_at(mutation, value)->role = SLUICE_ROLE_VALUE;
        }
    }
}

/* Fields of one type, and nothing, or 1, in all of them. */
bool sluice_op_widen_fields(struct sluice_mutation *mutation)
{
    static const char *const types[] = {"I", "B", "J", "Z", "S", "Ljava/lang/Object;"};
    const sluice_node_id desc = sluice_pick(mutation, has_fields);
    sluice_node_id *levels = NULL;
    size_t count = 0;
    if (desc == SLUICE_NODE_NONE) {
        return false;
    }
    if (!sluice_levels_of(mutation->program, desc, &levels, &count)) {
        mutation->failed = true;
    }
    const char *type =
        types[sluice_random_below(&mutation->random, sizeof types / sizeof types[0])];
    sluice_add_fields(mutation, desc, type, sluice_some_width(mutation), levels, count);
    free(levels);
    return true;
}

/* --- superclasses --------------------------------------------------------------------------------------------- */

void sluice_add_classes(struct sluice_mutation *mutation, sluice_node_id desc, uint32_t width)
{
    static const char *const forms[][2] = {{"a.C", ""}, {"a", ".C"}, {"org.example.a", ".Class"}};
    const char *const *form = forms[sluice_random_below(&mutation->random, 3)];
    const sluice_node_id above = sluice_child(mutation->program, desc, SLUICE_ROLE_SUPER);
    sluice_node_id place = above;
    for (uint32_t i = width; i > 0 && !mutation->failed; i--) {
        char name[32];
        const sluice_node_id super = sluice_new_place(mutation);
        (void)snprintf(name, sizeof name, "%s%02u%s", form[0], (unsigned)i, form[1]);
        sluice_make_plain_class(mutation, super, name, 1, SLUICE_FLAG_SERIALIZABLE);
        sluice_at(mutation, super)->marks = 0;
        sluice_replace(mutation, place, super);
        place = sluice_child(mutation->program, super, SLUICE_ROLE_SUPER);
    }
    sluice_replace(mutation, place, above);
}

static bool has_super(const struct sluice_program *program, sluice_node_id id)
{
    return is_class(program, id) &&
           sluice_child(program, id, SLUICE_ROLE_SUPER) != SLUICE_NODE_NONE;
}

bool sluice_op_widen_classes(struct sluice_mutation *mutation)
{
    const sluice_node_id desc = sluice_pick(mutation, has_super);
    if (desc != SLUICE_NODE_NONE) {
        sluice_add_classes(mutation, desc, sluice_some_width(mutation));
    }
    return desc != SLUICE_NODE_NONE;
}

/* --- interfaces ------------------------------------------------------------------------------------------------- */

static bool is_proxy(const struct sluice_program *program, sluice_node_id id)
{
    return sluice_program_peek(program, id)->kind == SLUICE_NODE_PROXYDESC;
}

static bool names(const struct sluice_program *program, sluice_node_id desc, const char *text)
{
    const struct sluice_bytes wanted = sluice_text_bytes(text);
    sluice_node_id id = sluice_child(program, desc, SLUICE_ROLE_INTERFACE);
    for (;
         id != SLUICE_NODE_NONE && sluice_program_peek(program, id)->role == SLUICE_ROLE_INTERFACE;
         id = sluice_program_peek(program, id)->next) {
        const struct sluice_bytes name = sluice_program_bytes(program, id);
        if (name.length == wanted.length && memcmp(name.data, wanted.data, name.length) == 0) {
            return true;
        }
    }
    return false;
}

/* A proxy anywhere; its class. NONE: there are no handlers. */
static sluice_node_id new_proxy(struct sluice_mutation *mutation)
{
    const sluice_node_id place = sluice_pick(mutation, sluice_is_value);
    const sluice_node_id id = sluice_new_place(mutation);
    sluice_make_value(mutation, id, sluice_text_bytes("java.lang.reflect.Proxy"));
    if (place == SLUICE_NODE_NONE || sluice_at(mutation, id)->kind != SLUICE_NODE_OBJECT) {
        return SLUICE_NODE_NONE;
    }
    sluice_replace(mutation, place, id);
    return sluice_child(mutation->program, id, SLUICE_ROLE_DESC);
}

/* Interfaces that the policy has, each once, before those that a proxy has already or behind them. */
bool sluice_op_widen_interfaces(struct sluice_mutation *mutation)
{
    sluice_node_id desc = sluice_pick(mutation, is_proxy);
    desc = desc != SLUICE_NODE_NONE ? desc : new_proxy(mutation);
    const bool in_front = sluice_random_one_in(&mutation->random, 2);
    uint32_t left = sluice_some_width(mutation);
    if (desc == SLUICE_NODE_NONE || mutation->class_count == 0) {
        return false;
    }
    const size_t start = sluice_random_below(&mutation->random, (uint32_t)mutation->class_count);
    for (size_t i = 0; i < mutation->class_count && left > 0; i++) {
        const struct sluice_class_model *model =
            &mutation->classes[(start + i) % mutation->class_count];
        if (model->construct != SLUICE_CONSTRUCT_INTERFACE ||
            names(mutation->program, desc, model->name)) {
            continue;
        }
        const sluice_node_id name = sluice_add_bytes(mutation, SLUICE_NODE_NONE,
                                                     SLUICE_ROLE_INTERFACE, SLUICE_NODE_UTF,
                                                     model->name, strlen(model->name));
        sluice_program_insert(mutation->program, desc,
                              in_front ? sluice_at(mutation, desc)->first
                                       : sluice_child(mutation->program, desc, SLUICE_ROLE_SUPER),
                              name);
        left--;
    }
    return true;
}

/* --- one in another of its kind --------------------------------------------------------------------------------- */

/* A field that may hold an object of the class that has it; NULL: there is none. */
static const struct sluice_field_model *field_of_kind(const struct sluice_mutation *mutation,
                                                      const struct sluice_class_model *model)
{
    const struct sluice_kin *kin = mutation->kin;
    for (size_t i = 0; i < model->field_count; i++) {
        const struct sluice_bytes type = sluice_text_bytes(model->fields[i].signature);
        const struct sluice_bytes name = {type.data + 1, type.length > 2 ? type.length - 2 : 0};
        const size_t above = type.data[0] == 'L' ? sluice_kin_find(kin, name) : kin->count;
        if (above < kin->count && sluice_kin_is(kin, (size_t)(model - mutation->classes), above)) {
            return &model->fields[i];
        }
    }
    return NULL;
}

/* One of the models that have such a field. */
static const struct sluice_class_model *pick_of_kind(struct sluice_mutation *mutation,
                                                     const struct sluice_field_model **field)
{
    const struct sluice_class_model *picked = NULL;
    uint32_t seen = 0;
    for (size_t i = 0; i < mutation->class_count; i++) {
        const struct sluice_class_model *model = &mutation->classes[i];
        const struct sluice_field_model *found = sluice_model_is_built(model)
                                                     ? field_of_kind(mutation, model)
                                                     : NULL;
        if (found != NULL && sluice_random_one_in(&mutation->random, ++seen)) {
            picked = model;
            *field = found;
        }
    }
    return picked;
}

/* A value in objects of one class, each in the one before: wrappers, causes, lists of nodes. */
bool sluice_op_nest_kind(struct sluice_mutation *mutation)
{
    enum { DEEP_ONE_IN = 12 };
    const struct sluice_field_model *field = NULL;
    const struct sluice_class_model *model = pick_of_kind(mutation, &field);
    sluice_node_id place = sluice_pick(mutation, sluice_is_value);
    if (field == NULL || place == SLUICE_NODE_NONE) {
        return false;
    }
    uint32_t depth = sluice_random_one_in(&mutation->random, DEEP_ONE_IN)
                         ? sluice_some_depth(mutation)
                         : sluice_some_width(mutation);
    for (; depth > 0 && !mutation->failed; depth--) {
        struct sluice_member member;
        const sluice_node_id around = sluice_new_place(mutation);
        sluice_examples_make(mutation, around, model);
        sluice_replace(mutation, place, around);
        if (!sluice_member_find(mutation, around, model, sluice_text_bytes(field->name), &member) ||
            member.value == SLUICE_NODE_NONE) {
            return true;
        }
        place = member.value;
    }
    const struct sluice_bytes type = sluice_text_bytes(field->signature);
    sluice_make_value(mutation, place, (struct sluice_bytes){type.data + 1, type.length - 2});
    return true;
}
