/* Policies that are made once more: with each allocation refused, and of models that are spoiled in
 * each way that a policy has to refuse. */
#ifndef SLUICE_TRIALS_POLICIES_H
#define SLUICE_TRIALS_POLICIES_H

#include <sluice/policy.h>

/** What is not right about how a policy of these models is made, or NULL. Large policies, those with
 * groups of well-known classes, are passed over: it would take long and show nothing more. */
const char *sluice_policies_fault(const struct sluice_policy *policy);

/* --- spoiled models, spoil.c ------------------------------------------------------------------ */

enum { SLUICE_SPARE_MEMBERS = 16 };

/** Room for the members of one model that are changed. */
struct sluice_spare {
    struct sluice_field_model fields[SLUICE_SPARE_MEMBERS];
    struct sluice_layout_item layout[SLUICE_SPARE_MEMBERS];
    struct sluice_invariant invariants[SLUICE_SPARE_MEMBERS];
    const char *member; /* that a refusal has to name, or NULL */
    bool elsewhere;     /* a subclass may be refused instead */
};

/** How many ways there are to spoil a model. */
extern const size_t sluice_spoil_ways;

/** Spoils a model in one way. False if that cannot be done to it. */
bool sluice_spoil(size_t way, struct sluice_class_model *model, struct sluice_spare *spare);

#endif
