#include "harness/yaml/faults.h"

#include <stdlib.h>
#include <string.h>

#include "harness/base/grow.h"

static bool is_same(const struct sluice_yaml_error *a, const struct sluice_yaml_error *b)
{
    return a->line == b->line && a->column == b->column && strcmp(a->file, b->file) == 0 &&
           strcmp(a->message, b->message) == 0;
}

/* What several cases share is loaded, and fails, for each. */
static bool is_known(const struct sluice_yaml_faults *faults, const struct sluice_yaml_error *error)
{
    for (size_t i = faults->count; i > 0; i--) {
        if (is_same(&faults->items[i - 1], error)) {
            return true;
        }
    }
    return false;
}

static bool move_to_list(struct sluice_yaml_error *error)
{
    struct sluice_yaml_faults *faults = error->faults;
    if (faults == NULL || faults->count >= SLUICE_YAML_FAULTS_MAX) {
        return false;
    }
    if (error->set && !is_known(faults, error)) {
        struct sluice_yaml_error *grown = sluice_grow(faults->items, &faults->capacity,
                                                      faults->count + 1, sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        faults->items = grown;
        grown[faults->count] = *error;
        grown[faults->count++].faults = NULL;
    }
    *error = (struct sluice_yaml_error){.faults = faults};
    return true;
}

bool sluice_yaml_tried(bool done, bool *good, struct sluice_yaml_error *error)
{
    if (done) {
        return true;
    }
    *good = false;
    return error != NULL && move_to_list(error);
}

/* --- order ------------------------------------------------------------------------------------ */

/* A fault with what it is sorted by. */
struct ranked {
    struct sluice_yaml_error error;
    size_t file; /* the first fault of the same file */
    size_t rank; /* as they came */
};

static int compare_numbers(size_t a, size_t b)
{
    return a < b ? -1 : a > b;
}

static int compare(const void *left, const void *right)
{
    const struct ranked *a = left;
    const struct ranked *b = right;
    int order = compare_numbers(a->file, b->file);
    order = order != 0 ? order : compare_numbers(a->error.line, b->error.line);
    order = order != 0 ? order : compare_numbers(a->error.column, b->error.column);
    return order != 0 ? order : compare_numbers(a->rank, b->rank);
}

static void sort(struct sluice_yaml_faults *faults)
{
    struct ranked *ranked = calloc(faults->count + 1, sizeof *ranked);
    if (ranked == NULL) {
        return; /* in the order of loading, then */
    }
    for (size_t i = 0; i < faults->count; i++) {
        ranked[i] = (struct ranked){faults->items[i], i, i};
        for (size_t j = 0; j < i && ranked[i].file == i; j++) {
            ranked[i].file = strcmp(ranked[j].error.file, faults->items[i].file) == 0
                                 ? ranked[j].file
                                 : i;
        }
    }
    qsort(ranked, faults->count, sizeof *ranked, compare);
    for (size_t i = 0; i < faults->count; i++) {
        faults->items[i] = ranked[i].error;
    }
    free(ranked);
}

void sluice_yaml_faults_finish(struct sluice_yaml_error *error)
{
    (void)move_to_list(error);
    if (error->faults != NULL) {
        sort(error->faults);
    }
}

void sluice_yaml_faults_free(struct sluice_yaml_faults *faults)
{
    free(faults->items);
    *faults = (struct sluice_yaml_faults){0};
}
