#include "harness/cli/reading.h"

#include "harness/base/text.h"
#include "harness/cli/output.h"

#include <inttypes.h>
#include <sluice/json.h>
#include <stdio.h>
#include <string.h>

/* --- options ---------------------------------------------------------------------------------- */

static const struct sluice_option options[] = {
    {"--models", "FILE", 'm'},       {"--classes", "GROUP,...", 'c'},
    {"--limit", "NAME=NUMBER", 'l'}, {"--max-input", "SIZE", '\0'},
    {"--json", NULL, '\0'},          {"--compact", NULL, '\0'},
    {"--stats", NULL, '\0'},         {NULL, NULL, '\0'},
};

enum { MODELS, CLASSES, LIMIT, MAX_INPUT, JSON, COMPACT, STATS };

static bool begin_models(struct sluice_models **models)
{
    if (*models == NULL) {
        *models = sluice_models_new("corpora/models");
    }
    if (*models == NULL) {
        (void)sluice_complain("out of memory");
        return false;
    }
    return true;
}

bool sluice_reading_take_models(struct sluice_models **models, const char *path)
{
    struct sluice_yaml_error error = {0};
    char text[SLUICE_YAML_ERROR_TEXT];
    if (!begin_models(models)) {
        return false;
    }
    if (!sluice_models_add_file(*models, path, &error)) {
        (void)sluice_complain("%s", sluice_yaml_error_text(&error, text));
        return false;
    }
    return true;
}

bool sluice_reading_take_classes(struct sluice_models **models, const char *names)
{
    char name[32];
    if (!begin_models(models)) {
        return false;
    }
    for (const char *at = names;; at++) {
        const size_t length = strcspn(at, ",");
        (void)snprintf(name, sizeof name, "%.*s", length < sizeof name ? (int)length : 0, at);
        const uint32_t group = sluice_group_by_name(name);
        if (group == 0) {
            (void)sluice_complain("--classes: there is no group \"%.*s\"; `--classes list` says "
                                  "which there are",
                                  (int)length, at);
            return false;
        }
        sluice_models_add_groups(*models, group);
        at += length;
        if (*at == '\0') {
            return true;
        }
    }
}

/* Says which groups of classes there are. */
static void list_classes(void)
{
    char line[200];
    for (size_t i = 0; sluice_group_name(i) != NULL; i++) {
        (void)snprintf(line, sizeof line, "%-12s  %s\n", sluice_group_name(i),
                       sluice_group_text(i));
        sluice_output_text(line);
    }
    sluice_output_text("all           all of them\n");
}

bool sluice_reading_take_limit(const struct sluice_command *command, struct sluice_limits *limits,
                               const char *word)
{
    char name[64];
    const char *equals = strchr(word, '=');
    size_t length = equals != NULL ? (size_t)(equals - word) : strlen(word);
    if (equals == NULL) {
        (void)sluice_complain("--limit takes NAME=NUMBER, such as depth=100, not \"%s\"", word);
        return false;
    }
    (void)snprintf(name, sizeof name, "%.*s", length < sizeof name ? (int)length : 0, word);
    uint64_t *limit = sluice_limit_by_name(limits, name);
    if (limit != NULL) {
        return sluice_argument_size(name, equals + 1, 1, UINT64_MAX, limit);
    }
    const char *names[32] = {NULL};
    for (size_t i = 0; i < sluice_limit_count() && i < 31; i++) {
        names[i] = sluice_limit_name(i);
    }
    const char *nearest = sluice_yaml_nearest(name, names);
    if (nearest != NULL) {
        (void)sluice_complain("unknown limit %s; did you mean %s?", name, nearest);
    } else {
        (void)sluice_complain("unknown limit %s; `sluice %s --help` lists them", name,
                              command->name);
    }
    return false;
}

bool sluice_reading_finish_models(struct sluice_models *models)
{
    struct sluice_yaml_error error = {0};
    if (models != NULL && !sluice_models_finish(models, &error)) {
        char text[SLUICE_YAML_ERROR_TEXT];
        (void)sluice_complain("%s", sluice_yaml_error_text(&error, text));
        return false;
    }
    return true;
}

static bool take_option(struct sluice_reading *reading, int option, const char *value)
{
    switch (option) {
    case MODELS:
        reading->has_models = true;
        return sluice_reading_take_models(&reading->models, value);
    case CLASSES:
        reading->has_models = true;
        reading->lists_classes = strcmp(value, "list") == 0;
        return !reading->lists_classes && sluice_reading_take_classes(&reading->models, value);
    case LIMIT:
        return sluice_reading_take_limit(reading->command, &reading->limits, value);
    case MAX_INPUT:
        return sluice_argument_size("--max-input", value, 1, SLUICE_INPUT_MAXIMUM,
                                    &reading->max_input);
    case JSON:
        reading->json = true;
        return true;
    case COMPACT:
        reading->compact = true;
        return true;
    case STATS:
        reading->stats = true;
        return true;
    default:
        break;
    }
    if (reading->path != NULL) {
        (void)sluice_complain("%s takes one stream, not %s and %s", reading->command->name,
                              reading->path, value);
        return false;
    }
    reading->path = value;
    return true;
}

bool sluice_reading_begin(struct sluice_reading *reading, const struct sluice_command *command,
                          int count, char **words, int *status)
{
    struct sluice_arguments arguments = {
        .command = command, .options = options, .count = count, .words = words};
    const char *value;
    int found;
    *reading = (struct sluice_reading){.command = command, .max_input = SLUICE_INPUT_DEFAULT};
    *status = SLUICE_EXIT_USAGE;
    while ((found = sluice_arguments_next(&arguments, &value)) >= SLUICE_ARGUMENT_OPERAND) {
        if (!take_option(reading, found, value)) {
            if (reading->lists_classes) {
                list_classes();
                *status = sluice_output_finish();
            }
            return false;
        }
    }
    if (found != SLUICE_ARGUMENT_END) {
        *status = sluice_arguments_status(found);
        return false;
    }
    if (reading->path == NULL) {
        (void)sluice_complain("%s needs a stream: a file, or - for standard input", command->name);
        return false;
    }
    return sluice_reading_finish_models(reading->models);
}

void sluice_reading_free(struct sluice_reading *reading)
{
    sluice_models_free(reading->models);
    reading->models = NULL;
}

/* --- results ---------------------------------------------------------------------------------- */

static void add_resources(struct sluice_text *out, const struct sluice_status *status)
{
    sluice_text_format(out,
                       "{\"consumed\":%" PRIu64 ",\"steps\":%" PRIu64 ",\"peak_heap\":%" PRIu64
                       ",\"allocations\":%" PRIu64 ",\"objects\":%" PRIu64 ",\"elements\":%" PRIu64
                       ",\"depth\":%" PRIu32 "}",
                       status->consumed, status->steps, status->peak_heap, status->allocations,
                       status->objects, status->elements, status->depth);
}

static void print_stats(const struct sluice_reading *reading, const struct sluice_status *status)
{
    struct sluice_text line = {0};
    if (reading->stats && !reading->json) {
        add_resources(&line, status);
        (void)fprintf(stderr, "%s\n", sluice_text_get(&line));
    }
    sluice_text_free(&line);
}

static void end_json(const struct sluice_reading *reading, const struct sluice_status *status)
{
    struct sluice_text end = {0};
    if (reading->stats) {
        sluice_text_string(&end, ",\"resources\":");
        add_resources(&end, status);
    }
    sluice_text_string(&end, "}");
    sluice_output_text(sluice_text_get(&end));
    sluice_text_free(&end);
}

static enum sluice_reason write_value(const struct sluice_reading *reading,
                                      struct sluice_reading_result result)
{
    if (result.document != NULL) {
        return reading->compact
                   ? sluice_document_compact(result.document, NULL, sluice_output_piece, NULL)
                   : sluice_document_json(result.document, NULL, sluice_output_piece, NULL);
    }
    return reading->compact ? sluice_graph_compact(result.graph, NULL, sluice_output_piece, NULL)
                            : sluice_graph_json(result.graph, NULL, sluice_output_piece, NULL);
}

static int print_accepted(const struct sluice_reading *reading, struct sluice_reading_result result,
                          const struct sluice_status *status)
{
    if (reading->json) {
        sluice_output_text("{\"verdict\":\"accept\",\"value\":");
    }
    enum sluice_reason reason = write_value(reading, result);
    if (reading->json && reason == SLUICE_OK) {
        end_json(reading, status);
    }
    sluice_output_text("\n");
    int finished = sluice_output_finish();
    if (finished == SLUICE_EXIT_ACCEPTED && reason != SLUICE_OK) {
        return sluice_complain("%s: out of memory while the value was written", reading->path);
    }
    return finished;
}

static const char *verdict_name(enum sluice_reason reason)
{
    if (sluice_reason_is_limit(reason)) {
        return "limit";
    }
    return reason == SLUICE_NEEDS_CLASS ? "unsupported" : "reject";
}

static void print_rejected_json(const struct sluice_reading *reading,
                                const struct sluice_status *status)
{
    struct sluice_text line = {0};
    sluice_text_format(&line, "{\"verdict\":\"%s\",\"java_class\":\"%s\",\"reason\":\"%s\"",
                       verdict_name(status->reason),
                       sluice_java_class_name(sluice_reason_java_class(status->reason)),
                       sluice_reason_name(status->reason));
    sluice_text_string(&line, ",\"text\":");
    sluice_text_json_string(&line, sluice_reason_text(status->reason));
    sluice_text_format(&line, ",\"offset\":%" PRIu64 ",\"at\":", status->offset);
    sluice_text_json_string(&line, status->at);
    sluice_text_string(&line, ",\"path\":");
    sluice_text_json_string(&line, status->path);
    sluice_text_string(&line, ",\"class_name\":");
    sluice_text_json_string(&line, status->class_name[0] != '\0' ? status->class_name : NULL);
    sluice_output_text(sluice_text_get(&line));
    end_json(reading, status);
    sluice_output_text("\n");
    sluice_text_free(&line);
}

static int print_rejected(const struct sluice_reading *reading, const struct sluice_input *input,
                          const struct sluice_status *status)
{
    bool named = status->class_name[0] != '\0';
    if (reading->json) {
        print_rejected_json(reading, status);
    }
    sluice_say("%s: %s: %s (%s) at offset %" PRIu64 ", %s, %s%s%s: %s", input->name,
               verdict_name(status->reason),
               sluice_java_class_name(sluice_reason_java_class(status->reason)),
               sluice_reason_name(status->reason), status->offset,
               status->at != NULL ? status->at : "stream",
               status->path[0] != '\0' ? status->path : "stream", named ? ", class " : "",
               status->class_name, sluice_reason_text(status->reason));
    int finished = sluice_output_finish();
    return finished != SLUICE_EXIT_ACCEPTED ? finished : SLUICE_EXIT_REJECTED;
}

int sluice_reading_finish(const struct sluice_reading *reading, const struct sluice_input *input,
                          struct sluice_reading_result result, const struct sluice_status *status)
{
    print_stats(reading, status);
    if (status->reason == SLUICE_SOURCE_FAILED) {
        sluice_input_complain(input);
        return SLUICE_EXIT_USAGE;
    }
    if (status->reason == SLUICE_OUT_OF_MEMORY || status->reason == SLUICE_BAD_ARGUMENT) {
        return sluice_complain("%s: %s", input->name, sluice_reason_text(status->reason));
    }
    return status->reason == SLUICE_OK ? print_accepted(reading, result, status)
                                       : print_rejected(reading, input, status);
}
