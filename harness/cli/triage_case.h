/* The case of a finding. Private to `sluice triage`. */
#ifndef SLUICE_CLI_TRIAGE_CASE_H
#define SLUICE_CLI_TRIAGE_CASE_H

#include "harness/cli/triage.h"

/**
 * Adds a case for the bucket's input, and its twin, to the family's file, and runs it by the `sluice`
 * beside the fuzz programs and by this one: a case that neither of them fails shows nothing, and is taken
 * out again. What came of it stands in the bucket: case_id, expected, note.
 *
 * @return false after a complaint about something that every further case would suffer from, too.
 */
SLUICE_NODISCARD bool sluice_triage_write_case(const struct sluice_triage *triage,
                                               struct sluice_triage_bucket *bucket);

/** Whether cases can be added to that file, and its folder is there; false after a complaint. */
SLUICE_NODISCARD bool sluice_triage_check_family(const char *file);

#endif
