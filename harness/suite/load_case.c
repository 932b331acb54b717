#include "harness/suite/load_case.h"

#include "harness/suite/lie.h"
#include "harness/suite/load_words.h"
#include "harness/yaml/faults.h"

#include <stdlib.h>
#include <string.h>

/* Names for choices, each list ended by NULL, in the order of its enum. */

static const char *const severity_names[] = {
#define X(member, name) name,
    SLUICE_SEVERITIES(X)
#undef X
        NULL};

static const char *const mode_names[] = {"decode", "inspect", "rewrite", NULL};

static const char *const variant_names[] = {
#define X(member, name, text) name,
    SLUICE_VARIANT_RULES(X)
#undef X
        NULL};

const char *sluice_severity_name(enum sluice_severity severity)
{
    return severity_names[severity];
}

/* --- other keys ------------------------------------------------------------------------------- */

static bool load_title(const struct sluice_yaml_node *node,
                       const struct sluice_case_defaults *defaults, struct sluice_case *out,
                       struct sluice_yaml_error *error)
{
    (void)defaults;
    return sluice_suite_load_text(node, &out->title, error) &&
           (strchr(out->title, '\n') == NULL ||
            sluice_yaml_fail(error, node, "title has several lines: write one"));
}

static bool load_effect(const struct sluice_yaml_node *node,
                        const struct sluice_case_defaults *defaults, struct sluice_case *out,
                        struct sluice_yaml_error *error)
{
    (void)defaults;
    return sluice_suite_load_text(node, &out->effect, error);
}

static bool load_note(const struct sluice_yaml_node *node,
                      const struct sluice_case_defaults *defaults, struct sluice_case *out,
                      struct sluice_yaml_error *error)
{
    const char *note;
    (void)defaults;
    (void)out;
    return sluice_suite_load_text(node, &note, error);
}

static bool load_rules(const struct sluice_yaml_node *node,
                       const struct sluice_case_defaults *defaults, struct sluice_case *out,
                       struct sluice_yaml_error *error)
{
    return sluice_suite_load_rules(node, defaults->kind != NULL ? defaults->kind->rules : NULL,
                                   &out->rules, &out->rule_count, error);
}

static bool load_severity(const struct sluice_yaml_node *node,
                          const struct sluice_case_defaults *defaults, struct sluice_case *out,
                          struct sluice_yaml_error *error)
{
    size_t index = SLUICE_SEVERITY_LOW;
    (void)defaults;
    if (!sluice_yaml_choice(node, "severity", severity_names, &index, error)) {
        return false;
    }
    out->severity = (enum sluice_severity)index;
    return true;
}

static bool load_mode(const struct sluice_yaml_node *node,
                      const struct sluice_case_defaults *defaults, struct sluice_case *out,
                      struct sluice_yaml_error *error)
{
    size_t index = SLUICE_MODE_DECODE;
    (void)defaults;
    if (!sluice_yaml_choice(node, "mode", mode_names, &index, error)) {
        out->mode = SLUICE_MODE_REWRITE; /* all keys go with it: no more is to be said */
        return false;
    }
    out->mode = (enum sluice_target_mode)index;
    return true;
}

static bool load_safe(const struct sluice_yaml_node *node,
                      const struct sluice_case_defaults *defaults, struct sluice_case *out,
                      struct sluice_yaml_error *error)
{
    (void)defaults;
    if (out->mode != SLUICE_MODE_REWRITE) {
        return sluice_yaml_fail(error, sluice_yaml_key(node),
                                "safe needs mode: rewrite; add it, or take safe away");
    }
    return sluice_yaml_bool(node, &out->safe, error);
}

static bool load_limit(const struct sluice_yaml_node *node, struct sluice_limits *limits,
                       struct sluice_yaml_error *error)
{
    uint64_t *limit = sluice_limit_by_name(limits, sluice_yaml_key_text(node));
    if (limit == NULL || !sluice_yaml_size(node, UINT64_MAX, limit, error)) {
        return false;
    }
    return *limit != 0 || sluice_yaml_fail(error, node,
                                           "a limit must be at least 1; leave it out for the "
                                           "target's default");
}

static bool load_limits(const struct sluice_yaml_node *limits,
                        const struct sluice_case_defaults *defaults, struct sluice_case *out,
                        struct sluice_yaml_error *error)
{
    static const char *const names[] = {
#define X(member, upper, text) #member,
        SLUICE_LIMIT_LIST(X)
#undef X
            NULL};
    (void)defaults;
    if (!sluice_yaml_check_keys_at(limits, names, sluice_suite_homes, error)) {
        return false;
    }
    bool good = true;
    bool more = true;
    const struct sluice_yaml_node *value = sluice_yaml_first(limits);
    for (; more && value != NULL; value = sluice_yaml_next(value)) {
        more = sluice_yaml_tried(load_limit(value, &out->limits, error), &good, error);
    }
    return good;
}

static bool load_growth(const struct sluice_yaml_node *node,
                        const struct sluice_case_defaults *defaults, struct sluice_case *out,
                        struct sluice_yaml_error *error)
{
    (void)defaults;
    return sluice_yaml_bool(node, &out->growth, error);
}

/* One word, or a list of at least one. */
static bool load_derive(const struct sluice_yaml_node *node,
                        const struct sluice_case_defaults *defaults, struct sluice_case *out,
                        struct sluice_yaml_error *error)
{
    (void)defaults;
    const bool list = sluice_yaml_kind(node) == SLUICE_YAML_SEQUENCE;
    const struct sluice_yaml_node *word = list ? sluice_yaml_first(node) : node;
    if (word == NULL) {
        return sluice_yaml_fail(error, node,
                                "expected at least one variant; leave derive out to have all");
    }
    out->derive = 0;
    for (; word != NULL; word = list ? sluice_yaml_next(word) : NULL) {
        size_t index;
        if (!sluice_yaml_choice(word, "variant", variant_names, &index, error)) {
            return false;
        }
        if ((out->derive & 1U << index) != 0) {
            return sluice_yaml_fail(error, word, "%s is named twice: keep one",
                                    variant_names[index]);
        }
        out->derive |= 1U << index;
    }
    return true;
}

static bool load_lies(const struct sluice_yaml_node *node,
                      const struct sluice_case_defaults *defaults, struct sluice_case *out,
                      struct sluice_yaml_error *error)
{
    (void)defaults;
    return sluice_lies_load(node, &out->lies, &out->lie_count, error);
}

static bool load_stream(const struct sluice_yaml_node *node,
                        const struct sluice_case_defaults *defaults, struct sluice_case *out,
                        struct sluice_yaml_error *error)
{
    (void)defaults;
    return sluice_program_load(node, &out->program, error);
}

/* --- the case --------------------------------------------------------------------------------- */

typedef bool (*part_fn)(const struct sluice_yaml_node *value,
                        const struct sluice_case_defaults *defaults, struct sluice_case *out,
                        struct sluice_yaml_error *error);

/* The keys of a case, each in behind those that it looks at. */
static const struct part {
    const char *key;
    part_fn load;        /* NULL: with others, in what comes after */
    const char *example; /* of a key that must be there; NULL: may be missing */
    bool shared;         /* the file may give it for all its cases */
    bool common;         /* to cases of all kinds */
} parts[] = {
    {"id", sluice_case_load_id, "FAMILY/NAME", false, true},
    {"title", load_title, "int[] of two elements", false, true},
    {"rules", load_rules, "[GOLD-1]", false, true},
    {"severity", load_severity, NULL, false, true},
    {"effect", load_effect, NULL, false, true},
    {"note", load_note, NULL, false, true},
    {"attack", sluice_case_load_rows, NULL, false, true},
    {"cve", sluice_case_load_cves, NULL, false, true},
    {"source", sluice_case_load_source, "{kind: own, ref: where a reader finds it}", true, true},
    {"mode", load_mode, NULL, true, false},
    {"safe", load_safe, NULL, false, false},
    {"limits", load_limits, NULL, true, false},
    {"use", NULL, NULL, false, false},
    {"classes", NULL, NULL, false, false},
    {"stream", load_stream, "[{string: home}]", false, false},
    {"lie", load_lies, NULL, false, false},
    {"expect", sluice_case_load_expectation, "{verdict: accept}", false, false},
    {"budget", sluice_case_load_budget, NULL, false, false},
    {"growth", load_growth, NULL, false, false},
    {"derive", load_derive, NULL, false, false},
    {"twin", NULL, NULL, false, true},
    {"sha256", sluice_case_load_sha256, NULL, false, false},
};

enum { PARTS = sizeof parts / sizeof parts[0] };

/* `is_clean`: every key is known, so that one that is missing is not there under another name. */
static bool load_part(const struct part *part, const struct sluice_yaml_node *node,
                      const struct sluice_case_defaults *defaults, bool is_clean,
                      struct sluice_case *out, struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *value = sluice_yaml_get(node, part->key);
    if (value == NULL && part->shared) {
        value = sluice_yaml_get(defaults->file_node, part->key);
    }
    if (value != NULL) {
        return part->load == NULL || part->load(value, defaults, out, error);
    }
    if (part->shared && !defaults->is_clean) {
        return true;
    }
    return part->example == NULL || !is_clean ||
           sluice_yaml_fail(error, node, "%s is missing%s; add it, as in %s: %s", part->key,
                            part->shared ? ", here and at the top of the file" : " here", part->key,
                            part->example);
}

/* Parts first, then what parts say of each other, as far as they could be read. */
static bool load_all(const struct sluice_yaml_node *node,
                     const struct sluice_case_defaults *defaults, struct sluice_case *out,
                     struct sluice_yaml_error *error)
{
    const struct sluice_case_kind *kind = defaults->kind;
    const char *keys[PARTS + SLUICE_CASE_KIND_KEYS + 1] = {NULL};
    size_t count = 0;
    for (size_t i = 0; i < PARTS; i++) {
        if (kind == NULL || parts[i].common) {
            keys[count++] = parts[i].key;
        }
    }
    for (size_t i = 0; kind != NULL && kind->keys[i] != NULL; i++) {
        keys[count++] = kind->keys[i];
    }
    bool good = true;
    bool more = sluice_yaml_tried(sluice_yaml_check_keys_at(node, keys, sluice_suite_homes, error),
                                  &good, error);
    const bool is_clean = good;
    for (size_t i = 0; more && i < PARTS; i++) {
        more = (kind != NULL && !parts[i].common) ||
               sluice_yaml_tried(load_part(&parts[i], node, defaults, is_clean, out, error), &good,
                                 error);
    }
    if (kind != NULL) {
        return more && sluice_yaml_tried(kind->load(node, defaults, out, error), &good, error) &&
               good;
    }
    return more &&
           sluice_yaml_tried(sluice_case_load_models(node, defaults, out, error), &good, error) &&
           sluice_yaml_tried(sluice_case_check_fit(node, out, is_clean, error), &good, error) &&
           good;
}

bool sluice_suite_case_load(const struct sluice_yaml_node *node,
                            const struct sluice_case_defaults *defaults, struct sluice_case *out,
                            struct sluice_yaml_error *error)
{
    *out = (struct sluice_case){
        .kind = defaults->kind,
        .family = defaults->family,
        .file = defaults->path,
        .twin = SLUICE_NO_CASE,
        .derive = SLUICE_VARIANT_ALL,
        .expect = {.offset = SLUICE_NOT_MEASURED, .resets = SLUICE_NOT_MEASURED},
        .budget = SLUICE_NO_BUDGET,
        .node = node,
        .twin_node = sluice_yaml_get(node, "twin")};
    return sluice_yaml_expect(node, SLUICE_YAML_MAPPING, "a case, beginning with id: FAMILY/NAME",
                              error) &&
           load_all(node, defaults, out, error);
}

void sluice_suite_case_free(struct sluice_case *item)
{
    if (item->kind != NULL) {
        item->kind->free(item);
    }
    free(item->rules);
    free(item->rows);
    free(item->cves);
    free(item->model_names);
    free(item->expect.errors);
    free(item->expect.violates);
    free(item->expect.holds);
    free(item->expect.undecided);
    sluice_lies_free(item->lies, item->lie_count);
    free(item->attacks);
    sluice_models_free(item->own_models);
    sluice_program_free(item->program);
    *item = (struct sluice_case){0};
}
