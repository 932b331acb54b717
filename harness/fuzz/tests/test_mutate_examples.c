/* Examples: each that is said to be sound is accepted, and each that is said to be broken is refused. One that is not
 * would be a false alarm of the fuzzers. */
#include "harness/fuzz/input.h"
#include "harness/fuzz/mutate/examples.h"
#include "harness/fuzz/policies.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>
#include <sluice/decode.h>

enum { SEEDS = 4 };

static uint32_t wrong;
static bool is_made; /* what is held to an example could be made */

static void complain(const struct sluice_example *example, const char *what)
{
    const bool broken = example->kind == SLUICE_EXAMPLE_BROKEN;
    const struct sluice_bytes text = broken ? example->broken : example->sound;
    wrong++;
    print_error("%.*s %c%.*s: %s\n", (int)example->class_name.length,
                (const char *)example->class_name.data, broken ? '-' : '+', (int)text.length,
                (const char *)text.data, what);
}

static enum sluice_reason decode(struct sluice_mutation *mutation)
{
    uint8_t bytes[SLUICE_FUZZ_MAX_INPUT + SLUICE_FUZZ_SETTINGS];
    const size_t size = sluice_mutation_finish(mutation, bytes, sizeof bytes);
    const struct sluice_fuzz_input input = sluice_fuzz_input_read(
        (struct sluice_bytes){bytes, size});
    const struct sluice_limits limits = sluice_fuzz_limits(&input.settings);
    const struct sluice_options options = {.limits = &limits};
    const struct sluice_policy *policy = sluice_models_policy(
        sluice_fuzz_policy(input.settings.policy));
    struct sluice_source source = sluice_source_memory(input.stream.data, input.stream.length);
    struct sluice_graph *graph = NULL;
    if (size == 0) { /* too long */
        is_made = false;
        return SLUICE_OK;
    }
    const enum sluice_reason reason = sluice_decode(&source, policy, &options, &graph, NULL);
    sluice_graph_free(graph);
    return reason;
}

/* Makes it at a node; what it comes to. */
static void hold(struct sluice_mutation *mutation, sluice_node_id id,
                 const struct sluice_example *example, const struct sluice_class_model *model)
{
    if (example->kind == SLUICE_EXAMPLE_NEVER) {
        assert_true(sluice_example_make_never(mutation, id, model));
    } else {
        sluice_examples_make(mutation, id, model);
    }
    if (!sluice_examples_apply(mutation, id, model, example->sound)) {
        complain(example, "cannot be read");
        return;
    }
    const enum sluice_reason reason = decode(mutation);
    if (!is_made) {
        return;
    }
    if (example->kind == SLUICE_EXAMPLE_NEVER) {
        if (reason == SLUICE_OK) {
            complain(example, "is accepted");
        }
        return;
    }
    if (reason != SLUICE_OK) {
        complain(example, sluice_reason_name(reason));
        return;
    }
    if (example->kind == SLUICE_EXAMPLE_BROKEN) {
        if (!sluice_examples_apply(mutation, id, model, example->broken)) {
            complain(example, "cannot be read");
        } else if (decode(mutation) == SLUICE_OK && is_made) {
            complain(example, "is accepted");
        }
    }
}

static void each_comes_to_what_it_says(void **state)
{
    static const uint8_t stream[] = {0xAC, 0xED, 0, 5};
    (void)state;
    for (size_t i = 0; i < sluice_example_count(); i++) {
        const struct sluice_example *example = sluice_example_at(i);
        uint32_t made = 0;
        for (uint64_t seed = 0; seed < SEEDS; seed++) {
            const uint32_t before = wrong;
            is_made = true;
            struct sluice_mutation mutation = {.random = {seed * 1000 + i},
                                               .settings = {.policy = example->policy}};
            mutation.program = sluice_disassemble(stream, sizeof stream);
            sluice_mutation_find_classes(&mutation);
            const struct sluice_class_model *model = sluice_example_model(&mutation, example);
            if (model == NULL) {
                complain(example, "there is no such class");
            } else {
                const sluice_node_id id = sluice_new_place(&mutation);
                sluice_program_insert(mutation.program, SLUICE_NODE_ROOT, SLUICE_NODE_NONE, id);
                hold(&mutation, id, example, model);
            }
            sluice_program_free(mutation.program);
            made += is_made;
            if (wrong > before) {
                break;
            }
        }
        if (made == 0) {
            complain(example, "is never made");
        }
    }
    assert_int_equal(wrong, 0);
}

/* Of each class that comes with the decoder and may be built there is one that is sound. */
static void each_class_has_one(void **state)
{
    struct sluice_mutation mutation = {.settings = {.policy = 0}};
    (void)state;
    sluice_mutation_find_classes(&mutation);
    for (size_t i = 0; i < mutation.class_count; i++) {
        const struct sluice_class_model *model = &mutation.classes[i];
        bool found = !sluice_model_is_built(model);
        for (size_t k = 0; !found && k < sluice_example_count(); k++) {
            const struct sluice_example *example = sluice_example_at(k);
            found = example->kind == SLUICE_EXAMPLE_SOUND &&
                    sluice_example_model(&mutation, example) == model;
        }
        if (!found) {
            print_error("%s has no example\n", model->name);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_comes_to_what_it_says),
        cmocka_unit_test(each_class_has_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
