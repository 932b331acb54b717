#include "harness/fuzz/mutate/make.h"

#include "harness/stream/chain.h"
#include "harness/stream/value.h"

#include <string.h>

/* --- one value ------------------------------------------------------------------------------------------- */

static int64_t bits_of(const struct sluice_slot *slot)
{
    if (slot->type == 'D') {
        int64_t bits;
        memcpy(&bits, &slot->floating, sizeof bits);
        return bits;
    }
    if (slot->type == 'F') {
        const float value = (float)slot->floating;
        uint32_t bits;
        memcpy(&bits, &value, sizeof bits);
        return bits;
    }
    return slot->type == 'Z' ? slot->number & 1 : slot->number;
}

static bool is_primitive(const struct sluice_slot *slot)
{
    return sluice_stream_value_size((uint8_t)slot->type) > 0;
}

static void want_value(struct sluice_maker *maker, const struct sluice_want *outer,
                       struct sluice_slot *slot, sluice_node_id parent, enum sluice_node_role role)
{
    struct sluice_mutation *mutation = maker->mutation;
    /* None if it is a field that its class lacks: then this is the only one. */
    const sluice_node_id twin = slot->twin != 0 ? maker->slots.list[slot->twin - 1].node
                                                : SLUICE_NODE_NONE;
    slot->node = sluice_add(mutation, parent, role, SLUICE_NODE_NULL);
    if (twin != SLUICE_NODE_NONE) {
        const uint32_t label = sluice_label_of(mutation, twin);
        sluice_at(mutation, slot->node)->kind = SLUICE_NODE_REFERENCE;
        sluice_at(mutation, slot->node)->target = label;
        return;
    }
    const struct sluice_want want = {
        .node = slot->node,
        .what = slot->what,
        .of = slot->of,
        .type = slot->type_of,
        .text = slot->text,
        .needed = slot->needed,
        .is_sized = slot->is_sized,
        .size = slot->size,
        .ordinal = maker->slots.ordinal,
        .depth = (uint8_t)(outer->depth + 1),
    };
    sluice_maker_want(maker, &want);
}

/* --- levels ------------------------------------------------------------------------------------------------ */

static void make_fields(struct sluice_maker *maker, const struct sluice_want *want,
                        const struct sluice_slot_level *level, sluice_node_id id, bool references)
{
    for (size_t i = level->fields; i < level->pieces; i++) {
        struct sluice_slot *slot = &maker->slots.list[i];
        if (is_primitive(slot) == references ||
            sluice_is_omitted(maker->mutation, &level->model->fields[i - level->fields])) {
            continue;
        }
        if (references) {
            want_value(maker, want, slot, id, SLUICE_ROLE_VALUE);
        } else {
            (void)sluice_add_number(maker->mutation, id, SLUICE_ROLE_VALUE, slot->type,
                                    bits_of(slot));
        }
    }
}

enum { MOST_THINGS = 4 };

/* Items of one class, as most lists have them: they can be compared with each other. */
static struct sluice_bytes class_of_items(struct sluice_maker *maker, struct sluice_bytes declared)
{
    struct sluice_mutation *mutation = maker->mutation;
    const bool open = declared.length == 0;
    const struct sluice_class_model *model =
        open && sluice_random_one_in(&mutation->random, 2)
            ? sluice_pick_model(mutation, sluice_random_one_in(&mutation->random, 2)
                                              ? sluice_text_bytes("java.lang.Comparable")
                                              : declared)
            : NULL;
    return model != NULL ? sluice_text_bytes(model->name) : declared;
}

/* Items of a list: how one is like those before. */
struct items {
    struct sluice_want like; /* what they have in common */
    uint32_t crowd;          /* so many things, again and again */
    sluice_node_id things[MOST_THINGS];
    uint32_t count;
};

/* The next one: a reference to one of those before, if they are that few. */
static void make_item(struct sluice_maker *maker, struct items *items, sluice_node_id level,
                      uint32_t ordinal)
{
    struct sluice_mutation *mutation = maker->mutation;
    struct sluice_want item = items->like;
    item.ordinal = ordinal;
    item.node = sluice_add(mutation, level, SLUICE_ROLE_DATA, SLUICE_NODE_NULL);
    if (items->crowd > 0 && items->count >= items->crowd) {
        const uint32_t label = sluice_label_of(mutation,
                                               items->things[items->count % items->crowd]);
        sluice_at(mutation, item.node)->kind = SLUICE_NODE_REFERENCE;
        sluice_at(mutation, item.node)->target = label;
    } else {
        if (items->crowd > 0) {
            items->things[items->count] = item.node;
        }
        sluice_maker_want(maker, &item);
    }
    items->count++;
}

static void make_list(struct sluice_maker *maker, const struct sluice_want *want,
                      const struct sluice_slot *slot, sluice_node_id id)
{
    enum { MOST_ITEMS = 200, WITH_NULLS = 10 };
    struct sluice_mutation *mutation = maker->mutation;
    const bool numbered = !sluice_random_one_in(&mutation->random, 3);
    const bool nulls = slot->crowd == 0 && sluice_random_one_in(&mutation->random, WITH_NULLS);
    struct items keys = {.like = {.what = class_of_items(maker, slot->of),
                                  .needed = !nulls || sluice_random_one_in(&mutation->random, 2),
                                  .depth = (uint8_t)(want->depth + 1)},
                         .crowd = want->depth < SLUICE_WANT_DEPTH ? slot->crowd : 0};
    struct items values = keys;
    values.like.what = slot->of_values;
    values.like.needed = !nulls;
    /* Of few things, some are long. */
    keys.like.is_long = keys.crowd > 0 && sluice_random_one_in(&mutation->random, 2);
    const uint32_t most = keys.crowd > 0 ? (uint32_t)MOST_ITEMS : (uint32_t)SLUICE_WANTS;
    for (uint32_t i = 0; i < slot->size && i < most; i++) {
        const uint32_t ordinal = numbered && keys.crowd == 0 ? i : 0;
        make_item(maker, &keys, id, ordinal);
        if (slot->type == 'P') {
            make_item(maker, &values, id, ordinal);
        }
    }
    if (slot->until_null) {
        (void)sluice_add(maker->mutation, id, SLUICE_ROLE_DATA, SLUICE_NODE_NULL);
    }
}

/* A text among custom data: the one that it has to be, or any. */
static void make_text(struct sluice_mutation *mutation, sluice_node_id parent,
                      enum sluice_node_role role, const char *given)
{
    char text[SLUICE_TEXT_ROOM];
    const size_t length = given != NULL ? strlen(given) : sluice_maker_text(mutation, text, false);
    (void)sluice_add_bytes(mutation, parent, role, SLUICE_NODE_UTF, given != NULL ? given : text,
                           length);
}

/* Primitive values and texts in a row share a block; in the external data of protocol 1 they stand alone. */
static void make_pieces(struct sluice_maker *maker, const struct sluice_want *want,
                        const struct sluice_slot_level *level, sluice_node_id id, bool blocks)
{
    struct sluice_mutation *mutation = maker->mutation;
    sluice_node_id block = SLUICE_NODE_NONE;
    for (size_t i = level->pieces; i < level->end; i++) {
        struct sluice_slot *slot = &maker->slots.list[i];
        const bool in_block = blocks && (is_primitive(slot) || slot->type == 'U');
        if (in_block && block == SLUICE_NODE_NONE) {
            block = sluice_add(mutation, id, SLUICE_ROLE_DATA, SLUICE_NODE_BLOCK);
        }
        const sluice_node_id around = blocks ? block : id;
        const enum sluice_node_role role = blocks ? SLUICE_ROLE_PART : SLUICE_ROLE_DATA;
        if (is_primitive(slot)) {
            (void)sluice_add_number(mutation, around, role, slot->type, bits_of(slot));
        } else if (slot->type == 'U') {
            make_text(mutation, around, role, slot->text);
        } else if (slot->type == 'L') {
            want_value(maker, want, slot, id, SLUICE_ROLE_DATA);
        } else {
            make_list(maker, want, slot, id);
        }
        block = in_block ? block : SLUICE_NODE_NONE;
    }
}

/* External data of protocol 1 has neither blocks nor an end. */
static bool is_protocol_1(const struct sluice_mutation *mutation, sluice_node_id object)
{
    const sluice_node_id desc = sluice_child(mutation->program, object, SLUICE_ROLE_DESC);
    return sluice_at(mutation, desc)->code == SLUICE_FLAG_EXTERNALIZABLE;
}

static void make_level(struct sluice_maker *maker, const struct sluice_want *want,
                       const struct sluice_slot_level *level)
{
    struct sluice_mutation *mutation = maker->mutation;
    const sluice_node_id id = sluice_add(mutation, want->node, SLUICE_ROLE_LEVEL,
                                         SLUICE_NODE_LEVEL);
    const bool bare = is_protocol_1(mutation, want->node);
    if (level->model->form == SLUICE_FORM_FIELDS || bare) {
        sluice_at(mutation, id)->marks = SLUICE_NODE_NO_END;
    }
    make_fields(maker, want, level, id, false);
    make_fields(maker, want, level, id, true);
    make_pieces(maker, want, level, id, !bare);
    if (level->model->read != NULL && level->model->layout_count == 0 && !bare) {
        sluice_maker_time(maker, want, level->model, id);
    }
}

/* --- objects and constants ---------------------------------------------------------------------------------- */

/* It stands by itself, where any text will do. */
static bool is_string_alone(const struct sluice_program *program, sluice_node_id id)
{
    const struct sluice_node *node = sluice_program_peek(program, id);
    return node->kind == SLUICE_NODE_STRING && node->parent == SLUICE_NODE_ROOT;
}

/* The name of a constant: now and then a string that stands elsewhere, too. */
static void add_name(struct sluice_mutation *mutation, sluice_node_id constant, const char *text)
{
    const sluice_node_id string = !mutation->keep_links &&
                                          sluice_random_one_in(&mutation->random, 8)
                                      ? sluice_pick(mutation, is_string_alone)
                                      : SLUICE_NODE_NONE;
    if (string == SLUICE_NODE_NONE) {
        (void)sluice_add_bytes(mutation, constant, SLUICE_ROLE_CONSTANT, SLUICE_NODE_STRING, text,
                               strlen(text));
        return;
    }
    const uint32_t label = sluice_label_of(mutation, string);
    sluice_put_bytes(mutation, string, text, strlen(text));
    const sluice_node_id name = sluice_add(mutation, constant, SLUICE_ROLE_CONSTANT,
                                           SLUICE_NODE_REFERENCE);
    sluice_at(mutation, name)->target = label;
}

static void make_constant(struct sluice_maker *maker, const struct sluice_want *want,
                          const struct sluice_class_model *model)
{
    struct sluice_mutation *mutation = maker->mutation;
    if (model->constant_count == 0) {
        return;
    }
    const uint32_t which = want->ordinal < model->constant_count && want->ordinal > 0
                               ? want->ordinal
                               : sluice_random_below(&mutation->random,
                                                     (uint32_t)model->constant_count);
    const char *text = want->text != NULL ? want->text : model->constants[which];
    sluice_at(mutation, want->node)->kind = SLUICE_NODE_ENUM;
    const sluice_node_id desc = sluice_add(mutation, want->node, SLUICE_ROLE_DESC,
                                           SLUICE_NODE_NULL);
    sluice_make_enum_class(mutation, desc, model->name);
    add_name(mutation, want->node, text);
}

void sluice_maker_object(struct sluice_maker *maker, const struct sluice_want *want,
                         const struct sluice_class_model *model)
{
    struct sluice_mutation *mutation = maker->mutation;
    if (model->construct == SLUICE_CONSTRUCT_ENUM) {
        make_constant(maker, want, model);
        return;
    }
    sluice_at(mutation, want->node)->kind = SLUICE_NODE_OBJECT;
    const sluice_node_id desc = sluice_add(mutation, want->node, SLUICE_ROLE_DESC,
                                           SLUICE_NODE_NULL);
    sluice_make_class(mutation, desc, model);
    if (model->form == SLUICE_FORM_EXTERNAL && sluice_random_one_in(&mutation->random, 8)) {
        sluice_at(mutation, desc)->code = SLUICE_FLAG_EXTERNALIZABLE;
    }
    maker->slots.ordinal = want->ordinal;
    sluice_slots_settle(&maker->slots, mutation, model);
    for (size_t i = 0; i < maker->slots.level_count; i++) {
        make_level(maker, want, &maker->slots.levels[i]);
    }
}
