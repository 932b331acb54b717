/* What the parts of a case say of each other. */
#include "harness/suite/load_case.h"
#include "harness/yaml/faults.h"

/* The rules that are to be found violated are what the case is about. */
static bool check_violated(const struct sluice_yaml_node *node, const struct sluice_case *item,
                           struct sluice_yaml_error *error)
{
    /* Without a rule, those that the case names could not be read. */
    for (size_t i = 0; item->rule_count > 0 && i < item->expect.violate_count; i++) {
        if (!sluice_case_names(item, item->expect.violates[i])) {
            return sluice_yaml_fail(error, sluice_yaml_get(node, "rules"),
                                    "%s stands in violates and must stand here too: add it",
                                    item->expect.violates[i]);
        }
    }
    return true;
}

/* A lie that is judged by nothing would show nothing. */
static bool check_lies(const struct sluice_yaml_node *node, const struct sluice_case *item,
                       struct sluice_yaml_error *error)
{
    const struct sluice_expectation *expect = &item->expect;
    if (expect->befalls != SLUICE_VERDICT_ACCEPT && item->lie_count == 0) {
        return sluice_yaml_fail(
            error, sluice_yaml_key(sluice_yaml_get(sluice_yaml_get(node, "expect"), "befalls")),
            "befalls goes with lie: no case may come to that; take it away, or add what is lied");
    }
    return item->lie_count == 0 || expect->befalls != SLUICE_VERDICT_ACCEPT ||
           expect->violate_count + expect->hold_count + expect->undecided_count > 0 ||
           expect->verdict == SLUICE_OUTCOME_NONE ||
           sluice_yaml_fail(error, sluice_yaml_key(sluice_yaml_get(node, "lie")),
                            "a lie must break a rule: name it in expect, as in violates: [IN-1]");
}

/* An attack says what it does to a reader that falls for it, and has a twin. */
static bool check_attack(const struct sluice_yaml_node *node, const struct sluice_case *item,
                         struct sluice_yaml_error *error)
{
    static const struct {
        const char *key;
        const char *example;
    } keys[] = {{"effect", "a reader that believes the length takes 8 GiB for 27 bytes"},
                {"severity", "high"},
                {"twin", "the id of the valid stream closest to this one"}};
    bool good = true;
    bool more = true;
    if (item->expect.verdict == SLUICE_OUTCOME_NONE) {
        return true; /* it could not be read */
    }
    if (!sluice_expects_trouble(&item->expect)) {
        return item->twin_node == NULL ||
               sluice_yaml_fail(
                   error, sluice_yaml_key(item->twin_node),
                   "twin does not go with verdict accept: only attacks have one; take it "
                   "away");
    }
    for (size_t i = 0; more && i < sizeof keys / sizeof keys[0]; i++) {
        more = sluice_yaml_tried(
            sluice_yaml_get(node, keys[i].key) != NULL ||
                sluice_yaml_fail(error, node, "%s is missing: every attack needs one, as in %s: %s",
                                 keys[i].key, keys[i].key, keys[i].example),
            &good, error);
    }
    return good;
}

bool sluice_case_check_fit(const struct sluice_yaml_node *node, const struct sluice_case *item,
                           bool is_clean, struct sluice_yaml_error *error)
{
    bool good = true;
    return sluice_yaml_tried(check_violated(node, item, error), &good, error) &&
           sluice_yaml_tried(check_lies(node, item, error), &good, error) &&
           sluice_yaml_tried(!is_clean || check_attack(node, item, error), &good, error) && good;
}
