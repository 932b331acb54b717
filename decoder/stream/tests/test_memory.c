/* An allocation that fails, at any point, leaves nothing behind and is reported as out-of-memory;
 * with the memory back the same run succeeds. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "bombs.h"

#define STREAMS "../../../corpora/valid/streams"

struct sweep {
    unsigned wrong;
    unsigned runs;
};

/* How a stream is read in one round of the sweep. */
struct manner {
    bool as_callback;
    bool keep_partial;
    bool fail_after;
};

static enum sluice_reason run_once(const struct stream *stream, const struct manner *manner,
                                   struct meter *meter, uint64_t fail_at, bool *made)
{
    struct chunks chunks;
    const struct sluice_source source = manner->as_callback
                                            ? chunked_source(&chunks, stream, 1000,
                                                             SLUICE_UNKNOWN_LENGTH)
                                            : sluice_source_memory(stream->bytes, stream->length);
    meter_init(meter);
    meter->fail_at = fail_at;
    meter->fail_after = manner->fail_after;
    const struct sluice_options options = {.allocator = &meter->allocator,
                                           .keep_partial = manner->keep_partial};
    struct sluice_document *document;
    struct sluice_status status;
    const enum sluice_reason reason = sluice_inspect(&source, &options, &document, &status);
    *made = document != NULL;
    sluice_document_free(document);
    return reason;
}

/* Refuses the first, the second, ... allocation until none is left to refuse. */
static bool sweep_manner(const struct stream *stream, const struct manner *manner,
                         struct sweep *sweep)
{
    struct meter meter;
    bool made;
    const enum sluice_reason undisturbed = run_once(stream, manner, &meter, 0, &made);
    const uint64_t calls = meter.calls;
    for (uint64_t at = 1; at <= calls; at++) {
        const enum sluice_reason reason = run_once(stream, manner, &meter, at, &made);
        sweep->runs++;
        /* What fails while a partial document is made does not replace the first error. */
        const bool partial = manner->keep_partial && reason == undisturbed && !made;
        if ((reason != SLUICE_OUT_OF_MEMORY && !partial) || made || meter.live != 0 ||
            meter.live_blocks != 0 || meter.calls != at) {
            print_error("allocation %llu of %llu refused: %s, %llu bytes left\n",
                        (unsigned long long)at, (unsigned long long)calls,
                        sluice_reason_name(reason), (unsigned long long)meter.live);
            return false;
        }
    }
    return true;
}

static bool sweep_stream(const struct stream *stream, struct sweep *sweep)
{
    for (unsigned bits = 0; bits < 8; bits++) {
        const struct manner manner = {
            .as_callback = (bits & 1) != 0,
            .keep_partial = (bits & 2) != 0,
            .fail_after = (bits & 4) != 0,
        };
        if (!sweep_manner(stream, &manner, sweep)) {
            return false;
        }
    }
    return true;
}

static void sweep_file(const char *path, const char *id, void *context)
{
    struct sweep *sweep = context;
    struct stream stream = stream_of_file(path);
    /* The whole stream, and one that ends too early. */
    for (unsigned cut = 0; cut < 2; cut++) {
        stream.length -= cut;
        if (stream.length < 8000 && !sweep_stream(&stream, sweep)) {
            print_error("%s, cut by %u\n", id, cut);
            sweep->wrong++;
        }
    }
    stream_free(&stream);
}

static void test_corpus(void **state)
{
    (void)state;
    struct sweep sweep = {0};
    for_each_file(STREAMS, ".ser", sweep_file, &sweep);
    assert_true(sweep.runs > 10000);
    assert_int_equal(sweep.wrong, 0);
}

static void test_bombs(void **state)
{
    (void)state;
    struct sweep sweep = {0};
    for (size_t i = 0; i < bomb_count; i++) {
        struct stream stream = stream_begin();
        bombs[i].write(&stream, 400);
        if (!sweep_stream(&stream, &sweep)) {
            print_error("%s\n", bombs[i].name);
            sweep.wrong++;
        }
        stream_free(&stream);
    }
    assert_int_equal(sweep.wrong, 0);
}

/* The writers of text hold what is pending, and nothing when they are done or refused. */
static bool count_text(void *context, const char *text, size_t length)
{
    (void)text;
    *(size_t *)context += length;
    return true;
}

static void test_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < bomb_count; i++) {
        struct stream stream = stream_begin();
        bombs[i].write(&stream, 500);
        struct outcome outcome = inspect(&stream, NULL);
        if (outcome.reason == SLUICE_OK) {
            struct meter meter;
            size_t written = 0;
            meter_init(&meter);
            assert_int_equal(
                sluice_document_json(outcome.document, &meter.allocator, count_text, &written),
                SLUICE_OK);
            assert_true(written > 0);
            assert_int_equal(meter.live, 0);
            const uint64_t calls = meter.calls;
            for (uint64_t at = 1; at <= calls; at++) {
                meter_init(&meter);
                meter.fail_at = at;
                assert_int_equal(
                    sluice_document_json(outcome.document, &meter.allocator, count_text, &written),
                    SLUICE_OUT_OF_MEMORY);
                assert_int_equal(meter.live, 0);
                assert_int_equal(meter.calls, at);
            }
        }
        outcome_free(&outcome);
        stream_free(&stream);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_corpus),
        cmocka_unit_test(test_bombs),
        cmocka_unit_test(test_text),
    };
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
