#include "harness/suite/explain.h"

#include "harness/suite/explain_rules.h"
#include "harness/suite/explain_stream.h"
#include "harness/suite/record.h"

#include <inttypes.h>
#include <string.h>

/* --- for people ------------------------------------------------------------------------------- */

static void add_head(const struct sluice_explain_request *request,
                     const struct sluice_attempt *attempt, struct sluice_text *out)
{
    const struct sluice_case *item = request->item;
    sluice_text_format(out, "%s", item->id);
    if (item->title != NULL) {
        sluice_text_format(out, "  %s", item->title);
    }
    sluice_text_format(out, "\n  %zu bytes, sha256 %s, mode %s, target %s\n",
                       attempt->assembly.length, attempt->sha256,
                       sluice_target_mode_name(item->mode), request->target->name);
    if (item->effect != NULL) {
        sluice_text_format(out, "  who falls for it: %s\n", item->effect);
    }
    if (item->source_kind != NULL) {
        sluice_text_format(out, "  source: %s, %s\n", item->source_kind, item->source_ref);
    }
    for (size_t i = 0; i < item->row_count; i++) {
        sluice_text_format(out, "%s%s", i == 0 ? "  attack catalogue: " : ", ", item->rows[i]);
    }
    for (size_t i = 0; i < item->cve_count; i++) {
        sluice_text_format(out, "%s%s", i > 0 || item->row_count > 0 ? ", " : "  ", item->cves[i]);
    }
    sluice_text_string(out, item->row_count + item->cve_count > 0 ? "\n" : "");
    if (request->twin != NULL) {
        sluice_text_format(out, "  twin: %s\n", request->twin);
    }
    sluice_text_string(out, "\n");
}

static void add_field(struct sluice_text *out, const char *before, const char *text)
{
    if (text != NULL) {
        sluice_text_format(out, ", %s%s", before, text);
    }
}

static void add_answer(const struct sluice_answer *answer, struct sluice_text *out)
{
    sluice_text_format(out, "\nanswer:   %s", sluice_outcome_name(answer->outcome));
    add_field(out, "", answer->java_class);
    add_field(out, "reason ", answer->reason);
    add_field(out, "at ", answer->at);
    add_field(out, "path ", answer->path);
    add_field(out, "class ", answer->class_name);
    if (answer->java_class != NULL && answer->offset != SLUICE_NOT_MEASURED) {
        sluice_text_format(out, ", offset %" PRIu64, answer->offset);
    }
    if (answer->compact != NULL) {
        sluice_text_format(out, ", value %s", answer->compact);
    }
    sluice_text_string(out, "\n");
}

static void add_rules(struct sluice_text *out, const char *lead, const char *const *rules,
                      size_t count)
{
    for (size_t i = 0; i < count; i++) {
        sluice_text_format(out, "%s%s", i == 0 ? lead : " and ", rules[i]);
    }
}

static void add_expected(const struct sluice_case *item, struct sluice_text *out)
{
    const struct sluice_expectation *expect = &item->expect;
    sluice_text_format(out, "expected: %s", sluice_outcome_name(expect->verdict));
    for (size_t i = 0; i < expect->error_count; i++) {
        sluice_text_format(out, "%s%s", i == 0 ? ", " : " or ", expect->errors[i]);
    }
    add_field(out, "reason ", expect->reason);
    add_field(out, "at ", expect->at);
    add_field(out, "path ", expect->path);
    add_field(out, "class ", expect->class_name);
    if (expect->offset != SLUICE_NOT_MEASURED) {
        sluice_text_format(out, ", offset %" PRIu64, expect->offset);
    }
    add_field(out, "value ", expect->value);
    add_field(out, "json ", expect->json);
    add_rules(out, ", violates ", expect->violates, expect->violate_count);
    add_rules(out, ", holds ", expect->holds, expect->hold_count);
    add_rules(out, ", undecided ", expect->undecided, expect->undecided_count);
    sluice_text_string(out, "\n");
}

static void add_verdict(const struct sluice_explain_request *request,
                        const struct sluice_attempt *attempt, struct sluice_text *out)
{
    add_answer(&attempt->plain.answer, out);
    if (request->expects) {
        add_expected(request->item, out);
    }
    sluice_text_format(out, "verdict:  %s", sluice_verdict_name(attempt->verdict.verdict));
    if (request->expects) {
        sluice_text_string(out, attempt->verdict.pass ? ", as expected" : ", NOT AS EXPECTED: ");
        sluice_text_string(out, sluice_text_get(&attempt->verdict.message));
    }
    sluice_text_string(out, "\n");
}

/* --- as JSON ---------------------------------------------------------------------------------- */

static void add_json(const struct sluice_explain_request *request,
                     const struct sluice_attempt *attempt, struct sluice_text *out)
{
    const struct sluice_expectation *expect = &request->item->expect;
    sluice_text_string(out, "{\"case\":");
    sluice_text_json_string(out, request->item->id);
    sluice_text_string(out, ",\"twin\":");
    sluice_text_json_string(out, request->twin);
    sluice_text_format(out, ",\"verdict\":\"%s\",\"outcome\":\"%s\"",
                       sluice_verdict_name(attempt->verdict.verdict),
                       sluice_outcome_name(attempt->plain.answer.outcome));
    if (request->expects) {
        sluice_text_format(out,
                           ",\"pass\":%s,\"message\":", attempt->verdict.pass ? "true" : "false");
        sluice_text_json_string(out, sluice_text_get(&attempt->verdict.message));
        sluice_text_format(out, ",\"expected\":{\"verdict\":\"%s\",\"reason\":",
                           sluice_outcome_name(expect->verdict));
        sluice_text_json_string(out, expect->reason);
        sluice_text_string(out, ",\"at\":");
        sluice_text_json_string(out, expect->at);
        sluice_text_string(out, ",\"path\":");
        sluice_text_json_string(out, expect->path);
        sluice_text_string(out, "}");
    }
    sluice_text_string(out, ",");
    sluice_record_stream(out, &attempt->assembly, attempt->sha256);
    sluice_text_string(out, ",");
    sluice_text_add(out, sluice_text_get(&attempt->members), attempt->members.length);
    sluice_text_string(out, ",\"planned\":[");
    for (size_t i = 0; sluice_planned_rule_id(i) != NULL; i++) {
        sluice_text_format(out, "%s\"%s\"", i > 0 ? "," : "", sluice_planned_rule_id(i));
    }
    sluice_text_string(out, "]}\n");
}

/* --- the run ---------------------------------------------------------------------------------- */

static bool breaks_no_rule(const struct sluice_judged *results)
{
    for (size_t i = 0; i < sluice_rule_count(); i++) {
        if (results[i].ruling == SLUICE_RULING_VIOLATED) {
            return false;
        }
    }
    return true;
}

static bool add_all(const struct sluice_explain_request *request,
                    const struct sluice_attempt *attempt, struct sluice_text *out)
{
    if (request->json) {
        add_json(request, attempt, out);
        return !out->failed;
    }
    add_head(request, attempt, out);
    if (!sluice_explain_stream(attempt, out)) {
        return false;
    }
    add_verdict(request, attempt, out);
    sluice_explain_rules(request->item, attempt->results, out);
    return !out->failed;
}

bool sluice_explain(const struct sluice_explain_request *request, struct sluice_text *out,
                    bool *passed, struct sluice_yaml_error *error)
{
    struct sluice_control_runs control = {0};
    struct sluice_attempt attempt = {.item = request->item,
                                     .target = request->target,
                                     .control = &control,
                                     .promises = true,
                                     .clumsy = true,
                                     .records = true};
    struct sluice_text assembling = {0};
    const char *why = NULL;
    bool good = sluice_attempt_assemble(&attempt, &assembling);
    if (!good) {
        why = sluice_text_get(&assembling);
    } else if (!(good = sluice_attempt_run(&attempt, &why))) {
        why = why != NULL ? why : "the target failed";
    } else if (!(good = add_all(request, &attempt, out))) {
        why = "out of memory";
    } else {
        *passed = request->expects ? attempt.verdict.pass : breaks_no_rule(attempt.results);
    }
    if (!good) {
        (void)sluice_yaml_fail_at(error, request->item->id, 0, 0, "%s", why);
    }
    sluice_attempt_free(&attempt);
    sluice_control_end(&control);
    sluice_text_free(&assembling);
    return good;
}
