/* The neighbors of streams, by name and in their order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/stream/neighbors.h"
#include "harness/stream/tests/support.h"

enum { MOST = 200, LONGEST = 400 };

struct kept {
    char what[200];
    size_t length;
    uint8_t bytes[LONGEST];
};

struct shelf {
    struct kept kept[MOST];
    size_t count;
    size_t wanted; /* 0: all */
};

static bool keep(void *context, const struct sluice_neighbor *neighbor)
{
    struct shelf *shelf = context;
    assert_true(shelf->count < MOST && neighbor->bytes.length <= LONGEST);
    struct kept *kept = &shelf->kept[shelf->count++];
    (void)snprintf(kept->what, sizeof kept->what, "%s", neighbor->what);
    memcpy(kept->bytes, neighbor->bytes.data, neighbor->bytes.length);
    kept->length = neighbor->bytes.length;
    return shelf->count != shelf->wanted;
}

static struct shelf *visit(const char *yaml, const char *const *classes, size_t wanted)
{
    struct sluice_program *program = load(yaml);
    struct sluice_program *before = sluice_program_copy(program);
    struct shelf *shelf = calloc(1, sizeof *shelf);
    assert_non_null(shelf);
    shelf->wanted = wanted;
    assert_true(sluice_neighbors_each(program, classes, keep, shelf));
    assert_true(sluice_program_equal(program, before));
    sluice_program_free(before);
    sluice_program_free(program);
    return shelf;
}

/* Fails the test unless a neighbor by that name assembles to what `yaml` assembles to; its place. */
static size_t expect_neighbor(const struct shelf *shelf, const char *what, const char *yaml)
{
    struct sluice_program *program = load(yaml);
    struct sluice_assembly assembly = assemble(program);
    size_t at = 0;
    while (at < shelf->count &&
           (strcmp(shelf->kept[at].what, what) != 0 || shelf->kept[at].length != assembly.length ||
            memcmp(shelf->kept[at].bytes, assembly.bytes, assembly.length) != 0)) {
        at++;
    }
    if (at == shelf->count) {
        for (size_t i = 0; i < shelf->count; i++) {
            print_error("%s\n", shelf->kept[i].what);
        }
        fail_msg("no neighbor %s: %s", what, yaml);
    }
    sluice_assembly_free(&assembly);
    sluice_program_free(program);
    return at;
}

static void test_lies_and_marks(void **state)
{
    (void)state;
    struct shelf *shelf = visit("[{array: {type: \"[I\", length: 9, elements: [5]}}]", NULL, 0);
    size_t truth = expect_neighbor(shelf, "with the real length of the array instead of 9",
                                   "[{array: {type: \"[I\", elements: [5]}}]");
    assert_int_equal(truth, 0);
    expect_neighbor(shelf, "with null instead of an array", "[null]");
    expect_neighbor(shelf, "without an array in it", "[]");
    free(shelf);

    shelf = visit("[{classdesc: {name: a.B, end: false}}]", NULL, 0);
    expect_neighbor(shelf, "with the end mark that is missing in it", "[{classdesc: {name: a.B}}]");
    free(shelf);
}

static void test_references(void **state)
{
    (void)state;
    struct shelf *shelf = visit("[{string: {text: x, label: S}}, {ref: S}, {raw: \"00\"}]", NULL,
                                0);
    size_t first = expect_neighbor(shelf, "with null instead of a reference",
                                   "[\"x\", null, {raw: \"00\"}]");
    size_t second = expect_neighbor(shelf, "with null instead of the bytes that are no item",
                                    "[{string: {text: x, label: S}}, {ref: S}, null]");
    /* What was referred to goes to where it is referred to. */
    size_t third = expect_neighbor(shelf, "without a string in it", "[\"x\", {raw: \"00\"}]");
    assert_true(second < first && first < third);
    free(shelf);
}

static void test_numbers_and_classes(void **state)
{
    (void)state;
    static const char *const classes[] = {"a.Good", "a.Better", NULL};
    struct shelf *shelf = visit(
        "[{object: {class: {name: a.Bad, suid: 7, fields: {i: I}}, fields: {i: -5}}},"
        "{repeat: {times: 40, body: [null]}}]",
        classes, 0);
    expect_neighbor(
        shelf, "with class a.Better instead of a.Bad",
        "[{object: {class: {name: a.Better, suid: 7, fields: {i: I}}, fields: {i: -5}}},"
        "{repeat: {times: 40, body: [null]}}]");
    expect_neighbor(shelf, "with a value of 1",
                    "[{object: {class: {name: a.Bad, suid: 7, fields: {i: I}}, fields: {i: 1}}},"
                    "{repeat: {times: 40, body: [null]}}]");
    expect_neighbor(shelf, "with serialVersionUID 1 instead of 7",
                    "[{object: {class: {name: a.Bad, fields: {i: I}}, fields: {i: -5}}},"
                    "{repeat: {times: 40, body: [null]}}]");
    expect_neighbor(shelf, "with 39 items instead of 40",
                    "[{object: {class: {name: a.Bad, suid: 7, fields: {i: I}}, fields: {i: -5}}},"
                    "{repeat: {times: 39, body: [null]}}]");
    for (size_t wanted = 1; wanted < 5; wanted++) {
        struct shelf *some = visit("[{array: {type: \"[I\", length: 9, elements: [5]}}, \"x\"]",
                                   classes, wanted);
        assert_int_equal(some->count, wanted);
        free(some);
    }
    free(shelf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lies_and_marks),
        cmocka_unit_test(test_references),
        cmocka_unit_test(test_numbers_and_classes),
    };
    return cmocka_run_group_tests_name("neighbors", tests, NULL, NULL);
}
