/* A clumsy program: it misuses the builder in each way that can be derived from the classes of a policy,
 * and holds the answers against what sluice/build.h promises. */
#ifndef SLUICE_TRIALS_CLUMSY_H
#define SLUICE_TRIALS_CLUMSY_H

#include <sluice/policy.h>

enum { SLUICE_CLUMSY_FAULT = 192 };

/**
 * Tries it with the first classes of `policy`; if that has none, with some of its own that have
 * everything a class can have.
 *
 * @return true if everything is as promised; else `fault` is a sentence that says what is not.
 */
bool sluice_clumsy_program(const struct sluice_policy *policy, char fault[SLUICE_CLUMSY_FAULT]);

#endif
