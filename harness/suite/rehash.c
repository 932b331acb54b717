#define _POSIX_C_SOURCE 200809L

#include "harness/suite/rehash.h"

#include "harness/base/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool sluice_rehash_case(const struct sluice_case *item, char out[SLUICE_SHA256_TEXT],
                        struct sluice_yaml_error *error)
{
    struct sluice_assembly assembly;
    if (!sluice_assemble(item->program, NULL, &assembly, error)) {
        return false;
    }
    sluice_sha256_of(assembly.bytes, assembly.length, out);
    sluice_assembly_free(&assembly);
    return true;
}

/* --- the lines of a file ---------------------------------------------------------------------- */

/* A file being copied with some lines changed. */
struct editing {
    struct sluice_text old;
    struct sluice_text new;
    size_t at;     /* bytes of `old` that are in `new` */
    unsigned line; /* of the byte at `at`, from 1 */
};

static bool read_whole(const char *path, struct sluice_text *out, struct sluice_yaml_error *error)
{
    char buffer[8192];
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return sluice_yaml_fail_at(error, path, 0, 0, "cannot be read: %s", strerror(errno));
    }
    size_t got;
    while ((got = fread(buffer, 1, sizeof buffer, file)) > 0) {
        sluice_text_add(out, buffer, got);
    }
    bool good = ferror(file) == 0 && !out->failed;
    (void)fclose(file);
    return good || sluice_yaml_fail_at(error, path, 0, 0, "cannot be read");
}

static size_t line_length(const struct editing *editing)
{
    const char *start = sluice_text_get(&editing->old) + editing->at;
    const char *end = strchr(start, '\n');
    return end != NULL ? (size_t)(end - start) + 1 : strlen(start);
}

static void copy_lines_before(struct editing *editing, unsigned line)
{
    while (editing->line < line && editing->at < editing->old.length) {
        size_t length = line_length(editing);
        sluice_text_add(&editing->new, sluice_text_get(&editing->old) + editing->at, length);
        editing->at += length;
        editing->line++;
    }
}

/* True when nothing but blanks, or the dash of its list, stands before the key in its line. */
static bool stands_alone(const struct editing *editing, unsigned column, bool dash_allowed)
{
    const char *start = sluice_text_get(&editing->old) + editing->at;
    for (unsigned i = 0; i + 1 < column; i++) {
        if (start[i] != ' ' && (start[i] != '-' || !dash_allowed)) {
            return false;
        }
    }
    return true;
}

static void add_hash(struct editing *editing, unsigned column, const char *hash)
{
    sluice_text_format(&editing->new, "%*ssha256: %s\n", (int)column - 1, "", hash);
}

/* Writes the line with the key `sha256` anew; a comment behind the value stays. */
static void replace_hash(struct editing *editing, unsigned column, const char *hash)
{
    const char *start = sluice_text_get(&editing->old) + editing->at;
    size_t length = line_length(editing);
    const char *comment = memchr(start, '#', length);
    sluice_text_add(&editing->new, start, column - 1);
    sluice_text_format(&editing->new, "sha256: %s", hash);
    if (comment != NULL) {
        sluice_text_string(&editing->new, "  ");
        sluice_text_add(&editing->new, comment, length - (size_t)(comment - start));
    } else {
        sluice_text_string(&editing->new, "\n");
    }
    editing->at += length;
    editing->line++;
}

static bool edit_case(struct editing *editing, const struct sluice_case *item, const char *hash,
                      struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *recorded = sluice_yaml_get(item->node, "sha256");
    const struct sluice_yaml_node *key = sluice_yaml_key(
        recorded != NULL ? recorded : sluice_yaml_get(item->node, "expect"));
    unsigned column = sluice_yaml_column(key);
    copy_lines_before(editing, sluice_yaml_line(key));
    if (editing->line != sluice_yaml_line(key) ||
        !stands_alone(editing, column, recorded != NULL)) {
        return sluice_yaml_fail(error, key,
                                "the hash can be written only where this key has a line of its "
                                "own: write `sha256: %s` by hand",
                                hash);
    }
    if (recorded != NULL) {
        replace_hash(editing, column, hash);
    } else {
        add_hash(editing, column, hash);
    }
    return true;
}

/* --- the file --------------------------------------------------------------------------------- */

static bool replace_file(const char *path, const struct sluice_text *text,
                         struct sluice_yaml_error *error)
{
    struct sluice_text temporary = {0};
    struct stat status;
    sluice_text_format(&temporary, "%s.new", path);
    const char *name = sluice_text_get(&temporary);
    FILE *file = text->failed || temporary.failed ? NULL : fopen(name, "wb");
    bool good = file != NULL &&
                fwrite(sluice_text_get(text), 1, text->length, file) == text->length;
    good = (file == NULL || fclose(file) == 0) && good;
    good = good && stat(path, &status) == 0 && chmod(name, status.st_mode & 07777) == 0 &&
           rename(name, path) == 0;
    if (!good) {
        (void)sluice_yaml_fail_at(error, path, 0, 0, "cannot be written: %s", strerror(errno));
        (void)unlink(name);
    }
    sluice_text_free(&temporary);
    return good;
}

static bool edit_cases(const struct sluice_suite *suite, const struct sluice_case_file *file,
                       struct editing *editing, bool missing_only, size_t *changed,
                       struct sluice_yaml_error *error)
{
    for (size_t i = 0; i < suite->case_count; i++) {
        const struct sluice_case *item = &suite->cases[i];
        char hash[SLUICE_SHA256_TEXT];
        if (item->file != file->path || (missing_only && item->sha256 != NULL)) {
            continue;
        }
        if (!sluice_rehash_case(item, hash, error)) {
            return false;
        }
        if (item->sha256 == NULL || strcmp(item->sha256, hash) != 0) {
            if (!edit_case(editing, item, hash, error)) {
                return false;
            }
            (*changed)++;
        }
    }
    return true;
}

bool sluice_rehash_file(const struct sluice_suite *suite, const struct sluice_case_file *file,
                        bool missing_only, size_t *changed, struct sluice_yaml_error *error)
{
    struct editing editing = {.line = 1};
    *changed = 0;
    bool good = read_whole(file->path, &editing.old, error) &&
                edit_cases(suite, file, &editing, missing_only, changed, error);
    if (good && *changed > 0) {
        copy_lines_before(&editing, UINT32_MAX);
        good = replace_file(file->path, &editing.new, error);
    }
    sluice_text_free(&editing.old);
    sluice_text_free(&editing.new);
    return good;
}
