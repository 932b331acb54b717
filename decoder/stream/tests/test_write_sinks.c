/* What a sink has taken is a whole number of records: a stream that a reader takes, or, where the sink
 * itself gave up half-way, one that it refuses. And no allocation that fails leaves anything behind. */
#include "write_support.h"

#include <stdlib.h>
#include <string.h>

#define STREAMS "../../../corpora/valid/streams"

/* Takes some calls, and of the next one some bytes. */
struct weak_sink {
    struct stream taken;
    uint64_t calls_left;
    size_t bytes_left; /* of the call that fails */
    unsigned calls_after;
    bool failed;
};

static bool take(void *context, const uint8_t *bytes, size_t length)
{
    struct weak_sink *sink = context;
    sink->calls_after += sink->failed;
    if (sink->calls_left > 0) {
        sink->calls_left--;
        put_raw(&sink->taken, bytes, length);
        return true;
    }
    put_raw(&sink->taken, bytes, length < sink->bytes_left ? length : sink->bytes_left);
    sink->failed = true;
    return false;
}

struct tally {
    unsigned files;
    unsigned failures;
    unsigned wrong;
};

static bool is_read(const struct stream *stream)
{
    struct outcome outcome = inspect(stream, NULL);
    const bool good = outcome.reason == SLUICE_OK;
    outcome_free(&outcome);
    return good;
}

/* The sink fails at call `calls`, counted from 0, after so many bytes of it. */
static enum sluice_reason write_weakly(const struct sluice_document *document, uint64_t calls,
                                       size_t bytes, struct weak_sink *weak,
                                       struct sluice_status *status)
{
    *weak = (struct weak_sink){.taken = stream_new(), .calls_left = calls, .bytes_left = bytes};
    const struct sluice_sink sink = {take, weak};
    return sluice_write_document(document, &sink, NULL, status);
}

static void fail_at_each_call(const char *path, const char *id, void *context)
{
    struct tally *tally = context;
    struct stream stream = stream_of_file(path);
    struct outcome outcome = inspect(&stream, NULL);
    struct sluice_status status;
    struct weak_sink weak;
    if (outcome.reason == SLUICE_OK && stream.length < 5000) {
        tally->files++;
        for (uint64_t calls = 0;; calls++) {
            const enum sluice_reason reason = write_weakly(outcome.document, calls, 0, &weak,
                                                           &status);
            /* all of the records before, and nothing of the one that failed */
            const bool is_prefix = weak.taken.length <= stream.length &&
                                   memcmp(weak.taken.bytes, stream.bytes, weak.taken.length) == 0;
            if (!is_prefix || weak.calls_after != 0 || status.consumed != weak.taken.length ||
                (weak.taken.length != 0 && !is_read(&weak.taken))) {
                print_error("%s: failing at call %llu\n", id, (unsigned long long)calls);
                tally->wrong++;
            }
            stream_free(&weak.taken);
            if (reason == SLUICE_OK) {
                break;
            }
            tally->failures++;
            assert_int_equal(reason, SLUICE_SINK_FAILED);
        }
    }
    outcome_free(&outcome);
    stream_free(&stream);
}

static void test_failing_sinks(void **state)
{
    struct tally tally = {0};
    (void)state;
    for_each_file(STREAMS, ".ser", fail_at_each_call, &tally);
    assert_int_equal(tally.wrong, 0);
    assert_true(tally.files > 500 && tally.failures > tally.files);
}

/* A sink that gives up inside a record: no byte of it may be missing for a reader to take it. */
static void cut_last_record(const char *path, const char *id, void *context)
{
    struct tally *tally = context;
    struct stream stream = stream_of_file(path);
    struct outcome outcome = inspect(&stream, NULL);
    struct sluice_status status;
    struct weak_sink whole;
    struct weak_sink weak;
    if (outcome.reason == SLUICE_OK && stream.length < 1000) {
        tally->files++;
        uint64_t calls = 0;
        while (write_weakly(outcome.document, calls, 0, &whole, &status) != SLUICE_OK) {
            const size_t before = whole.taken.length;
            stream_free(&whole.taken);
            for (size_t bytes = 1;; bytes++) {
                (void)write_weakly(outcome.document, calls, bytes, &weak, &status);
                const size_t length = weak.taken.length;
                /* A header without a record is an empty stream, and a run of block data has no end of
                   its own. */
                const size_t first = before != 0 ? before : 4;
                const bool is_whole = length - before < bytes;
                const bool has_end = length > first && stream.bytes[first] != 0x77 &&
                                     stream.bytes[first] != 0x7A;
                if (!is_whole && has_end && is_read(&weak.taken)) {
                    struct weak_sink next;
                    (void)write_weakly(outcome.document, calls + 1, 0, &next, &status);
                    if (next.taken.length != length) {
                        print_error("%s: %zu bytes are taken for a record\n", id, length);
                        tally->wrong++;
                    }
                    stream_free(&next.taken);
                }
                tally->failures++;
                stream_free(&weak.taken);
                if (is_whole) {
                    break;
                }
            }
            calls++;
        }
        stream_free(&whole.taken);
    }
    outcome_free(&outcome);
    stream_free(&stream);
}

static void test_cut_records(void **state)
{
    struct tally tally = {0};
    (void)state;
    for_each_file(STREAMS, ".ser", cut_last_record, &tally);
    assert_int_equal(tally.wrong, 0);
    assert_true(tally.failures > 10000);
}

/* --- memory ----------------------------------------------------------------------------------- */

/* Writes with an allocator that fails at its n-th call, for the writer or for the buffer. */
static enum sluice_reason
write_with_meter(const struct sluice_document *document, struct meter *meter, bool for_buffer,
                 const struct sluice_limits *reader, struct sluice_buffer *buffer)
{
    struct sluice_write_options options = {.reader = reader};
    *buffer = (struct sluice_buffer){0};
    if (for_buffer) {
        buffer->allocator = &meter->allocator;
    } else {
        options.allocator = &meter->allocator;
    }
    const struct sluice_sink sink = sluice_sink_buffer(buffer);
    return sluice_write_document(document, &sink, &options, NULL);
}

static void sweep_file(const char *path, const char *id, void *context)
{
    struct tally *tally = context;
    const struct sluice_limits limits = {.bytes = 3000};
    struct stream stream = stream_of_file(path);
    struct outcome outcome = inspect(&stream, NULL);
    for (unsigned manner = 0; outcome.reason == SLUICE_OK && manner < 3; manner++) {
        enum sluice_reason reason = SLUICE_OUT_OF_MEMORY;
        for (uint64_t at = 1; reason == SLUICE_OUT_OF_MEMORY || reason == SLUICE_SINK_FAILED;
             at++) {
            struct meter meter;
            struct sluice_buffer buffer;
            meter_init(&meter);
            meter.fail_at = at;
            reason = write_with_meter(outcome.document, &meter, manner == 1,
                                      manner == 2 ? &limits : NULL, &buffer);
            struct stream taken = {buffer.bytes, buffer.length, buffer.capacity};
            const bool whole = buffer.length == 0 || is_read(&taken);
            sluice_buffer_free(&buffer);
            /* The writer asks for no more; the buffer does, which is asked for room ahead. */
            const bool stopped = manner == 1 || meter.calls <= at;
            if (!whole || !stopped || meter.live != 0) {
                print_error("%s: allocation %llu\n", id, (unsigned long long)at);
                tally->wrong++;
            }
            tally->failures++;
        }
        assert_true(reason == SLUICE_OK || sluice_reason_is_limit(reason));
    }
    outcome_free(&outcome);
    stream_free(&stream);
}

static void test_failing_memory(void **state)
{
    struct tally tally = {0};
    (void)state;
    for_each_file(STREAMS, ".ser", sweep_file, &tally);
    assert_int_equal(tally.wrong, 0);
    assert_true(tally.failures > 3000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_failing_sinks),
        cmocka_unit_test(test_cut_records),
        cmocka_unit_test(test_failing_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
