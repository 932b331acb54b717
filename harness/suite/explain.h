/* What a stream is made of, what the target did with it, what every rule says of that, and what the case
 * expects: for people, or as JSON. */
#ifndef SLUICE_SUITE_EXPLAIN_H
#define SLUICE_SUITE_EXPLAIN_H

#include "harness/base/text.h"
#include "harness/suite/case.h"

/** What to explain, and how. */
struct sluice_explain_request {
    const struct sluice_case *item;
    const char *twin; /* id, or NULL */
    const struct sluice_target *target;
    bool expects; /* false: a mere stream, which expects nothing */
    bool json;
};

/**
 * Runs the case in this process, as often as the rules need it, and writes what was seen.
 * @param passed receives whether all is as expected; of a mere stream, that no rule is violated.
 * @return false when it could not be run; `error` says why.
 */
SLUICE_NODISCARD bool sluice_explain(const struct sluice_explain_request *request,
                                     struct sluice_text *out, bool *passed,
                                     struct sluice_yaml_error *error);

#endif
