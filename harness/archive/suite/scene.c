/* The archives of a case, and what the verifier and the judge are told of them. */
#include "harness/archive/facts.h"
#include "harness/archive/suite/archive_case.h"
#include "harness/yaml/faults.h"

#include <openssl/pkcs12.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool no_memory(struct sluice_yaml_error *error, const struct sluice_archive_case *item)
{
    return sluice_yaml_fail(error, item->programs, "out of memory");
}

/* --- archives -------------------------------------------------------------------------------------------- */

static bool make_archives(const struct sluice_archive_case *item,
                          struct sluice_archive_scene *scene, struct sluice_yaml_error *error)
{
    bool good = true;
    bool more = true;
    const size_t count = sluice_yaml_count(item->programs);
    scene->builds = calloc(count + 1, sizeof *scene->builds);
    scene->inputs = calloc(count + 1, sizeof *scene->inputs);
    if (scene->builds == NULL || scene->inputs == NULL) {
        return no_memory(error, item);
    }
    for (const struct sluice_yaml_node *program = sluice_yaml_first(item->programs);
         more && program != NULL; program = sluice_yaml_next(program)) {
        struct sluice_archive_build *build = &scene->builds[scene->count];
        build->keys = &item->keys;
        build->error = error;
        more = sluice_yaml_tried(sluice_archive_build(build, program), &good, error);
        scene->inputs[scene->count++] = (struct sluice_archive_input){
            .bytes = sluice_text_get(&build->out),
            .length = build->out.length,
            .codebase = build->codebase};
    }
    return good;
}

void sluice_archive_scene_file(const struct sluice_archive_case *item, size_t index,
                               struct sluice_text *out)
{
    const struct sluice_yaml_node *program = sluice_yaml_first(item->programs);
    for (size_t i = 0; i < index; i++) {
        program = sluice_yaml_next(program);
    }
    const char *name = sluice_yaml_text(sluice_yaml_get(program, "file"), NULL);
    if (name != NULL && strchr(name, '/') == NULL) {
        sluice_text_string(out, name);
    } else {
        sluice_text_format(out, "%zu.jar", index + 1);
    }
}

/* --- policy --------------------------------------------------------------------------------------------------- */

/* Grants may hold digests, which are known only now. */
static bool make_grants(const struct sluice_archive_case *item, struct sluice_archive_scene *scene,
                        struct sluice_yaml_error *error)
{
    static const char *const keys[] = {"codebase", "signer", "archive"};
    const size_t count = scene->policy.grant_count;
    scene->grants = calloc(count + 1, sizeof *scene->grants);
    if (scene->grants == NULL) {
        return no_memory(error, item);
    }
    const struct sluice_yaml_node *map = sluice_yaml_first(item->grants);
    for (size_t i = 0; i < count; i++, map = sluice_yaml_next(map)) {
        const char **const members[] = {&scene->grants[i].codebase, &scene->grants[i].signer,
                                        &scene->grants[i].archive_sha};
        for (size_t j = 0; j < 3; j++) {
            struct sluice_bytes text = {NULL, 0};
            if (!sluice_archive_bytes_at(&scene->builds[0], map, keys[j], &text)) {
                return false;
            }
            *members[j] = (const char *)text.data;
        }
    }
    scene->policy.grants = count > 0 ? scene->grants : NULL;
    return true;
}

/* --- trust ------------------------------------------------------------------------------------------------------ */

static bool make_pkcs12(const struct sluice_archive_case *item, struct sluice_text *out)
{
    STACK_OF(X509) *certificates = sk_X509_new_null();
    bool good = certificates != NULL;
    for (size_t i = 0; good && i < item->trusted_count; i++) {
        const struct sluice_identity *identity = sluice_keyring_get(&item->keys, item->trusted[i]);
        X509 *copy = X509_dup(identity->certificate);
        good = copy != NULL &&
               X509_alias_set1(copy, (const unsigned char *)item->trusted[i], -1) == 1 &&
               sk_X509_push(certificates, copy) > 0;
    }
    PKCS12 *store = good ? PKCS12_create(item->store_password, NULL, NULL, NULL, certificates, 0, 0,
                                         0, 0, 0)
                         : NULL;
    unsigned char *der = NULL;
    const int length = store != NULL ? i2d_PKCS12(store, &der) : -1;
    if (length > 0) {
        sluice_text_add(out, der, (size_t)length);
    }
    OPENSSL_free(der);
    PKCS12_free(store);
    sk_X509_pop_free(certificates, X509_free);
    return length > 0;
}

bool sluice_archive_store_make(const struct sluice_archive_case *item, struct sluice_text *out,
                               struct sluice_yaml_error *error)
{
    if (item->pkcs12) {
        return make_pkcs12(item, out) || no_memory(error, item);
    }
    for (size_t i = 0; i < item->trusted_count; i++) {
        sluice_identity_pem(sluice_keyring_get(&item->keys, item->trusted[i]), out);
    }
    return !out->failed || no_memory(error, item);
}

/* The certificates of keys under their names. */
static enum sluice_archive_reason add_names(struct sluice_trust *trust,
                                            const struct sluice_keyring *keys,
                                            const char *const *names, size_t count)
{
    enum sluice_archive_reason reason = SLUICE_ARCHIVE_OK;
    for (size_t i = 0; reason == SLUICE_ARCHIVE_OK && i < count; i++) {
        struct sluice_text pem = {0};
        sluice_identity_pem(sluice_keyring_get(keys, names[i]), &pem);
        reason = sluice_trust_add_pem(trust, names[i], sluice_text_get(&pem), pem.length);
        sluice_text_free(&pem);
    }
    return reason;
}

/* Who may say when a signature was made. */
static bool make_timestampers(const struct sluice_archive_case *item,
                              struct sluice_archive_scene *scene)
{
    const size_t count = item->timestamper_count;
    scene->clocks = calloc(count + 1, sizeof *scene->clocks);
    if (scene->clocks == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        scene->clocks[i] = sluice_keyring_get(&item->keys, item->timestampers[i]);
    }
    if (count == 0) {
        return true;
    }
    scene->timestampers = sluice_trust_new(NULL);
    scene->policy.timestampers = scene->timestampers;
    return scene->timestampers != NULL && add_names(scene->timestampers, &item->keys,
                                                    item->timestampers, count) == SLUICE_ARCHIVE_OK;
}

struct sluice_trust *sluice_archive_scene_trust(const struct sluice_archive_case *item,
                                                const struct sluice_archive_scene *scene,
                                                enum sluice_archive_reason *reason)
{
    struct sluice_trust *trust = sluice_trust_new(NULL);
    *reason = trust == NULL ? SLUICE_ARCHIVE_OUT_OF_MEMORY : SLUICE_ARCHIVE_OK;
    if (item->pkcs12 && trust != NULL) {
        *reason = sluice_trust_add_pkcs12(trust, scene->store.data, scene->store.length,
                                          item->password != NULL ? item->password
                                                                 : item->store_password);
    }
    if (!item->pkcs12 && trust != NULL) {
        *reason = add_names(trust, &item->keys, item->trusted, item->trusted_count);
    }
    if (*reason != SLUICE_ARCHIVE_OK) {
        sluice_trust_free(trust);
        trust = NULL;
    }
    return trust;
}

/* Whose certificates count: those of the store, or those of them that the policy names. */
static bool is_pinned(const struct sluice_archive_policy *policy, const char *alias)
{
    for (size_t i = 0; i < policy->pinned_count; i++) {
        if (strcasecmp(policy->pinned[i], alias) == 0) {
            return true;
        }
    }
    return policy->pinned_count == 0;
}

/* --- for the judge -------------------------------------------------------------------------------------------------- */

static bool make_pinned(const struct sluice_archive_case *item, struct sluice_archive_scene *scene)
{
    scene->pinned = calloc(item->trusted_count + 1, sizeof *scene->pinned);
    for (size_t i = 0; scene->pinned != NULL && i < item->trusted_count; i++) {
        const struct sluice_identity *identity = sluice_keyring_get(&item->keys, item->trusted[i]);
        if (is_pinned(&scene->policy, item->trusted[i]) &&
            !sluice_identity_hash(identity, scene->pinned[scene->pinned_count++])) {
            return false;
        }
    }
    return scene->pinned != NULL;
}

/* A codebase is an httpmd: URL that ends with the archive's digest, and somebody may use it. */
static enum sluice_known is_granted(const struct sluice_archive_scene *scene, size_t index)
{
    /* What is known of digests in URLs is told by the verifier alone: harness/archive/FORMAT.md. */
    return scene->inputs[index].codebase == NULL ? SLUICE_KNOWN_YES : SLUICE_UNKNOWN;
}

static bool make_facts(const struct sluice_archive_case *item, struct sluice_archive_scene *scene)
{
    const struct sluice_made_trust trust = {.pinned = (const uint8_t(*)[32])scene->pinned,
                                            .pinned_count = scene->pinned_count,
                                            .timestampers = scene->clocks,
                                            .timestamper_count = item->timestamper_count,
                                            .policy = &scene->policy};
    scene->facts = calloc(scene->count + 1, sizeof *scene->facts);
    for (size_t i = 0; scene->facts != NULL && i < scene->count; i++) {
        const struct sluice_archive_build *build = &scene->builds[i];
        const struct sluice_made_archive made = {
            .manifest = build->manifest,
            .signature_file = build->signature_file,
            .block = build->made_block,
            .signer = build->signer,
            .plan = &build->block,
            .zip = &build->jar->zip,
            .bytes = {(const uint8_t *)sluice_text_get(&build->out), build->out.length},
            .is_granted = is_granted(scene, i),
        };
        if (!sluice_archive_facts_make(&made, &trust, &scene->arena, &scene->facts[i])) {
            return false;
        }
    }
    return scene->facts != NULL;
}

static bool make_question(struct sluice_archive_scene *scene)
{
    static const enum sluice_archive_seals seals[] = {
        [SLUICE_SEAL_ALL] = SLUICE_SEALS_ALL,
        [SLUICE_SEAL_SENSITIVE] = SLUICE_SEALS_SENSITIVE,
        [SLUICE_SEAL_NONE] = SLUICE_SEALS_NONE};
    const struct sluice_archive_policy *policy = &scene->policy;
    scene->groups = calloc(policy->group_count + 1, sizeof *scene->groups);
    for (size_t i = 0; scene->groups != NULL && i < policy->group_count; i++) {
        scene->groups[i] = (struct sluice_archive_sensitive){policy->groups[i].packages,
                                                             policy->groups[i].package_count};
    }
    scene->question = (struct sluice_archive_question){
        .archives = scene->facts,
        .count = scene->count,
        .tolerated = sluice_archive_facts_tolerated(policy),
        .seals = seals[policy->seal],
        .groups = scene->groups,
        .group_count = policy->group_count,
        .may_split = policy->allow_split_packages,
        .may_mix = policy->allow_mixed_signers,
    };
    return scene->groups != NULL;
}

bool sluice_archive_scene_make(const struct sluice_archive_case *item,
                               struct sluice_archive_scene *scene, struct sluice_yaml_error *error)
{
    scene->policy = item->policy.policy;
    if (!make_archives(item, scene, error) || !make_grants(item, scene, error) ||
        !sluice_archive_store_make(item, &scene->store, error)) {
        return false;
    }
    return (make_timestampers(item, scene) && make_pinned(item, scene) && make_facts(item, scene) &&
            make_question(scene)) ||
           no_memory(error, item);
}

void sluice_archive_scene_free(struct sluice_archive_scene *scene)
{
    for (size_t i = 0; i < scene->count; i++) {
        sluice_archive_build_free(&scene->builds[i]);
    }
    free(scene->builds);
    free(scene->inputs);
    free(scene->grants);
    free(scene->facts);
    free(scene->groups);
    free(scene->pinned);
    free(scene->clocks);
    sluice_trust_free(scene->timestampers);
    sluice_text_free(&scene->store);
    sluice_arena_free(&scene->arena);
    *scene = (struct sluice_archive_scene){.count = 0};
}
