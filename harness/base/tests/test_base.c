/* Text and digests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/base/sha256.h"
#include "harness/base/text.h"

static void text_grows(void **state)
{
    (void)state;
    struct sluice_text text = {0};
    assert_string_equal(sluice_text_get(&text), "");
    for (int i = 0; i < 1000; i++) {
        sluice_text_format(&text, "%d,", i % 10);
    }
    assert_false(text.failed);
    assert_int_equal(text.length, 2000);
    assert_memory_equal(text.data, "0,1,2,3,", 8);
    sluice_text_free(&text);
}

/* Also what does not fit into the room that is usually there. */
static void formats_are_printed(void **state)
{
    (void)state;
    char long_word[300];
    memset(long_word, 'w', sizeof long_word - 1);
    long_word[sizeof long_word - 1] = '\0';
    for (size_t length = 90; length < 110; length++) {
        struct sluice_text text = {0};
        sluice_text_format(&text, "%.*s|%s", (int)length, long_word, "end");
        assert_int_equal(text.length, length + 4);
        assert_int_equal(strlen(sluice_text_get(&text)), text.length);
        assert_string_equal(sluice_text_get(&text) + length, "|end");
        sluice_text_free(&text);
    }
    struct sluice_text text = {0};
    sluice_text_number(&text, 0);
    sluice_text_string(&text, " ");
    sluice_text_number(&text, UINT64_MAX);
    assert_string_equal(sluice_text_get(&text), "0 18446744073709551615");
    sluice_text_format(&text, "%s%d", long_word, 7);
    assert_int_equal(text.length, 22 + 299 + 1);
    assert_string_equal(sluice_text_get(&text) + text.length - 2, "w7");
    sluice_text_free(&text);
}

static void json_strings_are_valid(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        size_t length;
        const char *out;
    } rows[] = {
        {"a\"b\\c", 5, "\"a\\\"b\\\\c\""},
        {"a\x7f~ \n", 5, "\"a\\u007f~ \\u000a\""},
        {"\n\0\x7f", 3, "\"\\u000a\\u0000\\u007f\""},
        {"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 9, "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\""},
        {"\xc0\x80", 2, "\"\\ufffd\\ufffd\""},            /* modified UTF-8's NUL */
        {"\xed\xa0\x80", 3, "\"\\ufffd\\ufffd\\ufffd\""}, /* half a surrogate pair */
        {"\xe2\x82", 2, "\"\\ufffd\\ufffd\""},            /* cut */
        {"\xf4\x90\x80\x80", 4, "\"\\ufffd\\ufffd\\ufffd\\ufffd\""},
        {"\xff", 1, "\"\\ufffd\""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sluice_text text = {0};
        sluice_text_json(&text, rows[i].in, rows[i].length);
        assert_string_equal(sluice_text_get(&text), rows[i].out);
        sluice_text_free(&text);
    }
    struct sluice_text text = {0};
    sluice_text_json_string(&text, NULL);
    assert_string_equal(sluice_text_get(&text), "null");
    sluice_text_free(&text);
}

/* The examples of FIPS 180-4, and lengths around the borders of a block. */
static void digests_are_sha256(void **state)
{
    (void)state;
    char out[SLUICE_SHA256_TEXT];
    sluice_sha256_of("", 0, out);
    assert_string_equal(out, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    sluice_sha256_of("abc", 3, out);
    assert_string_equal(out, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    sluice_sha256_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56, out);
    assert_string_equal(out, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");

    char *million = malloc(1000000);
    assert_non_null(million);
    memset(million, 'a', 1000000);
    sluice_sha256_of(million, 1000000, out);
    assert_string_equal(out, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    for (size_t part = 1; part < 200; part += 7) {
        struct sluice_sha256 digest;
        sluice_sha256_begin(&digest);
        for (size_t at = 0; at < 1000000; at += part) {
            size_t left = 1000000 - at;
            sluice_sha256_add(&digest, million + at, left < part ? left : part);
        }
        char again[SLUICE_SHA256_TEXT];
        sluice_sha256_end(&digest, again);
        assert_string_equal(again, out);
    }
    free(million);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_grows),
        cmocka_unit_test(formats_are_printed),
        cmocka_unit_test(json_strings_are_valid),
        cmocka_unit_test(digests_are_sha256),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
