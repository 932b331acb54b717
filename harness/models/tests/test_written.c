/* Graphs of the models of corpora/models, written: what comes back is equal, and nothing is left of a
 * run that fails, wherever it fails. */
#define _POSIX_C_SOURCE 200809L /* opendir */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <dirent.h>

#include "harness/models/models.h"
#include "sluice/json.h"
#include "sluice/write.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static int load_models(void **state)
{
    struct sluice_yaml_error error = {0};
    struct sluice_models *models = sluice_models_new(NULL);
    *state = models;
    sluice_models_add_groups(models, SLUICE_GROUP_ALL);
    return sluice_models_add_file(models, "../../corpora/models/examples.yaml", &error) &&
                   sluice_models_finish(models, &error)
               ? 0
               : 1;
}

static int free_models(void **state)
{
    sluice_models_free(*state);
    return 0;
}

static struct sluice_buffer read_file(const char *path)
{
    struct sluice_buffer buffer = {0};
    const struct sluice_sink sink = sluice_sink_buffer(&buffer);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fail_msg("cannot open %s", path);
    }
    uint8_t part[4096];
    size_t got;
    while ((got = fread(part, 1, sizeof part, file)) > 0) {
        assert_true(sink.write(sink.context, part, got));
    }
    assert_int_equal(fclose(file), 0);
    return buffer;
}

static struct sluice_graph *decode(const struct sluice_models *models,
                                   const struct sluice_buffer *bytes)
{
    const struct sluice_source source = sluice_source_memory(bytes->bytes, bytes->length);
    struct sluice_graph *graph = NULL;
    (void)!sluice_decode(&source, sluice_models_policy(models), NULL, &graph, NULL);
    return graph;
}

static bool append(void *context, const char *bytes, size_t length)
{
    const struct sluice_sink sink = sluice_sink_buffer(context);
    return sink.write(sink.context, (const uint8_t *)bytes, length);
}

static struct sluice_buffer json_of(const struct sluice_graph *graph)
{
    struct sluice_buffer json = {0};
    assert_int_equal(sluice_graph_json(graph, NULL, append, &json), SLUICE_OK);
    return json;
}

static bool same(const struct sluice_buffer *a, const struct sluice_buffer *b)
{
    return a->length == b->length && (a->length == 0 || memcmp(a->bytes, b->bytes, a->length) == 0);
}

static struct sluice_buffer write(const struct sluice_graph *graph,
                                  const struct sluice_write_options *options)
{
    struct sluice_buffer bytes = {0};
    struct sluice_status status;
    const struct sluice_sink sink = sluice_sink_buffer(&bytes);
    const enum sluice_reason reason = sluice_write_graph(graph, &sink, options, &status);
    if (reason != SLUICE_OK) {
        fail_msg("%s at %s, class %s", sluice_reason_name(reason), status.path, status.class_name);
    }
    assert_int_equal(status.consumed, bytes.length);
    return bytes;
}

struct tally {
    const struct sluice_models *models;
    unsigned checked;
    unsigned wrong;
    unsigned identical;
};

/* Calls `visit` with every stream of a folder that the models admit. */
static void for_each_graph(const char *folder, struct tally *tally,
                           void (*visit)(const char *path, const struct sluice_buffer *bytes,
                                         const struct sluice_graph *graph, struct tally *tally))
{
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (const struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        const size_t length = strlen(entry->d_name);
        char path[600];
        if (length < 5 || strcmp(entry->d_name + length - 4, ".ser") != 0) {
            continue;
        }
        (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        struct sluice_buffer bytes = read_file(path);
        struct sluice_graph *graph = decode(tally->models, &bytes);
        if (graph != NULL) {
            tally->checked++;
            visit(path, &bytes, graph, tally);
        }
        sluice_graph_free(graph);
        sluice_buffer_free(&bytes);
    }
    assert_int_equal(closedir(dir), 0);
}

static void for_all_graphs(struct tally *tally,
                           void (*visit)(const char *path, const struct sluice_buffer *bytes,
                                         const struct sluice_graph *graph, struct tally *tally))
{
    for_each_graph("../../corpora/valid/streams", tally, visit);
    for_each_graph("tests/streams", tally, visit);
    assert_true(tally->checked >= 250);
    assert_int_equal(tally->wrong, 0);
}

/* --- equal graphs ----------------------------------------------------------------------------- */

static void expect_equal(const char *path, const struct sluice_buffer *bytes,
                         const struct sluice_graph *graph, struct tally *tally)
{
    struct sluice_buffer written = write(graph, NULL);
    struct sluice_graph *again = decode(tally->models, &written);
    struct sluice_buffer before = json_of(graph);
    struct sluice_buffer after = again != NULL ? json_of(again) : (struct sluice_buffer){0};
    tally->identical += same(bytes, &written);
    if (!same(&before, &after)) {
        print_error("%s comes back as %.*s\n", path, (int)after.length, (const char *)after.bytes);
        tally->wrong++;
    }
    sluice_graph_free(again);
    sluice_buffer_free(&before);
    sluice_buffer_free(&after);
    sluice_buffer_free(&written);
}

static void test_equal(void **state)
{
    struct tally tally = {.models = *state};
    for_all_graphs(&tally, expect_equal);
    print_message("%u graphs, %u of them as they were, byte for byte\n", tally.checked,
                  tally.identical);
}

/* --- limits ----------------------------------------------------------------------------------- */

/* What a reader counted is what it needs; one less is too little, for a reader and for the writer. */
static void expect_exact(const char *path, const struct sluice_buffer *bytes,
                         const struct sluice_graph *graph, struct tally *tally)
{
    (void)bytes;
    struct sluice_buffer written = write(graph, NULL);
    const struct sluice_source source = sluice_source_memory(written.bytes, written.length);
    struct sluice_status status;
    struct sluice_graph *again = NULL;
    assert_int_equal(
        sluice_decode(&source, sluice_models_policy(tally->models), NULL, &again, &status),
        SLUICE_OK);
    sluice_graph_free(again);
    struct sluice_limits limits = {.depth = status.depth};
    struct sluice_write_options options = {.reader = &limits};
    struct sluice_buffer bounded = {0};
    const struct sluice_sink sink = sluice_sink_buffer(&bounded);
    enum sluice_reason reason = limits.depth > 0 ? sluice_write_graph(graph, &sink, &options, NULL)
                                                 : SLUICE_OK;
    if (reason != SLUICE_OK) {
        print_error("%s: %s\n", path, sluice_reason_name(reason));
        tally->wrong++;
    }
    if (limits.depth > 1) {
        limits.depth--;
        reason = sluice_write_graph(graph, &sink, &options, NULL);
        tally->wrong += reason != SLUICE_LIMIT_DEPTH;
    }
    sluice_buffer_free(&bounded);
    sluice_buffer_free(&written);
}

static void test_exact_limits(void **state)
{
    struct tally tally = {.models = *state};
    for_all_graphs(&tally, expect_exact);
}

/* With a limit on objects the writer writes what a reader with this limit reads, or refuses. */
static void expect_resets(const char *path, const struct sluice_buffer *bytes,
                          const struct sluice_graph *graph, struct tally *tally)
{
    (void)bytes;
    for (uint64_t objects = 1; objects < 40; objects++) {
        struct sluice_limits limits = {.objects = objects};
        const struct sluice_write_options options = {.reader = &limits};
        const struct sluice_options reading = {.limits = &limits};
        struct sluice_buffer written = {0};
        const struct sluice_sink sink = sluice_sink_buffer(&written);
        const enum sluice_reason reason = sluice_write_graph(graph, &sink, &options, NULL);
        if (reason == SLUICE_OK) {
            const struct sluice_source source = sluice_source_memory(written.bytes, written.length);
            struct sluice_graph *again = NULL;
            (void)!sluice_decode(&source, sluice_models_policy(tally->models), &reading, &again,
                                 NULL);
            if (again == NULL || sluice_graph_count(again) < sluice_graph_count(graph)) {
                print_error("%s with %u objects\n", path, (unsigned)objects);
                tally->wrong++;
            }
            sluice_graph_free(again);
        } else {
            tally->wrong += reason != SLUICE_LIMIT_OBJECTS;
        }
        sluice_buffer_free(&written);
    }
}

static void test_resets(void **state)
{
    struct tally tally = {.models = *state};
    for_all_graphs(&tally, expect_resets);
}

/* --- failures --------------------------------------------------------------------------------- */

struct meter {
    struct sluice_allocator allocator;
    uint64_t live;
    unsigned calls;
    unsigned fail_at;
};

static void *get(void *context, size_t bytes)
{
    struct meter *meter = context;
    if (++meter->calls == meter->fail_at) {
        return NULL;
    }
    meter->live += bytes;
    return malloc(bytes);
}

static void put(void *context, void *memory, size_t bytes)
{
    struct meter *meter = context;
    meter->live -= bytes;
    free(memory);
}

static bool swallow(void *context, const uint8_t *bytes, size_t length)
{
    (void)bytes;
    (void)length;
    unsigned *left = context;
    return *left > 0 && (*left)-- > 0;
}

static void expect_clean_failures(const char *path, const struct sluice_buffer *bytes,
                                  const struct sluice_graph *graph, struct tally *tally)
{
    (void)bytes;
    struct meter meter = {.allocator = {get, put, &meter}};
    const struct sluice_write_options options = {.allocator = &meter.allocator};
    for (unsigned at = 1;; at++) {
        unsigned left = 1000;
        const struct sluice_sink sink = {swallow, &left};
        meter.calls = 0;
        meter.fail_at = at;
        const enum sluice_reason reason = sluice_write_graph(graph, &sink, &options, NULL);
        if (meter.live != 0 || (reason != SLUICE_OUT_OF_MEMORY && reason != SLUICE_OK)) {
            print_error("%s: allocation %u\n", path, at);
            tally->wrong++;
        }
        if (reason == SLUICE_OK || tally->wrong != 0) {
            break;
        }
    }
    const unsigned records = sluice_graph_count(graph);
    for (unsigned i = 0; i < records; i++) {
        unsigned left = i;
        const struct sluice_sink sink = {swallow, &left};
        meter.fail_at = 0;
        const enum sluice_reason reason = sluice_write_graph(graph, &sink, &options, NULL);
        tally->wrong += reason != SLUICE_SINK_FAILED || meter.live != 0;
    }
}

static void test_failures(void **state)
{
    struct tally tally = {.models = *state};
    for_all_graphs(&tally, expect_clean_failures);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal),
        cmocka_unit_test(test_exact_limits),
        cmocka_unit_test(test_resets),
        cmocka_unit_test(test_failures),
    };
    return cmocka_run_group_tests(tests, load_models, free_models);
}
