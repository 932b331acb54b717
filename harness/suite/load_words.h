/* Texts and lists of words in case files. Private to the suite. */
#ifndef SLUICE_SUITE_LOAD_WORDS_H
#define SLUICE_SUITE_LOAD_WORDS_H

#include "harness/yaml/yaml.h"

/** A text that is not empty. */
SLUICE_NODISCARD bool sluice_suite_load_text(const struct sluice_yaml_node *node, const char **out,
                                             struct sluice_yaml_error *error);

/** The same at a key of a map, which must be there. */
SLUICE_NODISCARD bool sluice_suite_load_required_text(const struct sluice_yaml_node *map,
                                                      const char *key, const char **out,
                                                      struct sluice_yaml_error *error);

/** The same at a key that may be missing; then *out stays as it is. */
SLUICE_NODISCARD bool sluice_suite_load_optional_text(const struct sluice_yaml_node *map,
                                                      const char *key, const char **out,
                                                      struct sluice_yaml_error *error);

/**
 * One word of `names` (ended by NULL; NULL: any text), or a list of at least one of them.
 *
 * @param what  what the words are, for messages.
 * @param out   receives an array, to be freed by the caller on failure too.
 * @param count 0 beforehand; receives how many words there are.
 */
SLUICE_NODISCARD bool sluice_suite_load_words(const struct sluice_yaml_node *node, const char *what,
                                              const char *const *names, const char ***out,
                                              size_t *count, struct sluice_yaml_error *error);

/** The same for ids of rules, none of them twice. */
SLUICE_NODISCARD bool sluice_suite_load_rules(const struct sluice_yaml_node *node,
                                              const char ***out, size_t *count,
                                              struct sluice_yaml_error *error);

#endif
