/* Ids that were there and are gone: an id is never used again, so a file says which it has retired.
 * Private to `sluice check`. */
#ifndef SLUICE_CLI_CHECK_REMOVED_H
#define SLUICE_CLI_CHECK_REMOVED_H

#include "harness/suite/case.h"

/**
 * Holds a file against git's HEAD: each id that stands there must still be a case, of whatever file of
 * the suite, or be retired. Without git, and for a new file, nothing is found.
 * @return false when there is a finding; it is in `error`.
 */
SLUICE_NODISCARD bool sluice_check_removed(const struct sluice_suite *suite,
                                           const struct sluice_case_file *file,
                                           struct sluice_yaml_error *error);

/** The same for files of a folder that are gone as a whole. */
SLUICE_NODISCARD bool sluice_check_removed_files(const struct sluice_suite *suite,
                                                 const char *folder,
                                                 struct sluice_yaml_error *error);

#endif
