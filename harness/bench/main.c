/* sluice-bench: how fast the reference decoder is, how its work grows, and how much heap it takes. */
#define _POSIX_C_SOURCE 200809L

#include "harness/bench/models.h"
#include "harness/bench/options.h"
#include "harness/bench/report.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { EXIT_GOOD, EXIT_TOO_MUCH, EXIT_USAGE, MOST_FILES = 64, MOST_PATH = 4096 };

static const char help[] =
    "usage: sluice-bench [options]\n"
    "\n"
    "Measures sluice_inspect, sluice_decode, sluice_write_document and sluice_write_graph on streams\n"
    "that it makes itself.\n"
    "\n"
    "  --quick        smaller files, fewer runs\n"
    "  --only NAME    this file only; may be repeated\n"
    "  --runs N       timed runs of each measurement (31, with --quick 7)\n"
    "  --json FILE    also write the results as JSON\n"
    "  --list         list the files\n"
    "  --write DIR    write the files and index.tsv (name, bytes, objects) to DIR, and stop\n"
    "  --repeat N     pass over the one file of --only N times without a clock, print the exact\n"
    "                 counts of one pass as JSON, and stop: for instruction counters\n"
    "  --mode MODE    with --repeat: inspect, decode, inspect+read, decode+read, write or\n"
    "                 write-graph\n"
    "  --help         this text\n"
    "\n"
    "Memory is cold (malloc, freed memory goes back to the system) or reused (blocks that come\n"
    "back are given out again). In the modes with +read the values of a primitive array are also\n"
    "copied out in the host's byte order; without it the result is a view of the stream. write and\n"
    "write-graph make the bytes again of a document and of a graph that were read before.\n"
    "\n"
    "exit: 0 done, 1 a promise of heap or growth is broken, 2 wrong usage or a file failed\n"
    "\n"
    "example: sluice-bench --quick --only small-objects --json small.json\n";

static int list(void)
{
    const struct sluice_bench_plan *plan = NULL;
    for (size_t i = 0; (plan = sluice_bench_plan_at(i)) != NULL; i++) {
        (void)printf("%-15s %9u  %s\n", plan->name, (unsigned)plan->count, plan->what);
    }
    return EXIT_GOOD;
}

static bool cannot_write(const char *path)
{
    (void)fprintf(stderr, "sluice-bench: %s cannot be written: %s\n", path, strerror(errno));
    return false;
}

static bool write_file(const char *directory, const struct sluice_bench_file *file, FILE *table)
{
    char path[MOST_PATH];
    const int length = snprintf(path, sizeof path, "%s/%s.ser", directory, file->plan->name);
    if (length < 0 || (size_t)length >= sizeof path) {
        (void)fprintf(stderr, "sluice-bench: the path of --write is too long\n");
        return false;
    }
    FILE *out = fopen(path, "wb");
    if (out == NULL) {
        return cannot_write(path);
    }
    const bool written = fwrite(file->bytes, 1, file->length, out) == file->length;
    if (fclose(out) != 0 || !written) {
        return cannot_write(path);
    }
    (void)fprintf(table, "%s\t%zu\t%" PRIu64 "\n", file->plan->name, file->length, file->objects);
    return true;
}

static bool write_files(const struct sluice_bench_options *options, FILE *table)
{
    const struct sluice_bench_plan *plan = NULL;
    for (size_t i = 0; (plan = sluice_bench_plan_at(i)) != NULL; i++) {
        struct sluice_bench_file file = {0};
        if (!sluice_bench_chosen(options, plan)) {
            continue;
        }
        if (!sluice_bench_make(&file, plan, sluice_bench_count_of(options, plan))) {
            return false;
        }
        const bool good = write_file(options->write, &file, table);
        sluice_bench_release(&file);
        if (!good) {
            return false;
        }
    }
    return true;
}

static int write_all(const struct sluice_bench_options *options)
{
    char path[MOST_PATH];
    if (mkdir(options->write, 0777) != 0 && errno != EEXIST) {
        (void)cannot_write(options->write);
        return EXIT_USAGE;
    }
    (void)snprintf(path, sizeof path, "%s/index.tsv", options->write);
    FILE *table = fopen(path, "w");
    if (table == NULL) {
        (void)cannot_write(path);
        return EXIT_USAGE;
    }
    const bool good = write_files(options, table);
    if (fclose(table) != 0) {
        (void)cannot_write(path);
        return EXIT_USAGE;
    }
    return good ? EXIT_GOOD : EXIT_USAGE;
}

static int repeat(const struct sluice_bench_options *options, const struct sluice_policy *policy)
{
    const struct sluice_bench_plan *plan = options->only[0];
    struct sluice_bench_file file = {0};
    struct sluice_bench_counts counts = {0};
    if (!sluice_bench_make(&file, plan, sluice_bench_count_of(options, plan))) {
        return EXIT_USAGE;
    }
    bool good = sluice_bench_mode_fits(options->mode, plan);
    if (!good) {
        (void)fprintf(stderr, "sluice-bench: %s is for primitive arrays, which %s is not\n",
                      sluice_bench_mode_name(options->mode), plan->name);
    }
    good = good && sluice_bench_count(&file, policy, options->mode, options->repeat, &counts);
    if (good) {
        (void)printf("{\"bytes\":%" PRIu64 ",\"objects\":%" PRIu64 ",\"steps\":%" PRIu64
                     ",\"peak_heap\":%" PRIu64 ",\"allocations\":%" PRIu64
                     ",\"compiler\":\"" SLUICE_BENCH_COMPILER "\",\"flags\":\"" SLUICE_BENCH_FLAGS
                     "\"}\n",
                     counts.bytes, file.objects, counts.steps, counts.peak, counts.allocations);
    }
    sluice_bench_release(&file);
    return good ? EXIT_GOOD : EXIT_USAGE;
}

/* Rows and growth of all files that take part. */
struct results {
    struct sluice_bench_row rows[MOST_FILES];
    size_t row_count;
    struct sluice_bench_growth growth[SLUICE_BENCH_MODES * MOST_FILES];
    size_t growth_count;
};

static bool measure_plan(const struct sluice_bench_options *options,
                         const struct sluice_bench_plan *plan, const struct sluice_policy *policy,
                         struct results *results)
{
    const uint32_t count = sluice_bench_count_of(options, plan);
    struct sluice_bench_file file = {0};
    if (!sluice_bench_make(&file, plan, count)) {
        return false;
    }
    struct sluice_bench_row *row = &results->rows[results->row_count++];
    const bool measured = sluice_bench_measure(&file, policy, options->runs, row);
    sluice_bench_release(&file);
    if (!measured) {
        return false;
    }
    sluice_bench_print_row(stdout, row);
    for (int mode = 0; plan->growth && mode < SLUICE_BENCH_MODES; mode++) {
        if (!sluice_bench_reads_out((enum sluice_bench_mode)mode) &&
            !sluice_bench_grow(plan, count, policy, (enum sluice_bench_mode)mode,
                               &results->growth[results->growth_count++])) {
            return false;
        }
    }
    return true;
}

static bool write_json(FILE *out, const char *path, const struct sluice_bench_report *report)
{
    if (out == NULL) {
        return true;
    }
    sluice_bench_write_json(out, report);
    const bool failed = ferror(out) != 0;
    return fclose(out) == 0 && !failed ? true : cannot_write(path);
}

/* Says which promises are broken; true when none is. */
static bool judge(const struct results *results)
{
    bool held = true;
    for (size_t i = 0; i < results->row_count; i++) {
        if (!sluice_bench_heap_held(&results->rows[i])) {
            (void)fprintf(stderr, "sluice-bench: %s takes more heap than 16 times its bytes\n",
                          results->rows[i].plan->name);
            held = false;
        }
    }
    for (size_t i = 0; i < results->growth_count; i++) {
        if (!sluice_bench_growth_held(&results->growth[i])) {
            (void)fprintf(stderr, "sluice-bench: %s of %s grows faster than its input\n",
                          sluice_bench_mode_name(results->growth[i].mode),
                          results->growth[i].plan->name);
            held = false;
        }
    }
    return held;
}

static bool measure_plans(const struct sluice_bench_options *options,
                          const struct sluice_policy *policy, struct results *results)
{
    const struct sluice_bench_plan *plan = NULL;
    for (size_t i = 0; (plan = sluice_bench_plan_at(i)) != NULL && i < MOST_FILES; i++) {
        if (sluice_bench_chosen(options, plan) && !measure_plan(options, plan, policy, results)) {
            return false;
        }
    }
    return true;
}

static int measure(const struct sluice_bench_options *options, const struct sluice_policy *policy)
{
    static struct results results;
    /* Opened first: nobody wants to hear after a minute that there is no such folder. */
    FILE *json = options->json != NULL ? fopen(options->json, "w") : NULL;
    if (options->json != NULL && json == NULL) {
        (void)cannot_write(options->json);
        return EXIT_USAGE;
    }
    (void)printf("sluice-bench " SLUICE_VERSION ", " SLUICE_BENCH_COMPILER ", " SLUICE_BENCH_FLAGS
                 "; median of %u runs\n\n",
                 options->runs);
    sluice_bench_print_heading(stdout);
    if (!measure_plans(options, policy, &results)) {
        if (json != NULL) {
            (void)fclose(json);
        }
        return EXIT_USAGE;
    }
    sluice_bench_print_growth(stdout, results.growth, results.growth_count);
    const struct sluice_bench_report report = {results.rows, results.row_count, results.growth,
                                               results.growth_count, options->quick};
    if (!write_json(json, options->json, &report)) {
        return EXIT_USAGE;
    }
    return judge(&results) ? EXIT_GOOD : EXIT_TOO_MUCH;
}

int main(int argc, char **argv)
{
    struct sluice_bench_options options;
    if (!sluice_bench_options(argc, argv, &options)) {
        return EXIT_USAGE;
    }
    if (options.task == SLUICE_BENCH_HELP) {
        return fputs(help, stdout) < 0 ? EXIT_USAGE : EXIT_GOOD;
    }
    if (options.task == SLUICE_BENCH_LIST) {
        return list();
    }
    if (options.task == SLUICE_BENCH_WRITE) {
        return write_all(&options);
    }
    sluice_bench_memory_begin();
    struct sluice_policy *policy = sluice_bench_policy();
    if (policy == NULL) {
        return EXIT_USAGE;
    }
    const int status = (options.task == SLUICE_BENCH_REPEAT ? repeat : measure)(&options, policy);
    sluice_policy_free(policy);
    return status;
}
