#include "store.h"

#include <string.h>

/* Words that do not fit into a block; `words` is aligned for a pointer. */
struct sluice_outside {
    struct sluice_outside *next;
    size_t bytes;
    uint32_t words[];
};

enum { MOST_WORDS_INSIDE = 1000 };

bool sluice_store_add_block(struct sluice_store *store, struct sluice_heap *heap)
{
    if (store->block_count == store->block_capacity) {
        const uint32_t capacity = store->block_capacity ? store->block_capacity * 2 : 8;
        uint8_t **blocks = sluice_heap_get(heap, capacity * sizeof *blocks);
        if (blocks == NULL) {
            return false;
        }
        if (store->blocks != NULL) {
            memcpy(blocks, store->blocks, store->block_count * sizeof *blocks);
            sluice_heap_put(heap, store->blocks, store->block_capacity * sizeof *blocks);
        }
        store->blocks = blocks;
        store->block_capacity = capacity;
    }
    uint8_t *block = sluice_heap_get(heap, SLUICE_STORE_BLOCK);
    if (block == NULL) {
        return false;
    }
    /* Ids below SLUICE_SLOT_FIRST_NODE mean something else. */
    store->used = store->block_count == 0 ? SLUICE_SLOT_FIRST_NODE : 0;
    store->blocks[store->block_count++] = block;
    return true;
}

struct sluice_words_node *sluice_store_add_words(struct sluice_store *store,
                                                 struct sluice_heap *heap, uint32_t count,
                                                 uint32_t *id, uint32_t **words)
{
    const bool inside = count <= MOST_WORDS_INSIDE;
    const size_t tail = inside ? count * sizeof(uint32_t) : sizeof(uint32_t *);
    struct sluice_outside *outside = NULL;
    if (!inside) {
        const size_t bytes = sizeof *outside + count * sizeof(uint32_t);
        outside = sluice_heap_get(heap, bytes);
        if (outside == NULL) {
            return NULL;
        }
        outside->next = store->outside;
        outside->bytes = bytes;
        store->outside = outside;
    }
    struct sluice_words_node *node = sluice_store_add(
        store, heap, offsetof(struct sluice_words_node, words) + tail, id);
    if (node == NULL) {
        return NULL;
    }
    node->node.flags = inside ? 0 : SLUICE_NODE_OUTSIDE;
    node->count = count;
    *words = inside ? node->words : outside->words;
    if (!inside) {
        memcpy(node->words, words, sizeof *words);
    }
    return node;
}

void sluice_store_free(struct sluice_store *store, struct sluice_heap *heap)
{
    while (store->outside != NULL) {
        struct sluice_outside *next = store->outside->next;
        sluice_heap_put(heap, store->outside, store->outside->bytes);
        store->outside = next;
    }
    for (uint32_t i = 0; i < store->block_count; i++) {
        sluice_heap_put(heap, store->blocks[i], SLUICE_STORE_BLOCK);
    }
    sluice_heap_put(heap, store->blocks, store->block_capacity * sizeof *store->blocks);
    *store = (struct sluice_store){0};
}
