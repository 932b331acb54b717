#include "harness/suite/foreign.h"

/* Two ways to say the same: a class that nobody may build is none that there is; where the data of a class is over,
 * a number meets its end and an object none. */
static bool is_of_a_kind(const char *expected, const char *got)
{
    static const char *const kinds[][2] = {{"InvalidClassException", "ClassNotFoundException"},
                                           {"OptionalDataException", "EOFException"}};
    if (sluice_text_same(expected, got)) {
        return true;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (sluice_text_same(expected, kinds[i][0]) && sluice_text_same(got, kinds[i][1])) {
            return true;
        }
    }
    return false;
}

/* Only where both say that the stream is no good: for a limit everybody has an error of his own. */
static bool error_fits(const struct sluice_expectation *expect, const struct sluice_answer *answer)
{
    if (expect->error_count == 0 || answer->java_class == NULL ||
        expect->verdict != SLUICE_OUTCOME_REJECT || answer->outcome != SLUICE_OUTCOME_REJECT) {
        return true;
    }
    for (size_t i = 0; i < expect->error_count; i++) {
        if (is_of_a_kind(expect->errors[i], answer->java_class)) {
            return true;
        }
    }
    return false;
}

static bool value_fits(const struct sluice_expectation *expect, const struct sluice_answer *answer)
{
    return expect->value == NULL || answer->compact == NULL ||
           answer->outcome != SLUICE_OUTCOME_ACCEPT ||
           sluice_text_same(expect->value, answer->compact);
}

static enum sluice_miss miss_of(const struct sluice_expectation *expect,
                                const struct sluice_answer *answer,
                                enum sluice_foreign_demand demand, bool in_full)
{
    switch (answer->outcome) {
    case SLUICE_OUTCOME_UNSUPPORTED: /* its own honest word; it is counted as such, and proves nothing */
    case SLUICE_OUTCOME_NONE:
        return SLUICE_MISS_NONE;
    case SLUICE_OUTCOME_ACCEPT:
        if (demand == SLUICE_FOREIGN_REFUSE) {
            return SLUICE_MISS_ACCEPTED;
        }
        return in_full && !value_fits(expect, answer) ? SLUICE_MISS_VALUE : SLUICE_MISS_NONE;
    case SLUICE_OUTCOME_REJECT:
    case SLUICE_OUTCOME_LIMIT:
        break;
    }
    if (demand == SLUICE_FOREIGN_ACCEPT) {
        return SLUICE_MISS_REFUSED;
    }
    return in_full && !error_fits(expect, answer) ? SLUICE_MISS_ERROR : SLUICE_MISS_NONE;
}

static void say_demand(const struct sluice_attempt *attempt, enum sluice_foreign_demand demand,
                       bool in_full, struct sluice_text *message)
{
    const struct sluice_expectation *expect = &attempt->item->expect;
    const bool accepts = demand == SLUICE_FOREIGN_ACCEPT;
    sluice_text_string(message, accepts ? "expected accept" : "expected a refusal");
    if (!in_full) {
        sluice_text_string(message, accepts ? ", since the stream is well-formed"
                                            : ", since the stream is not well-formed");
        return;
    }
    for (size_t i = 0; i < expect->error_count; i++) {
        sluice_text_format(message, "%s%s", i == 0 ? " with " : " or ", expect->errors[i]);
    }
}

static void say_miss(const struct sluice_attempt *attempt, const struct sluice_answer *answer,
                     enum sluice_foreign_demand demand, bool in_full,
                     struct sluice_case_verdict *out)
{
    switch (out->miss) {
    case SLUICE_MISS_NONE:
        return;
    case SLUICE_MISS_VALUE:
        sluice_text_format(&out->message, "expected value %s, got %s", attempt->item->expect.value,
                           answer->compact);
        return;
    case SLUICE_MISS_ACCEPTED:
    case SLUICE_MISS_REFUSED:
    case SLUICE_MISS_ERROR:
        say_demand(attempt, demand, in_full, &out->message);
        sluice_case_say_got(answer, &out->message);
        return;
    }
}

/* A report of one rule hides the others: whoever looks for one of those sees that it is broken, too. */
static void say_others(const struct sluice_judged *results, size_t cause,
                       struct sluice_text *message)
{
    bool first = true;
    for (size_t i = 0; i < sluice_rule_count(); i++) {
        if (i != cause && results[i].ruling == SLUICE_RULING_VIOLATED) {
            sluice_text_format(message, "%s%s", first ? "; breaks also " : ", ", results[i].rule);
            first = false;
        }
    }
}

void sluice_foreign_decide(const struct sluice_attempt *attempt,
                           const struct sluice_observation_set *set,
                           enum sluice_foreign_demand demand, bool in_full,
                           struct sluice_case_verdict *out)
{
    const struct sluice_process_facts *process = &set->run->process;
    size_t cause;
    out->verdict = sluice_verdict_of(set, attempt->results, &cause);
    out->accepted = set->run->answer.outcome == SLUICE_OUTCOME_ACCEPT;
    out->signal = process->signal;
    out->miss = miss_of(&attempt->item->expect, &set->run->answer, demand, in_full);
    if (process->sanitizer != NULL) {
        sluice_text_string(&out->sanitizer, process->sanitizer);
    }
    if (process->said != NULL) {
        sluice_text_string(&out->said, process->said);
    }
    if (!sluice_verdict_is_targets_own(out->verdict)) {
        sluice_case_say_finding(set, attempt->results, cause, out->verdict, &out->message);
        sluice_text_string(&out->message, out->miss == SLUICE_MISS_NONE ? "" : "; ");
        say_miss(attempt, &set->run->answer, demand, in_full, out);
        say_others(attempt->results, cause, &out->message);
        return;
    }
    if (!sluice_case_check_hash(attempt->item, attempt->sha256, out)) {
        return;
    }
    out->key = SLUICE_KEY_EXPECT;
    out->pass = out->miss == SLUICE_MISS_NONE;
    say_miss(attempt, &set->run->answer, demand, in_full, out);
}
