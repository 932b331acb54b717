/* Which elements of two lists correspond. Private to this room. */
#ifndef SLUICE_DIFF_ALIGN_H
#define SLUICE_DIFF_ALIGN_H

#include "harness/diff/texts.h"

/* A list, by the digests of its elements. */
struct sluice_diff_list {
    const uint64_t *digests;
    uint32_t count;
};

/**
 * A longest common subsequence of two lists, if it can be had in linear time; else a common
 * subsequence around the elements that stand once in each. `match` (a.count entries) receives for
 * each element of `a` 1 + the index of the element of `b`, in rising order, or 0.
 * False: out of memory.
 */
SLUICE_NODISCARD bool sluice_diff_align(const struct sluice_diff_key *key,
                                        struct sluice_diff_list a, struct sluice_diff_list b,
                                        uint32_t *match);

/* A part of both lists, up to the ends. */
struct sluice_diff_box {
    uint32_t a, a_end;
    uint32_t b, b_end;
};

/* The second half of the above: matches in a box for which the first takes too long. */
SLUICE_NODISCARD bool sluice_diff_anchor(const struct sluice_diff_key *key,
                                         struct sluice_diff_list a, struct sluice_diff_list b,
                                         struct sluice_diff_box box, uint32_t *match);

/* Matches equal elements at both ends of a box and takes them off. */
void sluice_diff_trim(struct sluice_diff_list a, struct sluice_diff_list b,
                      struct sluice_diff_box *box, uint32_t *match);

#endif
