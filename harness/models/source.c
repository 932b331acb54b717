/* Where models come from: files, the files they use, and lists in other files. */
#define _XOPEN_SOURCE 700

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/models/build.h"
#include "harness/yaml/faults.h"

/* --- lists ------------------------------------------------------------------------------------ */

static bool add_class(struct sluice_models *models, const struct sluice_yaml_node *node,
                      struct sluice_yaml_error *error)
{
    struct sluice_models_entry *entries = sluice_models_grow(models->entries, &models->capacity,
                                                             models->count, sizeof(*entries));
    if (entries == NULL) {
        return sluice_models_no_memory(node, error);
    }
    models->entries = entries;
    struct sluice_models_entry *entry = &entries[models->count++];
    entry->node = node;
    entry->parent = SIZE_MAX;
    if (!sluice_models_read_class(models, node, &entry->model, error)) {
        return false;
    }
    entry->listed = entry->model.interface_count;
    return true;
}

bool sluice_models_add_classes(struct sluice_models *models, const struct sluice_yaml_node *classes,
                               struct sluice_yaml_error *error)
{
    bool good = true;
    bool more = true;
    if (!sluice_yaml_expect(classes, SLUICE_YAML_SEQUENCE,
                            "a list of class models, as in [{name: a.B, construct: atomic}]",
                            error)) {
        return false;
    }
    for (const struct sluice_yaml_node *node = sluice_yaml_first(classes); more && node != NULL;
         node = sluice_yaml_next(node)) {
        more = sluice_yaml_tried(add_class(models, node, error), &good, error);
    }
    return good;
}

/* --- files ------------------------------------------------------------------------------------ */

static bool is_read_already(const struct sluice_models *models, const char *path)
{
    for (size_t i = 0; i < models->file_count; i++) {
        if (strcmp(models->files[i].path, path) == 0) {
            return true;
        }
    }
    return false;
}

/* Reads a file and its classes; the files it uses are left to read_all(). */
static bool read_file(struct sluice_models *models, const char *path,
                      struct sluice_yaml_error *error)
{
    static const char *const keys[] = {"use", "classes", NULL};
    /* The same file by two names is still one file. Standard input and what does not exist are
       left to sluice_yaml_load(). */
    char *real = strcmp(path, "-") == 0 ? NULL : realpath(path, NULL);
    const char *name = real == NULL ? path : real;
    bool known = is_read_already(models, name);
    const char *copy = sluice_arena_text(&models->arena, name, strlen(name));
    free(real);
    if (known) {
        return true;
    }
    struct sluice_models_file *files = sluice_models_grow(models->files, &models->file_capacity,
                                                          models->file_count, sizeof(*files));
    if (files != NULL) {
        models->files = files;
    }
    if (files == NULL || copy == NULL) {
        return sluice_yaml_fail_at(error, path, 0, 0, "out of memory");
    }
    struct sluice_models_file *file = &files[models->file_count];
    file->path = copy;
    if (!sluice_yaml_load(path, &file->document, error)) {
        return false;
    }
    models->file_count++;
    const struct sluice_yaml_node *root = sluice_yaml_root(file->document);
    const struct sluice_yaml_node *classes = sluice_yaml_get(root, "classes");
    return sluice_yaml_check_keys(root, keys, error) &&
           (classes == NULL || sluice_models_add_classes(models, classes, error));
}

/* A plain file name: with a path, `use` could reach anywhere. */
static bool is_plain_name(const char *name)
{
    for (const char *at = name; *at != '\0'; at++) {
        bool letter = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z');
        bool digit = *at >= '0' && *at <= '9';
        if (!letter && !digit && !(at > name && (*at == '-' || *at == '_' || *at == '.'))) {
            return false;
        }
    }
    return name[0] != '\0';
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text);
    return length >= strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

/* "<folder>/<name>.yaml" in memory of malloc(). */
static char *join_path(const char *folder, size_t folder_length, const char *name)
{
    const char *end = ends_with(name, ".yaml") ? "" : ".yaml";
    size_t size = folder_length + 1 + strlen(name) + strlen(end) + 1;
    char *path = malloc(size);
    if (path != NULL) {
        (void)snprintf(path, size, "%.*s%s%s%s", (int)folder_length, folder,
                       folder_length > 0 ? "/" : "", name, end);
    }
    return path;
}

/* Neither a file nor a group. */
static bool fail_unknown(const struct sluice_yaml_node *node, const char *beside,
                         const char *in_directory, struct sluice_yaml_error *error)
{
    const char *names[SLUICE_GROUP_COUNT + 2] = {"all"};
    char list[200];
    for (size_t i = 0; i < SLUICE_GROUP_COUNT; i++) {
        names[i + 1] = sluice_group_name(i);
    }
    const char *nearest = sluice_yaml_nearest(sluice_yaml_text(node, NULL), names);
    if (nearest != NULL) {
        return sluice_yaml_fail(
            error, node, "no group and no model file has this name; did you mean %s?", nearest);
    }
    sluice_yaml_join(names, list, sizeof(list));
    return sluice_yaml_fail(
        error, node, "no model file %s%s%s, and no group of this name; groups are %s", beside,
        in_directory != NULL ? " or " : "", in_directory != NULL ? in_directory : "", list);
}

/* The path of a used file, beside the file that uses it or in the directory. NULL: no such file. */
static bool find_used(const struct sluice_models *models, const struct sluice_yaml_node *node,
                      const char *name, char **path, struct sluice_yaml_error *error)
{
    const char *user = sluice_yaml_node_file(node);
    const char *slash = strrchr(user, '/');
    size_t length = slash == NULL ? 0 : (size_t)(slash - user);
    char *beside = join_path(slash == user ? "/." : user, slash == user ? 2 : length, name);
    char *in_directory = models->directory == NULL
                             ? NULL
                             : join_path(models->directory, strlen(models->directory), name);
    *path = NULL;
    bool good = beside != NULL && (in_directory != NULL || models->directory == NULL);
    if (!good) {
        (void)sluice_models_no_memory(node, error);
    } else if (access(beside, F_OK) == 0) {
        *path = beside;
    } else if (in_directory != NULL && access(in_directory, F_OK) == 0) {
        *path = in_directory;
    } else if (sluice_group_by_name(name) == 0) {
        good = fail_unknown(node, beside, in_directory, error);
    }
    if (*path != beside) {
        free(beside);
    }
    if (*path != in_directory) {
        free(in_directory);
    }
    return good;
}

static bool read_used_name(struct sluice_models *models, const struct sluice_yaml_node *node,
                           struct sluice_yaml_error *error)
{
    const char *name = NULL;
    if (!sluice_yaml_string(node, &name, error)) {
        return false;
    }
    if (!is_plain_name(name)) {
        return sluice_yaml_fail(error, node,
                                "expected the name of a group such as collections, or of a "
                                "model file without its folder");
    }
    char *path = NULL;
    if (!find_used(models, node, name, &path, error)) {
        return false;
    }
    if (path == NULL) {
        sluice_models_add_groups(models, sluice_group_by_name(name));
        return true;
    }
    bool good = read_file(models, path, error);
    free(path);
    return good;
}

static bool read_used(struct sluice_models *models, const struct sluice_yaml_node *names,
                      struct sluice_yaml_error *error)
{
    bool good = true;
    bool more = true;
    if (!sluice_yaml_expect(names, SLUICE_YAML_SEQUENCE,
                            "a list of groups and model files, as in [collections]", error)) {
        return false;
    }
    for (const struct sluice_yaml_node *node = sluice_yaml_first(names); more && node != NULL;
         node = sluice_yaml_next(node)) {
        more = sluice_yaml_tried(read_used_name(models, node, error), &good, error);
    }
    return good;
}
/* Goes through the files from `first` on, the ones that come in on the way too: each once, so that
 * files may use each other. */
static bool read_uses_from(struct sluice_models *models, size_t first,
                           struct sluice_yaml_error *error)
{
    for (size_t i = first; i < models->file_count; i++) {
        const struct sluice_yaml_node *root = sluice_yaml_root(models->files[i].document);
        const struct sluice_yaml_node *names = sluice_yaml_get(root, "use");
        if (names != NULL && !read_used(models, names, error)) {
            return false;
        }
    }
    return true;
}

bool sluice_models_add_file(struct sluice_models *models, const char *path,
                            struct sluice_yaml_error *error)
{
    size_t first = models->file_count;
    return read_file(models, path, error) && read_uses_from(models, first, error);
}

bool sluice_models_add_use(struct sluice_models *models, const struct sluice_yaml_node *names,
                           struct sluice_yaml_error *error)
{
    size_t first = models->file_count;
    return read_used(models, names, error) && read_uses_from(models, first, error);
}
