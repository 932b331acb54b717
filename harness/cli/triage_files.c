#define _XOPEN_SOURCE 700 /* scandir, realpath */

#include "harness/cli/triage_files.h"

#include "harness/base/grow.h"
#include "harness/cli/command.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- programs ----------------------------------------------------------------------------------- */

bool sluice_triage_self(struct sluice_text *out)
{
    char path[PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", path, sizeof path);
    if (length <= 0 || (size_t)length >= sizeof path) {
        return false;
    }
    sluice_text_add(out, path, (size_t)length);
    return !out->failed;
}

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* The folder of the programs, with a slash behind it; empty for the current one. */
static bool program_folder(const struct sluice_triage_settings *settings, struct sluice_text *out)
{
    struct sluice_text path = {0};
    if (settings->program != NULL) {
        sluice_text_string(&path, settings->program);
        sluice_text_string(&path, is_folder(settings->program) ? "/" : "");
    } else if (!sluice_triage_self(&path)) {
        return false;
    }
    const char *slash = strrchr(sluice_text_get(&path), '/');
    if (slash != NULL) {
        sluice_text_add(out, path.data, (size_t)(slash - path.data) + 1);
    }
    sluice_text_free(&path);
    return !out->failed;
}

static bool is_program(const char *path)
{
    return access(path, X_OK) == 0 && !is_folder(path);
}

bool sluice_triage_program(const struct sluice_triage_settings *settings, const char *target,
                           struct sluice_text *out)
{
    sluice_text_clear(out);
    if (settings->program != NULL && !is_folder(settings->program)) {
        sluice_text_string(out, strchr(settings->program, '/') != NULL ? "" : "./");
        sluice_text_string(out, settings->program);
    } else if (program_folder(settings, out)) {
        sluice_text_format(out, "fuzz-%s", target);
    }
    return !out->failed && is_program(sluice_text_get(out));
}

bool sluice_triage_sluice(const struct sluice_triage_settings *settings, struct sluice_text *out)
{
    sluice_text_clear(out);
    if (program_folder(settings, out)) {
        sluice_text_string(out, out->length == 0 ? "./sluice" : "sluice");
    }
    return !out->failed && is_program(sluice_text_get(out));
}

/* --- targets ------------------------------------------------------------------------------------ */

static bool is_word(const char *text, size_t length)
{
    return length > 0 && strspn(text, "abcdefghijklmnopqrstuvwxyz-") >= length;
}

/* The nearest folder around the file that is named as a program of ours is. */
static char *target_of_path(const struct sluice_triage_settings *settings, const char *path)
{
    struct sluice_text program = {0};
    char *found = NULL;
    const char *end = strrchr(path, '/');
    while (found == NULL && end != NULL && end > path) {
        const char *start = end;
        while (start > path && start[-1] != '/') {
            start--;
        }
        char *name = is_word(start, (size_t)(end - start)) ? strndup(start, (size_t)(end - start))
                                                           : NULL;
        if (name != NULL && sluice_triage_program(settings, name, &program)) {
            found = name;
        } else {
            free(name);
        }
        end = start > path ? start - 1 : NULL;
    }
    sluice_text_free(&program);
    return found;
}

/* Of "path/fuzz-decode". */
static const char *target_of_program(const char *program)
{
    const char *name = program != NULL ? strrchr(program, '/') : NULL;
    name = name != NULL ? name + 1 : program;
    return name != NULL && strncmp(name, "fuzz-", 5) == 0 && !is_folder(program) ? name + 5 : NULL;
}

static char *target_of(const struct sluice_triage_settings *settings, const char *path)
{
    char whole[PATH_MAX];
    const char *told = settings->target != NULL ? settings->target
                                                : target_of_program(settings->program);
    if (told != NULL) {
        return strdup(told);
    }
    return target_of_path(settings, realpath(path, whole) != NULL ? whole : path);
}

/* --- files -------------------------------------------------------------------------------------- */

static int is_wanted(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && strncmp(entry->d_name, "README", 6) != 0 &&
           strcmp(entry->d_name, "findings.json") != 0;
}

/* Folders that are still to be looked at. */
struct folders {
    char **paths;
    size_t count;
    size_t capacity;
};

static bool add_folder(struct folders *folders, char *path)
{
    if (path == NULL) {
        return false;
    }
    char **grown = sluice_grow(folders->paths, &folders->capacity, folders->count + 1,
                               sizeof *folders->paths);
    if (grown == NULL) {
        free(path);
        return false;
    }
    folders->paths = grown;
    folders->paths[folders->count++] = path;
    return true;
}

struct list {
    struct sluice_triage *triage;
    struct folders folders;
    size_t capacity;
};

static bool add_file(struct list *list, char *path, const struct stat *status)
{
    struct sluice_triage *triage = list->triage;
    if (path == NULL) {
        return false;
    }
    struct sluice_triage_file *grown = sluice_grow(triage->files, &list->capacity,
                                                   triage->file_count + 1, sizeof *triage->files);
    if (grown == NULL) {
        free(path);
        return false;
    }
    triage->files = grown;
    triage->files[triage->file_count++] = (struct sluice_triage_file){
        .path = path,
        .target = target_of(&triage->settings, path),
        .bytes = (size_t)status->st_size,
        .bucket = SIZE_MAX};
    return true;
}

static bool add_entry(struct list *list, const char *folder, const char *name)
{
    struct sluice_text path = {0};
    struct stat status;
    const size_t length = strlen(folder);
    const bool slash = length > 0 && folder[length - 1] == '/';
    sluice_text_format(&path, "%s%s%s", folder, slash ? "" : "/", name);
    bool good = !path.failed;
    if (good && lstat(sluice_text_get(&path), &status) == 0) {
        if (S_ISDIR(status.st_mode)) {
            good = add_folder(&list->folders, strndup(path.data, path.length));
        } else if (S_ISREG(status.st_mode)) {
            good = add_file(list, strndup(path.data, path.length), &status);
        }
    }
    sluice_text_free(&path);
    return good || sluice_complain("out of memory for the list of files") == SLUICE_EXIT_ACCEPTED;
}

static bool look_into(struct list *list, const char *folder)
{
    struct dirent **entries;
    const int count = scandir(folder, &entries, is_wanted, alphasort);
    bool good = true;
    if (count < 0) {
        (void)sluice_complain("%s cannot be read: %s", folder, strerror(errno));
        return false;
    }
    for (int i = 0; i < count; i++) {
        good = good && add_entry(list, folder, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    return good;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct sluice_triage_file *)a)->path,
                  ((const struct sluice_triage_file *)b)->path);
}

bool sluice_triage_list(struct sluice_triage *triage)
{
    struct list list = {.triage = triage};
    const char *folder = triage->settings.folder;
    struct stat status;
    const bool single = stat(folder, &status) == 0 && S_ISREG(status.st_mode);
    char *path = strdup(folder);
    bool good = (single ? add_file(&list, path, &status) : add_folder(&list.folders, path)) ||
                sluice_complain("out of memory for the list of files") == SLUICE_EXIT_ACCEPTED;
    while (good && list.folders.count > 0) {
        char *next = list.folders.paths[--list.folders.count];
        good = look_into(&list, next);
        free(next);
    }
    while (list.folders.count > 0) {
        free(list.folders.paths[--list.folders.count]);
    }
    free(list.folders.paths);
    if (good && triage->file_count > 0) {
        qsort(triage->files, triage->file_count, sizeof *triage->files, by_path);
    }
    return good;
}
