/* The files that are measured. */
#ifndef SLUICE_BENCH_FILES_H
#define SLUICE_BENCH_FILES_H

#include <sluice/base.h>

struct sluice_bench_emit;

/** What is worth measuring beside the plain decode. */
enum sluice_bench_kind {
    SLUICE_BENCH_OBJECTS,   /* many objects or strings */
    SLUICE_BENCH_PRIMITIVES /* one primitive array: its values are also read out in host order */
};

struct sluice_bench_plan {
    const char *name;
    const char *what; /* one phrase for people */
    enum sluice_bench_kind kind;
    void (*make)(struct sluice_bench_emit *out, uint32_t count);
    uint32_t count;
    uint32_t quick_count; /* with --quick; 0: left out */
    bool growth;          /* also measured at a tenth of its count */
};

/** Number of files, and the i-th; NULL past the last. */
size_t sluice_bench_plan_count(void);
const struct sluice_bench_plan *sluice_bench_plan_at(size_t index);

/** The file of that name; NULL when there is none. */
const struct sluice_bench_plan *sluice_bench_plan_find(const char *name);

/** A file in memory. */
struct sluice_bench_file {
    const struct sluice_bench_plan *plan;
    uint8_t *bytes;
    size_t length;
    uint64_t objects; /* objects, arrays, strings and boxed values */
};

/** Generates a file with `count` of what its plan counts. Says why on standard error if it fails. */
SLUICE_NODISCARD bool sluice_bench_make(struct sluice_bench_file *file,
                                        const struct sluice_bench_plan *plan, uint32_t count);

/** Frees what sluice_bench_make() made. */
void sluice_bench_release(struct sluice_bench_file *file);

#endif
