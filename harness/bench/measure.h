/* Times jobs: a warm-up, then runs, of which the median, the fastest and the slowest are kept. */
#ifndef SLUICE_BENCH_MEASURE_H
#define SLUICE_BENCH_MEASURE_H

#include "harness/bench/run.h"

enum { SLUICE_BENCH_MOST_RUNS = 1000 };

/** Seconds for one pass over a file. A short file has several in each run. */
struct sluice_bench_times {
    double median;
    double least;
    double most;
};

struct sluice_bench_result {
    enum sluice_bench_mode mode;
    bool reused; /* memory */
    struct sluice_bench_times times;
    struct sluice_status status; /* of the last run */
    uint64_t peak;               /* heap bytes of one pass, as the allocator saw them */
    uint64_t allocations;
};

/** All results of one file. */
struct sluice_bench_row {
    const struct sluice_bench_plan *plan;
    size_t length;
    uint64_t objects;
    unsigned runs;
    unsigned batch;                 /* passes in one run */
    struct sluice_bench_times copy; /* memcpy of the same bytes to memory already touched */
    struct sluice_bench_result results[2 * SLUICE_BENCH_MODES];
    size_t result_count;
};

/** Measures a file in all modes that fit it. False, after a sentence, when it cannot be decoded. */
SLUICE_NODISCARD bool sluice_bench_measure(const struct sluice_bench_file *file,
                                           const struct sluice_policy *policy, unsigned runs,
                                           struct sluice_bench_row *row);

/** True when inspect and decode kept within 16 bytes of heap for each byte of input, plus 64 KiB. */
bool sluice_bench_heap_held(const struct sluice_bench_row *row);

#endif
