/* An operator on classes that are kin: objects of a class and of one above it, side by side, so that what is said of the
 * one is there already when it is the turn of the other. */
#include "harness/fuzz/mutate/mutation.h"

/* One of the classes above a class, the nearest ones most often; NULL: the policy knows none. */
static const struct sluice_class_model *pick_above(struct sluice_mutation *mutation,
                                                   const struct sluice_class_model *model)
{
    const struct sluice_class_model *above = NULL;
    while (model->parent != NULL) {
        model = sluice_model_named(mutation, sluice_text_bytes(model->parent));
        if (model == NULL) {
            break;
        }
        above = model;
        if (!sluice_random_one_in(&mutation->random, 3)) {
            break;
        }
    }
    return above;
}

/* One that has such a class; NULL: there is none. */
static const struct sluice_class_model *pick_below(struct sluice_mutation *mutation)
{
    const size_t count = mutation->class_count;
    const size_t own = mutation->kin->own;
    const bool among_own = own > 0 && sluice_random_one_in(&mutation->random, 2);
    size_t at = count > 0
                    ? sluice_random_below(&mutation->random, (uint32_t)(among_own ? own : count))
                    : 0;
    for (size_t i = 0; i < count; i++) {
        const struct sluice_class_model *model = &mutation->classes[at];
        if (model->parent != NULL && sluice_model_is_built(model) &&
            sluice_model_named(mutation, sluice_text_bytes(model->parent)) != NULL) {
            return model;
        }
        at = at + 1 < count ? at + 1 : 0;
    }
    return NULL;
}

/* An object of a class, or the class itself. */
static sluice_node_id make_one(struct sluice_mutation *mutation,
                               const struct sluice_class_model *model)
{
    const sluice_node_id id = sluice_new_place(mutation);
    if (sluice_model_is_built(model) && !sluice_random_one_in(&mutation->random, 8)) {
        sluice_make_model(mutation, id, model);
        return id;
    }
    sluice_at(mutation, id)->kind = SLUICE_NODE_CLASS;
    const sluice_node_id desc = sluice_add(mutation, id, SLUICE_ROLE_DESC, SLUICE_NODE_NULL);
    sluice_make_class(mutation, desc, model);
    return id;
}

bool sluice_op_kin(struct sluice_mutation *mutation)
{
    const struct sluice_class_model *below = pick_below(mutation);
    const struct sluice_class_model *above = below != NULL ? pick_above(mutation, below) : NULL;
    if (above == NULL) {
        return false;
    }
    sluice_node_id list = sluice_random_one_in(&mutation->random, 4)
                              ? sluice_pick(mutation, sluice_has_list)
                              : (sluice_node_id)SLUICE_NODE_ROOT;
    list = list != SLUICE_NODE_NONE ? list : (sluice_node_id)SLUICE_NODE_ROOT;
    const bool is_above_first = !sluice_random_one_in(&mutation->random, 4);
    const sluice_node_id first = make_one(mutation, is_above_first ? above : below);
    const sluice_node_id second = make_one(mutation, is_above_first ? below : above);
    sluice_put_into_list(mutation, list, second);
    sluice_at(mutation, first)->role = sluice_at(mutation, second)->role;
    sluice_program_insert(mutation->program, list, second, first);
    return true;
}
