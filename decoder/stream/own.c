#include "own.h"

#include <string.h>

/* --- the node beside the object --------------------------------------------------------------- */

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

static uint32_t *words_of(const struct sluice_result *result, uint32_t own)
{
    return sluice_node_words_of(sluice_store_at(&result->store, own));
}

void *sluice_own_state(const struct sluice_result *result, uint32_t own, uint32_t model)
{
    const struct sluice_policy *policy = result->policy;
    return own != 0 && policy->models[model].state_size != 0
               ? words_of(result, own) + SLUICE_OWN_POINTER_WORDS +
                     policy->compiled[model].state_at / (uint32_t)sizeof(uint32_t)
               : NULL;
}

void *sluice_own_instance(const struct sluice_result *result, uint32_t own)
{
    void *instance = NULL;
    if (own != 0) {
        memcpy(&instance, words_of(result, own), sizeof instance);
    }
    return instance;
}

/* --- instances -------------------------------------------------------------------------------- */

static size_t instance_room(size_t size)
{
    return sizeof(struct sluice_instance) + size + (size_t)2 * SLUICE_INSTANCE_GUARD;
}

struct sluice_instance *sluice_own_make_instance(struct sluice_result *result, uint32_t own,
                                                 uint32_t leaf)
{
    const size_t size = result->policy->models[leaf].instance_size;
    struct sluice_instance *instance = sluice_heap_get(&result->heap, instance_room(size));
    if (instance == NULL) {
        return NULL;
    }
    *instance = (struct sluice_instance){
        .next = result->instances, .size = size, .model = leaf, .finished = 0};
    result->instances = instance;
    void *bytes = sluice_instance_bytes(instance);
    memset(instance->data, SLUICE_GUARD_BYTE, size + (size_t)2 * SLUICE_INSTANCE_GUARD);
    memset(bytes, 0, size);
    memcpy(words_of(result, own), &bytes, sizeof bytes);
    return instance;
}

/* Subclass first; only classes whose constructor is done, as nothing else is there to be undone. */
static void destroy(const struct sluice_policy *policy, struct sluice_instance *instance)
{
    for (uint32_t below = instance->finished; below > 0; below--) {
        const uint32_t index = sluice_policy_at(policy, instance->model, below - 1);
        const struct sluice_class_model *model = &policy->models[index];
        if (model->destructor != NULL) {
            model->destructor(sluice_instance_bytes(instance), model->context);
        }
    }
}

/* --- copies ----------------------------------------------------------------------------------- */

void *sluice_own_copy(struct sluice_result *result, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) ||
        __builtin_add_overflow(bytes, sizeof(struct sluice_copied), &bytes)) {
        bytes = SIZE_MAX; /* more than any limit */
    }
    struct sluice_copied *copied = sluice_heap_get(&result->heap, bytes);
    if (copied == NULL) {
        return NULL;
    }
    *copied = (struct sluice_copied){.next = result->copies, .bytes = bytes};
    result->copies = copied;
    return copied->data;
}

/* The newest instance first: it may refer to older ones. All before the copies: they may be looked at. */
void sluice_own_free(struct sluice_result *result, struct sluice_heap *heap)
{
    while (result->instances != NULL) {
        struct sluice_instance *instance = result->instances;
        result->instances = instance->next;
        destroy(result->policy, instance);
        sluice_heap_put(heap, instance, instance_room(instance->size));
    }
    while (result->copies != NULL) {
        struct sluice_copied *copied = result->copies;
        result->copies = copied->next;
        sluice_heap_put(heap, copied, copied->bytes);
    }
}
