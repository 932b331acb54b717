#define _POSIX_C_SOURCE 200809L

#include "harness/suite/case.h"
#include "harness/suite/load_case.h"
#include "harness/suite/paths.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char suffix[] = ".yaml";

/* --- a file ----------------------------------------------------------------------------------- */

/* The family of a file must be its name, so that an id leads to its file. */
static bool check_family(const struct sluice_yaml_node *root, const char *path, const char **family,
                         struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *node = sluice_yaml_require(root, "family", error);
    if (node == NULL || !sluice_yaml_string(node, family, error)) {
        return false;
    }
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    size_t length = strlen(*family);
    if (!sluice_case_word(*family, length) || strncmp(name, *family, length) != 0 ||
        strcmp(name + length, suffix) != 0) {
        return sluice_yaml_fail(error, node, "family must be the name of the file without %s",
                                suffix);
    }
    return true;
}

static bool check_retired(const struct sluice_yaml_node *retired, const struct sluice_suite *suite,
                          struct sluice_yaml_error *error)
{
    if (retired == NULL) {
        return true;
    }
    if (!sluice_yaml_expect(retired, SLUICE_YAML_SEQUENCE, "a list of ids", error)) {
        return false;
    }
    const struct sluice_yaml_node *node = sluice_yaml_first(retired);
    for (; node != NULL; node = sluice_yaml_next(node)) {
        const char *id;
        if (!sluice_yaml_string(node, &id, error)) {
            return false;
        }
        size_t index = sluice_suite_find(suite, id);
        if (index != SLUICE_NO_CASE) {
            return sluice_yaml_fail(error, sluice_yaml_get(suite->cases[index].node, "id"),
                                    "id %s is retired: choose another", id);
        }
    }
    return true;
}

static bool add_cases(struct sluice_suite *suite, const struct sluice_yaml_node *cases,
                      const struct sluice_case_defaults *defaults, struct sluice_yaml_error *error)
{
    if (!sluice_yaml_expect(cases, SLUICE_YAML_SEQUENCE, "a list of cases", error)) {
        return false;
    }
    if (sluice_yaml_count(cases) == 0) {
        return sluice_yaml_fail(error, cases, "expected at least one case");
    }
    size_t total = suite->case_count + sluice_yaml_count(cases);
    struct sluice_case *grown = realloc(suite->cases, total * sizeof *grown);
    if (grown == NULL) {
        return sluice_yaml_fail(error, cases, "out of memory");
    }
    suite->cases = grown;
    const struct sluice_yaml_node *node = sluice_yaml_first(cases);
    for (; node != NULL; node = sluice_yaml_next(node)) {
        struct sluice_case *added = &suite->cases[suite->case_count++];
        if (!sluice_suite_case_load(node, defaults, added, error)) {
            return false;
        }
        size_t first = sluice_suite_find(suite, added->id);
        if (first != suite->case_count - 1) {
            return sluice_yaml_fail(
                error, sluice_yaml_get(node, "id"), "id %s is taken, by line %u of %s", added->id,
                sluice_yaml_line(suite->cases[first].node), suite->cases[first].file);
        }
    }
    return true;
}

/* "corpora/models" for a file in "corpora/attacks": models lie beside the folder of the cases. */
static char *models_directory_of(const char *path)
{
    static const char beside[] = "../models";
    const char *slash = strrchr(path, '/');
    size_t folder = slash != NULL ? (size_t)(slash - path) + 1 : 0;
    char *directory = malloc(folder + sizeof beside);
    if (directory != NULL) {
        memcpy(directory, path, folder);
        memcpy(directory + folder, beside, sizeof beside);
    }
    return directory;
}

static bool load_file(struct sluice_suite *suite, struct sluice_case_file *file,
                      struct sluice_yaml_error *error)
{
    static const char *const keys[] = {"family",  "title",  "source",  "mode",  "use",
                                       "classes", "limits", "retired", "cases", NULL};
    const struct sluice_yaml_node *root = sluice_yaml_root(file->yaml);
    const char *family;
    const char *title;
    if (!sluice_yaml_check_keys(root, keys, error) ||
        !check_family(root, file->path, &family, error)) {
        return false;
    }
    const struct sluice_yaml_node *title_node = sluice_yaml_require(root, "title", error);
    const struct sluice_yaml_node *cases = sluice_yaml_require(root, "cases", error);
    if (title_node == NULL || cases == NULL || !sluice_yaml_string(title_node, &title, error)) {
        return false;
    }
    char *directory = models_directory_of(file->path);
    if (directory == NULL) {
        return sluice_yaml_fail(error, root, "out of memory");
    }
    const struct sluice_case_defaults defaults = {.file_node = root,
                                                  .family = family,
                                                  .path = file->path,
                                                  .models_directory = directory,
                                                  .models = &file->models};
    bool good = add_cases(suite, cases, &defaults, error) &&
                check_retired(sluice_yaml_get(root, "retired"), suite, error);
    free(directory);
    return good;
}

/* --- twins ------------------------------------------------------------------------------------ */

static bool remember_attack(struct sluice_case *twin, size_t attack)
{
    size_t *attacks = realloc(twin->attacks, (twin->attack_count + 1) * sizeof *attacks);
    if (attacks == NULL) {
        return false;
    }
    twin->attacks = attacks;
    twin->attacks[twin->attack_count++] = attack;
    return true;
}

static bool connect_twin(struct sluice_suite *suite, size_t index, struct sluice_yaml_error *error)
{
    struct sluice_case *attack = &suite->cases[index];
    const char *id;
    if (attack->twin_node == NULL) {
        return true;
    }
    if (!sluice_yaml_string(attack->twin_node, &id, error)) {
        return false;
    }
    attack->twin = sluice_suite_find(suite, id);
    if (attack->twin == SLUICE_NO_CASE) {
        return sluice_yaml_fail(error, attack->twin_node, "twin %s is in no file of this run", id);
    }
    struct sluice_case *twin = &suite->cases[attack->twin];
    if (sluice_expects_trouble(&twin->expect)) {
        return sluice_yaml_fail(error, attack->twin_node,
                                "twin %s does not expect verdict accept and no violation, so it "
                                "proves nothing",
                                id);
    }
    return remember_attack(twin, index) ||
           sluice_yaml_fail(error, attack->twin_node, "out of memory");
}

/* --- the suite -------------------------------------------------------------------------------- */

size_t sluice_suite_find(const struct sluice_suite *suite, const char *id)
{
    for (size_t i = 0; i < suite->case_count; i++) {
        if (suite->cases[i].id != NULL && strcmp(suite->cases[i].id, id) == 0) {
            return i;
        }
    }
    return SLUICE_NO_CASE;
}

static bool load_files(struct sluice_suite *suite, struct sluice_paths *paths,
                       struct sluice_yaml_error *error)
{
    suite->files = calloc(paths->count + 1, sizeof *suite->files);
    if (suite->files == NULL) {
        return sluice_yaml_fail_at(error, "sluice", 0, 0, "out of memory");
    }
    for (size_t i = 0; i < paths->count; i++) {
        struct sluice_case_file *file = &suite->files[suite->file_count++];
        file->path = paths->names[i];
        paths->names[i] = NULL;
        if (!sluice_yaml_load(file->path, &file->yaml, error) || !load_file(suite, file, error)) {
            return false;
        }
    }
    for (size_t i = 0; i < suite->case_count; i++) {
        if (!connect_twin(suite, i, error)) {
            return false;
        }
    }
    return true;
}

bool sluice_suite_load(struct sluice_suite *suite, const char *const *paths, size_t path_count,
                       struct sluice_yaml_error *error)
{
    struct sluice_paths files = {0};
    bool good = true;
    for (size_t i = 0; good && i < path_count; i++) {
        good = sluice_paths_add(&files, paths[i], error);
    }
    good = good && load_files(suite, &files, error);
    sluice_paths_free(&files);
    return good;
}

void sluice_suite_free(struct sluice_suite *suite)
{
    for (size_t i = 0; i < suite->case_count; i++) {
        sluice_suite_case_free(&suite->cases[i]);
    }
    for (size_t i = 0; i < suite->file_count; i++) {
        sluice_models_free(suite->files[i].models);
        sluice_yaml_free(suite->files[i].yaml);
        free(suite->files[i].path);
    }
    free(suite->cases);
    free(suite->files);
    *suite = (struct sluice_suite){0};
}
