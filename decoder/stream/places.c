#include "places.h"

#include <string.h>

/* A list has two words for each field that the stream declares; a table may have as many, and a few. */
enum { PAIR = SLUICE_PLACES_PAIR, FEW = 4 };

struct sluice_words_node *sluice_places_new(struct sluice_store *store, struct sluice_heap *heap,
                                            struct sluice_descriptor *level, size_t field_count)
{
    const uint32_t most = PAIR * (uint32_t)level->field_count;
    const bool is_list = field_count > most + FEW;
    const uint32_t count = is_list ? most : (uint32_t)field_count;
    uint32_t *words;
    struct sluice_words_node *node = sluice_store_add_words(store, heap, count, &level->places,
                                                            &words);
    if (node == NULL) {
        return NULL;
    }
    node->node.kind = SLUICE_NODE_CONTENTS;
    node->node.small = is_list;
    if (is_list) {
        node->count = 0;
    } else {
        memset(words, 0, count * sizeof *words);
    }
    return node;
}

/* The first word of the first pair whose field is not below `field`, or the end of the list. */
static uint32_t find_pair(const struct sluice_words_node *places, uint32_t field)
{
    const uint32_t *words = sluice_node_words(places);
    uint32_t from = 0;
    uint32_t to = places->count / PAIR;
    while (from < to) {
        const uint32_t middle = from + (to - from) / 2;
        if (words[(size_t)PAIR * middle] < field) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return PAIR * from;
}

uint32_t sluice_places_search(const struct sluice_words_node *places, uint32_t field)
{
    const uint32_t *words = sluice_node_words(places);
    const uint32_t at = find_pair(places, field);
    return at < places->count && words[at] == field ? words[at + 1] : 0;
}

uint32_t *sluice_places_add(struct sluice_words_node *places, uint32_t field)
{
    uint32_t *words = sluice_node_words_of(places);
    if (!sluice_places_are_list(places)) {
        return words[field] == 0 ? &words[field] : NULL;
    }
    const uint32_t at = find_pair(places, field);
    if (at < places->count && words[at] == field) {
        return NULL;
    }
    memmove(words + at + PAIR, words + at, (places->count - at) * sizeof *words);
    words[at] = field;
    places->count += PAIR;
    return &words[at + 1];
}
