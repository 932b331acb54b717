#include "harness/diff/compare.h"

#include "harness/base/grow.h"

#include <stdlib.h>

/* --- tasks ------------------------------------------------------------------------------------ */

void sluice_diff_add(struct sluice_diff_run *run, uint32_t a, uint32_t b)
{
    struct sluice_diff_task *tasks = sluice_grow(run->tasks, &run->task_capacity,
                                                 run->task_count + 1, sizeof *tasks);
    if (tasks == NULL) {
        run->failed = true;
        return;
    }
    run->tasks = tasks;
    tasks[run->task_count++] = (struct sluice_diff_task){a, b};
}

void sluice_diff_order(struct sluice_diff_run *run, size_t from)
{
    size_t to = run->task_count;
    for (; from + 1 < to; from++, to--) {
        const struct sluice_diff_task task = run->tasks[from];
        run->tasks[from] = run->tasks[to - 1];
        run->tasks[to - 1] = task;
    }
}

/* --- pairs ------------------------------------------------------------------------------------ */

static void compare_strings(struct sluice_diff_run *run, uint32_t a, uint32_t b, uint32_t in_a,
                            uint32_t in_b)
{
    uint32_t left = 0;
    uint32_t right = 0;
    if (!sluice_diff_string_number(&run->a, in_a, &left) ||
        !sluice_diff_string_number(&run->b, in_b, &right)) {
        run->failed = true;
        return;
    }
    if (left != right) {
        sluice_diff_tell_nodes(run, SLUICE_DIFF_VALUE, a, b);
        return;
    }
    if (!run->options->exact || a != in_a || b != in_b) {
        return;
    }
    const bool long_a =
        sluice_string_view(run->a.document, sluice_diff_item(&run->a, in_a)).is_long;
    const bool long_b =
        sluice_string_view(run->b.document, sluice_diff_item(&run->b, in_b)).is_long;
    if (long_a != long_b) {
        sluice_diff_tell_form(run, a, b, long_a ? "TC_LONGSTRING" : "TC_STRING",
                              long_b ? "TC_LONGSTRING" : "TC_STRING");
    }
}

static void compare_enums(struct sluice_diff_run *run, uint32_t a, uint32_t b, uint32_t in_a,
                          uint32_t in_b)
{
    const uint32_t class_a = run->a.nodes[in_a].link;
    const uint32_t class_b = run->b.nodes[in_b].link;
    /* Digests have the class's name and the constant in them; the constant is the last part. */
    if (!sluice_diff_same_name(run, class_a, class_b) ||
        run->a.nodes[in_a].digest != run->b.nodes[in_b].digest) {
        sluice_diff_tell_nodes(run, SLUICE_DIFF_VALUE, a, b);
        return;
    }
    sluice_diff_compare_classes(run, class_a, class_b, in_a, in_b);
    if (run->options->exact && a == in_a && b == in_b) {
        const size_t from = run->task_count;
        sluice_diff_compare_written(run, a, b);
        sluice_diff_add(run, run->a.nodes[a].end - 1, run->b.nodes[b].end - 1);
        sluice_diff_order(run, from);
    }
}

static void compare_class_values(struct sluice_diff_run *run, uint32_t a, uint32_t b, uint32_t in_a,
                                 uint32_t in_b)
{
    const uint32_t class_a = run->a.nodes[in_a].link;
    const uint32_t class_b = run->b.nodes[in_b].link;
    if (!sluice_diff_same_name(run, class_a, class_b)) {
        sluice_diff_tell_nodes(run, SLUICE_DIFF_VALUE, a, b);
        return;
    }
    sluice_diff_compare_classes(run, class_a, class_b, in_a, in_b);
    if (run->options->exact && a == in_a && b == in_b) {
        if (run->a.nodes[a].kind == SLUICE_ITEM_CLASS) {
            sluice_diff_compare_written(run, a, b);
        } else {
            sluice_diff_compare_descriptors(run, a, b);
        }
    }
}

static void compare_arrays(struct sluice_diff_run *run, uint32_t a, uint32_t b)
{
    const bool objects_a = sluice_array_view(run->a.document, sluice_diff_item(&run->a, a)).type ==
                           'L';
    const bool objects_b = sluice_array_view(run->b.document, sluice_diff_item(&run->b, b)).type ==
                           'L';
    if (run->options->exact) {
        sluice_diff_compare_claims(run, a, b);
    }
    if (objects_a && objects_b) {
        const uint32_t own_a = sluice_diff_own_descriptor(&run->a, a);
        const uint32_t own_b = sluice_diff_own_descriptor(&run->b, b);
        const struct sluice_diff_part in_a = {
            a, own_a == SLUICE_DIFF_NONE ? a + 1 : run->a.nodes[own_a].end};
        const struct sluice_diff_part in_b = {
            b, own_b == SLUICE_DIFF_NONE ? b + 1 : run->b.nodes[own_b].end};
        sluice_diff_compare_lists(run, in_a, in_b);
    } else {
        sluice_diff_compare_primitives(run, a, b);
    }
}

/* Objects and arrays: each corresponds to one of the other tree at most. */
static void compare_identities(struct sluice_diff_run *run, uint32_t a, uint32_t b, uint32_t in_a,
                               uint32_t in_b)
{
    struct sluice_diff_node *left = &run->a.nodes[in_a];
    struct sluice_diff_node *right = &run->b.nodes[in_b];
    if (left->twin == in_b + 1 && right->twin == in_a + 1) {
        return;
    }
    if (left->twin != 0 || right->twin != 0) {
        sluice_diff_tell_nodes(run, SLUICE_DIFF_SHARING, a, b);
        return;
    }
    left->twin = in_b + 1;
    right->twin = in_a + 1;
    if (!sluice_diff_same_name(run, left->link, right->link)) {
        sluice_diff_tell_nodes(run, SLUICE_DIFF_VALUE, a, b);
        return;
    }
    sluice_diff_compare_classes(run, left->link, right->link, in_a, in_b);
    const size_t from = run->task_count;
    if (run->options->exact) {
        sluice_diff_compare_ends(run, in_a, in_b);
        sluice_diff_compare_written(run, in_a, in_b);
    }
    if (left->kind == SLUICE_ITEM_ARRAY) {
        compare_arrays(run, in_a, in_b);
    } else {
        sluice_diff_compare_objects(run, in_a, in_b);
    }
    sluice_diff_order(run, from);
}

static void compare_same_kind(struct sluice_diff_run *run, uint32_t a, uint32_t b, uint32_t in_a,
                              uint32_t in_b)
{
    switch (run->a.nodes[in_a].kind) {
    case SLUICE_ITEM_STRING:
        compare_strings(run, a, b, in_a, in_b);
        return;
    case SLUICE_ITEM_BLOCKS:
        sluice_diff_compare_blocks(run, in_a, in_b);
        return;
    case SLUICE_ITEM_ENUM:
        compare_enums(run, a, b, in_a, in_b);
        return;
    case SLUICE_ITEM_CLASS:
    case SLUICE_ITEM_CLASS_DESC:
    case SLUICE_ITEM_PROXY_DESC:
        compare_class_values(run, a, b, in_a, in_b);
        return;
    case SLUICE_ITEM_ARRAY:
    case SLUICE_ITEM_OBJECT:
        compare_identities(run, a, b, in_a, in_b);
        return;
    case SLUICE_ITEM_EXCEPTION:
    case SLUICE_ITEM_CONTENTS: {
        const size_t from = run->task_count;
        sluice_diff_compare_lists(run, (struct sluice_diff_part){in_a, in_a + 1},
                                  (struct sluice_diff_part){in_b, in_b + 1});
        sluice_diff_order(run, from);
        return;
    }
    case SLUICE_DIFF_LEVEL: {
        const size_t from = run->task_count;
        sluice_diff_compare_levels(run, in_a, in_b);
        sluice_diff_order(run, from);
        return;
    }
    default:
        return; /* null, reset, missing: nothing more to compare */
    }
}

/* Exact comparison of what has the same meaning: the same parts must be in full, and references must
 * refer to what corresponds. */
static void compare_written_pair(struct sluice_diff_run *run, uint32_t a, uint32_t b, uint32_t in_a,
                                 uint32_t in_b)
{
    const bool refers_a = a != in_a;
    const bool refers_b = b != in_b;
    const uint8_t kind = run->a.nodes[in_a].kind;
    if (refers_a != refers_b) {
        sluice_diff_tell_form(run, a, b, refers_a ? "a reference" : "in full",
                              refers_b ? "a reference" : "in full");
    } else if (kind == SLUICE_ITEM_OBJECT || kind == SLUICE_ITEM_ARRAY) {
        return; /* have an identity in any comparison */
    } else if (!refers_a) {
        run->a.nodes[in_a].twin = in_b + 1;
    } else if (run->a.nodes[in_a].twin != in_b + 1) {
        sluice_diff_tell_handles(run, a, b, sluice_diff_item(&run->a, a),
                                 sluice_diff_item(&run->b, b));
    }
}

static void compare_pair(struct sluice_diff_run *run, uint32_t a, uint32_t b)
{
    const uint32_t in_a = sluice_diff_resolve(&run->a, a);
    const uint32_t in_b = sluice_diff_resolve(&run->b, b);
    if (in_a == SLUICE_DIFF_NONE || in_b == SLUICE_DIFF_NONE) {
        if (in_a != in_b) {
            sluice_diff_tell_nodes(run, SLUICE_DIFF_VALUE, a, b);
        }
        return;
    }
    if (run->a.nodes[in_a].kind != run->b.nodes[in_b].kind) {
        sluice_diff_tell_nodes(run, SLUICE_DIFF_VALUE, a, b);
        return;
    }
    compare_same_kind(run, a, b, in_a, in_b);
    if (run->options->exact) {
        compare_written_pair(run, a, b, in_a, in_b);
    }
}

/* --- the run ---------------------------------------------------------------------------------- */

static void compare_all(struct sluice_diff_run *run)
{
    sluice_diff_add(run, 0, 0);
    while (run->task_count > 0 && !run->failed && !run->stopped) {
        const struct sluice_diff_task task = run->tasks[--run->task_count];
        if (task.a == SLUICE_DIFF_NONE || task.b == SLUICE_DIFF_NONE) {
            sluice_diff_tell_nodes(run, SLUICE_DIFF_VALUE, task.a, task.b);
        } else {
            compare_pair(run, task.a, task.b);
        }
    }
}

static void free_run(struct sluice_diff_run *run)
{
    sluice_diff_tree_free(&run->a);
    sluice_diff_tree_free(&run->b);
    sluice_diff_texts_free(&run->names.texts);
    sluice_diff_classes_free(&run->names.classes);
    sluice_diff_slots_free(&run->told);
    free(run->tasks);
    free(run->marks);
    free(run->places[0]);
    free(run->places[1]);
    sluice_text_free(&run->class_name);
    for (int side = 0; side < 2; side++) {
        sluice_text_free(&run->path[side]);
        sluice_text_free(&run->value[side]);
    }
}

enum sluice_reason sluice_diff(const struct sluice_document *a, const struct sluice_document *b,
                               const struct sluice_diff_options *options, uint64_t *count)
{
    struct sluice_diff_run run = {.options = options};
    sluice_diff_key_fill(&run.names.texts.key);
    run.names.texts.by_bytes = options->exact;
    if (sluice_diff_tree_build(&run.a, a, &run.names) &&
        sluice_diff_tree_build(&run.b, b, &run.names)) {
        compare_all(&run);
    } else {
        run.failed = true;
    }
    *count = run.count;
    const bool failed = run.failed;
    free_run(&run);
    return failed ? SLUICE_OUT_OF_MEMORY : SLUICE_OK;
}
