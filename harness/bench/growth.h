/* Growth from n to 10 n: exact counts, the same on every machine, that may not exceed a ratio of 11.
 * The heap of the writer may grow to 16 times: what doubles has then doubled four times. */
#ifndef SLUICE_BENCH_GROWTH_H
#define SLUICE_BENCH_GROWTH_H

#include "harness/bench/run.h"

enum {
    SLUICE_BENCH_GROWTH_TIMES = 10,
    SLUICE_BENCH_GROWTH_MOST = 11,
    SLUICE_BENCH_GROWTH_DOUBLING = 16
};

/** The counts of one pass over a file. */
struct sluice_bench_counts {
    uint64_t bytes;
    uint64_t steps;
    uint64_t peak; /* heap bytes */
    uint64_t allocations;
};

struct sluice_bench_growth {
    const struct sluice_bench_plan *plan;
    enum sluice_bench_mode mode;
    struct sluice_bench_counts small;
    struct sluice_bench_counts large;
};

/** Counts the last of `passes` over a file. False, after a sentence, when one fails. */
SLUICE_NODISCARD bool sluice_bench_count(const struct sluice_bench_file *file,
                                         const struct sluice_policy *policy,
                                         enum sluice_bench_mode mode, unsigned passes,
                                         struct sluice_bench_counts *counts);

/** Counts a plan at a tenth of `count` and at `count`. False, after a sentence, as above. */
SLUICE_NODISCARD bool sluice_bench_grow(const struct sluice_bench_plan *plan, uint32_t count,
                                        const struct sluice_policy *policy,
                                        enum sluice_bench_mode mode,
                                        struct sluice_bench_growth *growth);

/** large / small; 1 when both are 0. */
double sluice_bench_ratio(uint64_t small, uint64_t large);

/** True when steps, heap and allocations grew to no more than that. */
bool sluice_bench_growth_held(const struct sluice_bench_growth *growth);

#endif
