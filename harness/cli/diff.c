#define _POSIX_C_SOURCE 200809L

#include "harness/diff/diff.h"

#include "harness/base/text.h"
#include "harness/cli/output.h"
#include "harness/cli/reading.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "sluice diff compares two streams by what they mean: values place by place, references by what\n"
    "they refer to, class descriptors by what they declare. Nothing of the streams is built.\n"
    "\n"
    "usage: sluice diff [OPTION...] A B\n"
    "\n"
    "  --exact              tell differences of form, too: how block data is cut, TC_LONGSTRING,\n"
    "                       handles, resets, annotations of classes\n"
    "  --brief              only say whether they differ\n"
    "  --most NUMBER        differences that are printed (100)\n"
    "  --json               the differences as an object\n"
    "  --partial            compare malformed streams, too, up to where they are\n"
    "  --models FILE        class models, for classes that cannot be read without their layout\n"
    "  --limit NAME=NUMBER  as `sluice inspect` takes it\n"
    "  --max-input SIZE     read at most so much of each (1 GiB)\n"
    "\n"
    "A or B may be -, for standard input. Each difference starts with its path in A, and in B where\n"
    "that is another one, the class it is in, and the offsets; - is what stands in A, + in B. A value\n"
    "that begins with @ is a reference to what has that path.\n"
    "\n"
    "exit: 0 no difference; 1 they differ; 2 wrong usage, a stream that is malformed, or input or\n"
    "      output failed\n"
    "\n"
    "example: sluice diff before.ser after.ser\n";

static const struct sluice_option options[] = {
    {"--models", "FILE", 'm'}, {"--limit", "NAME=NUMBER", 'l'}, {"--max-input", "SIZE", '\0'},
    {"--most", "NUMBER", 'n'}, {"--exact", NULL, '\0'},         {"--brief", NULL, 'q'},
    {"--partial", NULL, '\0'}, {"--json", NULL, '\0'},          {NULL, NULL, '\0'},
};

enum { MODELS, LIMIT, MAX_INPUT, MOST, EXACT, BRIEF, PARTIAL, JSON };

/* A is 0, B is 1. */
struct comparing {
    struct sluice_reading reading; /* of both; its path is not used */
    const char *path[2];
    struct sluice_input input[2];
    struct sluice_document *document[2];
    struct sluice_diff_options settings;
    uint64_t count;
    uint64_t printed;
    bool brief;
    bool partial;
    bool color;
};

/* --- options ---------------------------------------------------------------------------------- */

static bool take_operand(struct comparing *comparing, const char *word)
{
    if (comparing->path[1] != NULL) {
        (void)sluice_complain("diff takes two streams, not %s as well", word);
        return false;
    }
    comparing->path[comparing->path[0] == NULL ? 0 : 1] = word;
    return true;
}

static bool take_option(struct comparing *comparing, int option, const char *value)
{
    struct sluice_reading *reading = &comparing->reading;
    switch (option) {
    case MODELS:
        reading->has_models = true;
        return sluice_reading_take_models(&reading->models, value);
    case LIMIT:
        return sluice_reading_take_limit(reading->command, &reading->limits, value);
    case MAX_INPUT:
        return sluice_argument_size("--max-input", value, 1, SLUICE_INPUT_MAXIMUM,
                                    &reading->max_input);
    case MOST:
        return sluice_argument_size("--most", value, 1, UINT64_MAX, &comparing->settings.most);
    case EXACT:
        comparing->settings.exact = true;
        return true;
    case BRIEF:
        comparing->brief = true;
        return true;
    case PARTIAL:
        comparing->partial = true;
        return true;
    case JSON:
        reading->json = true;
        return true;
    default:
        return take_operand(comparing, value);
    }
}

/* True to go on; false when *status is the exit status. */
static bool read_words(struct comparing *comparing, int count, char **words, int *status)
{
    struct sluice_arguments arguments = {
        .command = comparing->reading.command, .options = options, .count = count, .words = words};
    const char *value;
    int found;
    *status = SLUICE_EXIT_USAGE;
    while ((found = sluice_arguments_next(&arguments, &value)) >= SLUICE_ARGUMENT_OPERAND) {
        if (!take_option(comparing, found, value)) {
            return false;
        }
    }
    if (found != SLUICE_ARGUMENT_END) {
        *status = sluice_arguments_status(found);
        return false;
    }
    if (comparing->path[1] == NULL) {
        (void)sluice_complain("diff needs two streams: files, or - for standard input");
        return false;
    }
    if (strcmp(comparing->path[0], "-") == 0 && strcmp(comparing->path[1], "-") == 0) {
        (void)sluice_complain("diff: standard input can be one of the two streams, not both");
        return false;
    }
    if (comparing->brief && comparing->reading.json) {
        (void)sluice_complain("diff: --brief and --json exclude each other");
        return false;
    }
    return sluice_reading_finish_models(comparing->reading.models);
}

/* --- text ------------------------------------------------------------------------------------- */

static void put_line(struct sluice_text *out, bool color, const char *code, const char *mark,
                     const char *value)
{
    if (value != NULL) {
        sluice_text_format(out, "%s%s%s%s\n", color ? code : "", mark, value,
                           color ? "\033[0m" : "");
    }
}

/* "path @@ class, offset 12 | 14": what is the same on both sides stands once. */
static void put_place(struct sluice_text *out, const struct sluice_difference *difference)
{
    const struct sluice_diff_side *a = &difference->a;
    const struct sluice_diff_side *b = &difference->b;
    const char *path = a->path != NULL ? a->path : b->path;
    sluice_text_format(out, "@@ %s", path);
    if (a->path != NULL && b->path != NULL && strcmp(a->path, b->path) != 0) {
        sluice_text_format(out, " | %s", b->path);
    }
    sluice_text_string(out, " @@ ");
    if (difference->class_name[0] != '\0' && difference->aspect != SLUICE_DIFF_CLASS) {
        sluice_text_format(out, "%s, ", difference->class_name);
    }
    if (difference->aspect == SLUICE_DIFF_SHARING || difference->aspect == SLUICE_DIFF_FORM) {
        sluice_text_format(out, "%s, ", sluice_diff_aspect_name(difference->aspect));
    }
    if (a->path == NULL || b->path == NULL) {
        sluice_text_format(out, "offset %" PRIu64 " of %c", a->path != NULL ? a->offset : b->offset,
                           a->path != NULL ? 'A' : 'B');
    } else if (a->offset == b->offset) {
        sluice_text_format(out, "offset %" PRIu64, a->offset);
    } else {
        sluice_text_format(out, "offset %" PRIu64 " | %" PRIu64, a->offset, b->offset);
    }
}

static bool print_text(struct comparing *comparing, const struct sluice_difference *difference)
{
    struct sluice_text out = {0};
    struct sluice_text place = {0};
    const bool color = comparing->color;
    if (comparing->printed++ == 0) {
        put_line(&out, color, "\033[1m", "--- ", comparing->input[0].name);
        put_line(&out, color, "\033[1m", "+++ ", comparing->input[1].name);
    }
    put_place(&place, difference);
    put_line(&out, color, "\033[36m", "", sluice_text_get(&place));
    put_line(&out, color, "\033[31m", "- ", difference->a.value);
    put_line(&out, color, "\033[32m", "+ ", difference->b.value);
    const bool good = !out.failed && !place.failed &&
                      sluice_output_piece(NULL, sluice_text_get(&out), out.length);
    sluice_text_free(&place);
    sluice_text_free(&out);
    return good;
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void put_side(struct sluice_text *out, const char *key, const struct sluice_diff_side *side)
{
    sluice_text_format(out, ",\"%s\":", key);
    if (side->path == NULL) {
        sluice_text_string(out, "null");
        return;
    }
    sluice_text_string(out, "{\"path\":");
    sluice_text_json_string(out, side->path);
    sluice_text_format(out, ",\"offset\":%" PRIu64 ",\"value\":", side->offset);
    sluice_text_json_string(out, side->value);
    sluice_text_string(out, "}");
}

static bool print_json(struct comparing *comparing, const struct sluice_difference *difference)
{
    struct sluice_text out = {0};
    sluice_text_format(&out,
                       "%s{\"aspect\":\"%s\",\"class_name\":", comparing->printed++ == 0 ? "" : ",",
                       sluice_diff_aspect_name(difference->aspect));
    sluice_text_json_string(&out,
                            difference->class_name[0] != '\0' ? difference->class_name : NULL);
    put_side(&out, "a", &difference->a);
    put_side(&out, "b", &difference->b);
    sluice_text_string(&out, "}");
    const bool good = !out.failed && sluice_output_piece(NULL, sluice_text_get(&out), out.length);
    sluice_text_free(&out);
    return good;
}

static bool print(void *context, const struct sluice_difference *difference)
{
    struct comparing *comparing = context;
    if (comparing->brief) {
        return false;
    }
    return comparing->reading.json ? print_json(comparing, difference)
                                   : print_text(comparing, difference);
}

/* --- the command ------------------------------------------------------------------------------ */

static bool colors_are_wanted(void)
{
    const char *no_color = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    return isatty(STDOUT_FILENO) != 0 && (no_color == NULL || no_color[0] == '\0') &&
           terminal != NULL && strcmp(terminal, "dumb") != 0;
}

/* Reads one of the streams. False after a complaint. */
static bool read_stream(struct comparing *comparing, int side)
{
    struct sluice_input *input = &comparing->input[side];
    struct sluice_source source;
    struct sluice_status end;
    const struct sluice_reading_result none = {0};
    const struct sluice_reading quiet = {.command = comparing->reading.command};
    const struct sluice_options settings = {
        .limits = &comparing->reading.limits,
        .layouts = comparing->reading.has_models ? sluice_models_policy(comparing->reading.models)
                                                 : NULL,
        .keep_partial = comparing->partial};
    if (!sluice_input_open(input, comparing->path[side], comparing->reading.max_input) ||
        !sluice_input_source(input, &source)) {
        return false;
    }
    if (sluice_inspect(&source, &settings, &comparing->document[side], &end) == SLUICE_OK) {
        return true;
    }
    return sluice_reading_finish(&quiet, input, none, &end) == SLUICE_EXIT_REJECTED &&
           comparing->document[side] != NULL;
}

static bool is_partial(const struct comparing *comparing, int side)
{
    return sluice_document_is_partial(comparing->document[side]);
}

/* The last lines, when all differences are printed. */
static void print_end(const struct comparing *comparing, bool differ)
{
    struct sluice_text out = {0};
    const uint64_t more = comparing->count - comparing->printed;
    if (comparing->reading.json) {
        sluice_text_format(&out, "],\"count\":%" PRIu64 ",\"equal\":%s,\"partial\":[%s,%s]}\n",
                           comparing->count, differ ? "false" : "true",
                           is_partial(comparing, 0) ? "true" : "false",
                           is_partial(comparing, 1) ? "true" : "false");
    } else if (comparing->brief && differ) {
        sluice_text_format(&out, "%s and %s differ\n", comparing->input[0].name,
                           comparing->input[1].name);
    } else if (!comparing->brief && more > 0) {
        sluice_text_format(&out, "... and %" PRIu64 " more (--most %" PRIu64 " prints all)\n", more,
                           comparing->count);
    }
    sluice_output_text(sluice_text_get(&out));
    sluice_text_free(&out);
}

static int compare(struct comparing *comparing)
{
    if (!read_stream(comparing, 0) || !read_stream(comparing, 1)) {
        return SLUICE_EXIT_USAGE;
    }
    comparing->color = colors_are_wanted();
    comparing->settings.tell = print;
    comparing->settings.context = comparing;
    if (comparing->reading.json) {
        sluice_output_text("{\"differences\":[");
    }
    if (sluice_diff(comparing->document[0], comparing->document[1], &comparing->settings,
                    &comparing->count) != SLUICE_OK) {
        return sluice_complain("out of memory while %s and %s were compared",
                               comparing->input[0].name, comparing->input[1].name);
    }
    /* A stream that is malformed behind all that the other has is not the same. */
    const bool differ = comparing->count > 0 ||
                        is_partial(comparing, 0) != is_partial(comparing, 1);
    print_end(comparing, differ);
    const int finished = sluice_output_finish();
    return finished != SLUICE_EXIT_ACCEPTED ? finished
           : differ                         ? SLUICE_EXIT_REJECTED
                                            : SLUICE_EXIT_ACCEPTED;
}

static int run(const struct sluice_command *command, int count, char **words)
{
    enum { MOST_DEFAULT = 100 };
    struct comparing comparing = {
        .reading = {.command = command, .max_input = SLUICE_INPUT_DEFAULT},
        .input = {{.file = -1}, {.file = -1}},
        .settings = {.most = MOST_DEFAULT}};
    int status;
    if (read_words(&comparing, count, words, &status)) {
        status = compare(&comparing);
    }
    for (int side = 0; side < 2; side++) {
        sluice_document_free(comparing.document[side]);
        sluice_input_close(&comparing.input[side]);
    }
    sluice_reading_free(&comparing.reading);
    return status;
}

const struct sluice_command sluice_command_diff = {"diff", "tell what differs between two streams",
                                                   help, run};
