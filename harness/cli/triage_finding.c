#define _POSIX_C_SOURCE 200809L

#include "harness/cli/triage_finding.h"

#include "harness/cli/triage_stack.h"
#include "harness/suite/outcome.h"
#include "harness/yaml/yaml.h"
#include "rules/judge.h"

#include <ctype.h>
#include <string.h>

static const char mark[] = "SLUICE-FINDING ";

const char *sluice_triage_kind_name(enum sluice_triage_kind kind)
{
    static const char *const names[] = {
        [SLUICE_TRIAGE_NONE] = "none",           [SLUICE_TRIAGE_RULE] = "rule",
        [SLUICE_TRIAGE_SANITIZER] = "sanitizer", [SLUICE_TRIAGE_CRASH] = "crash",
        [SLUICE_TRIAGE_HANG] = "hang",           [SLUICE_TRIAGE_MEMORY] = "memory",
        [SLUICE_TRIAGE_UNJUDGED] = "unjudged",
    };
    return names[kind];
}

/* --- what sentences have in common ------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == ',' || c == ':' || c == ';' || c == '(' || c == ')';
}

/* Numbers and names: with a digit, or with something in the middle that no plain word has. */
static bool is_particular(const char *word, size_t length)
{
    bool particular = false;
    for (size_t i = 0; i < length; i++) {
        const bool inside = i > 0 && i + 1 < length;
        particular = particular || isdigit((unsigned char)word[i]) || strchr("$[/", word[i]) ||
                     (inside && strchr(".;_", word[i]) != NULL);
    }
    return particular;
}

static size_t word_length(const char *text, size_t length)
{
    size_t end = 0;
    if (length > 0 && (text[0] == '"' || text[0] == '\'')) {
        const char *close = memchr(text + 1, text[0], length - 1);
        return close != NULL ? (size_t)(close - text) + 1 : length;
    }
    while (end < length && !is_blank(text[end])) {
        end++;
    }
    return end;
}

void sluice_triage_normalize(struct sluice_text *out, const char *sentence, size_t length)
{
    for (size_t at = 0; at < length;) {
        const size_t word = word_length(sentence + at, length - at);
        if (word == 0) {
            sluice_text_add(out, sentence + at++, 1);
            continue;
        }
        const bool quoted = sentence[at] == '"' || sentence[at] == '\'';
        const bool name = at > 0 && isupper((unsigned char)sentence[at]);
        const bool stop = !quoted && word > 1 && sentence[at + word - 1] == '.';
        if (quoted || name || is_particular(sentence + at, word)) {
            sluice_text_string(out, stop ? "#." : "#");
        } else {
            sluice_text_add(out, sentence + at, word);
        }
        at += word;
    }
}

/* --- the oracle's word -------------------------------------------------------------------------- */

static void take_rule(struct sluice_triage_finding *out, const char *rule, size_t rule_length,
                      const char *sentence, size_t length)
{
    out->kind = SLUICE_TRIAGE_RULE;
    sluice_text_add(&out->rule, rule, rule_length);
    sluice_text_add(&out->sentence, sentence, length);
    sluice_text_format(&out->key, "%s: ", sluice_text_get(&out->rule));
    sluice_triage_normalize(&out->key, sentence, length);
}

/* "SLUICE-FINDING target=decode rule=IN-5: sentence"; replay programs add the file's name. */
static bool read_line(const char *errors, struct sluice_triage_finding *out)
{
    static const char tail[] = ": " SLUICE_CHILD_INPUT;
    const char *line = strstr(errors, mark);
    const char *rule = line != NULL ? strstr(line, " rule=") : NULL;
    const char *end = line != NULL ? line + strcspn(line, "\n") : NULL;
    if (rule == NULL || rule >= end) {
        return false;
    }
    rule += strlen(" rule=");
    const size_t rule_length = strcspn(rule, ": \n");
    const char *sentence = rule + rule_length;
    sentence += strspn(sentence, ": ");
    size_t length = sentence < end ? (size_t)(end - sentence) : 0;
    if (length >= sizeof tail - 1 && memcmp(end - (sizeof tail - 1), tail, sizeof tail - 1) == 0) {
        length -= sizeof tail - 1;
    }
    take_rule(out, rule, rule_length, sentence, length);
    return true;
}

/* --- how it ended -------------------------------------------------------------------------------- */

static const char *first_line(const char *errors, size_t *length)
{
    errors += strspn(errors, "\n");
    *length = strcspn(errors, "\n");
    return errors;
}

static const char *fuzzer_report(const char *errors)
{
    const char *found = strstr(errors, "ERROR: libFuzzer: ");
    while (found != NULL && found > errors && found[-1] != '\n') {
        found--;
    }
    return found;
}

static void take_report(struct sluice_triage_finding *out, const char *report)
{
    struct sluice_text kind = {0};
    struct sluice_text frames = {0};
    sluice_triage_report_read(report, &kind, &frames);
    out->kind = SLUICE_TRIAGE_SANITIZER;
    if (strcmp(sluice_text_get(&kind), "timeout") == 0) {
        out->kind = SLUICE_TRIAGE_HANG;
    } else if (strcmp(sluice_text_get(&kind), "out-of-memory") == 0) {
        out->kind = SLUICE_TRIAGE_MEMORY;
    }
    sluice_text_format(&out->sentence, "%s%s%s", sluice_text_get(&kind),
                       frames.length > 0 ? " in " : "", sluice_text_get(&frames));
    sluice_text_string(&out->key, sluice_text_get(&out->sentence));
    out->key.failed = out->key.failed || kind.failed || frames.failed;
    sluice_text_free(&kind);
    sluice_text_free(&frames);
}

/* What a dying program says first may name paths of this machine: not so in a case. */
static void take_end(struct sluice_triage_finding *out, const struct sluice_child *child)
{
    enum { SAID = 200 };
    size_t length;
    const char *line = first_line(sluice_text_get(&child->errors), &length);
    out->kind = SLUICE_TRIAGE_CRASH;
    if (child->end == SLUICE_CHILD_SIGNALED) {
        sluice_text_format(&out->sentence, "killed by %s", sluice_signal_name(child->number));
    } else {
        sluice_text_format(&out->sentence, "ended with status %d", child->number);
    }
    if (length > 0) {
        sluice_text_string(&out->sentence, ": ");
        sluice_triage_normalize(&out->sentence, line, length < SAID ? length : SAID);
    }
    sluice_text_string(&out->key, sluice_text_get(&out->sentence));
}

static void take_complaint(struct sluice_triage_finding *out, const struct sluice_child *child)
{
    size_t length;
    const char *line = first_line(sluice_text_get(&child->errors), &length);
    out->kind = SLUICE_TRIAGE_UNJUDGED;
    sluice_text_format(&out->sentence, "%.*s", (int)(length < 300 ? length : 300),
                       length > 0 ? line : "the program could not run it");
}

static void take_bound(struct sluice_triage_finding *out, enum sluice_triage_kind kind,
                       const char *sentence)
{
    out->kind = kind;
    sluice_text_string(&out->sentence, sentence);
    sluice_text_string(&out->key, sentence);
}

/* One line of printable characters, for tables and files of lines. */
static void clean(struct sluice_text *text)
{
    for (size_t i = 0; i < text->length; i++) {
        text->data[i] = (char)(isprint((unsigned char)text->data[i]) ? text->data[i] : '?');
    }
}

bool sluice_triage_finding_read(const struct sluice_child *child, struct sluice_triage_finding *out)
{
    enum { CLEAN = 0, USAGE = 2 };
    const char *errors = sluice_text_get(&child->errors);
    const char *report = sluice_sanitizer_report(errors);
    const char *fuzzer = fuzzer_report(errors);
    out->kind = SLUICE_TRIAGE_NONE;
    sluice_text_clear(&out->key);
    sluice_text_clear(&out->rule);
    sluice_text_clear(&out->sentence);
    if (child->end == SLUICE_CHILD_STOPPED) {
        take_bound(out, SLUICE_TRIAGE_UNJUDGED, "stopped");
    } else if (read_line(errors, out)) {
        /* An oracle says more than what the engine makes of it. */
    } else if (report != NULL || fuzzer != NULL) {
        take_report(out, report != NULL ? report : fuzzer);
    } else if (child->end == SLUICE_CHILD_HUNG) {
        take_bound(out, SLUICE_TRIAGE_HANG, "no end in time");
    } else if (child->end == SLUICE_CHILD_LARGE) {
        take_bound(out, SLUICE_TRIAGE_MEMORY, "more memory than it may take");
    } else if (child->end == SLUICE_CHILD_EXITED && child->number == USAGE) {
        take_complaint(out, child);
    } else if (child->end != SLUICE_CHILD_EXITED || child->number != CLEAN) {
        take_end(out, child);
    }
    clean(&out->key);
    clean(&out->rule);
    clean(&out->sentence);
    return !out->key.failed && !out->rule.failed && !out->sentence.failed;
}

/* --- the rule of the catalogue ------------------------------------------------------------------ */

static const char *rule_of_word(const char *word)
{
    static const struct {
        const char *word;
        const char *rule;
    } rows[] = {
        {"accounts", "BOUND-ALLOCATION"}, {"identity", "OUT-3"}, {"neighbor", "BOUND-COUNTERS"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(rows[i].word, word) == 0) {
            return rows[i].rule;
        }
    }
    const size_t index = sluice_rule_index(word);
    return index < sluice_rule_count() ? sluice_rule_id(index) : NULL;
}

const char *sluice_triage_finding_rule(const struct sluice_triage_finding *finding)
{
    const char *sentence = sluice_text_get(&finding->sentence);
    switch (finding->kind) {
    case SLUICE_TRIAGE_RULE:
        return rule_of_word(sluice_text_get(&finding->rule));
    case SLUICE_TRIAGE_HANG:
        return "BOUND-STEPS";
    case SLUICE_TRIAGE_MEMORY:
        return "BOUND-HEAP";
    case SLUICE_TRIAGE_SANITIZER:
    case SLUICE_TRIAGE_CRASH:
        if (strncmp(sentence, "stack-overflow", 14) == 0) {
            return "BOUND-STACK";
        }
        /* Any stream at all is to be answered. */
        return strncmp(sentence, "memory-leak", 11) == 0 ? "BOUND-ALLOCATION" : "IN-8";
    case SLUICE_TRIAGE_NONE:
    case SLUICE_TRIAGE_UNJUDGED:
        break;
    }
    return NULL;
}

void sluice_triage_finding_free(struct sluice_triage_finding *finding)
{
    sluice_text_free(&finding->key);
    sluice_text_free(&finding->rule);
    sluice_text_free(&finding->sentence);
}
