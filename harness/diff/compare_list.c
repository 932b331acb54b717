/* Lists: aligned by the meaning of their elements; what is left between two that correspond, by what
 * the elements have in themselves, so that an object is found again whose parts have changed; then by
 * what kind of thing they are. */
#include "harness/diff/compare.h"

#include <stdlib.h>

struct aligned {
    uint32_t *nodes[2];
    uint64_t *digests[2];
    uint32_t count[2];
    uint32_t *match;
};

static const struct sluice_diff_tree *side_of(const struct sluice_diff_run *run, int side)
{
    return side == 0 ? &run->a : &run->b;
}

/* The kind of thing that a node is. */
static uint64_t kind_digest(const struct sluice_diff_run *run, int side, uint32_t node)
{
    const struct sluice_diff_tree *tree = side_of(run, side);
    const uint32_t target = sluice_diff_resolve(tree, node);
    if (target == SLUICE_DIFF_NONE) {
        return SLUICE_ITEM_NONE;
    }
    const struct sluice_diff_node *at = &tree->nodes[target];
    const bool has_class = at->kind == SLUICE_ITEM_OBJECT || at->kind == SLUICE_ITEM_ARRAY ||
                           at->kind == SLUICE_ITEM_ENUM;
    if (!has_class || at->link == 0) {
        return at->kind;
    }
    return (uint64_t)run->names.classes.list[at->link - 1].name << 8 | at->kind;
}

/* What an object has in itself: its primitive fields, strings and enum constants. */
static uint64_t own_digest(const struct sluice_diff_run *run, int side, uint32_t node)
{
    const struct sluice_diff_tree *tree = side_of(run, side);
    const struct sluice_diff_key *key = &run->names.texts.key;
    const uint32_t target = sluice_diff_resolve(tree, node);
    if (target == SLUICE_DIFF_NONE || tree->nodes[target].kind != SLUICE_ITEM_OBJECT) {
        return tree->nodes[node].digest;
    }
    uint64_t digest = kind_digest(run, side, node);
    const uint32_t end = tree->nodes[target].end;
    /* Levels are gone into; any other part is passed over as a whole. */
    for (uint32_t at = target + 1; at < end;) {
        const struct sluice_diff_node *part = &tree->nodes[at];
        const uint32_t value = sluice_diff_resolve(tree, at);
        const uint8_t kind = value != SLUICE_DIFF_NONE ? tree->nodes[value].kind
                                                       : (uint8_t)SLUICE_ITEM_NONE;
        if (kind == SLUICE_DIFF_LEVEL) {
            digest = sluice_diff_mix_bytes(key, digest, sluice_diff_primitives(tree, at));
        } else if (kind == SLUICE_ITEM_STRING || kind == SLUICE_ITEM_ENUM) {
            digest = sluice_diff_mix(key, digest, part->digest);
        }
        at = kind == SLUICE_DIFF_LEVEL ? at + 1 : part->end;
    }
    return digest;
}

static bool collect(const struct sluice_diff_run *run, int side, struct sluice_diff_part part,
                    struct aligned *aligned)
{
    const struct sluice_diff_tree *tree = side_of(run, side);
    const uint32_t end = part.node != SLUICE_DIFF_NONE ? tree->nodes[part.node].end : 0;
    uint32_t count = 0;
    for (uint32_t at = part.first; at < end; at = tree->nodes[at].end) {
        count++;
    }
    aligned->nodes[side] = malloc((count + (size_t)1) * sizeof *aligned->nodes[side]);
    aligned->digests[side] = malloc((count + (size_t)1) * sizeof *aligned->digests[side]);
    if (aligned->nodes[side] == NULL || aligned->digests[side] == NULL) {
        return false;
    }
    for (uint32_t at = part.first; at < end; at = tree->nodes[at].end) {
        if (run->options->exact || !sluice_diff_is_form(tree, at)) {
            aligned->digests[side][aligned->count[side]] = tree->nodes[at].digest;
            aligned->nodes[side][aligned->count[side]++] = at;
        }
    }
    return true;
}

/* The next box in which nothing is matched, from the end of the last one on. False: there is none. */
static bool next_gap(const struct aligned *aligned, struct sluice_diff_box *box)
{
    box->a = box->a_end;
    box->b = box->b_end;
    while (box->a < aligned->count[0] && aligned->match[box->a] == box->b + 1) {
        box->a++;
        box->b++;
    }
    box->a_end = box->a;
    while (box->a_end < aligned->count[0] && aligned->match[box->a_end] == 0) {
        box->a_end++;
    }
    box->b_end = box->a_end < aligned->count[0] ? aligned->match[box->a_end] - 1
                                                : aligned->count[1];
    return box->a < box->a_end || box->b < box->b_end;
}

/* Matches what is left in the gaps by another digest. */
static bool
fill_gaps(struct sluice_diff_run *run, struct aligned *aligned,
          uint64_t (*digest)(const struct sluice_diff_run *run, int side, uint32_t node))
{
    struct sluice_diff_box box = {0};
    while (next_gap(aligned, &box)) {
        const uint32_t start[2] = {box.a, box.b};
        const uint32_t end[2] = {box.a_end, box.b_end};
        if (start[0] == end[0] || start[1] == end[1]) {
            continue;
        }
        for (int side = 0; side < 2; side++) {
            for (uint32_t i = start[side]; i < end[side]; i++) {
                aligned->digests[side][i] = digest(run, side, aligned->nodes[side][i]);
            }
        }
        const struct sluice_diff_list a = {aligned->digests[0] + box.a, box.a_end - box.a};
        const struct sluice_diff_list b = {aligned->digests[1] + box.b, box.b_end - box.b};
        if (!sluice_diff_align(&run->names.texts.key, a, b, aligned->match + box.a)) {
            return false;
        }
        for (uint32_t i = box.a; i < box.a_end; i++) {
            aligned->match[i] += aligned->match[i] != 0 ? box.b : 0;
        }
    }
    return true;
}

/* As many on both sides, and nothing in common: one stands for the other. */
static void pair_gaps(struct aligned *aligned)
{
    struct sluice_diff_box box = {0};
    while (next_gap(aligned, &box)) {
        if (box.a_end - box.a == box.b_end - box.b) {
            for (uint32_t i = 0; i < box.a_end - box.a; i++) {
                aligned->match[box.a + i] = 1 + box.b + i;
            }
        }
    }
}

static bool align(struct sluice_diff_run *run, struct aligned *aligned)
{
    const struct sluice_diff_list a = {aligned->digests[0], aligned->count[0]};
    const struct sluice_diff_list b = {aligned->digests[1], aligned->count[1]};
    if (!sluice_diff_align(&run->names.texts.key, a, b, aligned->match) ||
        !fill_gaps(run, aligned, own_digest)) {
        return false;
    }
    pair_gaps(aligned);
    return fill_gaps(run, aligned, kind_digest);
}

static void add_tasks(struct sluice_diff_run *run, const struct aligned *aligned)
{
    uint32_t next = 0;
    for (uint32_t i = 0; i <= aligned->count[0]; i++) {
        const bool is_end = i == aligned->count[0];
        const uint32_t stop = is_end                   ? aligned->count[1]
                              : aligned->match[i] == 0 ? next
                                                       : aligned->match[i] - 1;
        while (next < stop) {
            sluice_diff_add(run, SLUICE_DIFF_NONE, aligned->nodes[1][next++]);
        }
        if (!is_end) {
            sluice_diff_add(run, aligned->nodes[0][i],
                            aligned->match[i] == 0 ? SLUICE_DIFF_NONE : aligned->nodes[1][next++]);
        }
    }
}

void sluice_diff_compare_lists(struct sluice_diff_run *run, struct sluice_diff_part a,
                               struct sluice_diff_part b)
{
    struct aligned aligned = {0};
    bool good = collect(run, 0, a, &aligned) && collect(run, 1, b, &aligned);
    if (good) {
        aligned.match = malloc((aligned.count[0] + (size_t)1) * sizeof *aligned.match);
        good = aligned.match != NULL && align(run, &aligned);
    }
    if (good) {
        add_tasks(run, &aligned);
    }
    run->failed = run->failed || !good;
    for (int side = 0; side < 2; side++) {
        free(aligned.nodes[side]);
        free(aligned.digests[side]);
    }
    free(aligned.match);
}
