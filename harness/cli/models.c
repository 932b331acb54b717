#include "harness/models/json.h"

#include "harness/cli/cases.h"
#include "harness/cli/command.h"
#include "harness/cli/output.h"

#include <string.h>

static const char help[] =
    "sluice models prints class models as a program of another language gets them: JSON.\n"
    "\n"
    "usage: sluice models FILE...\n"
    "\n"
    "FILE is a file of class models (harness/models/FORMAT.md); what it uses is printed, too. `-` is\n"
    "standard input. Every class has its name and construct; what says nothing is left out.\n"
    "\n"
    "exit: 0; 2 a file cannot be read, or is wrong\n"
    "\n"
    "example: sluice models corpora/models/examples.yaml\n";

static const struct sluice_option options[] = {{NULL, NULL, '\0'}};

static int show(struct sluice_models *models, struct sluice_yaml_error *error)
{
    struct sluice_text text = {0};
    size_t count;
    if (!sluice_models_finish(models, error)) {
        return sluice_complain_about(error);
    }
    const struct sluice_models_declared *declared = sluice_models_declared(models, &count);
    sluice_text_string(&text, "{\"classes\":");
    sluice_models_json(declared, count, &text);
    sluice_text_string(&text, "}\n");
    const bool failed = text.failed;
    sluice_output_text(sluice_text_get(&text));
    sluice_text_free(&text);
    return failed ? sluice_complain("out of memory") : sluice_output_finish();
}

static int run(const struct sluice_command *command, int count, char **words)
{
    struct sluice_arguments arguments = {
        .command = command, .options = options, .count = count, .words = words};
    struct sluice_models *models = sluice_models_new("corpora/models");
    struct sluice_yaml_error error = {0};
    const char *value;
    bool any = false;
    int found = SLUICE_ARGUMENT_END;
    int status = models != NULL ? SLUICE_EXIT_ACCEPTED : sluice_complain("out of memory");
    while (status == SLUICE_EXIT_ACCEPTED &&
           (found = sluice_arguments_next(&arguments, &value)) == SLUICE_ARGUMENT_OPERAND) {
        any = true;
        if (!sluice_models_add_file(models, value, &error)) {
            status = sluice_complain_about(&error);
        }
    }
    if (status == SLUICE_EXIT_ACCEPTED && found != SLUICE_ARGUMENT_END) {
        status = sluice_arguments_status(found);
    } else if (status == SLUICE_EXIT_ACCEPTED && !any) {
        status = sluice_complain(
            "no file of class models is given; `sluice models --help` explains");
    } else if (status == SLUICE_EXIT_ACCEPTED) {
        status = show(models, &error);
    }
    sluice_models_free(models);
    return status;
}

const struct sluice_command sluice_command_models = {
    "models", "print class models as JSON, as a target gets them", help, run};
