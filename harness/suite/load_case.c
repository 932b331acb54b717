#include "harness/suite/load_case.h"

#include "harness/suite/load_words.h"

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

/* --- the parts of a case ---------------------------------------------------------------------- */

static bool load_id(const struct sluice_yaml_node *node, const char *family,
                    struct sluice_case *out, struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *id = sluice_yaml_require(node, "id", error);
    if (id == NULL || !sluice_suite_load_text(id, &out->id, error)) {
        return false;
    }
    size_t prefix = strlen(family);
    if (strncmp(out->id, family, prefix) != 0 || out->id[prefix] != '/' ||
        !sluice_case_word(out->id + prefix + 1, strlen(out->id + prefix + 1))) {
        return sluice_yaml_fail(
            error, id, "id must be \"%s/\" and a name of lower case letters, digits and -", family);
    }
    return true;
}

static bool load_rules(const struct sluice_yaml_node *node, struct sluice_case *out,
                       struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *rules = sluice_yaml_require(node, "rules", error);
    return rules != NULL && sluice_suite_load_rules(rules, &out->rules, &out->rule_count, error);
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

/* One id or a list of ids, each of one form and none twice. */
static bool load_ids(const struct sluice_yaml_node *map, const char *key, const char *good,
                     bool (*is_good)(const char *), const char ***out, size_t *count,
                     struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *node = sluice_yaml_get(map, key);
    if (node == NULL) {
        return true;
    }
    if (!sluice_suite_load_words(node, key, NULL, out, count, error)) {
        return false;
    }
    const char *const *ids = *out;
    for (size_t i = 0; i < *count; i++) {
        if (!is_good(ids[i])) {
            return sluice_yaml_fail(error, node, "%s: expected an id such as %s, not \"%s\"", key,
                                    good, ids[i]);
        }
        for (size_t j = 0; j < i; j++) {
            if (strcmp(ids[i], ids[j]) == 0) {
                return sluice_yaml_fail(error, node, "%s names %s twice", key, ids[i]);
            }
        }
    }
    return true;
}

static bool load_source(const struct sluice_yaml_node *source, struct sluice_case *out,
                        struct sluice_yaml_error *error)
{
    static const char *const keys[] = {"kind", "ref", NULL};
    if (!sluice_yaml_check_keys(source, keys, error)) {
        return false;
    }
    const struct sluice_yaml_node *kind = sluice_yaml_require(source, "kind", error);
    size_t index;
    if (kind == NULL || !sluice_yaml_choice(kind, "kind of source", source_kinds, &index, error)) {
        return false;
    }
    out->source_kind = source_kinds[index];
    const struct sluice_yaml_node *ref = sluice_yaml_require(source, "ref", error);
    return ref != NULL && sluice_suite_load_text(ref, &out->source_ref, error) &&
           check_ids_within(ref, out->source_ref, "CVE", is_cve_rest, "CVE-2015-6420", error) &&
           check_ids_within(ref, out->source_ref, "CWE", is_cwe_rest, "CWE-502", error);
}

static bool load_limits(const struct sluice_yaml_node *limits, struct sluice_case *out,
                        struct sluice_yaml_error *error)
{
    static const char *const names[] = {
#define X(member, upper, text) #member,
        SLUICE_LIMIT_LIST(X)
#undef X
            NULL};
    if (!sluice_yaml_check_keys(limits, names, error)) {
        return false;
    }
    const struct sluice_yaml_node *value = sluice_yaml_first(limits);
    for (; value != NULL; value = sluice_yaml_next(value)) {
        uint64_t *limit = sluice_limit_by_name(&out->limits, sluice_yaml_key_text(value));
        if (limit == NULL || !sluice_yaml_size(value, UINT64_MAX, limit, error)) {
            return false;
        }
        if (*limit == 0) {
            return sluice_yaml_fail(error, value, "a limit must be at least 1");
        }
    }
    return true;
}

/* --- the case --------------------------------------------------------------------------------- */

static const struct sluice_yaml_node *own_or_default(const struct sluice_yaml_node *node,
                                                     const struct sluice_case_defaults *defaults,
                                                     const char *key)
{
    const struct sluice_yaml_node *own = sluice_yaml_get(node, key);
    return own != NULL ? own : sluice_yaml_get(defaults->file_node, key);
}

static bool load_texts(const struct sluice_yaml_node *node, struct sluice_case *out,
                       struct sluice_yaml_error *error)
{
    const char *note = NULL;
    if (!sluice_suite_load_required_text(node, "title", &out->title, error) ||
        !sluice_suite_load_optional_text(node, "effect", &out->effect, error) ||
        !sluice_suite_load_optional_text(node, "note", &note, error) ||
        !load_ids(node, "attack", "AT65", is_row, &out->rows, &out->row_count, error) ||
        !load_ids(node, "cve", "CVE-2015-6420", is_cve, &out->cves, &out->cve_count, error)) {
        return false;
    }
    const struct sluice_yaml_node *severity = sluice_yaml_get(node, "severity");
    size_t index = SLUICE_SEVERITY_LOW;
    if (severity != NULL &&
        !sluice_yaml_choice(severity, "severity", severity_names, &index, error)) {
        return false;
    }
    out->severity = (enum sluice_severity)index;
    return true;
}

static bool load_shared(const struct sluice_yaml_node *node,
                        const struct sluice_case_defaults *defaults, struct sluice_case *out,
                        struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *source = own_or_default(node, defaults, "source");
    const struct sluice_yaml_node *mode = own_or_default(node, defaults, "mode");
    const struct sluice_yaml_node *limits = own_or_default(node, defaults, "limits");
    const struct sluice_yaml_node *safe = sluice_yaml_get(node, "safe");
    size_t index = SLUICE_MODE_DECODE;
    if (source == NULL) {
        return sluice_yaml_fail(error, node, "source is missing, here and at the top of the file");
    }
    if (!load_source(source, out, error) ||
        (mode != NULL && !sluice_yaml_choice(mode, "mode", mode_names, &index, error)) ||
        (limits != NULL && !load_limits(limits, out, error))) {
        return false;
    }
    out->mode = (enum sluice_target_mode)index;
    if (safe != NULL && out->mode != SLUICE_MODE_REWRITE) {
        return sluice_yaml_fail(error, sluice_yaml_key(safe), "safe needs mode: rewrite");
    }
    return (safe == NULL || sluice_yaml_bool(safe, &out->safe, error)) &&
           sluice_case_load_written(node, out, error) &&
           sluice_case_load_models(node, defaults, out, error);
}

/* One word, or a list of at least one. */
static bool load_derive(const struct sluice_yaml_node *node, unsigned *out,
                        struct sluice_yaml_error *error)
{
    const bool list = sluice_yaml_kind(node) == SLUICE_YAML_SEQUENCE;
    const struct sluice_yaml_node *word = list ? sluice_yaml_first(node) : node;
    if (word == NULL) {
        return sluice_yaml_fail(error, node,
                                "expected at least one variant; leave derive out to have all");
    }
    *out = 0;
    for (; word != NULL; word = list ? sluice_yaml_next(word) : NULL) {
        size_t index;
        if (!sluice_yaml_choice(word, "variant", variant_names, &index, error)) {
            return false;
        }
        if ((*out & 1U << index) != 0) {
            return sluice_yaml_fail(error, word, "%s is named twice", variant_names[index]);
        }
        *out |= 1U << index;
    }
    return true;
}

static bool load_options(const struct sluice_yaml_node *node, struct sluice_case *out,
                         struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *growth = sluice_yaml_get(node, "growth");
    const struct sluice_yaml_node *derive = sluice_yaml_get(node, "derive");
    return (growth == NULL || sluice_yaml_bool(growth, &out->growth, error)) &&
           (derive == NULL || load_derive(derive, &out->derive, error));
}

/* The rules that are to be found violated are what the case is about. */
static bool check_violated(const struct sluice_yaml_node *node, const struct sluice_case *item,
                           struct sluice_yaml_error *error)
{
    for (size_t i = 0; i < item->expect.violate_count; i++) {
        size_t at = 0;
        while (at < item->rule_count && strcmp(item->rules[at], item->expect.violates[i]) != 0) {
            at++;
        }
        if (at == item->rule_count) {
            return sluice_yaml_fail(error, sluice_yaml_get(node, "rules"),
                                    "%s stands in violates and must stand here too",
                                    item->expect.violates[i]);
        }
    }
    return true;
}

/* An attack says what it does to a reader that falls for it, and has a twin. */
static bool check_attack(const struct sluice_yaml_node *node, const struct sluice_case *item,
                         struct sluice_yaml_error *error)
{
    static const char *const keys[] = {"effect", "severity", "twin"};
    if (!sluice_expects_trouble(&item->expect)) {
        return item->twin_node == NULL || sluice_yaml_fail(error, sluice_yaml_key(item->twin_node),
                                                           "twin does not go with verdict accept");
    }
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (sluice_yaml_get(node, keys[i]) == NULL) {
            return sluice_yaml_fail(error, node, "%s is missing: every attack needs one", keys[i]);
        }
    }
    return true;
}

bool sluice_suite_case_load(const struct sluice_yaml_node *node,
                            const struct sluice_case_defaults *defaults, struct sluice_case *out,
                            struct sluice_yaml_error *error)
{
    static const char *const keys[] = {
        "id",   "title",  "rules",   "severity", "effect", "source", "attack", "cve",
        "mode", "use",    "classes", "limits",   "stream", "expect", "budget", "growth",
        "twin", "derive", "sha256",  "note",     "safe",   NULL};
    *out = (struct sluice_case){.family = defaults->family,
                                .file = defaults->path,
                                .twin = SLUICE_NO_CASE,
                                .derive = SLUICE_VARIANT_ALL,
                                .node = node,
                                .twin_node = sluice_yaml_get(node, "twin")};
    if (!sluice_yaml_check_keys(node, keys, error) ||
        !load_id(node, defaults->family, out, error) || !load_texts(node, out, error) ||
        !load_rules(node, out, error) || !sluice_case_load_expectation(node, out, error) ||
        !sluice_case_load_budget(node, out, error) || !sluice_case_load_sha256(node, out, error) ||
        !load_options(node, out, error) || !load_shared(node, defaults, out, error) ||
        !check_violated(node, out, error) || !check_attack(node, out, error)) {
        return false;
    }
    const struct sluice_yaml_node *stream = sluice_yaml_require(node, "stream", error);
    return stream != NULL && sluice_program_load(stream, &out->program, error);
}

void sluice_suite_case_free(struct sluice_case *item)
{
    free(item->rules);
    free(item->rows);
    free(item->cves);
    free(item->model_names);
    free(item->expect.errors);
    free(item->expect.violates);
    free(item->attacks);
    sluice_models_free(item->own_models);
    sluice_program_free(item->program);
    *item = (struct sluice_case){0};
}
