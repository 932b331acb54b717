#define _POSIX_C_SOURCE 200809L

#include "harness/cli/triage_keep.h"

#include "harness/base/grow.h"
#include "harness/base/sha256.h"
#include "harness/cli/command.h"
#include "harness/cli/output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HASH = 16, COLUMNS = 6 };

static const char header[] = "# file\tbytes\trule\tcase\treplay\tfinding\n";

/* --- the index ---------------------------------------------------------------------------------- */

static void index_path(const char *folder, struct sluice_text *out)
{
    sluice_text_format(out, "%s/index.tsv", folder);
}

/* One line of the file. False without memory; a line that is none of ours is passed over. */
static bool add_row(struct sluice_triage_index *index, size_t *capacity, const char *line)
{
    const char *columns[COLUMNS];
    size_t lengths[COLUMNS];
    size_t count = 0;
    for (const char *at = line; count < COLUMNS; at++) {
        columns[count] = at;
        lengths[count] = strcspn(at, "\t\n");
        at += lengths[count++];
        if (*at != '\t') {
            break;
        }
    }
    if (*line == '#' || count < COLUMNS) {
        return true;
    }
    struct sluice_triage_kept *rows = sluice_grow(index->rows, capacity, index->count + 1,
                                                  sizeof *index->rows);
    if (rows == NULL) {
        return false;
    }
    index->rows = rows;
    struct sluice_triage_kept *row = &rows[index->count++];
    *row = (struct sluice_triage_kept){.file = strndup(columns[0], lengths[0]),
                                       .case_id = strndup(columns[3], lengths[3]),
                                       .key = strndup(columns[5], lengths[5])};
    return row->file != NULL && row->case_id != NULL && row->key != NULL;
}

static bool read_text(const char *path, struct sluice_text *out)
{
    char buffer[8192];
    size_t got;
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        return errno == ENOENT;
    }
    while ((got = fread(buffer, 1, sizeof buffer, file)) > 0) {
        sluice_text_add(out, buffer, got);
    }
    const bool good = ferror(file) == 0;
    (void)fclose(file);
    return good;
}

bool sluice_triage_index_load(const char *folder, struct sluice_triage_index *index)
{
    struct sluice_text path = {0};
    size_t capacity = 0;
    index_path(folder, &path);
    bool good = read_text(sluice_text_get(&path), &index->text) ||
                sluice_complain("%s cannot be read: %s", sluice_text_get(&path), strerror(errno)) ==
                    SLUICE_EXIT_ACCEPTED;
    sluice_text_free(&path);
    for (const char *line = sluice_text_get(&index->text); good && *line != '\0';) {
        good = add_row(index, &capacity, line) ||
               sluice_complain("out of memory") == SLUICE_EXIT_ACCEPTED;
        line += strcspn(line, "\n");
        line += *line == '\n' ? 1 : 0;
    }
    return good;
}

size_t sluice_triage_index_find(const struct sluice_triage_index *index, const char *key)
{
    for (size_t i = 0; i < index->count; i++) {
        if (strcmp(index->rows[i].key, key) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

void sluice_triage_replay(const struct sluice_triage_bucket *bucket, const char *target,
                          struct sluice_text *out)
{
    sluice_text_format(out, "build/%sbin/fuzz-%s %s%s",
                       bucket->finding.kind == SLUICE_TRIAGE_SANITIZER ? "dev/" : "", target,
                       bucket->thorough ? "--thorough " : "", sluice_text_get(&bucket->kept));
}

bool sluice_triage_index_add(struct sluice_triage_index *index, const char *folder,
                             const char *target, const struct sluice_triage_bucket *bucket)
{
    struct sluice_text path = {0};
    const char *kept = sluice_text_get(&bucket->kept);
    const char *rule = sluice_triage_finding_rule(&bucket->finding);
    const char *id = bucket->case_id.length > 0 ? sluice_text_get(&bucket->case_id) : "-";
    index_path(folder, &path);
    if (index->text.length == 0) {
        sluice_text_string(&index->text, header);
    } else if (index->text.data[index->text.length - 1] != '\n') {
        sluice_text_string(&index->text, "\n");
    }
    sluice_text_format(&index->text, "%s/%s\t%zu\t%s\t%s\t", target, strrchr(kept, '/') + 1,
                       bucket->length, rule != NULL ? rule : "-", id);
    sluice_triage_replay(bucket, target, &index->text);
    sluice_text_format(&index->text, "\t%s\n", sluice_text_get(&bucket->finding.key));
    const bool good = !index->text.failed && !path.failed &&
                      sluice_output_replace(sluice_text_get(&path), index->text.data,
                                            index->text.length) == SLUICE_EXIT_ACCEPTED;
    sluice_text_free(&path);
    return good;
}

void sluice_triage_index_free(struct sluice_triage_index *index)
{
    for (size_t i = 0; i < index->count; i++) {
        free(index->rows[i].key);
        free(index->rows[i].file);
        free(index->rows[i].case_id);
    }
    free(index->rows);
    sluice_text_free(&index->text);
    *index = (struct sluice_triage_index){0};
}

/* --- inputs ------------------------------------------------------------------------------------- */

/* Makes a folder and those around it. */
static bool make_folders(const char *path)
{
    struct sluice_text part = {0};
    bool good = true;
    for (const char *at = path; good && *at != '\0';) {
        at += strspn(at, "/");
        at += strcspn(at, "/");
        sluice_text_clear(&part);
        sluice_text_add(&part, path, (size_t)(at - path));
        good = !part.failed &&
               (mkdir(sluice_text_get(&part), 0777) == 0 || errno == EEXIST || *at != '\0');
    }
    if (!good) {
        (void)sluice_complain("%s cannot be made: %s", path, strerror(errno));
    }
    sluice_text_free(&part);
    return good;
}

bool sluice_triage_keep(const char *folder, const char *target, struct sluice_triage_bucket *bucket)
{
    char hash[SLUICE_SHA256_TEXT];
    struct sluice_text path = {0};
    sluice_sha256_of(bucket->input, bucket->length, hash);
    sluice_text_format(&path, "%s/%s", folder, target);
    bool good = !path.failed && make_folders(sluice_text_get(&path));
    sluice_text_format(&path, "/%.*s", HASH, hash);
    good = good && !path.failed &&
           sluice_output_replace(sluice_text_get(&path), bucket->input, bucket->length) ==
               SLUICE_EXIT_ACCEPTED;
    if (good) {
        bucket->kept = path;
        return true;
    }
    sluice_text_free(&path);
    return false;
}
