/* The library for AFL++, called as AFL++ calls it. */
#include "harness/fuzz/input.h"

#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { TOO_LONG = 2 * SLUICE_FUZZ_MAX_INPUT };

static const char *library;

static struct {
    void *(*init)(void *afl, unsigned int seed);
    size_t (*fuzz)(void *data, uint8_t *buf, size_t buf_size, uint8_t **out_buf, uint8_t *add_buf,
                   size_t add_buf_size, size_t max_size);
    void (*deinit)(void *data);
} afl;

static void *handle;

/* A function pointer has no other way out of a void pointer. */
static void look_up(const char *name, void *out)
{
    void *found = dlsym(handle, name);
    assert_non_null(found);
    memcpy(out, &found, sizeof found);
}

static int load(void **state)
{
    (void)state;
    handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) {
        print_error("%s\n", dlerror());
        return 1;
    }
    look_up("afl_custom_init", &afl.init);
    look_up("afl_custom_fuzz", &afl.fuzz);
    look_up("afl_custom_deinit", &afl.deinit);
    return 0;
}

static int unload(void **state)
{
    (void)state;
    return dlclose(handle);
}

/* A hash of all that comes of an input in many calls. */
static uint64_t fuzz_much(unsigned int seed, size_t size, size_t max)
{
    uint8_t data[TOO_LONG] = {0xAC, 0xED, 0, 5, 0x70, 0x70};
    uint8_t other[] = {0xAC, 0xED, 0, 5, 0x74, 0, 1, 'a', 0x79};
    uint64_t hash = UINT64_C(14695981039346656037);
    void *state = afl.init(NULL, seed);
    assert_non_null(state);
    for (size_t i = 0; i < 300; i++) {
        uint8_t before[sizeof data];
        uint8_t *out = NULL;
        memcpy(before, data, sizeof data);
        const size_t made = afl.fuzz(state, data, size, &out, i % 2 == 0 ? other : NULL,
                                     i % 2 == 0 ? sizeof other : 0, max);
        assert_in_range(made, 1, max);
        assert_non_null(out);
        assert_memory_equal(before, data, sizeof data);
        for (size_t k = 0; k < made; k++) {
            hash = (hash ^ out[k]) * UINT64_C(1099511628211);
        }
    }
    afl.deinit(state);
    return hash;
}

static void makes_what_fits(void **state)
{
    static const size_t sizes[] = {1, 4, 6, 20, 200, SLUICE_FUZZ_MAX_INPUT, TOO_LONG};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        (void)fuzz_much(1, sizes[i], 1);
        (void)fuzz_much(1, sizes[i], 25);
        (void)fuzz_much(1, sizes[i], SLUICE_FUZZ_MAX_INPUT);
        (void)fuzz_much(1, sizes[i], 1 << 20);
    }
}

static void makes_the_same_for_a_seed(void **state)
{
    (void)state;
    const uint64_t hash = fuzz_much(7, 6, 1 << 20);
    assert_true(hash == fuzz_much(7, 6, 1 << 20));
    assert_true(hash != fuzz_much(8, 6, 1 << 20));
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_what_fits),
        cmocka_unit_test(makes_the_same_for_a_seed),
    };
    if (count != 2) {
        (void)fprintf(stderr, "usage: test_mutate_afl LIBRARY\n");
        return 2;
    }
    library = arguments[1];
    return cmocka_run_group_tests(tests, load, unload);
}
