#include "harness/suite/rehash.h"

#include "harness/base/text.h"
#include "harness/cli/cases.h"
#include "harness/cli/command.h"
#include "harness/cli/output.h"

#include <stdlib.h>
#include <string.h>

static const char help[] =
    "sluice hash compares the bytes of cases with the hashes that the cases record.\n"
    "\n"
    "usage: sluice hash [OPTION...] PATH...\n"
    "\n"
    "PATH is a file of cases or a folder of such files.\n"
    "\n"
    "  --write              write the hashes into the files; nothing else in them changes\n"
    "\n"
    "exit: 0 all are recorded (or were written); 1 some differ or are missing; 2 wrong usage,\n"
    "      or input or output failed\n"
    "\n"
    "example: sluice hash --write corpora/attacks/huge-arrays.yaml\n";

static const struct sluice_option options[] = {{"--write", NULL, 'w'}, {NULL, NULL, '\0'}};

static int check(const struct sluice_suite *suite)
{
    int status = SLUICE_EXIT_ACCEPTED;
    for (size_t i = 0; i < suite->named_case_count; i++) {
        const struct sluice_case *item = &suite->cases[i];
        struct sluice_yaml_error error = {0};
        struct sluice_text line = {0};
        char hash[SLUICE_SHA256_TEXT];
        if (!sluice_rehash_case(item, hash, &error)) {
            return sluice_complain_about(&error);
        }
        bool right = item->sha256 != NULL && strcmp(item->sha256, hash) == 0;
        const char *state = right ? "ok" : item->sha256 == NULL ? "missing" : "differs";
        sluice_text_format(&line, "%s\t%s\t%s\n", hash, state, item->id);
        sluice_output_text(sluice_text_get(&line));
        sluice_text_free(&line);
        status = right ? status : SLUICE_EXIT_REJECTED;
    }
    int output = sluice_output_finish();
    return output != SLUICE_EXIT_ACCEPTED ? output : status;
}

static int write_hashes(const struct sluice_suite *suite)
{
    for (size_t i = 0; i < suite->named_file_count; i++) {
        struct sluice_yaml_error error = {0};
        struct sluice_text line = {0};
        size_t changed;
        if (!sluice_rehash_file(suite, &suite->files[i], false, &changed, &error)) {
            return sluice_complain_about(&error);
        }
        sluice_text_format(&line, "%s: %zu %s written\n", suite->files[i].path, changed,
                           changed == 1 ? "hash" : "hashes");
        sluice_output_text(sluice_text_get(&line));
        sluice_text_free(&line);
    }
    return sluice_output_finish();
}

static int hash_paths(const char *const *paths, size_t count, bool write)
{
    struct sluice_suite suite = {0};
    int status = sluice_cases_load(&suite, paths, count);
    if (status == SLUICE_EXIT_ACCEPTED) {
        status = write ? write_hashes(&suite) : check(&suite);
    }
    sluice_suite_free(&suite);
    return status;
}

static int run(const struct sluice_command *command, int count, char **words)
{
    struct sluice_arguments arguments = {
        .command = command, .options = options, .count = count, .words = words};
    const char **paths = calloc((size_t)count + 1, sizeof *paths);
    size_t path_count = 0;
    bool write = false;
    const char *value;
    int status;
    int found = SLUICE_ARGUMENT_BAD;
    while (paths != NULL &&
           (found = sluice_arguments_next(&arguments, &value)) >= SLUICE_ARGUMENT_OPERAND) {
        if (found == SLUICE_ARGUMENT_OPERAND) {
            paths[path_count++] = value;
        } else {
            write = true;
        }
    }
    if (found != SLUICE_ARGUMENT_END) {
        status = sluice_arguments_status(found);
    } else if (path_count == 0) {
        status = sluice_complain("hash needs a file of cases, or a folder of such files");
    } else {
        status = hash_paths(paths, path_count, write);
    }
    free(paths);
    return status;
}

const struct sluice_command sluice_command_hash = {
    "hash", "check or write the hashes that cases record", help, run};
