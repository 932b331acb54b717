/* Objects: levels by the names of their classes, fields by name. A field that one class lacks counts
 * as its default: null, zero, false. */
#include "harness/diff/compare.h"

#include "harness/base/grow.h"

#include <string.h>

/* --- objects ---------------------------------------------------------------------------------- */

/* The first part of an object behind its descriptor. */
static uint32_t first_part(const struct sluice_diff_tree *tree, uint32_t object)
{
    const uint32_t own = sluice_diff_own_descriptor(tree, object);
    return own == SLUICE_DIFF_NONE ? object + 1 : tree->nodes[own].end;
}

static bool is_level(const struct sluice_diff_tree *tree, uint32_t part, uint32_t end)
{
    return part < end && tree->nodes[part].kind == SLUICE_DIFF_LEVEL;
}

/* A level that one object has: told if anything stands in it, or if a part of the bytes is it. */
static void add_level(struct sluice_diff_run *run, const struct sluice_diff_tree *tree,
                      uint32_t level)
{
    const struct sluice_diff_node *at = &tree->nodes[level];
    if (run->options->exact || at->end > level + 1 ||
        (at->flags & SLUICE_DIFF_HAS_PRIMITIVES) != 0) {
        sluice_diff_add(run, tree == &run->a ? level : SLUICE_DIFF_NONE,
                        tree == &run->b ? level : SLUICE_DIFF_NONE);
    }
}

/* The nearest level of `b` from `at` on with the name of a level of `a`, or SLUICE_DIFF_NONE. */
static uint32_t find_level(const struct sluice_diff_run *run, uint32_t level_a, uint32_t at,
                           uint32_t end)
{
    while (is_level(&run->b, at, end)) {
        if (sluice_diff_same_name(run, run->a.nodes[level_a].link, run->b.nodes[at].link)) {
            return at;
        }
        at = run->b.nodes[at].end;
    }
    return SLUICE_DIFF_NONE;
}

void sluice_diff_compare_objects(struct sluice_diff_run *run, uint32_t a, uint32_t b)
{
    enum { LOOK_AHEADS = 64 }; /* levels that are looked for; chains are short */
    const uint32_t end_a = run->a.nodes[a].end;
    const uint32_t end_b = run->b.nodes[b].end;
    uint32_t at_a = first_part(&run->a, a);
    uint32_t at_b = first_part(&run->b, b);
    unsigned missed = 0;
    for (; is_level(&run->a, at_a, end_a); at_a = run->a.nodes[at_a].end) {
        const uint32_t found = missed < LOOK_AHEADS ? find_level(run, at_a, at_b, end_b)
                                                    : SLUICE_DIFF_NONE;
        if (found == SLUICE_DIFF_NONE) {
            missed++;
            add_level(run, &run->a, at_a);
            continue;
        }
        for (; at_b != found; at_b = run->b.nodes[at_b].end) {
            add_level(run, &run->b, at_b);
        }
        sluice_diff_add(run, at_a, at_b);
        at_b = run->b.nodes[at_b].end;
    }
    for (; is_level(&run->b, at_b, end_b); at_b = run->b.nodes[at_b].end) {
        add_level(run, &run->b, at_b);
    }
    /* What is left is external data. */
    if (at_a < end_a || at_b < end_b) {
        sluice_diff_compare_lists(
            run, (struct sluice_diff_part){at_a < end_a ? at_a : SLUICE_DIFF_NONE, at_a + 1},
            (struct sluice_diff_part){at_b < end_b ? at_b : SLUICE_DIFF_NONE, at_b + 1});
    }
}

/* --- fields ----------------------------------------------------------------------------------- */

/* A level of one side, with run->places: by field the place of a primitive from tree->bytes, or the
 * node of a reference. */
struct level {
    const struct sluice_diff_tree *tree;
    const struct sluice_diff_field *fields;
    const uint32_t *places;
    uint32_t node;
    uint32_t count;  /* of fields; those that a partial stream has */
    uint32_t custom; /* list, or SLUICE_DIFF_NONE */
};

static const struct sluice_diff_field no_fields;

static bool find_places(struct sluice_diff_run *run, int side, uint32_t node, struct level *level)
{
    const struct sluice_diff_tree *tree = side == 0 ? &run->a : &run->b;
    const struct sluice_diff_node *at = &tree->nodes[node];
    const bool has_fields = (at->flags & SLUICE_DIFF_HAS_FIELDS) != 0 && at->link != 0;
    *level = (struct level){
        .tree = tree, .fields = &no_fields, .node = node, .custom = SLUICE_DIFF_NONE};
    uint32_t part = node + 1;
    if (has_fields) {
        level->fields = sluice_diff_fields(&run->names.classes, at->link - 1);
        level->count = run->names.classes.list[at->link - 1].field_count;
    }
    uint32_t *places = sluice_grow(run->places[side], &run->place_capacity[side],
                                   level->count + (size_t)1, sizeof *places);
    if (places == NULL) {
        return false;
    }
    run->places[side] = places;
    uint32_t primitive = at->item;
    for (uint32_t i = 0; i < level->count; i++) {
        if (level->fields[i].size != 0 && (at->flags & SLUICE_DIFF_HAS_PRIMITIVES) != 0) {
            places[i] = primitive;
            primitive += level->fields[i].size;
        } else if (level->fields[i].size == 0 && part < at->end &&
                   tree->nodes[part].kind != SLUICE_ITEM_CONTENTS) {
            places[i] = part;
            part = tree->nodes[part].end;
        } else {
            level->count = i; /* the stream ended here */
        }
    }
    level->places = places;
    level->custom = part < at->end ? part : SLUICE_DIFF_NONE;
    return true;
}

bool sluice_diff_mark_fields(struct sluice_diff_run *run, const struct sluice_diff_field *fields,
                             uint32_t count, bool set)
{
    if (run->marks == NULL) {
        run->marks = calloc(run->names.texts.count + (size_t)1, sizeof *run->marks);
    }
    if (run->marks == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        run->marks[fields[i].name] = set ? 1 + i : 0;
    }
    return true;
}

/* Where and what a field is, as texts of one side. */
static uint64_t show_field(struct sluice_diff_run *run, int side, const struct level *level,
                           uint32_t field)
{
    const struct sluice_diff_node *at = &level->tree->nodes[level->node];
    const uint32_t place = level->places[field];
    (void)sluice_diff_show_path(&run->path[side], level->tree, level->node);
    sluice_diff_show_field(&run->path[side], level->tree, at->link - 1, field);
    if (run->class_name.length == 0) {
        sluice_diff_show_class(&run->class_name, level->tree->names, at->link - 1);
    }
    if (level->fields[field].size == 0) {
        sluice_diff_show_value(&run->value[side], level->tree, place);
        return level->tree->nodes[place].offset;
    }
    sluice_diff_show_primitive(&run->value[side], level->fields[field].letter,
                               level->tree->bytes + place);
    return at->offset + (place - at->item);
}

/* Tells fields of which one may be missing (NULL), and at least one is a primitive. */
static void tell_fields(struct sluice_diff_run *run, const struct level *a, uint32_t field_a,
                        const struct level *b, uint32_t field_b)
{
    if (!sluice_diff_begin(run)) {
        return;
    }
    const uint64_t offset_a = a != NULL ? show_field(run, 0, a, field_a) : 0;
    const uint64_t offset_b = b != NULL ? show_field(run, 1, b, field_b) : 0;
    sluice_diff_tell(run, SLUICE_DIFF_VALUE, offset_a, offset_b);
}

/* A field that the other class lacks, or that was not written: its default means the same. */
static void only_one(struct sluice_diff_run *run, const struct level *level, uint32_t field)
{
    static const uint8_t zeros[8] = {0};
    const bool is_a = level->tree == &run->a;
    const uint8_t size = level->fields[field].size;
    const uint32_t place = level->places[field];
    if (size == 0) {
        if (run->options->exact || level->tree->nodes[place].kind != SLUICE_ITEM_NULL) {
            sluice_diff_add(run, is_a ? place : SLUICE_DIFF_NONE, is_a ? SLUICE_DIFF_NONE : place);
        }
    } else if (run->options->exact || memcmp(level->tree->bytes + place, zeros, size) != 0) {
        tell_fields(run, is_a ? level : NULL, field, is_a ? NULL : level, field);
    }
}

static bool same_primitive(const struct sluice_diff_run *run, const struct level *a,
                           uint32_t field_a, const struct level *b, uint32_t field_b)
{
    const struct sluice_diff_field *left = &a->fields[field_a];
    const struct sluice_diff_field *right = &b->fields[field_b];
    const uint8_t *in_a = a->tree->bytes + a->places[field_a];
    const uint8_t *in_b = b->tree->bytes + b->places[field_b];
    if (left->letter == right->letter) {
        return (left->letter == 'Z' && !run->options->exact) ? (in_a[0] != 0) == (in_b[0] != 0)
                                                             : memcmp(in_a, in_b, left->size) == 0;
    }
    struct sluice_text text_a = {0};
    struct sluice_text text_b = {0};
    sluice_diff_show_primitive(&text_a, left->letter, in_a);
    sluice_diff_show_primitive(&text_b, right->letter, in_b);
    const bool same = strcmp(sluice_text_get(&text_a), sluice_text_get(&text_b)) == 0;
    sluice_text_free(&text_a);
    sluice_text_free(&text_b);
    return same;
}

static void compare_fields(struct sluice_diff_run *run, const struct level *a, uint32_t field_a,
                           const struct level *b, uint32_t field_b)
{
    if (a->fields[field_a].size == 0 && b->fields[field_b].size == 0) {
        sluice_diff_add(run, a->places[field_a], b->places[field_b]);
    } else if (a->fields[field_a].size == 0 || b->fields[field_b].size == 0 ||
               !same_primitive(run, a, field_a, b, field_b)) {
        tell_fields(run, a, field_a, b, field_b);
    }
}

/* Fields of one class, of which a stream that ends there may lack the last ones: a name may stand twice. */
static void compare_in_order(struct sluice_diff_run *run, const struct level *a,
                             const struct level *b)
{
    const uint32_t both = a->count < b->count ? a->count : b->count;
    for (uint32_t i = 0; i < both; i++) {
        compare_fields(run, a, i, b, i);
    }
    for (uint32_t i = both; i < a->count; i++) {
        only_one(run, a, i);
    }
    for (uint32_t i = both; i < b->count; i++) {
        only_one(run, b, i);
    }
}

/* Fields of two different classes: by name. A name that stands twice counts for its last field. */
static bool compare_by_name(struct sluice_diff_run *run, const struct level *a,
                            const struct level *b)
{
    if (!sluice_diff_mark_fields(run, b->fields, b->count, true)) {
        return false;
    }
    for (uint32_t i = 0; i < a->count; i++) {
        const uint32_t name = a->fields[i].name;
        const uint32_t field = run->marks[name];
        if (field == 0) {
            only_one(run, a, i);
        } else {
            compare_fields(run, a, i, b, field - 1);
            run->marks[name] = 0;
        }
    }
    for (uint32_t i = 0; i < b->count; i++) {
        if (run->marks[b->fields[i].name] == 1 + i) {
            only_one(run, b, i);
        }
    }
    return sluice_diff_mark_fields(run, b->fields, b->count, false);
}

void sluice_diff_compare_levels(struct sluice_diff_run *run, uint32_t a, uint32_t b)
{
    struct level in_a;
    struct level in_b;
    if (!find_places(run, 0, a, &in_a) || !find_places(run, 1, b, &in_b)) {
        run->failed = true;
        return;
    }
    if (in_a.fields == in_b.fields) {
        compare_in_order(run, &in_a, &in_b);
    } else if (!compare_by_name(run, &in_a, &in_b)) {
        run->failed = true;
        return;
    }
    if (in_a.custom != SLUICE_DIFF_NONE || in_b.custom != SLUICE_DIFF_NONE) {
        sluice_diff_compare_lists(run, (struct sluice_diff_part){in_a.custom, in_a.custom + 1},
                                  (struct sluice_diff_part){in_b.custom, in_b.custom + 1});
    }
}
