#define _POSIX_C_SOURCE 200809L

#include "harness/suite/paths.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool out_of_memory(const char *path, struct sluice_yaml_error *error)
{
    return sluice_yaml_fail_at(error, path, 0, 0, "out of memory");
}

static bool is_there_already(const struct sluice_paths *paths, const char *path)
{
    struct stat file;
    struct stat other;
    if (stat(path, &file) != 0) {
        return false;
    }
    for (size_t i = 0; i < paths->count; i++) {
        if (stat(paths->names[i], &other) == 0 && other.st_dev == file.st_dev &&
            other.st_ino == file.st_ino) {
            return true;
        }
    }
    return false;
}

static bool append(struct sluice_paths *paths, const char *folder, const char *name)
{
    size_t length = strlen(folder);
    size_t size = length + strlen(name) + 2;
    char *path = malloc(size);
    if (path == NULL) {
        return false;
    }
    const char *join = length == 0 || folder[length - 1] == '/' ? "" : "/";
    (void)snprintf(path, size, "%s%s%s", folder, join, name);
    if (is_there_already(paths, path)) {
        free(path);
        return true;
    }
    char **names = realloc(paths->names, (paths->count + 1) * sizeof *names);
    if (names == NULL) {
        free(path);
        return false;
    }
    paths->names = names;
    paths->names[paths->count++] = path;
    return true;
}

static int is_case_file(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return entry->d_name[0] != '.' && dot != NULL && strcmp(dot, ".yaml") == 0;
}

static bool add_folder(struct sluice_paths *paths, const char *path,
                       struct sluice_yaml_error *error)
{
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, is_case_file, alphasort);
    if (count < 0) {
        return sluice_yaml_fail_at(error, path, 0, 0, "the folder cannot be read: %s",
                                   strerror(errno));
    }
    bool good = true;
    for (int i = 0; i < count; i++) {
        if (good && !append(paths, path, entries[i]->d_name)) {
            good = out_of_memory(path, error);
        }
        free(entries[i]);
    }
    free((void *)entries);
    if (good && count == 0) {
        return sluice_yaml_fail_at(error, path, 0, 0, "the folder holds no .yaml file");
    }
    return good;
}

bool sluice_paths_add(struct sluice_paths *paths, const char *path, struct sluice_yaml_error *error)
{
    struct stat status;
    if (stat(path, &status) != 0) {
        return sluice_yaml_fail_at(error, path, 0, 0, "cannot be read: %s", strerror(errno));
    }
    if (S_ISDIR(status.st_mode)) {
        return add_folder(paths, path, error);
    }
    return append(paths, "", path) || out_of_memory(path, error);
}

void sluice_paths_free(struct sluice_paths *paths)
{
    for (size_t i = 0; i < paths->count; i++) {
        free(paths->names[i]);
    }
    free((void *)paths->names);
    *paths = (struct sluice_paths){0};
}
