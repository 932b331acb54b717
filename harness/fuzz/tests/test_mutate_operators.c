/* The operators one by one: that each finds something to do, does it, and leaves what can be written; and that
 * references are mended. */
#include "harness/fuzz/mutate/mutate.h"
#include "harness/fuzz/mutate/mutation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *name;
    sluice_operator_fn edit;
} operators[] = {
#define X(name, weight, function) {name, function},
    SLUICE_MUTATE_OPERATORS(X)
#undef X
};

enum { OPERATORS = sizeof operators / sizeof operators[0], BASES = 300 };

static struct sluice_mutation begin(struct sluice_bytes bytes, uint64_t seed)
{
    const struct sluice_fuzz_input input = sluice_fuzz_input_read(bytes);
    struct sluice_mutation mutation = {
        .random = {seed}, .settings = input.settings, .bare = input.bare};
    mutation.program = sluice_disassemble(input.stream.data, input.stream.length);
    assert_non_null(mutation.program);
    mutation.other = mutation.program;
    sluice_mutation_find_classes(&mutation);
    return mutation;
}

/* On inputs that grew for a while, so that there is something of everything. */
static void each_does_something(void **state)
{
    static uint8_t base[SLUICE_FUZZ_MAX_INPUT];
    static uint8_t made[SLUICE_FUZZ_MAX_INPUT];
    uint32_t done[OPERATORS] = {0};
    uint32_t changed[OPERATORS] = {0};
    size_t size = 0;
    (void)state;
    for (uint32_t seed = 0; seed < BASES; seed++) {
        size = sluice_mutate(base, seed % 15 == 0 ? 0 : size, sizeof base, seed, NULL);
        for (size_t i = 0; i < OPERATORS; i++) {
            struct sluice_mutation mutation = begin((struct sluice_bytes){base, size}, seed);
            if (operators[i].edit(&mutation)) {
                const size_t length = sluice_mutation_finish(&mutation, made, sizeof made);
                done[i]++;
                changed[i] += length > 0 && (length != size || memcmp(made, base, size) != 0);
            }
            assert_false(mutation.failed);
            sluice_program_free(mutation.program);
        }
    }
    for (size_t i = 0; i < OPERATORS; i++) {
        if (done[i] == 0 || changed[i] * 3 < done[i]) {
            fail_msg("%s: done %u times, to some effect %u times", operators[i].name, done[i],
                     changed[i]);
        }
    }
}

/* --- references -------------------------------------------------------------------------------------------- */

static struct sluice_mutation begin_stream(const uint8_t *stream, size_t length)
{
    return begin((struct sluice_bytes){stream, length}, 1);
}

static void expect(struct sluice_mutation *mutation, const uint8_t *stream, size_t length)
{
    static uint8_t made[SLUICE_FUZZ_MAX_INPUT];
    const size_t size = sluice_mutation_finish(mutation, made, sizeof made);
    assert_int_equal(size, length);
    assert_memory_equal(made, stream, length);
    sluice_program_free(mutation->program);
}

/* Null, "a", and "a" by reference. */
static const uint8_t shared[] = {0xAC, 0xED, 0,    5,    0x70, 0x74, 0,
                                 1,    'a',  0x71, 0x00, 0x7E, 0x00, 0x00};

static void what_is_gone_comes_back(void **state)
{
    static const uint8_t mended[] = {0xAC, 0xED, 0, 5, 0x70, 0x74, 0, 1, 'a'};
    struct sluice_mutation mutation = begin_stream(shared, sizeof shared);
    const struct sluice_node *reference = sluice_at(&mutation,
                                                    sluice_at(&mutation, SLUICE_NODE_ROOT)->last);
    (void)state;
    sluice_program_detach(mutation.program, reference->previous);
    expect(&mutation, mended, sizeof mended);
}

static void what_is_forgotten_comes_back(void **state)
{
    static const uint8_t mended[] = {0xAC, 0xED, 0,    5,    0x70, 0x74, 0,
                                     1,    'a',  0x79, 0x74, 0,    1,    'a'};
    struct sluice_mutation mutation = begin_stream(shared, sizeof shared);
    const sluice_node_id reset = sluice_new_place(&mutation);
    (void)state;
    sluice_at(&mutation, reset)->kind = SLUICE_NODE_RESET;
    sluice_program_insert(mutation.program, SLUICE_NODE_ROOT,
                          sluice_at(&mutation, SLUICE_NODE_ROOT)->last, reset);
    expect(&mutation, mended, sizeof mended);
}

static void what_is_there_is_left_alone(void **state)
{
    struct sluice_mutation mutation = begin_stream(shared, sizeof shared);
    (void)state;
    expect(&mutation, shared, sizeof shared);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_does_something),
        cmocka_unit_test(what_is_gone_comes_back),
        cmocka_unit_test(what_is_forgotten_comes_back),
        cmocka_unit_test(what_is_there_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
