/* Policies of archives from YAML files, and their schema: harness/archive/policy.schema.json. */
#ifndef SLUICE_ARCHIVE_POLICY_H
#define SLUICE_ARCHIVE_POLICY_H

#include "harness/base/text.h"
#include "harness/yaml/yaml.h"
#include "sluice/archive.h"

/** A policy and what it refers to. Zero-initialize; free with sluice_archive_policy_free(). */
struct sluice_archive_policy_file {
    struct sluice_archive_policy policy;
    bool has_now; /* the file sets the clock */
    struct sluice_yaml *document;
    const char **pinned;
    struct sluice_archive_group *groups;
    struct sluice_archive_grant *grants;
};

/** Loads a policy; what the file does not name stays strict. */
SLUICE_NODISCARD bool sluice_archive_policy_load(const char *path,
                                                 struct sluice_archive_policy_file *out,
                                                 struct sluice_yaml_error *error);

/** The same from a map of a document, which must outlive the policy. */
SLUICE_NODISCARD bool sluice_archive_policy_read(const struct sluice_yaml_node *root,
                                                 struct sluice_archive_policy_file *out,
                                                 struct sluice_yaml_error *error);

/** Writes what a policy demands other than the strict profile, as YAML; grants and the clock are left out. */
void sluice_archive_policy_write(const struct sluice_archive_policy *policy,
                                 struct sluice_text *out);

void sluice_archive_policy_free(struct sluice_archive_policy_file *file);

#endif
