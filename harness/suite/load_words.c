#include "harness/suite/load_words.h"

#include "harness/suite/load_case.h"
#include "harness/yaml/faults.h"
#include "rules/judge.h"

#include <sluice/limits.h>
#include <stdlib.h>
#include <string.h>

#define UNDER_SOURCE "under source, as in source: {kind: own, ref: where a reader finds it}"
#define UNDER_BUDGET "under budget, as in budget: {peak: 64 KiB, steps: 1000}"
#define UNDER_EXPECT                                                                               \
    "under expect, as in expect: {verdict: reject, error: StreamCorruptedException}"
#define OF_THE_FILE "at the top of the file"
#define OF_A_CASE "in a case, an item of cases"
#define OF_A_CLASS "in a class, as in classes: [{name: a.B, construct: atomic}]"
#define OF_A_STREAM "in an item of the list under stream"

const struct sluice_yaml_home sluice_suite_homes[] = {
    {"kind", UNDER_SOURCE},
    {"ref", UNDER_SOURCE},
    {"peak", UNDER_BUDGET},
    {"steps", UNDER_BUDGET},
    {"work", UNDER_BUDGET},
    {"verdict", UNDER_EXPECT},
    {"error", UNDER_EXPECT},
    {"reason", UNDER_EXPECT},
    {"at", UNDER_EXPECT},
    {"path", UNDER_EXPECT},
    {"value", UNDER_EXPECT},
    {"json", UNDER_EXPECT},
    {"violates", UNDER_EXPECT},
    {"holds", UNDER_EXPECT},
    {"undecided", UNDER_EXPECT},
    {"befalls", UNDER_EXPECT},
    {"written", UNDER_EXPECT},
    {"resets", UNDER_EXPECT},
    {"family", OF_THE_FILE},
    {"cases", OF_THE_FILE},
    {"retired", OF_THE_FILE},
    {"id", OF_A_CASE},
    {"rules", OF_A_CASE},
    {"severity", OF_A_CASE},
    {"effect", OF_A_CASE},
    {"attack", OF_A_CASE},
    {"cve", OF_A_CASE},
    {"stream", OF_A_CASE},
    {"expect", OF_A_CASE},
    {"budget", OF_A_CASE},
    {"growth", OF_A_CASE},
    {"derive", OF_A_CASE},
    {"twin", OF_A_CASE},
    {"sha256", OF_A_CASE},
    {"note", OF_A_CASE},
    {"safe", OF_A_CASE},
    {"title", OF_A_CASE},
    {"name", OF_A_CLASS},
    {"construct", OF_A_CLASS},
    {"fields", OF_A_CLASS},
    {"check", OF_A_CLASS},
    {"layout", OF_A_CLASS},
    {"array", OF_A_STREAM},
    {"object", OF_A_STREAM},
    {"string", OF_A_STREAM},
#define X(member, upper, text) {#member, "under limits, as in limits: {" #member ": 100}"},
    SLUICE_LIMIT_LIST(X)
#undef X
        {NULL, NULL},
};

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
           sluice_yaml_fail(error, node, "%s must not be empty: write what belongs there",
                            sluice_yaml_key_text(node) != NULL ? sluice_yaml_key_text(node)
                                                               : "the text");
}

bool sluice_suite_load_optional_text(const struct sluice_yaml_node *map, const char *key,
                                     const char **out, struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *node = sluice_yaml_get(map, key);
    return node == NULL || sluice_suite_load_text(node, out, error);
}

/* --- lists of words --------------------------------------------------------------------------- */

static bool load_word(const struct sluice_yaml_node *node, const struct sluice_suite_words *words,
                      const char **known, size_t count, struct sluice_yaml_error *error)
{
    char found[SLUICE_YAML_QUOTE + 24];
    size_t index;
    if (words->names != NULL &&
        !sluice_yaml_choice(node, words->what, words->names, &index, error)) {
        return false;
    }
    if (!sluice_suite_load_text(node, &known[count], error)) {
        return false;
    }
    if (words->is_good != NULL && !words->is_good(known[count])) {
        return sluice_yaml_fail(error, node, "%s is no %s: write one such as %s",
                                sluice_yaml_describe(node, found), words->what, words->example);
    }
    for (size_t i = 0; i < count; i++) {
        if (strcmp(known[i], known[count]) == 0) {
            return sluice_yaml_fail(error, node, "%s is named twice: keep one", known[i]);
        }
    }
    return true;
}

bool sluice_suite_load_words(const struct sluice_yaml_node *node,
                             const struct sluice_suite_words *words, const char ***out,
                             size_t *count, struct sluice_yaml_error *error)
{
    bool list = sluice_yaml_kind(node) == SLUICE_YAML_SEQUENCE;
    const struct sluice_yaml_node *word = list ? sluice_yaml_first(node) : node;
    size_t room = list ? sluice_yaml_count(node) : 1;
    bool good = true;
    bool more = true;
    if (word == NULL) {
        return sluice_yaml_fail(error, node,
                                "the list is empty: expected at least one %s such as %s",
                                words->what, words->example);
    }
    *out = calloc(room, sizeof **out);
    if (*out == NULL) {
        return sluice_yaml_fail(error, node, "out of memory");
    }
    for (; more && word != NULL; word = list ? sluice_yaml_next(word) : NULL) {
        bool done = load_word(word, words, *out, *count, error);
        *count += done ? 1 : 0;
        more = sluice_yaml_tried(done, &good, error);
    }
    return good;
}

/* What is no text is refused by what comes after. */
static bool check_rule(const struct sluice_yaml_node *word, bool streams,
                       struct sluice_yaml_error *error)
{
    const char *text = sluice_yaml_text(word, NULL);
    if (text != NULL && streams && sluice_rule_is_about_archives(text)) {
        return sluice_yaml_fail(error, word,
                                "rule %s is about archives, whose cases are in corpora/archives; "
                                "name the rules that the stream puts to the test",
                                text);
    }
    return text == NULL || !sluice_rule_is_planned(text) ||
           sluice_yaml_fail(error, word,
                            "rule %s is planned: no oracle decides it yet, so no case can be "
                            "about it; name the enforced rules that the stream puts to the test",
                            text);
}

bool sluice_suite_load_rules(const struct sluice_yaml_node *node, const char *const *some,
                             const char ***out, size_t *count, struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *word = sluice_yaml_first(node);
    size_t known = sluice_rule_count();
    const char **names = calloc(known + 1, sizeof *names);
    if (names == NULL) {
        return sluice_yaml_fail(error, node, "out of memory");
    }
    bool good = sluice_yaml_expect(node, SLUICE_YAML_SEQUENCE, "a list of rules, as in [GOLD-1]",
                                   error);
    for (size_t i = 0; i < known; i++) {
        names[i] = sluice_rule_id(i);
    }
    for (; good && word != NULL; word = sluice_yaml_next(word)) {
        good = check_rule(word, some == NULL, error);
    }
    const struct sluice_suite_words words = {
        .what = "rule", .names = some != NULL ? some : names, .example = "GOLD-1"};
    good = good && sluice_suite_load_words(node, &words, out, count, error);
    free(names);
    return good;
}
