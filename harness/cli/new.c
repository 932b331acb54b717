#include "harness/cli/adding.h"
#include "harness/cli/command.h"
#include "harness/cli/output.h"

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

static int say_what_next(const struct sluice_adding *adding, const char *pattern)
{
    const char *path = sluice_text_get(&adding->path);
    const char *id = sluice_text_get(&adding->id);
    struct sluice_text text = {0};
    sluice_text_format(&text,
                       "%s: %s and %s-twin added, begun from %s\n"
                       "next: write what is marked TODO, then `sluice check %s`\n",
                       path, id, id, pattern, path);
    sluice_output_text(sluice_text_get(&text));
    sluice_text_free(&text);
    return sluice_output_finish();
}

static int make(struct sluice_adding *adding)
{
    struct sluice_scaffold_request request = {0};
    int status = sluice_adding_begin(adding);
    if (status == SLUICE_EXIT_ACCEPTED) {
        status = sluice_adding_write(adding, &request);
    }
    return status != SLUICE_EXIT_ACCEPTED
               ? status
               : say_what_next(adding, adding->suite.cases[adding->pattern].id);
}

/* --- the command ------------------------------------------------------------------------------ */

static bool take(struct sluice_adding *adding, int option, const char *value)
{
    if (option == SLUICE_ARGUMENT_OPERAND && adding->rule != NULL) {
        (void)sluice_complain("new takes one rule, not %s and %s", adding->rule, value);
        return false;
    }
    if (option == SLUICE_ARGUMENT_OPERAND) {
        adding->rule = value;
        return true;
    }
    if (!sluice_adding_is_name(value)) {
        (void)sluice_complain("%s: expected lower case letters, digits and single -, found %s",
                              options[option].name, value);
        return false;
    }
    *(option == FAMILY ? &adding->family : &adding->name) = value;
    return true;
}

static int run(const struct sluice_command *command, int count, char **words)
{
    struct sluice_arguments arguments = {
        .command = command, .options = options, .count = count, .words = words};
    struct sluice_adding adding = {0};
    const char *value;
    bool good = true;
    int found;
    do {
        found = sluice_arguments_next(&arguments, &value);
        good = found < SLUICE_ARGUMENT_OPERAND || take(&adding, found, value);
    } while (good && found >= SLUICE_ARGUMENT_OPERAND);
    int status = SLUICE_EXIT_USAGE;
    if (good && found != SLUICE_ARGUMENT_END) {
        status = sluice_arguments_status(found);
    } else if (good && adding.rule == NULL) {
        status = sluice_complain("new needs the id of a rule, as in `sluice new GOLD-1`");
    } else if (good && sluice_adding_check_rule(adding.rule)) {
        status = make(&adding);
    }
    sluice_adding_free(&adding);
    return status;
}

const struct sluice_command sluice_command_new = {"new", "begin a case and its twin for a rule",
                                                  help, run};
