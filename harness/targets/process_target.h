/* A program as a target: CONTRACT.md, both tiers. */
#ifndef SLUICE_TARGETS_PROCESS_TARGET_H
#define SLUICE_TARGETS_PROCESS_TARGET_H

#include "harness/base/text.h"
#include "harness/targets/target.h"

/** How to run it. What it points to must outlive the target. */
struct sluice_process_target_settings {
    const char *name;           /* what results are filed under; NULL: the one that it says */
    const char *const *command; /* ended by NULL */
    unsigned tier;              /* 0 or 1 */
    unsigned deadline;          /* milliseconds for one run; 0: SLUICE_TARGET_DEADLINE */
    bool archives; /* it is asked about archives: streams are requests (archive_request.h) */
};

/**
 * A target of kind PROCESS. A program of tier 1 is started once, for what it says of itself, and ended; each
 * process that uses the target then starts its own when it first needs it.
 * @return false, with the reason in `why`, if it is no target here, or without memory.
 */
SLUICE_NODISCARD bool
sluice_process_target_create(const struct sluice_process_target_settings *settings,
                             struct sluice_target *target, struct sluice_text *why);

/**
 * Whether the target has an opinion to be judged: it must accept a stream, refuse another, and, of tier 1, not
 * guess at a mode that nobody knows. One of archives must refuse what is none. False, with the reason in `why`. Ends what it has started.
 */
SLUICE_NODISCARD bool sluice_process_target_smoke(const struct sluice_target *target,
                                                  struct sluice_text *why);

/** True if the last run found that the program had ended after its answer before; once. `observation` is given
 * how. */
bool sluice_process_target_ended(const struct sluice_target *target,
                                 struct sluice_observation *observation);

#endif
