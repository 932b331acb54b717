/* Operators that put items in, take them out, and move them about. */
#include "harness/fuzz/mutate/mutation.h"

#include <string.h>

static struct sluice_bytes any_class(void)
{
    return (struct sluice_bytes){NULL, 0};
}

/* --- in --------------------------------------------------------------------------------------------------- */

bool sluice_op_insert_item(struct sluice_mutation *mutation)
{
    const sluice_node_id list = sluice_random_one_in(&mutation->random, 2)
                                    ? sluice_pick(mutation, sluice_has_list)
                                    : (sluice_node_id)SLUICE_NODE_ROOT;
    if (list == SLUICE_NODE_NONE) {
        return false;
    }
    const sluice_node_id id = sluice_new_place(mutation);
    if (list == SLUICE_NODE_ROOT) {
        sluice_make_item(mutation, id);
    } else {
        sluice_make_value(mutation, id, any_class());
    }
    sluice_put_into_list(mutation, list, id);
    return true;
}

bool sluice_op_insert_object(struct sluice_mutation *mutation)
{
    const struct sluice_class_model *model = sluice_pick_model(mutation, any_class());
    const bool into_list = sluice_random_one_in(&mutation->random, 3);
    sluice_node_id place = into_list ? sluice_pick(mutation, sluice_has_list)
                                     : sluice_pick(mutation, sluice_is_value);
    if (model == NULL) {
        return false;
    }
    if (place == SLUICE_NODE_NONE) {
        place = SLUICE_NODE_ROOT;
    }
    const sluice_node_id id = sluice_new_place(mutation);
    sluice_make_model(mutation, id, model);
    if (into_list || place == SLUICE_NODE_ROOT) {
        sluice_put_into_list(mutation, place, id);
    } else {
        sluice_replace(mutation, place, id);
    }
    return true;
}

/* The class of an object or array, as its own descriptor says it. */
static struct sluice_bytes class_of(const struct sluice_program *program, sluice_node_id id)
{
    const sluice_node_id desc = sluice_child(program, id, SLUICE_ROLE_DESC);
    const sluice_node_id name = desc != SLUICE_NODE_NONE
                                    ? sluice_child(program, desc, SLUICE_ROLE_NAME)
                                    : SLUICE_NODE_NONE;
    if (sluice_program_peek(program, id)->kind == SLUICE_NODE_STRING) {
        return sluice_text_bytes("java.lang.String");
    }
    return name != SLUICE_NODE_NONE ? sluice_program_bytes(program, name) : any_class();
}

/* Another value of the same class, if that is known. */
bool sluice_op_remake(struct sluice_mutation *mutation)
{
    const sluice_node_id old = sluice_pick(mutation, sluice_is_value);
    uint8_t name[128];
    if (old == SLUICE_NODE_NONE) {
        return false;
    }
    /* A copy: bytes move when bytes are added. */
    const struct sluice_bytes seen = class_of(mutation->program, old);
    struct sluice_bytes wanted = {name, seen.length < sizeof name ? seen.length : 0};
    if (wanted.length > 0) {
        memcpy(name, seen.data, wanted.length);
    }
    const struct sluice_class_model *model = sluice_model_named(mutation, wanted);
    const sluice_node_id id = sluice_new_place(mutation);
    if (model != NULL && sluice_model_is_built(model)) {
        sluice_make_model(mutation, id, model);
    } else {
        sluice_make_value(mutation, id, wanted);
    }
    sluice_replace(mutation, old, id);
    return true;
}

/* --- out --------------------------------------------------------------------------------------------------- */

bool sluice_op_delete(struct sluice_mutation *mutation)
{
    const sluice_node_id id = sluice_pick(mutation, sluice_is_listed);
    if (id == SLUICE_NODE_NONE) {
        return false;
    }
    sluice_program_detach(mutation->program, id);
    return true;
}

bool sluice_op_nullify(struct sluice_mutation *mutation)
{
    const sluice_node_id id = sluice_pick(mutation, sluice_is_value);
    if (id == SLUICE_NODE_NONE || sluice_at(mutation, id)->kind == SLUICE_NODE_NULL) {
        return false;
    }
    const sluice_node_id null = sluice_new_place(mutation);
    sluice_replace(mutation, id, null);
    return true;
}

/* --- about -------------------------------------------------------------------------------------------------- */

static sluice_node_id copy_of(struct sluice_mutation *mutation, const struct sluice_program *from,
                              sluice_node_id id)
{
    const sluice_node_id copy = sluice_program_graft(mutation->program, from, id);
    mutation->failed = mutation->failed || copy == SLUICE_NODE_NONE;
    return copy;
}

bool sluice_op_duplicate(struct sluice_mutation *mutation)
{
    const sluice_node_id id = sluice_pick(mutation, sluice_is_listed);
    if (id == SLUICE_NODE_NONE) {
        return false;
    }
    const sluice_node_id copy = copy_of(mutation, mutation->program, id);
    if (copy != SLUICE_NODE_NONE) {
        sluice_program_insert(mutation->program, sluice_at(mutation, id)->parent, id, copy);
    }
    return true;
}

bool sluice_op_move(struct sluice_mutation *mutation)
{
    const sluice_node_id id = sluice_pick(mutation, sluice_is_listed);
    const sluice_node_id list = sluice_pick(mutation, sluice_has_list);
    if (id == SLUICE_NODE_NONE || list == SLUICE_NODE_NONE ||
        sluice_at(mutation, id)->role == SLUICE_ROLE_PART ||
        sluice_at(mutation, id)->kind == SLUICE_NODE_VALUES ||
        sluice_is_within(mutation->program, id, list)) {
        return false;
    }
    sluice_program_detach(mutation->program, id);
    sluice_put_into_list(mutation, list, id);
    return true;
}

bool sluice_op_swap(struct sluice_mutation *mutation)
{
    const sluice_node_id a = sluice_pick(mutation, sluice_is_value);
    const sluice_node_id b = sluice_pick(mutation, sluice_is_value);
    if (a == b || a == SLUICE_NODE_NONE || b == SLUICE_NODE_NONE ||
        sluice_is_within(mutation->program, a, b) || sluice_is_within(mutation->program, b, a)) {
        return false;
    }
    const sluice_node_id between = sluice_new_place(mutation);
    sluice_replace(mutation, a, between);
    sluice_replace(mutation, b, a);
    sluice_replace(mutation, between, b);
    return true;
}

/* A copy of a value in the place of another. */
bool sluice_op_copy_over(struct sluice_mutation *mutation)
{
    const sluice_node_id from = sluice_pick(mutation, sluice_is_value);
    const sluice_node_id to = sluice_pick(mutation, sluice_is_value);
    if (from == to || from == SLUICE_NODE_NONE) {
        return false;
    }
    const sluice_node_id copy = copy_of(mutation, mutation->program, from);
    if (copy != SLUICE_NODE_NONE) {
        sluice_replace(mutation, to, copy);
    }
    return true;
}

static sluice_node_id pick_other(struct sluice_mutation *mutation, sluice_node_test test)
{
    sluice_node_id picked = SLUICE_NODE_NONE;
    uint32_t seen = 0;
    for (sluice_node_id id = SLUICE_NODE_ROOT; id != SLUICE_NODE_NONE;
         id = sluice_program_walk(mutation->other, SLUICE_NODE_ROOT, id)) {
        if (test(mutation->other, id) && sluice_random_one_in(&mutation->random, ++seen)) {
            picked = id;
        }
    }
    return picked;
}

/* Labels of both go by name: what is copied refers to what has that name there, and is mended later. */
bool sluice_op_splice(struct sluice_mutation *mutation)
{
    if (mutation->other == NULL) {
        return false;
    }
    const sluice_node_id from = pick_other(mutation, sluice_is_value);
    const bool into_list = sluice_random_one_in(&mutation->random, 3);
    sluice_node_id to = sluice_pick(mutation, into_list ? sluice_has_list : sluice_is_value);
    if (from == SLUICE_NODE_NONE) {
        return false;
    }
    const sluice_node_id copy = copy_of(mutation, mutation->other, from);
    if (copy == SLUICE_NODE_NONE) {
        return false;
    }
    if (to != SLUICE_NODE_NONE && !into_list) {
        sluice_replace(mutation, to, copy);
    } else {
        to = to != SLUICE_NODE_NONE ? to : (sluice_node_id)SLUICE_NODE_ROOT;
        sluice_put_into_list(mutation, to, copy);
    }
    return true;
}

/* --- around -------------------------------------------------------------------------------------------------- */

/* A place for any value in a new container, which stands in `top`; NONE if it has none. */
static sluice_node_id place_in(struct sluice_mutation *mutation, sluice_node_id top)
{
    const struct sluice_program *program = mutation->program;
    sluice_node_id picked = SLUICE_NODE_NONE;
    uint32_t seen = 0;
    for (sluice_node_id id = sluice_program_walk(program, top, top); id != SLUICE_NODE_NONE;
         id = sluice_program_walk(program, top, id)) {
        if (sluice_is_value(program, id) && sluice_random_one_in(&mutation->random, ++seen)) {
            picked = id;
        }
    }
    return picked;
}

/* A value inside something else: an array, an object of the policy, a class's annotation. */
bool sluice_op_wrap(struct sluice_mutation *mutation)
{
    const sluice_node_id inside = sluice_pick(mutation, sluice_is_value);
    const struct sluice_class_model *model = sluice_random_one_in(&mutation->random, 2)
                                                 ? sluice_pick_model(mutation, any_class())
                                                 : NULL;
    if (inside == SLUICE_NODE_NONE) {
        return false;
    }
    const sluice_node_id around = sluice_new_place(mutation);
    if (model != NULL) {
        sluice_make_model(mutation, around, model);
    } else {
        sluice_at(mutation, around)->kind = SLUICE_NODE_ARRAY;
        const sluice_node_id desc = sluice_add(mutation, around, SLUICE_ROLE_DESC,
                                               SLUICE_NODE_NULL);
        sluice_make_array_class(mutation, desc, "[Ljava.lang.Object;",
                                strlen("[Ljava.lang.Object;"));
        if (sluice_random_one_in(&mutation->random, 8)) {
            sluice_at(mutation, desc)->marks = 0;
            const sluice_node_id super = sluice_child(mutation->program, desc, SLUICE_ROLE_SUPER);
            const sluice_node_id place = sluice_new_place(mutation);
            sluice_program_insert(mutation->program, desc, super, place);
            sluice_at(mutation, place)->role = SLUICE_ROLE_ANNOTATION;
        } else {
            (void)sluice_add(mutation, around, SLUICE_ROLE_ELEMENT, SLUICE_NODE_NULL);
        }
    }
    const sluice_node_id place = place_in(mutation, around);
    if (place == SLUICE_NODE_NONE) {
        return false;
    }
    sluice_replace(mutation, inside, around);
    sluice_replace(mutation, place, inside);
    return true;
}

static bool holds_value(const struct sluice_program *program, sluice_node_id id)
{
    if (!sluice_is_value(program, id) ||
        sluice_program_peek(program, id)->first == SLUICE_NODE_NONE) {
        return false;
    }
    for (sluice_node_id below = sluice_program_walk(program, id, id); below != SLUICE_NODE_NONE;
         below = sluice_program_walk(program, id, below)) {
        if (sluice_is_value(program, below)) {
            return true;
        }
    }
    return false;
}

bool sluice_op_unwrap(struct sluice_mutation *mutation)
{
    const sluice_node_id around = sluice_pick(mutation, holds_value);
    if (around == SLUICE_NODE_NONE) {
        return false;
    }
    const sluice_node_id inside = place_in(mutation, around);
    sluice_program_detach(mutation->program, inside);
    sluice_replace(mutation, around, inside);
    return true;
}

/* --- many ------------------------------------------------------------------------------------------------------ */

/* Repetitions of repetitions could take long to write, even if what they write is nothing. */
static bool is_in_many(const struct sluice_program *program, sluice_node_id id)
{
    for (; id != SLUICE_NODE_NONE; id = sluice_program_peek(program, id)->parent) {
        const uint8_t kind = sluice_program_peek(program, id)->kind;
        if (kind == SLUICE_NODE_REPEAT || kind == SLUICE_NODE_NEST) {
            return true;
        }
    }
    return false;
}

static bool holds_many(const struct sluice_program *program, sluice_node_id top)
{
    for (sluice_node_id id = sluice_program_walk(program, top, top); id != SLUICE_NODE_NONE;
         id = sluice_program_walk(program, top, id)) {
        const uint8_t kind = sluice_program_peek(program, id)->kind;
        if (kind == SLUICE_NODE_REPEAT || kind == SLUICE_NODE_NEST) {
            return true;
        }
    }
    return false;
}

bool sluice_op_repeat(struct sluice_mutation *mutation)
{
    static const uint8_t times[] = {0, 2, 3, 4, 8, 16, 17, 32, 64, 127, 128, 255};
    const sluice_node_id id = sluice_pick(mutation, sluice_is_listed);
    if (id == SLUICE_NODE_NONE) {
        return false;
    }
    const uint32_t number = times[sluice_random_below(&mutation->random, sizeof times)];
    if (sluice_at(mutation, id)->kind == SLUICE_NODE_REPEAT) {
        sluice_at(mutation, id)->number = number;
        return true;
    }
    if (is_in_many(mutation->program, id) || holds_many(mutation->program, id)) {
        return false;
    }
    const sluice_node_id repeat = sluice_new_place(mutation);
    sluice_at(mutation, repeat)->kind = SLUICE_NODE_REPEAT;
    sluice_at(mutation, repeat)->number = number;
    sluice_replace(mutation, id, repeat);
    sluice_program_insert(mutation->program, repeat, SLUICE_NODE_NONE, id);
    sluice_at(mutation, id)->role = SLUICE_ROLE_BODY;
    return true;
}

/* A new array that takes any values. */
static sluice_node_id new_array(struct sluice_mutation *mutation)
{
    const sluice_node_id array = sluice_new_place(mutation);
    sluice_at(mutation, array)->kind = SLUICE_NODE_ARRAY;
    const sluice_node_id desc = sluice_add(mutation, array, SLUICE_ROLE_DESC, SLUICE_NODE_NULL);
    sluice_make_array_class(mutation, desc, "[Ljava.lang.Object;", strlen("[Ljava.lang.Object;"));
    return array;
}

/* Beside what is in the array another one, which ends at once: in front of it, or behind. */
static void add_beside(struct sluice_mutation *mutation, sluice_node_id array,
                       sluice_node_id inside)
{
    const sluice_node_id beside = new_array(mutation);
    sluice_program_insert(mutation->program, array,
                          sluice_random_one_in(&mutation->random, 2) ? inside : SLUICE_NODE_NONE,
                          beside);
    sluice_at(mutation, beside)->role = SLUICE_ROLE_ELEMENT;
}

static bool is_item(const struct sluice_program *program, sluice_node_id id)
{
    return sluice_is_value(program, id) &&
           sluice_program_peek(program, id)->parent == SLUICE_NODE_ROOT;
}

/* A value deep in arrays, each in the one before. Very deep ones go up and down at every height, and often stand where
 * nobody minds an array. */
bool sluice_op_nest(struct sluice_mutation *mutation)
{
    enum { SHALLOW = 24, DEEP_ONE_IN = 4, BESIDE_ONE_IN = 10 };
    const bool is_deep = sluice_random_one_in(&mutation->random, DEEP_ONE_IN);
    const bool is_free = is_deep && sluice_random_one_in(&mutation->random, 2);
    const sluice_node_id inside = sluice_pick(mutation, is_free ? is_item : sluice_is_value);
    if (inside == SLUICE_NODE_NONE) {
        return false;
    }
    uint32_t depth = is_deep ? sluice_some_depth(mutation)
                             : 1 + sluice_random_below(&mutation->random, SHALLOW);
    for (; depth > 0 && !mutation->failed; depth--) {
        const sluice_node_id around = new_array(mutation);
        sluice_replace(mutation, inside, around);
        sluice_program_insert(mutation->program, around, SLUICE_NODE_NONE, inside);
        sluice_at(mutation, inside)->role = SLUICE_ROLE_ELEMENT;
        if (is_deep && sluice_random_one_in(&mutation->random, BESIDE_ONE_IN)) {
            add_beside(mutation, around, inside);
        }
    }
    return true;
}

/* --- resets and exceptions ----------------------------------------------------------------------------------------- */

bool sluice_op_reset(struct sluice_mutation *mutation)
{
    const sluice_node_id list = sluice_random_one_in(&mutation->random, 6)
                                    ? sluice_pick(mutation, sluice_has_list)
                                    : (sluice_node_id)SLUICE_NODE_ROOT;
    const sluice_node_id id = sluice_new_place(mutation);
    sluice_at(mutation, id)->kind = SLUICE_NODE_RESET;
    sluice_put_into_list(mutation, list, id);
    return true;
}

bool sluice_op_exception(struct sluice_mutation *mutation)
{
    const sluice_node_id list = sluice_random_one_in(&mutation->random, 2)
                                    ? sluice_pick(mutation, sluice_has_list)
                                    : (sluice_node_id)SLUICE_NODE_ROOT;
    const struct sluice_class_model *model = sluice_pick_model(
        mutation, sluice_text_bytes("java.lang.Throwable"));
    const sluice_node_id id = sluice_new_place(mutation);
    sluice_at(mutation, id)->kind = SLUICE_NODE_EXCEPTION;
    const sluice_node_id thrown = sluice_add(mutation, id, SLUICE_ROLE_EXCEPTION, SLUICE_NODE_NULL);
    if (model != NULL) {
        sluice_make_model(mutation, thrown, model);
    } else {
        sluice_make_value(mutation, thrown, any_class());
    }
    sluice_put_into_list(mutation, list, id);
    return true;
}
