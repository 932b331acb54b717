#include "harness/models/models.h"

#include <stdlib.h>
#include <string.h>

#include "harness/models/build.h"
#include "harness/yaml/faults.h"

struct sluice_models *sluice_models_new(const char *directory)
{
    struct sluice_models *models = calloc(1, sizeof(*models));
    if (models != NULL && directory != NULL) {
        models->directory = sluice_arena_text(&models->arena, directory, strlen(directory));
        if (models->directory == NULL) {
            free(models);
            return NULL;
        }
    }
    return models;
}

/* Sources are needed for messages only: with the last one behind us they can go. */
static void free_sources(struct sluice_models *models)
{
    for (size_t i = 0; i < models->file_count; i++) {
        sluice_yaml_free(models->files[i].document);
    }
    free(models->files);
    free(models->entries);
    free(models->by_name);
    models->files = NULL;
    models->entries = NULL;
    models->by_name = NULL;
    models->file_count = 0;
}

static bool read_second_pass(struct sluice_models *models, struct sluice_yaml_error *error)
{
    bool good = true;
    bool more = true;
    for (size_t i = 0; more && i < models->count; i++) {
        struct sluice_models_entry *entry = &models->entries[i];
        more = sluice_yaml_tried(sluice_models_read_meanings(models, entry, error), &good, error) &&
               sluice_yaml_tried(sluice_models_read_checks(
                                     models, entry, sluice_yaml_get(entry->node, "check"), error),
                                 &good, error) &&
               sluice_yaml_tried(sluice_models_read_resolve(
                                     models, entry, sluice_yaml_get(entry->node, "resolve"), error),
                                 &good, error) &&
               sluice_yaml_tried(
                   sluice_models_read_container(models, entry,
                                                sluice_yaml_get(entry->node, "container"), error),
                   &good, error);
    }
    return good;
}

static bool make_array(struct sluice_models *models, struct sluice_yaml_error *error)
{
    models->array = sluice_arena_get(&models->arena, models->count, sizeof *models->array);
    models->declared = sluice_arena_get(&models->arena, models->count, sizeof *models->declared);
    struct sluice_class_model *meant = sluice_arena_get(&models->arena, models->count,
                                                        sizeof *meant);
    if (models->array == NULL || models->declared == NULL || meant == NULL) {
        return sluice_models_no_memory(NULL, error);
    }
    for (size_t i = 0; i < models->count; i++) {
        meant[i] = models->entries[i].model;
        models->array[i] = meant[i];
        models->declared[i] = models->entries[i].declared;
        models->declared[i].model = &meant[i];
    }
    for (size_t i = 0; i < models->count; i++) {
        if (!sluice_models_attach_code(models, i)) {
            return sluice_models_no_memory(NULL, error);
        }
    }
    return true;
}

static bool make_policy(struct sluice_models *models, struct sluice_yaml_error *error)
{
    struct sluice_policy_error problem = {0};
    enum sluice_reason reason = sluice_policy_create(models->array, models->count, NULL,
                                                     &models->policy, &problem);
    if (reason == SLUICE_OK) {
        return true;
    }
    if (reason == SLUICE_BAD_ARGUMENT && problem.model < models->count) {
        return sluice_yaml_fail(error, models->entries[problem.model].node, "%s", problem.message);
    }
    return sluice_models_no_memory(NULL, error);
}

bool sluice_models_finish(struct sluice_models *models, struct sluice_yaml_error *error)
{
    if (!sluice_models_link(models, error) || !read_second_pass(models, error) ||
        !make_array(models, error) || !make_policy(models, error)) {
        return false;
    }
    free_sources(models);
    return true;
}

const struct sluice_class_model *sluice_models_array(const struct sluice_models *models,
                                                     size_t *count)
{
    *count = models->count;
    return models->array;
}

size_t sluice_models_own(const struct sluice_models *models)
{
    return models->own;
}

const struct sluice_models_declared *sluice_models_declared(const struct sluice_models *models,
                                                            size_t *count)
{
    *count = models->count;
    return models->declared;
}

const struct sluice_policy *sluice_models_policy(const struct sluice_models *models)
{
    return models->policy;
}

void sluice_models_free(struct sluice_models *models)
{
    if (models != NULL) {
        free_sources(models);
        sluice_policy_free(models->policy);
        sluice_arena_free(&models->arena);
        free(models);
    }
}

/* --- what all files of this room use ---------------------------------------------------------- */

void *sluice_models_grow(void *items, size_t *capacity, size_t count, size_t item_size)
{
    if (count == *capacity) {
        size_t larger = *capacity == 0 ? 16 : *capacity * 2;
        if (larger > SIZE_MAX / item_size) {
            return NULL;
        }
        void *moved = realloc(items, larger * item_size);
        if (moved == NULL) {
            return NULL;
        }
        items = moved;
        *capacity = larger;
    }
    memset((char *)items + count * item_size, 0, item_size);
    return items;
}

bool sluice_models_no_memory(const struct sluice_yaml_node *node, struct sluice_yaml_error *error)
{
    return sluice_yaml_fail(error, node, "out of memory");
}

bool sluice_models_copy(struct sluice_models *models, const struct sluice_yaml_node *node,
                        const char **out, struct sluice_yaml_error *error)
{
    const char *text = NULL;
    if (!sluice_yaml_string(node, &text, error)) {
        return false;
    }
    *out = sluice_arena_text(&models->arena, text, strlen(text));
    return *out != NULL || sluice_models_no_memory(node, error);
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* The second item of a list that has this text. */
static const struct sluice_yaml_node *second_of(const struct sluice_yaml_node *list,
                                                const char *text)
{
    const struct sluice_yaml_node *item = sluice_yaml_first(list);
    for (size_t found = 0; item != NULL; item = sluice_yaml_next(item)) {
        found += strcmp(sluice_yaml_text(item, NULL), text) == 0 ? 1 : 0;
        if (found == 2) {
            return item;
        }
    }
    return list;
}

/* Sorts a copy of the names, so that a long list costs no more than its length. */
static bool check_distinct(const char *const *names, size_t count,
                           const struct sluice_yaml_node *list, struct sluice_yaml_error *error)
{
    const char **sorted = calloc(count + 1, sizeof(*sorted));
    if (sorted == NULL) {
        return sluice_models_no_memory(list, error);
    }
    for (size_t i = 0; i < count; i++) {
        sorted[i] = names[i];
    }
    qsort(sorted, count, sizeof(*sorted), compare_names);
    bool good = true;
    for (size_t i = 1; good && i < count; i++) {
        if (strcmp(sorted[i - 1], sorted[i]) == 0) {
            char quoted[SLUICE_YAML_QUOTE];
            good = sluice_yaml_fail(error, second_of(list, sorted[i]),
                                    "%s stands twice in this list; keep one",
                                    sluice_yaml_quote(sorted[i], strlen(sorted[i]), quoted));
        }
    }
    free(sorted);
    return good;
}

bool sluice_models_names(struct sluice_models *models, const struct sluice_yaml_node *list,
                         const char *what, const char *const **out, size_t *count,
                         struct sluice_yaml_error *error)
{
    if (!sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE, what, error)) {
        return false;
    }
    size_t length = sluice_yaml_count(list);
    const char **names = sluice_arena_get(&models->arena, length, sizeof(*names));
    if (names == NULL) {
        return sluice_models_no_memory(list, error);
    }
    size_t used = 0;
    for (const struct sluice_yaml_node *item = sluice_yaml_first(list); item != NULL;
         item = sluice_yaml_next(item)) {
        if (!sluice_models_copy(models, item, &names[used++], error)) {
            return false;
        }
    }
    *out = names;
    *count = length;
    return check_distinct(names, length, list, error);
}
