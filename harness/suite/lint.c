#include "harness/suite/lint.h"

#include "harness/suite/scaffold.h"
#include "harness/yaml/faults.h"

#include <stdio.h>
#include <string.h>

static const char schema_line[] = "# yaml-language-server: $schema=";
static const char mark[] = "TODO";

/* What to write in the place of a mark, by the key of its line. */
static const struct {
    const char *key;
    const char *advice;
} advices[] = {
    {"title", "one line: what the stream is"},
    {"effect", "one sentence: what happens to a reader that falls for it"},
    {"source", "where the case comes from, so that a reader finds it"},
    {"severity", "low, medium, high or critical"},
    {"rules", "the rules that the case is about"},
    {"stream",
     "the stream that breaks the rule, or for a twin the valid one that is closest to it, "
     "then delete the mark"},
    {"classes", "the classes as the receiver means them, then delete the mark"},
    {"expect", "what a correct reader answers, then delete the mark"},
};

struct lint {
    const char *path;
    struct sluice_yaml_error *error;
    bool good;
    bool more; /* look for more findings */
};

static void find(struct lint *lint, unsigned line, unsigned column, const char *what,
                 const char *advice)
{
    lint->more = sluice_yaml_tried(
        sluice_yaml_fail_at(lint->error, lint->path, line, column, "%s%s", what, advice),
        &lint->good, lint->error);
}

/* The key stands first in its line, or first in the comment. */
static const char *advice_for(const char *line, size_t length)
{
    size_t at = 0;
    while (at < length && strchr(" -#", line[at]) != NULL) {
        at++;
    }
    if (length - at > strlen(mark) && strncmp(line + at, mark, strlen(mark)) == 0) {
        at += strlen(mark);
        while (at < length && line[at] == ' ') {
            at++;
        }
    }
    for (size_t i = 0; i < sizeof advices / sizeof advices[0]; i++) {
        size_t key = strlen(advices[i].key);
        if (length - at > key && strncmp(line + at, advices[i].key, key) == 0 &&
            line[at + key] == ':') {
            return advices[i].advice;
        }
    }
    return "what belongs here, then delete the mark";
}

/* The id of the last case that began, for messages. */
static void note_id(const char *line, size_t length, char id[SLUICE_YAML_QUOTE])
{
    static const char start[] = "- id: ";
    const char *found = length > sizeof start ? strstr(line, start) : NULL;
    if (found != NULL && (size_t)(found - line) < length) {
        const char *word = found + sizeof start - 1;
        (void)snprintf(id, SLUICE_YAML_QUOTE, "%.*s", (int)strcspn(word, " \r\n"), word);
    }
}

static void lint_line(struct lint *lint, const char *line, size_t length, unsigned number,
                      const char *id)
{
    const char *found = strstr(line, mark);
    if (found == NULL || (size_t)(found - line) >= length) {
        return;
    }
    unsigned column = 1;
    for (const char *at = line; at < found; at++) {
        column += ((unsigned char)*at & 0xC0) != 0x80 ? 1 : 0;
    }
    char what[SLUICE_YAML_QUOTE + 64];
    (void)snprintf(what, sizeof what, "%s%sis still to be done: write ", id,
                   id[0] != '\0' ? " " : "this ");
    find(lint, number, column, what, advice_for(line, length));
}

static void lint_text(struct lint *lint, const char *text)
{
    char id[SLUICE_YAML_QUOTE] = "";
    unsigned number = 1;
    if (strncmp(text, schema_line, strlen(schema_line)) != 0) {
        find(
            lint, 1, 1, "the first line must be ",
            "`# yaml-language-server: $schema=case.schema.json`, so that editors complete and check");
    }
    while (lint->more && *text != '\0') {
        size_t length = strcspn(text, "\n");
        note_id(text, length, id);
        lint_line(lint, text, length, number++, id);
        text += length + (text[length] == '\n' ? 1 : 0);
    }
}

bool sluice_lint_file(const char *path, struct sluice_yaml_error *error)
{
    struct lint lint = {path, error, true, true};
    struct sluice_text text = {0};
    bool good = sluice_scaffold_read(path, &text, error);
    if (good) {
        lint_text(&lint, sluice_text_get(&text));
    }
    sluice_text_free(&text);
    return good && lint.good;
}
