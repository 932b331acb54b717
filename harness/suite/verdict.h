/* From what was seen of a case to its verdict, and to the sentence that says why it did not pass.
 * Private to the suite. */
#ifndef SLUICE_SUITE_VERDICT_H
#define SLUICE_SUITE_VERDICT_H

#include "harness/base/text.h"
#include "harness/suite/case.h"
#include "rules/judge.h"

/** Which key of a case that did not pass says what did not come true. */
enum sluice_case_key {
    SLUICE_KEY_NONE, /* the case as a whole */
    SLUICE_KEY_SHA256,
    SLUICE_KEY_BUDGET,
    SLUICE_KEY_EXPECT,
    SLUICE_KEY_TWIN,
    SLUICE_KEY_COUNT
};

/** In what the answer of a program is not the one that it is held to, whatever else was found. */
enum sluice_miss {
    SLUICE_MISS_NONE,
    SLUICE_MISS_ACCEPTED, /* it was to be refused */
    SLUICE_MISS_REFUSED,  /* it was to be accepted */
    SLUICE_MISS_ERROR,    /* refused with another error */
    SLUICE_MISS_VALUE     /* accepted with another value */
};

/** How a case ended, before its twin is looked at. Zero-initialize. */
struct sluice_case_verdict {
    enum sluice_verdict verdict;
    bool pass;
    enum sluice_case_key key;                    /* where in the case that stands */
    struct sluice_text message;                  /* why not; empty when it passed */
    uint64_t derived[SLUICE_VARIANT_RULE_COUNT]; /* executions of its variants, by rule */
    enum sluice_miss miss;                       /* of a program */
    bool accepted;                /* what the target itself said, whatever was found */
    int signal;                   /* that killed the target's own process; 0: none */
    struct sluice_text sanitizer; /* its report about that process; empty: none */
    struct sluice_text said;      /* the last of that process's standard error, when it was ended */
};

/**
 * Decides a case that was run to the end.
 *
 * @param sha256  of the assembled bytes.
 * @param results as filled by sluice_judge_all().
 */
void sluice_case_decide(const struct sluice_case *item, const char *sha256,
                        const struct sluice_observation_set *set,
                        const struct sluice_judged *results, struct sluice_case_verdict *out);

/** Checks the recorded hash against that of the assembled bytes; says what is wrong in `out`. */
SLUICE_NODISCARD bool sluice_case_check_hash(const struct sluice_case *item, const char *sha256,
                                             struct sluice_case_verdict *out);

/** Adds ", got reject with EOFException". */
void sluice_case_say_got(const struct sluice_answer *answer, struct sluice_text *message);

/** Says why a verdict is one of the runner's; `cause` is the rule that made it, as sluice_verdict_of() has
 * it. */
void sluice_case_say_finding(const struct sluice_observation_set *set,
                             const struct sluice_judged *results, size_t cause,
                             enum sluice_verdict verdict, struct sluice_text *message);

/** True if the case plays a careless developer or writer who breaks this very rule. */
bool sluice_case_may_violate(const struct sluice_case *item, const char *rule);

/** Decides a case that could not be run, since the harness or the target failed. */
void sluice_case_decide_broken(const char *why, struct sluice_case_verdict *out);

#endif
