/* What the oracles of archives have in common. */
#ifndef SLUICE_RULES_ORACLES_ARCHIVE_H
#define SLUICE_RULES_ORACLES_ARCHIVE_H

#include "rules/registry.h"

/** What is odd about an archive and not tolerated; NULL: nothing. `sealed`: what is for ENV01-J. */
const char *sluice_archive_odd(const struct sluice_archive_facts *facts, uint32_t tolerated,
                               bool sealed);

#endif
