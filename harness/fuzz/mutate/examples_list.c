/* The lines of examples.txt. */
#include "harness/fuzz/mutate/examples.h"

#include "harness/fuzz/mutate/breaks.h"
#include "harness/fuzz/mutate/examples_text.h"
#include "harness/stream/chain.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_EXAMPLES = 4096 };

static struct sluice_example examples[MOST_EXAMPLES];
static size_t example_count;

static void add(struct sluice_example example)
{
    if (example_count < MOST_EXAMPLES) {
        examples[example_count++] = example;
    }
}

/* What a line says stays true of those behind it. */
static void read_line(struct sluice_example *said, struct sluice_bytes line)
{
    static const char policy[] = "policy ";
    const char *text = (const char *)line.data;
    const struct sluice_bytes rest = {line.data + 1, line.length - 1};
    if (text[0] == '+' || text[0] == '!') {
        said->sound = rest;
        said->broken = (struct sluice_bytes){NULL, 0};
        said->kind = text[0] == '+' ? SLUICE_EXAMPLE_SOUND : SLUICE_EXAMPLE_NEVER;
        add(*said);
    } else if (text[0] == '-') {
        struct sluice_example broken = *said;
        broken.broken = rest;
        broken.kind = SLUICE_EXAMPLE_BROKEN;
        add(broken);
    } else if (line.length > sizeof policy && memcmp(text, policy, sizeof policy - 1) == 0) {
        said->policy = (uint16_t)strtoul(text + sizeof policy - 1, NULL, 10);
    } else if (text[0] != '#') {
        said->class_name = line;
    }
}

size_t sluice_example_count(void)
{
    struct sluice_example said = {.policy = 0};
    const char *at = example_count == 0 ? sluice_fuzz_examples_text : "";
    while (*at != '\0') {
        const size_t length = strcspn(at, "\n");
        if (length > 0) {
            read_line(&said, (struct sluice_bytes){(const uint8_t *)at, length});
        }
        at += length + (at[length] == '\n');
    }
    return example_count;
}

const struct sluice_example *sluice_example_at(size_t index)
{
    return &examples[index];
}

const struct sluice_class_model *sluice_example_model(const struct sluice_mutation *mutation,
                                                      const struct sluice_example *example)
{
    /* What an example holds is of classes of the same policy. */
    const size_t index = mutation->settings.policy == example->policy
                             ? sluice_kin_find(mutation->kin, example->class_name)
                             : mutation->class_count;
    return index < mutation->class_count && (example->kind == SLUICE_EXAMPLE_NEVER ||
                                             sluice_model_is_built(&mutation->classes[index]))
               ? &mutation->classes[index]
               : NULL;
}

bool sluice_example_make_never(struct sluice_mutation *mutation, sluice_node_id id,
                               const struct sluice_class_model *model)
{
    const enum sluice_node_role role = (enum sluice_node_role)sluice_at(mutation, id)->role;
    const bool whole = sluice_random_one_in(&mutation->random, 2);
    if (whole && sluice_model_is_built(model) && model->construct != SLUICE_CONSTRUCT_ENUM) {
        sluice_examples_make(mutation, id, model);
    } else {
        (void)sluice_break_object(mutation, id, model->name, SLUICE_FLAG_SERIALIZABLE);
    }
    sluice_at(mutation, id)->role = (uint8_t)role;
    return sluice_at(mutation, id)->kind == SLUICE_NODE_OBJECT;
}
