#include "harness/cli/check_report.h"

#include "harness/cli/command.h"
#include "harness/cli/output.h"
#include "harness/yaml/faults.h"

/* --- what is to be changed -------------------------------------------------------------------- */

static void add_finding(struct sluice_text *out, const struct sluice_yaml_error *finding)
{
    sluice_text_string(out, out->length > 0 ? ",{\"file\":" : "{\"file\":");
    sluice_text_json_string(out, finding->file);
    sluice_text_format(out, ",\"line\":%u,\"column\":%u,\"message\":", finding->line,
                       finding->column);
    sluice_text_json_string(out, finding->message);
    sluice_text_string(out, "}");
}

void sluice_check_report_findings(struct sluice_check_report *report,
                                  const struct sluice_yaml_error *error)
{
    const struct sluice_yaml_faults *faults = error->faults;
    for (size_t i = 0; faults != NULL && i < faults->count; i++) {
        add_finding(&report->findings, &faults->items[i]);
    }
    if (faults == NULL || faults->count == 0) {
        add_finding(&report->findings, error);
    }
}

void sluice_check_report_hashes(struct sluice_check_report *report, const char *path, size_t count)
{
    struct sluice_text *out = &report->hashes;
    if (report->json) {
        sluice_text_string(out, out->length > 0 ? ",{\"file\":" : "{\"file\":");
        sluice_text_json_string(out, path);
        sluice_text_format(out, ",\"count\":%zu}", count);
        return;
    }
    struct sluice_text line = {0};
    sluice_text_format(&line, "%s: %zu %s written\n", path, count, count == 1 ? "hash" : "hashes");
    sluice_output_text(sluice_text_get(&line));
    sluice_text_free(&line);
}

/* --- cases ------------------------------------------------------------------------------------ */

static const struct sluice_case *case_of(const struct sluice_run_settings *settings, size_t cell)
{
    return &settings->suite->cases[settings->plan->cells[cell].case_index];
}

/* "accept, violates DEV-2" */
static void add_expected(struct sluice_text *out, const struct sluice_expectation *expect)
{
    sluice_text_string(out, sluice_outcome_name(expect->verdict));
    for (size_t i = 0; i < expect->violate_count; i++) {
        sluice_text_format(out, "%s%s", i == 0 ? ", violates " : " ", expect->violates[i]);
    }
}

static void add_row(struct sluice_text *out, const struct sluice_case *item,
                    const struct sluice_cell_result *result)
{
    struct sluice_text expected = {0};
    add_expected(&expected, &item->expect);
    sluice_text_format(out, "%-7s  %-14s  %-24s  %s\n", result->pass ? "passed" : "FAILED",
                       sluice_verdict_name(result->verdict), sluice_text_get(&expected), item->id);
    out->failed = out->failed || expected.failed;
    sluice_text_free(&expected);
}

static void add_object(struct sluice_text *out, const struct sluice_case *item,
                       const struct sluice_cell_result *result)
{
    sluice_text_string(out, out->length > 0 ? ",{\"case\":" : "{\"case\":");
    sluice_text_json_string(out, item->id);
    sluice_text_string(out, ",\"file\":");
    sluice_text_json_string(out, item->file);
    const struct sluice_yaml_node *place = sluice_run_place(item, result);
    sluice_text_format(out, ",\"line\":%u,\"column\":%u", sluice_yaml_line(place),
                       sluice_yaml_column(place));
    sluice_text_format(out, ",\"pass\":%s,\"verdict\":\"%s\",\"expected\":\"%s\",\"violates\":[",
                       result->pass ? "true" : "false", sluice_verdict_name(result->verdict),
                       sluice_outcome_name(item->expect.verdict));
    for (size_t i = 0; i < item->expect.violate_count; i++) {
        sluice_text_format(out, "%s\"%s\"", i > 0 ? "," : "", item->expect.violates[i]);
    }
    sluice_text_string(out, "],\"message\":");
    sluice_text_json_string(out, result->pass ? NULL : sluice_text_get(&result->message));
    sluice_text_string(out, "}");
}

void sluice_check_report_run(struct sluice_check_report *report,
                             const struct sluice_run_settings *settings,
                             const struct sluice_run *run)
{
    struct sluice_text text = {0};
    sluice_text_format(&text, "%-7s  %-14s  %-24s  %s\n", "", "verdict", "expected", "case");
    for (size_t i = 0; i < settings->plan->count; i++) {
        add_row(&text, case_of(settings, i), &run->cells[i]);
        add_object(&report->cases, case_of(settings, i), &run->cells[i]);
    }
    sluice_text_string(&text, "\n");
    report->passed = run->totals.passed;
    report->failed = run->totals.failed;
    report->not_run = run->totals.not_run;
    report->seconds = run->seconds;
    if (!report->json) {
        sluice_run_summary(settings, run, &text);
        sluice_output_text(sluice_text_get(&text));
    }
    sluice_text_free(&text);
}

/* --- the end ---------------------------------------------------------------------------------- */

int sluice_check_report_end(struct sluice_check_report *report, int status)
{
    if (report->json) {
        struct sluice_text text = {0};
        sluice_text_format(&text,
                           "{\"fit\":%s,\"findings\":[%s],\"hashes\":[%s],\"cases\":[%s],"
                           "\"passed\":%zu,\"failed\":%zu,\"not_run\":%zu,\"seconds\":%.2f}\n",
                           status == SLUICE_EXIT_ACCEPTED ? "true" : "false",
                           sluice_text_get(&report->findings), sluice_text_get(&report->hashes),
                           sluice_text_get(&report->cases), report->passed, report->failed,
                           report->not_run, report->seconds);
        sluice_output_text(sluice_text_get(&text));
        sluice_text_free(&text);
    }
    int output = sluice_output_finish();
    return output != SLUICE_EXIT_ACCEPTED ? output : status;
}

void sluice_check_report_free(struct sluice_check_report *report)
{
    sluice_text_free(&report->findings);
    sluice_text_free(&report->hashes);
    sluice_text_free(&report->cases);
}
