#define _POSIX_C_SOURCE 200809L

#include "harness/cli/adding.h"

#include "harness/cli/cases.h"
#include "harness/cli/command.h"
#include "harness/cli/output.h"
#include "rules/judge.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char folder[] = "corpora/attacks";

/* --- names ------------------------------------------------------------------------------------ */

bool sluice_adding_is_name(const char *word)
{
    size_t length = strlen(word);
    return length > 0 && strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-") == length &&
           word[0] != '-' && word[length - 1] != '-' && strstr(word, "--") == NULL;
}

/* Among all rules, planned ones too: who means one of them is to be told so. */
static const char *nearest_rule(const char *rule)
{
    enum { MOST = 256 };
    const char *names[MOST + 1];
    size_t count = 0;
    for (size_t i = 0; i < sluice_rule_count() && count < MOST; i++) {
        names[count++] = sluice_rule_id(i);
    }
    for (size_t i = 0; sluice_planned_rule_id(i) != NULL && count < MOST; i++) {
        names[count++] = sluice_planned_rule_id(i);
    }
    names[count] = NULL;
    return sluice_yaml_nearest(rule, names);
}

bool sluice_adding_check_rule(const char *rule)
{
    size_t count = sluice_rule_count();
    if (sluice_rule_is_about_archives(rule)) {
        (void)sluice_complain("rule %s is about archives: write the case in corpora/archives, as "
                              "harness/archive/FORMAT.md says",
                              rule);
        return false;
    }
    if (sluice_rule_index(rule) < count) {
        return true;
    }
    if (sluice_rule_is_planned(rule)) {
        (void)sluice_complain(
            "rule %s is planned: no oracle decides it yet, so no case can be about it; "
            "rules/catalogue/%s.yaml says what it awaits, rules/README.md how a rule "
            "becomes enforced",
            rule, rule);
        return false;
    }
    const char *nearest = nearest_rule(rule);
    (void)sluice_complain("no oracle judges a rule %s%s%s; rules/catalogue lists the rules", rule,
                          nearest != NULL ? ": did you mean " : "", nearest != NULL ? nearest : "");
    return false;
}

/* "dev-2-case", with a number behind it when that is taken. */
static void make_id(struct sluice_adding *adding, const char *family)
{
    unsigned number = 1;
    do {
        sluice_text_clear(&adding->id);
        sluice_text_format(&adding->id, "%s/", family);
        for (const char *at = adding->rule; adding->name == NULL && *at != '\0'; at++) {
            sluice_text_format(&adding->id, "%c", tolower((unsigned char)*at));
        }
        sluice_text_string(&adding->id, adding->name != NULL ? adding->name : "-case");
        if (number > 1) {
            sluice_text_format(&adding->id, "-%u", number);
        }
        number++;
    } while (adding->name == NULL &&
             sluice_suite_find(&adding->suite, sluice_text_get(&adding->id)) != SLUICE_NO_CASE);
}

/* --- the file --------------------------------------------------------------------------------- */

/* What is added must go into the list of cases. */
static bool ends_with_cases(const struct sluice_suite *suite, const char *family)
{
    for (size_t i = 0; i < suite->case_count; i++) {
        const struct sluice_case *item = &suite->cases[i];
        const struct sluice_yaml_node *list = sluice_yaml_parent(item->node);
        if (strcmp(item->family, family) == 0 &&
            (sluice_yaml_next(list) != NULL || sluice_yaml_column(list) != 3)) {
            (void)sluice_complain(
                "%s:%u:%u: `cases` must be the last key of the file, its dashes in "
                "column 3: move it to the end, so that cases can be added",
                item->file, sluice_yaml_line(list), sluice_yaml_column(list));
            return false;
        }
    }
    return true;
}

static void begin_file(struct sluice_adding *adding, const char *family)
{
    sluice_text_format(&adding->text,
                       "# yaml-language-server: $schema=case.schema.json\n"
                       "family: %s\n"
                       "title: TODO one line for the report\n"
                       "cases:\n",
                       family);
}

static bool begin(struct sluice_adding *adding, const char *family, struct sluice_yaml_error *error)
{
    const char *path = sluice_text_get(&adding->path);
    if (access(path, F_OK) != 0) {
        begin_file(adding, family);
        return true;
    }
    if (!sluice_scaffold_read(path, &adding->old, error)) {
        return false;
    }
    sluice_text_add(&adding->text, sluice_text_get(&adding->old), adding->old.length);
    bool ends = adding->old.length > 0 && adding->old.data[adding->old.length - 1] == '\n';
    sluice_text_string(&adding->text, ends ? "\n" : "\n\n");
    return true;
}

/* Loads the folder, and the file if it stands elsewhere and is there. */
static int load(const struct sluice_adding *adding, struct sluice_suite *suite)
{
    const char *paths[] = {folder, adding->file};
    const bool more = adding->file != NULL && access(adding->file, F_OK) == 0;
    return sluice_cases_load(suite, paths, more ? 2 : 1);
}

int sluice_adding_undo(struct sluice_adding *adding)
{
    const char *path = sluice_text_get(&adding->path);
    if (adding->old.length == 0) {
        return unlink(path) == 0 ? SLUICE_EXIT_ACCEPTED
                                 : sluice_complain("%s cannot be taken away", path);
    }
    if (sluice_output_replace(path, adding->old.data, adding->old.length) != SLUICE_EXIT_ACCEPTED) {
        return sluice_complain("%s cannot be put back", path);
    }
    return SLUICE_EXIT_ACCEPTED;
}

/* A file that cannot be loaded afterwards is put back. */
static int write_file(struct sluice_adding *adding)
{
    struct sluice_suite loaded = {0};
    if (adding->text.failed || adding->path.failed || adding->id.failed) {
        return sluice_complain("out of memory");
    }
    int status = sluice_output_replace(sluice_text_get(&adding->path), adding->text.data,
                                       adding->text.length);
    if (status == SLUICE_EXIT_ACCEPTED) {
        status = load(adding, &loaded);
        if (status != SLUICE_EXIT_ACCEPTED && sluice_adding_undo(adding) != SLUICE_EXIT_ACCEPTED) {
            status = SLUICE_EXIT_USAGE;
        }
    }
    sluice_suite_free(&loaded);
    return status;
}

/* --- what is asked for ------------------------------------------------------------------------ */

static int choose_pattern(struct sluice_adding *adding)
{
    adding->pattern = sluice_scaffold_pattern(&adding->suite, adding->rule, adding->family);
    if (adding->pattern == SLUICE_NO_CASE) {
        return sluice_complain("no attack of %s is about %s, so there is nothing to begin from; "
                               "harness/suite/FORMAT.md shows a case",
                               folder, adding->rule);
    }
    if (adding->family == NULL) {
        adding->family = adding->suite.cases[adding->pattern].family;
    }
    return SLUICE_EXIT_ACCEPTED;
}

int sluice_adding_begin(struct sluice_adding *adding)
{
    int status = load(adding, &adding->suite);
    if (status != SLUICE_EXIT_ACCEPTED) {
        return status;
    }
    status = choose_pattern(adding);
    if (status != SLUICE_EXIT_ACCEPTED) {
        return status;
    }
    if (adding->file != NULL) {
        sluice_text_string(&adding->path, adding->file);
    } else {
        sluice_text_format(&adding->path, "%s/%s.yaml", folder, adding->family);
    }
    make_id(adding, adding->family);
    size_t taken = sluice_suite_find(&adding->suite, sluice_text_get(&adding->id));
    if (taken != SLUICE_NO_CASE) {
        return sluice_complain(
            "id %s is taken, by line %u of %s: choose another", sluice_text_get(&adding->id),
            sluice_yaml_line(adding->suite.cases[taken].node), adding->suite.cases[taken].file);
    }
    return ends_with_cases(&adding->suite, adding->family) ? SLUICE_EXIT_ACCEPTED
                                                           : SLUICE_EXIT_USAGE;
}

int sluice_adding_write(struct sluice_adding *adding, struct sluice_scaffold_request *request)
{
    struct sluice_yaml_error error = {0};
    request->suite = &adding->suite;
    request->rule = adding->rule;
    request->family = adding->family;
    request->id = sluice_text_get(&adding->id);
    request->pattern = adding->pattern;
    if (!begin(adding, adding->family, &error) ||
        !sluice_scaffold_write(request, &adding->text, &error)) {
        return sluice_complain_about(&error);
    }
    return write_file(adding);
}

void sluice_adding_free(struct sluice_adding *adding)
{
    sluice_text_free(&adding->id);
    sluice_text_free(&adding->path);
    sluice_text_free(&adding->old);
    sluice_text_free(&adding->text);
    sluice_suite_free(&adding->suite);
}
