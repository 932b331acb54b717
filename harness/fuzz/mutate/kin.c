#include "harness/fuzz/mutate/kin.h"

#include "harness/base/grow.h"
#include "harness/fuzz/mutate/mutation.h"
#include "harness/fuzz/policies.h"

#include <sluice/classes.h>

/* --- names ------------------------------------------------------------------------------------------------- */

static uint8_t dotted(uint8_t c)
{
    return c == '/' ? '.' : c;
}

static uint32_t hash_of(struct sluice_bytes name)
{
    uint32_t hash = UINT32_C(2166136261);
    for (size_t i = 0; i < name.length; i++) {
        hash = (hash ^ dotted(name.data[i])) * UINT32_C(16777619);
    }
    return hash;
}

static bool is_named(const char *name, struct sluice_bytes class_name)
{
    size_t i = 0;
    while (i < class_name.length && name[i] != '\0' &&
           (uint8_t)name[i] == dotted(class_name.data[i])) {
        i++;
    }
    return i == class_name.length && name[i] == '\0';
}

size_t sluice_kin_find(const struct sluice_kin *kin, struct sluice_bytes class_name)
{
    uint32_t slot = hash_of(class_name) & kin->slot_mask;
    while (kin->count > 0 && kin->slots[slot] != 0) {
        const size_t index = kin->slots[slot] - 1;
        if (is_named(kin->classes[index].name, class_name)) {
            return index;
        }
        slot = (slot + 1) & kin->slot_mask;
    }
    return kin->count;
}

static bool index_names(struct sluice_kin *kin)
{
    uint32_t slots = 16;
    while (slots < 2 * kin->count + 1) {
        slots *= 2;
    }
    kin->slot_mask = slots - 1;
    kin->slots = calloc(slots, sizeof *kin->slots);
    for (size_t i = 0; kin->slots != NULL && i < kin->count; i++) {
        uint32_t slot = hash_of(sluice_text_bytes(kin->classes[i].name)) & kin->slot_mask;
        while (kin->slots[slot] != 0) {
            slot = (slot + 1) & kin->slot_mask;
        }
        kin->slots[slot] = (uint32_t)i + 1;
    }
    return kin->slots != NULL;
}

/* --- what is above a class ------------------------------------------------------------------------------------ */

struct list {
    struct sluice_kin *kin;
    size_t from; /* where those of the class begin */
    size_t count;
    size_t capacity;
};

static bool add(struct list *list, const char *name)
{
    const size_t index = name != NULL ? sluice_kin_find(list->kin, sluice_text_bytes(name))
                                      : list->kin->count;
    for (size_t i = list->from; i < list->count; i++) {
        if (list->kin->above[i] == index) {
            return true;
        }
    }
    if (index == list->kin->count) {
        return true;
    }
    uint32_t *above = sluice_grow(list->kin->above, &list->capacity, list->count + 1,
                                  sizeof *above);
    if (above == NULL) {
        return false;
    }
    above[list->count++] = (uint32_t)index;
    list->kin->above = above;
    return true;
}

/* What has been added says what else is above: the list is its own work list. */
static bool list_above(struct list *list, size_t index)
{
    list->from = list->count;
    list->kin->first[index] = list->from;
    bool good = add(list, list->kin->classes[index].name);
    for (size_t at = list->from; good && at < list->count; at++) {
        const struct sluice_class_model *model = &list->kin->classes[list->kin->above[at]];
        good = add(list, model->parent);
        for (size_t i = 0; good && i < model->interface_count; i++) {
            good = add(list, model->interfaces[i]);
        }
    }
    return good;
}

/* Whether it is one of those that come with the decoder: these have their very texts. */
static bool is_well_known(const struct sluice_class_model *model)
{
    struct sluice_model_set sets[SLUICE_GROUP_SETS_MAX];
    const size_t count = sluice_group_sets(SLUICE_GROUP_ALL, sets);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < sets[i].count; k++) {
            if (sets[i].models[k].name == model->name) {
                return true;
            }
        }
    }
    return false;
}

/* The models as the decoder has them; where code reads the data, that is as their developers mean it. */
static bool copy_classes(struct sluice_kin *kin, const struct sluice_models *models)
{
    size_t count;
    const struct sluice_class_model *array = sluice_models_array(models, &count);
    const struct sluice_models_declared *declared = sluice_models_declared(models, &count);
    struct sluice_class_model *classes = calloc(count + 1, sizeof *classes);
    for (size_t i = 0; classes != NULL && i < count; i++) {
        const struct sluice_class_model *meant = declared[i].model;
        classes[i] = array[i];
        if (array[i].read != NULL && meant != NULL) {
            classes[i].layout = meant->layout;
            classes[i].layout_count = meant->layout_count;
        }
    }
    kin->classes = classes;
    kin->declared = declared;
    kin->count = count;
    while (classes != NULL && kin->own < kin->count && !is_well_known(&classes[kin->own])) {
        kin->own++;
    }
    return classes != NULL;
}

static bool make(struct sluice_kin *kin, const struct sluice_models *models)
{
    struct list list = {.kin = kin};
    bool good = copy_classes(kin, models);
    kin->first = calloc(kin->count + 1, sizeof *kin->first);
    good = good && kin->first != NULL && index_names(kin);
    for (size_t i = 0; good && i < kin->count; i++) {
        good = list_above(&list, i);
    }
    if (good) {
        kin->first[kin->count] = list.count;
    }
    return good;
}

bool sluice_kin_is(const struct sluice_kin *kin, size_t index, size_t other)
{
    for (size_t i = kin->first[index]; i < kin->first[index + 1]; i++) {
        if (kin->above[i] == other) {
            return true;
        }
    }
    return false;
}

/* --- of all policies ---------------------------------------------------------------------------------------------- */

static void free_kin(struct sluice_kin *kin)
{
    free(kin->slots);
    free(kin->above);
    free(kin->first);
    free((void *)(uintptr_t)kin->classes);
    *kin = (struct sluice_kin){0};
}

const struct sluice_kin *sluice_kin_of(size_t policy)
{
    static struct sluice_kin *known; /* as long as the policies themselves */
    const size_t count = sluice_fuzz_policy_count();
    if (known == NULL) {
        known = calloc(count, sizeof *known);
    }
    const struct sluice_models *models = sluice_fuzz_policy(policy);
    if (known == NULL || models == NULL) {
        return NULL;
    }
    struct sluice_kin *kin = &known[policy % count];
    if (kin->first == NULL && !make(kin, models)) {
        free_kin(kin);
        return NULL;
    }
    return kin;
}
