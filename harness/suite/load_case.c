#include "harness/suite/load_case.h"

#include "harness/suite/lie.h"
#include "harness/suite/load_words.h"
#include "harness/yaml/faults.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Names for choices, each list ended by NULL, in the order of its enum. */

static const char *const severity_names[] = {
#define X(member, name) name,
    SLUICE_SEVERITIES(X)
#undef X
        NULL};

static const char *const mode_names[] = {"decode", "inspect", "rewrite", NULL};

static const char *const source_kinds[] = {"rule",    "specification", "paper", "talk",
                                           "article", "advisory",      "issue", "tool",
                                           "jdk",     "own",           NULL};

static const char *const variant_names[] = {
#define X(member, name, text) name,
    SLUICE_VARIANT_RULES(X)
#undef X
        NULL};

const char *sluice_severity_name(enum sluice_severity severity)
{
    return severity_names[severity];
}

/* --- ids -------------------------------------------------------------------------------------- */

/* The family and what looks like a name of the text, for a message: "demo/Two words" is demo/two-words. */
static void guess_id(const char *family, const char *text, char out[SLUICE_YAML_QUOTE])
{
    const char *slash = strrchr(text, '/');
    const char *name = slash != NULL ? slash + 1 : text;
    size_t used = (size_t)snprintf(out, SLUICE_YAML_QUOTE, "%.*s/", SLUICE_YAML_QUOTE / 2, family);
    bool after_letter = false;
    for (; *name != '\0' && used + 1 < SLUICE_YAML_QUOTE; name++) {
        char lower = (char)(*name >= 'A' && *name <= 'Z' ? *name - 'A' + 'a' : *name);
        bool letter = sluice_case_word(&lower, 1);
        if (letter || after_letter) {
            out[used++] = (char)(letter ? lower : '-');
        }
        after_letter = letter;
    }
    used -= out[used - 1] == '-' ? 1 : 0;
    (void)snprintf(out + used, SLUICE_YAML_QUOTE - used, "%s", out[used - 1] == '/' ? "name" : "");
}

static bool load_id(const struct sluice_yaml_node *node,
                    const struct sluice_case_defaults *defaults, struct sluice_case *out,
                    struct sluice_yaml_error *error)
{
    if (!sluice_suite_load_text(node, &out->id, error)) {
        return false;
    }
    size_t prefix = strlen(defaults->family);
    if (strncmp(out->id, defaults->family, prefix) != 0 || out->id[prefix] != '/' ||
        !sluice_case_word(out->id + prefix + 1, strlen(out->id + prefix + 1))) {
        char guess[SLUICE_YAML_QUOTE];
        guess_id(defaults->family, out->id, guess);
        out->id = NULL; /* another is meant */
        return sluice_yaml_fail(error, node,
                                "id must be \"%s/\" and a name of lower case letters, digits and "
                                "-: write %s",
                                defaults->family, guess);
    }
    return true;
}

static const char digits[] = "0123456789";

/* A CVE id without its prefix: "-2015-6420". */
static bool is_cve_rest(const char *text)
{
    return text[0] == '-' && strspn(text + 1, digits) == 4 && text[5] == '-' &&
           strspn(text + 6, digits) >= 4;
}

static bool is_cwe_rest(const char *text)
{
    return text[0] == '-' && text[1] != '0' && strspn(text + 1, digits) > 0;
}

/* An id in running text that is cut or misspelt leads nowhere. */
static bool check_ids_within(const struct sluice_yaml_node *node, const char *text,
                             const char *prefix, bool (*is_rest)(const char *), const char *good,
                             struct sluice_yaml_error *error)
{
    for (const char *at = strstr(text, prefix); at != NULL; at = strstr(at, prefix)) {
        at += strlen(prefix);
        if (!is_rest(at)) {
            return sluice_yaml_fail(error, node, "expected %s in its full form, as %s", prefix,
                                    good);
        }
    }
    return true;
}

static bool is_cve(const char *text)
{
    const size_t length = strlen(text);
    return strncmp(text, "CVE", 3) == 0 && is_cve_rest(text + 3) &&
           strspn(text + 9, digits) == length - 9;
}

/* A row of the attack catalogue: "AT65". */
static bool is_row(const char *text)
{
    return strncmp(text, "AT", 2) == 0 && text[2] != '0' && text[2] != '\0' &&
           strspn(text + 2, digits) == strlen(text + 2);
}

static bool load_rows(const struct sluice_yaml_node *node,
                      const struct sluice_case_defaults *defaults, struct sluice_case *out,
                      struct sluice_yaml_error *error)
{
    static const struct sluice_suite_words rows = {
        .what = "row of CATALOGUE.md", .is_good = is_row, .example = "AT65"};
    (void)defaults;
    return sluice_suite_load_words(node, &rows, &out->rows, &out->row_count, error);
}

static bool load_cves(const struct sluice_yaml_node *node,
                      const struct sluice_case_defaults *defaults, struct sluice_case *out,
                      struct sluice_yaml_error *error)
{
    static const struct sluice_suite_words cves = {
        .what = "CVE id", .is_good = is_cve, .example = "CVE-2015-6420"};
    (void)defaults;
    return sluice_suite_load_words(node, &cves, &out->cves, &out->cve_count, error);
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
    (void)defaults;
    return sluice_suite_load_rules(node, &out->rules, &out->rule_count, error);
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

static bool load_source(const struct sluice_yaml_node *source,
                        const struct sluice_case_defaults *defaults, struct sluice_case *out,
                        struct sluice_yaml_error *error)
{
    static const char *const keys[] = {"kind", "ref", NULL};
    (void)defaults;
    if (!sluice_yaml_check_keys_at(source, keys, sluice_suite_homes, error)) {
        return false;
    }
    const struct sluice_yaml_node *kind = sluice_yaml_require(source, "kind", "specification",
                                                              error);
    size_t index;
    if (kind == NULL || !sluice_yaml_choice(kind, "kind of source", source_kinds, &index, error)) {
        return false;
    }
    out->source_kind = source_kinds[index];
    const struct sluice_yaml_node *ref = sluice_yaml_require(source, "ref",
                                                             "where a reader finds it", error);
    return ref != NULL && sluice_suite_load_text(ref, &out->source_ref, error) &&
           check_ids_within(ref, out->source_ref, "CVE", is_cve_rest, "CVE-2015-6420", error) &&
           check_ids_within(ref, out->source_ref, "CWE", is_cwe_rest, "CWE-502", error);
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

/* --- what must fit together ------------------------------------------------------------------- */

/* The rules that are to be found violated are what the case is about. */
static bool check_violated(const struct sluice_yaml_node *node, const struct sluice_case *item,
                           struct sluice_yaml_error *error)
{
    /* Without a rule, those that the case names could not be read. */
    for (size_t i = 0; item->rule_count > 0 && i < item->expect.violate_count; i++) {
        size_t at = 0;
        while (at < item->rule_count && strcmp(item->rules[at], item->expect.violates[i]) != 0) {
            at++;
        }
        if (at == item->rule_count) {
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
} parts[] = {
    {"id", load_id, "FAMILY/NAME", false},
    {"title", load_title, "int[] of two elements", false},
    {"rules", load_rules, "[GOLD-1]", false},
    {"severity", load_severity, NULL, false},
    {"effect", load_effect, NULL, false},
    {"note", load_note, NULL, false},
    {"attack", load_rows, NULL, false},
    {"cve", load_cves, NULL, false},
    {"source", load_source, "{kind: own, ref: where a reader finds it}", true},
    {"mode", load_mode, NULL, true},
    {"safe", load_safe, NULL, false},
    {"limits", load_limits, NULL, true},
    {"use", NULL, NULL, false},
    {"classes", NULL, NULL, false},
    {"stream", load_stream, "[{string: home}]", false},
    {"lie", load_lies, NULL, false},
    {"expect", sluice_case_load_expectation, "{verdict: accept}", false},
    {"budget", sluice_case_load_budget, NULL, false},
    {"growth", load_growth, NULL, false},
    {"derive", load_derive, NULL, false},
    {"twin", NULL, NULL, false},
    {"sha256", sluice_case_load_sha256, NULL, false},
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
    const char *keys[PARTS + 1] = {NULL};
    for (size_t i = 0; i < PARTS; i++) {
        keys[i] = parts[i].key;
    }
    bool good = true;
    bool more = sluice_yaml_tried(sluice_yaml_check_keys_at(node, keys, sluice_suite_homes, error),
                                  &good, error);
    const bool is_clean = good;
    for (size_t i = 0; more && i < PARTS; i++) {
        more = sluice_yaml_tried(load_part(&parts[i], node, defaults, is_clean, out, error), &good,
                                 error);
    }
    return more &&
           sluice_yaml_tried(sluice_case_load_models(node, defaults, out, error), &good, error) &&
           sluice_yaml_tried(check_violated(node, out, error), &good, error) &&
           sluice_yaml_tried(check_lies(node, out, error), &good, error) &&
           sluice_yaml_tried(!is_clean || check_attack(node, out, error), &good, error) && good;
}

bool sluice_suite_case_load(const struct sluice_yaml_node *node,
                            const struct sluice_case_defaults *defaults, struct sluice_case *out,
                            struct sluice_yaml_error *error)
{
    *out = (struct sluice_case){
        .family = defaults->family,
        .file = defaults->path,
        .twin = SLUICE_NO_CASE,
        .derive = SLUICE_VARIANT_ALL,
        .expect = {.offset = SLUICE_NOT_MEASURED, .resets = SLUICE_NOT_MEASURED},
        .budget = {SLUICE_NOT_MEASURED, SLUICE_NOT_MEASURED},
        .node = node,
        .twin_node = sluice_yaml_get(node, "twin")};
    return sluice_yaml_expect(node, SLUICE_YAML_MAPPING, "a case, beginning with id: FAMILY/NAME",
                              error) &&
           load_all(node, defaults, out, error);
}

void sluice_suite_case_free(struct sluice_case *item)
{
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
