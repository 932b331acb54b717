#include "harness/bench/report.h"

#include <inttypes.h>

static const char *separator(size_t index)
{
    return index > 0 ? "," : "";
}

static const char *boolean(bool value)
{
    return value ? "true" : "false";
}

static void write_times(FILE *out, const struct sluice_bench_times *times)
{
    (void)fprintf(out, "{\"median\":%.9f,\"min\":%.9f,\"max\":%.9f}", times->median, times->least,
                  times->most);
}

static void write_result(FILE *out, const struct sluice_bench_row *row,
                         const struct sluice_bench_result *result)
{
    (void)fprintf(out, "{\"mode\":\"%s\",\"memory\":\"%s\",\"seconds\":",
                  sluice_bench_mode_name(result->mode), result->reused ? "reused" : "cold");
    write_times(out, &result->times);
    (void)fprintf(out,
                  ",\"bytes_per_second\":%.0f,\"objects_per_second\":%.0f,\"steps\":%" PRIu64
                  ",\"peak_heap\":%" PRIu64 ",\"heap_per_byte\":%.4f,\"allocations\":%" PRIu64 "}",
                  (double)row->length / result->times.median,
                  (double)row->objects / result->times.median, result->status.steps, result->peak,
                  (double)result->peak / (double)row->length, result->allocations);
}

static void write_row(FILE *out, const struct sluice_bench_row *row)
{
    (void)fprintf(out,
                  "{\"name\":\"%s\",\"what\":\"%s\",\"bytes\":%zu,\"objects\":%" PRIu64
                  ",\"runs\":%u,\"passes_per_run\":%u,\"memcpy_seconds\":",
                  row->plan->name, row->plan->what, row->length, row->objects, row->runs,
                  row->batch);
    write_times(out, &row->copy);
    (void)fprintf(out, ",\"heap_held\":%s,\"results\":[", boolean(sluice_bench_heap_held(row)));
    for (size_t i = 0; i < row->result_count; i++) {
        (void)fputs(separator(i), out);
        write_result(out, row, &row->results[i]);
    }
    (void)fputs("]}", out);
}

static void write_counts(FILE *out, const char *name, const struct sluice_bench_counts *counts)
{
    (void)fprintf(out,
                  ",\"%s\":{\"bytes\":%" PRIu64 ",\"steps\":%" PRIu64 ",\"peak_heap\":%" PRIu64
                  ",\"allocations\":%" PRIu64 "}",
                  name, counts->bytes, counts->steps, counts->peak, counts->allocations);
}

static void write_growth(FILE *out, const struct sluice_bench_growth *growth)
{
    (void)fprintf(out, "{\"name\":\"%s\",\"mode\":\"%s\"", growth->plan->name,
                  sluice_bench_mode_name(growth->mode));
    write_counts(out, "n", &growth->small);
    write_counts(out, "ten_n", &growth->large);
    (void)fprintf(out, ",\"held\":%s}", boolean(sluice_bench_growth_held(growth)));
}

void sluice_bench_write_json(FILE *out, const struct sluice_bench_report *report)
{
    (void)fprintf(out,
                  "{\"schema\":1,\"tool\":\"sluice-bench\",\"version\":\"" SLUICE_VERSION
                  "\",\"compiler\":\"" SLUICE_BENCH_COMPILER "\",\"flags\":\"" SLUICE_BENCH_FLAGS
                  "\",\"quick\":%s,\"files\":[",
                  boolean(report->quick));
    for (size_t i = 0; i < report->row_count; i++) {
        (void)fputs(separator(i), out);
        write_row(out, &report->rows[i]);
    }
    (void)fputs("],\"growth\":[", out);
    for (size_t i = 0; i < report->growth_count; i++) {
        (void)fputs(separator(i), out);
        write_growth(out, &report->growth[i]);
    }
    (void)fputs("]}\n", out);
}
