/* Memory for the judge that is taken back all at once, when the next input comes: one block that is used
 * again and again. Nothing of it is cleared, and nobody guards its edges: the judge is held to those by the
 * suite. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_SCRATCH_H
#define SLUICE_FUZZ_SCRATCH_H

#include "rules/memory.h"

/** The scratch memory of this process, for sluice_judge_context.memory. */
const struct sluice_rules_memory *sluice_scratch(void);

/** Takes everything back. */
void sluice_scratch_reset(void);

#endif
