/* What is wrong with a tree is seen, whatever it is: each kind of fault is made on purpose. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/stream/integrity.h"
#include "harness/stream/tests/support.h"

static sluice_node_id child(const struct sluice_program *program, sluice_node_id id, size_t index)
{
    id = sluice_program_peek(program, id)->first;
    for (; index > 0; index--) {
        id = sluice_program_peek(program, id)->next;
    }
    return id;
}

/* A root with a header and two arrays. In the first, an item stands before "a" that was made after it. */
static struct sluice_program *make(void)
{
    struct sluice_program *program = load(
        "[{array: {type: \"[Ljava.lang.Object;\", elements: [null, \"a\", null, null]}}, "
        "{array: {type: \"[Ljava.lang.Object;\", elements: [null, \"b\", null]}}]");
    const sluice_node_id array = child(program, SLUICE_NODE_ROOT, 1);
    const sluice_node_id last = sluice_program_peek(program, array)->last;

    sluice_program_detach(program, last);
    sluice_program_insert(program, array, child(program, array, 2), last);
    return program;
}

/* "a", what stands before it, and its array. */
struct place {
    struct sluice_node *root;
    struct sluice_node *array;
    struct sluice_node *item;
    struct sluice_node *before;
    sluice_node_id item_id;
    sluice_node_id other_array;
    uint32_t nodes;
};

typedef void (*harm_fn)(struct place *place);

static void kind_is_unknown(struct place *place)
{
    place->item->kind = SLUICE_NODE_HOLE + 1;
}

static void role_is_unknown(struct place *place)
{
    place->item->role = SLUICE_ROLE_INSIDE + 1;
}

static void root_is_no_stream(struct place *place)
{
    place->root->kind = SLUICE_NODE_REPEAT;
}

static void item_is_a_stream(struct place *place)
{
    place->item->kind = SLUICE_NODE_STREAM;
}

static void label_is_none(struct place *place)
{
    place->item->label = 77;
}

static void target_is_none(struct place *place)
{
    place->item->target = 77;
}

static void bytes_are_elsewhere(struct place *place)
{
    place->item->bytes = UINT32_MAX;
}

static void bytes_are_too_many(struct place *place)
{
    place->item->length = UINT32_MAX;
}

static void sibling_was_never_written(struct place *place)
{
    place->item->next = place->nodes + 1;
}

static void parent_was_never_written(struct place *place)
{
    place->item->parent = place->nodes + 1;
}

static void role_is_not_the_parents(struct place *place)
{
    place->item->role = SLUICE_ROLE_SUPER;
}

static void parent_has_no_children(struct place *place)
{
    place->array->kind = SLUICE_NODE_NULL;
}

static void first_is_missing(struct place *place)
{
    place->array->first = SLUICE_NODE_NONE;
}

static void last_is_missing(struct place *place)
{
    place->array->last = SLUICE_NODE_NONE;
}

static void first_is_not_first(struct place *place)
{
    place->array->first = place->item_id;
}

static void last_is_not_last(struct place *place)
{
    place->array->last = place->item_id;
}

static void first_is_anothers(struct place *place)
{
    place->array->first = place->other_array;
}

static void previous_does_not_know_it(struct place *place)
{
    place->before->next = SLUICE_NODE_NONE;
}

static void next_does_not_know_it(struct place *place)
{
    place->item->next = SLUICE_NODE_NONE;
}

static void parent_is_another(struct place *place)
{
    place->item->parent = place->other_array;
}

static void parent_is_gone(struct place *place)
{
    place->item->parent = SLUICE_NODE_NONE;
}

static const struct {
    harm_fn harm;
    const char *fault;
} harms[] = {
    {kind_is_unknown, "no such kind or role"},
    {role_is_unknown, "no such kind or role"},
    {root_is_no_stream, "the root is a stream"},
    {item_is_a_stream, "no other node is"},
    {label_is_none, "no such label"},
    {target_is_none, "no such label"},
    {bytes_are_elsewhere, "not the program's"},
    {bytes_are_too_many, "not the program's"},
    {sibling_was_never_written, "never written"},
    {parent_was_never_written, "never written"},
    {role_is_not_the_parents, "no children in its role"},
    {parent_has_no_children, "no children in its role"},
    {first_is_missing, "not both"},
    {last_is_missing, "not both"},
    {first_is_not_first, "before its first child"},
    {last_is_not_last, "behind its last one"},
    {first_is_anothers, "another parent"},
    {previous_does_not_know_it, "before it does not know it"},
    {next_does_not_know_it, "behind it does not know it"},
    {parent_is_another, "does not know it"},
    {parent_is_gone, "siblings and no parent"},
};

static struct place find(struct sluice_program *program)
{
    const sluice_node_id array = child(program, SLUICE_NODE_ROOT, 1);
    const sluice_node_id item = child(program, array, 3);

    assert_int_equal(sluice_program_peek(program, item)->kind, SLUICE_NODE_STRING);
    return (struct place){.root = sluice_program_node(program, SLUICE_NODE_ROOT),
                          .array = sluice_program_node(program, array),
                          .item = sluice_program_node(program, item),
                          .before = sluice_program_node(program, child(program, array, 2)),
                          .item_id = item,
                          .other_array = child(program, SLUICE_NODE_ROOT, 2),
                          .nodes = sluice_program_node_count(program)};
}

static void each_harm_is_seen(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof harms / sizeof harms[0]; i++) {
        struct sluice_program *program = make();
        struct place place = find(program);
        sluice_node_id where;
        assert_null(sluice_integrity_fault(program, &where));
        assert_int_equal(where, SLUICE_NODE_NONE);
        harms[i].harm(&place);
        const char *fault = sluice_integrity_fault(program, &where);
        if (fault == NULL || strstr(fault, harms[i].fault) == NULL) {
            fail_msg("harm %zu: \"%s\", not \"%s\"", i, fault != NULL ? fault : "", harms[i].fault);
        }
        assert_in_range(where, SLUICE_NODE_ROOT, place.nodes);
        sluice_program_free(program);
    }
}

/* The root inside of what is not below it. */
static void a_root_inside_is_seen(void **state)
{
    struct sluice_program *program = make();
    const sluice_node_id array = child(program, SLUICE_NODE_ROOT, 1);
    sluice_node_id where;

    (void)state;
    sluice_program_detach(program, array);
    assert_null(sluice_integrity_fault(program, NULL));
    sluice_program_insert(program, array, SLUICE_NODE_NONE, SLUICE_NODE_ROOT);
    sluice_program_node(program, SLUICE_NODE_ROOT)->role = SLUICE_ROLE_ELEMENT;
    assert_string_equal(sluice_integrity_fault(program, &where), "the root has a parent");
    assert_int_equal(where, SLUICE_NODE_ROOT);
    sluice_program_free(program);
}

/* An array in itself: everybody knows everybody, and nobody comes by. */
static void a_ring_is_seen(void **state)
{
    struct sluice_program *program = make();
    const sluice_node_id array = child(program, SLUICE_NODE_ROOT, 1);

    (void)state;
    sluice_program_detach(program, array);
    sluice_program_insert(program, array, SLUICE_NODE_NONE, array);
    sluice_program_node(program, array)->role = SLUICE_ROLE_ELEMENT;
    assert_string_equal(sluice_integrity_fault(program, NULL), "some nodes stand in a ring");
    sluice_program_free(program);
}

/* What the functions of program.h leave is in order, what is detached included. */
static void what_is_edited_is_in_order(void **state)
{
    struct sluice_program *program = make();
    const sluice_node_id array = child(program, SLUICE_NODE_ROOT, 1);
    const sluice_node_id other = child(program, SLUICE_NODE_ROOT, 2);
    const sluice_node_id item = child(program, array, 2);

    (void)state;
    sluice_program_detach(program, item);
    assert_null(sluice_integrity_fault(program, NULL));
    sluice_program_insert(program, other, child(program, other, 1), item);
    assert_null(sluice_integrity_fault(program, NULL));
    assert_int_not_equal(sluice_program_graft(program, program, other), SLUICE_NODE_NONE);
    assert_null(sluice_integrity_fault(program, NULL));
    sluice_program_free(program);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_harm_is_seen),
        cmocka_unit_test(a_root_inside_is_seen),
        cmocka_unit_test(a_ring_is_seen),
        cmocka_unit_test(what_is_edited_is_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
