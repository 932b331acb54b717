/* What the command line says. */
#ifndef SLUICE_BENCH_OPTIONS_H
#define SLUICE_BENCH_OPTIONS_H

#include "harness/bench/run.h"

enum { SLUICE_BENCH_MOST_NAMES = 64 };

/** What the program is asked to do. */
enum sluice_bench_task {
    SLUICE_BENCH_MEASURE,
    SLUICE_BENCH_HELP,
    SLUICE_BENCH_LIST,
    SLUICE_BENCH_WRITE, /* --write: the files, for another program to read */
    SLUICE_BENCH_REPEAT /* --repeat: one mode, a fixed number of times, without a clock */
};

struct sluice_bench_options {
    enum sluice_bench_task task;
    bool quick;
    unsigned runs;
    unsigned repeat;
    enum sluice_bench_mode mode;
    const char *json;  /* file for the results, or NULL */
    const char *write; /* directory for the files */
    const struct sluice_bench_plan *only[SLUICE_BENCH_MOST_NAMES];
    size_t only_count; /* 0: all */
};

/** Reads the command line. False, after one sentence on standard error, when it is wrong. */
SLUICE_NODISCARD bool sluice_bench_options(int argc, char **argv,
                                           struct sluice_bench_options *options);

/** True when a file takes part. */
bool sluice_bench_chosen(const struct sluice_bench_options *options,
                         const struct sluice_bench_plan *plan);

/** What a plan counts to under these options; 0: left out. */
uint32_t sluice_bench_count_of(const struct sluice_bench_options *options,
                               const struct sluice_bench_plan *plan);

#endif
