/* Documents that can be read in several ways: all readings together keep the promise about steps, whether the length
 * of the input is known or not, and what is found does not depend on that. Rules: BOUND-STEPS, BOUND-CHUNKS. */
#include "support.h"

enum { CLASSES = 4, NULLS = 12000, LEVELS = 31, OBJECTS = 200 };

/* An object whose int looks like a block: both ways of reading it come to the same byte. */
static void put_open(struct stream *stream, unsigned number)
{
    const char name[] = {'a', '.', (char)('A' + number), '\0'};
    put_u8(stream, 0x73);
    put_class(stream, name, 3, 1);
    put_field(stream, 'I', "i", NULL);
    put_hex(stream, "78 70 77020102 78");
}

static void expect_steps(const struct stream *stream, enum sluice_reason reason)
{
    struct outcome outcome = inspect(stream, NULL);
    assert_int_equal(outcome.reason, reason);
    assert_in_range(outcome.status.steps, 1, 16 * stream->length + 4096);
    const struct sluice_status known = outcome.status;
    outcome_free(&outcome);
    struct chunks chunks;
    const struct sluice_source source = chunked_source(&chunks, stream, 64, SLUICE_UNKNOWN_LENGTH);
    struct sluice_document *document;
    struct sluice_status status;
    assert_int_equal(sluice_inspect(&source, NULL, &document, &status), reason);
    sluice_document_free(document);
    assert_int_equal(status.offset, known.offset);
    assert_string_equal(status.path, known.path);
    assert_in_range(status.steps, 1, 16 * stream->length + 4096);
}

static void put_many_readings(struct stream *stream)
{
    *stream = stream_begin();
    for (unsigned i = 0; i < CLASSES; i++) {
        put_open(stream, i);
    }
    for (int i = 0; i < NULLS; i++) {
        put_u8(stream, 0x70);
    }
}

static void test_none_succeeds(void **state)
{
    (void)state;
    struct stream stream;
    put_many_readings(&stream);
    put_u8(&stream, 0);
    expect_steps(&stream, SLUICE_BAD_TYPE_CODE);
    stream_free(&stream);
}

static void test_none_ends(void **state)
{
    (void)state;
    struct stream stream;
    put_many_readings(&stream);
    put_u8(&stream, 0x74);
    expect_steps(&stream, SLUICE_TRUNCATED);
    stream_free(&stream);
}

/* Objects with a byte for each of their classes: a class costs the same, however many there are. */
static void test_long_chains(void **state)
{
    (void)state;
    struct stream stream = stream_begin();
    put_u8(&stream, 0x73);
    for (unsigned i = 0; i < LEVELS; i++) {
        const char name[] = {'b', (char)('A' + i), '\0'};
        put_class(&stream, name, 3, 0);
        put_u8(&stream, 0x78);
    }
    put_u8(&stream, 0x70);
    for (unsigned object = 0; object <= OBJECTS; object++) {
        if (object > 0) {
            put_u8(&stream, 0x73);
            put_reference(&stream, 0);
        }
        for (unsigned i = 0; i < LEVELS; i++) {
            put_u8(&stream, 0x78);
        }
    }
    struct outcome outcome = inspect(&stream, NULL);
    assert_int_equal(outcome.reason, SLUICE_OK);
    assert_in_range(outcome.status.steps, 1, 4 * stream.length);
    outcome_free(&outcome);
    stream_free(&stream);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_none_succeeds),
        cmocka_unit_test(test_none_ends),
        cmocka_unit_test(test_long_chains),
    };
    return cmocka_run_group_tests_name("readings", tests, NULL, NULL);
}
