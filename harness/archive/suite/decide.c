/* What was seen of a case, and what it expects. */
#include "harness/archive/suite/verify.h"
#include "rules/judge.h"

#include <inttypes.h>
#include <string.h>

static bool names_rule(const char **rules, size_t count, const char *rule)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rules[i], rule) == 0) {
            return true;
        }
    }
    return false;
}

/* Rules that are broken, and were not to be; or were to be, and are not. */
static bool check_rules(const struct sluice_case *item, const struct sluice_archive_seen *seen,
                        struct sluice_case_verdict *out)
{
    for (size_t i = 0; i < sluice_rule_count(); i++) {
        const struct sluice_judged *judged = &seen->results[i];
        const bool broken = judged->ruling == SLUICE_RULING_VIOLATED;
        const bool wanted = names_rule(item->expect.violates, item->expect.violate_count,
                                       judged->rule);
        if (broken && !wanted) {
            out->verdict = sluice_rule_verdict(i);
            sluice_text_format(&out->message, "breaks rule %s: %s", judged->rule, judged->detail);
            return false;
        }
        if (wanted && !broken) {
            out->key = SLUICE_KEY_EXPECT;
            sluice_text_format(&out->message, "rule %s was to be found broken, and is %s",
                               judged->rule, sluice_ruling_name(judged->ruling));
            return false;
        }
    }
    return true;
}

static bool check_text(const char *what, const char *wanted, const char *got,
                       struct sluice_text *message)
{
    if (wanted == NULL || (got != NULL && strcmp(wanted, got) == 0)) {
        return true;
    }
    sluice_text_format(message, "expected %s %s, got %s", what, wanted,
                       got == NULL || got[0] == '\0' ? "none" : got);
    return false;
}

/* "reject with zip-gap at the directory, entry data.txt" */
static void say_got(const struct sluice_archive_seen *seen, struct sluice_text *message)
{
    sluice_text_format(message, ", got %s", sluice_outcome_name(sluice_archive_outcome(seen)));
    if (!seen->accepted) {
        sluice_text_format(message, " with %s", sluice_archive_reason_name(seen->verdict.reason));
        if (seen->verdict.at != NULL && seen->verdict.at[0] != '\0') {
            sluice_text_format(message, " at %s", seen->verdict.at);
        }
        if (seen->verdict.entry[0] != '\0') {
            sluice_text_format(message, ", entry %s", seen->verdict.entry);
        }
    }
}

static bool check_signer(const struct sluice_archive_case *own,
                         const struct sluice_archive_scene *scene,
                         const struct sluice_archive_seen *seen, struct sluice_text *message)
{
    uint8_t hash[32];
    const size_t index = seen->accepted ? 0 : seen->verdict.archive;
    if (own->signer == NULL || index >= scene->count) {
        return true;
    }
    const struct sluice_identity *identity = sluice_keyring_get(&own->keys, own->signer);
    if (sluice_identity_hash(identity, hash) &&
        memcmp(hash, seen->verdicts[index].signer, sizeof hash) == 0) {
        return true;
    }
    sluice_text_format(message, "expected signer %s, got %s", own->signer,
                       seen->verdicts[index].alias[0] != '\0' ? seen->verdicts[index].alias
                                                              : "none");
    return false;
}

/* The time is told when it was needed, and only then. */
static bool check_stamped(const struct sluice_archive_case *own,
                          const struct sluice_archive_seen *seen, struct sluice_text *message)
{
    if (own->stamped < 0 || own->stamped == seen->verdict.stamped) {
        return true;
    }
    sluice_text_format(message, "expected a timestamp of %" PRId64 ", got %" PRId64, own->stamped,
                       seen->verdict.stamped);
    return false;
}

static bool check_answer(const struct sluice_case *item, const struct sluice_archive_scene *scene,
                         const struct sluice_archive_seen *seen, struct sluice_text *message)
{
    const struct sluice_archive_case *own = item->own;
    const struct sluice_expectation *expect = &item->expect;
    const struct sluice_archive_verdict *verdict = &seen->verdict;
    if (sluice_archive_outcome(seen) != expect->verdict ||
        (expect->reason != NULL &&
         strcmp(expect->reason, sluice_archive_reason_name(verdict->reason)) != 0)) {
        sluice_text_format(message, "expected %s%s%s", sluice_outcome_name(expect->verdict),
                           expect->reason != NULL ? " with " : "",
                           expect->reason != NULL ? expect->reason : "");
        say_got(seen, message);
        return false;
    }
    if (own->archive != SIZE_MAX && own->archive != verdict->archive) {
        sluice_text_format(message, "expected archive %zu, got %zu", own->archive,
                           verdict->archive);
        return false;
    }
    return check_text("entry", expect->path, verdict->entry, message) &&
           check_text("element", expect->at, verdict->at, message) &&
           check_text("limit", own->limit, verdict->limit, message) &&
           check_stamped(own, seen, message) && check_signer(own, scene, seen, message);
}

static bool check_memory(const struct sluice_archive_scene *scene,
                         const struct sluice_archive_seen *seen, struct sluice_case_verdict *out)
{
    const uint64_t usual = UINT64_C(32) * 1048576;
    const uint64_t most = scene->policy.limits.heap != 0 ? scene->policy.limits.heap : usual;
    if (seen->left > 0) {
        out->verdict = SLUICE_VERDICT_LEAK;
        sluice_text_format(&out->message, "%" PRIu64 " bytes were not given back", seen->left);
    } else if (seen->broken[0] != '\0') {
        out->verdict = SLUICE_VERDICT_LEAK;
        sluice_text_string(&out->message, seen->broken);
    } else if (seen->peak > most) {
        out->verdict = SLUICE_VERDICT_BUDGET;
        sluice_text_format(&out->message, "held %" PRIu64 " bytes, beyond the limit heap",
                           seen->peak);
    } else {
        return true;
    }
    return false;
}

void sluice_archive_decide(const struct sluice_case *item, const struct sluice_archive_scene *scene,
                           const struct sluice_archive_seen *seen, struct sluice_case_verdict *out)
{
    static const enum sluice_verdict verdicts[] = {[SLUICE_OUTCOME_ACCEPT] = SLUICE_VERDICT_ACCEPT,
                                                   [SLUICE_OUTCOME_REJECT] = SLUICE_VERDICT_REJECT,
                                                   [SLUICE_OUTCOME_LIMIT] = SLUICE_VERDICT_LIMIT};
    out->accepted = seen->accepted;
    out->verdict = verdicts[sluice_archive_outcome(seen)];
    out->pass = check_memory(scene, seen, out) && check_rules(item, seen, out);
    if (out->pass) {
        out->key = SLUICE_KEY_EXPECT;
        out->pass = check_answer(item, scene, seen, &out->message);
    }
}
