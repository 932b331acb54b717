/* What of an object's values is the same, or goes together with others. */
#include "harness/fuzz/mutate/slots.h"

#include <string.h>

static bool is_object(const struct sluice_slot *slot)
{
    return slot->type == 'L' || slot->type == '[';
}

static void be_twin(struct sluice_slots *slots, struct sluice_slot *slot, struct sluice_slot *other)
{
    other->needed = other->needed || slot->needed;
    slot->twin = (size_t)(other - slots->list) + 1;
}

/* Pieces that are to be the same as a field. */
static void settle_same(struct sluice_slots *slots, const struct sluice_slot_level *level)
{
    for (size_t i = level->fields; i < level->end; i++) {
        struct sluice_slot *slot = &slots->list[i];
        struct sluice_slot *other = sluice_slots_find(slots, level, slot->same_as);
        if (other == NULL || other >= slot) {
            continue;
        }
        if (slot->type == 'U') {
            other->text = "ab";
            other->needed = true;
            slot->text = other->text;
        } else if (is_object(slot) && is_object(other)) {
            be_twin(slots, slot, other);
        } else {
            slot->number = other->number;
            slot->floating = other->floating;
        }
    }
}

static bool is_kind_of(const struct sluice_mutation *mutation, struct sluice_bytes name,
                       struct sluice_bytes other)
{
    const struct sluice_kin *kin = mutation->kin;
    const size_t index = sluice_kin_find(kin, name);
    const size_t above = sluice_kin_find(kin, other);
    return index < kin->count && above < kin->count && sluice_kin_is(kin, index, above);
}

static bool holds_class(const struct sluice_slot *slot)
{
    static const char name[] = "java/lang/Class";
    return slot->type == 'L' && slot->what.length == strlen(name) &&
           memcmp(slot->what.data, name, slot->what.length) == 0;
}

/* What has a class beside other things mostly means constants of that class by them. */
static void settle_enum(struct sluice_slots *slots, struct sluice_mutation *mutation)
{
    size_t type = 0;
    while (type < slots->count && !holds_class(&slots->list[type])) {
        type++;
    }
    const struct sluice_class_model *model = sluice_pick_enum(mutation);
    if (type == slots->count || model == NULL || sluice_random_one_in(&mutation->random, 4)) {
        return;
    }
    slots->list[type].type_of = model;
    for (size_t i = 0; i < slots->count; i++) {
        struct sluice_slot *slot = &slots->list[i];
        if (strchr("[OP", slot->type) != NULL) {
            slot->of = sluice_text_bytes(model->name);
        }
    }
}

/* Two that may hold the same object do so now and then: some classes want it, some must not mind. */
static void share(struct sluice_slots *slots, struct sluice_mutation *mutation)
{
    if (!sluice_random_one_in(&mutation->random, 4)) {
        return;
    }
    for (size_t i = 1; i < slots->count; i++) {
        struct sluice_slot *slot = &slots->list[i];
        for (size_t k = 0; is_object(slot) && slot->twin == 0 && k < i; k++) {
            struct sluice_slot *other = &slots->list[k];
            if (is_object(other) && other->twin == 0 &&
                is_kind_of(mutation, slot->what, other->what)) {
                other->what = slot->what;
                be_twin(slots, slot, other);
            }
        }
    }
}

void sluice_slots_be_alike(struct sluice_slots *slots, struct sluice_mutation *mutation)
{
    for (size_t i = 0; i < slots->level_count; i++) {
        settle_same(slots, &slots->levels[i]);
    }
    settle_enum(slots, mutation);
    share(slots, mutation);
}
