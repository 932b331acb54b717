#include "harness/bench/growth.h"

bool sluice_bench_count(const struct sluice_bench_file *file, const struct sluice_policy *policy,
                        enum sluice_bench_mode mode, struct sluice_bench_counts *counts)
{
    struct sluice_bench_memory memory = {0};
    const struct sluice_bench_job job = {file, policy, mode, &memory};
    struct sluice_status status = {0};
    if (!sluice_bench_run(&job, &status)) {
        return false;
    }
    *counts = (struct sluice_bench_counts){file->length, status.steps, memory.peak, memory.calls};
    return true;
}

static bool make_and_count(const struct sluice_bench_plan *plan, uint32_t count,
                           const struct sluice_policy *policy, enum sluice_bench_mode mode,
                           struct sluice_bench_counts *counts)
{
    struct sluice_bench_file file = {0};
    if (!sluice_bench_make(&file, plan, count)) {
        return false;
    }
    const bool good = sluice_bench_count(&file, policy, mode, counts);
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

static bool held(uint64_t small, uint64_t large)
{
    return sluice_bench_ratio(small, large) <= SLUICE_BENCH_GROWTH_MOST;
}

bool sluice_bench_growth_held(const struct sluice_bench_growth *growth)
{
    return held(growth->small.steps, growth->large.steps) &&
           held(growth->small.peak, growth->large.peak) &&
           held(growth->small.allocations, growth->large.allocations);
}
