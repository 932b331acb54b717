/* Keys and certificates of cases, made once in a run. */
#ifndef SLUICE_ARCHIVE_SUITE_KEYRING_H
#define SLUICE_ARCHIVE_SUITE_KEYRING_H

#include "harness/archive/signing.h"
#include "harness/yaml/yaml.h"

/** Keys by name. Zero-initialize; free with sluice_keyring_free(). */
struct sluice_keyring {
    struct sluice_key *items;
    size_t count;
};

struct sluice_key {
    const char *name; /* in the YAML document, or static */
    struct sluice_identity identity;
};

/**
 * Makes `signer` and `attacker`, and what `keys` (a map, or NULL) names beside them or instead of them.
 * Identities with the same plan are made once, and stay until sluice_keyring_end().
 */
SLUICE_NODISCARD bool sluice_keyring_load(struct sluice_keyring *keyring,
                                          const struct sluice_yaml_node *keys,
                                          struct sluice_yaml_error *error);

/** The identity of a name that stands at `node`; reports that there is none. NULL then. */
SLUICE_NODISCARD const struct sluice_identity *
sluice_keyring_find(const struct sluice_keyring *keyring, const struct sluice_yaml_node *node,
                    struct sluice_yaml_error *error);

/** The same by name alone; NULL: there is none. */
const struct sluice_identity *sluice_keyring_get(const struct sluice_keyring *keyring,
                                                 const char *name);

/** SHA-256 of its certificate. */
SLUICE_NODISCARD bool sluice_identity_hash(const struct sluice_identity *identity, uint8_t out[32]);

void sluice_keyring_free(struct sluice_keyring *keyring);

/** Frees all identities that were made, at the end of a run; if SLUICE_ARCHIVE_KEYS names a file, their keys
 * are kept in it for the next ones. */
void sluice_keyring_end(void);

/** Reads a time out of a text: seconds since 1970, or 2026-01-01T00:00:00Z; false: it is none. */
SLUICE_NODISCARD bool sluice_archive_time_read(const char *text, int64_t *out);

/** The same of a node. */
SLUICE_NODISCARD bool sluice_archive_time(const struct sluice_yaml_node *node, int64_t *out,
                                          struct sluice_yaml_error *error);

#endif
