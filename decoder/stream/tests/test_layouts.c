/* Real streams that cannot be read without the class: external data of protocol 1, and custom data
 * that could as well be fields. index.json says what a class that was there would know. */
#include "write_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INDEX "../../../corpora/valid/index.json"
#define STREAMS "../../../corpora/valid/streams/"

enum { MOST_MODELS = 8, MOST_PIECES = 1024 };

struct layouts {
    struct sluice_class_model models[MOST_MODELS];
    char names[MOST_MODELS][128];
    size_t model_count;
    struct sluice_layout_item pieces[MOST_PIECES];
    size_t piece_count;
};

/* ["no-fields"] or parts of external data: a number of bytes, or "object". */
static const char *read_parts(struct layouts *layouts, struct sluice_class_model *model,
                              const char *at)
{
    model->form = SLUICE_FORM_EXTERNAL;
    model->layout = layouts->pieces + layouts->piece_count;
    assert_int_equal(*at, '[');
    for (at++; *at != ']'; at += *at == ',') {
        if (strncmp(at, "\"no-fields\"", 11) == 0) {
            model->form = SLUICE_FORM_DATA;
            at += 11;
        } else if (strncmp(at, "\"object\"", 8) == 0) {
            layouts->pieces[layouts->piece_count++] = (struct sluice_layout_item){
                .kind = SLUICE_LAYOUT_OBJECT};
            at += 8;
        } else {
            char *end;
            const unsigned long bytes = strtoul(at, &end, 10);
            assert_true(end != at && layouts->piece_count + bytes <= MOST_PIECES);
            for (unsigned long i = 0; i < bytes; i++) {
                layouts->pieces[layouts->piece_count++] = (struct sluice_layout_item){
                    .kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'B'};
            }
            at = end;
        }
    }
    model->layout_count = (size_t)(layouts->pieces + layouts->piece_count - model->layout);
    return at + 1;
}

/* "layout":{"class":[...],...} */
static void read_layouts(struct layouts *layouts, const char *line)
{
    const char *at = strstr(line, "\"layout\":{");
    assert_non_null(at);
    for (at += 10; *at != '}'; at += *at == ',') {
        const char *end = strchr(at + 1, '"');
        assert_true(end != NULL && layouts->model_count < MOST_MODELS);
        char *name = layouts->names[layouts->model_count];
        (void)snprintf(name, sizeof layouts->names[0], "%.*s", (int)(end - at - 1), at + 1);
        struct sluice_class_model *model = &layouts->models[layouts->model_count++];
        *model = (struct sluice_class_model){.name = name};
        at = read_parts(layouts, model, end + 2);
    }
}

static bool view_is(const struct sluice_document *document, const char *id)
{
    char path[512];
    (void)snprintf(path, sizeof path, STREAMS "%s.json", id);
    struct stream expected = stream_of_file(path);
    expected.bytes[expected.length - 1] = '\0';
    char *text = json_of(document);
    const bool same = strcmp(text, (const char *)expected.bytes) == 0;
    if (!same) {
        print_error("%s: %s\nexpected: %s\n", id, text, (const char *)expected.bytes);
    }
    free(text);
    stream_free(&expected);
    return same;
}

static bool is_written_back(const struct sluice_document *document, const struct stream *stream)
{
    struct written written = write_document(document, NULL);
    const bool same = written.bytes.length == stream->length &&
                      memcmp(written.bytes.bytes, stream->bytes, stream->length) == 0;
    written_free(&written);
    return same;
}

static bool check_stream(const char *line, const char *id)
{
    static struct layouts layouts;
    layouts = (struct layouts){0};
    read_layouts(&layouts, line);
    struct sluice_policy *policy;
    struct sluice_policy_error error;
    if (sluice_policy_create(layouts.models, layouts.model_count, NULL, &policy, &error) !=
        SLUICE_OK) {
        fail_msg("%s: %s", id, error.message);
    }
    char path[512];
    (void)snprintf(path, sizeof path, STREAMS "%s.ser", id);
    struct stream stream = stream_of_file(path);
    const struct sluice_options options = {.layouts = policy};
    struct outcome outcome = inspect(&stream, &options);
    bool good = outcome.reason == SLUICE_OK;
    if (!good) {
        print_error("%s: %s at %llu (%s)\n", id, sluice_reason_name(outcome.reason),
                    (unsigned long long)outcome.status.offset, outcome.status.at);
    } else {
        good = view_is(outcome.document, id) &&
               sluice_document_length(outcome.document) == stream.length &&
               is_written_back(outcome.document, &stream);
    }
    outcome_free(&outcome);
    /* Cut anywhere: no crash, and never more than the whole. */
    for (size_t length = 4; length < stream.length; length++) {
        const struct stream prefix = {.bytes = stream.bytes, .length = length};
        outcome = inspect(&prefix, &options);
        good = good && (outcome.reason == SLUICE_OK || outcome.status.offset <= length);
        outcome_free(&outcome);
    }
    stream_free(&stream);
    sluice_policy_free(policy);
    return good;
}

static void test_streams_that_need_layouts(void **state)
{
    (void)state;
    struct stream index = stream_of_file(INDEX);
    put_u8(&index, 0);
    unsigned wrong = 0;
    unsigned checked = 0;
    for (char *line = strtok((char *)index.bytes, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        char id[128];
        if (strstr(line, "\"needs\":") != NULL) {
            assert_true(line_value(line, "id", id, sizeof id));
            wrong += !check_stream(line, id);
            checked++;
        }
    }
    stream_free(&index);
    assert_true(checked >= 10);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_streams_that_need_layouts),
    };
    return cmocka_run_group_tests_name("layouts", tests, NULL, NULL);
}
