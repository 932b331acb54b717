#include "harness/cli/add_entries.h"

#include <stdlib.h>
#include <string.h>

/* --- what is expected ---------------------------------------------------------------------------- */

/* In quotes unless it is a word that means nothing but itself. */
static void add_scalar(struct sluice_text *out, const char *text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
    const bool quoted = text[strspn(text, plain)] != '\0' || strcmp(text, "null") == 0 ||
                        strpbrk(text, "0123456789.-") == text;
    sluice_text_string(out, quoted ? "'" : "");
    for (; *text != '\0'; text++) {
        sluice_text_add(out, text, 1);
        if (*text == '\'') {
            sluice_text_string(out, "'");
        }
    }
    sluice_text_string(out, quoted ? "'" : "");
}

static void add_key(struct sluice_text *out, const char *key, const char *text)
{
    if (text[0] != '\0') {
        sluice_text_format(out, ", %s: ", key);
        add_scalar(out, text);
    }
}

/* Short, and on one line as it is. */
static bool is_printable(const char *text)
{
    enum { LONGEST = 160 };
    size_t length = 0;
    while (text[length] >= 0x20 && text[length] < 0x7F) {
        length++;
    }
    return text[length] == '\0' && length < LONGEST;
}

/* What the target answers, as it is to be expected from now on. */
static void expect_seen(struct sluice_text *out, const struct sluice_probed *seen)
{
    sluice_text_format(out, "{verdict: %s", sluice_outcome_name(seen->outcome));
    if (seen->outcome == SLUICE_OUTCOME_REJECT) {
        add_key(out, "error", seen->java_class);
        add_key(out, "reason", seen->reason);
        add_key(out, "at", seen->at);
        add_key(out, "path", is_printable(seen->path) ? seen->path : "");
    } else if (seen->outcome == SLUICE_OUTCOME_LIMIT) {
        add_key(out, "reason", seen->reason);
    } else if (seen->outcome == SLUICE_OUTCOME_ACCEPT && is_printable(seen->value)) {
        add_key(out, "value", seen->value);
    }
    sluice_text_string(out, "}");
}

/* The number behind the last "of": what an oracle says of a limit ends with it. 0: there is none. */
static uint64_t number_of(const char *detail)
{
    uint64_t number = 0;
    for (const char *at = strstr(detail, " of "); at != NULL; at = strstr(at + 1, " of ")) {
        number = strtoull(at + 4, NULL, 10);
    }
    return number;
}

/* The one limit that is set, or the one of those that has this value; NULL if that is none, or more. */
static const char *limit_of(const struct sluice_limits *limits, uint64_t value)
{
    const char *names[2] = {NULL, NULL}; /* the last one that is set, and that has the value */
    size_t counts[2] = {0, 0};
    struct sluice_limits copy = *limits;
    for (size_t i = 0; i < sluice_limit_count(); i++) {
        const uint64_t set = *sluice_limit_by_name(&copy, sluice_limit_name(i));
        const bool fits[2] = {set != 0, set != 0 && set == value};
        for (size_t kind = 0; kind < 2; kind++) {
            names[kind] = fits[kind] ? sluice_limit_name(i) : names[kind];
            counts[kind] += fits[kind] ? 1 : 0;
        }
    }
    return counts[0] == 1 ? names[0] : counts[1] == 1 ? names[1] : NULL;
}

/* "limit-array-length" for array_length. */
static void expect_limit(struct sluice_text *out, const char *name)
{
    sluice_text_string(out, "{verdict: limit, reason: limit-");
    for (; *name != '\0'; name++) {
        sluice_text_add(out, *name == '_' ? "-" : name, 1);
    }
    sluice_text_string(out, "}");
}

static void add_error(struct sluice_text *out, const char *error)
{
    const char *list = sluice_text_get(out);
    const char *found = strstr(list, error);
    if (found == NULL) {
        sluice_text_format(out, "%s%s", list[strlen(list) - 1] == '[' ? "" : ", ", error);
    }
}

/* "X" of "the caller gets Y, not X": what an oracle wants to be told. False if it does not say so. */
static bool expect_named(struct sluice_text *out, const char *said)
{
    static const char mark[] = ", not ";
    static const char end[] = "Exception";
    const char *name = strstr(said, mark);
    size_t length = 0;
    if (name == NULL) {
        return false;
    }
    name += sizeof mark - 1;
    length = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    if (name[length] != '\0' || length < sizeof end - 1 ||
        strncmp(name + length - (sizeof end - 1), end, sizeof end - 1) != 0) {
        return false;
    }
    sluice_text_format(out, "{verdict: reject, error: %s}", name);
    return true;
}

/* Any exception that an attack of the rule expects. */
static void expect_refusal(struct sluice_text *out, const struct sluice_suite *suite,
                           const char *rule)
{
    sluice_text_string(out, "{verdict: reject, error: [");
    for (size_t i = 0; i < suite->case_count; i++) {
        const struct sluice_case *item = &suite->cases[i];
        const struct sluice_expectation *expect = &item->expect;
        const bool counts = expect->verdict == SLUICE_OUTCOME_REJECT && item->lie_count == 0 &&
                            sluice_case_names(item, rule);
        for (size_t error = 0; counts && error < expect->error_count; error++) {
            add_error(out, expect->errors[error]);
        }
    }
    if (out->length > 0 && out->data[out->length - 1] == '[') {
        add_error(out, "InvalidObjectException");
    }
    sluice_text_string(out, "]}");
}

/* The rules that developers of classes may break: a class model may be careless on purpose. */
static bool is_developers(const char *rule)
{
    return strncmp(rule, "DEV-", 4) == 0 || strcmp(rule, "GOLD-3") == 0 ||
           strcmp(rule, "GOLD-4") == 0;
}

/* "IN-1, IN-7": the rules that are violated. *careless: all of them are the class model's affair. */
static void list_violated(const struct sluice_probed *seen, struct sluice_text *out, bool *careless)
{
    const size_t count = sluice_rule_count();
    *careless = sluice_probed_violated(seen, 0) < count;
    for (size_t rule = sluice_probed_violated(seen, 0); rule < count;
         rule = sluice_probed_violated(seen, rule + 1)) {
        sluice_text_format(out, "%s%s", out->length > 0 ? ", " : "", sluice_rule_id(rule));
        *careless = *careless && is_developers(sluice_rule_id(rule));
    }
}

/* Rules about what may be built at all: what breaks them is to be refused. Most others say how it is done. */
static bool is_about_grounds(const char *rule)
{
    static const char *const rules[] = {"IN-1",  "IN-2",  "IN-3",  "CON-1",
                                        "CON-3", "CON-4", "GOLD-5"};
    bool is = false;
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        is = is || strcmp(rules[i], rule) == 0;
    }
    return is;
}

static bool is_about_limits(const char *rule)
{
    return strcmp(rule, "BOUND-COUNTERS") == 0 || strcmp(rule, "IN-9") == 0 ||
           strcmp(rule, "IN-10") == 0;
}

/* Oracles that find fault with the answer itself say so at once. */
static bool is_wrongly_accepted(const char *said, const char *rule)
{
    return strstr(said, "accepted") != NULL || is_about_grounds(rule);
}

/* Oracles that find fault with what the caller is told of a refusal: that must not be expected. */
static bool is_wrongly_told(const char *said)
{
    return strstr(said, "the caller gets ") != NULL ||
           strstr(said, "EOFException, though ") != NULL ||
           strstr(said, "is reported, though ") != NULL;
}

/* What is right is not what was seen. */
static void expect_as_rule(const struct sluice_find *find,
                           const struct sluice_add_entries_context *context, bool violates,
                           struct sluice_text *out)
{
    const char *rule = sluice_rule_id(find->rule);
    const char *said = context->said != NULL ? context->said : find->seen.detail;
    const char *limit = is_about_limits(rule) ? limit_of(context->limits, number_of(said)) : NULL;
    if (limit != NULL) {
        expect_limit(out, limit);
    } else if (find->seen.answered && violates && find->seen.outcome != SLUICE_OUTCOME_REJECT &&
               !is_wrongly_accepted(said, rule)) {
        sluice_text_string(out, "{verdict: accept}");
    } else if (!expect_named(out, said)) {
        expect_refusal(out, context->suite, rule);
    }
}

static void expect_of_attack(const struct sluice_find *find,
                             const struct sluice_add_entries_context *context,
                             struct sluice_add_entries *entries)
{
    const bool accepted = find->seen.answered && find->seen.outcome == SLUICE_OUTCOME_ACCEPT;
    const bool violates = entries->violated.length > 0;
    const char *said = context->said != NULL ? context->said : find->seen.detail;
    const bool told = violates && is_wrongly_told(said);
    entries->careless = entries->careless && context->may_be_careless && accepted;
    entries->red = (violates && !entries->careless) || (accepted && !context->right) ||
                   !find->seen.answered;
    if (context->claimed != NULL) {
        sluice_text_string(&entries->expect, context->claimed);
    } else if (entries->careless) {
        entries->red = false;
        sluice_text_format(&entries->expect, "{verdict: accept, violates: [%s]}",
                           sluice_text_get(&entries->violated));
        entries->attack.doubt = "right if the class model is careless on purpose; else what a "
                                "correct reader answers";
    } else if ((accepted && !context->right) || !find->seen.answered || told) {
        expect_as_rule(find, context, violates, &entries->expect);
        entries->attack.doubt = "what a correct reader answers; this is what the rule asks for, as "
                                "far as its other cases tell";
    } else {
        expect_seen(&entries->expect, &find->seen);
    }
    entries->attack.expect = sluice_text_get(&entries->expect);
}

static void describe_twin(const struct sluice_find *find, struct sluice_add_entries *entries)
{
    sluice_text_format(&entries->twin_remark, "the attack %s", sluice_text_get(&find->twin_what));
    expect_seen(&entries->twin_expect, &find->twin_seen);
    entries->twin = (struct sluice_scaffold_entry){
        .program = find->twin,
        .remark = sluice_text_get(&entries->twin_remark),
        .expect = sluice_text_get(&entries->twin_expect)};
}

void sluice_add_entries_make(const struct sluice_find *find,
                             const struct sluice_add_entries_context *context,
                             struct sluice_add_entries *out)
{
    *out = (struct sluice_add_entries){.attack = {.program = find->least.program}};
    list_violated(&find->seen, &out->violated, &out->careless);
    expect_of_attack(find, context, out);
    if (find->twin != NULL) {
        describe_twin(find, out);
    }
}

void sluice_add_entries_free(struct sluice_add_entries *entries)
{
    sluice_text_free(&entries->violated);
    sluice_text_free(&entries->expect);
    sluice_text_free(&entries->twin_expect);
    sluice_text_free(&entries->twin_remark);
}
