/* Changes that make no difference to who reads: what accepts the one accepts the other. They are neighbors like those
 * that break a rule, and find what is refused though it is sound. */
#include "harness/fuzz/mutate/breaks.h"
#include "harness/fuzz/mutate/make.h"

#include "harness/stream/chain.h"
#include "harness/stream/levels.h"

#include <stdlib.h>
#include <string.h>

/* --- objects ---------------------------------------------------------------------------------------------------- */

static bool is_of_fields(const struct sluice_class_model *model)
{
    return model->construct == SLUICE_CONSTRUCT_ATOMIC && model->read == NULL &&
           (model->form == SLUICE_FORM_FIELDS || model->form == SLUICE_FORM_BOTH);
}

bool sluice_break_is_by_labels(const struct sluice_program *program)
{
    for (sluice_node_id id = SLUICE_NODE_ROOT; id != SLUICE_NODE_NONE;
         id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        const struct sluice_node *node = sluice_program_peek(program, id);
        if ((node->kind == SLUICE_NODE_REFERENCE && node->target == 0) ||
            (node->kind == SLUICE_NODE_RAW && node->role != SLUICE_ROLE_PART)) {
            return false;
        }
    }
    return true;
}

/* An object whose own class is written out. */
static bool prepare_object(struct sluice_mutation *mutation, sluice_node_id id)
{
    const struct sluice_class_model *model = sluice_break_find_model(mutation, is_of_fields);
    if (model == NULL || !sluice_break_is_by_labels(mutation->program)) {
        return false;
    }
    sluice_make_model(mutation, id, model);
    const sluice_node_id desc = sluice_child(mutation->program, id, SLUICE_ROLE_DESC);
    if (sluice_at(mutation, id)->kind != SLUICE_NODE_OBJECT || desc == SLUICE_NODE_NONE) {
        return false;
    }
    sluice_at(mutation, desc)->marks = 0;
    return true;
}

static bool is_no_enum(const struct sluice_class_model *model)
{
    return model->construct != SLUICE_CONSTRUCT_ENUM;
}

/* An array of a class that no policy has, with an object of such a class. */
static void become_unknown_array(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_break_array(mutation, id, "[Lno.such.Thing;");
    const sluice_node_id inside = sluice_add(mutation, id, SLUICE_ROLE_ELEMENT, SLUICE_NODE_NULL);
    (void)sluice_break_object(mutation, inside, "no.such.Thing", SLUICE_FLAG_SERIALIZABLE);
    sluice_at(mutation, inside)->role = SLUICE_ROLE_ELEMENT;
}

/* An object of a class that no policy has, or of one that nobody builds like that; or an array of such. */
static void become_unknown(struct sluice_mutation *mutation, sluice_node_id id)
{
    enum { ARRAY_ONE_IN = 6 };
    const enum sluice_node_role role = (enum sluice_node_role)sluice_at(mutation, id)->role;
    if (sluice_random_one_in(&mutation->random, ARRAY_ONE_IN)) {
        become_unknown_array(mutation, id);
        sluice_at(mutation, id)->role = (uint8_t)role;
        return;
    }
    const struct sluice_class_model *model = sluice_random_one_in(&mutation->random, 3)
                                                 ? sluice_break_find_model(mutation, is_no_enum)
                                                 : NULL;
    if (model != NULL) {
        (void)sluice_break_object(mutation, id, model->name, SLUICE_FLAG_SERIALIZABLE);
        sluice_at(mutation, id)->role = (uint8_t)role;
        return;
    }
    const sluice_node_id desc = sluice_break_object(mutation, id, "no.such.Thing",
                                                    SLUICE_FLAG_SERIALIZABLE);
    sluice_at(mutation, id)->role = (uint8_t)role;
    if (sluice_random_one_in(&mutation->random, 2)) { /* with another one inside */
        (void)sluice_make_field(mutation, desc, "x", 1, sluice_text_bytes("Ljava/lang/Object;"));
        const sluice_node_id level = sluice_add(mutation, id, SLUICE_ROLE_LEVEL, SLUICE_NODE_LEVEL);
        sluice_at(mutation, level)->marks = SLUICE_NODE_NO_END;
        const sluice_node_id inside = sluice_add(mutation, level, SLUICE_ROLE_VALUE,
                                                 SLUICE_NODE_NULL);
        (void)sluice_break_object(mutation, inside, "no.such.Other", SLUICE_FLAG_SERIALIZABLE);
        sluice_at(mutation, inside)->role = SLUICE_ROLE_VALUE;
    }
}

static bool refers(const struct sluice_mutation *mutation, sluice_node_id field)
{
    const uint8_t code = sluice_at(mutation, field)->code;
    return code == 'L' || code == '[';
}

/* A field that stands last comes to stand before any other one that refers, or stays. */
static void move_up(struct sluice_mutation *mutation, sluice_node_id desc, sluice_node_id field)
{
    sluice_node_id before = SLUICE_NODE_NONE;
    uint32_t seen = 1;
    for (sluice_node_id at = sluice_child(mutation->program, desc, SLUICE_ROLE_FIELD); at != field;
         at = sluice_at(mutation, at)->next) {
        if (refers(mutation, at) && sluice_random_one_in(&mutation->random, ++seen)) {
            before = at;
        }
    }
    if (before != SLUICE_NODE_NONE) {
        sluice_program_detach(mutation->program, field);
        sluice_program_insert(mutation->program, desc, before, field);
        sluice_at(mutation, field)->role = SLUICE_ROLE_FIELD;
    }
}

/* A field that a class does not have, anywhere among those that refer, with what it holds: that is passed over. */
static bool add_field(struct sluice_mutation *mutation, sluice_node_id level, sluice_node_id desc,
                      const char *name, size_t length)
{
    if (sluice_at(mutation, level)->kind != SLUICE_NODE_LEVEL) {
        return false;
    }
    const sluice_node_id field = sluice_make_field(mutation, desc, name, length,
                                                   sluice_text_bytes("Ljava/lang/Object;"));
    move_up(mutation, desc, field);
    /* Of a class without other fields the data may stand behind that of the class above. */
    const bool is_only = sluice_count(mutation->program, desc, SLUICE_ROLE_FIELD) == 1;
    const uint32_t number = is_only ? UINT32_MAX
                                    : sluice_levels_value_number(mutation->program, desc, field);
    const sluice_node_id value = sluice_new_place(mutation);
    become_unknown(mutation, value);
    sluice_program_insert(mutation->program, level, sluice_value_at(mutation, level, number),
                          value);
    sluice_at(mutation, value)->role = SLUICE_ROLE_VALUE;
    return true;
}

/* A class above that takes what it knows of its fields: whatever else stands there is passed over as well. */
static bool is_above_with_fields(const struct sluice_mutation *mutation, sluice_node_id desc)
{
    const struct sluice_class_model *model = sluice_model_named(
        mutation, sluice_stream_name_of(mutation->program, desc));
    return model != NULL && is_of_fields(model);
}

/* Whether anything else goes by the descriptor: it may be an object whose data does not follow it. */
static bool is_referred(const struct sluice_mutation *mutation, sluice_node_id desc)
{
    const struct sluice_program *program = mutation->program;
    const uint32_t label = sluice_at(mutation, desc)->label;
    for (sluice_node_id id = SLUICE_NODE_ROOT; label != 0 && id != SLUICE_NODE_NONE;
         id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        const struct sluice_node *node = sluice_program_peek(program, id);
        if (node->kind == SLUICE_NODE_REFERENCE && node->target == label) {
            return true;
        }
    }
    return false;
}

/* One of the classes of an object that is written out, with its data; none that others have, too. */
static sluice_node_id pick_level(struct sluice_mutation *mutation, sluice_node_id id,
                                 sluice_node_id *desc)
{
    struct sluice_program *program = mutation->program;
    sluice_node_id above = sluice_child(program, id, SLUICE_ROLE_DESC);
    sluice_node_id picked = sluice_at(mutation, id)->last;
    uint32_t seen = 1;
    *desc = above;
    while (above != SLUICE_NODE_NONE && sluice_at(mutation, above)->kind == SLUICE_NODE_CLASSDESC) {
        above = sluice_child(program, above, SLUICE_ROLE_SUPER);
        sluice_node_id *levels = NULL;
        size_t count = 0;
        if (above == SLUICE_NODE_NONE ||
            sluice_at(mutation, above)->kind != SLUICE_NODE_CLASSDESC ||
            is_referred(mutation, above)) {
            break;
        }
        if (!is_above_with_fields(mutation, above)) {
            continue;
        }
        if (!sluice_levels_of(program, above, &levels, &count)) {
            mutation->failed = true;
        } else if (count == 1 && sluice_at(mutation, levels[0])->parent == id &&
                   sluice_random_one_in(&mutation->random, ++seen)) {
            picked = levels[0];
            *desc = above;
        }
        free(levels);
    }
    sluice_at(mutation, *desc)->marks = 0;
    return picked;
}

/* One such field or several, in any class of the object. */
static bool add_unknown_field(struct sluice_mutation *mutation, sluice_node_id id)
{
    static const char *const names[] = {"no such", "none", "nothing"};
    bool good = true;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && good; i++) {
        sluice_node_id desc;
        const sluice_node_id level = pick_level(mutation, id, &desc);
        good = add_field(mutation, level, desc, names[i], strlen(names[i]));
        if (sluice_random_one_in(&mutation->random, 2)) {
            break;
        }
    }
    return good;
}

/* Many such fields, of one primitive type. */
static bool add_unknown_fields(struct sluice_mutation *mutation, sluice_node_id id)
{
    static const char *const types[] = {"B", "C", "D", "F", "I", "J", "S", "Z"};
    const sluice_node_id desc = sluice_child(mutation->program, id, SLUICE_ROLE_DESC);
    const sluice_node_id level = sluice_at(mutation, id)->last;
    if (sluice_at(mutation, level)->kind != SLUICE_NODE_LEVEL) {
        return false;
    }
    sluice_add_fields(mutation, desc, types[sluice_random_below(&mutation->random, 8)],
                      sluice_some_width(mutation), &level, 1);
    return true;
}

/* The same, of which one has the type code of an object: what it is, its type string says. */
static bool add_miscoded_field(struct sluice_mutation *mutation, sluice_node_id id)
{
    if (!add_unknown_fields(mutation, id)) {
        return false;
    }
    const sluice_node_id desc = sluice_child(mutation->program, id, SLUICE_ROLE_DESC);
    sluice_node_id last = SLUICE_NODE_NONE;
    for (sluice_node_id field = sluice_child(mutation->program, desc, SLUICE_ROLE_FIELD);
         field != SLUICE_NODE_NONE && sluice_at(mutation, field)->role == SLUICE_ROLE_FIELD &&
         sluice_child(mutation->program, field, SLUICE_ROLE_TYPE) == SLUICE_NODE_NONE;
         field = sluice_at(mutation, field)->next) {
        last = field;
    }
    return last != SLUICE_NODE_NONE && sluice_miscode_field(mutation, last);
}

/* A proxy of an interface that every receiver knows, with a handler. */
static bool prepare_proxy(struct sluice_mutation *mutation, sluice_node_id id)
{
    static const char handler[] = "java.lang.reflect.InvocationHandler";
    const struct sluice_class_model *model = sluice_pick_model(mutation,
                                                               sluice_text_bytes(handler));
    if (model == NULL || !sluice_break_is_by_labels(mutation->program)) {
        return false;
    }
    const sluice_node_id level = sluice_break_proxy(mutation, id);
    sluice_make_model(mutation, sluice_child(mutation->program, level, SLUICE_ROLE_VALUE), model);
    return true;
}

static bool add_field_of_proxy(struct sluice_mutation *mutation, sluice_node_id id)
{
    const sluice_node_id desc = sluice_child(mutation->program, id, SLUICE_ROLE_DESC);
    return add_field(mutation, sluice_at(mutation, id)->last,
                     sluice_child(mutation->program, desc, SLUICE_ROLE_SUPER), "z", 1);
}

/* The same with an array, and before the handler. */
static bool add_array_to_proxy(struct sluice_mutation *mutation, sluice_node_id id)
{
    struct sluice_program *program = mutation->program;
    const sluice_node_id desc = sluice_child(program, id, SLUICE_ROLE_DESC);
    const sluice_node_id super = sluice_child(program, desc, SLUICE_ROLE_SUPER);
    const sluice_node_id handler = sluice_child(program, super, SLUICE_ROLE_FIELD);
    const sluice_node_id level = sluice_at(mutation, id)->last;
    if (sluice_at(mutation, level)->kind != SLUICE_NODE_LEVEL || handler == SLUICE_NODE_NONE) {
        return false;
    }
    const sluice_node_id field = sluice_make_field(mutation, super, "a", 1,
                                                   sluice_text_bytes("[Ljava/lang/Object;"));
    sluice_program_detach(program, field);
    sluice_program_insert(program, super, handler, field);
    sluice_at(mutation, field)->role = SLUICE_ROLE_FIELD;
    const sluice_node_id value = sluice_add(mutation, SLUICE_NODE_NONE, SLUICE_ROLE_VALUE,
                                            SLUICE_NODE_NULL);
    sluice_program_insert(program, level, sluice_at(mutation, level)->first, value);
    sluice_at(mutation, value)->role = SLUICE_ROLE_VALUE;
    return true;
}

/* What annotates a class is passed over. */
static bool annotate(struct sluice_mutation *mutation, sluice_node_id id)
{
    const sluice_node_id desc = sluice_child(mutation->program, id, SLUICE_ROLE_DESC);
    const sluice_node_id note = sluice_new_place(mutation);
    become_unknown(mutation, note);
    sluice_put_into_list(mutation, desc, note);
    return true;
}

static bool is_of_default_data(const struct sluice_class_model *model)
{
    return is_of_fields(model) && model->form == SLUICE_FORM_FIELDS && model->layout_count == 0;
}

static bool prepare_default_data(struct sluice_mutation *mutation, sluice_node_id id)
{
    const struct sluice_class_model *model = sluice_break_find_model(mutation, is_of_default_data);
    if (model == NULL || !sluice_break_is_by_labels(mutation->program)) {
        return false;
    }
    sluice_make_model(mutation, id, model);
    return sluice_at(mutation, id)->kind == SLUICE_NODE_OBJECT;
}

/* Its class says that it writes data of its own, and there is none, or some that nobody asked for. */
static bool write_more(struct sluice_mutation *mutation, sluice_node_id id)
{
    const struct sluice_program *program = mutation->program;
    const sluice_node_id desc = sluice_child(program, id, SLUICE_ROLE_DESC);
    const sluice_node_id level = sluice_program_peek(program, id)->last;
    if (sluice_program_peek(program, level)->kind != SLUICE_NODE_LEVEL ||
        (sluice_program_peek(program, level)->marks & SLUICE_NODE_NO_END) == 0) {
        return false;
    }
    sluice_at(mutation, desc)->marks = 0;
    sluice_at(mutation, desc)->code |= SLUICE_FLAG_WRITE_METHOD;
    sluice_at(mutation, level)->marks = 0;
    if (sluice_random_one_in(&mutation->random, 2)) {
        const sluice_node_id item = sluice_add(mutation, level, SLUICE_ROLE_DATA, SLUICE_NODE_NULL);
        become_unknown(mutation, item);
    }
    return true;
}

/* A class without data of its own between the class and the next one, which no policy has to know. */
static bool put_between(struct sluice_mutation *mutation, sluice_node_id id)
{
    const sluice_node_id desc = sluice_child(mutation->program, id, SLUICE_ROLE_DESC);
    const sluice_node_id above = sluice_child(mutation->program, desc, SLUICE_ROLE_SUPER);
    const sluice_node_id between = sluice_new_place(mutation);
    if (above == SLUICE_NODE_NONE) {
        return false;
    }
    sluice_make_plain_class(mutation, between, "no.such.Base", 1, SLUICE_FLAG_SERIALIZABLE);
    sluice_at(mutation, between)->marks = 0;
    sluice_replace(mutation, above, between);
    sluice_replace(mutation, sluice_child(mutation->program, between, SLUICE_ROLE_SUPER), above);
    return true;
}

/* Many such classes, but fewer than any limit that is not set. */
static bool put_many_between(struct sluice_mutation *mutation, sluice_node_id id)
{
    enum { MOST = 16 };
    const sluice_node_id desc = sluice_child(mutation->program, id, SLUICE_ROLE_DESC);
    if (sluice_child(mutation->program, desc, SLUICE_ROLE_SUPER) == SLUICE_NODE_NONE) {
        return false;
    }
    sluice_add_classes(mutation, desc, 2 + sluice_random_below(&mutation->random, MOST));
    return true;
}

static const struct sluice_field_model *first_reference(const struct sluice_class_model *model)
{
    for (size_t i = 0; i < model->field_count; i++) {
        if (model->fields[i].signature[0] == 'L') {
            return &model->fields[i];
        }
    }
    return NULL;
}

static bool has_reference(const struct sluice_class_model *model)
{
    return is_of_fields(model) && first_reference(model) != NULL;
}

/* The same with a class that the policy knows, and that is not above it: what it has is passed over. */
static bool put_stranger(struct sluice_mutation *mutation, sluice_node_id id)
{
    const struct sluice_program *program = mutation->program;
    const struct sluice_class_model *stranger = sluice_break_find_model(mutation, has_reference);
    const sluice_node_id desc = sluice_child(program, id, SLUICE_ROLE_DESC);
    const struct sluice_bytes name = sluice_program_bytes(
        program, sluice_child(program, desc, SLUICE_ROLE_NAME));
    const size_t own = sluice_kin_find(mutation->kin, name);
    const sluice_node_id last = sluice_program_peek(program, id)->last;
    if (stranger == NULL || own >= mutation->class_count ||
        sluice_program_peek(program, last)->kind != SLUICE_NODE_LEVEL ||
        sluice_kin_is(mutation->kin, own, (size_t)(stranger - mutation->classes))) {
        return false;
    }
    const struct sluice_field_model *field = first_reference(stranger);
    const sluice_node_id above = sluice_child(program, desc, SLUICE_ROLE_SUPER);
    const sluice_node_id between = sluice_new_place(mutation);
    sluice_make_plain_class(mutation, between, stranger->name,
                            stranger->has_suid ? stranger->suid : 1, SLUICE_FLAG_SERIALIZABLE);
    sluice_at(mutation, between)->marks = 0;
    (void)sluice_make_field(mutation, between, field->name, strlen(field->name),
                            sluice_text_bytes(field->signature));
    sluice_replace(mutation, above, between);
    sluice_replace(mutation, sluice_child(program, between, SLUICE_ROLE_SUPER), above);
    const sluice_node_id level = sluice_add(mutation, SLUICE_NODE_NONE, SLUICE_ROLE_LEVEL,
                                            SLUICE_NODE_LEVEL);
    sluice_program_insert(mutation->program, id, last, level);
    sluice_at(mutation, level)->role = SLUICE_ROLE_LEVEL;
    sluice_at(mutation, level)->marks = SLUICE_NODE_NO_END;
    const sluice_node_id value = sluice_add(mutation, level, SLUICE_ROLE_VALUE, SLUICE_NODE_NULL);
    become_unknown(mutation, value);
    sluice_at(mutation, value)->role = SLUICE_ROLE_VALUE;
    return true;
}

/* The same with a class that nobody knows and that writes data of its own, behind its fields or in their place: without
 * numbers among them, a block says that they are not there. */
static bool put_writer(struct sluice_mutation *mutation, sluice_node_id id)
{
    enum { MOST_FIELDS = 3 };
    const struct sluice_program *program = mutation->program;
    const sluice_node_id desc = sluice_child(program, id, SLUICE_ROLE_DESC);
    const sluice_node_id above = sluice_child(program, desc, SLUICE_ROLE_SUPER);
    const sluice_node_id last = sluice_program_peek(program, id)->last;
    const uint32_t fields = sluice_random_below(&mutation->random, MOST_FIELDS);
    if (above == SLUICE_NODE_NONE ||
        sluice_program_peek(program, last)->kind != SLUICE_NODE_LEVEL) {
        return false;
    }
    const sluice_node_id between = sluice_new_place(mutation);
    sluice_make_plain_class(mutation, between, "no.such.Writer", 1,
                            SLUICE_FLAG_SERIALIZABLE | SLUICE_FLAG_WRITE_METHOD);
    sluice_at(mutation, between)->marks = 0;
    const sluice_node_id level = sluice_add(mutation, SLUICE_NODE_NONE, SLUICE_ROLE_LEVEL,
                                            SLUICE_NODE_LEVEL);
    const bool writes_fields = sluice_random_one_in(&mutation->random, 2);
    for (uint32_t i = 0; i < fields; i++) {
        (void)sluice_make_field(mutation, between, &"xyz"[i], 1,
                                sluice_text_bytes("Ljava/lang/Object;"));
        if (writes_fields) {
            (void)sluice_add(mutation, level, SLUICE_ROLE_VALUE, SLUICE_NODE_NULL);
        }
    }
    const sluice_node_id block = sluice_add(mutation, level, SLUICE_ROLE_DATA, SLUICE_NODE_BLOCK);
    (void)sluice_add_bytes(mutation, block, SLUICE_ROLE_PART, SLUICE_NODE_RAW, "data", 4);
    sluice_replace(mutation, above, between);
    sluice_replace(mutation, sluice_child(program, between, SLUICE_ROLE_SUPER), above);
    sluice_program_insert(mutation->program, id, last, level);
    sluice_at(mutation, level)->role = SLUICE_ROLE_LEVEL;
    return true;
}

/* Two fields change places, with their values. */
static bool turn_fields(struct sluice_mutation *mutation, sluice_node_id id)
{
    const struct sluice_program *program = mutation->program;
    const sluice_node_id level = sluice_program_peek(program, id)->last;
    const sluice_node_id desc = sluice_child(program, id, SLUICE_ROLE_DESC);
    sluice_node_id field = sluice_child(program, desc, SLUICE_ROLE_FIELD);
    sluice_node_id value = sluice_child(program, level, SLUICE_ROLE_VALUE);
    while (field != SLUICE_NODE_NONE && value != SLUICE_NODE_NONE) {
        const sluice_node_id next = sluice_at(mutation, field)->next;
        const sluice_node_id behind = sluice_at(mutation, value)->next;
        if (next == SLUICE_NODE_NONE || behind == SLUICE_NODE_NONE ||
            sluice_at(mutation, next)->role != SLUICE_ROLE_FIELD ||
            sluice_at(mutation, behind)->role != SLUICE_ROLE_VALUE) {
            return false;
        }
        if (refers(mutation, field) == refers(mutation, next) &&
            sluice_at(mutation, value)->first == SLUICE_NODE_NONE &&
            sluice_at(mutation, behind)->first == SLUICE_NODE_NONE &&
            sluice_at(mutation, behind)->kind != SLUICE_NODE_REFERENCE) {
            sluice_program_detach(mutation->program, next);
            sluice_program_insert(mutation->program, desc, field, next);
            sluice_program_detach(mutation->program, behind);
            sluice_program_insert(mutation->program, level, value, behind);
            sluice_at(mutation, next)->role = SLUICE_ROLE_FIELD;
            sluice_at(mutation, behind)->role = SLUICE_ROLE_VALUE;
            return true;
        }
        field = next;
        value = behind;
    }
    return false;
}

/* --- external data ---------------------------------------------------------------------------------------------- */

/* A class that writes all of its data itself, and says how much that is. */
static bool is_external(const struct sluice_class_model *model)
{
    bool is_closed = model->construct == SLUICE_CONSTRUCT_ATOMIC && model->read == NULL &&
                     model->form == SLUICE_FORM_EXTERNAL && model->layout_count > 0;
    for (size_t i = 0; is_closed && i < model->layout_count; i++) {
        const enum sluice_layout_kind kind = model->layout[i].kind;
        is_closed = kind != SLUICE_LAYOUT_OBJECTS && kind != SLUICE_LAYOUT_PAIRS;
    }
    return is_closed;
}

static bool prepare_external(struct sluice_mutation *mutation, sluice_node_id id)
{
    const struct sluice_class_model *model = sluice_break_find_model(mutation, is_external);
    if (model == NULL || !sluice_break_is_by_labels(mutation->program)) {
        return false;
    }
    sluice_make_model(mutation, id, model);
    const sluice_node_id desc = sluice_child(mutation->program, id, SLUICE_ROLE_DESC);
    sluice_at(mutation, desc)->marks = 0;
    return (sluice_at(mutation, desc)->code & SLUICE_FLAG_BLOCK_DATA) != 0;
}

/* The same by protocol 1: without blocks, and without an end. */
static bool write_as_protocol_1(struct sluice_mutation *mutation, sluice_node_id id)
{
    struct sluice_program *program = mutation->program;
    const sluice_node_id level = sluice_at(mutation, id)->last;
    sluice_at(mutation, sluice_child(program, id, SLUICE_ROLE_DESC))->code =
        SLUICE_FLAG_EXTERNALIZABLE;
    sluice_at(mutation, level)->marks |= SLUICE_NODE_NO_END;
    for (sluice_node_id data = sluice_child(program, level, SLUICE_ROLE_DATA);
         data != SLUICE_NODE_NONE;) {
        const sluice_node_id next = sluice_at(mutation, data)->next;
        while (sluice_at(mutation, data)->kind == SLUICE_NODE_BLOCK &&
               sluice_at(mutation, data)->first != SLUICE_NODE_NONE) {
            const sluice_node_id part = sluice_at(mutation, data)->first;
            sluice_program_detach(program, part);
            sluice_program_insert(program, level, data, part);
            sluice_at(mutation, part)->role = SLUICE_ROLE_DATA;
        }
        if (sluice_at(mutation, data)->kind == SLUICE_NODE_BLOCK) {
            sluice_program_detach(program, data);
        }
        data = next;
    }
    return true;
}

/* --- what has no class -------------------------------------------------------------------------------------------- */

static bool prepare_text(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_break_string(mutation, id, "sound", 5);
    return true;
}

static bool lengthen(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_at(mutation, id)->marks |= SLUICE_NODE_LONG;
    return true;
}

/* Any other one that is well formed: most often a long one. */
static bool say_something(struct sluice_mutation *mutation, sluice_node_id id)
{
    char text[SLUICE_TEXT_ROOM];
    const size_t length = sluice_maker_text(mutation, text,
                                            !sluice_random_one_in(&mutation->random, 4));
    sluice_put_bytes(mutation, id, text, length);
    return true;
}

static bool prepare_block(struct sluice_mutation *mutation, sluice_node_id id)
{
    sluice_at(mutation, id)->kind = SLUICE_NODE_BLOCK;
    (void)sluice_add_bytes(mutation, id, SLUICE_ROLE_PART, SLUICE_NODE_RAW, "eight888", 8);
    return true;
}

static bool cut(struct sluice_mutation *mutation, sluice_node_id id)
{
    const sluice_node_id second = sluice_new_place(mutation);
    sluice_program_insert(mutation->program, SLUICE_NODE_ROOT, sluice_at(mutation, id)->next,
                          second);
    sluice_at(mutation, second)->kind = SLUICE_NODE_BLOCK;
    (void)sluice_add_bytes(mutation, second, SLUICE_ROLE_PART, SLUICE_NODE_RAW, "t888", 4);
    sluice_put_bytes(mutation, sluice_at(mutation, id)->first, "eigh", 4);
    return true;
}

/* --- the list ------------------------------------------------------------------------------------------------------ */

/* clang-format off */
#define BOTH true, true
#define NOTHING {SLUICE_OK}
static const struct sluice_break breaks[] = {
    {"IN-3", "unknown-field", BOTH, prepare_object, add_unknown_field, NOTHING},
    {"DEV-13", "field-of-proxy", BOTH, prepare_proxy, add_field_of_proxy, NOTHING},
    {"DEV-13", "array-of-proxy", BOTH, prepare_proxy, add_array_to_proxy, NOTHING},
    {"IN-3", "writes-more", true, false, prepare_default_data, write_more, NOTHING},
    {"IN-3", "annotation", BOTH, prepare_object, annotate, NOTHING},
    {"IN-3", "annotation-of-proxy", BOTH, prepare_proxy, annotate, NOTHING},
    {"CON-1", "unknown-superclass", BOTH, prepare_object, put_between, NOTHING},
    {"CON-1", "unknown-superclasses", BOTH, prepare_object, put_many_between, NOTHING},
    {"IN-3", "stranger-above", BOTH, prepare_object, put_stranger, NOTHING},
    {"IN-6", "writer-above", BOTH, prepare_object, put_writer, NOTHING},
    {"IN-8", "fields-turned", BOTH, prepare_object, turn_fields, NOTHING},
    {"IN-3", "unknown-fields", BOTH, prepare_object, add_unknown_fields, NOTHING},
    {"IN-8", "miscoded-field", BOTH, prepare_object, add_miscoded_field, NOTHING},
    {"IN-8", "protocol-1", true, false, prepare_external, write_as_protocol_1, NOTHING},
    {"IN-8", "long-form", BOTH, prepare_text, lengthen, NOTHING},
    {"IN-8", "any-text", BOTH, prepare_text, say_something, NOTHING},
    {"IN-8", "block-cut", BOTH, prepare_block, cut, NOTHING},
};
/* clang-format on */

const struct sluice_breaks sluice_breaks_that_are_none = {breaks, sizeof breaks / sizeof breaks[0]};
