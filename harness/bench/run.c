#include "harness/bench/run.h"

#include "harness/bench/read.h"

#include <inttypes.h>
#include <stdio.h>

const char *sluice_bench_mode_name(enum sluice_bench_mode mode)
{
    static const char *const names[SLUICE_BENCH_MODES] = {"inspect", "decode", "inspect+read",
                                                          "decode+read"};
    return names[mode];
}

bool sluice_bench_mode_fits(enum sluice_bench_mode mode, const struct sluice_bench_plan *plan)
{
    return mode < SLUICE_BENCH_INSPECT_READ || plan->kind == SLUICE_BENCH_PRIMITIVES;
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

bool sluice_bench_run(const struct sluice_bench_job *job, struct sluice_status *status)
{
    const struct sluice_allocator allocator = sluice_bench_allocator(job->memory);
    /* The files are larger than the defaults of decode allow, so both modes get those of inspect. */
    const struct sluice_options options = {.limits = &sluice_limits_inspect,
                                           .allocator = &allocator};
    const bool decodes = job->mode == SLUICE_BENCH_DECODE || job->mode == SLUICE_BENCH_DECODE_READ;
    const char *mode = sluice_bench_mode_name(job->mode);
    const char *name = job->file->plan->name;
    if (!(decodes ? decode : inspect)(job, &options, status)) {
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
