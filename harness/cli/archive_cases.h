/* Cases of archives on the command line. Private to it. */
#ifndef SLUICE_CLI_ARCHIVE_CASES_H
#define SLUICE_CLI_ARCHIVE_CASES_H

#include "harness/cli/command.h"
#include "harness/suite/case.h"

/* Where they are looked for if nobody says otherwise. */
#define SLUICE_ARCHIVE_CASES "corpora/archives"

/** `sluice archive run`. The words are those behind "run". */
int sluice_archive_run(const struct sluice_command *command, int count, char **words);

/** `sluice archive assemble`. */
int sluice_archive_assemble(const struct sluice_command *command, int count, char **words);

/** `sluice archive explain`. */
int sluice_archive_explain(const struct sluice_command *command, int count, char **words);

/**
 * Loads cases of archives; complains about all that is wrong. Returns SLUICE_EXIT_ACCEPTED or
 * SLUICE_EXIT_USAGE. `suite` is to be freed in any case.
 */
SLUICE_NODISCARD int sluice_archive_cases_load(struct sluice_suite *suite, const char *const *paths,
                                               size_t count);

/** The case with that id, whose family leads to its file in `folder` (NULL: the usual one); NULL after a
 * complaint. */
SLUICE_NODISCARD const struct sluice_case *
sluice_archive_case_find(struct sluice_suite *suite, const char *folder, const char *id);

/** Frees the suite and the keys that were made for it. */
void sluice_archive_cases_free(struct sluice_suite *suite);

#endif
