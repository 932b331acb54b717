/* Loading one case. Private to the suite. */
#ifndef SLUICE_SUITE_LOAD_CASE_H
#define SLUICE_SUITE_LOAD_CASE_H

#include "harness/suite/case.h"

/** The keys that cases and files have in common, and what the cases of a file share. */
struct sluice_case_defaults {
    const struct sluice_case_kind *kind; /* NULL: streams */
    const struct sluice_yaml_node *file_node;
    bool is_clean; /* every key of the file is known */
    const char *family;
    const char *path;
    const char *models_directory;
    struct sluice_models **models; /* made when the first case needs them */
};

/** Loads the case at `node` into zeroed `out`, its twin left open. On failure free `out` as well. */
SLUICE_NODISCARD bool sluice_suite_case_load(const struct sluice_yaml_node *node,
                                             const struct sluice_case_defaults *defaults,
                                             struct sluice_case *out,
                                             struct sluice_yaml_error *error);

/** Frees what a case owns. */
void sluice_suite_case_free(struct sluice_case *item);

/** Loads the key `id` of a case. */
SLUICE_NODISCARD bool sluice_case_load_id(const struct sluice_yaml_node *value,
                                          const struct sluice_case_defaults *defaults,
                                          struct sluice_case *out, struct sluice_yaml_error *error);

/** Loads the key `attack` of a case. */
SLUICE_NODISCARD bool sluice_case_load_rows(const struct sluice_yaml_node *value,
                                            const struct sluice_case_defaults *defaults,
                                            struct sluice_case *out,
                                            struct sluice_yaml_error *error);

/** Loads the key `cve` of a case. */
SLUICE_NODISCARD bool sluice_case_load_cves(const struct sluice_yaml_node *value,
                                            const struct sluice_case_defaults *defaults,
                                            struct sluice_case *out,
                                            struct sluice_yaml_error *error);

/** Loads the key `source` of a case. */
SLUICE_NODISCARD bool sluice_case_load_source(const struct sluice_yaml_node *value,
                                              const struct sluice_case_defaults *defaults,
                                              struct sluice_case *out,
                                              struct sluice_yaml_error *error);

/** Loads the key `expect` of a case whose mode is known. */
SLUICE_NODISCARD bool sluice_case_load_expectation(const struct sluice_yaml_node *value,
                                                   const struct sluice_case_defaults *defaults,
                                                   struct sluice_case *out,
                                                   struct sluice_yaml_error *error);

/** Loads the key `budget` of a case. */
SLUICE_NODISCARD bool sluice_case_load_budget(const struct sluice_yaml_node *value,
                                              const struct sluice_case_defaults *defaults,
                                              struct sluice_case *out,
                                              struct sluice_yaml_error *error);

/** Loads the key `sha256` of a case. */
SLUICE_NODISCARD bool sluice_case_load_sha256(const struct sluice_yaml_node *value,
                                              const struct sluice_case_defaults *defaults,
                                              struct sluice_case *out,
                                              struct sluice_yaml_error *error);

/** Loads the class models that a case uses, its own or those of its file. */
SLUICE_NODISCARD bool sluice_case_load_models(const struct sluice_yaml_node *node,
                                              const struct sluice_case_defaults *defaults,
                                              struct sluice_case *out,
                                              struct sluice_yaml_error *error);

/**
 * What the parts of a loaded case say of each other, as far as they could be read.
 *
 * @param is_clean every key is known, so that one that is missing is not there under another name.
 */
SLUICE_NODISCARD bool sluice_case_check_fit(const struct sluice_yaml_node *node,
                                            const struct sluice_case *item, bool is_clean,
                                            struct sluice_yaml_error *error);

/** True for lower case words of letters and digits joined by `-`. */
bool sluice_case_word(const char *text, size_t length);

#endif
