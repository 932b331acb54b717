/* Whether what the decoder says of a run agrees with what was seen of it. */
#ifndef SLUICE_TRIALS_ACCOUNTS_H
#define SLUICE_TRIALS_ACCOUNTS_H

#include "harness/base/counting_heap.h"
#include "rules/observation.h"

#include <sluice/error.h>

/** A run that is over. */
struct sluice_account {
    const struct sluice_status *status;
    const struct sluice_counting_heap *heap;
    const struct sluice_observation *seen; /* with its trace, if it was asked for */
    bool traced;
    const struct sluice_status *writing; /* of what was written of it; NULL: nothing */
    bool same;                           /* what was written is what was read */
    uint64_t held;                       /* bytes, when writing began */
    bool rebuilt; /* a program has built it once more, which no status counts */
};

/** NULL, or what does not agree. */
const char *sluice_account_fault(const struct sluice_account *account);

#endif
