/* The heap that counts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "harness/base/counting_heap.h"
#include "harness/base/tests/dying.h"

static void the_heap_counts(void **state)
{
    (void)state;
    struct sluice_counting_heap heap;
    sluice_counting_heap_begin(&heap, 3);
    struct sluice_allocator allocator = sluice_counting_heap_allocator(&heap);
    void *first = allocator.get(allocator.context, 100);
    void *second = allocator.get(allocator.context, 50);
    assert_non_null(first);
    assert_non_null(second);
    assert_true(heap.live == 150 && heap.peak == 150 && heap.calls == 2 && !heap.refused);
    assert_null(allocator.get(allocator.context, 10));
    assert_true(heap.refused);
    allocator.put(allocator.context, first, 100);
    void *fourth = allocator.get(allocator.context, 60);
    assert_non_null(fourth);
    assert_true(heap.live == 110 && heap.peak == 150 && heap.calls == 4);
    allocator.put(allocator.context, second, 50);
    allocator.put(allocator.context, fourth, 60);
    assert_true(heap.live == 0 && heap.peak == 150);
}

static void the_heap_refuses_what_would_hurt(void **state)
{
    (void)state;
    struct sluice_counting_heap heap;
    sluice_counting_heap_begin(&heap, 0);
    struct sluice_allocator allocator = sluice_counting_heap_allocator(&heap);
    void *first = allocator.get(allocator.context, 100);
    assert_non_null(first);
    assert_null(allocator.get(allocator.context, (size_t)SLUICE_COUNTING_HEAP_MAXIMUM));
    assert_true(heap.live == 100 && heap.peak == SLUICE_COUNTING_HEAP_MAXIMUM + 100);
    assert_null(allocator.get(allocator.context, SIZE_MAX));
    assert_true(heap.live == 100 && heap.peak == UINT64_MAX);
    allocator.put(allocator.context, first, 100);
}

static void put_back_wrong_size(void *argument)
{
    struct sluice_allocator *allocator = argument;
    allocator->put(allocator->context, allocator->get(allocator->context, 10), 11);
}

static void put_back_foreign(void *argument)
{
    static uint64_t mine[8];
    struct sluice_allocator *allocator = argument;
    allocator->put(allocator->context, &mine[4], 8);
}

static void ask_for_nothing(void *argument)
{
    struct sluice_allocator *allocator = argument;
    (void)!allocator->get(allocator->context, 0);
}

static void the_heap_notices_misuse(void **state)
{
    (void)state;
    struct sluice_counting_heap heap;
    sluice_counting_heap_begin(&heap, 0);
    struct sluice_allocator allocator = sluice_counting_heap_allocator(&heap);
    assert_true(dies(put_back_wrong_size, &allocator));
    assert_true(dies(put_back_foreign, &allocator));
    assert_true(dies(ask_for_nothing, &allocator));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_heap_counts),
        cmocka_unit_test(the_heap_refuses_what_would_hurt),
        cmocka_unit_test(the_heap_notices_misuse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
