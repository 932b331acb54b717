/* Editing programs: what fuzzers and minimizers do with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/stream/tests/support.h"

/* Fails the test unless a program, free of its header, assembles to these bytes. */
static void expect(const struct sluice_program *program, const char *bytes, size_t length)
{
    struct sluice_assembly assembly = assemble(program);

    assert_int_equal(assembly.length, length + 4);
    assert_memory_equal(assembly.bytes + 4, bytes, length);
    sluice_assembly_free(&assembly);
}

static sluice_node_id child(const struct sluice_program *program, sluice_node_id id, size_t index)
{
    id = sluice_program_peek(program, id)->first;
    for (; index > 0; index--) {
        id = sluice_program_peek(program, id)->next;
    }
    return id;
}

static void test_detach_and_insert(void **state)
{
    struct sluice_program *program = load("[null, end, reset]");
    sluice_node_id null = child(program, SLUICE_NODE_ROOT, 1);
    sluice_node_id end = child(program, SLUICE_NODE_ROOT, 2);
    sluice_node_id reset = child(program, SLUICE_NODE_ROOT, 3);

    (void)state;
    expect(program, "\x70\x78\x79", 3);
    sluice_program_detach(program, end);
    sluice_program_detach(program, end);
    expect(program, "\x70\x79", 2);
    sluice_program_insert(program, SLUICE_NODE_ROOT, null, end);
    expect(program, "\x78\x70\x79", 3);
    sluice_program_detach(program, reset);
    sluice_program_insert(program, SLUICE_NODE_ROOT, end, reset);
    expect(program, "\x79\x78\x70", 3);
    sluice_program_detach(program, null);
    sluice_program_insert(program, SLUICE_NODE_ROOT, SLUICE_NODE_NONE, null);
    expect(program, "\x79\x78\x70", 3);
    sluice_program_free(program);
}

static void test_add_and_set(void **state)
{
    struct sluice_program *program = load("[]");
    sluice_node_id string = sluice_program_add(program, SLUICE_NODE_ROOT, SLUICE_ROLE_ITEM,
                                               SLUICE_NODE_STRING);
    sluice_node_id reference = sluice_program_add(program, SLUICE_NODE_ROOT, SLUICE_ROLE_ITEM,
                                                  SLUICE_NODE_REFERENCE);
    uint32_t label = sluice_program_label(program, "L", 1);

    (void)state;
    assert_true(sluice_program_set_bytes(program, string, "ab", 2));
    sluice_program_node(program, string)->label = label;
    sluice_program_node(program, reference)->target = label;
    expect(program, "\x74\0\2ab\x71\0\x7E\0\0", 10);
    assert_int_equal(sluice_program_labeled(program, label), string);
    assert_string_equal(sluice_program_label_name(program, label), "L");
    assert_int_equal(sluice_program_label(program, "L", 1), label);
    sluice_program_free(program);
}

static void test_copy(void **state)
{
    struct sluice_program *program = load(
        "[{string: {text: a, label: A}}, {ref: A}, {array: {type: \"[I\", elements: [1, 2]}}]");
    struct sluice_program *copy = sluice_program_copy(program);

    (void)state;
    assert_non_null(copy);
    assert_true(sluice_program_equal(program, copy));
    sluice_program_detach(copy, child(copy, SLUICE_NODE_ROOT, 2));
    assert_false(sluice_program_equal(program, copy));
    sluice_program_free(program);
    expect_fixpoint(copy);
    sluice_program_free(copy);
}

/* Labels go by name when a piece of one program is put into another. */
static void test_graft(void **state)
{
    struct sluice_program *program = load("[{string: {text: b, label: B}}, {string: {text: a, "
                                          "label: A}}]");
    struct sluice_program *other = load("[{object: {class: {name: A, fields: {i: I}}, fields: {i: "
                                        "1}}}, {sequence: [{sequence: [null]}, {ref: A}, "
                                        "{sequence: [end]}]}, {string: {text: x, label: A}}]");
    sluice_node_id copy = sluice_program_graft(program, other, child(other, SLUICE_NODE_ROOT, 2));

    (void)state;
    assert_int_not_equal(copy, SLUICE_NODE_NONE);
    sluice_program_insert(program, SLUICE_NODE_ROOT, SLUICE_NODE_NONE, copy);
    expect(program, "\x74\0\1b\x74\0\1a\x70\x71\0\x7E\0\1\x78", 15);
    copy = sluice_program_graft(program, program, copy);
    sluice_program_insert(program, SLUICE_NODE_ROOT, SLUICE_NODE_NONE, copy);
    expect(program, "\x74\0\1b\x74\0\1a\x70\x71\0\x7E\0\1\x78\x70\x71\0\x7E\0\1\x78", 22);
    expect_fixpoint(program);
    sluice_program_free(program);
    sluice_program_free(other);
}

static void test_equal(void **state)
{
    static const char *const programs[] = {
        "[]",
        "[null]",
        "[end]",
        "[null, null]",
        "[{sequence: [null]}]",
        "[{sequence: [null]}, null]",
        "[{sequence: [null, null]}]",
        "[\"a\"]",
        "[\"b\"]",
        "[{string: {text: a, length: 1}}]",
        "[{string: {text: a, times: 2}}]",
        "[{string: {text: a, label: A}}]",
        "[{string: {text: a, label: B}}]",
        "[{int: 1}]",
        "[{float: 0x00000001}]",
        "[{ref: 1}]",
        "[{ref: 2}]",
    };
    enum { COUNT = sizeof programs / sizeof programs[0] };

    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        struct sluice_program *a = load(programs[i]);

        for (size_t j = 0; j < COUNT; j++) {
            struct sluice_program *b = load(programs[j]);

            assert_int_equal(sluice_program_equal(a, b), i == j);
            sluice_program_free(b);
        }
        sluice_program_free(a);
    }
}

/* The walk visits parents before children and stays below its top. */
static void test_walk(void **state)
{
    struct sluice_program *program = load("[{sequence: [null, {sequence: [end]}]}, reset]");
    sluice_node_id top = child(program, SLUICE_NODE_ROOT, 1);
    static const uint8_t kinds[] = {SLUICE_NODE_NULL, SLUICE_NODE_REPEAT, SLUICE_NODE_END};
    sluice_node_id id = top;

    (void)state;
    for (size_t i = 0; i < sizeof kinds; i++) {
        id = sluice_program_walk(program, top, id);
        assert_int_equal(sluice_program_peek(program, id)->kind, kinds[i]);
    }
    assert_int_equal(sluice_program_walk(program, top, id), SLUICE_NODE_NONE);
    sluice_program_free(program);
}

/* Programs that no case would have, as a mutator leaves them: printed text gives the same bytes. */
static void test_odd_trees(void **state)
{
    struct sluice_program *program = load(
        "[{object: {class: {name: A, flags: 3, fields: {i: I}}, fields: {i: 1}, data: [null]}}, "
        "{enum: {class: null, constant: A}}]");
    sluice_node_id object = child(program, SLUICE_NODE_ROOT, 1);
    sluice_node_id desc = child(program, object, 0);
    struct sluice_text text = {0};
    struct sluice_yaml_error error = {0};
    struct sluice_yaml *document = NULL;
    struct sluice_program *again = NULL;
    struct sluice_assembly before;
    struct sluice_assembly after;

    (void)state;
    /* The class loses its flag and its field: the data no longer follows it. */
    sluice_program_node(program, desc)->code = 2;
    sluice_program_detach(program, child(program, desc, 1));
    sluice_program_detach(program, child(program, child(program, SLUICE_NODE_ROOT, 2), 0));
    before = assemble(program);
    assert_true(sluice_program_print(program, &text));
    assert_true(sluice_yaml_parse(text.data, text.length, "printed", &document, &error));
    assert_true(
        sluice_program_load(sluice_yaml_get(sluice_yaml_root(document), "stream"), &again, &error));
    after = assemble(again);
    assert_int_equal(before.length, after.length);
    assert_memory_equal(before.bytes, after.bytes, before.length);
    sluice_assembly_free(&before);
    sluice_assembly_free(&after);
    sluice_yaml_free(document);
    sluice_text_free(&text);
    sluice_program_free(again);
    sluice_program_free(program);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_detach_and_insert),
        cmocka_unit_test(test_add_and_set),
        cmocka_unit_test(test_copy),
        cmocka_unit_test(test_graft),
        cmocka_unit_test(test_equal),
        cmocka_unit_test(test_walk),
        cmocka_unit_test(test_odd_trees),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
