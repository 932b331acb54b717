/* The emitter by itself: block data as the JDK cuts it, and the forms of strings. */
#include <stdlib.h>
#include <string.h>

#include "emit.h"
#include "write_support.h"

/* Emits a record of so many bytes of block data, in pieces. */
static void emit_data(struct sluice_buffer *buffer, size_t length, size_t piece,
                      const struct sluice_limits *reader)
{
    static const uint8_t bytes[4096];
    const struct sluice_sink sink = sluice_sink_buffer(buffer);
    const struct sluice_write_options options = {.reader = reader};
    struct sluice_emitter emitter;
    sluice_emitter_init(&emitter, &sink, &options);
    assert_true(sluice_emit_begin(&emitter));
    for (size_t done = 0; done < length; done += piece) {
        assert_true(
            sluice_emit_data(&emitter, bytes, length - done < piece ? length - done : piece));
    }
    assert_int_equal(sluice_emit_end(&emitter, false), SLUICE_EMIT_DONE);
    assert_int_equal(sluice_emitter_finish(&emitter, NULL), SLUICE_OK);
}

/* The lengths of the blocks; 0 ends the list. A long block counts 10000 more. */
static void expect_blocks(size_t length, const struct sluice_limits *reader, const size_t *blocks)
{
    static const size_t pieces[] = {1, 7, 1000, 4096};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct sluice_buffer buffer = {0};
        emit_data(&buffer, length, pieces[i], reader);
        struct sluice_bytes wire = {buffer.bytes + 4, buffer.length - 4};
        struct sluice_bytes payload;
        bool is_long;
        for (const size_t *block = blocks; *block != 0; block++) {
            assert_true(sluice_block_next(&wire, &payload, &is_long));
            assert_int_equal(payload.length + (is_long ? 10000 : 0), *block);
        }
        assert_int_equal(wire.length, 0);
        sluice_buffer_free(&buffer);
    }
}

static void test_block_cuts(void **state)
{
    const struct sluice_limits small = {.block_bytes = 300};
    (void)state;
    expect_blocks(1, NULL, (const size_t[]){1, 0});
    expect_blocks(255, NULL, (const size_t[]){255, 0});
    expect_blocks(256, NULL, (const size_t[]){10256, 0});
    expect_blocks(1024, NULL, (const size_t[]){11024, 0});
    expect_blocks(1025, NULL, (const size_t[]){11024, 1, 0});
    expect_blocks(2048, NULL, (const size_t[]){11024, 11024, 0});
    expect_blocks(2400, NULL, (const size_t[]){11024, 11024, 10352, 0});
    expect_blocks(700, &small, (const size_t[]){10300, 10300, 100, 0});
}

static void test_strings(void **state)
{
    static const size_t lengths[] = {0, 1, 65535, 65536};
    uint8_t *text = calloc(65536, 1);
    (void)state;
    assert_non_null(text);
    memset(text, 'a', 65536);
    for (size_t i = 0; i < 4; i++) {
        struct sluice_buffer buffer = {0};
        const struct sluice_sink sink = sluice_sink_buffer(&buffer);
        struct sluice_emitter emitter;
        uint32_t number;
        sluice_emitter_init(&emitter, &sink, NULL);
        assert_true(sluice_emit_begin(&emitter));
        assert_true(sluice_emit_string(&emitter, (struct sluice_bytes){text, lengths[i]}, &number));
        assert_int_equal(number, 1);
        assert_int_equal(sluice_emit_end(&emitter, false), SLUICE_EMIT_DONE);
        assert_int_equal(sluice_emitter_finish(&emitter, NULL), SLUICE_OK);
        assert_int_equal(buffer.bytes[4], lengths[i] > 65535 ? TC_LONGSTRING : TC_STRING);
        assert_int_equal(buffer.length, lengths[i] + (lengths[i] > 65535 ? 13U : 7U));
        sluice_buffer_free(&buffer);
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_block_cuts),
        cmocka_unit_test(test_strings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
