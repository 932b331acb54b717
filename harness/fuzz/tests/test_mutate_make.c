/* What the mutator makes of class models: of each that objects may be built of, an object that is built. */
#include "harness/fuzz/input.h"
#include "harness/fuzz/mutate/mutation.h"
#include "harness/fuzz/policies.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <sluice/decode.h>

static bool is_accepted(struct sluice_bytes bytes, size_t policy)
{
    struct sluice_source source = sluice_source_memory(bytes.data, bytes.length);
    const struct sluice_policy *models = sluice_models_policy(sluice_fuzz_policy(policy));
    struct sluice_graph *graph = NULL;
    const bool accepted = sluice_decode(&source, models, NULL, &graph, NULL) == SLUICE_OK;
    sluice_graph_free(graph);
    return accepted;
}

/* A stream of one object of a model. */
static bool makes_one(size_t policy, size_t model, uint64_t seed)
{
    static const uint8_t magic[] = {0xAC, 0xED, 0, 5};
    uint8_t out[SLUICE_FUZZ_MAX_INPUT];
    struct sluice_mutation mutation = {
        .random = {seed},
        .settings = {.policy = (uint16_t)policy},
        .bare = true,
        .program = sluice_program_create(),
    };
    assert_non_null(mutation.program);
    sluice_mutation_find_classes(&mutation);
    (void)sluice_add_bytes(&mutation, SLUICE_NODE_ROOT, SLUICE_ROLE_ITEM, SLUICE_NODE_MAGIC, magic,
                           sizeof magic);
    const sluice_node_id id = sluice_new_place(&mutation);
    sluice_make_model(&mutation, id, &mutation.classes[model]);
    sluice_put_into_list(&mutation, SLUICE_NODE_ROOT, id);
    const size_t size = sluice_mutation_finish(&mutation, out, sizeof out);
    sluice_program_free(mutation.program);
    return size > 0 && is_accepted((struct sluice_bytes){out, size}, policy);
}

/* How many of the policy's first models there is no object of, in so many tries. */
static size_t count_left(size_t policy, size_t models)
{
    enum { TRIES = 1000 };
    const struct sluice_kin *kin = sluice_kin_of(policy);
    size_t left = 0;
    for (size_t i = 0; i < models; i++) {
        uint64_t tries = 0;
        while (sluice_model_is_built(&kin->classes[i]) && tries < TRIES &&
               !makes_one(policy, i, tries)) {
            tries++;
        }
        if (tries == TRIES) {
            left++;
            print_message("policy %zu: no object of %s\n", policy, kin->classes[i].name);
        }
    }
    return left;
}

static void makes_all_well_known_classes(void **state)
{
    const struct sluice_kin *kin = sluice_kin_of(0);
    (void)state;
    assert_non_null(kin);
    assert_int_equal(kin->own, 0);
    assert_int_equal(count_left(0, kin->count), 0);
}

/* Among them are classes whose data is read by code of theirs, and checked against their fields. */
static void makes_classes_of_the_suite(void **state)
{
    static const size_t policies[] = {1, 2, 3, 8, 12, 37, 42, 86, 182, 185};
    (void)state;
    for (size_t i = 0; i < sizeof policies / sizeof policies[0]; i++) {
        const struct sluice_kin *kin = sluice_kin_of(policies[i]);
        assert_non_null(kin);
        assert_in_range(kin->own, 1, kin->count);
        assert_int_equal(count_left(policies[i], kin->own), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_all_well_known_classes),
        cmocka_unit_test(makes_classes_of_the_suite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
