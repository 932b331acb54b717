/* What a field holds several of: the elements of an array, the items of a list or pairs, and what an
 * object of a container class holds, if its model says where (sluice_class_model.container). Wrappers
 * and containers of one element are not looked through, even where that element is an array: see
 * sluice/readings.h for those. */
#include "check.h"

/* The nearest class of the object's chain that is a container: 1 + index, or 0. */
static uint32_t container_of(const struct sluice_object_at *object)
{
    const uint32_t model = sluice_object_model(object);
    uint32_t at = model != UINT32_MAX ? model + 1 : 0;
    while (at != 0 && object->policy->models[at - 1].container == SLUICE_CONTAINER_NONE) {
        at = object->policy->compiled[at - 1].parent;
    }
    return at;
}

/* Only so many elements of its array count, if the class says so. */
static void leave_room_out(const struct sluice_object_at *object, uint32_t model,
                           struct sluice_contained *contained)
{
    const char *field = object->policy->models[model].item_count;
    if (field != NULL) {
        const struct sluice_subject used = sluice_object_subject_from(object, model,
                                                                      sluice_text(field));
        if (used.kind == SLUICE_SUBJECT_INTEGER && used.integer >= 0 &&
            used.integer < (int64_t)contained->count) {
            contained->count = (uint32_t)used.integer;
        }
    }
}

static bool in_object(const struct sluice_result *result, uint32_t id,
                      struct sluice_contained *contained)
{
    struct sluice_level_words level;
    const struct sluice_object_at object = sluice_object_at_node(result, id, &level);
    const uint32_t at = container_of(&object);
    if (at == 0) {
        return false;
    }
    const char *items = result->policy->models[at - 1].items;
    contained->is_pairs = sluice_fits_class(result, id, sluice_text("java.util.Map"));
    if (items == NULL) {
        return true; /* always empty */
    }
    const struct sluice_subject subject = sluice_object_subject_from(&object, at - 1,
                                                                     sluice_text(items));
    if (sluice_object_holds_one(&object, at - 1, sluice_text(items)) ||
        !sluice_subject_items(result, &subject, &contained->items, &contained->count)) {
        return false;
    }
    leave_room_out(&object, at - 1, contained);
    return !contained->is_pairs || contained->count % 2 == 0;
}

bool sluice_subject_contains(const struct sluice_result *result,
                             const struct sluice_subject *subject,
                             struct sluice_contained *contained)
{
    const uint32_t id = subject->slot & ~SLUICE_SLOT_COPY;
    *contained = (struct sluice_contained){.is_pairs = subject->kind == SLUICE_SUBJECT_PAIRS};
    if (sluice_subject_items(result, subject, &contained->items, &contained->count)) {
        return true;
    }
    return subject->kind == SLUICE_SUBJECT_SLOT && id >= SLUICE_SLOT_FIRST_NODE &&
           sluice_store_kind(&result->store, id) == SLUICE_NODE_OBJECT &&
           in_object(result, id, contained);
}
