#define _POSIX_C_SOURCE 200809L

#include "harness/suite/results.h"

#include "harness/suite/commit.h"
#include "harness/suite/record.h"

#include <inttypes.h>
#include <time.h>

enum { SCHEMA_VERSION = 1 };

void sluice_totals_add(struct sluice_totals *totals, const struct sluice_cell_result *result)
{
    totals->results++;
    totals->verdicts[result->verdict]++;
    if (result->pass) {
        totals->passed++;
    } else if (result->verdict == SLUICE_VERDICT_NOT_RUN) {
        totals->not_run++;
    } else {
        totals->failed++;
    }
    for (size_t i = 0; i < SLUICE_VARIANT_RULE_COUNT; i++) {
        totals->derived[i] += result->derived[i];
    }
}

/* Writes the line and frees it. A line is handed to the system whole, so that whoever follows the
   file sees whole lines. */
static bool finish_line(struct sluice_results *results, struct sluice_text *line)
{
    sluice_text_string(line, "\n");
    bool good = !line->failed &&
                fwrite(sluice_text_get(line), 1, line->length, results->file) == line->length &&
                fflush(results->file) == 0;
    sluice_text_free(line);
    return good;
}

static void add_time(struct sluice_text *line)
{
    char text[32];
    struct tm now;
    time_t seconds = time(NULL);
    if (gmtime_r(&seconds, &now) == NULL ||
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &now) == 0) {
        line->failed = true;
        return;
    }
    sluice_text_json_string(line, text);
}

bool sluice_results_header(struct sluice_results *results, const struct sluice_target *targets,
                           size_t target_count, size_t planned, const char *const *command)
{
    struct sluice_text line = {0};
    size_t words = 0;
    while (command[words] != NULL) {
        words++;
    }
    sluice_text_format(&line,
                       "{\"type\":\"header\",\"schema\":%d,\"tool\":\"sluice\",\"version\":\"%s\","
                       "\"commit\":",
                       SCHEMA_VERSION, SLUICE_VERSION);
    sluice_text_json_string(&line, SLUICE_COMMIT[0] != '\0' ? SLUICE_COMMIT : NULL);
    sluice_text_string(&line, ",\"started\":");
    add_time(&line);
    sluice_text_string(&line, ",\"targets\":[");
    for (size_t i = 0; i < target_count; i++) {
        sluice_text_string(&line, i == 0 ? "{\"name\":" : ",{\"name\":");
        sluice_text_json_string(&line, targets[i].name);
        sluice_text_string(&line, ",\"version\":");
        sluice_text_json_string(&line, targets[i].version);
        sluice_text_format(&line, ",\"kind\":\"%s\"}", sluice_target_kind_name(targets[i].kind));
    }
    sluice_text_format(&line, "],\"planned\":%zu,\"command\":", planned);
    sluice_text_json_list(&line, command, words);
    sluice_text_string(&line, "}");
    return finish_line(results, &line);
}

bool sluice_results_planned(struct sluice_results *results, const struct sluice_suite *suite,
                            const struct sluice_target *targets, const struct sluice_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        struct sluice_text line = {0};
        sluice_text_string(&line, "{\"type\":\"planned\",\"case\":");
        sluice_text_json_string(&line, suite->cases[plan->cells[i].case_index].id);
        sluice_text_string(&line, ",\"target\":");
        sluice_text_json_string(&line, targets[plan->cells[i].target_index].name);
        sluice_text_string(&line, "}");
        if (!finish_line(results, &line)) {
            return false;
        }
    }
    return true;
}

static void add_string(struct sluice_text *line, const char *key, const char *string)
{
    sluice_text_format(line, ",\"%s\":", key);
    sluice_text_json_string(line, string);
}

static void add_case(struct sluice_text *line, const struct sluice_suite *suite,
                     const struct sluice_case *item)
{
    add_string(line, "family", item->family);
    add_string(line, "title", item->title);
    sluice_text_string(line, ",\"rules\":");
    sluice_text_json_list(line, item->rules, item->rule_count);
    add_string(line, "severity", sluice_severity_name(item->severity));
    add_string(line, "effect", item->effect);
    sluice_text_string(line, ",\"source\":{\"kind\":");
    sluice_text_json_string(line, item->source_kind);
    add_string(line, "ref", item->source_ref);
    sluice_text_string(line, "},\"attack\":");
    sluice_text_json_list(line, item->rows, item->row_count);
    sluice_text_string(line, ",\"cve\":");
    sluice_text_json_list(line, item->cves, item->cve_count);
    sluice_text_format(line, ",\"lies\":%zu", item->lie_count);
    add_string(line, "twin", item->twin != SLUICE_NO_CASE ? suite->cases[item->twin].id : NULL);
    sluice_text_string(line, ",\"is_twin_of\":[");
    for (size_t i = 0; i < item->attack_count; i++) {
        sluice_text_string(line, i == 0 ? "" : ",");
        sluice_text_json_string(line, suite->cases[item->attacks[i]].id);
    }
    sluice_text_string(line, "]");
    add_string(line, "mode",
               item->kind != NULL ? item->kind->name : sluice_target_mode_name(item->mode));
    sluice_text_string(line, ",\"models\":");
    sluice_text_json_list(line, item->model_names, item->model_name_count);
}

static void add_expected(struct sluice_text *line, const struct sluice_expectation *expect)
{
    sluice_text_format(
        line, ",\"expected\":{\"verdict\":\"%s\",\"error\":", sluice_outcome_name(expect->verdict));
    sluice_text_json_list(line, expect->errors, expect->error_count);
    add_string(line, "reason", expect->reason);
    add_string(line, "at", expect->at);
    add_string(line, "path", expect->path);
    add_string(line, "value", expect->value);
    sluice_text_string(line, ",\"violates\":");
    sluice_text_json_list(line, expect->violates, expect->violate_count);
    sluice_text_string(line, "}");
}

static void add_budget(struct sluice_text *line, const char *before, uint64_t number)
{
    if (number == SLUICE_NOT_MEASURED) {
        sluice_text_format(line, "%snull", before);
    } else {
        sluice_text_format(line, "%s%" PRIu64, before, number);
    }
}

static void add_outcome(struct sluice_text *line, const struct sluice_case *item,
                        const struct sluice_cell_result *result)
{
    sluice_text_format(line, ",\"verdict\":\"%s\",\"pass\":%s",
                       sluice_verdict_name(result->verdict), result->pass ? "true" : "false");
    add_string(line, "message", result->pass ? NULL : sluice_text_get(&result->message));
    sluice_text_string(line, ",");
    if (result->stream.length > 0) {
        sluice_text_add(line, sluice_text_get(&result->stream), result->stream.length);
    } else {
        sluice_record_no_stream(line, item);
    }
    sluice_text_string(line, ",");
    if (result->run.length > 0) {
        sluice_text_add(line, sluice_text_get(&result->run), result->run.length);
    } else {
        sluice_record_no_run(line);
    }
    if (result->signal != 0) {
        sluice_text_format(line, ",\"signal\":%d", result->signal);
    } else {
        sluice_text_string(line, ",\"signal\":null");
    }
    add_string(line, "sanitizer",
               result->sanitizer.length > 0 ? sluice_text_get(&result->sanitizer) : NULL);
    add_string(line, "stderr", result->said.length > 0 ? sluice_text_get(&result->said) : NULL);
    sluice_text_format(line, ",\"microseconds\":%" PRIu64, result->microseconds);
}

bool sluice_results_write(struct sluice_results *results, const struct sluice_suite *suite,
                          const struct sluice_case *item, const struct sluice_target *target,
                          const struct sluice_cell_result *result, const char *replay)
{
    struct sluice_text line = {0};
    sluice_text_string(&line, "{\"type\":\"result\",\"case\":");
    sluice_text_json_string(&line, item->id);
    add_string(&line, "target", target->name);
    add_case(&line, suite, item);
    add_expected(&line, &item->expect);
    add_outcome(&line, item, result);
    add_budget(&line, ",\"budget\":{\"peak\":", item->budget.peak);
    add_budget(&line, ",\"steps\":", item->budget.steps);
    sluice_text_string(&line, "}");
    add_string(&line, "replay", replay);
    sluice_text_string(&line, "}");
    return finish_line(results, &line);
}

bool sluice_results_footer(struct sluice_results *results, const struct sluice_totals *totals,
                           double seconds, int exit_status)
{
    struct sluice_text line = {0};
    const char *comma = "";
    sluice_text_format(&line,
                       "{\"type\":\"footer\",\"results\":%zu,\"passed\":%zu,\"failed\":%zu,"
                       "\"not_run\":%zu,\"verdicts\":{",
                       totals->results, totals->passed, totals->failed, totals->not_run);
    for (size_t i = 0; i <= SLUICE_VERDICT_NOT_RUN; i++) {
        if (totals->verdicts[i] > 0) {
            sluice_text_format(&line, "%s\"%s\":%zu", comma,
                               sluice_verdict_name((enum sluice_verdict)i), totals->verdicts[i]);
            comma = ",";
        }
    }
    sluice_text_format(&line, "},\"seconds\":%.3f,\"exit\":%d}", seconds, exit_status);
    return finish_line(results, &line);
}
