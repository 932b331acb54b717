#include "known.h"

#include "engine.h"
#include "policy.h"

#include <string.h>

static struct sluice_known_fact *find(const struct sluice_known *known, uint64_t key, uint32_t id,
                                      uint32_t what)
{
    const uint64_t name = (uint64_t)what << 32 | id;
    uint32_t at = (uint32_t)((name * (key | 1)) >> 32) & (known->capacity - 1);
    while (known->slots[at].id != 0 &&
           (known->slots[at].id != id || known->slots[at].what != what)) {
        at = (at + 1) & (known->capacity - 1);
    }
    return &known->slots[at];
}

bool sluice_recall(const struct sluice_engine *engine, uint32_t id, uint32_t what, uint64_t *value)
{
    if (engine->known.count == 0) {
        return false;
    }
    const struct sluice_known_fact *slot = find(&engine->known, engine->policy->key[0], id, what);
    *value = slot->value;
    return slot->id != 0;
}

static bool grow(struct sluice_known *known, uint64_t key, struct sluice_heap *heap)
{
    const struct sluice_known old = *known;
    struct sluice_known larger = {.capacity = old.capacity == 0 ? 16 : 2 * old.capacity,
                                  .count = old.count};
    larger.slots = sluice_heap_get(heap, larger.capacity * sizeof *larger.slots);
    if (larger.slots == NULL) {
        return false;
    }
    memset(larger.slots, 0, larger.capacity * sizeof *larger.slots);
    for (uint32_t i = 0; i < old.capacity; i++) {
        if (old.slots[i].id != 0) {
            *find(&larger, key, old.slots[i].id, old.slots[i].what) = old.slots[i];
        }
    }
    sluice_heap_put(heap, old.slots, old.capacity * sizeof *old.slots);
    *known = larger;
    return true;
}

bool sluice_remember(struct sluice_engine *engine, uint32_t id, uint32_t what, uint64_t value)
{
    struct sluice_known *known = &engine->known;
    const uint64_t key = engine->policy->key[0];
    if (known->count >= known->capacity / 4 * 3 && !grow(known, key, &engine->result->heap)) {
        return sluice_fail_memory(engine);
    }
    struct sluice_known_fact *slot = find(known, key, id, what);
    known->count += slot->id == 0;
    *slot = (struct sluice_known_fact){id, what, value};
    return true;
}

void sluice_known_free(struct sluice_known *known, struct sluice_heap *heap)
{
    sluice_heap_put(heap, known->slots, known->capacity * sizeof *known->slots);
    *known = (struct sluice_known){0};
}
