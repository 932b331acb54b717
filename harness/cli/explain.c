#define _POSIX_C_SOURCE 200809L

#include "harness/suite/explain.h"

#include "harness/cli/cases.h"
#include "harness/cli/command.h"
#include "harness/cli/input.h"
#include "harness/cli/output.h"
#include "harness/cli/reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "sluice explain shows a stream element by element, with what the decoder did there, what every\n"
    "rule says of it, and what the case expects.\n"
    "\n"
    "usage: sluice explain [OPTION...] ID\n"
    "       sluice explain [OPTION...] FILE.yaml --case ID\n"
    "       sluice explain [OPTION...] STREAM|-\n"
    "\n"
    "ID is a case of corpora/attacks. STREAM is decoded by the given class models; without any it is\n"
    "inspected, and nothing is built.\n"
    "\n"
    "  --case ID          explain this case of FILE.yaml\n"
    "  --models FILE      STREAM: class models; may be given more than once\n"
    "  --classes GROUPS   STREAM: well-known classes, `collections,boxes`\n"
    "  --json             one JSON object, with the members of a result of `sluice run --json`\n"
    "\n"
    "exit: 0 as expected, or no rule violated; 1 not so; 2 wrong usage, or input or output failed\n"
    "\n"
    "example: sluice explain huge-arrays/int-max-claim\n";

static const struct sluice_option options[] = {{"--case", "ID", '\0'},
                                               {"--models", "FILE", '\0'},
                                               {"--classes", "GROUPS", '\0'},
                                               {"--json", NULL, '\0'},
                                               {NULL, NULL, '\0'}};

enum { CASE, MODELS, CLASSES, JSON };

struct explaining {
    const char *path;
    const char *case_id;
    struct sluice_models *models;
    bool has_models;
    bool json;
};

static int explain(const struct sluice_explain_request *what)
{
    struct sluice_target target;
    struct sluice_text text = {0};
    struct sluice_yaml_error error = {0};
    bool passed = false;
    if (!sluice_target_create("reference", &target)) {
        return sluice_complain("out of memory for the target");
    }
    struct sluice_explain_request request = *what;
    request.target = &target;
    int status;
    if (sluice_explain(&request, &text, &passed, &error)) {
        sluice_output_text(sluice_text_get(&text));
        status = sluice_output_finish();
        status = status != 0 ? status : passed ? SLUICE_EXIT_ACCEPTED : SLUICE_EXIT_REJECTED;
    } else {
        status = sluice_complain_about(&error);
    }
    sluice_text_free(&text);
    target.destroy(target.context);
    return status;
}

/* --- a case ----------------------------------------------------------------------------------- */

static const char *twin_of(const struct sluice_suite *suite, const struct sluice_case *item)
{
    return item->twin != SLUICE_NO_CASE ? suite->cases[item->twin].id : NULL;
}

static int explain_case(const struct explaining *what, const char *path, const char *id)
{
    struct sluice_suite suite = {0};
    int status = sluice_cases_load(&suite, &path, 1);
    if (status == SLUICE_EXIT_ACCEPTED) {
        size_t index = sluice_suite_find(&suite, id);
        if (index == SLUICE_NO_CASE) {
            status = sluice_complain("%s holds no case %s; `sluice run --list %s` lists them", path,
                                     id, path);
        } else {
            struct sluice_explain_request request = {.item = &suite.cases[index],
                                                     .twin = twin_of(&suite, &suite.cases[index]),
                                                     .expects = true,
                                                     .json = what->json};
            status = explain(&request);
        }
    }
    sluice_suite_free(&suite);
    return status;
}

/* --- a stream --------------------------------------------------------------------------------- */

static int explain_bytes(struct explaining *what, struct sluice_bytes bytes, const char *name)
{
    struct sluice_yaml_error error = {0};
    if (what->models == NULL) {
        what->models = sluice_models_new(NULL);
    }
    if (what->models == NULL) {
        return sluice_complain("out of memory");
    }
    if (!sluice_models_finish(what->models, &error)) {
        return sluice_complain_about(&error);
    }
    struct sluice_case item = {.id = name,
                               .mode = what->has_models ? SLUICE_MODE_DECODE : SLUICE_MODE_INSPECT,
                               .models = what->models,
                               .twin = SLUICE_NO_CASE,
                               .budget = SLUICE_NO_BUDGET,
                               .program = sluice_disassemble(bytes.data, bytes.length)};
    if (item.program == NULL) {
        return sluice_complain("out of memory for the program of %s", name);
    }
    struct sluice_explain_request request = {.item = &item, .json = what->json};
    int status = explain(&request);
    sluice_program_free(item.program);
    return status;
}

static int explain_stream(struct explaining *what)
{
    struct sluice_input input = {.file = -1};
    struct sluice_bytes bytes;
    int status = SLUICE_EXIT_USAGE;
    if (sluice_input_open(&input, what->path, UINT64_C(64) * 1024 * 1024)) {
        input.advice = ""; /* there is no option */
        if (sluice_input_read(&input, &bytes)) {
            status = explain_bytes(what, bytes, input.name);
        }
    }
    sluice_input_close(&input);
    return status;
}

/* --- the command ------------------------------------------------------------------------------ */

static bool is_yaml(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot != NULL && strcmp(dot, ".yaml") == 0;
}

static int explain_what_is_named(struct explaining *what)
{
    bool is_file = strcmp(what->path, "-") == 0 || access(what->path, F_OK) == 0;
    if (what->case_id != NULL) {
        return explain_case(what, what->path, what->case_id);
    }
    if (is_file && is_yaml(what->path)) {
        return sluice_complain("%s holds cases: say which one with --case ID", what->path);
    }
    if (is_file) {
        return explain_stream(what);
    }
    if (strchr(what->path, '/') != NULL && access("corpora/attacks", F_OK) == 0) {
        return explain_case(what, "corpora/attacks", what->path);
    }
    return sluice_complain("%s is neither a file nor the id of a case in corpora/attacks",
                           what->path);
}

static bool take(struct explaining *what, int option, const char *value)
{
    switch (option) {
    case CASE:
        what->case_id = value;
        return true;
    case MODELS:
        what->has_models = true;
        return sluice_reading_take_models(&what->models, value);
    case CLASSES:
        what->has_models = true;
        return sluice_reading_take_classes(&what->models, value);
    case JSON:
        what->json = true;
        return true;
    default:
        if (what->path != NULL) {
            (void)sluice_complain("explain takes one stream or case, not %s and %s", what->path,
                                  value);
            return false;
        }
        what->path = value;
        return true;
    }
}

static int run(const struct sluice_command *command, int count, char **words)
{
    struct sluice_arguments arguments = {
        .command = command, .options = options, .count = count, .words = words};
    struct explaining what = {0};
    const char *value;
    bool good = true;
    int found;
    do {
        found = sluice_arguments_next(&arguments, &value);
        good = found < SLUICE_ARGUMENT_OPERAND || take(&what, found, value);
    } while (good && found >= SLUICE_ARGUMENT_OPERAND);
    int status = SLUICE_EXIT_USAGE;
    if (good && found != SLUICE_ARGUMENT_END) {
        status = sluice_arguments_status(found);
    } else if (good && what.path == NULL) {
        status = sluice_complain(
            "explain needs a stream, - for standard input, or the id of a case");
    } else if (good) {
        status = explain_what_is_named(&what);
    }
    sluice_models_free(what.models);
    return status;
}

const struct sluice_command sluice_command_explain = {
    "explain", "show a stream with what was done, and what every rule says", help, run};
