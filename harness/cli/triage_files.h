/* The files of a folder of findings, and the targets that they belong to. Private to `sluice triage`. */
#ifndef SLUICE_CLI_TRIAGE_FILES_H
#define SLUICE_CLI_TRIAGE_FILES_H

#include "harness/cli/triage.h"

/** Lists all files below the folder, by name; what begins with a dot or with README, and findings.json, is
 * none of them. False after a complaint. */
SLUICE_NODISCARD bool sluice_triage_list(struct sluice_triage *triage);

/** The path of a target's program; false if there is none. */
SLUICE_NODISCARD bool sluice_triage_program(const struct sluice_triage_settings *settings,
                                            const char *target, struct sluice_text *out);

/** The `sluice` beside the programs, perhaps this one; false if there is none. */
SLUICE_NODISCARD bool sluice_triage_sluice(const struct sluice_triage_settings *settings,
                                           struct sluice_text *out);

/** The path of this program. False if it cannot be told. */
SLUICE_NODISCARD bool sluice_triage_self(struct sluice_text *out);

#endif
