/* `sluice archive verify`. Private to the command line. */
#ifndef SLUICE_CLI_ARCHIVE_VERIFY_H
#define SLUICE_CLI_ARCHIVE_VERIFY_H

#include "harness/cli/command.h"

extern const char sluice_archive_verify_help[];

/** Verifies the archives that the words name, those behind "verify". @return the exit status. */
int sluice_archive_verify_words(const struct sluice_command *command, int count, char **words);

#endif
