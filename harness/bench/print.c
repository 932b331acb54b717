#include "harness/bench/report.h"

#include <inttypes.h>

void sluice_bench_print_heading(FILE *out)
{
    (void)fprintf(out, "%-15s %-12s %-6s %10s %21s %9s %9s %7s %9s\n", "file", "mode", "memory",
                  "median ms", "least .. most ms", "MB/s", "M obj/s", "heap/B", "of memcpy");
}

static void print_result(FILE *out, const struct sluice_bench_row *row,
                         const struct sluice_bench_result *result)
{
    const struct sluice_bench_times *times = &result->times;
    (void)fprintf(
        out, "%-15s %-12s %-6s %10.3f %9.3f .. %8.3f %9.0f %9.2f %7.2f %8.1f%%\n", row->plan->name,
        sluice_bench_mode_name(result->mode), result->reused ? "reused" : "cold",
        times->median * 1e3, times->least * 1e3, times->most * 1e3,
        (double)row->length / times->median / 1e6, (double)row->objects / times->median / 1e6,
        (double)result->peak / (double)row->length, 100 * row->copy.median / times->median);
}

void sluice_bench_print_row(FILE *out, const struct sluice_bench_row *row)
{
    for (size_t i = 0; i < row->result_count; i++) {
        print_result(out, row, &row->results[i]);
    }
    (void)fflush(out);
}

void sluice_bench_print_growth(FILE *out, const struct sluice_bench_growth *growth, size_t count)
{
    (void)fprintf(
        out, "\nGrowth from n to %d n, exact counts; at most %d times each, the writer's heap %d\n",
        SLUICE_BENCH_GROWTH_TIMES, SLUICE_BENCH_GROWTH_MOST, SLUICE_BENCH_GROWTH_DOUBLING);
    (void)fprintf(out, "%-15s %-11s %8s %8s %8s %12s\n", "file", "mode", "bytes", "steps", "heap",
                  "allocations");
    for (size_t i = 0; i < count; i++) {
        const struct sluice_bench_counts *small = &growth[i].small;
        const struct sluice_bench_counts *large = &growth[i].large;
        (void)fprintf(out, "%-15s %-11s %8.2f %8.2f %8.2f %12.2f%s\n", growth[i].plan->name,
                      sluice_bench_mode_name(growth[i].mode),
                      sluice_bench_ratio(small->bytes, large->bytes),
                      sluice_bench_ratio(small->steps, large->steps),
                      sluice_bench_ratio(small->peak, large->peak),
                      sluice_bench_ratio(small->allocations, large->allocations),
                      sluice_bench_growth_held(&growth[i]) ? "" : "  TOO MUCH");
    }
}
