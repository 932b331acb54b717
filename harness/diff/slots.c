#include "harness/diff/slots.h"

#include <stdlib.h>

enum { FIRST_ROOM = 64 };

static void put(struct sluice_diff_slots *slots, struct sluice_diff_slot slot)
{
    size_t at = (size_t)slot.digest & (slots->room - 1);
    while (slots->list[at].next != 0) {
        at = (at + 1) & (slots->room - 1);
    }
    slots->list[at] = slot;
}

static bool grow(struct sluice_diff_slots *slots)
{
    const struct sluice_diff_slots old = *slots;
    const size_t room = old.room == 0 ? FIRST_ROOM : old.room * 2;
    struct sluice_diff_slot *list = calloc(room, sizeof *list);
    if (list == NULL) {
        return false;
    }
    slots->list = list;
    slots->room = room;
    for (size_t i = 0; i < old.room; i++) {
        if (old.list[i].next != 0) {
            put(slots, old.list[i]);
        }
    }
    free(old.list);
    return true;
}

bool sluice_diff_slots_add(struct sluice_diff_slots *slots, uint64_t digest, uint32_t number)
{
    if (slots->count >= slots->room / 2 && !grow(slots)) {
        return false;
    }
    put(slots, (struct sluice_diff_slot){digest, number + 1});
    slots->count++;
    return true;
}

uint32_t sluice_diff_slots_next(const struct sluice_diff_slots *slots, uint64_t digest,
                                size_t *probe)
{
    while (slots->room != 0) {
        const struct sluice_diff_slot *slot =
            &slots->list[((size_t)digest + (*probe)++) & (slots->room - 1)];
        if (slot->next == 0) {
            break;
        }
        if (slot->digest == digest) {
            return slot->next - 1;
        }
    }
    return SLUICE_DIFF_NONE;
}

void sluice_diff_slots_free(struct sluice_diff_slots *slots)
{
    free(slots->list);
    *slots = (struct sluice_diff_slots){0};
}
