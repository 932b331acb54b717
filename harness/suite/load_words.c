#include "harness/suite/load_words.h"

#include "harness/suite/load_case.h"
#include "rules/judge.h"

#include <stdlib.h>
#include <string.h>

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

bool sluice_suite_load_text(const struct sluice_yaml_node *node, const char **out,
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

bool sluice_suite_load_required_text(const struct sluice_yaml_node *map, const char *key,
                                     const char **out, struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *node = sluice_yaml_require(map, key, error);
    return node != NULL && sluice_suite_load_text(node, out, error);
}

bool sluice_suite_load_optional_text(const struct sluice_yaml_node *map, const char *key,
                                     const char **out, struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *node = sluice_yaml_get(map, key);
    return node == NULL || sluice_suite_load_text(node, out, error);
}

bool sluice_suite_load_words(const struct sluice_yaml_node *node, const char *what,
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
        if (!sluice_suite_load_text(word, &(*out)[*count], error) ||
            (names != NULL && !sluice_yaml_choice(word, what, names, &index, error))) {
            return false;
        }
        (*count)++;
    }
    return true;
}

/* What is no list of texts is refused by what comes after. */
static bool check_planned(const struct sluice_yaml_node *node, struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *word = sluice_yaml_first(node);
    for (; word != NULL; word = sluice_yaml_next(word)) {
        struct sluice_yaml_error ignored;
        const char *text;
        if (sluice_yaml_string(word, &text, &ignored) && sluice_rule_is_planned(text)) {
            return sluice_yaml_fail(
                error, word,
                "rule %s is planned: no oracle decides it yet, so no case can be "
                "about it; name the enforced rules that the stream puts to the test",
                text);
        }
    }
    return true;
}

bool sluice_suite_load_rules(const struct sluice_yaml_node *node, const char ***out, size_t *count,
                             struct sluice_yaml_error *error)
{
    size_t known = sluice_rule_count();
    const char **names = calloc(known + 1, sizeof *names);
    if (names == NULL) {
        return sluice_yaml_fail(error, node, "out of memory");
    }
    for (size_t i = 0; i < known; i++) {
        names[i] = sluice_rule_id(i);
    }
    bool good = check_planned(node, error) &&
                sluice_suite_load_words(node, "rule", names, out, count, error);
    free(names);
    const char *const *rules = *out;
    for (size_t i = 1; good && rules != NULL && i < *count; i++) {
        for (size_t j = 0; good && j < i; j++) {
            good = strcmp(rules[i], rules[j]) != 0 ||
                   sluice_yaml_fail(error, node, "rule %s is named twice", rules[i]);
        }
    }
    return good;
}
