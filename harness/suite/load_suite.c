#define _POSIX_C_SOURCE 200809L

#include "harness/suite/case.h"
#include "harness/suite/load_case.h"
#include "harness/suite/load_words.h"
#include "harness/suite/paths.h"
#include "harness/suite/read_ahead.h"
#include "harness/yaml/faults.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char suffix[] = ".yaml";

/* What is known while files are loaded. */
struct loading {
    struct sluice_suite *suite;
    struct sluice_yaml_error *error;
    struct sluice_read_ahead
        *ahead;      /* the files that are named; NULL: each is read when it is loaded */
    bool incomplete; /* cases, or their ids, are not known because of what is wrong elsewhere */
};

/* --- a file ----------------------------------------------------------------------------------- */

static bool load_title(const struct sluice_yaml_node *root, struct sluice_yaml_error *error)
{
    const char *title;
    const struct sluice_yaml_node *node = sluice_yaml_require(root, "title", "Arrays that claim",
                                                              error);
    return node != NULL && sluice_suite_load_text(node, &title, error);
}

/* The family of a file must be its name, so that an id leads to its file. */
static bool load_family(const struct sluice_yaml_node *root, const char *path, const char **family,
                        struct sluice_yaml_error *error)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    const char *end = strrchr(name, '.');
    const int length = end != NULL ? (int)(end - name) : (int)strlen(name);
    const struct sluice_yaml_node *node = sluice_yaml_require(root, "family", "huge-arrays", error);
    if (node == NULL || !sluice_suite_load_text(node, family, error)) {
        return false;
    }
    if (!sluice_case_word(name, (size_t)length) || end == NULL || strcmp(end, suffix) != 0) {
        return sluice_yaml_fail(
            error, node,
            "family is the name of the file without %s, and \"%s\" is none: name "
            "the file with lower case letters, digits and -, as in "
            "huge-arrays.yaml",
            suffix, name);
    }
    return (strlen(*family) == (size_t)length && strncmp(name, *family, (size_t)length) == 0) ||
           sluice_yaml_fail(error, node,
                            "family must be the name of the file without %s: write family: %.*s",
                            suffix, length, name);
}

static bool check_retired_id(const struct sluice_yaml_node *node, const struct sluice_suite *suite,
                             struct sluice_yaml_error *error)
{
    const char *id;
    if (!sluice_suite_load_text(node, &id, error)) {
        return false;
    }
    const size_t index = sluice_suite_find(suite, id);
    return index == SLUICE_NO_CASE ||
           sluice_yaml_fail(error, sluice_yaml_get(suite->cases[index].node, "id"),
                            "id %s is retired in line %u: choose another", id,
                            sluice_yaml_line(node));
}

static bool check_retired(const struct sluice_yaml_node *retired, const struct loading *loading)
{
    bool good = true;
    bool more = true;
    if (retired == NULL) {
        return true;
    }
    if (!sluice_yaml_expect(retired, SLUICE_YAML_SEQUENCE,
                            "a list of ids, as in [huge-arrays/old-name]", loading->error)) {
        return false;
    }
    const struct sluice_yaml_node *node = sluice_yaml_first(retired);
    for (; more && node != NULL; node = sluice_yaml_next(node)) {
        more = sluice_yaml_tried(check_retired_id(node, loading->suite, loading->error), &good,
                                 loading->error);
    }
    return good;
}

static bool make_room(struct sluice_suite *suite, size_t more)
{
    const size_t total = suite->case_count + more;
    struct sluice_case *cases = realloc(suite->cases, total * sizeof *cases);
    suite->cases = cases != NULL ? cases : suite->cases;
    size_t *by_id = realloc(suite->by_id, total * sizeof *by_id);
    suite->by_id = by_id != NULL ? by_id : suite->by_id;
    return cases != NULL && by_id != NULL;
}

/* Notes the id of the last case, unless another case has it: `*first`. */
static bool note_id(struct sluice_suite *suite, size_t *first)
{
    const uint32_t before = suite->ids.count;
    const char *id = suite->cases[suite->case_count - 1].id;
    const uint32_t number = sluice_stream_names_add(&suite->ids, id, strlen(id));
    if (number > before) {
        suite->by_id[before] = suite->case_count - 1;
    }
    *first = number != 0 ? suite->by_id[number - 1] : SLUICE_NO_CASE;
    return number != 0;
}

/* Loads a case into the room that was made for it. */
static bool add_case(struct loading *loading, const struct sluice_yaml_node *node,
                     const struct sluice_case_defaults *defaults)
{
    struct sluice_suite *suite = loading->suite;
    struct sluice_case *added = &suite->cases[suite->case_count++];
    const bool good = sluice_suite_case_load(node, defaults, added, loading->error);
    loading->incomplete = loading->incomplete || added->id == NULL;
    size_t first;
    if (added->id == NULL) {
        return good;
    }
    if (!note_id(suite, &first)) {
        return sluice_yaml_fail(loading->error, node, "out of memory");
    }
    if (!good || first == suite->case_count - 1) {
        return good;
    }
    return sluice_yaml_fail(loading->error, sluice_yaml_get(node, "id"),
                            "id %s is taken, by line %u of %s: choose another", added->id,
                            sluice_yaml_line(suite->cases[first].node), suite->cases[first].file);
}

static bool add_cases(struct loading *loading, const struct sluice_yaml_node *cases,
                      const struct sluice_case_defaults *defaults)
{
    struct sluice_suite *suite = loading->suite;
    if (cases == NULL) {
        return false;
    }
    if (!sluice_yaml_expect(cases, SLUICE_YAML_SEQUENCE, "a list of cases, each \"- id: ...\"",
                            loading->error)) {
        return false;
    }
    if (sluice_yaml_count(cases) == 0) {
        return sluice_yaml_fail(loading->error, cases,
                                "expected at least one case; `sluice new RULE` writes one");
    }
    if (!make_room(suite, sluice_yaml_count(cases))) {
        return sluice_yaml_fail(loading->error, cases, "out of memory");
    }
    bool good = true;
    bool more = true;
    const struct sluice_yaml_node *node = sluice_yaml_first(cases);
    for (; more && node != NULL; node = sluice_yaml_next(node)) {
        more = sluice_yaml_tried(add_case(loading, node, defaults), &good, loading->error);
    }
    return good;
}

/* The path of a name in the folder of a file; NULL without memory. */
static char *beside(const char *file, const char *name, size_t length, const char *end)
{
    const char *slash = strrchr(file, '/');
    const size_t folder = slash != NULL ? (size_t)(slash - file) + 1 : 0;
    const size_t rest = strlen(end) + 1;
    char *path = malloc(folder + length + rest);
    if (path != NULL) {
        memcpy(path, file, folder);
        memcpy(path + folder, name, length);
        memcpy(path + folder + length, end, rest);
    }
    return path;
}

static bool load_cases(struct loading *loading, struct sluice_case_file *file, const char *family,
                       bool is_clean)
{
    const struct sluice_yaml_node *root = sluice_yaml_root(file->yaml);
    /* "corpora/models" for a file in "corpora/attacks". */
    static const char models[] = "../models";
    char *directory = beside(file->path, models, sizeof models - 1, "");
    if (directory == NULL) {
        return sluice_yaml_fail(loading->error, root, "out of memory");
    }
    const struct sluice_case_defaults defaults = {.kind = loading->suite->kind,
                                                  .file_node = root,
                                                  .is_clean = is_clean,
                                                  .family = family,
                                                  .path = file->path,
                                                  .models_directory = directory,
                                                  .models = &file->models};
    const struct sluice_yaml_node *cases = sluice_yaml_require(
        root, "cases", "a list, each item beginning with \"- id: ...\"", loading->error);
    bool good = true;
    const bool more = sluice_yaml_tried(add_cases(loading, cases, &defaults), &good,
                                        loading->error);
    free(directory);
    return more && check_retired(sluice_yaml_get(root, "retired"), loading) && good;
}

static bool load_file(struct loading *loading, struct sluice_case_file *file)
{
    static const char *const keys[] = {"family",  "title",  "source",  "mode",  "use",
                                       "classes", "limits", "retired", "cases", NULL};
    const struct sluice_case_kind *kind = loading->suite->kind;
    const char *family;
    bool good = true;
    if (file->yaml == NULL &&
        !sluice_read_ahead_load(loading->ahead, loading->suite->file_count - 1, file->path,
                                &file->yaml, loading->error)) {
        return false;
    }
    const struct sluice_yaml_node *root = sluice_yaml_root(file->yaml);
    if (sluice_yaml_kind(root) == SLUICE_YAML_MAPPING && sluice_yaml_get(root, "family") == NULL &&
        sluice_yaml_get(root, "cases") == NULL) {
        return sluice_yaml_fail(loading->error, root,
                                "this is no file of cases: it needs the keys family, title and "
                                "cases, as corpora/attacks/huge-arrays.yaml has them");
    }
    const bool more = sluice_yaml_tried(
        sluice_yaml_check_keys_at(root, kind != NULL ? kind->file_keys : keys, sluice_suite_homes,
                                  loading->error),
        &good, loading->error);
    /* With an unknown key, one that is missing may be there under a wrong name. */
    const bool is_clean = good;
    const bool has_title = good || sluice_yaml_get(root, "title") != NULL;
    const bool has_family = good || sluice_yaml_get(root, "family") != NULL;
    return more &&
           sluice_yaml_tried(!has_title || load_title(root, loading->error), &good,
                             loading->error) &&
           has_family && load_family(root, file->path, &family, loading->error) &&
           load_cases(loading, file, family, is_clean) && good;
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

/* The id nearest to one that no case has; NULL: none. */
static const char *nearest_id(const struct sluice_suite *suite, const char *id)
{
    const char **ids = calloc(suite->case_count + 1, sizeof *ids);
    size_t count = 0;
    for (size_t i = 0; ids != NULL && i < suite->case_count; i++) {
        if (suite->cases[i].id != NULL) {
            ids[count++] = suite->cases[i].id;
        }
    }
    const char *nearest = ids != NULL ? sluice_yaml_nearest(id, ids) : NULL;
    free(ids);
    return nearest;
}

static bool fail_twin(const struct loading *loading, const struct sluice_yaml_node *node,
                      const char *id)
{
    const char *nearest = nearest_id(loading->suite, id);
    if (loading->incomplete) {
        return true; /* it may be among them */
    }
    if (nearest != NULL) {
        return sluice_yaml_fail(loading->error, node,
                                "twin %s is in no file of this run; did you mean %s?", id, nearest);
    }
    return sluice_yaml_fail(
        loading->error, node,
        "twin %s is in no file of this run: write the id of a case that expects "
        "verdict accept, here or in another file of the same folder",
        id);
}

static bool connect_twin(const struct loading *loading, size_t index)
{
    struct sluice_case *attack = &loading->suite->cases[index];
    const char *id;
    if (attack->twin_node == NULL) {
        return true;
    }
    if (!sluice_suite_load_text(attack->twin_node, &id, loading->error)) {
        return false;
    }
    attack->twin = sluice_suite_find(loading->suite, id);
    if (attack->twin == SLUICE_NO_CASE) {
        return fail_twin(loading, attack->twin_node, id);
    }
    struct sluice_case *twin = &loading->suite->cases[attack->twin];
    if (twin == attack) {
        return sluice_yaml_fail(loading->error, attack->twin_node,
                                "twin %s is this case itself: write the id of the valid stream "
                                "closest to it",
                                id);
    }
    if (twin->expect.verdict == SLUICE_OUTCOME_NONE) {
        return true; /* it could not be read */
    }
    if (sluice_expects_trouble(&twin->expect)) {
        return sluice_yaml_fail(loading->error, attack->twin_node,
                                "twin %s is an attack itself: write the id of a case that expects "
                                "verdict accept and no violation",
                                id);
    }
    return remember_attack(twin, index) ||
           sluice_yaml_fail(loading->error, attack->twin_node, "out of memory");
}

/* --- the suite -------------------------------------------------------------------------------- */

/* Takes over `path` and `yaml`; NULL: it is to be loaded. */
static bool add_document(struct loading *loading, char *path, struct sluice_yaml *yaml)
{
    struct sluice_suite *suite = loading->suite;
    struct sluice_case_file *files = realloc(suite->files, (suite->file_count + 1) * sizeof *files);
    if (files == NULL) {
        free(path);
        sluice_yaml_free(yaml);
        return sluice_yaml_fail_at(loading->error, "sluice", 0, 0, "out of memory");
    }
    suite->files = files;
    struct sluice_case_file *file = &suite->files[suite->file_count++];
    *file = (struct sluice_case_file){.path = path, .yaml = yaml};
    const size_t before = suite->case_count;
    const bool good = load_file(loading, file);
    loading->incomplete = loading->incomplete || suite->case_count == before;
    return good;
}

static bool add_file(struct loading *loading, char *path)
{
    return add_document(loading, path, NULL);
}

/* The file that a twin must stand in, beside that of its attack: an id leads to its file. NULL if there
 * is no such file, or it is loaded. */
static char *file_of_twin(const struct sluice_suite *suite, const char *file_of_attack,
                          const char *id)
{
    const size_t family = strcspn(id, "/");
    if (!sluice_case_word(id, family)) {
        return NULL;
    }
    char *path = beside(file_of_attack, id, family, suffix);
    bool is_new = path != NULL && access(path, R_OK) == 0;
    for (size_t i = 0; is_new && i < suite->file_count; i++) {
        is_new = strcmp(suite->files[i].path, path) != 0;
    }
    if (!is_new) {
        free(path);
        return NULL;
    }
    return path;
}

/* A case may be run without naming the file of its twin: that is found, and only twins in it count. */
static bool borrow_twin(struct loading *loading, size_t attack)
{
    struct sluice_suite *suite = loading->suite;
    const struct sluice_yaml_node *twin = suite->cases[attack].twin_node;
    size_t length;
    const char *id = twin != NULL ? sluice_yaml_text(twin, &length) : NULL;
    if (id == NULL || sluice_suite_find(suite, id) != SLUICE_NO_CASE) {
        return true;
    }
    char *path = file_of_twin(suite, suite->cases[attack].file, id);
    return path == NULL || add_file(loading, path);
}

/* All twins of what is loaded; `good` and `more` as it went so far. */
static bool load_twins(struct loading *loading, bool more, bool good)
{
    struct sluice_suite *suite = loading->suite;
    suite->named_file_count = suite->file_count;
    suite->named_case_count = suite->case_count;
    for (size_t i = 0; more && i < suite->named_case_count; i++) {
        more = sluice_yaml_tried(borrow_twin(loading, i), &good, loading->error);
    }
    for (size_t i = 0; more && i < suite->named_case_count; i++) {
        more = sluice_yaml_tried(connect_twin(loading, i), &good, loading->error);
    }
    return good;
}

static bool load_files(struct loading *loading, struct sluice_paths *paths)
{
    bool good = true;
    bool more = true;
    loading->ahead = sluice_read_ahead_begin((const char *const *)paths->names, paths->count);
    for (size_t i = 0; more && i < paths->count; i++) {
        char *path = paths->names[i];
        paths->names[i] = NULL;
        more = sluice_yaml_tried(add_file(loading, path), &good, loading->error);
    }
    sluice_read_ahead_end(loading->ahead);
    loading->ahead = NULL;
    return load_twins(loading, more, good);
}

bool sluice_suite_load_document(struct sluice_suite *suite, struct sluice_yaml *yaml,
                                const char *path, struct sluice_yaml_error *error)
{
    struct loading loading = {.suite = suite, .error = error};
    char *copy = strdup(path);
    if (copy == NULL) {
        sluice_yaml_free(yaml);
        return sluice_yaml_fail_at(error, path, 0, 0, "out of memory");
    }
    bool good = true;
    const bool more = sluice_yaml_tried(add_document(&loading, copy, yaml), &good, error);
    return load_twins(&loading, more, good);
}

bool sluice_suite_load(struct sluice_suite *suite, const char *const *paths, size_t path_count,
                       struct sluice_yaml_error *error)
{
    struct loading loading = {.suite = suite, .error = error};
    struct sluice_paths files = {0};
    bool good = true;
    bool more = true;
    for (size_t i = 0; more && i < path_count; i++) {
        const bool added = sluice_paths_add(&files, paths[i], error);
        loading.incomplete = loading.incomplete || !added;
        more = sluice_yaml_tried(added, &good, error);
    }
    good = more && load_files(&loading, &files) && good;
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
    sluice_stream_names_free(&suite->ids);
    free(suite->by_id);
    free(suite->cases);
    free(suite->files);
    *suite = (struct sluice_suite){0};
}
