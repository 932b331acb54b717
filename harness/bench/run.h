/* One run over a file, read or written, in one of the ways that are measured. */
#ifndef SLUICE_BENCH_RUN_H
#define SLUICE_BENCH_RUN_H

#include "harness/bench/files.h"
#include "harness/bench/memory.h"

#include <sluice/error.h>
#include <sluice/write.h>

enum sluice_bench_mode {
    SLUICE_BENCH_INSPECT,
    SLUICE_BENCH_DECODE,
    SLUICE_BENCH_INSPECT_READ, /* and the values of the primitive array read out in host order */
    SLUICE_BENCH_DECODE_READ,
    SLUICE_BENCH_WRITE_DOCUMENT, /* what was inspected before, to bytes in memory */
    SLUICE_BENCH_WRITE_GRAPH,    /* what was decoded before */
    SLUICE_BENCH_MODES
};

/** "inspect", "decode", "inspect+read", "decode+read", "write", "write-graph". */
const char *sluice_bench_mode_name(enum sluice_bench_mode mode);

/** True for the modes that copy an array's values out, and for those that write. */
bool sluice_bench_reads_out(enum sluice_bench_mode mode);
bool sluice_bench_writes(enum sluice_bench_mode mode);

/** True when a mode makes sense for a file. */
bool sluice_bench_mode_fits(enum sluice_bench_mode mode, const struct sluice_bench_plan *plan);

/** What is read or written, and how. Zero-initialize, then set the first four members. */
struct sluice_bench_job {
    const struct sluice_bench_file *file;
    const struct sluice_policy *policy; /* used by the modes that decode */
    enum sluice_bench_mode mode;
    struct sluice_bench_memory *memory;
    /* what is written: one of the two, in memory that does not count */
    struct sluice_document *document;
    struct sluice_graph *graph;
    struct sluice_buffer buffer; /* with reused memory: where all runs write to */
};

/** Once before the runs of a job: reads what is to be written. False, after a sentence, if it fails. */
SLUICE_NODISCARD bool sluice_bench_begin(struct sluice_bench_job *job);

/** Frees what the job holds, its memory's blocks included. */
void sluice_bench_end(struct sluice_bench_job *job);

/**
 * From the call of the entry point until its result is freed. False, after a sentence on standard
 * error, when the file is refused, what is written is not what was read, or anything is left behind.
 * `status` receives the counts.
 */
SLUICE_NODISCARD bool sluice_bench_run(struct sluice_bench_job *job, struct sluice_status *status);

#endif
