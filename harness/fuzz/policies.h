/* The policies that inputs of the fuzzers choose from by number: the class models of the attack suite,
 * so that each of its streams is read under the policy that it was written for.
 *
 * They stand in policies.yaml, numbered from 0, are part of each program, and are loaded when first asked
 * for. A number keeps its meaning for ever: what is new comes last. */
#ifndef SLUICE_FUZZ_POLICIES_H
#define SLUICE_FUZZ_POLICIES_H

#include "harness/models/models.h"

/** How many there are, at least one. */
size_t sluice_fuzz_policy_count(void);

/** The models of policy `number` modulo their count; NULL without memory. They live as long as the
 * process, as what the fuzzers know, not what an input made. */
const struct sluice_models *sluice_fuzz_policy(size_t number);

/** How policy `number` modulo their count is written: a mapping with `use` and `classes`, either of which
 * may be missing. `*text` receives the text that it stands in. */
const struct sluice_yaml_node *sluice_fuzz_policy_node(size_t number, const char **text);

/** Makes an empty set the models of a policy that is so written, and finishes it. False with what is wrong. */
SLUICE_NODISCARD bool sluice_fuzz_policy_models(const struct sluice_yaml_node *policy,
                                                struct sluice_models *models,
                                                struct sluice_yaml_error *error);

#endif
