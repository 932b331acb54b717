#include "harness/cli/reading.h"

static const char help[] =
    "sluice decode builds the objects of a stream, as far as class models allow it, and prints them.\n"
    "\n"
    "usage: sluice decode --classes GROUP,... [OPTION...] STREAM|-\n"
    "       sluice decode --models FILE [OPTION...] STREAM|-\n"
    "\n"
    "  --classes GROUP,...  well-known classes that may be built: interfaces, boxes, text, math, dates,\n"
    "                       time, values, net, collections, immutable, concurrent, throwables, all;\n"
    "                       `--classes list` says what is in them\n"
    "  --models FILE        class models: what else may be built; may be given more than once\n"
    "  --compact            one line for people in place of JSON\n"
    "  --json               an object: the verdict, and the value or the error\n"
    "  --stats              what it took: steps, heap, allocations, depth (standard error)\n"
    "  --limit NAME=NUMBER  stream_bytes, bytes, objects, elements, array_length, string_bytes,\n"
    "                       depth, hierarchy, fields, interfaces, block_bytes, heap\n"
    "  --max-input SIZE     read at most so much (1 GiB)\n"
    "\n"
    "exit: 0 accepted; 1 rejected, and standard error says why and where;\n"
    "      2 wrong usage, or input or output failed\n"
    "\n"
    "example: sluice decode --classes collections,boxes object.ser\n";

static int run(const struct sluice_command *command, int count, char **words)
{
    struct sluice_reading reading;
    struct sluice_input input;
    struct sluice_source source;
    int status;
    bool going = sluice_reading_begin(&reading, command, count, words, &status);
    if (going && !reading.has_models) {
        status = sluice_complain("decode needs --classes GROUP,... or --models FILE: without them "
                                 "nothing may be built; `sluice inspect` needs none");
        going = false;
    }
    if (going && !sluice_input_open(&input, reading.path, reading.max_input)) {
        status = SLUICE_EXIT_USAGE;
        going = false;
    }
    if (going) {
        struct sluice_graph *graph = NULL;
        struct sluice_status end;
        const struct sluice_options settings = {.limits = &reading.limits};
        status = SLUICE_EXIT_USAGE;
        if (sluice_input_source(&input, &source)) {
            enum sluice_reason reason = sluice_decode(&source, sluice_models_policy(reading.models),
                                                      &settings, &graph, &end);
            (void)reason; /* also in `end` */
            struct sluice_reading_result result = {.graph = graph};
            status = sluice_reading_finish(&reading, &input, result, &end);
        }
        sluice_graph_free(graph);
        sluice_input_close(&input);
    }
    sluice_reading_free(&reading);
    return status;
}

const struct sluice_command sluice_command_decode = {
    "decode", "build the objects of a stream that class models allow", help, run};
