/* No duplicates: one pass through the elements, with a table of their hashes. */
#include "invariant.h"
#include "value_hash.h"

#include <string.h>

/* A place of the table. Most elements that are not equal are told apart by these bits alone. */
struct place {
    uint32_t element; /* 1 + index; 0: free */
    uint32_t bits;    /* of its hash */
};

enum { FEW_PLACES = 32 }; /* a table on the C stack: most containers are small */

static bool hash_element(const struct sluice_hashing *hashing,
                         const struct sluice_elements *elements, uint32_t index, uint64_t *hash)
{
    if (elements->primitives == NULL) {
        return sluice_hash_value(hashing, elements->items[(size_t)index * elements->stride], hash);
    }
    const char type = (char)elements->primitives->node.small;
    const size_t offset = elements->primitives->offset +
                          (size_t)index * sluice_primitive_size((uint8_t)type);
    const struct sluice_subject subject = sluice_primitive_subject(
        type, hashing->engine->result->bytes + offset);
    *hash = sluice_hash_primitive(hashing, &subject);
    return true;
}

/* The hash with another key. Nothing is remembered of it, so that no memory is asked for. */
static uint64_t hash_again(const struct sluice_hashing *hashing,
                           const struct sluice_elements *elements, uint32_t index)
{
    const struct sluice_hashing again = sluice_hashing_of(hashing->engine, hashing->by_identity,
                                                          true);
    uint64_t hash = 0;
    const bool done = hash_element(&again, elements, index, &hash);
    (void)done;
    return hash;
}

/* Are two elements with equal bits in the table equal? That is so when 64 bits under an independent
 * key say so, too. */
static bool is_equal(const struct sluice_hashing *hashing, const struct sluice_elements *elements,
                     uint32_t a, uint32_t b)
{
    return hash_again(hashing, elements, a) == hash_again(hashing, elements, b);
}

/* Enters all; `*distinct` says whether none was there already. False: no memory. */
static bool enter_all(const struct sluice_hashing *hashing, const struct sluice_elements *elements,
                      struct place *table, uint32_t capacity, bool *distinct)
{
    memset(table, 0, capacity * sizeof *table);
    for (uint32_t i = 0; i < elements->count; i++) {
        uint64_t hash;
        if (!hash_element(hashing, elements, i, &hash)) {
            return false;
        }
        const uint32_t bits = (uint32_t)(hash >> 32);
        uint32_t at = (uint32_t)hash & (capacity - 1);
        hashing->engine->steps++;
        for (; table[at].element != 0; at = (at + 1) & (capacity - 1)) {
            if (table[at].bits == bits && is_equal(hashing, elements, i, table[at].element - 1)) {
                *distinct = false;
                return true;
            }
        }
        table[at] = (struct place){i + 1, bits};
    }
    *distinct = true;
    return true;
}

/* Cheap signs that some must be equal, so that no table is made for elements that cost next to
 * nothing in the stream: two nulls, or more elements than there are values. */
static bool must_repeat(const struct sluice_elements *elements)
{
    if (elements->primitives != NULL) {
        const char type = (char)elements->primitives->node.small;
        const uint32_t size = sluice_primitive_size((uint8_t)type);
        return size < 4 && elements->count > UINT32_C(1) << (8 * size);
    }
    uint32_t nulls = 0;
    for (uint32_t i = 0; i < elements->count; i++) {
        nulls += elements->items[(size_t)i * elements->stride] == SLUICE_SLOT_NULL;
    }
    return nulls > 1;
}

bool sluice_check_distinct(const struct sluice_checker *checker,
                           const struct sluice_elements *elements)
{
    struct sluice_engine *engine = checker->engine;
    struct sluice_heap *heap = &engine->result->heap;
    if (elements->count < 2) {
        return true;
    }
    if (must_repeat(elements)) {
        return sluice_broken(checker, SLUICE_BROKEN_DUPLICATE, checker->invariant->field);
    }
    struct place few[FEW_PLACES];
    uint32_t capacity = FEW_PLACES;
    while (capacity < elements->count + elements->count / 2) {
        capacity *= 2;
    }
    struct place *table = few;
    if (capacity > FEW_PLACES) {
        table = sluice_heap_get(heap, capacity * sizeof *table);
        if (table == NULL) {
            return sluice_fail_memory(engine);
        }
    }
    const struct sluice_hashing hashing = sluice_hashing_of(engine, checker->invariant->by_identity,
                                                            false);
    bool distinct = false;
    const bool done = enter_all(&hashing, elements, table, capacity, &distinct);
    if (table != few) {
        sluice_heap_put(heap, table, capacity * sizeof *table);
    }
    return done &&
           (distinct || sluice_broken(checker, SLUICE_BROKEN_DUPLICATE, checker->invariant->field));
}
