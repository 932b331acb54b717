#include "harness/bench/run.h"

#include "harness/bench/read.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *sluice_bench_mode_name(enum sluice_bench_mode mode)
{
    static const char *const names[SLUICE_BENCH_MODES] = {"inspect",     "decode", "inspect+read",
                                                          "decode+read", "write",  "write-graph"};
    return names[mode];
}

bool sluice_bench_reads_out(enum sluice_bench_mode mode)
{
    return mode == SLUICE_BENCH_INSPECT_READ || mode == SLUICE_BENCH_DECODE_READ;
}

bool sluice_bench_writes(enum sluice_bench_mode mode)
{
    return mode == SLUICE_BENCH_WRITE_DOCUMENT || mode == SLUICE_BENCH_WRITE_GRAPH;
}

bool sluice_bench_mode_fits(enum sluice_bench_mode mode, const struct sluice_bench_plan *plan)
{
    return !sluice_bench_reads_out(mode) || plan->kind == SLUICE_BENCH_PRIMITIVES;
}

/* Copies the values to memory of the job's own, as a reader that needs them as an array would. */
static bool read_out(const struct sluice_allocator *allocator, struct sluice_bytes elements,
                     size_t size)
{
    uint8_t *target = allocator->get(allocator->context, elements.length);
    if (target == NULL) {
        return false;
    }
    sluice_bench_copy_out(target, elements, size);
    /* Without this the compiler may see that nobody looks at the copy. */
    __asm__ volatile("" : : "r"(target) : "memory");
    allocator->put(allocator->context, target, elements.length);
    return true;
}

static bool inspect(const struct sluice_bench_job *job, const struct sluice_options *options,
                    struct sluice_status *status)
{
    const struct sluice_source source = sluice_source_memory(job->file->bytes, job->file->length);
    struct sluice_document *document = NULL;
    if (sluice_inspect(&source, options, &document, status) != SLUICE_OK) {
        return false;
    }
    bool good = true;
    if (job->mode == SLUICE_BENCH_INSPECT_READ) {
        size_t size = 1;
        const struct sluice_bytes elements = sluice_bench_document_array(document, &size);
        good = read_out(options->allocator, elements, size);
    }
    sluice_document_free(document);
    return good;
}

static bool decode(const struct sluice_bench_job *job, const struct sluice_options *options,
                   struct sluice_status *status)
{
    const struct sluice_source source = sluice_source_memory(job->file->bytes, job->file->length);
    struct sluice_graph *graph = NULL;
    if (sluice_decode(&source, job->policy, options, &graph, status) != SLUICE_OK) {
        return false;
    }
    bool good = true;
    if (job->mode == SLUICE_BENCH_DECODE_READ) {
        size_t size = 1;
        const struct sluice_bytes elements = sluice_bench_graph_array(graph, &size);
        good = read_out(options->allocator, elements, size);
    }
    sluice_graph_free(graph);
    return good;
}

/* Writes to the buffer of the job, or to one that is made and freed. */
static bool write(struct sluice_bench_job *job, const struct sluice_allocator *allocator,
                  struct sluice_status *status)
{
    const struct sluice_write_options options = {.allocator = allocator};
    struct sluice_buffer fresh = {.allocator = allocator};
    struct sluice_buffer *buffer = job->memory->reuse ? &job->buffer : &fresh;
    const struct sluice_sink sink = sluice_sink_buffer(buffer);
    buffer->length = 0;
    const enum sluice_reason reason = job->document != NULL
                                          ? sluice_write_document(job->document, &sink, &options,
                                                                  status)
                                          : sluice_write_graph(job->graph, &sink, &options, status);
    const bool good = reason == SLUICE_OK && buffer->length == job->file->length;
    sluice_buffer_free(&fresh);
    return good;
}

/* --- jobs ------------------------------------------------------------------------------------- */

bool sluice_bench_begin(struct sluice_bench_job *job)
{
    const struct sluice_source source = sluice_source_memory(job->file->bytes, job->file->length);
    const struct sluice_options options = {.limits = &sluice_limits_inspect};
    struct sluice_buffer written = {0};
    const struct sluice_sink sink = sluice_sink_buffer(&written);
    struct sluice_status status = {0};
    bool good = true;
    if (job->mode == SLUICE_BENCH_WRITE_DOCUMENT) {
        good = sluice_inspect(&source, &options, &job->document, &status) == SLUICE_OK &&
               sluice_write_document(job->document, &sink, NULL, &status) == SLUICE_OK;
    } else if (job->mode == SLUICE_BENCH_WRITE_GRAPH) {
        good = sluice_decode(&source, job->policy, &options, &job->graph, &status) == SLUICE_OK &&
               sluice_write_graph(job->graph, &sink, NULL, &status) == SLUICE_OK;
    } else {
        return true;
    }
    /* What a JDK reads is compared once, outside of what is timed. */
    const bool same = good && written.length == job->file->length &&
                      memcmp(written.bytes, job->file->bytes, written.length) == 0;
    sluice_buffer_free(&written);
    if (!same) {
        (void)fprintf(stderr, "sluice-bench: what is written of %s is not what was read (%s)\n",
                      job->file->plan->name, sluice_reason_text(status.reason));
    }
    return same;
}

void sluice_bench_end(struct sluice_bench_job *job)
{
    sluice_document_free(job->document);
    sluice_graph_free(job->graph);
    sluice_buffer_free(&job->buffer);
    sluice_bench_memory_free(job->memory);
    job->document = NULL;
    job->graph = NULL;
}

static bool run(struct sluice_bench_job *job, const struct sluice_allocator *allocator,
                struct sluice_status *status)
{
    /* The files are larger than the defaults of decode allow, so both modes get those of inspect. */
    const struct sluice_options options = {.limits = &sluice_limits_inspect,
                                           .allocator = allocator};
    switch (job->mode) {
    case SLUICE_BENCH_INSPECT:
    case SLUICE_BENCH_INSPECT_READ:
        return inspect(job, &options, status);
    case SLUICE_BENCH_DECODE:
    case SLUICE_BENCH_DECODE_READ:
        return decode(job, &options, status);
    case SLUICE_BENCH_WRITE_DOCUMENT:
    case SLUICE_BENCH_WRITE_GRAPH:
        return write(job, allocator, status);
    case SLUICE_BENCH_MODES:
        break;
    }
    return false;
}

bool sluice_bench_run(struct sluice_bench_job *job, struct sluice_status *status)
{
    const struct sluice_allocator allocator = sluice_bench_allocator(job->memory);
    const char *mode = sluice_bench_mode_name(job->mode);
    const char *name = job->file->plan->name;
    if (!run(job, &allocator, status)) {
        (void)fprintf(stderr, "sluice-bench: %s refused %s at offset %" PRIu64 " (%s): %s\n", mode,
                      name, status->offset, status->path, sluice_reason_text(status->reason));
        return false;
    }
    if (status->consumed != job->file->length || job->memory->live != 0) {
        (void)fprintf(stderr,
                      "sluice-bench: %s of %s used %" PRIu64 " of %zu bytes and left %" PRIu64
                      " bytes of memory behind\n",
                      mode, name, status->consumed, job->file->length, job->memory->live);
        return false;
    }
    return true;
}
