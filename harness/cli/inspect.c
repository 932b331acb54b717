#include "harness/cli/reading.h"

static const char help[] =
    "sluice inspect prints what is in a stream, as canonical JSON. Nothing of it is built.\n"
    "\n"
    "usage: sluice inspect [OPTION...] FILE|-\n"
    "\n"
    "  --compact            one line for people in place of JSON\n"
    "  --json               an object: the verdict, and the value or the error\n"
    "  --stats              what it took: steps, heap, allocations, depth (standard error)\n"
    "  --models FILE        class models, for classes that cannot be read without their layout\n"
    "  --classes GROUP,...  the same for well-known classes; `--classes list` says what there is\n"
    "  --limit NAME=NUMBER  stream_bytes, bytes, objects, elements, array_length, string_bytes,\n"
    "                       depth, hierarchy, fields, interfaces, block_bytes, heap\n"
    "  --max-input SIZE     read at most so much (1 GiB)\n"
    "\n"
    "exit: 0 the stream is well formed; 1 it is not, and standard error says why and where;\n"
    "      2 wrong usage, or input or output failed\n"
    "\n"
    "example: sluice inspect object.ser\n";

static int run(const struct sluice_command *command, int count, char **words)
{
    struct sluice_reading reading;
    struct sluice_input input;
    struct sluice_source source;
    int status;
    if (!sluice_reading_begin(&reading, command, count, words, &status)) {
        sluice_reading_free(&reading);
        return status;
    }
    status = SLUICE_EXIT_USAGE;
    if (sluice_input_open(&input, reading.path, reading.max_input)) {
        struct sluice_document *document = NULL;
        struct sluice_status end;
        const struct sluice_options settings = {
            .limits = &reading.limits,
            .layouts = reading.has_models ? sluice_models_policy(reading.models) : NULL};
        if (sluice_input_source(&input, &source)) {
            enum sluice_reason reason = sluice_inspect(&source, &settings, &document, &end);
            (void)reason; /* also in `end` */
            struct sluice_reading_result result = {.document = document};
            status = sluice_reading_finish(&reading, &input, result, &end);
        }
        sluice_document_free(document);
        sluice_input_close(&input);
    }
    sluice_reading_free(&reading);
    return status;
}

const struct sluice_command sluice_command_inspect = {
    "inspect", "print what is in a stream; nothing is built", help, run};
