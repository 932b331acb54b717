#include "own.h"

#include <string.h>

bool sluice_own_begin(struct sluice_engine *engine, struct sluice_get_arg *argument, uint32_t leaf)
{
    struct sluice_result *result = engine->result;
    const uint32_t count = SLUICE_OWN_POINTER_WORDS +
                           engine->policy->compiled[leaf].state_bytes / (uint32_t)sizeof(uint32_t);
    uint32_t *words;
    struct sluice_words_node *node = sluice_store_add_words(&result->store, &result->heap, count,
                                                            &argument->own, &words);
    if (node == NULL) {
        return sluice_fail_memory(engine);
    }
    node->node.kind = SLUICE_NODE_CONTENTS;
    node->node.small = 0;
    node->handle = 0;
    node->descriptor = 0;
    memset(words, 0, count * sizeof *words);
    return true;
}

void sluice_own_keep(struct sluice_result *result, uint32_t object)
{
    struct sluice_words_node *node = sluice_store_at(&result->store, object);
    node->count--;
    node->node.flags |= SLUICE_NODE_OWN;
}

uint32_t sluice_own_of(const struct sluice_words_node *object)
{
    return (object->node.flags & SLUICE_NODE_OWN) != 0 ? sluice_node_words(object)[object->count]
                                                       : 0;
}

void *sluice_own_state(const struct sluice_result *result, uint32_t own, uint32_t model)
{
    const struct sluice_policy *policy = result->policy;
    if (own == 0 || policy->models[model].state_size == 0) {
        return NULL;
    }
    uint32_t *words = sluice_node_words_of(sluice_store_at(&result->store, own));
    return words + SLUICE_OWN_POINTER_WORDS +
           policy->compiled[model].state_at / (uint32_t)sizeof *words;
}
