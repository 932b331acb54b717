#define _POSIX_C_SOURCE 200809L

#include "harness/base/text.h"
#include "harness/cli/cases.h"
#include "harness/cli/command.h"
#include "harness/cli/output.h"
#include "harness/suite/case.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "sluice assemble turns a stream program into bytes.\n"
    "\n"
    "usage: sluice assemble [OPTION...] FILE|-\n"
    "       sluice assemble [OPTION...] FILE --case ID\n"
    "       sluice assemble [OPTION...] ID\n"
    "\n"
    "FILE holds one stream program (`stream:` and a list of items), or, with --case, cases of the\n"
    "suite. ID alone is a case of corpora/attacks.\n"
    "\n"
    "  -o, --output FILE    where the bytes go; standard output unless that is a terminal\n"
    "  --case ID            assemble this case of FILE\n"
    "  --layout             print what each range of bytes encodes, and not the bytes\n"
    "\n"
    "exit: 0 done; 2 wrong usage, or input or output failed\n"
    "\n"
    "example: sluice assemble huge-arrays/int-max-claim -o claim.ser\n";

static const struct sluice_option options[] = {{"--output", "FILE", 'o'},
                                               {"--case", "ID", '\0'},
                                               {"--layout", NULL, '\0'},
                                               {NULL, NULL, '\0'}};

enum { OUTPUT, CASE, LAYOUT };

struct assembling {
    const char *path;
    const char *case_id;
    const char *output;
    bool layout;
};

static int print_layout(const struct sluice_assembly *assembly)
{
    struct sluice_text lines = {0};
    for (size_t i = 0; i < assembly->row_count; i++) {
        const struct sluice_layout_row *row = &assembly->rows[i];
        sluice_text_format(&lines, "%8" PRIu64 " %8" PRIu64 "  %-24s %s\n", row->start, row->end,
                           row->label, row->path);
    }
    if (assembly->rows_dropped > 0) {
        sluice_text_format(&lines, "and %" PRIu64 " more\n", assembly->rows_dropped);
    }
    sluice_output_text(sluice_text_get(&lines));
    sluice_text_free(&lines);
    return sluice_output_finish();
}

static int write_assembly(const struct assembling *what, const struct sluice_program *program)
{
    const struct sluice_assembly_options settings = {.max_rows = what->layout ? 100000 : 0};
    struct sluice_assembly assembly;
    struct sluice_yaml_error error = {0};
    if (!sluice_assemble(program, &settings, &assembly, &error)) {
        return sluice_complain_about(&error);
    }
    int status = what->layout ? print_layout(&assembly)
                              : sluice_output_binary(what->output, assembly.bytes, assembly.length);
    sluice_assembly_free(&assembly);
    return status;
}

static int assemble_file(const struct assembling *what)
{
    struct sluice_program *program = NULL;
    struct sluice_yaml_error error = {0};
    if (!sluice_program_load_file(what->path, &program, &error)) {
        return sluice_complain_about(&error);
    }
    int status = write_assembly(what, program);
    sluice_program_free(program);
    return status;
}

static int assemble_case(const struct assembling *what)
{
    struct sluice_suite suite = {0};
    int status = sluice_cases_load(&suite, &what->path, 1);
    if (status == SLUICE_EXIT_ACCEPTED) {
        size_t index = sluice_suite_find(&suite, what->case_id);
        status = index != SLUICE_NO_CASE
                     ? write_assembly(what, suite.cases[index].program)
                     : sluice_complain("%s holds no case %s; `sluice run --list %s` lists them",
                                       what->path, what->case_id, what->path);
    }
    sluice_suite_free(&suite);
    return status;
}

/* An operand that is no file but looks like an id is a case of corpora/attacks. */
static int assemble(struct assembling *what)
{
    const char *slash = strchr(what->path, '/');
    if (what->case_id == NULL && slash != NULL && access(what->path, F_OK) != 0) {
        struct sluice_text path = {0};
        sluice_text_format(&path, "corpora/attacks/%.*s.yaml", (int)(slash - what->path),
                           what->path);
        int status = SLUICE_EXIT_USAGE;
        if (access(sluice_text_get(&path), F_OK) == 0) {
            what->case_id = what->path;
            what->path = sluice_text_get(&path);
            status = assemble_case(what);
        } else {
            status = sluice_complain("%s is neither a file nor a case: there is no %s", what->path,
                                     sluice_text_get(&path));
        }
        sluice_text_free(&path);
        return status;
    }
    return what->case_id != NULL ? assemble_case(what) : assemble_file(what);
}

static int run(const struct sluice_command *command, int count, char **words)
{
    struct sluice_arguments arguments = {
        .command = command, .options = options, .count = count, .words = words};
    struct assembling what = {0};
    const char *value;
    int found;
    while ((found = sluice_arguments_next(&arguments, &value)) >= SLUICE_ARGUMENT_OPERAND) {
        if (found == OUTPUT) {
            what.output = value;
        } else if (found == CASE) {
            what.case_id = value;
        } else if (found == LAYOUT) {
            what.layout = true;
        } else if (what.path == NULL) {
            what.path = value;
        } else {
            return sluice_complain("assemble takes one program, not %s and %s", what.path, value);
        }
    }
    if (found != SLUICE_ARGUMENT_END) {
        return sluice_arguments_status(found);
    }
    if (what.path == NULL) {
        return sluice_complain("assemble needs a file, - for standard input, or the id of a case");
    }
    return assemble(&what);
}

const struct sluice_command sluice_command_assemble = {
    "assemble", "turn a stream program into bytes", help, run};
