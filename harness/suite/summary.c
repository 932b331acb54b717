#include "harness/suite/derived.h"
#include "harness/suite/run.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct sluice_case *case_of(const struct sluice_run_settings *settings, size_t cell)
{
    return &settings->suite->cases[settings->plan->cells[cell].case_index];
}

/* --- failures --------------------------------------------------------------------------------- */

const struct sluice_yaml_node *sluice_run_place(const struct sluice_case *item,
                                                const struct sluice_cell_result *result)
{
    static const char *const keys[SLUICE_KEY_COUNT] = {[SLUICE_KEY_SHA256] = "sha256",
                                                       [SLUICE_KEY_BUDGET] = "budget",
                                                       [SLUICE_KEY_EXPECT] = "expect",
                                                       [SLUICE_KEY_TWIN] = "twin"};
    const char *key = keys[result->key];
    const struct sluice_yaml_node *node = key != NULL ? sluice_yaml_get(item->node, key) : NULL;
    return node != NULL ? node : item->node;
}

static void add_failure(const struct sluice_run_settings *settings, const struct sluice_run *run,
                        size_t cell, struct sluice_text *out)
{
    const struct sluice_case *item = case_of(settings, cell);
    const struct sluice_target *target =
        &settings->targets[settings->plan->cells[cell].target_index];
    const struct sluice_cell_result *result = &run->cells[cell];
    sluice_text_format(out, "FAILED  %s  (%s, %s)\n", item->id,
                       sluice_severity_name(item->severity), target->name);
    sluice_text_format(out, "        %s\n", item->title);
    const struct sluice_yaml_node *place = sluice_run_place(item, result);
    sluice_text_format(out, "        %s:%u:%u: %s: %s\n", item->file, sluice_yaml_line(place),
                       sluice_yaml_column(place), sluice_verdict_name(result->verdict),
                       sluice_text_get(&result->message));
    sluice_text_string(out, "        again: ");
    sluice_run_replay(settings->command[0], item, target, out);
    sluice_text_string(out, "\n");
}

static void add_failures(const struct sluice_run_settings *settings, const struct sluice_run *run,
                         struct sluice_text *out)
{
    for (size_t i = 0; i < settings->plan->count; i++) {
        const struct sluice_cell_result *result = &run->cells[i];
        if (!result->pass && result->verdict != SLUICE_VERDICT_NOT_RUN) {
            add_failure(settings, run, i, out);
        }
    }
}

/* --- counts ----------------------------------------------------------------------------------- */

static void add_verdicts(const struct sluice_run *run, struct sluice_text *out)
{
    sluice_text_string(out, "verdicts:");
    for (size_t i = 0; i <= SLUICE_VERDICT_NOT_RUN; i++) {
        if (run->totals.verdicts[i] > 0) {
            sluice_text_format(out, "  %s %zu", sluice_verdict_name((enum sluice_verdict)i),
                               run->totals.verdicts[i]);
        }
    }
    sluice_text_string(out, "\n");
}

/* Those who were careless on purpose, and those who lie about what was seen: the judge was to find both
 * out. */
static void add_caught(const struct sluice_run_settings *settings, const struct sluice_run *run,
                       bool lies, struct sluice_text *out)
{
    size_t count = 0;
    size_t caught = 0;
    for (size_t i = 0; i < settings->plan->count; i++) {
        const struct sluice_case *item = case_of(settings, i);
        if (settings->targets[settings->plan->cells[i].target_index].kind ==
            SLUICE_TARGET_PROCESS) {
            continue; /* only the reference is asked */
        }
        if (lies ? item->lie_count > 0 : item->lie_count == 0 && item->expect.violate_count > 0) {
            count++;
            caught += run->cells[i].pass ? 1 : 0;
        }
    }
    if (count > 0) {
        sluice_text_format(out, "%s: %zu, caught: %zu\n", lies ? "lies" : "careless", count,
                           caught);
    }
}

struct rule_count {
    size_t cases;
    size_t failed;
};

static void count_rules(const struct sluice_run_settings *settings, const struct sluice_run *run,
                        struct rule_count *counts)
{
    for (size_t i = 0; i < settings->plan->count; i++) {
        const struct sluice_case *item = case_of(settings, i);
        for (size_t rule = 0; rule < item->rule_count; rule++) {
            struct rule_count *count = &counts[sluice_rule_index(item->rules[rule])];
            count->cases++;
            count->failed += run->cells[i].pass ? 0 : 1;
        }
    }
}

static void add_rules(const struct sluice_run_settings *settings, const struct sluice_run *run,
                      struct sluice_text *out)
{
    enum { COLUMNS = 6 };
    size_t rules = sluice_rule_count();
    size_t shown = 0;
    /* One more for the index of a rule that there is none of. */
    struct rule_count *counts = calloc(rules + 1, sizeof *counts);
    if (counts == NULL) {
        return;
    }
    count_rules(settings, run, counts);
    sluice_text_string(out, "cases by rule:");
    for (size_t i = 0; i < rules; i++) {
        if (counts[i].cases == 0) {
            continue;
        }
        char cell[64];
        int length = snprintf(cell, sizeof cell,
                              counts[i].failed > 0 ? "%s %zu (%zu failed)" : "%s %zu",
                              sluice_rule_id(i), counts[i].cases, counts[i].failed);
        sluice_text_string(out, shown % COLUMNS == 0 ? "\n  " : "");
        sluice_text_format(out, "%-*s", length < 18 ? 18 : length + 1, cell);
        shown++;
    }
    sluice_text_string(out, "\n");
    free(counts);
}

/* Rules that nothing judges yet are never among those that passed. */
static void add_planned(struct sluice_text *out)
{
    const char *id = sluice_planned_rule_id(0);
    if (id == NULL) {
        return;
    }
    sluice_text_string(out, "planned, judged by nothing yet:");
    for (size_t i = 1; id != NULL; i++) {
        sluice_text_format(out, " %s", id);
        id = sluice_planned_rule_id(i);
    }
    sluice_text_string(out, "\n");
}

/* What was derived from the cases, by rule. */
static void add_variants(const struct sluice_run *run, struct sluice_text *out)
{
    const uint64_t *derived = run->totals.derived;
    const uint64_t count = sluice_derived_count(derived);
    if (count == 0) {
        return;
    }
    sluice_text_format(out, "variants: %" PRIu64 " executions:", count);
    for (size_t i = 0; i < SLUICE_VARIANT_RULE_COUNT; i++) {
        sluice_text_format(out, "%s  %s %" PRIu64, i % 4 == 0 ? "\n" : "",
                           sluice_variant_rule_name((enum sluice_variant_rule)i), derived[i]);
    }
    sluice_text_string(out, "\n");
}

static void add_conclusion(const struct sluice_run_settings *settings, const struct sluice_run *run,
                           struct sluice_text *out)
{
    const struct sluice_totals *totals = &run->totals;
    sluice_text_format(out, "%zu cases in %.2f s: %zu passed, %zu failed, %zu not run\n",
                       settings->plan->count, run->seconds, totals->passed, totals->failed,
                       totals->not_run);
}

void sluice_run_summary(const struct sluice_run_settings *settings, const struct sluice_run *run,
                        struct sluice_text *out)
{
    add_failures(settings, run, out);
    add_verdicts(run, out);
    add_caught(settings, run, false, out);
    add_caught(settings, run, true, out);
    add_rules(settings, run, out);
    add_planned(out);
    add_variants(run, out);
    add_conclusion(settings, run, out);
}
