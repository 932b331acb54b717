#include "harness/base/text.h"
#include "harness/cli/output.h"
#include "harness/cli/reading.h"

#include <inttypes.h>
#include <sluice/classes.h>
#include <sluice/write.h>
#include <stdio.h>
#include <string.h>

static const char help[] =
    "sluice rewrite reads a stream as `sluice inspect` does and writes it again. Without options, the\n"
    "bytes of a stream that a JDK wrote stay what they are.\n"
    "\n"
    "usage: sluice rewrite [OPTION...] IN OUT\n"
    "\n"
    "  --limit NAME=NUMBER  the reader that OUT is for has this limit: the stream is reset before it\n"
    "                       would be reached, and what cannot fit is refused; stream_bytes, bytes,\n"
    "                       objects, elements, array_length, string_bytes, depth, hierarchy,\n"
    "                       fields, interfaces, block_bytes\n"
    "  --safe               collections and maps of the JDK, and of --models, are replaced by\n"
    "                       immutable ones, where the place admits it (Java 9 or later reads them)\n"
    "  --models FILE        class models, for classes that cannot be read without their layout, and\n"
    "                       for containers of your own\n"
    "  --max-input SIZE     read at most so much (1 GiB)\n"
    "  --json               the report, or the error, as an object\n"
    "\n"
    "IN or OUT may be -, for standard input and output. OUT is replaced when all of it is written;\n"
    "after a failure it is as it was, and so is a file that shares its bytes by a hard link.\n"
    "\n"
    "exit: 0 OUT is written; 1 IN is malformed or does not fit the limits, and standard error says\n"
    "      why and where; 2 wrong usage, or input or output failed\n"
    "\n"
    "example: sluice rewrite --safe object.ser safe.ser\n"
    "         sluice rewrite --limit objects=1000 --limit bytes=64KiB object.ser small.ser\n";

static const struct sluice_option options[] = {
    {"--models", "FILE", 'm'}, {"--limit", "NAME=NUMBER", 'l'}, {"--max-input", "SIZE", '\0'},
    {"--json", NULL, '\0'},    {"--safe", NULL, '\0'},          {NULL, NULL, '\0'},
};

enum { MODELS, LIMIT, MAX_INPUT, JSON, SAFE };

/* What the command was told, and what it makes. */
struct rewriting {
    struct sluice_reading reading; /* of IN; its limits are not used */
    const char *out;
    struct sluice_limits reader; /* of OUT */
    bool is_safe;
    struct sluice_policy *safe; /* all that is known of containers */
    struct sluice_write_report report;
    struct sluice_buffer bytes;
};

static bool take_operand(struct rewriting *rewriting, const char *word)
{
    if (rewriting->reading.path == NULL) {
        rewriting->reading.path = word;
    } else if (rewriting->out == NULL) {
        rewriting->out = word;
    } else {
        (void)sluice_complain("rewrite takes IN and OUT, not %s as well", word);
        return false;
    }
    return true;
}

static bool take_option(struct rewriting *rewriting, int option, const char *value)
{
    struct sluice_reading *reading = &rewriting->reading;
    switch (option) {
    case MODELS:
        reading->has_models = true;
        return sluice_reading_take_models(&reading->models, value);
    case LIMIT:
        if (strncmp(value, "heap=", 5) == 0) {
            (void)sluice_complain("rewrite: how much heap a reader needs cannot be told from a "
                                  "stream; limit objects, elements and bytes");
            return false;
        }
        return sluice_reading_take_limit(reading->command, &rewriting->reader, value);
    case MAX_INPUT:
        return sluice_argument_size("--max-input", value, 1, SLUICE_INPUT_MAXIMUM,
                                    &reading->max_input);
    case JSON:
        reading->json = true;
        return true;
    case SAFE:
        rewriting->is_safe = true;
        return true;
    default:
        return take_operand(rewriting, value);
    }
}

/* True to go on; false when *status is the exit status. */
static bool read_words(struct rewriting *rewriting, int count, char **words, int *status)
{
    struct sluice_arguments arguments = {
        .command = rewriting->reading.command, .options = options, .count = count, .words = words};
    const char *value;
    int found;
    *status = SLUICE_EXIT_USAGE;
    while ((found = sluice_arguments_next(&arguments, &value)) >= SLUICE_ARGUMENT_OPERAND) {
        if (!take_option(rewriting, found, value)) {
            return false;
        }
    }
    if (found != SLUICE_ARGUMENT_END) {
        *status = sluice_arguments_status(found);
        return false;
    }
    if (rewriting->out == NULL) {
        (void)sluice_complain(
            "rewrite needs IN and OUT: files, or - for standard input and output");
        return false;
    }
    if (rewriting->reading.json && strcmp(rewriting->out, "-") == 0) {
        (void)sluice_complain("rewrite: the stream and --json cannot both go to standard output");
        return false;
    }
    return sluice_reading_finish_models(rewriting->reading.models);
}

/* The well-known classes and those of --models. */
static bool make_policy(struct rewriting *rewriting)
{
    struct sluice_model_set sets[1 + SLUICE_GROUP_SETS_MAX] = {{0}};
    struct sluice_policy_error error = {0};
    if (rewriting->reading.has_models) {
        sets[0].models = sluice_models_array(rewriting->reading.models, &sets[0].count);
    }
    const size_t count = 1 + sluice_group_sets(SLUICE_GROUP_ALL, sets + 1);
    const enum sluice_reason reason = sluice_policy_create_from(sets, count, NULL, &rewriting->safe,
                                                                &error);
    if (reason != SLUICE_OK) {
        (void)sluice_complain("rewrite: --models and the well-known classes do not go together: %s",
                              reason == SLUICE_BAD_ARGUMENT ? error.message
                                                            : sluice_reason_text(reason));
    }
    return reason == SLUICE_OK;
}

static void add_report(struct sluice_text *text, const struct rewriting *rewriting)
{
    const struct sluice_write_report *report = &rewriting->report;
    const uint64_t kept = report->kept_by_place + report->kept_in_cycle + report->kept_as_read;
    if (rewriting->reading.json) {
        sluice_text_format(text,
                           ",\"replaced\":%" PRIu64 ",\"kept_by_place\":%" PRIu64
                           ",\"kept_in_cycle\":%" PRIu64 ",\"kept_as_read\":%" PRIu64,
                           report->replaced, report->kept_by_place, report->kept_in_cycle,
                           report->kept_as_read);
        return;
    }
    sluice_text_format(text, "%" PRIu64 " containers replaced, %" PRIu64 " kept", report->replaced,
                       kept);
    if (kept != 0) {
        sluice_text_format(text,
                           ": %" PRIu64 " where the place wants their class, %" PRIu64
                           " that contain themselves, %" PRIu64 " in an unknown form",
                           report->kept_by_place, report->kept_in_cycle, report->kept_as_read);
    }
    sluice_text_string(text, "\n");
}

static void print_report(const struct rewriting *rewriting, uint64_t bytes_in)
{
    const struct sluice_write_report *report = &rewriting->report;
    struct sluice_text text = {0};
    if (rewriting->reading.json) {
        sluice_text_format(&text,
                           "{\"verdict\":\"accept\",\"bytes_in\":%" PRIu64 ",\"bytes_out\":%zu"
                           ",\"records\":%" PRIu64 ",\"resets\":%" PRIu64,
                           bytes_in, rewriting->bytes.length, report->records, report->resets);
    } else {
        sluice_text_format(&text,
                           "%" PRIu64 " bytes in, %zu bytes out, %" PRIu64 " records, %" PRIu64
                           " resets added\n",
                           bytes_in, rewriting->bytes.length, report->records, report->resets);
    }
    if (rewriting->is_safe) {
        add_report(&text, rewriting);
    }
    sluice_text_string(&text, rewriting->reading.json ? "}\n" : "");
    sluice_output_text(sluice_text_get(&text));
    sluice_text_free(&text);
}

/* The document is there: writes it. */
static int write_out(struct rewriting *rewriting, const struct sluice_input *input,
                     const struct sluice_document *document)
{
    const struct sluice_sink sink = sluice_sink_buffer(&rewriting->bytes);
    const struct sluice_write_options settings = {
        .reader = &rewriting->reader, .safe = rewriting->safe, .report = &rewriting->report};
    struct sluice_status end;
    const struct sluice_reading_result none = {0};
    if (sluice_write_document(document, &sink, &settings, &end) != SLUICE_OK) {
        if (end.reason == SLUICE_SINK_FAILED) {
            end.reason = SLUICE_OUT_OF_MEMORY; /* the sink is memory */
        }
        return sluice_reading_finish(&rewriting->reading, input, none, &end);
    }
    const int status = sluice_output_replace(rewriting->out, rewriting->bytes.bytes,
                                             rewriting->bytes.length);
    if (status != SLUICE_EXIT_ACCEPTED || strcmp(rewriting->out, "-") == 0) {
        return status;
    }
    print_report(rewriting, sluice_document_length(document));
    return sluice_output_finish();
}

static int rewrite(struct rewriting *rewriting)
{
    struct sluice_reading *reading = &rewriting->reading;
    struct sluice_input input;
    struct sluice_source source;
    int status = SLUICE_EXIT_USAGE;
    if (!sluice_input_open(&input, reading->path, reading->max_input)) {
        return status;
    }
    struct sluice_document *document = NULL;
    struct sluice_status end;
    const struct sluice_options settings = {
        .layouts = reading->has_models ? sluice_models_policy(reading->models) : NULL};
    if (sluice_input_source(&input, &source)) {
        const struct sluice_reading_result none = {0};
        status = sluice_inspect(&source, &settings, &document, &end) == SLUICE_OK
                     ? write_out(rewriting, &input, document)
                     : sluice_reading_finish(reading, &input, none, &end);
    }
    sluice_document_free(document);
    sluice_input_close(&input);
    return status;
}

static int run(const struct sluice_command *command, int count, char **words)
{
    struct rewriting rewriting = {
        .reading = {.command = command, .max_input = SLUICE_INPUT_DEFAULT}};
    int status;
    if (read_words(&rewriting, count, words, &status)) {
        const bool ready = !rewriting.is_safe || make_policy(&rewriting);
        status = ready ? rewrite(&rewriting) : SLUICE_EXIT_USAGE;
    }
    sluice_policy_free(rewriting.safe);
    sluice_buffer_free(&rewriting.bytes);
    sluice_reading_free(&rewriting.reading);
    return status;
}

const struct sluice_command sluice_command_rewrite = {
    "rewrite", "write a stream again, within a reader's limits", help, run};
