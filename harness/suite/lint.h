/* What makes a case file fit for the suite beyond what loading it demands. */
#ifndef SLUICE_SUITE_LINT_H
#define SLUICE_SUITE_LINT_H

#include "harness/base/text.h"
#include "harness/suite/case.h"

/**
 * Looks for what a reviewer has not filled in yet, and for what editors need.
 * @param out   one line "file:line:column: sentence" is added for each finding.
 * @param count findings are added to it.
 * @return false when the file cannot be read or memory is short; `error` says so.
 */
SLUICE_NODISCARD bool sluice_lint_file(const char *path, struct sluice_text *out, size_t *count,
                                       struct sluice_yaml_error *error);

#endif
