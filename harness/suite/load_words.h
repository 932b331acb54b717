/* Texts and lists of words in case files. Private to the suite. */
#ifndef SLUICE_SUITE_LOAD_WORDS_H
#define SLUICE_SUITE_LOAD_WORDS_H

#include "harness/yaml/yaml.h"

/** A text that is not empty. */
SLUICE_NODISCARD bool sluice_suite_load_text(const struct sluice_yaml_node *node, const char **out,
                                             struct sluice_yaml_error *error);

/** The same at a key that may be missing; then *out stays as it is. */
SLUICE_NODISCARD bool sluice_suite_load_optional_text(const struct sluice_yaml_node *map,
                                                      const char *key, const char **out,
                                                      struct sluice_yaml_error *error);

/** Words that a list may hold. */
struct sluice_suite_words {
    const char *what;                  /* what they are, for messages: "exception class" */
    const char *const *names;          /* those that there are, ended by NULL; NULL: any text */
    bool (*is_good)(const char *text); /* NULL: every one is */
    const char *example;               /* of one that is good */
};

/**
 * One word, or a list of at least one, none twice.
 *
 * @param out   receives an array, to be freed by the caller on failure too.
 * @param count 0 beforehand; receives how many words there are.
 */
SLUICE_NODISCARD bool
sluice_suite_load_words(const struct sluice_yaml_node *node, const struct sluice_suite_words *words,
                        const char ***out, size_t *count, struct sluice_yaml_error *error);

/** The same for ids of rules that are enforced, or of some of them, ended by NULL. */
SLUICE_NODISCARD bool sluice_suite_load_rules(const struct sluice_yaml_node *node,
                                              const char *const *some, const char ***out,
                                              size_t *count, struct sluice_yaml_error *error);

/** Keys of case files that are met where they do not belong, with the place where they do. */
extern const struct sluice_yaml_home sluice_suite_homes[];

#endif
