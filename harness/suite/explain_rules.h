/* What every rule says of a stream, for people. Private to explain. */
#ifndef SLUICE_SUITE_EXPLAIN_RULES_H
#define SLUICE_SUITE_EXPLAIN_RULES_H

#include "harness/base/text.h"
#include "harness/suite/case.h"
#include "rules/judge.h"

/**
 * One line for each rule, the violated ones first; those that matter with their title, when the
 * catalogue is there. Planned rules stand at the end.
 */
void sluice_explain_rules(const struct sluice_case *item, const struct sluice_judged *results,
                          struct sluice_text *out);

#endif
