#include "harness/stream/names.h"

#include <string.h>

#include "harness/base/grow.h"

/* FNV-1a: short names, no hostile input worth a keyed hash. */
static uint32_t hash_of(const void *data, size_t length)
{
    const uint8_t *bytes = data;
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ bytes[i]) * 16777619u;
    }
    return hash;
}

/* The slot that holds the name, or the free one where it belongs. slot_count is a power of two. */
static uint32_t slot_of(const struct sluice_stream_names *names, uint32_t hash, const void *data,
                        size_t length)
{
    uint32_t mask = names->slot_count - 1;
    uint32_t slot = hash & mask;

    for (; names->slots[slot] != 0; slot = (slot + 1) & mask) {
        const struct sluice_stream_name *name = &names->list[names->slots[slot] - 1];

        if (name->hash == hash && name->length == length &&
            (length == 0 || memcmp(names->bytes + name->offset, data, length) == 0)) {
            break;
        }
    }
    return slot;
}

uint32_t sluice_stream_names_find(const struct sluice_stream_names *names, const void *data,
                                  size_t length)
{
    if (names->slot_count == 0) {
        return 0;
    }
    return names->slots[slot_of(names, hash_of(data, length), data, length)];
}

/* Keeps at least half of the slots free. */
static bool grow_slots(struct sluice_stream_names *names)
{
    uint32_t wanted = names->slot_count == 0 ? 16 : names->slot_count * 2;
    uint32_t *slots;

    if (names->count < names->slot_count / 2) {
        return true;
    }
    if (wanted == 0) {
        return false;
    }
    slots = calloc(wanted, sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    free(names->slots);
    names->slots = slots;
    names->slot_count = wanted;
    for (uint32_t i = 0; i < names->count; i++) {
        const struct sluice_stream_name *name = &names->list[i];

        names->slots[slot_of(names, name->hash, names->bytes + name->offset, name->length)] = i + 1;
    }
    return true;
}

/* Makes room for one more name of `length` bytes. */
static bool make_room(struct sluice_stream_names *names, size_t length)
{
    size_t capacity = names->capacity;
    struct sluice_stream_name *list;
    char *bytes;

    if (length > SIZE_MAX - names->used - 1 || names->count == UINT32_MAX) {
        return false;
    }
    list = sluice_grow(names->list, &capacity, (size_t)names->count + 1, sizeof *list);
    if (list == NULL || capacity > UINT32_MAX) {
        names->list = list != NULL ? list : names->list;
        return false;
    }
    names->list = list;
    names->capacity = (uint32_t)capacity;
    bytes = sluice_grow(names->bytes, &names->room, names->used + length + 1, 1);
    if (bytes == NULL) {
        return false;
    }
    names->bytes = bytes;
    return grow_slots(names);
}

uint32_t sluice_stream_names_add(struct sluice_stream_names *names, const void *data, size_t length)
{
    uint32_t hash = hash_of(data, length);
    uint32_t number = sluice_stream_names_find(names, data, length);
    struct sluice_stream_name *name;

    if (number != 0) {
        return number;
    }
    if (!make_room(names, length)) {
        return 0;
    }
    names->slots[slot_of(names, hash, data, length)] = names->count + 1;
    name = &names->list[names->count++];
    name->offset = names->used;
    name->length = length;
    name->hash = hash;
    if (length > 0) {
        memcpy(names->bytes + names->used, data, length);
    }
    names->bytes[names->used + length] = '\0';
    names->used += length + 1;
    return names->count;
}

const char *sluice_stream_names_text(const struct sluice_stream_names *names, uint32_t number)
{
    return number == 0 ? "" : names->bytes + names->list[number - 1].offset;
}

bool sluice_stream_names_copy(struct sluice_stream_names *to,
                              const struct sluice_stream_names *from)
{
    for (uint32_t i = 0; i < from->count; i++) {
        const struct sluice_stream_name *name = &from->list[i];

        if (sluice_stream_names_add(to, from->bytes + name->offset, name->length) == 0) {
            sluice_stream_names_free(to);
            return false;
        }
    }
    return true;
}

void sluice_stream_names_free(struct sluice_stream_names *names)
{
    free(names->list);
    free(names->slots);
    free(names->bytes);
    memset(names, 0, sizeof *names);
}
