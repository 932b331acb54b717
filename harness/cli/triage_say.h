/* What `sluice triage` says in the end. Private to it. */
#ifndef SLUICE_CLI_TRIAGE_SAY_H
#define SLUICE_CLI_TRIAGE_SAY_H

#include "harness/cli/triage_keep.h"

/** The table, and what is to be said of single files. */
void sluice_triage_say(const struct sluice_triage *triage, const struct sluice_triage_index *index,
                       struct sluice_text *out);

/** The same as one JSON object. */
void sluice_triage_say_json(const struct sluice_triage *triage,
                            const struct sluice_triage_index *index, struct sluice_text *out);

#endif
