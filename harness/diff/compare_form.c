/* Exact comparison: how descriptors and references are written. */
#include "harness/diff/compare.h"

#include <stdio.h>

void sluice_diff_tell_handles(struct sluice_diff_run *run, uint32_t a, uint32_t b,
                              struct sluice_item in_a, struct sluice_item in_b)
{
    char text_a[32];
    char text_b[32];
    (void)snprintf(text_a, sizeof text_a, "handle %u", sluice_item_handle(run->a.document, in_a));
    (void)snprintf(text_b, sizeof text_b, "handle %u", sluice_item_handle(run->b.document, in_b));
    sluice_diff_tell_form(run, a, b, text_a, text_b);
}

void sluice_diff_compare_ends(struct sluice_diff_run *run, uint32_t a, uint32_t b)
{
    const bool partial_a = sluice_item_is_partial(run->a.document, sluice_diff_item(&run->a, a));
    const bool partial_b = sluice_item_is_partial(run->b.document, sluice_diff_item(&run->b, b));
    if (partial_a != partial_b) {
        sluice_diff_tell_form(run, a, b, partial_a ? "a part" : "whole",
                              partial_b ? "a part" : "whole");
    }
}

void sluice_diff_compare_claims(struct sluice_diff_run *run, uint32_t a, uint32_t b)
{
    const struct sluice_item in_a = sluice_diff_item(&run->a, a);
    const struct sluice_item in_b = sluice_diff_item(&run->b, b);
    const struct sluice_array_view views[2] = {sluice_array_view(run->a.document, in_a),
                                               sluice_array_view(run->b.document, in_b)};
    char texts[2][32];
    if (views[0].has_length == views[1].has_length && views[0].length == views[1].length) {
        return;
    }
    if (!sluice_item_is_partial(run->a.document, in_a) &&
        !sluice_item_is_partial(run->b.document, in_b)) {
        return;
    }
    for (int side = 0; side < 2; side++) {
        if (views[side].has_length) {
            (void)snprintf(texts[side], sizeof texts[side], "length %u", views[side].length);
        } else {
            (void)snprintf(texts[side], sizeof texts[side], "no length");
        }
    }
    sluice_diff_tell_form(run, a, b, texts[0], texts[1]);
}

static void tell_written(struct sluice_diff_run *run, uint32_t a, uint32_t b, const char *what,
                         enum sluice_item_kind kind_a, enum sluice_item_kind kind_b)
{
    const enum sluice_item_kind kinds[2] = {kind_a, kind_b};
    char texts[2][64];
    for (int side = 0; side < 2; side++) {
        const bool refers = kinds[side] == SLUICE_ITEM_REFERENCE;
        const bool is_null = kinds[side] == SLUICE_ITEM_NULL;
        (void)snprintf(texts[side], sizeof texts[side], "%s%s%s", is_null ? "no " : "", what,
                       refers    ? " by reference"
                       : is_null ? ""
                                 : " in full");
    }
    sluice_diff_tell_form(run, a, b, texts[0], texts[1]);
}

/* Two descriptors, or type strings, that are parts of two nodes. True: both stand there in full. */
static bool both_in_full(struct sluice_diff_run *run, uint32_t a, uint32_t b, const char *what,
                         struct sluice_item in_a, struct sluice_item in_b)
{
    const enum sluice_item_kind kind_a = sluice_item_kind(run->a.document, in_a);
    const enum sluice_item_kind kind_b = sluice_item_kind(run->b.document, in_b);
    const bool refers_a = kind_a == SLUICE_ITEM_REFERENCE;
    const bool refers_b = kind_b == SLUICE_ITEM_REFERENCE;
    if (refers_a && refers_b) {
        /* One difference shifts all handles behind it; only the first is news. */
        if (run->count == 0 && sluice_item_handle(run->a.document, in_a) !=
                                   sluice_item_handle(run->b.document, in_b)) {
            sluice_diff_tell_handles(run, a, b, in_a, in_b);
        }
        return false;
    }
    if (refers_a || refers_b) {
        tell_written(run, a, b, what, kind_a, kind_b);
        return false;
    }
    return kind_a == kind_b && kind_a != SLUICE_ITEM_NULL && kind_a != SLUICE_ITEM_NONE;
}

static struct sluice_item descriptor_item(const struct sluice_diff_tree *tree, uint32_t node)
{
    const struct sluice_item item = sluice_diff_item(tree, node);
    switch (tree->nodes[node].kind) {
    case SLUICE_ITEM_OBJECT:
        return sluice_object_view(tree->document, item).descriptor;
    case SLUICE_ITEM_ARRAY:
        return sluice_array_view(tree->document, item).descriptor;
    case SLUICE_ITEM_ENUM:
        return sluice_enum_view(tree->document, item).descriptor;
    case SLUICE_ITEM_CLASS_DESC:
        return sluice_class_desc_view(tree->document, item).super;
    case SLUICE_ITEM_PROXY_DESC:
        return sluice_proxy_desc_view(tree->document, item).super;
    default:
        return sluice_class_view(tree->document, item);
    }
}

/* The part of a node that is a descriptor: its class, or the superclass. */
static uint32_t descriptor_part(const struct sluice_diff_tree *tree, uint32_t node)
{
    for (uint32_t at = node + 1; at < tree->nodes[node].end; at = tree->nodes[at].end) {
        if (tree->nodes[at].kind == SLUICE_ITEM_CLASS_DESC ||
            tree->nodes[at].kind == SLUICE_ITEM_PROXY_DESC) {
            return at;
        }
        if (tree->nodes[node].kind != SLUICE_ITEM_CLASS_DESC &&
            tree->nodes[node].kind != SLUICE_ITEM_PROXY_DESC) {
            break;
        }
    }
    return SLUICE_DIFF_NONE;
}

void sluice_diff_compare_written(struct sluice_diff_run *run, uint32_t a, uint32_t b)
{
    if (both_in_full(run, a, b, "class descriptor", descriptor_item(&run->a, a),
                     descriptor_item(&run->b, b))) {
        sluice_diff_add(run, descriptor_part(&run->a, a), descriptor_part(&run->b, b));
    }
}

/* The part of a descriptor that is the type string of a field, if it stands there; `*part` is where
 * those of the fields before ended. */
static uint32_t take_type(const struct sluice_diff_tree *tree, uint32_t *part, uint32_t field)
{
    const uint32_t at = *part;
    if (tree->nodes[at].kind != SLUICE_ITEM_STRING || tree->nodes[at].place != field) {
        return SLUICE_DIFF_NONE;
    }
    *part = tree->nodes[at].end;
    return at;
}

static void compare_types(struct sluice_diff_run *run, uint32_t a, uint32_t b, uint32_t count)
{
    uint32_t part_a = a + 1;
    uint32_t part_b = b + 1;
    for (uint32_t i = 0; i < count; i++) {
        const struct sluice_field_view in_a = sluice_field_view(run->a.document,
                                                                sluice_diff_item(&run->a, a), i);
        const struct sluice_field_view in_b = sluice_field_view(run->b.document,
                                                                sluice_diff_item(&run->b, b), i);
        if (in_a.code != 'L' && in_a.code != '[') {
            continue;
        }
        const bool full = both_in_full(run, a, b, "type string", in_a.signature, in_b.signature);
        const uint32_t type_a = part_a < run->a.nodes[a].end ? take_type(&run->a, &part_a, i)
                                                             : SLUICE_DIFF_NONE;
        const uint32_t type_b = part_b < run->b.nodes[b].end ? take_type(&run->b, &part_b, i)
                                                             : SLUICE_DIFF_NONE;
        if (full && type_a != SLUICE_DIFF_NONE && type_b != SLUICE_DIFF_NONE) {
            sluice_diff_add(run, type_a, type_b);
        }
    }
}

static uint32_t annotation_part(const struct sluice_diff_tree *tree, uint32_t node)
{
    uint32_t at = node + 1;
    while (at < tree->nodes[node].end && tree->nodes[at].kind != SLUICE_ITEM_CONTENTS) {
        at = tree->nodes[at].end;
    }
    return at < tree->nodes[node].end ? at : SLUICE_DIFF_NONE;
}

void sluice_diff_compare_descriptors(struct sluice_diff_run *run, uint32_t a, uint32_t b)
{
    const size_t from = run->task_count;
    if (run->a.nodes[a].kind == SLUICE_ITEM_CLASS_DESC &&
        run->a.nodes[a].link == run->b.nodes[b].link) {
        compare_types(
            run, a, b,
            sluice_class_desc_view(run->a.document, sluice_diff_item(&run->a, a)).field_count);
    }
    const uint32_t list_a = annotation_part(&run->a, a);
    const uint32_t list_b = annotation_part(&run->b, b);
    if (list_a != SLUICE_DIFF_NONE || list_b != SLUICE_DIFF_NONE) {
        sluice_diff_add(run, list_a, list_b);
    }
    sluice_diff_compare_written(run, a, b);
    sluice_diff_order(run, from);
}
