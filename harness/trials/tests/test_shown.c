/* What text is held against: each kind of piece is told from what it is not. */
#include "harness/trials/decoder/shown_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct sluice_shown_text text_of(const char *text)
{
    return (struct sluice_shown_text){.at = text, .end = text + strlen(text)};
}

static bool shows_primitive(const char *text, char type, const void *wire)
{
    struct sluice_shown_text shown = text_of(text);
    sluice_shown_primitive(&shown, type, wire);
    return sluice_shown_is_right(&shown);
}

static bool shows_string(const char *text, const char *utf, size_t length)
{
    struct sluice_shown_text shown = text_of(text);
    sluice_shown_string(&shown, (struct sluice_bytes){(const uint8_t *)utf, length});
    return sluice_shown_is_right(&shown);
}

static void tells_numbers_by_their_type(void **state)
{
    (void)state;
    assert_true(shows_primitive("-2", 'S', "\xFF\xFE"));
    assert_false(shows_primitive("65534", 'S', "\xFF\xFE"));
    assert_true(shows_primitive("65534", 'C', "\xFF\xFE"));
    assert_true(shows_primitive("-128", 'B', "\x80"));
    assert_true(shows_primitive("-2147483648", 'I', "\x80\0\0\0"));
    assert_true(shows_primitive("-9223372036854775808", 'J', "\x80\0\0\0\0\0\0\0"));
    assert_true(shows_primitive("true", 'Z', "\x02"));
    assert_false(shows_primitive("false", 'Z', "\x02"));
    assert_true(shows_primitive("\"3f800000\"", 'F', "\x3F\x80\0\0"));
    assert_false(shows_primitive("\"3f80\"", 'F', "\x3F\x80\0\0"));
}

static void tells_texts_by_their_units(void **state)
{
    (void)state;
    assert_true(
        shows_string("\"a\\\"\\\\\\u0000\\u20ac\\u007f\"", "a\"\\\xC0\x80\xE2\x82\xAC\x7F", 9));
    assert_false(shows_string("\"a\\\"", "a\\", 2));
    assert_false(shows_string("\"a\" ", "a", 1));
}

static void takes_no_less_and_no_more(void **state)
{
    static const uint8_t wire[] = {0, 1, 0, 2};
    struct sluice_shown_text shown = text_of("1,2");
    (void)state;
    sluice_shown_primitives(&shown, 'C', (struct sluice_bytes){wire, sizeof wire});
    assert_true(sluice_shown_is_right(&shown));
    sluice_shown_expect(&shown, "]");
    assert_false(sluice_shown_is_right(&shown));
    shown = text_of("[x],");
    sluice_shown_skip(&shown, "]");
    assert_false(sluice_shown_is_right(&shown));
    sluice_shown_expect(&shown, ",");
    assert_true(sluice_shown_is_right(&shown));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_numbers_by_their_type),
        cmocka_unit_test(tells_texts_by_their_units),
        cmocka_unit_test(takes_no_less_and_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
