/* Classes that name each other: parents, interfaces, members looked up through the ancestors. */
#define _XOPEN_SOURCE 700

#include <stdlib.h>
#include <string.h>

#include "harness/models/build.h"
#include "harness/yaml/faults.h"

/* --- by name ---------------------------------------------------------------------------------- */

struct name_index {
    const char *name;
    size_t index;
};

static int compare(const void *left, const void *right)
{
    const struct name_index *a = left;
    const struct name_index *b = right;
    int order = strcmp(a->name, b->name);
    if (order != 0) {
        return order;
    }
    return a->index < b->index ? -1 : 1;
}

static bool fail_duplicate(const struct sluice_models_entry *first,
                           const struct sluice_models_entry *second,
                           struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *place = sluice_yaml_get(first->node, "name");
    return sluice_yaml_fail(error, sluice_yaml_get(second->node, "name"),
                            "the class %s is already declared at %s:%u:%u; keep one",
                            second->model.name, sluice_yaml_node_file(place),
                            sluice_yaml_line(place), sluice_yaml_column(place));
}

static bool sort(struct sluice_models *models, struct sluice_yaml_error *error)
{
    struct name_index *names = calloc(models->count + 1, sizeof(*names));
    free(models->by_name);
    models->by_name = calloc(models->count + 1, sizeof(*models->by_name));
    bool good = names != NULL && models->by_name != NULL;
    if (!good) {
        (void)sluice_models_no_memory(NULL, error);
    }
    for (size_t i = 0; good && i < models->count; i++) {
        names[i] = (struct name_index){models->entries[i].model.name, i};
    }
    if (good) {
        qsort(names, models->count, sizeof(*names), compare);
    }
    for (size_t i = 0; good && i < models->count; i++) {
        models->by_name[i] = names[i].index;
        if (i > 0 && strcmp(names[i - 1].name, names[i].name) == 0) {
            good = fail_duplicate(&models->entries[names[i - 1].index],
                                  &models->entries[names[i].index], error);
        }
    }
    models->sorted = good ? models->count : 0;
    free(names);
    return good;
}

struct sluice_models_entry *sluice_models_find(const struct sluice_models *models, const char *name)
{
    size_t low = 0;
    size_t high = models->sorted;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct sluice_models_entry *entry = &models->entries[models->by_name[middle]];
        int order = strcmp(name, entry->model.name);
        if (order == 0) {
            return entry;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}

static const char *const built_in_types[] = {
    "java.lang.Object",     "java.lang.String",       "java.lang.Class",      "java.lang.Enum",
    "java.lang.Comparable", "java.lang.CharSequence", "java.io.Serializable",
};

/* Comparing with very many would take too long. */
enum { COMPARED_MAX = 10000 };

/* The known class nearest to a name. */
static const char *nearest_class(const struct sluice_models *models, const char *name)
{
    size_t count = models->count < COMPARED_MAX ? models->count : COMPARED_MAX;
    const size_t built_in = sizeof(built_in_types) / sizeof(*built_in_types);
    const char **names = calloc(count + built_in + 1, sizeof(*names));
    for (size_t i = 0; names != NULL && i < count; i++) {
        names[i] = models->entries[i].model.name;
    }
    for (size_t i = 0; names != NULL && i < built_in; i++) {
        names[count + i] = built_in_types[i];
    }
    const char *nearest = names != NULL ? sluice_yaml_nearest(name, names) : NULL;
    free(names);
    return nearest;
}

/* The group of well-known classes that a class belongs to; NULL: none. */
static const char *group_of(const char *name)
{
    struct sluice_model_set sets[SLUICE_GROUP_SETS_MAX];
    for (size_t group = 0; group < SLUICE_GROUP_COUNT; group++) {
        const size_t count = sluice_group_sets(UINT32_C(1) << group, sets);
        for (size_t i = 0; i < count; i++) {
            for (size_t j = 0; j < sets[i].count; j++) {
                if (strcmp(sets[i].models[j].name, name) == 0) {
                    return sluice_group_name(group);
                }
            }
        }
    }
    return NULL;
}

bool sluice_models_unknown_class(const struct sluice_models *models,
                                 const struct sluice_yaml_node *node, const char *what,
                                 struct sluice_yaml_error *error)
{
    size_t length = 0;
    const char *name = sluice_yaml_text(node, &length);
    char quoted[SLUICE_YAML_QUOTE];
    (void)sluice_yaml_quote(name, length, quoted);
    const char *group = group_of(name);
    if (group != NULL) {
        return sluice_yaml_fail(error, node, "the %s %s is not declared; add its group: use: [%s]",
                                what, quoted, group);
    }
    const char *nearest = nearest_class(models, name);
    if (nearest != NULL) {
        return sluice_yaml_fail(error, node, "the %s %s is not declared; did you mean %s?", what,
                                quoted, nearest);
    }
    return sluice_yaml_fail(error, node,
                            "the %s %s is not declared; declare it under classes, or add the file "
                            "or group that does under use",
                            what, quoted);
}

bool sluice_models_is_built_in(const char *name)
{
    for (size_t i = 0; i < sizeof(built_in_types) / sizeof(*built_in_types); i++) {
        if (strcmp(name, built_in_types[i]) == 0) {
            return true;
        }
    }
    return name[0] == '[';
}

/* --- parents ---------------------------------------------------------------------------------- */

static bool can_be_parent(enum sluice_construct construct)
{
    switch (construct) {
    case SLUICE_CONSTRUCT_DENIED:
    case SLUICE_CONSTRUCT_ATOMIC:
    case SLUICE_CONSTRUCT_STATELESS:
    case SLUICE_CONSTRUCT_PERMITTED:
    case SLUICE_CONSTRUCT_ABSTRACT:
    case SLUICE_CONSTRUCT_NOT_SERIALIZABLE:
        return true;
    case SLUICE_CONSTRUCT_ENUM:
    case SLUICE_CONSTRUCT_INTERFACE:
    case SLUICE_CONSTRUCT_ABSENT:
        break;
    }
    return false;
}

static bool link_parent(const struct sluice_models *models, struct sluice_models_entry *entry,
                        struct sluice_yaml_error *error)
{
    if (entry->model.parent == NULL) {
        return true;
    }
    const struct sluice_yaml_node *node = sluice_yaml_get(entry->node, "parent");
    const struct sluice_models_entry *parent = sluice_models_find(models, entry->model.parent);
    if (parent == NULL) {
        return sluice_models_unknown_class(models, node, "parent", error);
    }
    if (!can_be_parent(parent->model.construct)) {
        return sluice_yaml_fail(error, node,
                                "a parent is a class; an enum, an interface or an absent class "
                                "cannot be one: an interface stands under implements");
    }
    entry->parent = (size_t)(parent - models->entries);
    return true;
}

static bool link_interfaces(const struct sluice_models *models,
                            const struct sluice_models_entry *entry,
                            struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *list = sluice_yaml_get(entry->node, "implements");
    for (const struct sluice_yaml_node *node = sluice_yaml_first(list); node != NULL;
         node = sluice_yaml_next(node)) {
        const char *name = sluice_yaml_text(node, NULL);
        const struct sluice_models_entry *other = sluice_models_find(models, name);
        if (other == NULL && sluice_models_is_built_in(name)) {
            continue;
        }
        if (other == NULL) {
            return sluice_models_unknown_class(models, node, "interface", error);
        }
        if (other->model.construct != SLUICE_CONSTRUCT_INTERFACE) {
            return sluice_yaml_fail(
                error, node,
                "not an interface: it is declared with another construct; write it as "
                "parent, or declare it with construct: interface");
        }
    }
    return true;
}

/* Walks up from a class. Meeting a class of this very walk again is a cycle; meeting one that is
 * known to have a root is not, and saves walking its ancestors again. */
static bool check_cycle(struct sluice_models *models, size_t start, struct sluice_yaml_error *error)
{
    size_t at = start;
    while (at != SIZE_MAX && models->entries[at].walk == SLUICE_MODELS_NEW) {
        models->entries[at].walk = SLUICE_MODELS_WALKED;
        at = models->entries[at].parent;
    }
    if (at != SIZE_MAX && models->entries[at].walk == SLUICE_MODELS_WALKED) {
        return sluice_yaml_fail(error, sluice_yaml_get(models->entries[at].node, "parent"),
                                "the class %s is among its own ancestors: give one of them another "
                                "parent, or none",
                                models->entries[at].model.name);
    }
    for (at = start; at != SIZE_MAX && models->entries[at].walk == SLUICE_MODELS_WALKED;
         at = models->entries[at].parent) {
        models->entries[at].walk = SLUICE_MODELS_ROOTED;
    }
    return true;
}

/* --- interfaces of interfaces ----------------------------------------------------------------- */

/* More than anybody writes; keeps the lists of a long chain short. */
enum { INTERFACES_MAX = 255 };

static bool is_listed(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* What is known about one interface's way up. */
struct way {
    struct sluice_models *models;
    size_t start; /* 1 + index of the interface */
    const char *names[INTERFACES_MAX];
    size_t count;
};

/* True once for each name: types without a model are few, the others have a mark. */
static bool is_new(struct way *way, const char *name)
{
    struct sluice_models_entry *entry = sluice_models_find(way->models, name);
    if (entry == NULL) {
        return !is_listed(way->names, way->count, name);
    }
    bool first = entry->reached != way->start;
    entry->reached = way->start;
    return first;
}

/* Adds the interfaces that one lists itself, unless they are there; false when there are too many. */
static bool add_listed(struct way *way, const struct sluice_models_entry *entry)
{
    for (size_t i = 0; i < entry->listed; i++) {
        const char *name = entry->model.interfaces[i];
        if (!is_new(way, name)) {
            continue;
        }
        if (way->count == INTERFACES_MAX) {
            return false;
        }
        way->names[way->count++] = name;
    }
    return true;
}

/* The decoder looks one step up from an interface only, so an interface model lists all that it
 * extends, however far away. The list is its own work list: whatever is added is looked at in turn. */
static bool spread(struct sluice_models *models, struct sluice_models_entry *entry,
                   struct sluice_yaml_error *error)
{
    struct way way = {.models = models, .start = (size_t)(entry - models->entries) + 1};
    bool fits = add_listed(&way, entry);
    for (size_t i = 0; fits && i < way.count; i++) {
        const struct sluice_models_entry *other = sluice_models_find(models, way.names[i]);
        fits = other == NULL || add_listed(&way, other);
    }
    if (!fits) {
        return sluice_yaml_fail(error, entry->node,
                                "more than 255 interfaces above this one: take some away");
    }
    if (way.count > entry->listed) {
        const char **list = sluice_arena_get(&models->arena, way.count, sizeof(*list));
        if (list == NULL) {
            return sluice_models_no_memory(entry->node, error);
        }
        memcpy(list, way.names, way.count * sizeof(*list));
        entry->model.interfaces = list;
        entry->model.interface_count = way.count;
    }
    return true;
}

bool sluice_models_link(struct sluice_models *models, struct sluice_yaml_error *error)
{
    models->own = models->count;
    if (!sort(models, error) ||
        (models->groups != 0 &&
         (!sluice_models_add_group_entries(models, error) || !sort(models, error)))) {
        return false;
    }
    bool good = true;
    bool more = true;
    for (size_t i = 0; more && i < models->count; i++) {
        more = sluice_yaml_tried(link_parent(models, &models->entries[i], error), &good, error) &&
               sluice_yaml_tried(link_interfaces(models, &models->entries[i], error), &good, error);
    }
    if (!good) {
        return false;
    }
    for (size_t i = 0; i < models->count; i++) {
        struct sluice_models_entry *entry = &models->entries[i];
        if (!check_cycle(models, i, error) ||
            (entry->model.construct == SLUICE_CONSTRUCT_INTERFACE &&
             !spread(models, entry, error))) {
            return false;
        }
    }
    return true;
}

/* --- members ---------------------------------------------------------------------------------- */

bool sluice_models_own_member(const struct sluice_class_model *model, const char *name,
                              struct sluice_models_member *out)
{
    for (size_t i = 0; i < model->field_count; i++) {
        if (strcmp(model->fields[i].name, name) == 0) {
            *out = (struct sluice_models_member){.field = &model->fields[i]};
            return true;
        }
    }
    for (size_t i = 0; i < model->layout_count; i++) {
        if (model->layout[i].name != NULL && strcmp(model->layout[i].name, name) == 0) {
            *out = (struct sluice_models_member){.piece = &model->layout[i]};
            return true;
        }
    }
    return false;
}

bool sluice_models_member(const struct sluice_models *models,
                          const struct sluice_models_entry *entry, const char *name,
                          struct sluice_models_member *out)
{
    while (!sluice_models_own_member(&entry->model, name, out)) {
        if (entry->parent == SIZE_MAX) {
            return false;
        }
        entry = &models->entries[entry->parent];
    }
    return true;
}

/* Names of the first members of a class and its ancestors, for a message. */
enum { NAMED_MEMBERS = 15 };

static size_t list_members(const struct sluice_models *models,
                           const struct sluice_models_entry *entry,
                           const char *names[NAMED_MEMBERS + 1])
{
    size_t used = 0;
    for (;;) {
        const struct sluice_class_model *model = &entry->model;
        for (size_t i = 0; i < model->field_count && used < NAMED_MEMBERS; i++) {
            names[used++] = model->fields[i].name;
        }
        for (size_t i = 0; i < model->layout_count && used < NAMED_MEMBERS; i++) {
            if (model->layout[i].name != NULL) {
                names[used++] = model->layout[i].name;
            }
        }
        if (entry->parent == SIZE_MAX || used == NAMED_MEMBERS) {
            names[used] = NULL;
            return used;
        }
        entry = &models->entries[entry->parent];
    }
}

bool sluice_models_need_member(const struct sluice_models *models,
                               const struct sluice_models_entry *entry,
                               const struct sluice_yaml_node *node, const char *name,
                               struct sluice_models_member *out, struct sluice_yaml_error *error)
{
    if (sluice_models_member(models, entry, name, out)) {
        return true;
    }
    const char *names[NAMED_MEMBERS + 1];
    size_t count = list_members(models, entry, names);
    char quoted[SLUICE_YAML_QUOTE];
    (void)sluice_yaml_quote(name, strlen(name), quoted);
    const char *class_name = entry->model.name;
    const char *nearest = sluice_yaml_nearest(name, names);
    if (count == 0) {
        return sluice_yaml_fail(error, node,
                                "%s has no field %s: the model lists neither fields nor named "
                                "pieces; add it under fields",
                                class_name, quoted);
    }
    if (nearest != NULL) {
        return sluice_yaml_fail(error, node, "%s has no field %s; did you mean %s?", class_name,
                                quoted, nearest);
    }
    char list[250];
    sluice_yaml_join(names, list, sizeof(list));
    return sluice_yaml_fail(error, node, "%s has no field %s; it has: %s", class_name, quoted,
                            list);
}

bool sluice_models_unfit(const struct sluice_models *models,
                         const struct sluice_models_entry *entry,
                         const struct sluice_yaml_node *node,
                         bool (*fits)(const struct sluice_models_member *), const char *sort,
                         struct sluice_yaml_error *error)
{
    const char *names[NAMED_MEMBERS + 1];
    const size_t count = list_members(models, entry, names);
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        struct sluice_models_member member;
        if (sluice_models_member(models, entry, names[i], &member) && fits(&member)) {
            names[used++] = names[i];
        }
    }
    names[used] = NULL;
    char list[250];
    sluice_yaml_join(names, list, sizeof(list));
    return sluice_yaml_fail(error, node, "%s is not %s; %s%s", sluice_yaml_text(node, NULL), sort,
                            used > 0 ? "here are: " : "name a path into an object that has one",
                            list);
}
