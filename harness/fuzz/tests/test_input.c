/* Inputs of the fuzzers: settings and streams. */
#include "harness/fuzz/input.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void settings_come_back(void **state)
{
    (void)state;
    const struct sluice_fuzz_settings given = {
        .policy = 0x1234,
        .flags = SLUICE_FUZZ_SAFE | SLUICE_FUZZ_PARTIAL,
        .limits = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 128, 255},
        .choice = 0xDEADBEEF,
    };
    uint8_t bytes[SLUICE_FUZZ_SETTINGS + 3] = {0};
    sluice_fuzz_settings_write(&given, bytes);
    const struct sluice_fuzz_input input = sluice_fuzz_input_read(
        (struct sluice_bytes){bytes, sizeof bytes});
    assert_false(input.bare);
    assert_int_equal(input.settings.policy, given.policy);
    assert_int_equal(input.settings.flags, given.flags);
    assert_memory_equal(input.settings.limits, given.limits, sizeof given.limits);
    assert_int_equal(input.settings.choice, given.choice);
    assert_ptr_equal(input.stream.data, bytes + SLUICE_FUZZ_SETTINGS);
    assert_int_equal(input.stream.length, 3);
}

static void other_bytes_are_a_stream(void **state)
{
    (void)state;
    uint8_t bytes[SLUICE_FUZZ_SETTINGS] = {0xAC, 0xED, 0, 5, 0x70};
    struct sluice_fuzz_input input = sluice_fuzz_input_read(
        (struct sluice_bytes){bytes, sizeof bytes});
    assert_true(input.bare);
    assert_int_equal(input.stream.length, sizeof bytes);
    bytes[0] = SLUICE_FUZZ_MARK;
    input = sluice_fuzz_input_read((struct sluice_bytes){bytes, sizeof bytes - 1});
    assert_true(input.bare); /* too short for settings */
    input = sluice_fuzz_input_read((struct sluice_bytes){bytes, sizeof bytes});
    assert_false(input.bare);
    assert_int_equal(input.stream.length, 0);
}

static void codes_of_limits_ascend(void **state)
{
    (void)state;
    assert_int_equal(sluice_fuzz_limit_of_code(0), 0);
    for (unsigned code = 1; code <= UINT8_MAX; code++) {
        const uint64_t value = sluice_fuzz_limit_of_code((uint8_t)code);
        assert_true(value > sluice_fuzz_limit_of_code((uint8_t)(code - 1)));
        assert_int_equal(sluice_fuzz_code_of_limit(value), code);
        assert_int_equal(sluice_fuzz_code_of_limit(value - 1), value == 1    ? 0
                                                               : code <= 128 ? code - 1
                                                                             : code);
    }
    assert_int_equal(sluice_fuzz_limit_of_code(128), 128);
    assert_int_equal(sluice_fuzz_limit_of_code(129), 144);
    assert_int_equal(sluice_fuzz_code_of_limit(UINT64_MAX), UINT8_MAX);
}

static void limits_stand_in_the_order_of_the_list(void **state)
{
    (void)state;
    const struct sluice_fuzz_settings settings = {.limits = {[0] = 100, [6] = 7, [11] = 128}};
    const struct sluice_limits limits = sluice_fuzz_limits(&settings);
    assert_int_equal(limits.stream_bytes, 100);
    assert_int_equal(limits.depth, 7);
    assert_int_equal(limits.heap, 128);
    assert_int_equal(limits.objects, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settings_come_back),
        cmocka_unit_test(other_bytes_are_a_stream),
        cmocka_unit_test(codes_of_limits_ascend),
        cmocka_unit_test(limits_stand_in_the_order_of_the_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
