#include "harness/suite/verdict.h"

#include "harness/base/sha256.h"
#include "harness/base/text.h"
#include "harness/suite/control.h"
#include "harness/suite/lie.h"
#include "harness/suite/outcome.h"
#include "rules/stream_map.h"

#include <stdlib.h>
#include <string.h>

static const char *or_nothing(const char *text)
{
    return text != NULL ? text : "nothing";
}

/* "reject with EOFException or StreamCorruptedException" */
static void say_expected(const struct sluice_expectation *expect, struct sluice_text *message)
{
    sluice_text_format(message, "expected %s", sluice_outcome_name(expect->verdict));
    for (size_t i = 0; i < expect->error_count; i++) {
        sluice_text_format(message, "%s%s", i == 0 ? " with " : " or ", expect->errors[i]);
    }
    if (expect->reason != NULL) {
        sluice_text_format(message, " (%s)", expect->reason);
    }
}

void sluice_case_say_got(const struct sluice_answer *answer, struct sluice_text *message)
{
    sluice_text_format(message, ", got %s", sluice_outcome_name(answer->outcome));
    if (answer->java_class != NULL) {
        sluice_text_format(message, " with %s", answer->java_class);
    }
    if (answer->reason != NULL) {
        sluice_text_format(message, " (%s)", answer->reason);
    }
    if (answer->offset != SLUICE_NOT_MEASURED && answer->outcome != SLUICE_OUTCOME_ACCEPT) {
        sluice_text_format(message, " at offset %llu", (unsigned long long)answer->offset);
    }
}

static bool error_is_expected(const struct sluice_expectation *expect, const char *java_class)
{
    for (size_t i = 0; i < expect->error_count; i++) {
        if (sluice_text_same(expect->errors[i], java_class)) {
            return true;
        }
    }
    return expect->error_count == 0;
}

/* Compares one text of the answer; says so in `message` when it differs. */
static bool check_text(const char *what, const char *expected, const char *got,
                       struct sluice_text *message)
{
    if (expected == NULL || sluice_text_same(expected, got)) {
        return true;
    }
    sluice_text_format(message, "expected %s %s, got %s", what, expected, or_nothing(got));
    return false;
}

static bool check_offset(uint64_t expected, uint64_t got, struct sluice_text *message)
{
    if (expected == SLUICE_NOT_MEASURED || expected == got) {
        return true;
    }
    sluice_text_format(message, "expected the error at offset %llu", (unsigned long long)expected);
    if (got != SLUICE_NOT_MEASURED) {
        sluice_text_format(message, ", got %llu", (unsigned long long)got);
    }
    return false;
}

static bool meets_expectation(const struct sluice_expectation *expect,
                              const struct sluice_answer *answer, struct sluice_text *message)
{
    if (expect->verdict != answer->outcome || !error_is_expected(expect, answer->java_class) ||
        (expect->reason != NULL && !sluice_text_same(expect->reason, answer->reason))) {
        say_expected(expect, message);
        sluice_case_say_got(answer, message);
        return false;
    }
    return check_text("the error at", expect->at, answer->at, message) &&
           check_text("path", expect->path, answer->path, message) &&
           check_text("class", expect->class_name, answer->class_name, message) &&
           check_offset(expect->offset, answer->offset, message) &&
           check_text("value", expect->value, answer->compact, message) &&
           check_text("canonical JSON", expect->json, answer->value, message);
}

bool sluice_case_check_hash(const struct sluice_case *item, const char *sha256,
                            struct sluice_case_verdict *out)
{
    struct sluice_text *message = &out->message;
    if (item->sha256 == NULL) {
        sluice_text_format(message,
                           "the case records no sha256: run `build/bin/sluice hash --write %s`",
                           item->file);
        return false;
    }
    if (strcmp(item->sha256, sha256) != 0) {
        out->key = SLUICE_KEY_SHA256;
        sluice_text_format(message,
                           "the stream's sha256 is %s, but the case records %s: if the change is "
                           "meant, run `build/bin/sluice hash --write %s`",
                           sha256, item->sha256, item->file);
        return false;
    }
    return true;
}

static bool exceeds(uint64_t used, uint64_t allowed)
{
    return used != SLUICE_NOT_MEASURED && allowed != SLUICE_NOT_MEASURED && used > allowed;
}

static bool is_over(uint64_t taken, const char *what, uint64_t allowed, struct sluice_text *message)
{
    if (exceeds(taken, allowed)) {
        sluice_text_format(message, "took %llu %s, the case's budget is %llu",
                           (unsigned long long)taken, what, (unsigned long long)allowed);
        return true;
    }
    return false;
}

static bool check_budget(const struct sluice_case *item, const struct sluice_resources *used,
                         struct sluice_text *message)
{
    const struct sluice_budget *budget = &item->budget;
    if (is_over(used->peak_heap, "bytes of heap", budget->peak, message) ||
        is_over(used->steps, "steps", budget->steps, message)) {
        return false;
    }
    if (exceeds(budget->work, used->steps)) {
        sluice_text_format(message,
                           "took %llu steps, though the work comes to %llu: some is not counted",
                           (unsigned long long)used->steps, (unsigned long long)budget->work);
        return false;
    }
    return true;
}

/* --- what was written ------------------------------------------------------------------------- */

static bool check_bytes(const char *expected, const char *sha256,
                        const struct sluice_answer *answer, struct sluice_text *message)
{
    char digest[SLUICE_SHA256_TEXT];
    const char *wanted = expected != NULL && strcmp(expected, "same") == 0 ? sha256 : expected;
    if (wanted == NULL) {
        return true;
    }
    if (answer->written == NULL) {
        sluice_text_string(message, "nothing was written");
        return false;
    }
    sluice_sha256_of(answer->written, answer->written_length, digest);
    if (strcmp(digest, wanted) == 0) {
        return true;
    }
    sluice_text_format(message, "%zu bytes with sha256 %s were written, expected %s",
                       answer->written_length, digest,
                       wanted == sha256 ? "those that were read" : wanted);
    return false;
}

static bool check_resets(uint64_t expected, const struct sluice_answer *answer,
                         struct sluice_text *message)
{
    if (expected == SLUICE_NOT_MEASURED) {
        return true;
    }
    const struct sluice_judge_context context = {
        .bytes = answer->written, .length = answer->written_length, .mode = SLUICE_JUDGE_INSPECT};
    struct sluice_stream_map map;
    uint32_t resets = 0;
    if (answer->written != NULL && sluice_stream_map_make(&context, &map)) {
        resets = map.resets;
        sluice_stream_map_free(&map);
    }
    if (resets != expected) {
        sluice_text_format(message, "%u resets were written, expected %llu", resets,
                           (unsigned long long)expected);
    }
    return resets == expected;
}

/* --- rules that are to be broken ----------------------------------------------------------------- */

bool sluice_case_may_violate(const struct sluice_case *item, const char *rule)
{
    for (size_t i = 0; i < item->expect.violate_count; i++) {
        if (strcmp(item->expect.violates[i], rule) == 0) {
            return true;
        }
    }
    return false;
}

/* The rulings without the violations that the case expects. NULL without memory. */
static struct sluice_judged *forgive(const struct sluice_case *item,
                                     const struct sluice_judged *results)
{
    struct sluice_judged *others = calloc(sluice_rule_count(), sizeof *others);
    for (size_t i = 0; others != NULL && i < sluice_rule_count(); i++) {
        others[i] = results[i];
        if (sluice_case_may_violate(item, results[i].rule)) {
            others[i].ruling = SLUICE_RULING_NOT_APPLICABLE;
        }
    }
    return others;
}

static bool check_ruling(const char *const *rules, size_t count, enum sluice_ruling ruling,
                         const struct sluice_judged *results, struct sluice_text *message)
{
    for (size_t i = 0; i < count; i++) {
        const struct sluice_judged *judged = &results[sluice_rule_index(rules[i])];
        if (judged->ruling != ruling) {
            sluice_text_format(message, "expected %s to be found %s, it is %s: %s", judged->rule,
                               sluice_ruling_name(ruling), sluice_ruling_name(judged->ruling),
                               judged->detail);
            return false;
        }
    }
    return true;
}

static bool check_rulings(const struct sluice_expectation *expect,
                          const struct sluice_judged *results, struct sluice_text *message)
{
    return check_ruling(expect->violates, expect->violate_count, SLUICE_RULING_VIOLATED, results,
                        message) &&
           check_ruling(expect->holds, expect->hold_count, SLUICE_RULING_HELD, results, message) &&
           check_ruling(expect->undecided, expect->undecided_count, SLUICE_RULING_NOT_APPLICABLE,
                        results, message);
}

static bool lies_about(const struct sluice_case *item, enum sluice_lie_kind kind)
{
    for (size_t i = 0; i < item->lie_count; i++) {
        if (item->lies[i].kind == kind) {
            return true;
        }
    }
    return false;
}

/* What a lie is about is left to the rules: the runner would take it for a fault of the target. */
static enum sluice_verdict verdict_of(const struct sluice_case *item,
                                      const struct sluice_observation_set *set,
                                      const struct sluice_judged *results, size_t *cause)
{
    struct sluice_observation_set told = *set;
    struct sluice_observation run = *set->run;
    told.run = &run;
    if (lies_about(item, SLUICE_LIE_CONTROL)) {
        told.control.run = false;
    }
    if (lies_about(item, SLUICE_LIE_MEASURED)) {
        run.resources.live_after_free = SLUICE_NOT_MEASURED;
    }
    return sluice_verdict_of(&told, results, cause);
}

/* The first broken rule that leads to a verdict. */
static size_t first_of(const struct sluice_judged *results, enum sluice_verdict verdict)
{
    size_t i = 0;
    while (i < sluice_rule_count() &&
           (results[i].ruling != SLUICE_RULING_VIOLATED || sluice_rule_verdict(i) != verdict)) {
        i++;
    }
    return i;
}

/* A liar that the runner is to find out: true, with the target's own verdict, if it has. */
static bool is_found_out(const struct sluice_case *item, const struct sluice_observation_set *set,
                         const struct sluice_judged *results, struct sluice_case_verdict *out)
{
    const char *answered = sluice_outcome_name(set->run->answer.outcome);
    size_t cause;
    enum sluice_verdict own = SLUICE_VERDICT_ADAPTER_ERROR;
    const enum sluice_verdict found = sluice_verdict_of(set, results, &cause);
    if (found != item->expect.befalls) {
        sluice_text_format(&out->message, "expected that %s befalls it, got %s",
                           sluice_verdict_name(item->expect.befalls), sluice_verdict_name(found));
    } else if (cause != first_of(results, found)) {
        sluice_text_string(&out->message, "another rule is said to be why");
    } else if (set->run->answer.outcome == SLUICE_OUTCOME_NONE) {
        own = SLUICE_VERDICT_ACCEPT; /* the lie has taken the answer away */
    } else {
        (void)sluice_verdict_parse(answered, &own);
    }
    out->verdict = own;
    return own != SLUICE_VERDICT_ADAPTER_ERROR;
}

void sluice_case_say_finding(const struct sluice_observation_set *set,
                             const struct sluice_judged *results, size_t cause,
                             enum sluice_verdict verdict, struct sluice_text *message)
{
    const struct sluice_process_facts *process = &set->run->process;
    if (cause < sluice_rule_count()) {
        sluice_text_format(message, "breaks rule %s: %s", results[cause].rule,
                           results[cause].detail);
    } else if (process->sanitizer != NULL) {
        sluice_text_add(message, process->sanitizer, strcspn(process->sanitizer, "\n"));
    } else if (process->signal != 0) {
        sluice_text_format(message, "the program was killed by signal %d (%s)", process->signal,
                           sluice_signal_name(process->signal));
    } else if (process->hang) {
        sluice_text_string(message, "the program did not answer before its deadline");
    } else if (process->adapter_error != NULL) {
        sluice_text_format(message, "the target failed: %s", process->adapter_error);
    } else if (process->side_effect != NULL) {
        sluice_text_format(message, "side effect: %s", process->side_effect);
    } else if (set->control.run &&
               !sluice_answer_equal(&set->control.before, &set->control.after)) {
        sluice_text_string(message, "the control stream is answered otherwise after the case");
        sluice_case_say_got(&set->control.after, message);
    } else {
        sluice_text_format(message, "verdict %s", sluice_verdict_name(verdict));
    }
}

void sluice_case_decide(const struct sluice_case *item, const char *sha256,
                        const struct sluice_observation_set *set,
                        const struct sluice_judged *results, struct sluice_case_verdict *out)
{
    size_t cause;
    struct sluice_text budget = {0};
    out->accepted = set->run->answer.outcome == SLUICE_OUTCOME_ACCEPT;
    bool within = check_budget(item, &set->run->resources, &budget);
    struct sluice_judged *others = forgive(item, results);
    if (others == NULL) {
        sluice_case_decide_broken("out of memory for the verdict", out);
        return;
    }
    out->verdict = verdict_of(item, set, others, &cause);
    free(others);
    if (item->expect.befalls != SLUICE_VERDICT_ACCEPT) {
        out->key = SLUICE_KEY_EXPECT;
        out->pass = is_found_out(item, set, results, out) &&
                    sluice_case_check_hash(item, sha256, out) &&
                    check_rulings(&item->expect, results, &out->message);
    } else if (!sluice_verdict_is_targets_own(out->verdict)) {
        sluice_case_say_finding(set, results, cause, out->verdict, &out->message);
    } else if (!sluice_case_check_hash(item, sha256, out)) {
        out->pass = false;
    } else if (!within) {
        out->verdict = SLUICE_VERDICT_BUDGET;
        out->key = SLUICE_KEY_BUDGET;
        sluice_text_string(&out->message, sluice_text_get(&budget));
    } else {
        const struct sluice_answer *answer = &set->run->answer;
        out->key = SLUICE_KEY_EXPECT;
        out->pass = meets_expectation(&item->expect, answer, &out->message) &&
                    check_bytes(item->expect.written, sha256, answer, &out->message) &&
                    check_resets(item->expect.resets, answer, &out->message) &&
                    check_rulings(&item->expect, results, &out->message);
    }
    sluice_text_free(&budget);
}

void sluice_case_decide_broken(const char *why, struct sluice_case_verdict *out)
{
    out->verdict = SLUICE_VERDICT_ADAPTER_ERROR;
    out->pass = false;
    sluice_text_free(&out->message);
    sluice_text_string(&out->message, why);
}
