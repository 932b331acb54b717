#include "harness/bench/growth.h"

bool sluice_bench_count(const struct sluice_bench_file *file, const struct sluice_policy *policy,
                        enum sluice_bench_mode mode, unsigned passes,
                        struct sluice_bench_counts *counts)
{
    /* What is written goes to memory that is there: the counts are those of the writer alone. */
    struct sluice_bench_memory memory = {.reuse = sluice_bench_writes(mode)};
    struct sluice_bench_job job = {.file = file, .policy = policy, .mode = mode, .memory = &memory};
    struct sluice_status status = {0};
    bool good = sluice_bench_begin(&job);
    for (unsigned i = 0; good && i < passes; i++) {
        sluice_bench_memory_reset(&memory);
        good = sluice_bench_run(&job, &status);
    }
    *counts = (struct sluice_bench_counts){file->length, status.steps, memory.peak, memory.calls};
    sluice_bench_end(&job);
    return good;
}

static bool make_and_count(const struct sluice_bench_plan *plan, uint32_t count,
                           const struct sluice_policy *policy, enum sluice_bench_mode mode,
                           struct sluice_bench_counts *counts)
{
    struct sluice_bench_file file = {0};
    if (!sluice_bench_make(&file, plan, count)) {
        return false;
    }
    const bool good = sluice_bench_count(&file, policy, mode, 1, counts);
    sluice_bench_release(&file);
    return good;
}

bool sluice_bench_grow(const struct sluice_bench_plan *plan, uint32_t count,
                       const struct sluice_policy *policy, enum sluice_bench_mode mode,
                       struct sluice_bench_growth *growth)
{
    growth->plan = plan;
    growth->mode = mode;
    return make_and_count(plan, count / SLUICE_BENCH_GROWTH_TIMES, policy, mode, &growth->small) &&
           make_and_count(plan, count, policy, mode, &growth->large);
}

double sluice_bench_ratio(uint64_t small, uint64_t large)
{
    return small == 0 ? (large == 0 ? 1.0 : (double)large) : (double)large / (double)small;
}

static bool held(uint64_t small, uint64_t large, int most)
{
    return sluice_bench_ratio(small, large) <= most;
}

bool sluice_bench_growth_held(const struct sluice_bench_growth *growth)
{
    const int most_heap = sluice_bench_writes(growth->mode) ? SLUICE_BENCH_GROWTH_DOUBLING
                                                            : SLUICE_BENCH_GROWTH_MOST;
    return held(growth->small.steps, growth->large.steps, SLUICE_BENCH_GROWTH_MOST) &&
           held(growth->small.peak, growth->large.peak, most_heap) &&
           held(growth->small.allocations, growth->large.allocations, SLUICE_BENCH_GROWTH_MOST);
}
