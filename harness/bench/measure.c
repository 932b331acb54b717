#define _POSIX_C_SOURCE 200809L

#include "harness/bench/measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    BYTES_PER_RUN = 1024 * 1024, /* at least; far above what reading the clock costs */
    HEAP_PER_BYTE = 16,          /* the promise of sluice/decode.h */
    HEAP_FIXED = 64 * 1024
};

static double now(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static int compare(const void *left, const void *right)
{
    const double a = *(const double *)left;
    const double b = *(const double *)right;
    return (a > b) - (a < b);
}

static struct sluice_bench_times summarize(double *seconds, unsigned runs, unsigned batch)
{
    qsort(seconds, runs, sizeof *seconds, compare);
    const double middle = (seconds[runs / 2] + seconds[(runs - 1) / 2]) / 2;
    return (struct sluice_bench_times){middle / batch, seconds[0] / batch,
                                       seconds[runs - 1] / batch};
}

static unsigned warm_up_of(unsigned runs)
{
    return runs / 5 + 2;
}

static bool run_batch(struct sluice_bench_job *job, unsigned batch, struct sluice_status *status)
{
    for (unsigned i = 0; i < batch; i++) {
        if (!sluice_bench_run(job, status)) {
            return false;
        }
    }
    return true;
}

static bool measure_job(struct sluice_bench_job *job, const struct sluice_bench_row *row,
                        struct sluice_bench_result *result)
{
    double seconds[SLUICE_BENCH_MOST_RUNS];
    *result = (struct sluice_bench_result){.mode = job->mode, .reused = job->memory->reuse};
    for (unsigned i = 0; i < warm_up_of(row->runs); i++) {
        if (!run_batch(job, row->batch, &result->status)) {
            return false;
        }
    }
    for (unsigned i = 0; i < row->runs; i++) {
        sluice_bench_memory_reset(job->memory);
        const double start = now();
        if (!run_batch(job, row->batch, &result->status)) {
            return false;
        }
        seconds[i] = now() - start;
    }
    result->times = summarize(seconds, row->runs, row->batch);
    result->peak = job->memory->peak;
    result->allocations = job->memory->calls / row->batch;
    return true;
}

static bool measure_copy(const struct sluice_bench_file *file, struct sluice_bench_row *row)
{
    double seconds[SLUICE_BENCH_MOST_RUNS];
    uint8_t *target = malloc(file->length);
    if (target == NULL) {
        (void)fprintf(stderr, "sluice-bench: memory does not suffice for a copy of %s\n",
                      file->plan->name);
        return false;
    }
    const unsigned warm_up = warm_up_of(row->runs);
    for (unsigned i = 0; i < warm_up + row->runs; i++) {
        const double start = now();
        for (unsigned j = 0; j < row->batch; j++) {
            memcpy(target, file->bytes, file->length);
            /* Without this the compiler may see that nobody looks at the copy. */
            __asm__ volatile("" : : "r"(target) : "memory");
        }
        if (i >= warm_up) {
            seconds[i - warm_up] = now() - start;
        }
    }
    row->copy = summarize(seconds, row->runs, row->batch);
    free(target);
    return true;
}

bool sluice_bench_measure(const struct sluice_bench_file *file, const struct sluice_policy *policy,
                          unsigned runs, struct sluice_bench_row *row)
{
    const size_t batch = BYTES_PER_RUN / file->length + 1;
    *row = (struct sluice_bench_row){.plan = file->plan,
                                     .length = file->length,
                                     .objects = file->objects,
                                     .runs = runs,
                                     .batch = (unsigned)batch};
    if (!measure_copy(file, row)) {
        return false;
    }
    for (int mode = 0; mode < SLUICE_BENCH_MODES; mode++) {
        if (!sluice_bench_mode_fits((enum sluice_bench_mode)mode, file->plan)) {
            continue;
        }
        for (int reuse = 0; reuse < 2; reuse++) {
            struct sluice_bench_memory memory = {.reuse = reuse != 0};
            struct sluice_bench_job job = {.file = file,
                                           .policy = policy,
                                           .mode = (enum sluice_bench_mode)mode,
                                           .memory = &memory};
            const bool good = sluice_bench_begin(&job) &&
                              measure_job(&job, row, &row->results[row->result_count++]);
            sluice_bench_end(&job);
            if (!good) {
                return false;
            }
        }
    }
    return true;
}

bool sluice_bench_heap_held(const struct sluice_bench_row *row)
{
    const uint64_t most = (uint64_t)row->length * HEAP_PER_BYTE + HEAP_FIXED;
    for (size_t i = 0; i < row->result_count; i++) {
        const enum sluice_bench_mode mode = row->results[i].mode;
        const bool promised = !sluice_bench_reads_out(mode) && !sluice_bench_writes(mode);
        if (promised && row->results[i].peak > most) {
            return false;
        }
    }
    return true;
}
