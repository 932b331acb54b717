#include "harness/cli/command.h"
#include "harness/cli/input.h"
#include "harness/cli/output.h"
#include "harness/stream/program.h"

static const char help[] =
    "sluice disassemble turns any bytes into a stream program, as YAML. What is not well formed\n"
    "becomes raw items; `sluice assemble` makes the same bytes of it again.\n"
    "\n"
    "usage: sluice disassemble [OPTION...] FILE|-\n"
    "\n"
    "  --max-input SIZE     read at most so much (1 GiB)\n"
    "\n"
    "exit: 0 done; 2 wrong usage, or input or output failed\n"
    "\n"
    "example: sluice disassemble crash.ser > case.yaml\n";

static const struct sluice_option options[] = {{"--max-input", "SIZE", '\0'}, {NULL, NULL, '\0'}};

static int print_program(const struct sluice_input *input, struct sluice_bytes bytes)
{
    struct sluice_program *program = sluice_disassemble(bytes.data, bytes.length);
    if (program == NULL) {
        return sluice_complain("%s: out of memory, or more than 1 GiB of bytes", input->name);
    }
    struct sluice_text text = {0};
    bool printed = sluice_program_print(program, &text);
    sluice_program_free(program);
    if (!printed) {
        sluice_text_free(&text);
        return sluice_complain("%s: out of memory while the program was printed", input->name);
    }
    (void)sluice_output_piece(NULL, sluice_text_get(&text), text.length);
    sluice_text_free(&text);
    return sluice_output_finish();
}

static int disassemble(const char *path, uint64_t maximum)
{
    struct sluice_input input;
    struct sluice_bytes bytes;
    int status = SLUICE_EXIT_USAGE;
    if (sluice_input_open(&input, path, maximum)) {
        if (sluice_input_read(&input, &bytes)) {
            status = print_program(&input, bytes);
        }
        sluice_input_close(&input);
    }
    return status;
}

static int run(const struct sluice_command *command, int count, char **words)
{
    struct sluice_arguments arguments = {
        .command = command, .options = options, .count = count, .words = words};
    uint64_t maximum = SLUICE_INPUT_DEFAULT;
    const char *path = NULL;
    const char *value;
    int found;
    while ((found = sluice_arguments_next(&arguments, &value)) >= SLUICE_ARGUMENT_OPERAND) {
        if (found == SLUICE_ARGUMENT_OPERAND && path != NULL) {
            return sluice_complain("disassemble takes one file, not %s and %s", path, value);
        }
        if (found == SLUICE_ARGUMENT_OPERAND) {
            path = value;
        } else if (!sluice_argument_size("--max-input", value, 1, SLUICE_INPUT_DEFAULT, &maximum)) {
            return SLUICE_EXIT_USAGE;
        }
    }
    if (found != SLUICE_ARGUMENT_END) {
        return sluice_arguments_status(found);
    }
    if (path == NULL) {
        return sluice_complain("disassemble needs a file, or - for standard input");
    }
    return disassemble(path, maximum);
}

const struct sluice_command sluice_command_disassemble = {
    "disassemble", "turn any bytes into a stream program", help, run};
