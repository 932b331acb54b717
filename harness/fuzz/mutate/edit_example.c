/* Operator that puts one of the sound objects of examples.txt anywhere: what only a neighbor would hold, and nobody would
 * write again, cut or starve. */
#include "harness/fuzz/mutate/examples.h"

static bool is_sound(const struct sluice_mutation *mutation, const struct sluice_example *example)
{
    return example->kind == SLUICE_EXAMPLE_SOUND && sluice_example_model(mutation, example) != NULL;
}

sluice_node_id sluice_make_example(struct sluice_mutation *mutation)
{
    enum { TRIES = 48 };
    const uint32_t count = (uint32_t)sluice_example_count();
    for (uint32_t i = 0; i < TRIES && count > 0; i++) {
        const struct sluice_example *example = sluice_example_at(
            sluice_random_below(&mutation->random, count));
        if (is_sound(mutation, example)) {
            const struct sluice_class_model *model = sluice_example_model(mutation, example);
            const sluice_node_id id = sluice_new_place(mutation);
            sluice_examples_make(mutation, id, model);
            return sluice_examples_apply(mutation, id, model, example->sound) ? id
                                                                              : SLUICE_NODE_NONE;
        }
    }
    return SLUICE_NODE_NONE;
}

bool sluice_op_insert_example(struct sluice_mutation *mutation)
{
    const bool into_list = sluice_random_one_in(&mutation->random, 2);
    const sluice_node_id place = sluice_pick(mutation,
                                             into_list ? sluice_has_list : sluice_is_value);
    const sluice_node_id id = place != SLUICE_NODE_NONE ? sluice_make_example(mutation)
                                                        : SLUICE_NODE_NONE;
    if (id == SLUICE_NODE_NONE) {
        return false;
    }
    if (into_list) {
        sluice_put_into_list(mutation, place, id);
    } else {
        sluice_replace(mutation, place, id);
    }
    return true;
}
