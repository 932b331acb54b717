/* The results: a table for people while they come in, and one JSON object for programs. */
#ifndef SLUICE_BENCH_REPORT_H
#define SLUICE_BENCH_REPORT_H

#include "harness/bench/growth.h"
#include "harness/bench/measure.h"

#include <stdio.h>

/** The heading of the table, then the lines of one file as soon as it is measured. */
void sluice_bench_print_heading(FILE *out);
void sluice_bench_print_row(FILE *out, const struct sluice_bench_row *row);

/** The heading and the lines of the growth table. */
void sluice_bench_print_growth(FILE *out, const struct sluice_bench_growth *growth, size_t count);

/** All that was measured. */
struct sluice_bench_report {
    const struct sluice_bench_row *rows;
    size_t row_count;
    const struct sluice_bench_growth *growth;
    size_t growth_count;
    bool quick;
};

/** Writes the JSON object; see README.md for its members. */
void sluice_bench_write_json(FILE *out, const struct sluice_bench_report *report);

#endif
