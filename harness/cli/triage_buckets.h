/* Files of findings become buckets, and a bucket its smallest input. Private to `sluice triage`. */
#ifndef SLUICE_CLI_TRIAGE_BUCKETS_H
#define SLUICE_CLI_TRIAGE_BUCKETS_H

#include "harness/cli/triage_keep.h"

/** Runs each file and puts it into the bucket of what it shows. What cannot be judged has a note. False
 * after a complaint. */
SLUICE_NODISCARD bool sluice_triage_sort(struct sluice_triage *triage);

/** Makes the input of one bucket as small as it gets until `end`, a time of
 * sluice_running_milliseconds(). False after a complaint. */
SLUICE_NODISCARD bool sluice_triage_minimize(struct sluice_triage *triage, size_t bucket,
                                             uint64_t end);

#endif
