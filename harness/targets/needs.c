/* Whether what a manifest needs is there. */
#define _POSIX_C_SOURCE 200809L

#include "harness/targets/jar_file.h"
#include "harness/targets/manifest.h"
#include "harness/targets/process.h"
#include "harness/targets/said.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE = 20000 }; /* milliseconds for a program that is asked for its version */

/* Runs a command to its end. What it writes goes to `said`, to both ends. False if it cannot be started, or
 * does not end. */
static bool run(const char *const *command, struct sluice_text *said, int *status,
                struct sluice_text *why)
{
    struct sluice_process process;
    sluice_process_init(&process);
    if (!sluice_process_start(&process, command, why)) {
        sluice_process_free(&process);
        return false;
    }
    const uint64_t start = sluice_process_clock();
    sluice_process_close_input(&process);
    bool ended = false;
    while (!ended && sluice_process_clock() - start < PATIENCE) {
        ended = sluice_process_has_ended(&process);
        if (!sluice_process_read(&process, said) && !ended) {
            sluice_process_wait(&process, false, PATIENCE);
        }
    }
    ended = sluice_process_end(&process, 0, status);
    sluice_text_string(said, sluice_text_get(&process.said));
    sluice_process_free(&process);
    if (!ended) {
        sluice_text_format(why, "%s does not end", command[0]);
    }
    return ended;
}

/* The next number of a version, and the rest behind its dot; 0 at the end. */
static uint64_t next_number(const char **text)
{
    uint64_t number = 0;
    while (**text >= '0' && **text <= '9') {
        number = number < 1000000000 ? number * 10 + (uint64_t)(**text - '0') : number;
        (*text)++;
    }
    if (**text == '.') {
        (*text)++;
    }
    return number;
}

static bool is_at_least(const char *found, const char *wanted)
{
    while (*wanted != '\0') {
        const uint64_t have = next_number(&found);
        const uint64_t want = next_number(&wanted);
        if (have != want) {
            return have > want;
        }
    }
    return true;
}

static bool has_version(const struct sluice_need *need, const char *said, struct sluice_text *why)
{
    const char *found = strpbrk(said, "0123456789");
    if (need->version == NULL || (found != NULL && is_at_least(found, need->version))) {
        return true;
    }
    if (found == NULL) {
        sluice_text_format(why, "%s does not tell its version; %s is needed", need->command[0],
                           need->version);
    } else {
        sluice_text_format(why, "%s is of version %.*s; %s is needed", need->command[0],
                           (int)strspn(found, "0123456789."), found, need->version);
    }
    return false;
}

/* By the line of what it wrote that says most; without one, by how it ended. */
static void add_failure(const char *name, const char *said, int status, struct sluice_text *why)
{
    size_t length = 0;
    const char *line = sluice_said_line(said, &length);
    if (WIFSIGNALED(status)) {
        sluice_text_format(why, "%s was killed by signal %d", name, WTERMSIG(status));
    } else if (length > 0) {
        sluice_text_format(why, "%s fails: %.*s", name, (int)length, line);
    } else {
        sluice_text_format(why, "%s fails with status %d", name, WEXITSTATUS(status));
    }
}

/* A jar that was cut short is there, too, and no JVM finds its classes. */
static bool has_file(const char *path, struct sluice_text *why)
{
    const char *dot = strrchr(path, '.');
    if (access(path, R_OK) != 0) {
        sluice_text_format(why, "%s is not there", path);
        return false;
    }
    if (dot != NULL && strcmp(dot, ".jar") == 0 && !sluice_is_whole_jar(path)) {
        sluice_text_format(why, "%s is no whole jar", path);
        return false;
    }
    return true;
}

static bool is_met(const struct sluice_need *need, struct sluice_text *why)
{
    struct sluice_text said = {0};
    int status = 0;
    if (need->kind == SLUICE_NEED_FILE) {
        return has_file(need->file, why);
    }
    bool met = run(need->command, &said, &status, why);
    if (met && need->kind == SLUICE_NEED_RUN && status != 0) {
        met = false;
        add_failure(need->command[0], sluice_text_get(&said), status, why);
    } else if (met && need->kind == SLUICE_NEED_PROGRAM) {
        met = has_version(need, sluice_text_get(&said), why);
    }
    sluice_text_free(&said);
    return met;
}

bool sluice_manifest_can_run(const struct sluice_manifest *manifest, struct sluice_text *why)
{
    for (size_t i = 0; i < manifest->need_count; i++) {
        if (!is_met(&manifest->needs[i], why)) {
            sluice_text_format(why, ": %s", manifest->needs[i].hint);
            return false;
        }
    }
    return true;
}
