/* Groups of well-known classes, beside those that sources declare. */
#include "harness/models/build.h"

void sluice_models_add_groups(struct sluice_models *models, uint32_t groups)
{
    models->groups |= groups;
}

static bool add_entry(struct sluice_models *models, const struct sluice_class_model *model,
                      struct sluice_yaml_error *error)
{
    struct sluice_models_entry *entries = sluice_models_grow(models->entries, &models->capacity,
                                                             models->count, sizeof(*entries));
    if (entries == NULL) {
        return sluice_models_no_memory(NULL, error);
    }
    models->entries = entries;
    struct sluice_models_entry *entry = &entries[models->count++];
    entry->model = *model;
    entry->parent = SIZE_MAX;
    entry->listed = model->interface_count;
    return true;
}

bool sluice_models_add_group_entries(struct sluice_models *models, struct sluice_yaml_error *error)
{
    struct sluice_model_set sets[SLUICE_GROUP_SETS_MAX];
    const size_t count = sluice_group_sets(models->groups, sets);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < sets[i].count; j++) {
            const struct sluice_class_model *model = &sets[i].models[j];
            if (sluice_models_find(models, model->name) == NULL &&
                !add_entry(models, model, error)) {
                return false;
            }
        }
    }
    return true;
}
