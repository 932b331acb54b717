#include "harness/suite/load_case.h"
#include "harness/suite/load_words.h"

#include <string.h>

/* Names for choices, each list ended by NULL. */

static const char *const verdict_names[] = {"accept", "reject", "limit", "unsupported", NULL};

static const enum sluice_outcome verdicts[] = {SLUICE_OUTCOME_ACCEPT, SLUICE_OUTCOME_REJECT,
                                               SLUICE_OUTCOME_LIMIT, SLUICE_OUTCOME_UNSUPPORTED};

/* Without "", the name of no exception. */
static const char *const *java_class_names(void)
{
    static const char *const names[] = {
#define X(member, name) name,
        SLUICE_JAVA_CLASSES(X)
#undef X
            NULL};
    return names + 1;
}

/* Without "ok". */
static const char *const *reason_names(void)
{
    static const char *const names[] = {
#define X(member, number, java, name, text) name,
        SLUICE_REASONS(X)
#undef X
            NULL};
    return names + 1;
}

static bool load_expected_error(const struct sluice_yaml_node *expect, struct sluice_case *out,
                                struct sluice_yaml_error *error)
{
    struct sluice_expectation *e = &out->expect;
    const struct sluice_yaml_node *errors = sluice_yaml_get(expect, "error");
    const struct sluice_yaml_node *reason = sluice_yaml_get(expect, "reason");
    const struct sluice_yaml_node *value = sluice_yaml_get(expect, "value");
    size_t index;
    if (value != NULL) {
        return sluice_yaml_fail(error, sluice_yaml_key(value), "value needs verdict accept");
    }
    if (e->verdict == SLUICE_OUTCOME_REJECT && errors == NULL) {
        return sluice_yaml_fail(error, expect,
                                "verdict reject needs error: the Java exception class, or a list");
    }
    if (e->verdict == SLUICE_OUTCOME_LIMIT && reason == NULL) {
        return sluice_yaml_fail(error, expect, "verdict limit needs reason, such as limit-depth");
    }
    if (errors != NULL && !sluice_suite_load_words(errors, "exception class", java_class_names(),
                                                   &e->errors, &e->error_count, error)) {
        return false;
    }
    if (reason != NULL) {
        if (!sluice_yaml_choice(reason, "reason", reason_names(), &index, error)) {
            return false;
        }
        e->reason = reason_names()[index];
        bool limit = strncmp(e->reason, "limit-", 6) == 0;
        if (limit != (e->verdict == SLUICE_OUTCOME_LIMIT)) {
            return sluice_yaml_fail(error, reason, "reason %s does not go with verdict %s",
                                    e->reason, sluice_outcome_name(e->verdict));
        }
    }
    return sluice_suite_load_optional_text(expect, "at", &e->at, error) &&
           sluice_suite_load_optional_text(expect, "path", &e->path, error);
}

bool sluice_case_load_expectation(const struct sluice_yaml_node *node, struct sluice_case *out,
                                  struct sluice_yaml_error *error)
{
    static const char *const keys[] = {"verdict", "error",    "reason",  "at",     "path",
                                       "value",   "violates", "written", "resets", NULL};
    const struct sluice_yaml_node *expect = sluice_yaml_require(node, "expect", error);
    if (expect == NULL || !sluice_yaml_check_keys(expect, keys, error)) {
        return false;
    }
    const struct sluice_yaml_node *violates = sluice_yaml_get(expect, "violates");
    if (violates != NULL && !sluice_suite_load_rules(violates, &out->expect.violates,
                                                     &out->expect.violate_count, error)) {
        return false;
    }
    const struct sluice_yaml_node *verdict = sluice_yaml_require(expect, "verdict", error);
    size_t index;
    if (verdict == NULL || !sluice_yaml_choice(verdict, "verdict", verdict_names, &index, error)) {
        return false;
    }
    out->expect.verdict = verdicts[index];
    if (out->expect.verdict != SLUICE_OUTCOME_ACCEPT) {
        return load_expected_error(expect, out, error);
    }
    static const char *const of_errors[] = {"error", "reason", "at", "path"};
    for (size_t i = 0; i < sizeof of_errors / sizeof of_errors[0]; i++) {
        const struct sluice_yaml_node *unfit = sluice_yaml_get(expect, of_errors[i]);
        if (unfit != NULL) {
            return sluice_yaml_fail(error, sluice_yaml_key(unfit),
                                    "%s does not go with verdict accept", of_errors[i]);
        }
    }
    return sluice_suite_load_optional_text(expect, "value", &out->expect.value, error);
}

static bool is_sha256(const char *text)
{
    return strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

bool sluice_case_load_written(const struct sluice_yaml_node *node, struct sluice_case *out,
                              struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *expect = sluice_yaml_get(node, "expect");
    const struct sluice_yaml_node *written = sluice_yaml_get(expect, "written");
    const struct sluice_yaml_node *resets = sluice_yaml_get(expect, "resets");
    out->expect.resets = SLUICE_NOT_MEASURED;
    const struct sluice_yaml_node *either = written != NULL ? written : resets;
    if (either != NULL && out->mode != SLUICE_MODE_REWRITE) {
        return sluice_yaml_fail(error, sluice_yaml_key(either), "%s needs mode: rewrite",
                                sluice_yaml_key_text(either));
    }
    if (written != NULL) {
        if (!sluice_suite_load_text(written, &out->expect.written, error)) {
            return false;
        }
        if (strcmp(out->expect.written, "same") != 0 && !is_sha256(out->expect.written)) {
            return sluice_yaml_fail(error, written,
                                    "expected the sha256 of what is written, or same: what was "
                                    "read");
        }
    }
    return resets == NULL || sluice_yaml_unsigned(resets, UINT32_MAX, &out->expect.resets, error);
}

bool sluice_case_load_budget(const struct sluice_yaml_node *node, struct sluice_case *out,
                             struct sluice_yaml_error *error)
{
    static const char *const keys[] = {"peak", "steps", NULL};
    out->budget = (struct sluice_budget){SLUICE_NOT_MEASURED, SLUICE_NOT_MEASURED};
    const struct sluice_yaml_node *budget = sluice_yaml_get(node, "budget");
    if (budget == NULL) {
        return true;
    }
    if (!sluice_yaml_check_keys(budget, keys, error)) {
        return false;
    }
    const struct sluice_yaml_node *peak = sluice_yaml_get(budget, "peak");
    const struct sluice_yaml_node *steps = sluice_yaml_get(budget, "steps");
    return (peak == NULL ||
            sluice_yaml_size(peak, SLUICE_NOT_MEASURED - 1, &out->budget.peak, error)) &&
           (steps == NULL ||
            sluice_yaml_unsigned(steps, SLUICE_NOT_MEASURED - 1, &out->budget.steps, error));
}

bool sluice_case_load_sha256(const struct sluice_yaml_node *node, struct sluice_case *out,
                             struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *hash = sluice_yaml_get(node, "sha256");
    if (hash == NULL || sluice_yaml_is_null(hash)) {
        return true;
    }
    if (!sluice_suite_load_text(hash, &out->sha256, error)) {
        return false;
    }
    if (!is_sha256(out->sha256)) {
        return sluice_yaml_fail(error, hash,
                                "sha256 must be 64 lower case hexadecimal digits; "
                                "`sluice hash --write %s` fills them in",
                                out->file);
    }
    return true;
}
