#include "harness/fuzz/policies.h"

#include "harness/fuzz/policies_text.h"

#include <stdio.h>
#include <stdlib.h>

static struct {
    struct sluice_yaml *document; /* NULL: not asked for yet */
    const struct sluice_yaml_node **nodes;
    struct sluice_models **models; /* NULL: not asked for yet */
    size_t count;
} policies;

/* The text is a part of the program: a fault in it is one of the build. */
static _Noreturn void broken(const struct sluice_yaml_error *error)
{
    char text[SLUICE_YAML_ERROR_TEXT];
    (void)fprintf(stderr, "%s\n", sluice_yaml_error_text(error, text));
    abort();
}

static void load_all(void)
{
    struct sluice_yaml_error error = {0};
    if (policies.document != NULL) {
        return;
    }
    if (!sluice_yaml_parse(sluice_fuzz_policies_text, sluice_fuzz_policies_length,
                           "harness/fuzz/policies.yaml", &policies.document, &error)) {
        broken(&error);
    }
    const struct sluice_yaml_node *list = sluice_yaml_root(policies.document);
    if (!sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE, "a list of policies", &error)) {
        broken(&error);
    }
    policies.count = sluice_yaml_count(list);
    policies.nodes = calloc(policies.count + 1, sizeof(const struct sluice_yaml_node *));
    policies.models = calloc(policies.count + 1, sizeof(struct sluice_models *));
    if (policies.nodes == NULL || policies.models == NULL || policies.count == 0) {
        abort();
    }
    const struct sluice_yaml_node *node = sluice_yaml_first(list);
    for (size_t i = 0; node != NULL; node = sluice_yaml_next(node)) {
        policies.nodes[i++] = node;
    }
}

size_t sluice_fuzz_policy_count(void)
{
    load_all();
    return policies.count;
}

bool sluice_fuzz_policy_models(const struct sluice_yaml_node *policy, struct sluice_models *models,
                               struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *use = sluice_yaml_get(policy, "use");
    const struct sluice_yaml_node *classes = sluice_yaml_get(policy, "classes");
    return (use == NULL || sluice_models_add_use(models, use, error)) &&
           (classes == NULL || sluice_models_add_classes(models, classes, error)) &&
           sluice_models_finish(models, error);
}

static struct sluice_models *load(const struct sluice_yaml_node *node)
{
    struct sluice_yaml_error error = {0};
    struct sluice_models *models = sluice_models_new(NULL);
    if (models != NULL && !sluice_fuzz_policy_models(node, models, &error)) {
        broken(&error);
    }
    return models;
}

const struct sluice_models *sluice_fuzz_policy(size_t number)
{
    load_all();
    const size_t index = number % policies.count;
    if (policies.models[index] == NULL) {
        policies.models[index] = load(policies.nodes[index]);
    }
    return policies.models[index];
}

const struct sluice_yaml_node *sluice_fuzz_policy_node(size_t number, const char **text)
{
    load_all();
    *text = sluice_fuzz_policies_text;
    return policies.nodes[number % policies.count];
}
