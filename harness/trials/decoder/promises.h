/* What the headers of the decoder promise beside the reading of streams: default limits, sources that are
 * none, buffers, groups of classes. */
#ifndef SLUICE_TRIALS_PROMISES_H
#define SLUICE_TRIALS_PROMISES_H

#include <sluice/policy.h>

/** NULL, or what is not kept. `policy` may be NULL: then nothing is decoded. */
const char *sluice_promises_fault(const struct sluice_policy *policy);

#endif
