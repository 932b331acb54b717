/* Documents are written as the bytes that they were read from: every stream of a JDK, every vector
 * that can be inspected, and every bomb. */
#include "write_support.h"

#include <string.h>

#include "bombs.h"

#define STREAMS "../../../corpora/valid/streams"
#define VECTORS "../../../corpora/vectors/streams"

struct tally {
    unsigned same;
    unsigned different;
    unsigned unread;
};

static void compare(const char *name, const struct stream *stream, struct tally *tally)
{
    struct outcome outcome = inspect(stream, NULL);
    if (outcome.reason != SLUICE_OK) {
        tally->unread++;
        outcome_free(&outcome);
        return;
    }
    struct written written = write_document(outcome.document, NULL);
    if (written.reason != SLUICE_OK || written.bytes.length != stream->length ||
        memcmp(written.bytes.bytes, stream->bytes, stream->length) != 0) {
        print_error("%s: %s, %zu bytes, not the %zu that were read\n", name,
                    sluice_reason_name(written.reason), written.bytes.length, stream->length);
        tally->different++;
    } else {
        tally->same++;
    }
    /* the header of a stream without items is no record */
    assert_int_equal(written.calls, written.report.records + (stream->length == 4));
    assert_int_equal(written.report.resets, 0);
    written_free(&written);
    outcome_free(&outcome);
}

static void compare_file(const char *path, const char *id, void *context)
{
    struct stream stream = stream_of_file(path);
    compare(id, &stream, context);
    stream_free(&stream);
}

/* The streams that need a class's layout are in harness/cli/tests/test_cli_rewrite.py. */
static void test_real_streams(void **state)
{
    struct tally tally = {0};
    (void)state;
    for_each_file(STREAMS, ".ser", compare_file, &tally);
    assert_int_equal(tally.different, 0);
    assert_true(tally.same >= 636 && tally.unread <= 12);
}

static void test_vectors(void **state)
{
    struct tally tally = {0};
    (void)state;
    for_each_file(VECTORS, ".bin", compare_file, &tally);
    assert_int_equal(tally.different, 0);
    assert_true(tally.same >= 407);
}

/* Nested, wide and long streams: the work is linear, and nothing is left out. */
static void test_bombs(void **state)
{
    struct tally tally = {0};
    (void)state;
    for (size_t i = 0; i < bomb_count; i++) {
        uint64_t steps[2] = {0, 0};
        for (uint32_t large = 0; large < 2; large++) {
            struct stream stream = stream_begin();
            bombs[i].write(&stream, large != 0 ? 10 * bombs[i].small : bombs[i].small);
            compare(bombs[i].name, &stream, &tally);
            struct outcome outcome = inspect(&stream, NULL);
            if (outcome.reason == SLUICE_OK) {
                struct written written = write_document(outcome.document, NULL);
                steps[large] = written.status.steps;
                written_free(&written);
            }
            outcome_free(&outcome);
            stream_free(&stream);
        }
        if (steps[1] > 11 * steps[0] + 100) {
            fail_msg("%s: %llu steps, then %llu for ten times as much", bombs[i].name,
                     (unsigned long long)steps[0], (unsigned long long)steps[1]);
        }
    }
    assert_int_equal(tally.different, 0);
    assert_true(tally.same >= 2 * 35);
}

static void test_records(void **state)
{
    /* a string, a reset, a string, a run of two blocks, null */
    const char *hex = "74 0001 61 79 74 0001 61 77 01 00 7a 00000001 00 70";
    struct stream bytes;
    (void)state;
    struct outcome outcome = inspect_hex(&bytes, hex);
    struct written written = write_document(outcome.document, NULL);
    assert_int_equal(written.reason, SLUICE_OK);
    assert_int_equal(written.calls, 5);
    assert_int_equal(written.report.records, 5);
    assert_int_equal(written.status.objects, 1);
    written_free(&written);
    outcome_free(&outcome);
    stream_free(&bytes);
}

static void test_empty_stream(void **state)
{
    struct stream bytes;
    (void)state;
    struct outcome outcome = inspect_hex(&bytes, "");
    struct written written = write_document(outcome.document, NULL);
    assert_int_equal(written.reason, SLUICE_OK);
    assert_int_equal(written.bytes.length, 4);
    assert_memory_equal(written.bytes.bytes, "\xac\xed\x00\x05", 4);
    assert_int_equal(written.report.records, 0);
    written_free(&written);
    outcome_free(&outcome);
    stream_free(&bytes);
}

static void test_bad_arguments(void **state)
{
    struct stream bytes = stream_begin();
    const struct sluice_options keep = {.keep_partial = true};
    const struct sluice_sink no_sink = {NULL, NULL};
    struct sluice_status status;
    (void)state;
    put_hex(&bytes, "70 74 0005 61");
    struct outcome outcome = inspect(&bytes, &keep);
    assert_non_null(outcome.document);
    struct written written = write_document(outcome.document, NULL);
    assert_int_equal(written.reason, SLUICE_BAD_ARGUMENT);
    assert_string_equal(written.status.at, "document");
    assert_int_equal(written.calls, 0);
    assert_int_equal(sluice_write_document(outcome.document, &no_sink, NULL, &status),
                     SLUICE_BAD_ARGUMENT);
    assert_string_equal(status.at, "sink");
    written_free(&written);
    outcome_free(&outcome);
    stream_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_real_streams), cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_bombs),        cmocka_unit_test(test_records),
        cmocka_unit_test(test_empty_stream), cmocka_unit_test(test_bad_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
