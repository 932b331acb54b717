#include "harness/trials/decoder/groups.h"

#include <sluice/classes.h>
#include <stdlib.h>
#include <string.h>

/* The models of some groups, ascending by name. */
struct catalog {
    const struct sluice_class_model **models;
    size_t count;
};

static int compare(const void *left, const void *right)
{
    const struct sluice_class_model *one = *(const struct sluice_class_model *const *)left;
    const struct sluice_class_model *other = *(const struct sluice_class_model *const *)right;
    return strcmp(one->name, other->name);
}

static bool list(uint32_t groups, struct catalog *out)
{
    struct sluice_model_set sets[SLUICE_GROUP_SETS_MAX];
    const size_t set_count = sluice_group_sets(groups, sets);
    size_t count = 0;
    for (size_t i = 0; i < set_count; i++) {
        count += sets[i].count;
    }
    *out = (struct catalog){.models = calloc(count + 1, sizeof(const struct sluice_class_model *))};
    if (out->models == NULL) {
        return false;
    }
    for (size_t i = 0; i < set_count; i++) {
        for (size_t j = 0; j < sets[i].count; j++) {
            out->models[out->count++] = &sets[i].models[j];
        }
    }
    qsort((void *)out->models, out->count, sizeof out->models[0], compare);
    return true;
}

static bool holds(const struct catalog *catalog, const char *name)
{
    const struct sluice_class_model wanted = {.name = name};
    const struct sluice_class_model *key = &wanted;
    return bsearch((const void *)&key, (const void *)catalog->models, catalog->count,
                   sizeof catalog->models[0], compare) != NULL;
}

/* "java.util.List" of "[Ljava/util/List;"; false for numbers. */
static bool class_of(const char *signature, char *name, size_t size)
{
    signature += strspn(signature, "[");
    const size_t length = strlen(signature);
    if (signature[0] != 'L' || length < 3 || length - 2 >= size) {
        return false;
    }
    for (size_t i = 0; i < length - 2; i++) {
        name[i] = (char)(signature[i + 1] == '/' ? '.' : signature[i + 1]);
    }
    name[length - 2] = '\0';
    return true;
}

static bool knows(const struct catalog *all, const struct catalog *own, const char *name)
{
    return !holds(all, name) || holds(own, name);
}

static bool knows_all_of(const struct catalog *all, const struct catalog *own,
                         const struct sluice_class_model *model)
{
    char name[256];
    bool known = model->parent == NULL || knows(all, own, model->parent);
    for (size_t i = 0; i < model->interface_count; i++) {
        known = known && knows(all, own, model->interfaces[i]);
    }
    for (size_t i = 0; i < model->field_count; i++) {
        known = known &&
                (!class_of(model->fields[i].signature, name, sizeof name) || knows(all, own, name));
    }
    return known;
}

static bool is_closed(const struct catalog *all, uint32_t group)
{
    struct catalog own;
    bool closed = list(group, &own);
    for (size_t i = 0; closed && i < own.count; i++) {
        closed = knows_all_of(all, &own, own.models[i]);
    }
    free((void *)own.models);
    return closed;
}

bool sluice_groups_are_closed(void)
{
    static bool known;
    struct catalog all;
    if (known) {
        return true;
    }
    bool closed = list(SLUICE_GROUP_ALL, &all);
    for (size_t i = 0; closed && i < SLUICE_GROUP_COUNT; i++) {
        closed = is_closed(&all, UINT32_C(1) << i);
    }
    free((void *)all.models);
    known = closed;
    return closed;
}
