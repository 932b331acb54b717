/* case: any bytes as a case file. What is loaded is printed and loaded the same, and assembles to the same
 * bytes, and these are taken apart; keys, labels and numbers are what they are in the text. */
#include "harness/suite/case.h"
#include "harness/fuzz/case_truth.h"
#include "harness/fuzz/mutate/files.h"
#include "harness/fuzz/target.h"

#include <stdio.h>
#include <string.h>

/* Programs repeat what they hold: an input of a few bytes can stand for gigabytes. Longer streams are not
 * assembled, and the rest of the file then counts for nothing. */
enum { MOST_BYTES = 256 * 1024, NAME_SIZE = 128 };

/* --- programs ------------------------------------------------------------------------------------- */

static bool assemble(const struct sluice_program *program, struct sluice_assembly *out)
{
    const struct sluice_assembly_options options = {.max_bytes = MOST_BYTES, .max_rows = 64};
    return sluice_assemble(program, &options, out, NULL);
}

static bool are_equal(const struct sluice_assembly *a, const struct sluice_assembly *b)
{
    return a->length == b->length && memcmp(a->bytes, b->bytes, a->length) == 0;
}

/* Printed, loaded and assembled, a program is the bytes that it was. */
static bool compare_printed(const struct sluice_program *program,
                            const struct sluice_assembly *bytes, const char *id,
                            struct sluice_finding *finding)
{
    struct sluice_text text = {0};
    struct sluice_yaml *yaml = NULL;
    struct sluice_program *loaded = NULL;
    struct sluice_yaml_error error = {0};
    struct sluice_assembly again = {0};
    char why[SLUICE_YAML_ERROR_TEXT];
    bool good = true;
    if (!sluice_program_print(program, &text)) {
        return true;
    }
    const char *printed = sluice_text_get(&text);
    if (!sluice_yaml_parse(printed, strlen(printed), "printed", &yaml, &error) ||
        !sluice_program_load(sluice_yaml_get(sluice_yaml_root(yaml), "stream"), &loaded, &error)) {
        good = sluice_finding_note(finding, "identity", "%.64s is printed and not loaded: %.250s",
                                   id, sluice_yaml_error_text(&error, why));
    } else if (!assemble(loaded, &again) || !are_equal(bytes, &again)) {
        good = sluice_finding_note(finding, "identity",
                                   "%.64s, printed and loaded, assembles to %zu bytes, not %zu", id,
                                   again.length, bytes->length);
    }
    sluice_assembly_free(&again);
    sluice_program_free(loaded);
    sluice_yaml_free(yaml);
    sluice_text_free(&text);
    return good;
}

static bool compare_disassembled(const struct sluice_assembly *bytes, const char *id,
                                 struct sluice_finding *finding)
{
    struct sluice_program *program = sluice_disassemble(bytes->bytes, bytes->length);
    struct sluice_assembly again = {0};
    const bool good = program == NULL || (assemble(program, &again) && are_equal(bytes, &again)) ||
                      sluice_finding_note(finding, "identity",
                                          "%.64s is disassembled to another stream", id);
    sluice_assembly_free(&again);
    sluice_program_free(program);
    return good;
}

static bool check_program(const struct sluice_program *program, const char *id,
                          struct sluice_finding *finding)
{
    struct sluice_assembly first;
    struct sluice_assembly second = {0};
    if (!sluice_case_truth_labels(program, id, finding)) {
        return false;
    }
    if (!assemble(program, &first)) {
        return true;
    }
    const bool good = ((assemble(program, &second) && are_equal(&first, &second)) ||
                       sluice_finding_note(finding, "identity",
                                           "%.64s assembles to other bytes a second time", id)) &&
                      compare_printed(program, &first, id, finding) &&
                      compare_disassembled(&first, id, finding);
    sluice_assembly_free(&second);
    sluice_assembly_free(&first);
    return good;
}

/* --- files ---------------------------------------------------------------------------------------- */

/* A case file is named after its family, and what it names beside itself is not there. */
static void name_file(const struct sluice_yaml *yaml, char name[NAME_SIZE])
{
    const struct sluice_yaml_node *root = sluice_yaml_root(yaml);
    const char *family = sluice_yaml_kind(root) == SLUICE_YAML_MAPPING
                             ? sluice_yaml_text(sluice_yaml_get(root, "family"), NULL)
                             : NULL;
    (void)snprintf(name, NAME_SIZE, "no-such-folder/%.64s.yaml", family != NULL ? family : "input");
}

/* What a file without cases may hold: a stream. */
static bool check_stream(const struct sluice_yaml_node *root, struct sluice_finding *finding)
{
    const struct sluice_yaml_node *stream = sluice_yaml_kind(root) == SLUICE_YAML_MAPPING
                                                ? sluice_yaml_get(root, "stream")
                                                : root;
    struct sluice_program *program = NULL;
    struct sluice_yaml_error error = {0};
    const bool good = stream == NULL || !sluice_program_load(stream, &program, &error) ||
                      check_program(program, "the stream", finding);
    sluice_program_free(program);
    return good;
}

static bool check_cases(struct sluice_yaml *yaml, struct sluice_fuzz_answer *answer,
                        struct sluice_finding *finding)
{
    struct sluice_suite suite = {0};
    struct sluice_yaml_error error = {0};
    char name[NAME_SIZE];
    bool good = true;
    name_file(yaml, name);
    if (sluice_suite_load_document(&suite, yaml, name, &error)) {
        answer->verdict = "accept";
    } else if (!error.set || error.message[0] == '\0') {
        good = sluice_finding_note(finding, "harness", "refused without a word");
    }
    for (size_t i = 0; good && i < suite.case_count; i++) {
        const struct sluice_case *item = &suite.cases[i];
        good = item->program == NULL ||
               check_program(item->program, item->id != NULL ? item->id : "a case", finding);
    }
    sluice_suite_free(&suite);
    return good;
}

static bool run(struct sluice_bytes bytes, struct sluice_fuzz_answer *answer,
                struct sluice_finding *finding)
{
    struct sluice_yaml *yaml = NULL;
    struct sluice_yaml_error error = {0};
    *answer = (struct sluice_fuzz_answer){.verdict = "reject", .offset = UINT64_MAX};
    if (!sluice_yaml_parse((const char *)bytes.data, bytes.length, "input", &yaml, &error)) {
        return true;
    }
    if (!sluice_case_truth_document(sluice_yaml_root(yaml), finding) ||
        !check_stream(sluice_yaml_root(yaml), finding)) {
        sluice_yaml_free(yaml);
        return false;
    }
    return check_cases(yaml, answer, finding);
}

const struct sluice_fuzz_target sluice_fuzz_target = {
    .name = "case",
    .text = "loads a file of cases, and prints, loads and assembles the streams in it",
    .mutation = &sluice_mutate_cases,
    .run = run,
};
