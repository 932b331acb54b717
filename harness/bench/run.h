/* One decode of a file, in one of the ways that are measured. */
#ifndef SLUICE_BENCH_RUN_H
#define SLUICE_BENCH_RUN_H

#include "harness/bench/files.h"
#include "harness/bench/memory.h"

#include <sluice/error.h>

struct sluice_policy;

enum sluice_bench_mode {
    SLUICE_BENCH_INSPECT,
    SLUICE_BENCH_DECODE,
    SLUICE_BENCH_INSPECT_READ, /* and the values of the primitive array read out in host order */
    SLUICE_BENCH_DECODE_READ,
    SLUICE_BENCH_MODES
};

/** "inspect", "decode", "inspect+read", "decode+read". */
const char *sluice_bench_mode_name(enum sluice_bench_mode mode);

/** True when a mode makes sense for a file. */
bool sluice_bench_mode_fits(enum sluice_bench_mode mode, const struct sluice_bench_plan *plan);

/** What is decoded, and how. */
struct sluice_bench_job {
    const struct sluice_bench_file *file;
    const struct sluice_policy *policy; /* used by the modes that decode */
    enum sluice_bench_mode mode;
    struct sluice_bench_memory *memory;
};

/**
 * From the call of the entry point until its result is freed. False, after a sentence on standard
 * error, when the file is refused or anything is left behind. `status` receives the counts.
 */
SLUICE_NODISCARD bool sluice_bench_run(const struct sluice_bench_job *job,
                                       struct sluice_status *status);

#endif
