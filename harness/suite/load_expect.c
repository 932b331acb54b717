#include "harness/suite/load_case.h"
#include "harness/suite/load_words.h"
#include "harness/yaml/faults.h"

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

/* --- the keys of `expect`, when the verdict is known ------------------------------------------- */

static bool load_errors(const struct sluice_yaml_node *expect, struct sluice_expectation *out,
                        struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *errors = sluice_yaml_get(expect, "error");
    const struct sluice_suite_words classes = {.what = "exception class",
                                               .names = java_class_names(),
                                               .example = "StreamCorruptedException"};
    if (errors == NULL) {
        return out->verdict != SLUICE_OUTCOME_REJECT ||
               sluice_yaml_fail(
                   error, expect,
                   "verdict reject needs error: the Java exception class, or a list, as "
                   "in error: StreamCorruptedException");
    }
    return sluice_suite_load_words(errors, &classes, &out->errors, &out->error_count, error);
}

static bool load_reason(const struct sluice_yaml_node *expect, struct sluice_expectation *out,
                        struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *reason = sluice_yaml_get(expect, "reason");
    size_t index;
    if (reason == NULL) {
        return out->verdict != SLUICE_OUTCOME_LIMIT ||
               sluice_yaml_fail(error, expect,
                                "verdict limit needs reason, as in reason: limit-depth");
    }
    if (!sluice_yaml_choice(reason, "reason", reason_names(), &index, error)) {
        return false;
    }
    out->reason = reason_names()[index];
    bool limit = strncmp(out->reason, "limit-", 6) == 0;
    return limit == (out->verdict == SLUICE_OUTCOME_LIMIT) ||
           sluice_yaml_fail(error, reason, "reason %s does not go with verdict %s: %s", out->reason,
                            sluice_outcome_name(out->verdict),
                            limit ? "write verdict: limit, or another reason"
                                  : "its reasons begin with limit-");
}

/* "root", and what follows from one value to the next. */
static bool load_path(const struct sluice_yaml_node *expect, struct sluice_expectation *out,
                      struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *path = sluice_yaml_get(expect, "path");
    if (path == NULL || !sluice_suite_load_text(path, &out->path, error)) {
        return path == NULL;
    }
    return (strncmp(out->path, "root", 4) == 0 &&
            (out->path[4] == '\0' || out->path[4] == '.' || out->path[4] == '[')) ||
           sluice_yaml_fail(error, path, "a path begins with root, as in root.entries[3].value");
}

static bool load_at(const struct sluice_yaml_node *expect, struct sluice_expectation *out,
                    struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *at = sluice_yaml_get(expect, "at");
    if (at == NULL || !sluice_suite_load_text(at, &out->at, error)) {
        return at == NULL;
    }
    return strspn(out->at, "abcdefghijklmnopqrstuvwxyz-.") == strlen(out->at) ||
           sluice_yaml_fail(
               error, at,
               "expected an element of the grammar such as array.length or string.bytes; "
               "`sluice explain` names the one where a run ends");
}

static bool load_offset(const struct sluice_yaml_node *expect, struct sluice_expectation *out,
                        struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *offset = sluice_yaml_get(expect, "offset");
    return sluice_suite_load_optional_text(expect, "class", &out->class_name, error) &&
           (offset == NULL || sluice_yaml_unsigned(offset, UINT32_MAX, &out->offset, error));
}

static bool load_violates(const struct sluice_yaml_node *expect, struct sluice_expectation *out,
                          struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *violates = sluice_yaml_get(expect, "violates");
    if (violates == NULL ||
        sluice_suite_load_rules(violates, NULL, &out->violates, &out->violate_count, error)) {
        return true;
    }
    out->verdict = SLUICE_OUTCOME_NONE; /* whether this is an attack is not known */
    return false;
}

static bool load_holds(const struct sluice_yaml_node *expect, struct sluice_expectation *out,
                       struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *holds = sluice_yaml_get(expect, "holds");
    return holds == NULL ||
           sluice_suite_load_rules(holds, NULL, &out->holds, &out->hold_count, error);
}

static bool load_undecided(const struct sluice_yaml_node *expect, struct sluice_expectation *out,
                           struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *undecided = sluice_yaml_get(expect, "undecided");
    return undecided == NULL ||
           sluice_suite_load_rules(undecided, NULL, &out->undecided, &out->undecided_count, error);
}

/* The verdicts that are no target's own. */
static bool load_befalls(const struct sluice_yaml_node *expect, struct sluice_expectation *out,
                         struct sluice_yaml_error *error)
{
    static const char *const names[] = {
        "budget",         "leak",          "wrong-value", "side-effect",
        "partial-object", "adapter-error", "hang",        "crash",
        "sanitizer",      "not-run",       NULL};
    const struct sluice_yaml_node *befalls = sluice_yaml_get(expect, "befalls");
    size_t index;
    if (befalls == NULL) {
        return true;
    }
    return sluice_yaml_choice(befalls, "befalls", names, &index, error) &&
           (sluice_verdict_parse(names[index], &out->befalls) ||
            sluice_yaml_fail(error, befalls, "the judge knows no verdict %s", names[index]));
}

static bool is_sha256(const char *text)
{
    return strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

static bool load_written(const struct sluice_yaml_node *expect, struct sluice_expectation *out,
                         struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *written = sluice_yaml_get(expect, "written");
    if (written == NULL || !sluice_suite_load_text(written, &out->written, error)) {
        return written == NULL;
    }
    return strcmp(out->written, "same") == 0 || is_sha256(out->written) ||
           sluice_yaml_fail(
               error, written,
               "expected the sha256 of what is written, 64 lower case hexadecimal digits, "
               "or same: what was read");
}

static bool load_resets(const struct sluice_yaml_node *expect, struct sluice_expectation *out,
                        struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *resets = sluice_yaml_get(expect, "resets");
    return resets == NULL || sluice_yaml_unsigned(resets, UINT32_MAX, &out->resets, error);
}

/* A key that is there and has nothing to do with the verdict or the mode. */
static bool check_unfit(const struct sluice_yaml_node *expect, const struct sluice_case *item,
                        struct sluice_yaml_error *error)
{
    static const char *const of_errors[] = {"error", "reason", "at", "path",
                                            "class", "offset", NULL};
    static const char *const of_values[] = {"value", "json", NULL};
    static const char *const of_writing[] = {"written", "resets", NULL};
    const bool accepts = item->expect.verdict == SLUICE_OUTCOME_ACCEPT;
    const struct {
        const char *const *keys;
        bool fits;
        const char *sentence;
    } groups[] = {
        {of_errors, !accepts,
         "does not go with verdict accept: take it away, or write the verdict that it belongs to"},
        {of_values, accepts, "needs verdict accept: take it away"},
        {of_writing, item->mode == SLUICE_MODE_REWRITE,
         "needs mode: rewrite; add it to the case, or take this away"},
    };
    bool good = true;
    bool more = true;
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        for (const char *const *key = groups[i].keys; more && !groups[i].fits && *key != NULL;
             key++) {
            const struct sluice_yaml_node *value = sluice_yaml_get(expect, *key);
            more = sluice_yaml_tried(value == NULL ||
                                         sluice_yaml_fail(error, sluice_yaml_key(value), "%s %s",
                                                          *key, groups[i].sentence),
                                     &good, error);
        }
    }
    return good;
}

bool sluice_case_load_expectation(const struct sluice_yaml_node *expect,
                                  const struct sluice_case_defaults *defaults,
                                  struct sluice_case *out, struct sluice_yaml_error *error)
{
    static const char *const keys[] = {
        "verdict", "error",    "reason", "at",        "path",    "class",   "offset", "value",
        "json",    "violates", "holds",  "undecided", "befalls", "written", "resets", NULL};
    static bool (*const loaders[])(const struct sluice_yaml_node *, struct sluice_expectation *,
                                   struct sluice_yaml_error *) = {
        load_errors, load_reason,   load_at,    load_path,      load_offset, load_written,
        load_resets, load_violates, load_holds, load_undecided, load_befalls};
    (void)defaults;
    if (!sluice_yaml_check_keys_at(expect, keys, sluice_suite_homes, error)) {
        return false;
    }
    const struct sluice_yaml_node *verdict = sluice_yaml_require(expect, "verdict", "reject",
                                                                 error);
    size_t index;
    if (verdict == NULL || !sluice_yaml_choice(verdict, "verdict", verdict_names, &index, error)) {
        return false;
    }
    out->expect.verdict = verdicts[index];
    if (!check_unfit(expect, out, error)) {
        return false;
    }
    bool good = true;
    bool more = true;
    for (size_t i = 0; more && i < sizeof loaders / sizeof loaders[0]; i++) {
        more = sluice_yaml_tried(loaders[i](expect, &out->expect, error), &good, error);
    }
    return good && sluice_suite_load_optional_text(expect, "value", &out->expect.value, error) &&
           sluice_suite_load_optional_text(expect, "json", &out->expect.json, error);
}

/* --- budget and hash -------------------------------------------------------------------------- */

bool sluice_case_load_budget(const struct sluice_yaml_node *budget,
                             const struct sluice_case_defaults *defaults, struct sluice_case *out,
                             struct sluice_yaml_error *error)
{
    static const char *const keys[] = {"peak", "steps", "work", NULL};
    (void)defaults;
    if (!sluice_yaml_check_keys_at(budget, keys, sluice_suite_homes, error)) {
        return false;
    }
    const struct sluice_yaml_node *peak = sluice_yaml_get(budget, "peak");
    const struct sluice_yaml_node *steps = sluice_yaml_get(budget, "steps");
    const struct sluice_yaml_node *work = sluice_yaml_get(budget, "work");
    if (peak == NULL && steps == NULL && work == NULL) {
        return sluice_yaml_fail(
            error, budget, "a budget of nothing: write peak, steps or work, as in {peak: 64 KiB}");
    }
    bool good = true;
    return sluice_yaml_tried(peak == NULL || sluice_yaml_size(peak, SLUICE_NOT_MEASURED - 1,
                                                              &out->budget.peak, error),
                             &good, error) &&
           sluice_yaml_tried(steps == NULL || sluice_yaml_unsigned(steps, SLUICE_NOT_MEASURED - 1,
                                                                   &out->budget.steps, error),
                             &good, error) &&
           (work == NULL ||
            sluice_yaml_unsigned(work, SLUICE_NOT_MEASURED - 1, &out->budget.work, error)) &&
           good;
}

bool sluice_case_load_sha256(const struct sluice_yaml_node *hash,
                             const struct sluice_case_defaults *defaults, struct sluice_case *out,
                             struct sluice_yaml_error *error)
{
    (void)defaults;
    if (sluice_yaml_is_null(hash)) {
        return true;
    }
    if (!sluice_suite_load_text(hash, &out->sha256, error)) {
        return false;
    }
    return is_sha256(out->sha256) ||
           sluice_yaml_fail(error, hash,
                            "sha256 must be 64 lower case hexadecimal digits; "
                            "`sluice hash --write %s` fills them in",
                            out->file);
}
