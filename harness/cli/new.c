#define _POSIX_C_SOURCE 200809L

#include "harness/cli/cases.h"
#include "harness/cli/command.h"
#include "harness/cli/output.h"
#include "harness/suite/scaffold.h"
#include "rules/judge.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char folder[] = "corpora/attacks";

static const char help[] =
    "sluice new begins a case and its twin: it adds both to a file of corpora/attacks, with the\n"
    "streams and class models of the nearest case of that rule, and TODO where you have to write.\n"
    "`sluice check` refuses the file until no TODO is left, then records the hashes and runs both.\n"
    "\n"
    "usage: sluice new RULE [OPTION...]\n"
    "\n"
    "RULE is an id of rules/catalogue.\n"
    "\n"
    "  --family NAME    corpora/attacks/NAME.yaml, made if it is not there; without it, the file of\n"
    "                   the case that is copied\n"
    "  --id NAME        name of the case in its family; without it, made from the rule\n"
    "\n"
    "exit: 0 done; 2 wrong usage, or input or output failed\n"
    "\n"
    "example: sluice new DEV-2 --family shopping-lists --id numbers-among-names\n";

static const struct sluice_option options[] = {
    {"--family", "NAME", '\0'}, {"--id", "NAME", '\0'}, {NULL, NULL, '\0'}};

enum { FAMILY, ID };

struct beginning {
    const char *rule;
    const char *family; /* NULL: that of the pattern */
    const char *name;   /* NULL: made from the rule */
    struct sluice_suite suite;
    struct sluice_text id;
    struct sluice_text path;
    struct sluice_text old; /* of the file */
    struct sluice_text text;
};

/* --- names ------------------------------------------------------------------------------------ */

static bool is_name(const char *word)
{
    size_t length = strlen(word);
    return length > 0 && strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-") == length &&
           word[0] != '-' && word[length - 1] != '-' && strstr(word, "--") == NULL;
}

static bool check_rule(const char *rule)
{
    size_t count = sluice_rule_count();
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
    const char **names = calloc(count + 1, sizeof *names);
    for (size_t i = 0; names != NULL && i < count; i++) {
        names[i] = sluice_rule_id(i);
    }
    const char *nearest = names != NULL ? sluice_yaml_nearest(rule, names) : NULL;
    (void)sluice_complain("no oracle judges a rule %s%s%s; rules/catalogue lists the rules", rule,
                          nearest != NULL ? ": did you mean " : "", nearest != NULL ? nearest : "");
    free(names);
    return false;
}

/* "dev-2-case", with a number behind it when that is taken. */
static void make_id(struct beginning *beginning, const char *family)
{
    unsigned number = 1;
    do {
        sluice_text_clear(&beginning->id);
        sluice_text_format(&beginning->id, "%s/", family);
        for (const char *at = beginning->rule; beginning->name == NULL && *at != '\0'; at++) {
            sluice_text_format(&beginning->id, "%c", tolower((unsigned char)*at));
        }
        sluice_text_string(&beginning->id, beginning->name != NULL ? beginning->name : "-case");
        if (number > 1) {
            sluice_text_format(&beginning->id, "-%u", number);
        }
        number++;
    } while (beginning->name == NULL &&
             sluice_suite_find(&beginning->suite, sluice_text_get(&beginning->id)) !=
                 SLUICE_NO_CASE);
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

static void begin_file(struct beginning *beginning, const char *family)
{
    sluice_text_format(&beginning->text,
                       "# yaml-language-server: $schema=case.schema.json\n"
                       "family: %s\n"
                       "title: TODO one line for the report\n"
                       "cases:\n",
                       family);
}

static bool begin(struct beginning *beginning, const char *family, struct sluice_yaml_error *error)
{
    const char *path = sluice_text_get(&beginning->path);
    if (access(path, F_OK) != 0) {
        begin_file(beginning, family);
        return true;
    }
    if (!sluice_scaffold_read(path, &beginning->old, error)) {
        return false;
    }
    sluice_text_add(&beginning->text, sluice_text_get(&beginning->old), beginning->old.length);
    bool ends = beginning->old.length > 0 && beginning->old.data[beginning->old.length - 1] == '\n';
    sluice_text_string(&beginning->text, ends ? "\n" : "\n\n");
    return true;
}

/* A file that cannot be loaded afterwards is put back. */
static int write_file(struct beginning *beginning)
{
    const char *path = sluice_text_get(&beginning->path);
    const char *paths[] = {folder};
    struct sluice_suite loaded = {0};
    if (beginning->text.failed || beginning->path.failed || beginning->id.failed) {
        return sluice_complain("out of memory");
    }
    int status = sluice_output_replace(path, beginning->text.data, beginning->text.length);
    if (status == SLUICE_EXIT_ACCEPTED &&
        (status = sluice_cases_load(&loaded, paths, 1)) != SLUICE_EXIT_ACCEPTED) {
        if (beginning->old.length == 0) {
            (void)unlink(path);
        } else if (sluice_output_replace(path, beginning->old.data, beginning->old.length) != 0) {
            (void)sluice_complain("%s cannot be put back", path);
        }
    }
    sluice_suite_free(&loaded);
    return status;
}

static int say_what_next(const struct beginning *beginning, const char *pattern)
{
    const char *path = sluice_text_get(&beginning->path);
    const char *id = sluice_text_get(&beginning->id);
    struct sluice_text text = {0};
    sluice_text_format(&text,
                       "%s: %s and %s-twin added, begun from %s\n"
                       "next: write what is marked TODO, then `sluice check %s`\n",
                       path, id, id, pattern, path);
    sluice_output_text(sluice_text_get(&text));
    sluice_text_free(&text);
    return sluice_output_finish();
}

static int make(struct beginning *beginning)
{
    const char *paths[] = {folder};
    struct sluice_yaml_error error = {0};
    int status = sluice_cases_load(&beginning->suite, paths, 1);
    if (status != SLUICE_EXIT_ACCEPTED) {
        return status;
    }
    size_t index = sluice_scaffold_pattern(&beginning->suite, beginning->rule, beginning->family);
    if (index == SLUICE_NO_CASE) {
        return sluice_complain("no attack of %s is about %s, so there is nothing to begin from; "
                               "harness/suite/FORMAT.md shows a case",
                               folder, beginning->rule);
    }
    const struct sluice_case *pattern = &beginning->suite.cases[index];
    const char *family = beginning->family != NULL ? beginning->family : pattern->family;
    sluice_text_format(&beginning->path, "%s/%s.yaml", folder, family);
    make_id(beginning, family);
    const char *id = sluice_text_get(&beginning->id);
    size_t taken = sluice_suite_find(&beginning->suite, id);
    if (taken != SLUICE_NO_CASE) {
        return sluice_complain("id %s is taken, by line %u of %s: choose another", id,
                               sluice_yaml_line(beginning->suite.cases[taken].node),
                               beginning->suite.cases[taken].file);
    }
    const struct sluice_scaffold_request request = {.suite = &beginning->suite,
                                                    .rule = beginning->rule,
                                                    .family = family,
                                                    .id = id,
                                                    .pattern = index};
    if (!ends_with_cases(&beginning->suite, family)) {
        return SLUICE_EXIT_USAGE;
    }
    if (!begin(beginning, family, &error) ||
        !sluice_scaffold_write(&request, &beginning->text, &error)) {
        return sluice_complain_about(&error);
    }
    status = write_file(beginning);
    return status != SLUICE_EXIT_ACCEPTED ? status : say_what_next(beginning, pattern->id);
}

/* --- the command ------------------------------------------------------------------------------ */

static bool take(struct beginning *beginning, int option, const char *value)
{
    if (option == SLUICE_ARGUMENT_OPERAND && beginning->rule != NULL) {
        (void)sluice_complain("new takes one rule, not %s and %s", beginning->rule, value);
        return false;
    }
    if (option == SLUICE_ARGUMENT_OPERAND) {
        beginning->rule = value;
        return true;
    }
    if (!is_name(value)) {
        (void)sluice_complain("%s: expected lower case letters, digits and single -, found %s",
                              options[option].name, value);
        return false;
    }
    *(option == FAMILY ? &beginning->family : &beginning->name) = value;
    return true;
}

static int run(const struct sluice_command *command, int count, char **words)
{
    struct sluice_arguments arguments = {
        .command = command, .options = options, .count = count, .words = words};
    struct beginning beginning = {0};
    const char *value;
    bool good = true;
    int found;
    do {
        found = sluice_arguments_next(&arguments, &value);
        good = found < SLUICE_ARGUMENT_OPERAND || take(&beginning, found, value);
    } while (good && found >= SLUICE_ARGUMENT_OPERAND);
    int status = SLUICE_EXIT_USAGE;
    if (good && found != SLUICE_ARGUMENT_END) {
        status = sluice_arguments_status(found);
    } else if (good && beginning.rule == NULL) {
        status = sluice_complain("new needs the id of a rule, as in `sluice new GOLD-1`");
    } else if (good && check_rule(beginning.rule)) {
        status = make(&beginning);
    }
    sluice_text_free(&beginning.id);
    sluice_text_free(&beginning.path);
    sluice_text_free(&beginning.old);
    sluice_text_free(&beginning.text);
    sluice_suite_free(&beginning.suite);
    return status;
}

const struct sluice_command sluice_command_new = {"new", "begin a case and its twin for a rule",
                                                  help, run};
