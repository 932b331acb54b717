#include "harness/fuzz/matrix.h"

#include "harness/base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_RULES = 128, NOTES_BETWEEN_WRITES = 4096 };

struct row {
    const char *rule;
    uint64_t tried;
    uint64_t accepted;
    uint64_t refused;
};

static struct {
    struct row rows[MOST_RULES];
    size_t count;
    uint64_t notes;
    bool ready;
} matrix;

static struct row *row_of(const char *rule)
{
    for (size_t i = 0; i < matrix.count; i++) {
        if (strcmp(matrix.rows[i].rule, rule) == 0) {
            return &matrix.rows[i];
        }
    }
    if (matrix.count == MOST_RULES) {
        return NULL;
    }
    matrix.rows[matrix.count] = (struct row){.rule = rule};
    return &matrix.rows[matrix.count++];
}

static void print(struct sluice_text *text)
{
    sluice_text_string(text, "{\"rules\": {");
    for (size_t i = 0; i < matrix.count; i++) {
        const struct row *row = &matrix.rows[i];
        sluice_text_format(text,
                           "%s\"%s\": {\"tried\": %llu, \"accepted\": %llu, \"refused\": %llu}",
                           i > 0 ? ", " : "", row->rule, (unsigned long long)row->tried,
                           (unsigned long long)row->accepted, (unsigned long long)row->refused);
    }
    sluice_text_string(text, "}}\n");
}

/* As a whole or not at all. */
static void replace(const char *path, const struct sluice_text *text)
{
    struct sluice_text beside = {0};
    sluice_text_format(&beside, "%s.new", path);
    const char *name = sluice_text_get(&beside);
    FILE *file = fopen(name, "wb");
    if (file != NULL) {
        const bool written = fputs(sluice_text_get(text), file) != EOF;
        if (fclose(file) != 0 || !written || rename(name, path) != 0) {
            (void)remove(name);
        }
    }
    sluice_text_free(&beside);
}

static void write_matrix(void)
{
    const char *path = getenv("SLUICE_FUZZ_MATRIX");
    struct sluice_text text = {0};
    if (path == NULL || path[0] == '\0') {
        return;
    }
    print(&text);
    replace(path, &text);
    sluice_text_free(&text);
}

static void begin(void)
{
    if (!matrix.ready) {
        matrix.ready = true;
        (void)atexit(write_matrix); /* without it the last few are not written */
    }
}

void sluice_matrix_expect(const char *const *rules)
{
    begin();
    for (size_t i = 0; rules[i] != NULL; i++) {
        (void)row_of(rules[i]);
    }
    write_matrix();
}

void sluice_matrix_note(const char *rule, bool accepted, bool refused)
{
    begin();
    struct row *row = row_of(rule);
    if (row == NULL) {
        return;
    }
    const bool is_new = row->tried == 0 || (accepted && row->accepted == 0) ||
                        (refused && row->refused == 0);
    row->tried++;
    row->accepted += accepted;
    row->refused += refused;
    /* Engines end a process without its exit handlers when it is interrupted. */
    if (++matrix.notes % NOTES_BETWEEN_WRITES == 0 || is_new) {
        write_matrix();
    }
}
