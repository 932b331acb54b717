/* `container`: what a class contains, and where. */
#include <string.h>

#include "harness/models/build.h"
#include "harness/models/names.h"

static const char *const kinds[] = {
    [SLUICE_CONTAINER_NONE] = "none",
    [SLUICE_CONTAINER_LIST] = "list",
    [SLUICE_CONTAINER_SET] = "set",
    [SLUICE_CONTAINER_MAP] = "map",
    [SLUICE_CONTAINER_LINKED_SET] = "linked-set",
    [SLUICE_CONTAINER_LINKED_MAP] = "linked-map",
    [SLUICE_CONTAINER_SORTED_SET] = "sorted-set",
    [SLUICE_CONTAINER_SORTED_MAP] = "sorted-map",
    [SLUICE_CONTAINER_OTHER] = "other",
    [SLUICE_CONTAINER_OTHER + 1] = NULL,
};

const char *sluice_models_container_name(enum sluice_container container)
{
    return kinds[container];
}

/* The member that `map` names under `key`, if it is of the right sort. */
static bool read_part(struct sluice_models *models, const struct sluice_models_entry *entry,
                      const struct sluice_yaml_node *map, const char *key,
                      bool (*fits)(const struct sluice_models_member *), const char *sort,
                      const char **out, struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *node = sluice_yaml_get(map, key);
    struct sluice_models_member member = {0};
    if (node == NULL) {
        return true;
    }
    if (!sluice_models_copy(models, node, out, error) ||
        !sluice_models_need_member(models, entry, node, *out, &member, error)) {
        return false;
    }
    return fits(&member) || sluice_models_unfit(models, entry, node, fits, sort, error);
}

static bool has_items(const struct sluice_models_member *member)
{
    return sluice_models_has_elements(member) || sluice_models_has_pairs(member) ||
           sluice_models_is_object(member);
}

bool sluice_models_read_container(struct sluice_models *models, struct sluice_models_entry *entry,
                                  const struct sluice_yaml_node *node,
                                  struct sluice_yaml_error *error)
{
    static const char *const keys[] = {"kind", "items", "item-count", "comparator", NULL};
    struct sluice_class_model *model = &entry->model;
    size_t kind = SLUICE_CONTAINER_NONE;
    if (node == NULL) {
        return true;
    }
    if (!sluice_yaml_check_keys(node, keys, error)) {
        return false;
    }
    const struct sluice_yaml_node *choice = sluice_yaml_require(node, "kind", "list", error);
    if (choice == NULL || !sluice_yaml_choice(choice, "kind", kinds, &kind, error) ||
        !read_part(models, entry, node, "items", has_items, "a list, an array or an object",
                   &model->items, error) ||
        !read_part(models, entry, node, "item-count", sluice_models_is_number, "a number",
                   &model->item_count, error) ||
        !read_part(models, entry, node, "comparator", sluice_models_is_object, "an object",
                   &model->comparator, error)) {
        return false;
    }
    model->container = (enum sluice_container)kind;
    const bool replaced = kind != SLUICE_CONTAINER_NONE && kind != SLUICE_CONTAINER_OTHER;
    return !replaced || model->items != NULL ||
           sluice_yaml_fail(error, node, "say where its elements stand, as in items: elementData");
}
