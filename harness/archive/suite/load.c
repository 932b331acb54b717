/* The keys of a case that are about archives. */
#include "harness/archive/suite/archive_case.h"
#include "harness/suite/load_case.h"
#include "harness/suite/load_words.h"
#include "harness/yaml/faults.h"

#include <stdlib.h>
#include <string.h>

static const char *const file_keys[] = {"family",  "title",        "source", "keys",
                                        "trust",   "timestampers", "policy", "at",
                                        "retired", "cases",        NULL};
static const char *const case_keys[] = {"keys",   "trust", "timestampers", "store",    "password",
                                        "policy", "at",    "lie",          "archives", "expect",
                                        NULL};
static const char *const rules[] = {"SEC06-J", "ENV01-J", NULL};

/* "B13a", "MM1", "A50x" */
static bool is_row(const char *text)
{
    size_t letters = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    size_t digits = strspn(text + letters, "0123456789");
    size_t rest = strspn(text + letters + digits, "abcdefghijklmnopqrstuvwxyz");
    return letters > 0 && digits > 0 && rest <= 1 && text[letters + digits + rest] == '\0';
}

/* A key of the case, or of its file. */
static const struct sluice_yaml_node *get(const struct sluice_yaml_node *node,
                                          const struct sluice_case_defaults *defaults,
                                          const char *key)
{
    const struct sluice_yaml_node *own = sluice_yaml_get(node, key);
    return own != NULL ? own : sluice_yaml_get(defaults->file_node, key);
}

/* --- trust ----------------------------------------------------------------------------------------------- */

/* A list of keys by their names; NULL: none. */
static bool load_names(const struct sluice_yaml_node *list, const struct sluice_archive_case *own,
                       const char ***out, size_t *count, struct sluice_yaml_error *error)
{
    *out = calloc(sluice_yaml_count(list) + 2, sizeof **out);
    if (*out == NULL) {
        return sluice_yaml_fail(error, list, "out of memory");
    }
    if (list != NULL &&
        !sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE, "a list of keys, as in [signer]", error)) {
        return false;
    }
    for (const struct sluice_yaml_node *name = sluice_yaml_first(list); name != NULL;
         name = sluice_yaml_next(name)) {
        if (sluice_keyring_find(&own->keys, name, error) == NULL) {
            return false;
        }
        (*out)[(*count)++] = sluice_yaml_text(name, NULL);
    }
    return true;
}

static bool load_trust(const struct sluice_yaml_node *node,
                       const struct sluice_case_defaults *defaults, struct sluice_archive_case *out,
                       struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *trust = get(node, defaults, "trust");
    if (!load_names(trust, out, &out->trusted, &out->trusted_count, error) ||
        !load_names(get(node, defaults, "timestampers"), out, &out->timestampers,
                    &out->timestamper_count, error)) {
        return false;
    }
    if (trust == NULL) {
        out->trusted[out->trusted_count++] = "signer";
    }
    return true;
}

static bool load_store(const struct sluice_yaml_node *node, struct sluice_archive_case *out,
                       struct sluice_yaml_error *error)
{
    static const char *const keys[] = {"format", "password", NULL};
    static const char *const formats[] = {"pem", "pkcs12", NULL};
    size_t chosen = 0;
    out->store_password = "changeit";
    if (sluice_yaml_get(node, "store") == NULL) {
        return true;
    }
    const struct sluice_yaml_node *map = sluice_yaml_get(node, "store");
    if (!sluice_yaml_check_keys(map, keys, error)) {
        return false;
    }
    const struct sluice_yaml_node *format = sluice_yaml_require(map, "format", "pkcs12", error);
    const struct sluice_yaml_node *password = sluice_yaml_get(map, "password");
    if (format == NULL || !sluice_yaml_choice(format, "format", formats, &chosen, error)) {
        return false;
    }
    out->pkcs12 = chosen == 1;
    return password == NULL || sluice_yaml_string(password, &out->store_password, error);
}

static bool load_policy(const struct sluice_yaml_node *node,
                        const struct sluice_case_defaults *defaults,
                        struct sluice_archive_case *out, struct sluice_yaml_error *error)
{
    static const int64_t year_2026 = 1767225600;
    const struct sluice_yaml_node *map = get(node, defaults, "policy");
    const struct sluice_yaml_node *at = get(node, defaults, "at");
    out->grants = sluice_yaml_get(map, "grants");
    if (map != NULL && !sluice_archive_policy_read(map, &out->policy, error)) {
        return false;
    }
    if (at != NULL) {
        return sluice_archive_time(at, &out->policy.policy.now, error);
    }
    out->policy.policy.now = out->policy.has_now ? out->policy.policy.now : year_2026;
    return true;
}

/* --- what is expected ------------------------------------------------------------------------------------------ */

#define NAMED(member, number, name, text) {name, SLUICE_ARCHIVE_##member},
static const struct {
    const char *name;
    enum sluice_archive_reason reason;
} reasons[] = {SLUICE_ARCHIVE_REASONS(NAMED)};
#undef NAMED

enum { REASONS = sizeof reasons / sizeof reasons[0] };

static bool load_reason(const struct sluice_yaml_node *expect, struct sluice_expectation *out,
                        struct sluice_yaml_error *error)
{
    const char *names[REASONS + 1] = {NULL};
    const bool accepts = out->verdict == SLUICE_OUTCOME_ACCEPT;
    const struct sluice_yaml_node *node = sluice_yaml_get(expect, "reason");
    size_t chosen = 0;
    for (size_t i = 1; i < REASONS; i++) {
        names[i - 1] = reasons[i].name; /* all but "ok" */
    }
    if (node == NULL || accepts) {
        return (node == NULL) == accepts ||
               sluice_yaml_fail(error, node != NULL ? node : expect,
                                accepts
                                    ? "what is accepted has no reason: take it away"
                                    : "a refusal has a reason, as in reason: zip-eocd-not-last");
    }
    if (!sluice_yaml_choice(node, "reason", names, &chosen, error)) {
        return false;
    }
    const enum sluice_archive_reason reason = reasons[chosen + 1].reason;
    const bool is_limit = sluice_archive_reason_range(reason) == SLUICE_ARCHIVE_RANGE_LIMIT;
    if (is_limit != (out->verdict == SLUICE_OUTCOME_LIMIT)) {
        return sluice_yaml_fail(error, node, "with this reason write verdict: %s",
                                is_limit ? "limit" : "reject");
    }
    out->reason = names[chosen];
    out->errors = calloc(1, sizeof *out->errors);
    if (out->errors == NULL) {
        return sluice_yaml_fail(error, node, "out of memory");
    }
    const char *java = sluice_archive_reason_java(reason);
    if (java[0] != '\0') {
        out->errors[out->error_count++] = java;
    }
    return true;
}

static bool load_expect(const struct sluice_yaml_node *expect, struct sluice_case *item,
                        struct sluice_yaml_error *error)
{
    static const char *const keys[] = {"verdict", "reason", "entry",    "at",      "archive",
                                       "signer",  "limit",  "violates", "stamped", NULL};
    static const char *const verdicts[] = {"accept", "reject", "limit", NULL};
    static const enum sluice_outcome outcomes[] = {SLUICE_OUTCOME_ACCEPT, SLUICE_OUTCOME_REJECT,
                                                   SLUICE_OUTCOME_LIMIT};
    struct sluice_archive_case *own = item->own;
    struct sluice_expectation *out = &item->expect;
    size_t chosen = 0;
    if (!sluice_yaml_check_keys(expect, keys, error)) {
        return false;
    }
    const struct sluice_yaml_node *verdict = sluice_yaml_require(expect, "verdict", "reject",
                                                                 error);
    const struct sluice_yaml_node *archive = sluice_yaml_get(expect, "archive");
    const struct sluice_yaml_node *signer = sluice_yaml_get(expect, "signer");
    const struct sluice_yaml_node *violates = sluice_yaml_get(expect, "violates");
    const struct sluice_yaml_node *stamped = sluice_yaml_get(expect, "stamped");
    if (verdict == NULL || !sluice_yaml_choice(verdict, "verdict", verdicts, &chosen, error)) {
        return false;
    }
    out->verdict = outcomes[chosen];
    int64_t index = -1;
    own->stamped = -1;
    if (!load_reason(expect, out, error) ||
        !sluice_suite_load_optional_text(expect, "entry", &out->path, error) ||
        !sluice_suite_load_optional_text(expect, "at", &out->at, error) ||
        !sluice_suite_load_optional_text(expect, "limit", &own->limit, error) ||
        (archive != NULL &&
         !sluice_yaml_integer(archive, 0, SLUICE_CASE_ARCHIVES - 1, &index, error)) ||
        (signer != NULL && sluice_keyring_find(&own->keys, signer, error) == NULL) ||
        (stamped != NULL && !sluice_archive_time(stamped, &own->stamped, error)) ||
        (violates != NULL &&
         !sluice_suite_load_rules(violates, rules, &out->violates, &out->violate_count, error))) {
        return false;
    }
    own->archive = index < 0 ? SIZE_MAX : (size_t)index;
    own->signer = signer != NULL ? sluice_yaml_text(signer, NULL) : NULL;
    return true;
}

static bool load_lie(const struct sluice_yaml_node *lie, struct sluice_case *item,
                     struct sluice_yaml_error *error)
{
    static const char *const keys[] = {"verdict", NULL};
    static const char *const verdicts[] = {"accept", NULL};
    struct sluice_archive_case *own = item->own;
    size_t chosen = 0;
    if (lie == NULL) {
        return true;
    }
    const struct sluice_yaml_node *verdict = NULL;
    if (!sluice_yaml_check_keys(lie, keys, error) ||
        (verdict = sluice_yaml_require(lie, "verdict", "accept", error)) == NULL ||
        !sluice_yaml_choice(verdict, "lie", verdicts, &chosen, error)) {
        return false;
    }
    own->lies = true;
    item->lie_count = 1;
    return true;
}

/* --- what the parts say of each other ------------------------------------------------------------------------------ */

static bool check_fit(const struct sluice_yaml_node *node, const struct sluice_case *item,
                      struct sluice_yaml_error *error)
{
    const struct sluice_archive_case *own = item->own;
    const bool trouble = sluice_expects_trouble(&item->expect);
    if (own->lies != (item->expect.violate_count > 0)) {
        return sluice_yaml_fail(error, node, "lie and expect: {violates: [..]} go together");
    }
    if (trouble && item->twin_node == NULL) {
        return sluice_yaml_fail(error, node,
                                "an attack needs twin: the id of the archive nearest to it that "
                                "is accepted");
    }
    if (trouble && item->effect == NULL) {
        return sluice_yaml_fail(error, node,
                                "an attack needs effect: what happens to a verifier that falls "
                                "for it");
    }
    if (own->archive != SIZE_MAX && own->archive >= sluice_yaml_count(own->programs)) {
        return sluice_yaml_fail(error, sluice_yaml_get(node, "expect"),
                                "there are only %zu archives; they count from 0",
                                sluice_yaml_count(own->programs));
    }
    return true;
}

static bool load_archives(const struct sluice_yaml_node *node, struct sluice_archive_case *own,
                          struct sluice_yaml_error *error)
{
    own->programs = sluice_yaml_require(node, "archives", "[{}]", error);
    if (own->programs == NULL || !sluice_yaml_expect(own->programs, SLUICE_YAML_SEQUENCE,
                                                     "a list of archives, as in [{}]", error)) {
        return false;
    }
    if (sluice_yaml_count(own->programs) == 0 ||
        sluice_yaml_count(own->programs) > SLUICE_CASE_ARCHIVES) {
        return sluice_yaml_fail(error, own->programs, "expected 1 to %d archives",
                                SLUICE_CASE_ARCHIVES);
    }
    /* What is wrong with a program is said before anything runs. */
    struct sluice_archive_scene scene = {.count = 0};
    const bool made = sluice_archive_scene_make(own, &scene, error);
    sluice_archive_scene_free(&scene);
    return made;
}

static bool load(const struct sluice_yaml_node *node, const struct sluice_case_defaults *defaults,
                 struct sluice_case *out, struct sluice_yaml_error *error)
{
    struct sluice_archive_case *own = calloc(1, sizeof *own);
    out->own = own;
    if (own == NULL) {
        return sluice_yaml_fail(error, node, "out of memory");
    }
    const struct sluice_yaml_node *expect = NULL;
    bool good = true;
    if (!sluice_keyring_load(&own->keys, get(node, defaults, "keys"), error)) {
        return false;
    }
    const bool more = sluice_yaml_tried(load_trust(node, defaults, own, error), &good, error) &&
                      sluice_yaml_tried(load_store(node, own, error), &good, error) &&
                      sluice_yaml_tried(
                          sluice_suite_load_optional_text(node, "password", &own->password, error),
                          &good, error) &&
                      sluice_yaml_tried(load_policy(node, defaults, own, error), &good, error) &&
                      sluice_yaml_tried(load_lie(sluice_yaml_get(node, "lie"), out, error), &good,
                                        error);
    if (!more || !good || !sluice_yaml_tried(load_archives(node, own, error), &good, error)) {
        return false;
    }
    expect = sluice_yaml_require(node, "expect", "{verdict: accept}", error);
    return expect != NULL && sluice_yaml_tried(load_expect(expect, out, error), &good, error) &&
           good && check_fit(node, out, error);
}

static void drop(struct sluice_case *item)
{
    struct sluice_archive_case *own = item->own;
    if (own != NULL) {
        sluice_keyring_free(&own->keys);
        free(own->trusted);
        free(own->timestampers);
        sluice_archive_policy_free(&own->policy);
    }
    free(own);
    item->own = NULL;
    item->lie_count = 0; /* none of those that streams have */
}

const struct sluice_case_kind sluice_archive_case_kind = {
    .name = "archive",
    .command = "archive run",
    .file_keys = file_keys,
    .keys = case_keys,
    .rules = rules,
    .row = "B13a",
    .is_row = is_row,
    .load = load,
    .free = drop,
    .run = sluice_archive_case_run,
};
