/* All inputs of a small shape: whatever the bytes, a run ends with a document or one error inside the
 * input, holds nothing afterwards, and does not depend on how it is read. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

/* Runs once from memory and once in single bytes; false when they differ or a bound is broken. */
static bool sane(const struct stream *stream)
{
    struct meter meter;
    meter_init(&meter);
    const struct sluice_options options = {.allocator = &meter.allocator};
    struct sluice_source source = sluice_source_memory(stream->bytes, stream->length);
    struct sluice_document *document;
    struct sluice_status status;
    const enum sluice_reason reason = sluice_inspect(&source, &options, &document, &status);
    bool good = reason == SLUICE_OK || sluice_reason_is_malformed(reason) ||
                reason == SLUICE_NEEDS_CLASS;
    good = good && (document != NULL) == (reason == SLUICE_OK);
    good = good && status.offset <= stream->length && status.consumed <= stream->length;
    good = good && (reason != SLUICE_OK || status.consumed == stream->length);
    good = good && meter.peak <= 16 * stream->length + 65536;
    if (document != NULL) {
        char *text = json_of(document);
        good = good && text != NULL && strncmp(text, "{\"content\":[", 12) == 0;
        free(text);
    }
    sluice_document_free(document);

    struct chunks chunks;
    struct sluice_status again;
    source = chunked_source(&chunks, stream, 1, stream->length);
    (void)!sluice_inspect(&source, &options, &document, &again);
    sluice_document_free(document);
    good = good && again.reason == reason && again.offset == status.offset &&
           again.steps == status.steps && strcmp(again.path, status.path) == 0;
    return good && meter.live == 0;
}

static bool sane_or_said(const struct stream *stream)
{
    if (sane(stream)) {
        return true;
    }
    for (size_t i = 0; i < stream->length; i++) {
        print_error("%02x", stream->bytes[i]);
    }
    print_error(" is not read well\n");
    return false;
}

static void test_two_bytes(void **state)
{
    (void)state;
    unsigned wrong = 0;
    for (unsigned value = 0; value < 0x10000; value++) {
        struct stream stream = stream_begin();
        put_u16(&stream, value);
        wrong += !sane_or_said(&stream);
        stream_free(&stream);
    }
    assert_int_equal(wrong, 0);
}

/* Type codes by themselves, in all sequences of four. */
static void test_type_codes(void **state)
{
    (void)state;
    unsigned wrong = 0;
    for (unsigned value = 0; value < 0x10000; value++) {
        struct stream stream = stream_begin();
        for (unsigned shift = 0; shift < 16; shift += 4) {
            put_u8(&stream, 0x70 + (value >> shift & 15));
        }
        wrong += !sane_or_said(&stream);
        stream_free(&stream);
    }
    assert_int_equal(wrong, 0);
}

static void change_everywhere(struct stream *stream, unsigned *wrong)
{
    static const uint8_t values[] = {0x00, 0x01, 0x03, 0x12, 0x4C, 0x70, 0x71, 0x72, 0x73, 0x75,
                                     0x77, 0x78, 0x79, 0x7A, 0x7B, 0x7D, 0x7E, 0x7F, 0x80, 0xFF};
    for (size_t at = 4; at < stream->length; at++) {
        const uint8_t old = stream->bytes[at];
        for (size_t v = 0; v < sizeof values; v++) {
            stream->bytes[at] = values[v];
            *wrong += !sane_or_said(stream);
        }
        for (unsigned bit = 0; bit < 8; bit++) {
            stream->bytes[at] = (uint8_t)(old ^ 1u << bit);
            *wrong += !sane_or_said(stream);
        }
        stream->bytes[at] = old;
    }
}

/* Each byte of streams that have every type code in every place, changed. */
static void test_changes(void **state)
{
    (void)state;
    static const char *const streams[] = {
        /* fields of all kinds, an array, a shared string, custom data with blocks */
        ("73 72 0001 41 0000000000000001 03 0004 49 0001 69 5a 0001 7a 4c 0001 6f 74 0001 4c"
         "5b 0001 61 74 0002 5b49 78 70 00000007 01 74 0001 61"
         "75 72 0002 5b49 0000000000000001 02 0000 78 70 00000001 00000005"
         "77 02 0102 7a 00000001 03 71 007e0004 70 78"),
        /* superclasses with data, an annotation, an enum, a class */
        ("73 72 0001 43 0000000000000001 02 0001 42 0001 62 77 01 00 74 0000 78"
         "72 0001 42 0000000000000001 03 0000 78 72 0001 41 0000000000000001 02 0001 4c 0001 6f"
         "71 007e0001 78 70 7e 72 0001 45 0000000000000000 12 0000 78 70 74 0001 58 78 09"
         "76 71 007e0000"),
        /* a proxy, external data, resets, an exception inside an array */
        ("73 7d 00000001 0001 49 78 72 0001 50 0000000000000001 02 0001 4c 0001 68 74 0001 4c 78 70 70"
         "79 73 72 0001 58 0000000000000001 0c 0000 78 70 77 01 05 70 78"
         "75 72 0002 5b4c 0000000000000001 02 0000 78 70 00000002 7b 73 71 007e0000"
         "72 0001 59 0000000000000001 02 0000 78 70 7c 0000000000000001 61"),
        /* fields that may be missing */
        ("73 72 0001 41 0000000000000001 03 0002 49 0001 69 4c 0001 6f 74 0001 4c 78 70"
         "77 04 00000001 70 78 73 71 007e0000 00000001 70 78 73 71 007e0000 78"),
    };
    unsigned wrong = 0;
    for (size_t i = 0; i < sizeof streams / sizeof streams[0]; i++) {
        struct stream stream = stream_begin();
        put_hex(&stream, streams[i]);
        change_everywhere(&stream, &wrong);
        stream_free(&stream);
    }
    assert_int_equal(wrong, 0);
}

/* The same with what is left kept: it must be written, and stand for no more than was read. */
static bool kept_well(const struct stream *stream)
{
    const struct sluice_options options = {.keep_partial = true};
    struct outcome outcome = inspect(stream, &options);
    bool good = outcome.document != NULL || outcome.reason == SLUICE_NEEDS_CLASS;
    if (outcome.document != NULL) {
        char *text = json_of(outcome.document);
        char *compact = compact_of(outcome.document);
        good = text != NULL && compact != NULL &&
               sluice_document_length(outcome.document) <= stream->length &&
               sluice_document_is_partial(outcome.document) == (outcome.reason != SLUICE_OK);
        free(text);
        free(compact);
    }
    outcome_free(&outcome);
    return good;
}

static void keep_everywhere(struct stream *stream, unsigned *wrong)
{
    for (size_t at = 4; at < stream->length; at++) {
        const uint8_t old = stream->bytes[at];
        for (unsigned value = 0; value < 256; value++) {
            stream->bytes[at] = (uint8_t)value;
            if (!kept_well(stream)) {
                print_error("byte %zu as %02x\n", at, value);
                (*wrong)++;
            }
        }
        stream->bytes[at] = old;
        const struct stream prefix = {.bytes = stream->bytes, .length = at};
        *wrong += !kept_well(&prefix);
    }
}

static void test_partial_changes(void **state)
{
    (void)state;
    static const char *const streams[] = {
        ("73 72 0001 43 0000000000000001 02 0001 42 0001 62 77 01 00 74 0000 78"
         "72 0001 42 0000000000000001 03 0001 4c 0001 70 71 007e0001 78"
         "72 0001 41 0000000000000001 03 0001 42 0001 6f 78 70 07 77 01 00 78"
         "75 72 0002 5b4c 0000000000000001 02 0000 78 70 00000002 70 70 77 00 78 09"
         "73 71 007e0000 78 70 78 08 7e 72 0001 45 0000000000000000 12 0000 78 70 74 0001 58"),
        /* a level with primitive fields below one with custom data */
        ("73 72 0001 42 0000000000000001 02 0001 49 0001 69 78"
         "72 0001 41 0000000000000001 03 0000 78 70 77 01 00 78 00000005"),
        /* fields that are missing, in a class with a superclass */
        ("73 72 0001 42 0000000000000001 03 0001 49 0001 69 78"
         "72 0001 41 0000000000000001 03 0001 4a 0001 6a 78 70 77 01 00 78 77 02 0000 70 78"),
    };
    unsigned wrong = 0;
    for (size_t i = 0; i < sizeof streams / sizeof streams[0]; i++) {
        struct stream stream = stream_begin();
        put_hex(&stream, streams[i]);
        keep_everywhere(&stream, &wrong);
        stream_free(&stream);
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_bytes),
        cmocka_unit_test(test_type_codes),
        cmocka_unit_test(test_changes),
        cmocka_unit_test(test_partial_changes),
    };
    return cmocka_run_group_tests_name("inputs", tests, NULL, NULL);
}
