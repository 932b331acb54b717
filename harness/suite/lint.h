/* What makes a case file fit for the suite beyond what loading it demands. */
#ifndef SLUICE_SUITE_LINT_H
#define SLUICE_SUITE_LINT_H

#include "harness/suite/case.h"

/**
 * Looks for what a reviewer has not filled in yet, and for what editors need.
 * @param error takes each finding, with its place and what to write there; give it a list
 *              (harness/yaml/faults.h), or it takes the first one only.
 * @return false when there is a finding, or the file cannot be read.
 */
SLUICE_NODISCARD bool sluice_lint_file(const char *path, struct sluice_yaml_error *error);

/**
 * Looks for rows of the attack catalogue that cases of a file name and the catalogue beside it, if there is
 * one, does not have. Findings as above.
 */
SLUICE_NODISCARD bool sluice_lint_rows(const struct sluice_suite *suite,
                                       const struct sluice_case_file *file,
                                       struct sluice_yaml_error *error);

#endif
