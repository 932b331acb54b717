/* Loading what the commands work on, and saying what is wrong with it. Private to the command line. */
#ifndef SLUICE_CLI_CASES_H
#define SLUICE_CLI_CASES_H

#include "harness/suite/case.h"

/**
 * Writes what is wrong to standard error: one line "file:line:column: sentence" for each fault that the
 * list of `error` holds (the first of very many), or for the one in `error` itself.
 *
 * @return SLUICE_EXIT_USAGE.
 */
int sluice_complain_about(struct sluice_yaml_error *error);

/** Loads cases; complains about all that is wrong. Returns SLUICE_EXIT_ACCEPTED or SLUICE_EXIT_USAGE. */
SLUICE_NODISCARD int sluice_cases_load(struct sluice_suite *suite, const char *const *paths,
                                       size_t path_count);

#endif
