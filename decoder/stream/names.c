#include "names.h"

#include "hash.h"

#include <string.h>

/* In so few places names stand one behind the other, as if all had one hash: to compare them all costs
 * less than a key does. */
enum { FEW = 32 };

static uint32_t hash_of(const struct sluice_names *names, const uint8_t *name, uint32_t length)
{
    return names->capacity == FEW ? 0 : (uint32_t)sluice_hash(names->key, name, length);
}

/* Where a name stands, or the empty place that it belongs in. */
static struct sluice_name_entry *find(const struct sluice_names *names, const uint8_t *base,
                                      const struct sluice_name_entry *name)
{
    uint32_t at = name->hash & (names->capacity - 1);
    for (;;) {
        struct sluice_name_entry *entry = &names->slots[at];
        if (entry->offset == 0 ||
            (entry->hash == name->hash && entry->length == name->length &&
             memcmp(base + entry->offset, base + name->offset, name->length) == 0)) {
            return entry;
        }
        at = (at + 1) & (names->capacity - 1);
    }
}

static bool grow(struct sluice_names *names, struct sluice_heap *heap, const uint8_t *base)
{
    const struct sluice_names before = *names;
    const uint32_t capacity = before.capacity ? before.capacity * 2 : FEW;
    struct sluice_name_entry *slots = sluice_heap_get(heap, capacity * sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    memset(slots, 0, capacity * sizeof *slots);
    names->slots = slots;
    names->capacity = capacity;
    if (before.capacity == FEW) {
        sluice_hash_key(names->key);
    }
    for (uint32_t i = 0; i < before.capacity; i++) {
        struct sluice_name_entry entry = before.slots[i];
        if (entry.offset != 0) {
            entry.hash = hash_of(names, base + entry.offset, entry.length);
            *find(names, base, &entry) = entry;
        }
    }
    sluice_heap_put(heap, before.slots, before.capacity * sizeof *slots);
    return true;
}

bool sluice_names_number(struct sluice_names *names, struct sluice_heap *heap, const uint8_t *base,
                         uint32_t offset, uint32_t length, uint32_t *number, bool *known)
{
    if (names->count * 2 >= names->capacity && !grow(names, heap, base)) {
        return false;
    }
    const struct sluice_name_entry name = {offset, length, hash_of(names, base + offset, length)};
    struct sluice_name_entry *entry = find(names, base, &name);
    *known = entry->offset != 0;
    if (!*known) {
        *entry = name;
        names->count++;
    }
    *number = entry->offset;
    return true;
}

void sluice_names_free(struct sluice_names *names, struct sluice_heap *heap)
{
    sluice_heap_put(heap, names->slots, names->capacity * sizeof *names->slots);
    *names = (struct sluice_names){0};
}
