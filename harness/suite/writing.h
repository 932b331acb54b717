/* What the runs that write once more have in common: how they are made, and how they change the rulings of
 * their case. Private to the suite. */
#ifndef SLUICE_SUITE_WRITING_H
#define SLUICE_SUITE_WRITING_H

#include "harness/suite/case.h"
#include "rules/judge.h"

/** The case that is written once more, and what comes of it. */
struct sluice_writing {
    const struct sluice_case *item;
    const struct sluice_target *target;
    struct sluice_judged *results; /* the rulings on the case, one for each rule */
    const char *why;               /* what failed, if it was the harness or the target */
};

/** A way to write. */
struct sluice_writing_step {
    struct sluice_bytes read;           /* what is written again */
    const struct sluice_limits *limits; /* those of its reader; NULL: none */
    bool safe;
    const struct sluice_target_wrote *says; /* what the writer has counted; NULL: not asked */
    bool unsound; /* its containers need not be what they claim: which are replaced is not asked */
};

/** Changes a ruling to violated, unless it is already. */
void sluice_writing_violate(struct sluice_writing *writing, const char *rule, uint64_t offset,
                            const char *detail);

/** Changes a ruling from not applicable to held. */
void sluice_writing_hold(struct sluice_writing *writing, const char *rule, const char *detail);

/** Has the target read `stream`; false with `why` if it failed. `facts` may be NULL. */
SLUICE_NODISCARD bool sluice_writing_run(struct sluice_writing *writing, struct sluice_bytes stream,
                                         const struct sluice_target_request *request,
                                         struct sluice_observation *observation,
                                         struct sluice_target_facts *facts);

/** What an answer says was written. */
struct sluice_bytes sluice_writing_written(const struct sluice_answer *answer);

bool sluice_writing_is_accepted(const struct sluice_answer *answer);

/**
 * Judges the step from what was read to what was written by OUT-1, OUT-2 and OUT-3, as that of a target
 * that rewrites. False when the harness or the target failed.
 */
SLUICE_NODISCARD bool sluice_writing_judge(struct sluice_writing *writing,
                                           const struct sluice_writing_step *how,
                                           const struct sluice_answer *wrote);

#endif
