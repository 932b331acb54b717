#include "names.h"

#include "hash.h"

#include <string.h>

static bool grow(struct sluice_names *names, struct sluice_heap *heap)
{
    const uint32_t capacity = names->capacity ? names->capacity * 2 : 32;
    struct sluice_name_entry *slots = sluice_heap_get(heap, capacity * sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    memset(slots, 0, capacity * sizeof *slots);
    for (uint32_t i = 0; i < names->capacity; i++) {
        if (names->slots[i].offset != 0) {
            uint32_t at = names->slots[i].hash & (capacity - 1);
            while (slots[at].offset != 0) {
                at = (at + 1) & (capacity - 1);
            }
            slots[at] = names->slots[i];
        }
    }
    sluice_heap_put(heap, names->slots, names->capacity * sizeof *slots);
    names->slots = slots;
    names->capacity = capacity;
    return true;
}

bool sluice_names_number(struct sluice_names *names, struct sluice_heap *heap, const uint8_t *base,
                         uint32_t offset, uint32_t length, uint32_t *number, bool *known)
{
    if (names->capacity == 0) {
        sluice_hash_key(names->key);
    }
    if (names->count * 2 >= names->capacity && !grow(names, heap)) {
        return false;
    }
    const uint32_t hash = (uint32_t)sluice_hash(names->key, base + offset, length);
    uint32_t at = hash & (names->capacity - 1);
    while (names->slots[at].offset != 0) {
        const struct sluice_name_entry *entry = &names->slots[at];
        if (entry->hash == hash && entry->length == length &&
            memcmp(base + entry->offset, base + offset, length) == 0) {
            *number = entry->offset;
            *known = true;
            return true;
        }
        at = (at + 1) & (names->capacity - 1);
    }
    names->slots[at] = (struct sluice_name_entry){offset, length, hash};
    names->count++;
    *number = offset;
    *known = false;
    return true;
}

void sluice_names_free(struct sluice_names *names, struct sluice_heap *heap)
{
    sluice_heap_put(heap, names->slots, names->capacity * sizeof *names->slots);
    *names = (struct sluice_names){0};
}
