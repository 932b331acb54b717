/* The id of a case, and where it says that it comes from: advisories, catalogue, sources. */
#include "harness/suite/load_case.h"
#include "harness/suite/load_words.h"

#include <stdio.h>
#include <string.h>

static const char *const source_kinds[] = {"rule",    "specification", "paper", "talk",
                                           "article", "advisory",      "issue", "tool",
                                           "jdk",     "own",           NULL};

/* The family and what looks like a name of the text, for a message: "demo/Two words" is demo/two-words. */
static void guess_id(const char *family, const char *text, char out[SLUICE_YAML_QUOTE])
{
    const char *slash = strrchr(text, '/');
    const char *name = slash != NULL ? slash + 1 : text;
    size_t used = (size_t)snprintf(out, SLUICE_YAML_QUOTE, "%.*s/", SLUICE_YAML_QUOTE / 2, family);
    bool after_letter = false;
    for (; *name != '\0' && used + 1 < SLUICE_YAML_QUOTE; name++) {
        char lower = (char)(*name >= 'A' && *name <= 'Z' ? *name - 'A' + 'a' : *name);
        bool letter = sluice_case_word(&lower, 1);
        if (letter || after_letter) {
            out[used++] = (char)(letter ? lower : '-');
        }
        after_letter = letter;
    }
    used -= out[used - 1] == '-' ? 1 : 0;
    (void)snprintf(out + used, SLUICE_YAML_QUOTE - used, "%s", out[used - 1] == '/' ? "name" : "");
}

bool sluice_case_load_id(const struct sluice_yaml_node *node,
                         const struct sluice_case_defaults *defaults, struct sluice_case *out,
                         struct sluice_yaml_error *error)
{
    if (!sluice_suite_load_text(node, &out->id, error)) {
        return false;
    }
    size_t prefix = strlen(defaults->family);
    if (strncmp(out->id, defaults->family, prefix) != 0 || out->id[prefix] != '/' ||
        !sluice_case_word(out->id + prefix + 1, strlen(out->id + prefix + 1))) {
        char guess[SLUICE_YAML_QUOTE];
        guess_id(defaults->family, out->id, guess);
        out->id = NULL; /* another is meant */
        return sluice_yaml_fail(error, node,
                                "id must be \"%s/\" and a name of lower case letters, digits and "
                                "-: write %s",
                                defaults->family, guess);
    }
    return true;
}

static const char digits[] = "0123456789";

/* A CVE id without its prefix: "-2015-6420". */
static bool is_cve_rest(const char *text)
{
    return text[0] == '-' && strspn(text + 1, digits) == 4 && text[5] == '-' &&
           strspn(text + 6, digits) >= 4;
}

static bool is_cwe_rest(const char *text)
{
    return text[0] == '-' && text[1] != '0' && strspn(text + 1, digits) > 0;
}

/* An id in running text that is cut or misspelt leads nowhere. */
static bool check_ids_within(const struct sluice_yaml_node *node, const char *text,
                             const char *prefix, bool (*is_rest)(const char *), const char *good,
                             struct sluice_yaml_error *error)
{
    for (const char *at = strstr(text, prefix); at != NULL; at = strstr(at, prefix)) {
        at += strlen(prefix);
        if (!is_rest(at)) {
            return sluice_yaml_fail(error, node, "expected %s in its full form, as %s", prefix,
                                    good);
        }
    }
    return true;
}

static bool is_cve(const char *text)
{
    const size_t length = strlen(text);
    return strncmp(text, "CVE", 3) == 0 && is_cve_rest(text + 3) &&
           strspn(text + 9, digits) == length - 9;
}

/* A row of the attack catalogue: "AT65". */
static bool is_row(const char *text)
{
    return strncmp(text, "AT", 2) == 0 && text[2] != '0' && text[2] != '\0' &&
           strspn(text + 2, digits) == strlen(text + 2);
}

bool sluice_case_load_rows(const struct sluice_yaml_node *node,
                           const struct sluice_case_defaults *defaults, struct sluice_case *out,
                           struct sluice_yaml_error *error)
{
    const struct sluice_case_kind *kind = defaults->kind;
    const struct sluice_suite_words rows = {.what = "row of CATALOGUE.md",
                                            .is_good = kind != NULL ? kind->is_row : is_row,
                                            .example = kind != NULL ? kind->row : "AT65"};
    return sluice_suite_load_words(node, &rows, &out->rows, &out->row_count, error);
}

bool sluice_case_load_cves(const struct sluice_yaml_node *node,
                           const struct sluice_case_defaults *defaults, struct sluice_case *out,
                           struct sluice_yaml_error *error)
{
    static const struct sluice_suite_words cves = {
        .what = "CVE id", .is_good = is_cve, .example = "CVE-2015-6420"};
    (void)defaults;
    return sluice_suite_load_words(node, &cves, &out->cves, &out->cve_count, error);
}

bool sluice_case_load_source(const struct sluice_yaml_node *source,
                             const struct sluice_case_defaults *defaults, struct sluice_case *out,
                             struct sluice_yaml_error *error)
{
    static const char *const keys[] = {"kind", "ref", NULL};
    (void)defaults;
    if (!sluice_yaml_check_keys_at(source, keys, sluice_suite_homes, error)) {
        return false;
    }
    const struct sluice_yaml_node *kind = sluice_yaml_require(source, "kind", "specification",
                                                              error);
    size_t index;
    if (kind == NULL || !sluice_yaml_choice(kind, "kind of source", source_kinds, &index, error)) {
        return false;
    }
    out->source_kind = source_kinds[index];
    const struct sluice_yaml_node *ref = sluice_yaml_require(source, "ref",
                                                             "where a reader finds it", error);
    return ref != NULL && sluice_suite_load_text(ref, &out->source_ref, error) &&
           check_ids_within(ref, out->source_ref, "CVE", is_cve_rest, "CVE-2015-6420", error) &&
           check_ids_within(ref, out->source_ref, "CWE", is_cwe_rest, "CWE-502", error);
}
