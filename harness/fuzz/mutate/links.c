/* References: to what they ought to mean, and to what they ought not. */
#include "harness/fuzz/mutate/mutation.h"

#include <stdlib.h>
#include <string.h>

/* --- mending ---------------------------------------------------------------------------------------- */

/* Most nodes that mending may add. */
enum { MOST_COPIED = 4096 };

struct mender {
    struct sluice_mutation *mutation;
    bool *seen;            /* by label: it stands before */
    sluice_node_id *found; /* by label: an item that has it, perhaps one that was taken out */
    uint32_t labels;
    uint32_t most; /* nodes */
};

static uint32_t most_label(const struct sluice_program *program)
{
    uint32_t most = 0;
    for (sluice_node_id id = sluice_program_node_count(program); id > 0; id--) {
        const uint32_t label = sluice_program_peek(program, id)->label;
        most = label > most ? label : most;
    }
    return most;
}

static bool has_references(const struct sluice_program *program)
{
    for (sluice_node_id id = SLUICE_NODE_ROOT; id != SLUICE_NODE_NONE;
         id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
        if (sluice_program_peek(program, id)->target != 0) {
            return true;
        }
    }
    return false;
}

static bool begin(struct mender *mender, struct sluice_mutation *mutation)
{
    const struct sluice_program *program = mutation->program;
    mender->mutation = mutation;
    mender->labels = most_label(program) + 1;
    mender->most = sluice_program_node_count(program) + MOST_COPIED;
    mender->seen = calloc(mender->labels, sizeof *mender->seen);
    mender->found = calloc(mender->labels, sizeof *mender->found);
    if (mender->seen == NULL || mender->found == NULL) {
        return false;
    }
    for (sluice_node_id id = sluice_program_node_count(program); id > 0; id--) {
        if (sluice_program_peek(program, id)->kind != SLUICE_NODE_REFERENCE) {
            mender->found[sluice_program_peek(program, id)->label] = id;
        }
    }
    return true;
}

/* A copy of the item stands where the reference was. Only what needs no more of the same can come back:
 * an item in itself would not end. */
static sluice_node_id bring_back(struct mender *mender, sluice_node_id reference)
{
    struct sluice_mutation *mutation = mender->mutation;
    const struct sluice_node *node = sluice_at(mutation, reference);
    const sluice_node_id item = node->target < mender->labels ? mender->found[node->target]
                                                              : SLUICE_NODE_NONE;
    if (item == SLUICE_NODE_NONE || node->number != 0 ||
        sluice_program_node_count(mutation->program) > mender->most) {
        sluice_clear(mutation, reference);
        return reference;
    }
    const sluice_node_id copy = sluice_program_graft(mutation->program, mutation->program, item);
    if (copy == SLUICE_NODE_NONE) {
        mutation->failed = true;
        return reference;
    }
    sluice_replace(mutation, reference, copy);
    return copy;
}

static void mend(struct mender *mender)
{
    struct sluice_mutation *mutation = mender->mutation;
    for (sluice_node_id id = SLUICE_NODE_ROOT; id != SLUICE_NODE_NONE && !mutation->failed;
         id = sluice_program_walk(mutation->program, SLUICE_NODE_ROOT, id)) {
        const struct sluice_node *node = sluice_at(mutation, id);
        if (node->kind == SLUICE_NODE_RESET || node->kind == SLUICE_NODE_EXCEPTION) {
            memset(mender->seen, 0, mender->labels * sizeof *mender->seen);
        } else if (node->kind == SLUICE_NODE_REFERENCE && node->target != 0 &&
                   (node->target >= mender->labels || !mender->seen[node->target])) {
            id = bring_back(mender, id);
        }
        const uint32_t label = sluice_at(mutation, id)->label;
        if (label != 0 && label < mender->labels) {
            mender->seen[label] = true;
        }
    }
}

void sluice_mend_links(struct sluice_mutation *mutation)
{
    struct mender mender = {0};
    if (!has_references(mutation->program)) {
        return;
    }
    if (begin(&mender, mutation)) {
        mend(&mender);
    } else {
        mutation->failed = true;
    }
    free(mender.seen);
    free(mender.found);
}

/* --- operators ------------------------------------------------------------------------------------------ */

static bool is_own_handle(const struct sluice_program *program, sluice_node_id id)
{
    const struct sluice_node *node = sluice_program_peek(program, id);
    return sluice_takes_handle(program, id) && node->role != SLUICE_ROLE_TYPE &&
           (node->marks & SLUICE_NODE_ONCE) == 0;
}

static bool is_reference(const struct sluice_program *program, sluice_node_id id)
{
    return sluice_program_peek(program, id)->kind == SLUICE_NODE_REFERENCE;
}

static void point(struct sluice_mutation *mutation, sluice_node_id reference, sluice_node_id item)
{
    const uint32_t label = sluice_label_of(mutation, item);
    sluice_clear(mutation, reference);
    struct sluice_node *node = sluice_at(mutation, reference);
    node->kind = SLUICE_NODE_REFERENCE;
    node->target = label;
}

/* The same value once more, by reference. */
bool sluice_op_refer(struct sluice_mutation *mutation)
{
    const sluice_node_id item = sluice_pick(mutation, is_own_handle);
    const bool into_list = sluice_random_one_in(&mutation->random, 2);
    const sluice_node_id place = sluice_pick(mutation,
                                             into_list ? sluice_has_list : sluice_is_value);
    if (item == SLUICE_NODE_NONE || place == SLUICE_NODE_NONE ||
        sluice_is_within(mutation->program, place, item)) {
        return false;
    }
    const uint8_t kind = sluice_at(mutation, item)->kind;
    if ((kind == SLUICE_NODE_CLASSDESC || kind == SLUICE_NODE_PROXYDESC) &&
        !sluice_random_one_in(&mutation->random, 8)) {
        return false;
    }
    if (into_list) {
        const sluice_node_id id = sluice_new_place(mutation);
        sluice_put_into_list(mutation, place, id);
        point(mutation, id, item);
    } else {
        point(mutation, place, item);
    }
    return true;
}

/* Another item of the same kind. */
bool sluice_op_retarget(struct sluice_mutation *mutation)
{
    const sluice_node_id reference = sluice_pick(mutation, is_reference);
    const sluice_node_id item = sluice_pick(mutation, is_own_handle);
    if (reference == SLUICE_NODE_NONE || item == SLUICE_NODE_NONE) {
        return false;
    }
    const uint8_t role = sluice_at(mutation, reference)->role;
    const uint8_t kind = sluice_at(mutation, item)->kind;
    const bool wants_class = role == SLUICE_ROLE_DESC || role == SLUICE_ROLE_SUPER;
    const bool is_class = kind == SLUICE_NODE_CLASSDESC || kind == SLUICE_NODE_PROXYDESC;
    if (wants_class != is_class && !sluice_random_one_in(&mutation->random, 8)) {
        return false;
    }
    point(mutation, reference, item);
    return true;
}

/* A handle by number: any that there is, of what is open too, and some beyond. */
bool sluice_op_wrong_handle(struct sluice_mutation *mutation)
{
    sluice_node_id reference = sluice_pick(mutation, is_reference);
    if (reference == SLUICE_NODE_NONE || sluice_random_one_in(&mutation->random, 2)) {
        reference = sluice_pick(mutation, sluice_is_value);
    }
    if (reference == SLUICE_NODE_NONE) {
        return false;
    }
    sluice_clear(mutation, reference);
    struct sluice_node *node = sluice_at(mutation, reference);
    node->kind = SLUICE_NODE_REFERENCE;
    node->number = sluice_random_one_in(&mutation->random, 8)
                       ? sluice_some_number(mutation, 'I') & UINT32_MAX
                       : 0x7E0000 + sluice_random_below(&mutation->random, 12);
    return true;
}
