#define _POSIX_C_SOURCE 200809L

#include "harness/cli/check_changes.h"

#include "harness/base/text.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { WORDS = 12 }; /* room for the words of a command and NULL */

/* Starts git with its standard output in a pipe; -1 when it cannot be started. */
static int start_git(const char *const words[WORDS], pid_t *child)
{
    char *copy[WORDS]; /* as POSIX declares it, though nothing is written to the words */
    memcpy(copy, words, sizeof copy);
    posix_spawn_file_actions_t actions;
    int ends[2];
    if (pipe(ends) != 0) {
        return -1;
    }
    if (posix_spawn_file_actions_init(&actions) != 0) {
        (void)close(ends[0]);
        (void)close(ends[1]);
        return -1;
    }
    bool good = posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO) == 0 &&
                posix_spawn_file_actions_addclose(&actions, ends[0]) == 0 &&
                posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY,
                                                 0) == 0 &&
                posix_spawnp(child, copy[0], &actions, NULL, copy, environ) == 0;
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)close(ends[1]);
    if (!good) {
        (void)close(ends[0]);
        return -1;
    }
    return ends[0];
}

/* True if git ended well; its output is in `out`. */
static bool ask_git(const char *const words[WORDS], struct sluice_text *out)
{
    pid_t child;
    char buffer[4096];
    ssize_t got;
    int status = -1;
    int file = start_git(words, &child);
    if (file < 0) {
        return false;
    }
    while ((got = read(file, buffer, sizeof buffer)) > 0) {
        sluice_text_add(out, buffer, (size_t)got);
    }
    (void)close(file);
    return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0 &&
           !out->failed;
}

/* "@@ -12,3 +14,2 @@": two lines from 14 on. */
static bool take_hunk(const char *line, struct sluice_changes *out)
{
    const char *plus = strstr(line, " +");
    if (plus == NULL) {
        return true;
    }
    char *end;
    unsigned first = (unsigned)strtoul(plus + 2, &end, 10);
    unsigned count = *end == ',' ? (unsigned)strtoul(end + 1, NULL, 10) : 1;
    struct sluice_changed_lines *grown = realloc(out->lines, (out->count + 1) * sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    out->lines = grown;
    /* Of lines that were taken out, git names the line before them. */
    out->lines[out->count++] = count == 0 ? (struct sluice_changed_lines){first + 1, first}
                                          : (struct sluice_changed_lines){first, first + count - 1};
    return true;
}

/* The folder of a path, and its name there as git takes it, in HEAD. */
static const char *split(const char *path, struct sluice_text *folder, struct sluice_text *object)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    sluice_text_format(folder, "%.*s", slash != NULL ? (int)(slash - path) + 1 : 1,
                       slash != NULL ? path : ".");
    sluice_text_format(object, "HEAD:./%s", name);
    return name;
}

bool sluice_changes_head(const char *path, struct sluice_text *out)
{
    struct sluice_text folder = {0};
    struct sluice_text object = {0};
    (void)split(path, &folder, &object);
    const char *const show[WORDS] = {"git", "-C", sluice_text_get(&folder), "show",
                                     sluice_text_get(&object)};
    bool known = !folder.failed && !object.failed && ask_git(show, out);
    sluice_text_free(&folder);
    sluice_text_free(&object);
    return known;
}

bool sluice_changes_files(const char *folder, struct sluice_text *out)
{
    const char *const list[WORDS] = {"git", "-C", folder, "ls-tree", "--name-only", "HEAD", "./"};
    return ask_git(list, out);
}

void sluice_changes_of(const char *path, struct sluice_changes *out)
{
    struct sluice_text folder = {0};
    struct sluice_text text = {0};
    struct sluice_text object = {0};
    const char *name = split(path, &folder, &object);
    const char *where = sluice_text_get(&folder);
    const char *const known[WORDS] = {"git",      "-C", where,
                                      "cat-file", "-e", sluice_text_get(&object)};
    const char *const diff[WORDS] = {"git",        "-C",  where,  "diff", "--no-ext-diff",
                                     "--no-color", "-U0", "HEAD", "--",   name};
    *out = (struct sluice_changes){0};
    out->known = !folder.failed && !object.failed && ask_git(known, &text) && ask_git(diff, &text);
    for (const char *line = sluice_text_get(&text); out->known && line != NULL;
         line = strchr(line, '\n')) {
        line += *line == '\n' ? 1 : 0;
        if (strncmp(line, "@@ ", 3) == 0) {
            out->known = take_hunk(line, out);
        }
    }
    sluice_text_free(&folder);
    sluice_text_free(&object);
    sluice_text_free(&text);
}

bool sluice_changes_touch(const struct sluice_changes *changes, unsigned first, unsigned last)
{
    for (size_t i = 0; i < changes->count; i++) {
        const struct sluice_changed_lines *lines = &changes->lines[i];
        unsigned end = lines->last < lines->first ? lines->first : lines->last;
        if (lines->first <= last && end >= first) {
            return true;
        }
    }
    return !changes->known;
}

void sluice_changes_free(struct sluice_changes *changes)
{
    free(changes->lines);
    *changes = (struct sluice_changes){0};
}
