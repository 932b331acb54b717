/* Requests about archives: their bytes, and which programs can be asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness/targets/archive_request.h"
#include "harness/targets/process_target.h"

#define BYTES(string)                                                                              \
    {                                                                                              \
        (const uint8_t *)(string), sizeof(string) - 1                                              \
    }

static void test_bytes(void **state)
{
    static const struct sluice_archive_file files[] = {{"a.jar", BYTES("PK"), "httpmd://h/a.jar"},
                                                       {NULL, BYTES(""), NULL}};
    static const struct sluice_archive_trusted trust[] = {{"signer", BYTES("0\0")}};
    static const char *const pins[] = {"signer"};
    static const struct sluice_archive_trusted clocks[] = {{"time", BYTES("1")}};
    static const struct sluice_archive_request request = {files, 2,    trust, 1,    clocks,
                                                          1,     pins, 1,     true, -2};
    static const char wanted[] = "n\0\0\0\5a.jar"
                                 "u\0\0\0\20httpmd://h/a.jar"
                                 "a\0\0\0\2PK"
                                 "a\0\0\0\0"
                                 "l\0\0\0\6signer"
                                 "c\0\0\0\2"
                                 "0\0"
                                 "l\0\0\0\4time"
                                 "t\0\0\0\1"
                                 "1"
                                 "p\0\0\0\6signer"
                                 "w\0\0\0\10\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFE";
    struct sluice_text out = {0};
    (void)state;
    sluice_archive_request_write(&request, &out);
    assert_false(out.failed);
    assert_int_equal(out.length, sizeof wanted - 1);
    assert_memory_equal(out.data, wanted, sizeof wanted - 1);
    sluice_text_free(&out);
}

static void test_nothing_is_said_of_a_clock_that_is_not_set(void **state)
{
    static const struct sluice_archive_request request = {.clock = 7};
    struct sluice_text out = {0};
    (void)state;
    sluice_archive_request_write(&request, &out);
    assert_int_equal(out.length, 0);
    sluice_text_free(&out);
}

/* Creates it, and asks whether it is fit. */
static bool is_fit(const char *way, bool archives, struct sluice_text *why)
{
    const char *const command[] = {"python3", "-S", "-E", "../cli/tests/fake_target.py", way, NULL};
    const struct sluice_process_target_settings settings = {
        .command = command, .tier = 1, .deadline = 20000, .archives = archives};
    struct sluice_target target;
    sluice_text_clear(why);
    if (!sluice_process_target_create(&settings, &target, why)) {
        return false;
    }
    const bool fit = sluice_process_target_smoke(&target, why);
    target.destroy(target.context);
    return fit;
}

static void test_only_who_judges_archives_is_asked(void **state)
{
    struct sluice_text why = {0};
    (void)state;
    assert_true(is_fit("judges-archives", true, &why));
    assert_false(is_fit("judges-archives", false, &why));
    assert_string_equal(sluice_text_get(&why), "it judges archives only");
    assert_false(is_fit("honest", true, &why));
    assert_string_equal(sluice_text_get(&why), "it does not say that it judges archives");
    assert_false(is_fit("accepts-archives", true, &why));
    assert_string_equal(sluice_text_get(&why), "what is no archive is to be refused: accept");
    assert_false(is_fit("guesses-about-archives", true, &why));
    assert_string_equal(sluice_text_get(&why),
                        "a mode that nobody knows is to be unsupported: reject");
    sluice_text_free(&why);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_nothing_is_said_of_a_clock_that_is_not_set),
        cmocka_unit_test(test_only_who_judges_archives_is_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
