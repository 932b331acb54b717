/* Sources: memory and callbacks, known and unknown lengths, broken promises, read errors, and what a
 * source may expect of the decoder. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "reader.h"

static struct stream text_stream(unsigned strings)
{
    struct stream stream = stream_begin();
    for (unsigned i = 0; i < strings; i++) {
        put_string(&stream, "some text");
    }
    return stream;
}

static void test_memory(void **state)
{
    (void)state;
    const uint8_t bytes[] = {0xAC, 0xED, 0x00, 0x05};
    struct sluice_source source = sluice_source_memory(bytes, sizeof bytes);
    assert_ptr_equal(source.bytes, bytes);
    assert_int_equal(source.length, 4);
    assert_null(source.read);
    struct sluice_document *document;
    assert_int_equal(sluice_inspect(&source, NULL, &document, NULL), SLUICE_OK);
    assert_int_equal(sluice_item_count(document, sluice_document_contents(document)), 0);
    assert_int_equal(sluice_document_length(document), 4);
    sluice_document_free(document);
    /* Nothing at all is a source too. */
    source = sluice_source_memory(NULL, 0);
    struct sluice_status status;
    assert_int_equal(sluice_inspect(&source, NULL, &document, &status), SLUICE_TRUNCATED);
    assert_null(document);
}

static void test_unusable(void **state)
{
    (void)state;
    const uint8_t bytes[4] = {0};
    const struct sluice_source sources[] = {
        {0},
        {.bytes = bytes, .length = UINT32_MAX},
        {.bytes = bytes, .length = 4, .read = (sluice_read_fn)(void (*)(void))abort},
    };
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        struct sluice_document *document;
        struct sluice_status status;
        assert_int_equal(sluice_inspect(&sources[i], NULL, &document, &status),
                         SLUICE_BAD_ARGUMENT);
        assert_null(document);
        assert_int_equal(status.allocations, 0);
        assert_non_null(status.at);
    }
    sluice_document_free(NULL);
}

/* A read error is reported as one wherever it happens: also between two items, where the stream
 * could have ended. Nothing is asked for after it. */
static void test_read_errors(void **state)
{
    (void)state;
    struct stream stream = text_stream(5);
    for (size_t at = 0; at <= stream.length; at++) {
        for (unsigned known = 0; known < 2; known++) {
            struct chunks chunks;
            const struct sluice_source source = chunked_source(
                &chunks, &stream, 3, known ? stream.length + 1 : SLUICE_UNKNOWN_LENGTH);
            chunks.error_at = at;
            struct sluice_document *document;
            struct sluice_status status;
            assert_int_equal(sluice_inspect(&source, NULL, &document, &status),
                             SLUICE_SOURCE_FAILED);
            assert_null(document);
            assert_true(status.offset <= at);
            assert_int_equal(chunks.calls_after_end, 0);
        }
    }
    stream_free(&stream);
}

/* Fewer bytes than promised: truncated, also between two items. More are never asked for. */
static void test_broken_promises(void **state)
{
    (void)state;
    struct stream stream = text_stream(3);
    struct chunks chunks;
    struct sluice_document *document;
    struct sluice_status status;
    struct sluice_source source = chunked_source(&chunks, &stream, 5, stream.length + 1);
    assert_int_equal(sluice_inspect(&source, NULL, &document, &status), SLUICE_TRUNCATED);
    assert_null(document);
    assert_int_equal(status.offset, stream.length);

    const size_t two = stream.length - 12;
    source = chunked_source(&chunks, &stream, 5, two);
    assert_int_equal(sluice_inspect(&source, NULL, &document, &status), SLUICE_OK);
    assert_int_equal(sluice_item_count(document, sluice_document_contents(document)), 2);
    assert_int_equal(chunks.given, two);
    sluice_document_free(document);
    stream_free(&stream);
}

struct greedy {
    int64_t answer;
};

static int64_t answer_wrongly(void *context, uint8_t *buffer, size_t capacity)
{
    const struct greedy *greedy = context;
    buffer[0] = 0;
    return greedy->answer == INT64_MAX ? (int64_t)capacity + 1 : greedy->answer;
}

/* A callback that says it wrote more than there was room for. */
static void test_wrong_answers(void **state)
{
    (void)state;
    static const int64_t answers[] = {INT64_MAX, -1, -2, INT64_MIN, 1000000};
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        struct greedy greedy = {answers[i]};
        const struct sluice_source source = sluice_source_callback(answer_wrongly, &greedy,
                                                                   SLUICE_UNKNOWN_LENGTH);
        struct sluice_document *document;
        assert_int_equal(sluice_inspect(&source, NULL, &document, NULL), SLUICE_SOURCE_FAILED);
        assert_null(document);
    }
}

/* A document over a callback owns its bytes: the source may go away. */
static void test_bytes_are_kept(void **state)
{
    (void)state;
    struct stream stream = text_stream(2000);
    struct chunks chunks;
    const struct sluice_source source = chunked_source(&chunks, &stream, 777,
                                                       SLUICE_UNKNOWN_LENGTH);
    struct sluice_document *document;
    assert_int_equal(sluice_inspect(&source, NULL, &document, NULL), SLUICE_OK);
    stream_free(&stream);
    const struct sluice_item list = sluice_document_contents(document);
    assert_int_equal(sluice_item_count(document, list), 2000);
    for (uint32_t i = 0; i < 2000; i++) {
        const struct sluice_string_view view = sluice_string_view(
            document, sluice_item_at(document, list, i));
        assert_int_equal(view.text.length, 9);
        assert_memory_equal(view.text.data, "some text", 9);
    }
    sluice_document_free(document);
}

/* After a failure nothing more is asked for, however much the source has. */
static void test_nothing_after_a_failure(void **state)
{
    (void)state;
    struct stream stream = text_stream(3);
    const size_t fault = stream.length;
    put_u8(&stream, 1);
    for (unsigned i = 0; i < 1000; i++) {
        put_u8(&stream, 0x70);
    }
    struct chunks chunks;
    const struct sluice_source source = chunked_source(&chunks, &stream, 1, SLUICE_UNKNOWN_LENGTH);
    struct sluice_document *document;
    struct sluice_status status;
    assert_int_equal(sluice_inspect(&source, NULL, &document, &status), SLUICE_BAD_TYPE_CODE);
    assert_int_equal(status.offset, fault);
    assert_int_equal(status.consumed, fault);
    assert_int_equal(chunks.given, fault + 1);
    stream_free(&stream);
}

/* --- the reader by itself --------------------------------------------------------------------- */

struct open_reader {
    struct meter meter;
    struct sluice_heap heap;
    struct sluice_reader reader;
    struct chunks chunks;
    const uint8_t *copy;
};

static void open_chunks(struct open_reader *open, const struct stream *stream, size_t most)
{
    meter_init(&open->meter);
    sluice_heap_init(&open->heap, &open->meter.allocator, UINT64_MAX, NULL);
    const struct sluice_source source = chunked_source(&open->chunks, stream, most,
                                                       SLUICE_UNKNOWN_LENGTH);
    sluice_reader_init(&open->reader, &source, &open->heap, NULL, &open->copy);
}

static void test_need(void **state)
{
    (void)state;
    struct stream stream = stream_new();
    for (unsigned i = 0; i < 20000; i++) {
        put_u8(&stream, i * 31 >> 3);
    }
    for (size_t most = 1; most < 9000; most = most * 5 + 1) {
        struct open_reader open;
        open_chunks(&open, &stream, most);
        size_t at = 0;
        for (size_t bytes = 1; at + bytes <= stream.length; bytes = bytes * 2 + 1) {
            assert_true(sluice_reader_need(&open.reader, bytes));
            assert_int_equal(sluice_reader_offset(&open.reader), at);
            assert_ptr_equal(open.copy, open.reader.base);
            assert_memory_equal(open.reader.current, stream.bytes + at, bytes);
            open.reader.current += bytes;
            at += bytes;
        }
        assert_false(sluice_reader_need(&open.reader, stream.length - at + 1));
        assert_int_equal(open.reader.failure, SLUICE_TRUNCATED);
        assert_true(sluice_reader_need(&open.reader, stream.length - at));
        assert_int_equal(sluice_reader_remaining(&open.reader), SLUICE_UNKNOWN_LENGTH);
        sluice_heap_put(&open.heap, open.reader.buffer, open.reader.capacity);
        assert_int_equal(open.meter.live, 0);
    }
    stream_free(&stream);
}

static void test_stop(void **state)
{
    (void)state;
    struct stream stream = text_stream(100);
    struct open_reader open;
    open_chunks(&open, &stream, 64);
    sluice_reader_stop_at(&open.reader, 10, SLUICE_LIMIT_BYTES);
    assert_true(sluice_reader_need(&open.reader, 10));
    assert_false(sluice_reader_need(&open.reader, 11));
    assert_int_equal(open.reader.failure, SLUICE_LIMIT_BYTES);
    open.reader.current += 10;
    sluice_reader_stop_at(&open.reader, 300, SLUICE_LIMIT_STREAM_BYTES);
    assert_true(sluice_reader_need(&open.reader, 290));
    assert_memory_equal(open.reader.current, stream.bytes + 10, 290);
    assert_false(sluice_reader_need(&open.reader, 291));
    assert_int_equal(open.reader.failure, SLUICE_LIMIT_STREAM_BYTES);
    sluice_heap_put(&open.heap, open.reader.buffer, open.reader.capacity);
    stream_free(&stream);
}

/* The buffer grows by bytes that came, not by bytes that were asked for. */
static void test_need_is_no_claim(void **state)
{
    (void)state;
    struct stream stream = text_stream(10);
    struct open_reader open;
    open_chunks(&open, &stream, 4096);
    assert_false(sluice_reader_need(&open.reader, (size_t)1 << 40));
    assert_int_equal(open.reader.failure, SLUICE_TRUNCATED);
    assert_true(open.meter.peak <= 8192);
    sluice_heap_put(&open.heap, open.reader.buffer, open.reader.capacity);
    stream_free(&stream);
}

static void test_numbers(void **state)
{
    (void)state;
    const uint8_t bytes[8] = {0x81, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF};
    assert_int_equal(sluice_be16(bytes), 0x8123);
    assert_int_equal(sluice_be32(bytes), 0x81234567);
    assert_true(sluice_be64(bytes) == UINT64_C(0x8123456789ABCDEF));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_unusable),
        cmocka_unit_test(test_read_errors),
        cmocka_unit_test(test_broken_promises),
        cmocka_unit_test(test_wrong_answers),
        cmocka_unit_test(test_bytes_are_kept),
        cmocka_unit_test(test_nothing_after_a_failure),
        cmocka_unit_test(test_need),
        cmocka_unit_test(test_stop),
        cmocka_unit_test(test_need_is_no_claim),
        cmocka_unit_test(test_numbers),
    };
    return cmocka_run_group_tests_name("reader", tests, NULL, NULL);
}
