/* What somebody can do whose archive was refused. Private to the command line. */
#ifndef SLUICE_CLI_ARCHIVE_ADVICE_H
#define SLUICE_CLI_ARCHIVE_ADVICE_H

#include "sluice/archive.h"

/** One sentence for a refusal; "" for none. A policy's words stand in it as policy files have them. */
const char *sluice_archive_advice(enum sluice_archive_reason reason);

#endif
