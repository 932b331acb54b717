/* The operators one by one: that each finds something to do, does it, and leaves what can be written; that what they
 * leave, one after another, is a tree; and that references are mended. */
#include "harness/fuzz/mutate/mutate.h"
#include "harness/fuzz/mutate/mutation.h"

#include "harness/stream/integrity.h"

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

/* --- trees ------------------------------------------------------------------------------------------------- */

static void expect_tree(const struct sluice_mutation *mutation, const char *who, uint32_t seed)
{
    sluice_node_id where;
    const char *fault = sluice_integrity_fault(mutation->program, &where);
    if (fault != NULL) {
        fail_msg("%s leaves node %u in disorder (seed %u): %s", who, where, seed, fault);
    }
}

/* Each stands on what those before it have left, in an order of its own, and in the end references are mended. */
static void edit_in_turn(struct sluice_mutation *mutation, uint32_t seed)
{
    enum { EDITS = 8 };
    for (uint32_t i = 0; i < EDITS; i++) {
        const size_t index = sluice_random_below(&mutation->random, OPERATORS);
        (void)operators[index].edit(mutation);
        assert_false(mutation->failed);
        expect_tree(mutation, operators[index].name, seed);
    }
    sluice_mend_links(mutation);
    expect_tree(mutation, "mending", seed);
}

/* What has grown from nothing, and what is read from bytes; some classes lack fields that others refer to. */
static void all_leave_a_tree(void **state)
{
    enum { INPUTS = 1500, MOST_AT_ONCE = 15 };
    static uint8_t data[SLUICE_FUZZ_MAX_INPUT];
    size_t size = 0;
    (void)state;
    for (uint32_t seed = 0; seed < INPUTS; seed++) {
        size = sluice_mutate(data, seed % MOST_AT_ONCE == 0 ? 0 : size, sizeof data, seed, NULL);
        struct sluice_mutation mutation = begin((struct sluice_bytes){data, size}, seed);
        mutation.omits = seed % 2 == 0 ? 0 : sluice_random_next(&mutation.random);
        expect_tree(&mutation, "reading", seed);
        edit_in_turn(&mutation, seed);
        sluice_program_free(mutation.program);
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

/* --- two values -------------------------------------------------------------------------------------------- */

/* The items behind the magic number, of which there are two. */
static void expect_two_items(const struct sluice_mutation *mutation, sluice_node_id items[2])
{
    items[1] = sluice_at(mutation, SLUICE_NODE_ROOT)->last;
    items[0] = sluice_at(mutation, items[1])->previous;
    const sluice_node_id magic = sluice_at(mutation, items[0])->previous;
    assert_int_equal(sluice_at(mutation, magic)->kind, SLUICE_NODE_MAGIC);
    assert_int_equal(sluice_at(mutation, magic)->previous, SLUICE_NODE_NONE);
}

/* An array of Object with "a": that is referred to behind it, or stands before it. */
static void what_is_held_is_shown(void **state)
{
    static const char stream[] = "\xAC\xED\0\5ur\0\x13[Ljava.lang.Object;"
                                 "\x90\xCE\x58\x9F\x10\x73\x29\x6C\2\0\0xp\0\0\0\1t\0\1a";
    uint32_t behind = 0;
    uint32_t before = 0;
    (void)state;
    for (uint32_t seed = 1; seed <= 64; seed++) {
        struct sluice_mutation mutation = begin(
            (struct sluice_bytes){(const uint8_t *)stream, sizeof stream - 1}, seed);
        sluice_node_id items[2];
        assert_true(sluice_op_show(&mutation));
        expect_tree(&mutation, "show", seed);
        expect_two_items(&mutation, items);
        const bool is_behind = sluice_at(&mutation, items[0])->kind == SLUICE_NODE_ARRAY;
        const sluice_node_id array = items[is_behind ? 0 : 1];
        const sluice_node_id element = sluice_child(mutation.program, array, SLUICE_ROLE_ELEMENT);
        const sluice_node_id string = is_behind ? element : items[0];
        const sluice_node_id reference = is_behind ? items[1] : element;
        assert_int_equal(sluice_at(&mutation, array)->kind, SLUICE_NODE_ARRAY);
        assert_int_equal(sluice_at(&mutation, string)->kind, SLUICE_NODE_STRING);
        assert_int_equal(sluice_at(&mutation, reference)->kind, SLUICE_NODE_REFERENCE);
        assert_int_equal(sluice_at(&mutation, reference)->target,
                         sluice_at(&mutation, string)->label);
        *(is_behind ? &behind : &before) += 1;
        sluice_program_free(mutation.program);
    }
    assert_in_range(before, 1, behind);
}

static bool is_of(const struct sluice_mutation *mutation, sluice_node_id item, const char *name)
{
    const sluice_node_id desc = sluice_child(mutation->program, item, SLUICE_ROLE_DESC);
    const sluice_node_id id = sluice_child(mutation->program, desc, SLUICE_ROLE_NAME);
    const struct sluice_bytes bytes = sluice_program_bytes(mutation->program, id);
    return bytes.length == strlen(name) && memcmp(bytes.data, name, bytes.length) == 0;
}

/* Policy 3 has Account, and Savings below it. */
static void kin_stand_side_by_side(void **state)
{
    static const uint8_t magic[] = {0xAC, 0xED, 0, 5};
    static const char *const names[] = {"org.example.Account", "org.example.Savings"};
    uint32_t above_first = 0;
    (void)state;
    for (uint32_t seed = 1; seed <= 64; seed++) {
        struct sluice_mutation mutation = begin_stream(magic, sizeof magic);
        sluice_node_id items[2];
        mutation.random.state = seed;
        mutation.settings.policy = 3;
        sluice_mutation_find_classes(&mutation);
        assert_true(sluice_op_kin(&mutation));
        expect_tree(&mutation, "kin", seed);
        expect_two_items(&mutation, items);
        const bool is_above_first = is_of(&mutation, items[0], names[0]);
        assert_true(is_of(&mutation, items[0], names[is_above_first ? 0 : 1]));
        assert_true(is_of(&mutation, items[1], names[is_above_first ? 1 : 0]));
        above_first += is_above_first;
        sluice_program_free(mutation.program);
    }
    assert_in_range(above_first, 64 / 2, 64 - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_does_something),
        cmocka_unit_test(all_leave_a_tree),
        cmocka_unit_test(what_is_gone_comes_back),
        cmocka_unit_test(what_is_forgotten_comes_back),
        cmocka_unit_test(what_is_there_is_left_alone),
        cmocka_unit_test(what_is_held_is_shown),
        cmocka_unit_test(kin_stand_side_by_side),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
