#include "harness/suite/explain_rules.h"

#include <string.h>

static bool is_among(const char *const *rules, size_t count, const char *rule)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rules[i], rule) == 0) {
            return true;
        }
    }
    return false;
}

/* An id alone tells a reader little. Outside the repository there is no catalogue, and no title. */
static void add_title(const char *rule, struct sluice_text *out)
{
    struct sluice_text path = {0};
    struct sluice_yaml *document = NULL;
    struct sluice_yaml_error ignored = {0};
    sluice_text_format(&path, "rules/catalogue/%s.yaml", rule);
    if (!path.failed && sluice_yaml_load(sluice_text_get(&path), &document, &ignored)) {
        const char *title = sluice_yaml_text(sluice_yaml_get(sluice_yaml_root(document), "title"),
                                             NULL);
        if (title != NULL) {
            sluice_text_format(out, "%37s%s\n", "", title);
        }
    }
    sluice_yaml_free(document);
    sluice_text_free(&path);
}

static void add_ruling(const struct sluice_case *item, const struct sluice_judged *judged,
                       struct sluice_text *out)
{
    const struct sluice_expectation *expect = &item->expect;
    const bool named = is_among(item->rules, item->rule_count, judged->rule);
    const bool violated = judged->ruling == SLUICE_RULING_VIOLATED;
    const bool expected = violated &&
                          is_among(expect->violates, expect->violate_count, judged->rule);
    sluice_text_format(out, "  %c %-14s %-17s%s%s\n", named ? '*' : ' ',
                       sluice_ruling_name(judged->ruling), judged->rule,
                       expected ? "as the case expects: " : "", judged->detail);
    if (named || violated) {
        add_title(judged->rule, out);
    }
}

void sluice_explain_rules(const struct sluice_case *item, const struct sluice_judged *results,
                          struct sluice_text *out)
{
    static const enum sluice_ruling order[] = {SLUICE_RULING_VIOLATED, SLUICE_RULING_HELD,
                                               SLUICE_RULING_NOT_APPLICABLE};
    sluice_text_format(out, "\nrules%s:\n", item->rule_count > 0 ? " (*: the case names it)" : "");
    for (size_t k = 0; k < sizeof order / sizeof order[0]; k++) {
        for (size_t i = 0; i < sluice_rule_count(); i++) {
            if (results[i].ruling == order[k]) {
                add_ruling(item, &results[i], out);
            }
        }
    }
    for (size_t i = 0; sluice_planned_rule_id(i) != NULL; i++) {
        sluice_text_format(out, "    %-14s %-17sstated in the catalogue, judged by nothing yet\n",
                           "planned", sluice_planned_rule_id(i));
    }
}
