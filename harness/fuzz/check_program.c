#include "harness/fuzz/checks.h"
#include "harness/stream/program.h"

#include <string.h>

/* Programs are printed and loaded of one input in so many: that takes longer than all else. */
enum { TEXT_ONE_IN = 8 };

/* True if the program assembles to these bytes; noted otherwise. */
static bool assembles_to(const struct sluice_program *program, struct sluice_bytes stream,
                         const char *what, struct sluice_finding *finding)
{
    struct sluice_yaml_error error = {0};
    struct sluice_assembly assembly;
    if (!sluice_assemble(program, NULL, &assembly, &error)) {
        char text[SLUICE_YAML_ERROR_TEXT];
        return sluice_finding_note(finding, "identity", "%s cannot be assembled: %.300s", what,
                                   sluice_yaml_error_text(&error, text));
    }
    size_t at = 0;
    while (at < assembly.length && at < stream.length && assembly.bytes[at] == stream.data[at]) {
        at++;
    }
    const size_t length = assembly.length;
    sluice_assembly_free(&assembly);
    return (at == length && at == stream.length) ||
           sluice_finding_note(finding, "identity",
                               "%s assembles to %zu bytes, not %zu, others from offset %zu on",
                               what, length, stream.length, at);
}

static bool compare_loaded(const struct sluice_program *program,
                           const struct sluice_program *loaded, struct sluice_bytes stream,
                           struct sluice_finding *finding)
{
    return assembles_to(loaded, stream, "what is printed of the disassembled stream", finding) &&
           (sluice_program_equal(program, loaded) ||
            sluice_finding_note(finding, "identity",
                                "printed and loaded, the disassembled stream is another program"));
}

static bool is_same_as_text(const struct sluice_program *program, struct sluice_bytes stream,
                            struct sluice_finding *finding)
{
    struct sluice_text text = {0};
    struct sluice_yaml *document = NULL;
    struct sluice_program *loaded = NULL;
    struct sluice_yaml_error error = {0};
    bool good = true;
    if (sluice_program_print(program, &text)) {
        const char *yaml = sluice_text_get(&text);
        if (!sluice_yaml_parse(yaml, strlen(yaml), "printed", &document, &error) ||
            !sluice_program_load(sluice_yaml_get(sluice_yaml_root(document), "stream"), &loaded,
                                 &error)) {
            char why[SLUICE_YAML_ERROR_TEXT];
            good = sluice_finding_note(finding, "identity", "what is printed is not loaded: %.300s",
                                       sluice_yaml_error_text(&error, why));
        } else {
            good = compare_loaded(program, loaded, stream, finding);
        }
    }
    sluice_program_free(loaded);
    sluice_yaml_free(document);
    sluice_text_free(&text);
    return good;
}

bool sluice_check_program(struct sluice_execution *execution)
{
    const struct sluice_bytes stream = execution->input.stream;
    struct sluice_program *program = sluice_disassemble(stream.data, stream.length);
    if (program == NULL) {
        return true;
    }
    const bool as_text = sluice_fuzz_thorough ||
                         sluice_execution_choose(execution, SLUICE_CHOICE_TEXT, TEXT_ONE_IN) == 0;
    const bool good = assembles_to(program, stream, "the disassembled stream",
                                   execution->finding) &&
                      (!as_text || is_same_as_text(program, stream, execution->finding));
    sluice_program_free(program);
    return good;
}
