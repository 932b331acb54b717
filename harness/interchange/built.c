#include "harness/interchange/built.h"

#include "harness/interchange/graphs.h"
#include "harness/interchange/pool.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Top-level values before the array (VALUES of ReadBuilt.java), and elements of the array. */
enum { VALUES = 2, LAST = 12 };

static void fill(struct sluice_pool *pool)
{
    const uint32_t steps = 5 + sluice_pool_below(pool, sluice_pool_one_in(pool, 10) ? 200 : 40);
    for (uint32_t i = 0; i < steps && !pool->failed; i++) {
        switch (sluice_pool_below(pool, 3)) {
        case 0:
            sluice_make_value(pool);
            break;
        case 1:
            sluice_make_container(pool);
            break;
        default:
            sluice_make_own(pool);
            break;
        }
    }
    if (sluice_pool_one_in(pool, 1000)) {
        sluice_make_large(pool);
    }
}

/* Of each value in `indices` the place where it stands first. */
static void print_sharing(struct sluice_text *digest, const struct sluice_pool *pool,
                          const size_t indices[static LAST])
{
    sluice_text_string(digest, "same");
    for (size_t i = 0; i < LAST; i++) {
        size_t first = 0;
        while (indices[first] != indices[i]) {
            first++;
        }
        if (pool->made[indices[i]].has_identity) {
            sluice_text_format(digest, " %zu", first);
        } else {
            sluice_text_string(digest, " -");
        }
    }
    sluice_text_string(digest, "\n");
}

/* The newest values, each as it is, and an array of some others, which may be parts of those. */
static void add_roots(struct sluice_pool *pool, struct sluice_text *digest)
{
    struct sluice_value items[LAST];
    size_t indices[LAST];
    struct sluice_value array = {0};
    for (size_t i = 0; i < VALUES; i++) {
        const struct sluice_made *made = &pool->made[pool->count - 1 - i];
        sluice_build_add(pool->builder, made->value);
        sluice_text_format(digest, "%s\n", made->text);
    }
    for (size_t i = 0; i < LAST; i++) {
        indices[i] = sluice_pool_below(pool, (uint32_t)pool->count);
        items[i] = pool->made[indices[i]].value;
    }
    sluice_build_array(pool->builder, "[Ljava.lang.Object;", items, LAST, &array);
    sluice_build_add(pool->builder, array);
    for (size_t i = 0; i < LAST; i++) {
        sluice_text_format(digest, "%s%s", i == 0 ? "[Ljava.lang.Object;[" : ",",
                           pool->made[indices[i]].text);
    }
    sluice_text_string(digest, "]\n");
    print_sharing(digest, pool, indices);
}

static void describe(char *note, size_t size, const char *what, const struct sluice_status *status)
{
    (void)snprintf(note, size, "%s: %s, %s, class %s", what, sluice_reason_name(status->reason),
                   status->path, status->class_name);
}

/* Reads what was written, and compares. */
static bool is_read_back(const struct sluice_policy *policy, const struct sluice_graph *graph,
                         const struct sluice_buffer *written, char *note, size_t size)
{
    struct sluice_graph *again = NULL;
    struct sluice_status status = {0};
    if (sluice_graph_decode(written->bytes, written->length, policy, &again, &status) !=
        SLUICE_OK) {
        describe(note, size, "decode", &status);
        return false;
    }
    const bool same = sluice_graph_is_same(graph, again);
    sluice_graph_free(again);
    if (!same) {
        (void)snprintf(note, size, "decoding what was written gives another graph");
    }
    return same;
}

bool sluice_built_make(const struct sluice_policy *policy, uint64_t seed,
                       struct sluice_buffer *written, struct sluice_text *digest, char *note,
                       size_t size)
{
    struct sluice_pool pool = {0};
    struct sluice_builder *builder = NULL;
    struct sluice_graph *graph = NULL;
    struct sluice_status status = {0};
    const struct sluice_sink sink = sluice_sink_buffer(written);
    written->length = 0;
    sluice_text_clear(digest);
    if (sluice_builder_create(policy, NULL, &builder) != SLUICE_OK) {
        (void)snprintf(note, size, "memory is short");
        return false;
    }
    sluice_pool_begin(&pool, builder, seed);
    fill(&pool);
    if (!pool.failed) {
        add_roots(&pool, digest);
    }
    const bool made = !pool.failed && !digest->failed;
    sluice_pool_end(&pool);
    bool good = sluice_builder_finish(builder, &graph, &status) == SLUICE_OK && made;
    if (!good) {
        describe(note, size, made ? "build" : "memory is short", &status);
    } else if (sluice_write_graph(graph, &sink, NULL, &status) != SLUICE_OK) {
        describe(note, size, "write", &status);
        good = false;
    } else {
        good = is_read_back(policy, graph, written, note, size);
    }
    sluice_graph_free(graph);
    return good;
}
