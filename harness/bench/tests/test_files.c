/* The files of the benchmark: the same every time, and exactly what the decoder accepts. */
#include "harness/bench/files.h"
#include "harness/bench/models.h"
#include "harness/bench/read.h"
#include "harness/bench/run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { COUNT = 50 };

static void test_same_bytes_each_time(void **state)
{
    (void)state;
    for (size_t i = 0; i < sluice_bench_plan_count(); i++) {
        struct sluice_bench_file first = {0};
        struct sluice_bench_file second = {0};
        assert_true(sluice_bench_make(&first, sluice_bench_plan_at(i), COUNT));
        assert_true(sluice_bench_make(&second, sluice_bench_plan_at(i), COUNT));
        assert_int_equal(first.length, second.length);
        assert_memory_equal(first.bytes, second.bytes, first.length);
        sluice_bench_release(&first);
        sluice_bench_release(&second);
    }
}

static void test_accepted_in_every_mode(void **state)
{
    (void)state;
    struct sluice_policy *policy = sluice_bench_policy();
    assert_non_null(policy);
    for (size_t i = 0; i < sluice_bench_plan_count(); i++) {
        struct sluice_bench_file file = {0};
        assert_true(sluice_bench_make(&file, sluice_bench_plan_at(i), COUNT));
        for (int mode = 0; mode < SLUICE_BENCH_MODES; mode++) {
            struct sluice_bench_memory memory = {.reuse = mode % 2 == 0};
            struct sluice_bench_job job = {.file = &file,
                                           .policy = policy,
                                           .mode = (enum sluice_bench_mode)mode,
                                           .memory = &memory};
            struct sluice_status status = {0};
            if (sluice_bench_mode_fits((enum sluice_bench_mode)mode, file.plan)) {
                assert_true(sluice_bench_begin(&job));
                assert_true(sluice_bench_run(&job, &status));
                assert_true(sluice_bench_run(&job, &status));
            }
            sluice_bench_end(&job);
        }
        sluice_bench_release(&file);
    }
    sluice_policy_free(policy);
}

/* What the rates are made of. Boxed values count, descriptors and type strings do not. */
static void test_objects_are_counted(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint64_t objects;
    } rows[] = {
        {"small-objects", COUNT + 16 + 1},
        {"strings-ascii", COUNT + 1},
        {"strings-mixed", COUNT + 1},
        {"list-integers", COUNT + 1},
        {"map-string-long", 2 * COUNT + 1},
        {"deep-chain", COUNT},
        {"ints-16M", 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sluice_bench_file file = {0};
        const struct sluice_bench_plan *plan = sluice_bench_plan_find(rows[i].name);
        assert_non_null(plan);
        assert_true(sluice_bench_make(&file, plan, COUNT));
        assert_int_equal(file.objects, rows[i].objects);
        sluice_bench_release(&file);
    }
}

static void test_sizes_are_what_their_names_say(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t bytes;
    } rows[] = {{"objects-1K", 1024}, {"objects-10K", 10240}, {"objects-100K", 102400}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sluice_bench_file file = {0};
        const struct sluice_bench_plan *plan = sluice_bench_plan_find(rows[i].name);
        assert_non_null(plan);
        assert_true(sluice_bench_make(&file, plan, plan->count));
        assert_in_range(file.length, rows[i].bytes - 64, rows[i].bytes + 64);
        sluice_bench_release(&file);
    }
}

static void test_values_are_copied_out_in_host_order(void **state)
{
    (void)state;
    static const uint8_t wire[] = {1, 2, 3, 4, 5, 6, 7, 8};
    const struct sluice_bytes elements = {wire, sizeof wire};
    uint16_t shorts[4];
    uint32_t ints[2];
    uint64_t longs[1];
    uint8_t bytes[8];
    sluice_bench_copy_out((uint8_t *)shorts, elements, 2);
    sluice_bench_copy_out((uint8_t *)ints, elements, 4);
    sluice_bench_copy_out((uint8_t *)longs, elements, 8);
    sluice_bench_copy_out(bytes, elements, 1);
    assert_int_equal(shorts[3], 0x0708);
    assert_int_equal(ints[1], 0x05060708);
    assert_true(longs[0] == UINT64_C(0x0102030405060708));
    assert_memory_equal(bytes, wire, sizeof wire);
}

static void test_blocks_are_reused(void **state)
{
    (void)state;
    struct sluice_bench_memory memory = {.reuse = true};
    const struct sluice_allocator allocator = sluice_bench_allocator(&memory);
    void *first = allocator.get(allocator.context, 100);
    void *second = allocator.get(allocator.context, 200);
    assert_int_equal(memory.peak, 300);
    allocator.put(allocator.context, first, 100);
    allocator.put(allocator.context, second, 200);
    assert_ptr_equal(allocator.get(allocator.context, 200), second);
    assert_ptr_equal(allocator.get(allocator.context, 100), first);
    assert_int_equal(memory.calls, 4);
    assert_int_equal(memory.live, 300);
    allocator.put(allocator.context, first, 100);
    allocator.put(allocator.context, second, 200);
    sluice_bench_memory_free(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_bytes_each_time),
        cmocka_unit_test(test_accepted_in_every_mode),
        cmocka_unit_test(test_objects_are_counted),
        cmocka_unit_test(test_sizes_are_what_their_names_say),
        cmocka_unit_test(test_values_are_copied_out_in_host_order),
        cmocka_unit_test(test_blocks_are_reused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
