#include "harness/suite/load_case.h"

#include "rules/judge.h"

#include <stdlib.h>
#include <string.h>

/* Names for choices, each list ended by NULL, in the order of its enum. */

static const char *const severity_names[] = {
#define X(member, name) name,
    SLUICE_SEVERITIES(X)
#undef X
        NULL};

static const char *const mode_names[] = {"decode", "inspect", NULL};

static const char *const source_kinds[] = {"rule",    "specification", "paper", "talk",
                                           "article", "advisory",      "issue", "tool",
                                           "jdk",     "own",           NULL};

static const char *const variant_names[] = {
    "truncate-everywhere", "chunk-1", "length-fields", "trailing", "wrap-in-each-container", NULL};

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

const char *sluice_severity_name(enum sluice_severity severity)
{
    return severity_names[severity];
}

bool sluice_case_word(const char *text, size_t length)
{
    bool after_letter = false;
    for (size_t i = 0; i < length; i++) {
        bool letter = (text[i] >= 'a' && text[i] <= 'z') || (text[i] >= '0' && text[i] <= '9');
        if (!letter && (text[i] != '-' || !after_letter)) {
            return false;
        }
        after_letter = letter;
    }
    return after_letter;
}

/* --- small values ----------------------------------------------------------------------------- */

static bool load_text(const struct sluice_yaml_node *node, const char **out,
                      struct sluice_yaml_error *error)
{
    if (!sluice_yaml_string(node, out, error)) {
        return false;
    }
    return **out != '\0' ||
           sluice_yaml_fail(error, node, "%s must not be empty",
                            sluice_yaml_key_text(node) != NULL ? sluice_yaml_key_text(node)
                                                               : "the text");
}

static bool load_required_text(const struct sluice_yaml_node *map, const char *key,
                               const char **out, struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *node = sluice_yaml_require(map, key, error);
    return node != NULL && load_text(node, out, error);
}

static bool load_optional_text(const struct sluice_yaml_node *map, const char *key,
                               const char **out, struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *node = sluice_yaml_get(map, key);
    return node == NULL || load_text(node, out, error);
}

/* One word of `names` (NULL: any text), or a list of them. */
static bool load_words(const struct sluice_yaml_node *node, const char *what,
                       const char *const *names, const char ***out, size_t *count,
                       struct sluice_yaml_error *error)
{
    bool list = sluice_yaml_kind(node) == SLUICE_YAML_SEQUENCE;
    const struct sluice_yaml_node *word = list ? sluice_yaml_first(node) : node;
    size_t room = list ? sluice_yaml_count(node) : 1;
    if (word == NULL) {
        return sluice_yaml_fail(error, node, "expected at least one %s", what);
    }
    *out = calloc(room, sizeof **out);
    if (*out == NULL) {
        return sluice_yaml_fail(error, node, "out of memory");
    }
    for (; word != NULL; word = list ? sluice_yaml_next(word) : NULL) {
        size_t index;
        if (!load_text(word, &(*out)[*count], error) ||
            (names != NULL && !sluice_yaml_choice(word, what, names, &index, error))) {
            return false;
        }
        (*count)++;
    }
    return true;
}

/* --- the parts of a case ---------------------------------------------------------------------- */

static bool load_id(const struct sluice_yaml_node *node, const char *family,
                    struct sluice_case *out, struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *id = sluice_yaml_require(node, "id", error);
    if (id == NULL || !load_text(id, &out->id, error)) {
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
    size_t count = sluice_rule_count();
    const char **names = calloc(count + 1, sizeof *names);
    if (rules == NULL || names == NULL) {
        free(names);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        names[i] = sluice_rule_id(i);
    }
    bool good = load_words(rules, "rule", names, &out->rules, &out->rule_count, error);
    free(names);
    for (size_t i = 1; good && i < out->rule_count; i++) {
        for (size_t j = 0; good && j < i; j++) {
            good = strcmp(out->rules[i], out->rules[j]) != 0 ||
                   sluice_yaml_fail(error, rules, "rule %s is named twice", out->rules[i]);
        }
    }
    return good;
}

/* "CVE-2015-6420" and "CWE-502": an id that is cut or misspelt leads nowhere. */
static bool check_id_form(const struct sluice_yaml_node *node, const char *text, const char *prefix,
                          size_t year_digits, struct sluice_yaml_error *error)
{
    static const char digits[] = "0123456789";
    for (const char *at = strstr(text, prefix); at != NULL; at = strstr(at, prefix)) {
        at += strlen(prefix);
        bool good = at[0] == '-';
        if (year_digits > 0) {
            good = good && strspn(at + 1, digits) == year_digits && at[1 + year_digits] == '-' &&
                   strspn(at + 2 + year_digits, digits) >= 4;
        } else {
            good = good && at[1] != '0' && strspn(at + 1, digits) > 0;
        }
        if (!good) {
            return sluice_yaml_fail(error, node, "expected %s in its full form, as %s", prefix,
                                    year_digits > 0 ? "CVE-2015-6420" : "CWE-502");
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
    return ref != NULL && load_text(ref, &out->source_ref, error) &&
           check_id_form(ref, out->source_ref, "CVE", 4, error) &&
           check_id_form(ref, out->source_ref, "CWE", 0, error);
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
    if (errors != NULL && !load_words(errors, "exception class", java_class_names(), &e->errors,
                                      &e->error_count, error)) {
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
    return load_optional_text(expect, "at", &e->at, error) &&
           load_optional_text(expect, "path", &e->path, error);
}

static bool load_expectation(const struct sluice_yaml_node *node, struct sluice_case *out,
                             struct sluice_yaml_error *error)
{
    static const char *const keys[] = {"verdict", "error", "reason", "at", "path", "value", NULL};
    const struct sluice_yaml_node *expect = sluice_yaml_require(node, "expect", error);
    if (expect == NULL || !sluice_yaml_check_keys(expect, keys, error)) {
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
    return load_optional_text(expect, "value", &out->expect.value, error);
}

static bool load_budget(const struct sluice_yaml_node *node, struct sluice_case *out,
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

static bool load_sha256(const struct sluice_yaml_node *node, struct sluice_case *out,
                        struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *hash = sluice_yaml_get(node, "sha256");
    if (hash == NULL || sluice_yaml_is_null(hash)) {
        return true;
    }
    if (!load_text(hash, &out->sha256, error)) {
        return false;
    }
    if (strlen(out->sha256) != 64 || strspn(out->sha256, "0123456789abcdef") != 64) {
        return sluice_yaml_fail(error, hash,
                                "sha256 must be 64 lower case hexadecimal digits; "
                                "`sluice hash --write %s` fills them in",
                                out->file);
    }
    return true;
}

/* --- class models ----------------------------------------------------------------------------- */

static bool build_models(const struct sluice_yaml_node *use, const struct sluice_yaml_node *classes,
                         const char *directory, struct sluice_models **out,
                         struct sluice_yaml_error *error)
{
    *out = sluice_models_new(directory);
    if (*out == NULL) {
        return sluice_yaml_fail(error, use != NULL ? use : classes, "out of memory");
    }
    return (use == NULL || sluice_models_add_use(*out, use, error)) &&
           (classes == NULL || sluice_models_add_classes(*out, classes, error)) &&
           sluice_models_finish(*out, error);
}

/* Classes that are written in the case file count as models of their own, each by its name. */
static bool add_class_names(const struct sluice_yaml_node *classes, struct sluice_case *out,
                            struct sluice_yaml_error *error)
{
    size_t room = out->model_name_count + sluice_yaml_count(classes);
    if (room == 0) {
        return true;
    }
    const char **names = realloc(out->model_names, room * sizeof *names);
    if (names == NULL) {
        return sluice_yaml_fail(error, classes, "out of memory");
    }
    out->model_names = names;
    const struct sluice_yaml_node *model = sluice_yaml_first(classes);
    for (; model != NULL; model = sluice_yaml_next(model)) {
        const char *name = sluice_yaml_text(sluice_yaml_get(model, "name"), NULL);
        if (name != NULL) {
            out->model_names[out->model_name_count++] = name;
        }
    }
    return true;
}

static bool load_models(const struct sluice_yaml_node *node,
                        const struct sluice_case_defaults *defaults, struct sluice_case *out,
                        struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *use = sluice_yaml_get(node, "use");
    const struct sluice_yaml_node *classes = sluice_yaml_get(node, "classes");
    const struct sluice_yaml_node *file_use = sluice_yaml_get(defaults->file_node, "use");
    const struct sluice_yaml_node *file_classes = sluice_yaml_get(defaults->file_node, "classes");
    bool own = use != NULL || classes != NULL;
    use = use != NULL ? use : file_use;
    classes = classes != NULL ? classes : file_classes;
    if (use != NULL &&
        !load_words(use, "model file", NULL, &out->model_names, &out->model_name_count, error)) {
        return false;
    }
    if (!add_class_names(classes, out, error)) {
        return false;
    }
    if (own) {
        bool good = build_models(use, classes, defaults->models_directory, &out->own_models, error);
        out->models = out->own_models;
        return good;
    }
    if (*defaults->models == NULL &&
        !build_models(use, classes, defaults->models_directory, defaults->models, error)) {
        return false;
    }
    out->models = *defaults->models;
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
    if (!load_required_text(node, "title", &out->title, error) ||
        !load_optional_text(node, "effect", &out->effect, error) ||
        !load_optional_text(node, "note", &note, error)) {
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
    return load_models(node, defaults, out, error);
}

static bool load_options(const struct sluice_yaml_node *node, struct sluice_case *out,
                         struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *growth = sluice_yaml_get(node, "growth");
    const struct sluice_yaml_node *derive = sluice_yaml_get(node, "derive");
    return (growth == NULL || sluice_yaml_bool(growth, &out->growth, error)) &&
           (derive == NULL ||
            load_words(derive, "variant", variant_names, &out->derive, &out->derive_count, error));
}

/* An attack says what it does to a reader that falls for it, and has a twin. */
static bool check_attack(const struct sluice_yaml_node *node, const struct sluice_case *item,
                         struct sluice_yaml_error *error)
{
    static const char *const keys[] = {"effect", "severity", "twin"};
    if (item->expect.verdict == SLUICE_OUTCOME_ACCEPT) {
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
    static const char *const keys[] = {"id",     "title",  "rules",  "severity", "effect",
                                       "source", "mode",   "use",    "classes",  "limits",
                                       "stream", "expect", "budget", "growth",   "twin",
                                       "derive", "sha256", "note",   NULL};
    *out = (struct sluice_case){.family = defaults->family,
                                .file = defaults->path,
                                .twin = SLUICE_NO_CASE,
                                .node = node,
                                .twin_node = sluice_yaml_get(node, "twin")};
    if (!sluice_yaml_check_keys(node, keys, error) ||
        !load_id(node, defaults->family, out, error) || !load_texts(node, out, error) ||
        !load_rules(node, out, error) || !load_expectation(node, out, error) ||
        !load_budget(node, out, error) || !load_sha256(node, out, error) ||
        !load_options(node, out, error) || !load_shared(node, defaults, out, error) ||
        !check_attack(node, out, error)) {
        return false;
    }
    const struct sluice_yaml_node *stream = sluice_yaml_require(node, "stream", error);
    return stream != NULL && sluice_program_load(stream, &out->program, error);
}

void sluice_suite_case_free(struct sluice_case *item)
{
    free(item->rules);
    free(item->model_names);
    free(item->expect.errors);
    free(item->derive);
    free(item->attacks);
    sluice_models_free(item->own_models);
    sluice_program_free(item->program);
    *item = (struct sluice_case){0};
}
