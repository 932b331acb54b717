/* A case on a target that is a program of another maker: what it is asked, and what it is held to. Trials of
 * our own judge and decoder are left out. FORMAT.md. Private to the suite. */
#ifndef SLUICE_SUITE_FOREIGN_H
#define SLUICE_SUITE_FOREIGN_H

#include "harness/suite/attempt.h"

/** What a program is held to. */
enum sluice_foreign_demand {
    SLUICE_FOREIGN_ACCEPT,
    SLUICE_FOREIGN_REFUSE, /* reject or limit */
    SLUICE_FOREIGN_NOTHING /* nobody knows better: any answer will do */
};

/** The setting of a case: JSON, as CONTRACT.md has it. With `limits` those of the case. */
void sluice_foreign_setting(const struct sluice_case *item, bool limits, struct sluice_text *out);

/** The runs of a case on a program, and the judgement. False when the harness failed. */
SLUICE_NODISCARD bool sluice_foreign_run(struct sluice_attempt *attempt, const char **why);

/**
 * Decides a case that a program was asked.
 *
 * @param demand  by the case, or by what the reference finds well-formed.
 * @param in_full whether also the error and the value are those of the case, as far as the program names
 *                them.
 */
void sluice_foreign_decide(const struct sluice_attempt *attempt,
                           const struct sluice_observation_set *set,
                           enum sluice_foreign_demand demand, bool in_full,
                           struct sluice_case_verdict *out);

#endif
