#define _POSIX_C_SOURCE 200809L

#include "harness/targets/manifest.h"

#include "harness/base/grow.h"
#include "harness/targets/hello.h"

#include <glob.h>
#include <string.h>

enum { DAY = 86400 };

/* What the readers below need. */
struct reading {
    struct sluice_manifest *out;
    const char *build;
    const char *here; /* the folder of the manifest */
    struct sluice_yaml_error *error;
};

static bool no_memory(const struct reading *reading, const struct sluice_yaml_node *node)
{
    return sluice_yaml_fail(reading->error, node, "out of memory");
}

/* --- placeholders ----------------------------------------------------------------------------- */

/* Copies a text with {build} and {here} filled in. */
static bool read_text(const struct reading *reading, const struct sluice_yaml_node *node,
                      const char **out)
{
    const char *text;
    struct sluice_text filled = {0};
    if (!sluice_yaml_string(node, &text, reading->error)) {
        return false;
    }
    while (*text != '\0') {
        const bool is_build = strncmp(text, "{build}", 7) == 0;
        const bool is_here = strncmp(text, "{here}", 6) == 0;
        if (*text == '{' && !is_build && !is_here) {
            sluice_text_free(&filled);
            return sluice_yaml_fail(reading->error, node,
                                    "a placeholder is unknown: there are {build}, the folder that "
                                    "bin/sluice is in, and {here}, that of the manifest");
        }
        sluice_text_string(&filled, is_build ? reading->build : is_here ? reading->here : "");
        if (!is_build && !is_here) {
            sluice_text_add(&filled, text, 1);
        }
        text += is_build ? 7 : is_here ? 6 : 1;
    }
    *out = sluice_arena_text(&reading->out->arena, sluice_text_get(&filled), filled.length);
    const bool failed = filled.failed || *out == NULL;
    sluice_text_free(&filled);
    return !failed || no_memory(reading, node);
}

static bool read_words(const struct reading *reading, const struct sluice_yaml_node *list,
                       const char *what, size_t before, const char ***out)
{
    if (!sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE, what, reading->error)) {
        return false;
    }
    const size_t count = sluice_yaml_count(list);
    const char **words = sluice_arena_get(&reading->out->arena, before + count + 1, sizeof *words);
    if (words == NULL) {
        return no_memory(reading, list);
    }
    *out = words;
    words += before;
    for (const struct sluice_yaml_node *item = sluice_yaml_first(list); item != NULL;
         item = sluice_yaml_next(item)) {
        if (!read_text(reading, item, words++)) {
            return false;
        }
    }
    return before + count > 0 ||
           sluice_yaml_fail(reading->error, list, "a command has at least one word");
}

/* --- needs ------------------------------------------------------------------------------------ */

/* "17", "1.8.0": numbers with dots between. */
static bool is_version(const char *text)
{
    for (;;) {
        const size_t digits = strspn(text, "0123456789");
        if (digits == 0 || digits > 9) {
            return false;
        }
        text += digits;
        if (*text == '\0') {
            return true;
        }
        if (*text++ != '.') {
            return false;
        }
    }
}

static bool read_program(const struct reading *reading, const struct sluice_yaml_node *map,
                         const struct sluice_yaml_node *program, struct sluice_need *out)
{
    const struct sluice_yaml_node *version = sluice_yaml_get(map, "version");
    const struct sluice_yaml_node *ask = sluice_yaml_get(map, "ask");
    out->kind = SLUICE_NEED_PROGRAM;
    if (ask != NULL) {
        if (!read_words(reading, ask, "a list of words, as in [version]", 1, &out->command)) {
            return false;
        }
    } else {
        out->command = sluice_arena_get(&reading->out->arena, 3, sizeof *out->command);
        if (out->command == NULL) {
            return no_memory(reading, program);
        }
        out->command[1] = "--version";
    }
    if (!read_text(reading, program, &out->command[0]) ||
        (version != NULL && !read_text(reading, version, &out->version))) {
        return false;
    }
    return out->version == NULL || is_version(out->version) ||
           sluice_yaml_fail(reading->error, version, "a version is numbers, as in 17 or 1.8");
}

static bool read_need(const struct reading *reading, const struct sluice_yaml_node *map,
                      struct sluice_need *out)
{
    static const char *const keys[] = {"program", "version", "ask", "file", "run", "hint", NULL};
    static const char example[] = "scripts/setup --targets";
    if (!sluice_yaml_check_keys(map, keys, reading->error)) {
        return false;
    }
    const struct sluice_yaml_node *program = sluice_yaml_get(map, "program");
    const struct sluice_yaml_node *file = sluice_yaml_get(map, "file");
    const struct sluice_yaml_node *run = sluice_yaml_get(map, "run");
    const struct sluice_yaml_node *hint = sluice_yaml_require(map, "hint", example, reading->error);
    if ((program != NULL) + (file != NULL) + (run != NULL) != 1) {
        return sluice_yaml_fail(reading->error, map,
                                "say one thing that is needed: program, file or run");
    }
    if (hint == NULL || !read_text(reading, hint, &out->hint)) {
        return false;
    }
    if (program != NULL) {
        return read_program(reading, map, program, out);
    }
    const struct sluice_yaml_node *of_program = sluice_yaml_get(map, "version");
    of_program = of_program != NULL ? of_program : sluice_yaml_get(map, "ask");
    if (of_program != NULL) {
        return sluice_yaml_fail(reading->error, sluice_yaml_key(of_program),
                                "only a program has a version: take it away");
    }
    out->kind = file != NULL ? SLUICE_NEED_FILE : SLUICE_NEED_RUN;
    return file != NULL
               ? read_text(reading, file, &out->file)
               : read_words(reading, run, "a command as a list of words", 0, &out->command);
}

static bool read_needs(const struct reading *reading, const struct sluice_yaml_node *list)
{
    if (list == NULL) {
        return true;
    }
    if (!sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE,
                            "a list, as in [{program: java, version: 17, hint: install it}]",
                            reading->error)) {
        return false;
    }
    struct sluice_manifest *out = reading->out;
    out->needs = sluice_arena_get(&out->arena, sluice_yaml_count(list) + 1, sizeof *out->needs);
    if (out->needs == NULL) {
        return no_memory(reading, list);
    }
    for (const struct sluice_yaml_node *item = sluice_yaml_first(list); item != NULL;
         item = sluice_yaml_next(item)) {
        if (!read_need(reading, item, &out->needs[out->need_count++])) {
            return false;
        }
    }
    return true;
}

/* --- the manifest ----------------------------------------------------------------------------- */

static bool read_numbers(const struct reading *reading, const struct sluice_yaml_node *root)
{
    uint64_t tier = 1;
    uint64_t deadline = 0;
    const struct sluice_yaml_node *node = sluice_yaml_require(root, "tier", "1", reading->error);
    const struct sluice_yaml_node *seconds = sluice_yaml_get(root, "deadline");
    if (node == NULL || !sluice_yaml_unsigned(node, 1, &tier, reading->error) ||
        (seconds != NULL && !sluice_yaml_unsigned(seconds, DAY, &deadline, reading->error))) {
        return false;
    }
    reading->out->tier = (unsigned)tier;
    reading->out->deadline = (unsigned)deadline * 1000U;
    return seconds == NULL || deadline > 0 ||
           sluice_yaml_fail(reading->error, seconds, "a deadline is 1 second or more");
}

static bool read_asks(const struct reading *reading, const struct sluice_yaml_node *node)
{
    static const char *const words[] = {"streams", "archives", NULL};
    size_t index = 0;
    if (node != NULL &&
        !sluice_yaml_choice(node, "thing to be asked about", words, &index, reading->error)) {
        return false;
    }
    reading->out->archives = index == 1;
    return !reading->out->archives || reading->out->tier == 1 ||
           sluice_yaml_fail(reading->error, node, "what is asked about archives is of tier 1");
}

static bool read_all(const struct reading *reading, const struct sluice_yaml_node *root)
{
    static const char *const keys[] = {"name",  "title",    "tier", "command",
                                       "needs", "deadline", "asks", NULL};
    struct sluice_manifest *out = reading->out;
    if (!sluice_yaml_check_keys(root, keys, reading->error)) {
        return false;
    }
    const struct sluice_yaml_node *name = sluice_yaml_require(root, "name", "my-parser",
                                                              reading->error);
    const struct sluice_yaml_node *title = sluice_yaml_require(root, "title", "My parser",
                                                               reading->error);
    const struct sluice_yaml_node *command = sluice_yaml_require(root, "command", "[my-parser]",
                                                                 reading->error);
    if (name == NULL || title == NULL || command == NULL || !read_text(reading, name, &out->name) ||
        !read_text(reading, title, &out->title)) {
        return false;
    }
    if (!sluice_hello_is_name(out->name) || strcmp(out->name, "reference") == 0) {
        return sluice_yaml_fail(
            reading->error, name,
            "a name is lower case and digits, with - or . between them, and not "
            "reference");
    }
    return read_numbers(reading, root) && read_asks(reading, sluice_yaml_get(root, "asks")) &&
           read_words(reading, command, "a command as a list of words", 0, &out->command) &&
           read_needs(reading, sluice_yaml_get(root, "needs"));
}

/* "." for a file without a folder. */
static const char *folder_of(struct sluice_arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? "." : sluice_arena_text(arena, path, (size_t)(slash - path));
}

bool sluice_manifest_load(const char *path, const char *build, struct sluice_manifest *out,
                          struct sluice_yaml_error *error)
{
    struct sluice_yaml *document = NULL;
    *out = (struct sluice_manifest){0};
    out->path = sluice_arena_text(&out->arena, path, strlen(path));
    const struct reading reading = {out, build, folder_of(&out->arena, path), error};
    bool good = out->path != NULL && reading.here != NULL &&
                sluice_yaml_load(path, &document, error);
    good = good && read_all(&reading, sluice_yaml_root(document));
    sluice_yaml_free(document);
    if (!good) {
        (void)sluice_yaml_fail_at(error, path, 0, 0, "out of memory");
        sluice_manifest_free(out);
    }
    return good;
}

void sluice_manifest_free(struct sluice_manifest *manifest)
{
    sluice_arena_free(&manifest->arena);
    *manifest = (struct sluice_manifest){0};
}

/* --- finding them ----------------------------------------------------------------------------- */

static bool add_path(struct sluice_manifest_paths *out, const char *path)
{
    char **paths = sluice_grow(out->paths, &out->capacity, out->count + 1, sizeof *paths);
    char *copy = strdup(path);
    if (paths == NULL || copy == NULL) {
        free(copy);
        out->paths = paths != NULL ? paths : out->paths;
        return false;
    }
    out->paths = paths;
    paths[out->count++] = copy;
    return true;
}

bool sluice_manifest_find(const char *folder, struct sluice_manifest_paths *out)
{
    static const char *const patterns[] = {"/*/target.yaml", "/*/target-*.yaml"};
    bool good = true;
    *out = (struct sluice_manifest_paths){0};
    for (size_t i = 0; good && i < 2; i++) {
        struct sluice_text pattern = {0};
        glob_t found;
        sluice_text_string(&pattern, folder);
        sluice_text_string(&pattern, patterns[i]);
        const int result = pattern.failed ? GLOB_NOSPACE
                                          : glob(sluice_text_get(&pattern), 0, NULL, &found);
        good = result != GLOB_NOSPACE;
        for (size_t at = 0; good && result == 0 && at < found.gl_pathc; at++) {
            good = add_path(out, found.gl_pathv[at]);
        }
        if (result == 0) {
            globfree(&found);
        }
        sluice_text_free(&pattern);
    }
    return good;
}

void sluice_manifest_paths_free(struct sluice_manifest_paths *paths)
{
    for (size_t i = 0; i < paths->count; i++) {
        free(paths->paths[i]);
    }
    free(paths->paths);
    *paths = (struct sluice_manifest_paths){0};
}
