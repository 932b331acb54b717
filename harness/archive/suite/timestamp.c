/* The timestamp of a signature: `sign: {timestamp: ..}`. */
#include "harness/archive/suite/build.h"

static bool load_names(struct sluice_archive_build *build, const struct sluice_yaml_node *map)
{
    static const char *const names[] = {"SHA-256", "SHA-384", "SHA-512", "SHA-1", "MD5", NULL};
    static const char *const known[] = {"SHA256", "SHA384", "SHA512", "SHA1", "MD5"};
    struct sluice_timestamp_plan *plan = &build->timestamp;
    const struct {
        const char *key;
        const char **out;
    } digests[] = {{"imprint", &plan->imprint}, {"digest", &plan->digest}};
    for (size_t i = 0; i < sizeof digests / sizeof digests[0]; i++) {
        const struct sluice_yaml_node *node = sluice_yaml_get(map, digests[i].key);
        size_t chosen = 0;
        if (node != NULL &&
            !sluice_yaml_choice(node, digests[i].key, names, &chosen, build->error)) {
            return false;
        }
        *digests[i].out = known[chosen];
    }
    return true;
}

static bool load_flags(struct sluice_archive_build *build, const struct sluice_yaml_node *map)
{
    struct sluice_timestamp_plan *plan = &build->timestamp;
    const struct {
        const char *key;
        bool *out;
    } flags[] = {{"no-binding", &plan->no_binding},
                 {"no-certificate", &plan->no_certificate},
                 {"as-data", &plan->as_data},
                 {"twice", &plan->twice}};
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        const struct sluice_yaml_node *node = sluice_yaml_get(map, flags[i].key);
        if (node != NULL && !sluice_yaml_bool(node, flags[i].out, build->error)) {
            return false;
        }
    }
    return true;
}

bool sluice_archive_timestamp(struct sluice_archive_build *build,
                              const struct sluice_yaml_node *map)
{
    static const char *const keys[] = {"by",    "at",         "imprint",        "digest",
                                       "of",    "no-binding", "no-certificate", "as-data",
                                       "twice", NULL};
    struct sluice_timestamp_plan *plan = &build->timestamp;
    if (map == NULL) {
        return true;
    }
    if (!sluice_yaml_check_keys(map, keys, build->error)) {
        return false;
    }
    const struct sluice_yaml_node *by = sluice_yaml_require(map, "by", "a key", build->error);
    const struct sluice_yaml_node *at = sluice_yaml_require(map, "at", "2024-06-01T00:00:00Z",
                                                            build->error);
    plan->by = by == NULL ? NULL : sluice_keyring_find(build->keys, by, build->error);
    if (plan->by == NULL || at == NULL || !sluice_archive_time(at, &plan->at, build->error) ||
        !load_names(build, map) || !load_flags(build, map) ||
        !sluice_archive_bytes_at(build, map, "of", &plan->stamped)) {
        return false;
    }
    build->block.timestamp = plan;
    return true;
}
