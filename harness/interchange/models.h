/* Models of the generator's own classes (java/sluice/interchange/Own.java), and the policy that has
 * them beside all well-known classes. */
#ifndef SLUICE_INTERCHANGE_MODELS_H
#define SLUICE_INTERCHANGE_MODELS_H

#include "sluice/policy.h"

/** The policy, or NULL with a sentence on standard error. Free with sluice_policy_free(). */
SLUICE_NODISCARD struct sluice_policy *sluice_interchange_policy(void);

#endif
