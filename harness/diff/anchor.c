/* Matches by anchors: elements that stand once in each list, as many as are in the same order in
 * both; then their neighbors, as long as they are equal. */
#include "harness/diff/align.h"

#include <stdlib.h>

#define MORE_THAN_ONE (UINT32_MAX - 1)

/* What is known of one digest in a box. */
struct entry {
    uint64_t digest;
    uint32_t in_a; /* 1 + index; 0: not there; MORE_THAN_ONE */
    uint32_t in_b;
};

struct table {
    struct entry *entries;
    size_t mask;
    uint64_t factor;
};

static struct entry *entry_of(const struct table *table, uint64_t digest)
{
    size_t at = (size_t)((digest * table->factor) >> 20) & table->mask;
    while ((table->entries[at].in_a != 0 || table->entries[at].in_b != 0) &&
           table->entries[at].digest != digest) {
        at = (at + 1) & table->mask;
    }
    table->entries[at].digest = digest;
    return &table->entries[at];
}

static void note(uint32_t *place, uint32_t index)
{
    *place = *place == 0 ? index + 1 : MORE_THAN_ONE;
}

/* The elements of `a` that stand once on both sides, in the order of `a`, each with its place in b. */
static uint32_t find_unique(const struct table *table, struct sluice_diff_list a,
                            struct sluice_diff_list b, struct sluice_diff_box box, uint32_t *in_a,
                            uint32_t *in_b)
{
    uint32_t count = 0;
    for (uint32_t i = box.a; i < box.a_end; i++) {
        note(&entry_of(table, a.digests[i])->in_a, i);
    }
    for (uint32_t i = box.b; i < box.b_end; i++) {
        note(&entry_of(table, b.digests[i])->in_b, i);
    }
    for (uint32_t i = box.a; i < box.a_end; i++) {
        const struct entry *entry = entry_of(table, a.digests[i]);
        if (entry->in_a != MORE_THAN_ONE && entry->in_b != 0 && entry->in_b != MORE_THAN_ONE) {
            in_a[count] = i;
            in_b[count++] = entry->in_b - 1;
        }
    }
    return count;
}

/* Marks a longest rising subsequence of in_b[0..count): patience sorting. `ends[n]` is the element
 * that ends the best one of length n + 1, `before` the element before each. Both have `count`
 * entries; `before` becomes 1 for what is in it, else 0. */
static void keep_rising(const uint32_t *in_b, uint32_t count, uint32_t *ends, uint32_t *before)
{
    uint32_t longest = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t low = 0;
        uint32_t high = longest;
        while (low < high) {
            const uint32_t middle = low + (high - low) / 2;
            if (in_b[ends[middle]] < in_b[i]) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        before[i] = low > 0 ? ends[low - 1] : 0;
        ends[low] = i;
        longest = low == longest ? longest + 1 : longest;
    }
    uint32_t at = longest > 0 ? ends[longest - 1] : 0;
    for (uint32_t i = count; i > 0; i--) {
        const uint32_t up = before[i - 1];
        const bool kept = longest > 0 && i - 1 == at;
        before[i - 1] = kept ? 1 : 0;
        if (kept) {
            at = up;
            longest--;
        }
    }
}

static void match_kept(struct sluice_diff_list a, struct sluice_diff_list b,
                       struct sluice_diff_box box, const uint32_t *in_a, const uint32_t *in_b,
                       const uint32_t *kept, uint32_t count, uint32_t *match)
{
    struct sluice_diff_box gap = {box.a, box.a, box.b, box.b};
    for (uint32_t i = 0; i < count; i++) {
        if (kept[i] != 0) {
            gap.a_end = in_a[i] + 1;
            gap.b_end = in_b[i] + 1;
            sluice_diff_trim(a, b, &gap, match);
            gap.a = in_a[i] + 1;
            gap.b = in_b[i] + 1;
        }
    }
    gap.a_end = box.a_end;
    gap.b_end = box.b_end;
    sluice_diff_trim(a, b, &gap, match);
}

bool sluice_diff_anchor(const struct sluice_diff_key *key, struct sluice_diff_list a,
                        struct sluice_diff_list b, struct sluice_diff_box box, uint32_t *match)
{
    const size_t elements = (size_t)(box.a_end - box.a) + (box.b_end - box.b);
    const size_t least = box.a_end - box.a < box.b_end - box.b ? box.a_end - box.a
                                                               : box.b_end - box.b;
    struct table table = {.mask = 15, .factor = key->factor};
    while (table.mask < elements * 2) {
        table.mask = table.mask * 2 + 1;
    }
    table.entries = calloc(table.mask + 1, sizeof *table.entries);
    uint32_t *places = malloc((4 * least + 1) * sizeof *places);
    const bool good = table.entries != NULL && places != NULL;
    if (good) {
        uint32_t *in_a = places;
        uint32_t *in_b = in_a + least;
        uint32_t *ends = in_b + least;
        uint32_t *before = ends + least;
        const uint32_t count = find_unique(&table, a, b, box, in_a, in_b);
        keep_rising(in_b, count, ends, before);
        match_kept(a, b, box, in_a, in_b, before, count, match);
    }
    free(table.entries);
    free(places);
    return good;
}
