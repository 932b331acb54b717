/* The promises of sluice/decode.h over streams made to break them: heap at most 16 * input + 64 KiB,
 * steps linear, C stack at most 16 KiB whatever the nesting. Each bomb goes off at n and at 10 n. */
#define _POSIX_C_SOURCE 200809L /* pthread_attr_setstack */
#include "bombs.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

enum {
    HEAP_FACTOR = 16,
    HEAP_BASE = 64 * 1024,
    STACK_BYTES = 1024 * 1024,
    /* Sanitizers put red zones around every local; the promise is about the code as built for use. */
    MOST_STACK = SANITIZED ? 64 * 1024 : 16 * 1024,
    PAINT = 0x5A
};

struct measured {
    enum sluice_reason reason;
    uint64_t steps;
    uint64_t peak;
    uint64_t bytes;
    size_t stack;
};

/* --- a stack that shows how much of it was used ------------------------------------------------ */

struct job {
    void (*run)(void *context);
    void *context;
};

static void *run_job(void *context)
{
    const struct job *job = context;
    job->run(job->context);
    return NULL;
}

static size_t stack_used(void (*run)(void *context), void *context)
{
    void *stack = NULL;
    assert_int_equal(posix_memalign(&stack, 4096, STACK_BYTES), 0);
    memset(stack, PAINT, STACK_BYTES);
    struct job job = {run, context};
    pthread_attr_t attributes;
    pthread_t thread;
    assert_int_equal(pthread_attr_init(&attributes), 0);
    assert_int_equal(pthread_attr_setstack(&attributes, stack, STACK_BYTES), 0);
    assert_int_equal(pthread_create(&thread, &attributes, run_job, &job), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    (void)pthread_attr_destroy(&attributes);
    size_t untouched = 0;
    while (untouched < STACK_BYTES && ((const uint8_t *)stack)[untouched] == PAINT) {
        untouched++;
    }
    free(stack);
    return STACK_BYTES - untouched;
}

static void do_nothing(void *context)
{
    (void)context;
}

/* --- one run ---------------------------------------------------------------------------------- */

struct run {
    struct sluice_source source;
    struct sluice_options options;
    struct sluice_document *document;
    struct sluice_status status;
    bool write_json;
};

static bool swallow(void *context, const char *text, size_t length)
{
    (void)text;
    *(uint64_t *)context += length;
    return true;
}

static void do_run(void *context)
{
    struct run *run = context;
    (void)!sluice_inspect(&run->source, &run->options, &run->document, &run->status);
    uint64_t written = 0;
    if (run->write_json && run->document != NULL) {
        (void)!sluice_document_json(run->document, NULL, swallow, &written);
        (void)!sluice_document_compact(run->document, NULL, swallow, &written);
    }
    sluice_document_free(run->document);
}

static struct measured measure(const struct bomb *bomb, uint32_t n, bool as_callback,
                               bool write_json)
{
    struct stream stream = stream_begin();
    bomb->write(&stream, n);
    struct meter meter;
    meter_init(&meter);
    struct chunks chunks;
    struct run run = {.options = {.allocator = &meter.allocator}, .write_json = write_json};
    run.source = as_callback ? chunked_source(&chunks, &stream, 4096, SLUICE_UNKNOWN_LENGTH)
                             : sluice_source_memory(stream.bytes, stream.length);
    const size_t stack = stack_used(do_run, &run);
    const struct measured measured = {
        .stack = stack,
        .reason = run.status.reason,
        .steps = run.status.steps,
        .peak = meter.peak,
        .bytes = stream.length,
    };
    assert_int_equal(meter.live, 0);
    assert_int_equal(run.status.peak_heap, meter.peak);
    assert_int_equal(run.status.allocations, meter.calls);
    stream_free(&stream);
    return measured;
}

/* --- the promises ----------------------------------------------------------------------------- */

static bool ends_as_said(const struct bomb *bomb, const struct measured *measured)
{
    if (measured->reason != bomb->reason) {
        print_error("%s: %s instead of %s\n", bomb->name, sluice_reason_name(measured->reason),
                    sluice_reason_name(bomb->reason));
        return false;
    }
    return true;
}

static bool heap_kept(const struct bomb *bomb, const struct measured *measured)
{
    const uint64_t most = HEAP_FACTOR * measured->bytes + HEAP_BASE;
    if (measured->peak > most) {
        print_error("%s: %llu bytes of heap for %llu bytes, %llu are promised\n", bomb->name,
                    (unsigned long long)measured->peak, (unsigned long long)measured->bytes,
                    (unsigned long long)most);
        return false;
    }
    return true;
}

static void test_heap_and_steps(void **state)
{
    (void)state;
    unsigned wrong = 0;
    for (size_t i = 0; i < bomb_count; i++) {
        const struct bomb *bomb = &bombs[i];
        const struct measured small = measure(bomb, bomb->small, false, false);
        const struct measured large = measure(bomb, bomb->small * 10, false, false);
        const bool good = ends_as_said(bomb, &small) && ends_as_said(bomb, &large) &&
                          heap_kept(bomb, &small) && heap_kept(bomb, &large);
        wrong += !good;
        if (large.steps > 11 * small.steps) {
            print_error("%s: %llu steps, ten times as long %llu\n", bomb->name,
                        (unsigned long long)small.steps, (unsigned long long)large.steps);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

/* A callback's bytes are kept in a buffer that counts as well. Nothing is refused at a claim. */
static void test_heap_of_callbacks(void **state)
{
    (void)state;
    unsigned wrong = 0;
    for (size_t i = 0; i < bomb_count; i++) {
        const struct measured small = measure(&bombs[i], bombs[i].small, true, false);
        const struct measured large = measure(&bombs[i], bombs[i].small * 10, true, false);
        const bool good = heap_kept(&bombs[i], &small) && heap_kept(&bombs[i], &large);
        wrong += !good;
    }
    assert_int_equal(wrong, 0);
}

static void test_stack(void **state)
{
    (void)state;
    unsigned wrong = 0;
    const size_t base = stack_used(do_nothing, NULL);
    for (size_t i = 0; i < bomb_count; i++) {
        /* The first run in a process also pays for the dynamic linker. */
        const size_t used[2] = {
            measure(&bombs[i], 100, false, true).stack,
            measure(&bombs[i], bombs[i].small, false, true).stack,
        };
        const size_t most = used[0] > used[1] ? used[0] : used[1];
        if (most - base > MOST_STACK) {
            print_error("%s: %zu bytes of stack\n", bombs[i].name, most - base);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

/* The measure itself: it sees a large frame. */
static void use_stack(void *context)
{
    volatile uint8_t room[200000];
    for (size_t i = 0; i < sizeof room; i += 1000) {
        room[i] = (uint8_t)i;
    }
    *(unsigned *)context = room[1000];
}

static void test_the_measure(void **state)
{
    (void)state;
    unsigned result = 0;
    const size_t base = stack_used(do_nothing, NULL);
    const size_t used = stack_used(use_stack, &result);
    assert_in_range(used - base, 190000, 300000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_measure),
        cmocka_unit_test(test_heap_and_steps),
        cmocka_unit_test(test_heap_of_callbacks),
        cmocka_unit_test(test_stack),
    };
    return cmocka_run_group_tests_name("bombs", tests, NULL, NULL);
}
