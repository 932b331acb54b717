#include "policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool no_memory(struct sluice_yaml_error *error, const struct sluice_yaml_node *at)
{
    return sluice_yaml_fail(error, at, "out of memory");
}

/* A list of texts, kept in the document. */
static bool read_texts(const struct sluice_yaml_node *list, const char *what, const char ***out,
                       size_t *count, struct sluice_yaml_error *error)
{
    if (!sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE, what, error)) {
        return false;
    }
    *out = calloc(sluice_yaml_count(list) + 1, sizeof **out);
    if (*out == NULL) {
        return no_memory(error, list);
    }
    for (const struct sluice_yaml_node *item = sluice_yaml_first(list); item != NULL;
         item = sluice_yaml_next(item)) {
        if (!sluice_yaml_string(item, &(*out)[*count], error)) {
            return false;
        }
        (*count)++;
    }
    return true;
}

static bool read_limits(const struct sluice_yaml_node *map, struct sluice_archive_limits *limits,
                        struct sluice_yaml_error *error)
{
    const char *names[64];
    size_t count = 0;
    for (; sluice_archive_limit_name(count) != NULL; count++) {
        names[count] = sluice_archive_limit_name(count);
    }
    names[count] = NULL;
    if (!sluice_yaml_check_keys(map, names, error)) {
        return false;
    }
    for (const struct sluice_yaml_node *value = sluice_yaml_first(map); value != NULL;
         value = sluice_yaml_next(value)) {
        uint64_t *limit = sluice_archive_limit_by_name(limits, sluice_yaml_key_text(value));
        if (!sluice_yaml_size(value, UINT64_MAX, limit, error)) {
            return false;
        }
        if (*limit == 0) {
            return sluice_yaml_fail(error, value, "a limit is at least 1");
        }
    }
    return true;
}

/* The switches that begin with a prefix ("allow_"), by the words behind it. */
static bool read_switches(const struct sluice_yaml_node *list, const char *prefix,
                          struct sluice_archive_policy *policy, struct sluice_yaml_error *error)
{
    const char *names[64]; /* as many as there are switches, and more */
    size_t count = 0;
    for (size_t i = 0; sluice_archive_switch_name(i) != NULL; i++) {
        const char *name = sluice_archive_switch_name(i);
        if (strncmp(name, prefix, strlen(prefix)) == 0) {
            names[count++] = name + strlen(prefix);
        }
    }
    names[count] = NULL;
    if (!sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE, "a list of words", error)) {
        return false;
    }
    for (const struct sluice_yaml_node *item = sluice_yaml_first(list); item != NULL;
         item = sluice_yaml_next(item)) {
        size_t chosen = 0;
        if (!sluice_yaml_choice(item, "word", names, &chosen, error)) {
            return false;
        }
        *sluice_archive_switch_by_name(policy, names[chosen] - strlen(prefix)) = true;
    }
    return true;
}

static bool read_digests(const struct sluice_yaml_node *list, uint32_t *digests,
                         struct sluice_yaml_error *error)
{
    static const char *const names[] = {"MD5",     "SHA-1",    "SHA-224",  "SHA-256",  "SHA-384",
                                        "SHA-512", "SHA3-256", "SHA3-384", "SHA3-512", NULL};
    if (!sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE, "a list of digests", error)) {
        return false;
    }
    for (const struct sluice_yaml_node *item = sluice_yaml_first(list); item != NULL;
         item = sluice_yaml_next(item)) {
        size_t chosen = 0;
        if (!sluice_yaml_choice(item, "digest", names, &chosen, error)) {
            return false;
        }
        *digests |= UINT32_C(1) << chosen;
    }
    return *digests != 0 || sluice_yaml_fail(error, list, "at least one digest must be approved");
}

static bool read_bits(const struct sluice_yaml_node *map, struct sluice_archive_policy *policy,
                      struct sluice_yaml_error *error)
{
    static const char *const names[] = {"rsa", "dsa", "ec", NULL};
    uint32_t *const members[] = {&policy->min_rsa_bits, &policy->min_dsa_bits,
                                 &policy->min_ec_bits};
    if (!sluice_yaml_check_keys(map, names, error)) {
        return false;
    }
    for (size_t i = 0; names[i] != NULL; i++) {
        const struct sluice_yaml_node *value = sluice_yaml_get(map, names[i]);
        int64_t bits = 0;
        if (value != NULL && !sluice_yaml_integer(value, 1, 65536, &bits, error)) {
            return false;
        }
        *members[i] = (uint32_t)bits;
    }
    return true;
}

static bool read_group(const struct sluice_yaml_node *map, struct sluice_archive_group *group,
                       struct sluice_yaml_error *error)
{
    static const char *const names[] = {"name", "packages", NULL};
    const struct sluice_yaml_node *name = NULL;
    const struct sluice_yaml_node *packages = NULL;
    if (!sluice_yaml_check_keys(map, names, error)) {
        return false;
    }
    name = sluice_yaml_require(map, "name", "core", error);
    packages = name == NULL ? NULL
                            : sluice_yaml_require(map, "packages", "[com.example.core]", error);
    if (packages == NULL || !sluice_yaml_string(name, &group->name, error)) {
        return false;
    }
    const char **texts = NULL;
    const bool read = read_texts(packages, "a list of packages", &texts, &group->package_count,
                                 error);
    group->packages = texts;
    return read;
}

static bool read_groups(const struct sluice_yaml_node *list,
                        struct sluice_archive_policy_file *file, struct sluice_yaml_error *error)
{
    if (!sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE, "a list of groups", error)) {
        return false;
    }
    file->groups = calloc(sluice_yaml_count(list) + 1, sizeof *file->groups);
    if (file->groups == NULL) {
        return no_memory(error, list);
    }
    file->policy.groups = file->groups;
    for (const struct sluice_yaml_node *item = sluice_yaml_first(list); item != NULL;
         item = sluice_yaml_next(item)) {
        if (!read_group(item, &file->groups[file->policy.group_count++], error)) {
            return false;
        }
    }
    return true;
}

static bool read_grants(const struct sluice_yaml_node *list,
                        struct sluice_archive_policy_file *file, struct sluice_yaml_error *error)
{
    static const char *const names[] = {"codebase", "signer", "archive", NULL};
    if (!sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE, "a list of grants", error)) {
        return false;
    }
    file->grants = calloc(sluice_yaml_count(list) + 1, sizeof *file->grants);
    if (file->grants == NULL) {
        return no_memory(error, list);
    }
    file->policy.grants = file->grants;
    for (const struct sluice_yaml_node *item = sluice_yaml_first(list); item != NULL;
         item = sluice_yaml_next(item)) {
        struct sluice_archive_grant *grant = &file->grants[file->policy.grant_count++];
        const char **const members[] = {&grant->codebase, &grant->signer, &grant->archive_sha};
        if (!sluice_yaml_check_keys(item, names, error)) {
            return false;
        }
        for (size_t i = 0; names[i] != NULL; i++) {
            const struct sluice_yaml_node *value = sluice_yaml_get(item, names[i]);
            if (value != NULL && !sluice_yaml_string(value, members[i], error)) {
                return false;
            }
        }
    }
    return true;
}

static bool read_seal(const struct sluice_yaml_node *value, enum sluice_archive_seal *seal,
                      struct sluice_yaml_error *error)
{
    static const char *const names[] = {"all", "sensitive", "none", NULL};
    static const enum sluice_archive_seal seals[] = {SLUICE_SEAL_ALL, SLUICE_SEAL_SENSITIVE,
                                                     SLUICE_SEAL_NONE};
    size_t chosen = 0;
    if (!sluice_yaml_choice(value, "demand for seals", names, &chosen, error)) {
        return false;
    }
    *seal = seals[chosen];
    return true;
}

static bool read_member(const struct sluice_yaml_node *value, const char *key,
                        struct sluice_archive_policy_file *file, struct sluice_yaml_error *error)
{
    struct sluice_archive_policy *policy = &file->policy;
    if (strcmp(key, "now") == 0) {
        file->has_now = true;
        return sluice_yaml_integer(value, 0, INT64_MAX, &policy->now, error);
    }
    if (strcmp(key, "pinned") == 0) {
        const bool read = read_texts(value, "a list of aliases", &file->pinned,
                                     &policy->pinned_count, error);
        policy->pinned = file->pinned;
        return read;
    }
    if (strcmp(key, "signature") == 0) {
        return sluice_yaml_string(value, &policy->signature, error);
    }
    if (strcmp(key, "digests") == 0) {
        return read_digests(value, &policy->digests, error);
    }
    if (strcmp(key, "bits") == 0) {
        return read_bits(value, policy, error);
    }
    if (strcmp(key, "seal") == 0) {
        return read_seal(value, &policy->seal, error);
    }
    if (strcmp(key, "groups") == 0) {
        return read_groups(value, file, error);
    }
    if (strcmp(key, "grants") == 0) {
        return read_grants(value, file, error);
    }
    if (strcmp(key, "limits") == 0) {
        return read_limits(value, &policy->limits, error);
    }
    return read_switches(value, strcmp(key, "allow") == 0 ? "allow_" : "demand_", policy, error);
}

bool sluice_archive_policy_read(const struct sluice_yaml_node *root,
                                struct sluice_archive_policy_file *out,
                                struct sluice_yaml_error *error)
{
    static const char *const names[] = {"now",    "pinned", "signature", "digests",
                                        "bits",   "seal",   "groups",    "grants",
                                        "limits", "allow",  "demand",    NULL};
    if (!sluice_yaml_check_keys(root, names, error)) {
        return false;
    }
    for (const struct sluice_yaml_node *value = sluice_yaml_first(root); value != NULL;
         value = sluice_yaml_next(value)) {
        if (!read_member(value, sluice_yaml_key_text(value), out, error)) {
            return false;
        }
    }
    return true;
}

bool sluice_archive_policy_load(const char *path, struct sluice_archive_policy_file *out,
                                struct sluice_yaml_error *error)
{
    return sluice_yaml_load(path, &out->document, error) &&
           sluice_archive_policy_read(sluice_yaml_root(out->document), out, error);
}

/* --- writing ---------------------------------------------------------------------------------------- */

static void write_list(const char *key, const char *const *texts, size_t count,
                       struct sluice_text *out)
{
    sluice_text_format(out, "%s: [", key);
    for (size_t i = 0; i < count; i++) {
        sluice_text_string(out, i > 0 ? ", " : "");
        sluice_text_json_string(out, texts[i]);
    }
    sluice_text_string(out, "]");
}

static void write_switches(const char *key, const struct sluice_archive_policy *policy,
                           struct sluice_text *out)
{
    struct sluice_archive_policy copy = *policy;
    const size_t lead = strlen(key);
    size_t count = 0;
    for (size_t i = 0; sluice_archive_switch_name(i) != NULL; i++) {
        const char *name = sluice_archive_switch_name(i);
        if (strncmp(name, key, lead) == 0 && *sluice_archive_switch_by_name(&copy, name)) {
            sluice_text_format(out, count++ == 0 ? "%s: [%s" : "%.0s, %s", key, name + lead + 1);
        }
    }
    sluice_text_string(out, count > 0 ? "]\n" : "");
}

void sluice_archive_policy_write(const struct sluice_archive_policy *policy,
                                 struct sluice_text *out)
{
    static const char *const seals[] = {[SLUICE_SEAL_ALL] = "all",
                                        [SLUICE_SEAL_SENSITIVE] = "sensitive",
                                        [SLUICE_SEAL_NONE] = "none"};
    struct sluice_archive_limits limits = policy->limits;
    size_t count = 0;
    sluice_text_format(out, "seal: %s\n", seals[policy->seal]);
    if (policy->pinned_count > 0) {
        write_list("pinned", policy->pinned, policy->pinned_count, out);
        sluice_text_string(out, "\n");
    }
    for (size_t i = 0; i < policy->group_count; i++) {
        sluice_text_string(out, i == 0 ? "groups:\n  - {name: " : "  - {name: ");
        sluice_text_json_string(out, policy->groups[i].name);
        sluice_text_string(out, ", ");
        write_list("packages", policy->groups[i].packages, policy->groups[i].package_count, out);
        sluice_text_string(out, "}\n");
    }
    for (size_t i = 0; sluice_archive_limit_name(i) != NULL; i++) {
        const char *name = sluice_archive_limit_name(i);
        const unsigned long long value = *sluice_archive_limit_by_name(&limits, name);
        if (value != 0) {
            sluice_text_format(out, "%s%s: %llu", count++ == 0 ? "limits: {" : ", ", name, value);
        }
    }
    sluice_text_string(out, count > 0 ? "}\n" : "");
    write_switches("allow", policy, out);
    write_switches("demand", policy, out);
}

void sluice_archive_policy_free(struct sluice_archive_policy_file *file)
{
    for (size_t i = 0; i < file->policy.group_count; i++) {
        /* They were allocated here; the policy only looks at them. */
        const void *packages = file->groups[i].packages;
        void *owned = NULL;
        memcpy(&owned, &packages, sizeof owned);
        free(owned);
    }
    free(file->grants);
    free(file->groups);
    free((void *)file->pinned);
    sluice_yaml_free(file->document);
    *file = (struct sluice_archive_policy_file){0};
}
