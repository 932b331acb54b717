/* The variants of a case: streams derived from its own by rule, and its own read in other ways, run and
 * judged like it.
 *
 * What a variant must lead to is not recorded anywhere. It follows from the rules, which hold for every
 * stream, and from how the variant was made (derived_expect.h).
 *
 * Private to the suite. */
#ifndef SLUICE_SUITE_DERIVED_H
#define SLUICE_SUITE_DERIVED_H

#include "harness/base/text.h"
#include "harness/stream/variants.h"
#include "harness/suite/case.h"
#include "harness/suite/question.h"

enum { SLUICE_DERIVED_SHOWN = 5 };

/** What came of the variants. Zero-initialize; free with sluice_derived_free(). */
struct sluice_derived {
    uint64_t run[SLUICE_VARIANT_RULE_COUNT]; /* executions by rule */
    uint64_t failed;
    struct sluice_text failures; /* the first SLUICE_DERIVED_SHOWN, as JSON objects */
    struct sluice_text first;    /* the first one, for people */
};

/**
 * Runs the variants of a case: all of a short stream, a fair choice of a long one. Loads other streams
 * into the target.
 *
 * @param assembly the case's stream with all rows of its layout.
 * @param plain    what the case itself led to.
 * @param question the case's own; its bytes are replaced while variants are judged.
 * @return false when the harness ran out of memory or the target failed; `why` says so.
 */
SLUICE_NODISCARD bool
sluice_derived_run(const struct sluice_case *item, const struct sluice_target *target,
                   const struct sluice_assembly *assembly, const struct sluice_observation *plain,
                   struct sluice_question *question, struct sluice_derived *out, const char **why);

/** All executions together. */
uint64_t sluice_derived_count(const uint64_t run[SLUICE_VARIANT_RULE_COUNT]);

void sluice_derived_free(struct sluice_derived *derived);

#endif
