/* The classes of a policy by name, and what each of them is an instance of: worked out once for each policy and
 * kept as long as the policies are. */
#ifndef SLUICE_FUZZ_KIN_H
#define SLUICE_FUZZ_KIN_H

#include "harness/models/models.h"

#include <sluice/policy.h>

struct sluice_kin {
    /* With the layouts that their code reads, too. */
    const struct sluice_class_model *classes;
    const struct sluice_models_declared *declared; /* of the same order */
    size_t count;
    size_t own;      /* so many of them, the first, do not come with the decoder */
    uint32_t *slots; /* by hash of the name: index + 1; 0: free */
    uint32_t slot_mask;
    uint32_t
        *above; /* of all classes: superclasses and interfaces, by index, the class itself first */
    size_t *first; /* by class: where its own begin in `above`; one more at the end */
};

/** Of a policy of the fuzzers; NULL without memory. */
const struct sluice_kin *sluice_kin_of(size_t policy);

/** The index of a class by its name, with dots or slashes; `count` if there is none. */
size_t sluice_kin_find(const struct sluice_kin *kin, struct sluice_bytes class_name);

/** True if an object of the class at `index` is one of the class at `other`, too. */
bool sluice_kin_is(const struct sluice_kin *kin, size_t index, size_t other);

#endif
