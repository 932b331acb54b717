/* Rows of the attack catalogue that cases name. */
#define _POSIX_C_SOURCE 200809L

#include "harness/suite/lint.h"

#include "harness/base/text.h"
#include "harness/suite/scaffold.h"
#include "harness/yaml/faults.h"

#include <string.h>
#include <unistd.h>

static const char row_start[] = "\n| AT";

static bool has_row(const char *catalogue, const char *id)
{
    for (const char *at = strstr(catalogue, row_start); at != NULL;
         at = strstr(at + 1, row_start)) {
        const char *row = at + strlen("\n| ");
        if (strncmp(row, id, strlen(id)) == 0 && row[strlen(id)] == ' ') {
            return true;
        }
    }
    return false;
}

/* The id of the last row, for a message. */
static struct sluice_bytes last_row(const char *catalogue)
{
    const char *last = "";
    for (const char *at = strstr(catalogue, row_start); at != NULL;
         at = strstr(at + 1, row_start)) {
        last = at + strlen("\n| ");
    }
    return (struct sluice_bytes){(const uint8_t *)last, strcspn(last, " ")};
}

static bool lint_case(const struct sluice_case *item, const char *catalogue,
                      struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *value = sluice_yaml_get(item->node, "attack");
    const bool is_list = sluice_yaml_kind(value) == SLUICE_YAML_SEQUENCE;
    const struct sluice_yaml_node *row = is_list ? sluice_yaml_first(value) : value;
    bool good = true;
    bool more = true;
    for (; more && row != NULL; row = is_list ? sluice_yaml_next(row) : NULL) {
        const struct sluice_bytes last = last_row(catalogue);
        more = sluice_yaml_tried(
            has_row(catalogue, sluice_yaml_text(row, NULL)) ||
                sluice_yaml_fail(
                    error, row,
                    "the catalogue beside this file has no row %s: write one of AT1 to "
                    "%.*s, or add the row to CATALOGUE.md",
                    sluice_yaml_text(row, NULL), (int)last.length, (const char *)last.data),
            &good, error);
    }
    return good;
}

bool sluice_lint_rows(const struct sluice_suite *suite, const struct sluice_case_file *file,
                      struct sluice_yaml_error *error)
{
    const char *slash = strrchr(file->path, '/');
    struct sluice_text path = {0};
    struct sluice_text catalogue = {0};
    bool good = true;
    sluice_text_format(&path, "%.*sCATALOGUE.md", slash != NULL ? (int)(slash - file->path) + 1 : 0,
                       file->path);
    if (!path.failed && access(sluice_text_get(&path), F_OK) == 0) {
        good = sluice_scaffold_read(sluice_text_get(&path), &catalogue, error);
        bool more = good;
        for (size_t i = 0; more && i < suite->case_count; i++) {
            more = suite->cases[i].file != file->path ||
                   sluice_yaml_tried(
                       lint_case(&suite->cases[i], sluice_text_get(&catalogue), error), &good,
                       error);
        }
    }
    sluice_text_free(&catalogue);
    sluice_text_free(&path);
    return good;
}
