/* The mutator: how much it makes, that it makes the same again, that nothing breaks it, and how much of what
 * it makes is accepted. */
#define _POSIX_C_SOURCE 200809L

#include "harness/fuzz/input.h"
#include "harness/fuzz/mutate/mutate.h"
#include "harness/fuzz/mutate/random.h"
#include "harness/fuzz/policies.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sluice/decode.h>

static const char *program; /* this one */

static bool is_accepted(const uint8_t *data, size_t size)
{
    const struct sluice_fuzz_input input = sluice_fuzz_input_read(
        (struct sluice_bytes){data, size});
    const struct sluice_models *models = sluice_fuzz_policy(input.settings.policy);
    const struct sluice_limits limits = sluice_fuzz_limits(&input.settings);
    const struct sluice_options options = {.limits = &limits};
    struct sluice_source source = sluice_source_memory(input.stream.data, input.stream.length);
    struct sluice_graph *graph = NULL;
    const bool accepted = sluice_decode(&source, sluice_models_policy(models), &options, &graph,
                                        NULL) == SLUICE_OK;
    sluice_graph_free(graph);
    return accepted;
}

/* An input on a block of just the room that it may take. */
static size_t mutate_exactly(const uint8_t *data, size_t size, size_t max, uint32_t seed,
                             uint8_t *out)
{
    uint8_t *block = malloc(max);
    assert_non_null(block);
    size = size < max ? size : max;
    if (size > 0) {
        memcpy(block, data, size);
    }
    const size_t made = sluice_mutate(block, size, max, seed, NULL);
    assert_in_range(made, 1, max);
    memcpy(out, block, made);
    free(block);
    return made;
}

enum { MOST = 2 * SLUICE_FUZZ_MAX_INPUT };

static void makes_no_more_than_it_may(void **state)
{
    static const size_t most[] = {1,   2, 4, 19, 20, 21, 25, 40, 200, 1000, SLUICE_FUZZ_MAX_INPUT,
                                  MOST};
    uint8_t data[MOST];
    (void)state;
    for (size_t i = 0; i < sizeof most / sizeof most[0]; i++) {
        size_t size = 0;
        for (uint32_t seed = 0; seed < 200; seed++) {
            size = mutate_exactly(data, size, most[i], seed, data);
        }
    }
}

/* A hash of what comes of a chain of mutations and crossings. */
static uint64_t hash_of_chain(void)
{
    uint8_t data[SLUICE_FUZZ_MAX_INPUT];
    uint8_t other[SLUICE_FUZZ_MAX_INPUT];
    uint64_t hash = UINT64_C(14695981039346656037);
    size_t size = 0;
    size_t other_size = 0;
    for (uint32_t seed = 0; seed < 1000; seed++) {
        size = sluice_mutate(data, seed % 20 == 0 ? 0 : size, sizeof data, seed, NULL);
        for (size_t i = 0; i < size; i++) {
            hash = (hash ^ data[i]) * UINT64_C(1099511628211);
        }
        if (seed % 7 == 0) {
            memcpy(other, data, size);
            other_size = size;
        } else if (seed % 5 == 0) {
            uint8_t made[SLUICE_FUZZ_MAX_INPUT];
            size = sluice_mutate_cross((struct sluice_bytes){data, size},
                                       (struct sluice_bytes){other, other_size}, made, sizeof made,
                                       seed);
            memcpy(data, made, size);
        }
    }
    return hash;
}

/* What another process of this program prints. */
static void run_another(char *out, size_t size)
{
    int ends[2];
    int status = 1;
    assert_int_equal(pipe(ends), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)dup2(ends[1], STDOUT_FILENO);
        (void)execl(program, program, "hash", (char *)NULL);
        _exit(127);
    }
    (void)close(ends[1]);
    const ssize_t length = read(ends[0], out, size - 1);
    out[length > 0 ? (size_t)length : 0] = '\0';
    (void)close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void makes_the_same_again(void **state)
{
    char text[32] = "";
    char expected[32];
    (void)state;
    (void)snprintf(expected, sizeof expected, "%llx\n", (unsigned long long)hash_of_chain());
    /* Another process has other addresses. */
    run_another(text, sizeof text);
    assert_string_equal(text, expected);
    (void)snprintf(text, sizeof text, "%llx\n", (unsigned long long)hash_of_chain());
    assert_string_equal(text, expected);
}

static void survives_junk(void **state)
{
    uint8_t data[SLUICE_FUZZ_MAX_INPUT];
    struct sluice_random random = {1};
    (void)state;
    for (uint32_t round = 0; round < 40; round++) {
        size_t size = sluice_random_below(&random, 300);
        for (size_t i = 0; i < size; i++) {
            data[i] = (uint8_t)sluice_random_next(&random);
        }
        if (round % 2 == 0 && size > 4) {
            memcpy(data, "\xAC\xED\0\5", 4);
        }
        for (uint32_t seed = 0; seed < 150; seed++) {
            size = mutate_exactly(data, size, 1 + sluice_random_below(&random, sizeof data),
                                  seed ^ round << 16, data);
        }
    }
}

static void grows_from_nothing(void **state)
{
    uint8_t data[SLUICE_FUZZ_MAX_INPUT];
    uint32_t accepted = 0;
    (void)state;
    for (uint32_t seed = 0; seed < 1000; seed++) {
        const size_t size = sluice_mutate(data, 0, sizeof data, seed, NULL);
        accepted += is_accepted(data, size);
    }
    assert_in_range(accepted, 200, 1000);
}

/* Of what is made of an accepted input, a good part is accepted. */
static void keeps_much_of_it_acceptable(void **state)
{
    uint8_t base[SLUICE_FUZZ_MAX_INPUT];
    uint8_t data[SLUICE_FUZZ_MAX_INPUT];
    uint32_t accepted = 0;
    uint32_t all = 0;
    (void)state;
    for (uint32_t seed = 0; seed < 400; seed++) {
        const size_t size = sluice_mutate(base, 0, sizeof base, seed, NULL);
        if (!is_accepted(base, size)) {
            continue;
        }
        for (uint32_t next = 0; next < 20; next++) {
            memcpy(data, base, size);
            accepted += is_accepted(data, sluice_mutate(data, size, sizeof data, next, NULL));
            all++;
        }
    }
    assert_true(all > 1000);
    assert_in_range(100 * accepted / all, 20, 80);
}

static void crosses_two_inputs(void **state)
{
    uint8_t first[SLUICE_FUZZ_MAX_INPUT];
    uint8_t second[SLUICE_FUZZ_MAX_INPUT];
    uint8_t made[SLUICE_FUZZ_MAX_INPUT];
    uint32_t accepted = 0;
    (void)state;
    for (uint32_t seed = 0; seed < 1000; seed++) {
        const size_t a = sluice_mutate(first, 0, sizeof first, seed, NULL);
        const size_t b = sluice_mutate(second, 0, sizeof second, seed / 2 + 5000, NULL);
        const size_t max = 1 + seed * 4;
        uint8_t *block = malloc(max);
        assert_non_null(block);
        const size_t size = sluice_mutate_cross((struct sluice_bytes){first, a},
                                                (struct sluice_bytes){second, b}, block, max, seed);
        assert_in_range(size, 1, max);
        memcpy(made, block, size);
        free(block);
        accepted += is_accepted(made, size);
    }
    assert_in_range(accepted, 50, 1000);
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_no_more_than_it_may),
        cmocka_unit_test(makes_the_same_again),
        cmocka_unit_test(survives_junk),
        cmocka_unit_test(grows_from_nothing),
        cmocka_unit_test(keeps_much_of_it_acceptable),
        cmocka_unit_test(crosses_two_inputs),
    };
    if (count > 1) {
        return printf("%llx\n", (unsigned long long)hash_of_chain()) > 0 ? 0 : 1;
    }
    program = arguments[0];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
