/* Memory for the judge that is watched: how much of it is out, and one request that is refused. */
#ifndef SLUICE_TRIALS_WATCHED_MEMORY_H
#define SLUICE_TRIALS_WATCHED_MEMORY_H

#include "rules/memory.h"

#include <stdint.h>

/** Zero-initialize, with `fail` if one is to be refused. */
struct sluice_watched_memory {
    uint64_t live;  /* blocks given out and not taken back */
    uint64_t calls; /* that asked for some */
    uint64_t fail;  /* the one of them that is refused, from 1; 0: none */
};

/** It as the rules take it. */
struct sluice_rules_memory sluice_watched_memory_of(struct sluice_watched_memory *watched);

#endif
