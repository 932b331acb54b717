/* The inside of the derived variants: what is at hand while those of one case are run. */
#ifndef SLUICE_SUITE_DERIVED_STATE_H
#define SLUICE_SUITE_DERIVED_STATE_H

#include "harness/suite/derived.h"
#include "harness/suite/refusals.h"

struct sluice_deriving {
    const struct sluice_case *item;
    const struct sluice_target *target;
    const struct sluice_assembly *base;
    const struct sluice_observation *plain; /* of the case itself */
    struct sluice_question *question;       /* the case's own */
    struct sluice_wrapping *wrapping;       /* for items in containers; NULL: not made yet */
    struct sluice_derived *out;
    struct sluice_observation seen;   /* of the variant at hand */
    struct sluice_observation reread; /* of what was written for it */
    struct sluice_judged *results;
    struct sluice_refusals refusals;
    uint64_t count;  /* variants so far */
    const char *why; /* the harness or the target failed; ends everything */
};

/** Notes that a variant is not as it must be. `answer` is what it got. */
void sluice_deriving_say(struct sluice_deriving *deriving, const struct sluice_variant *variant,
                         const struct sluice_answer *answer, const char *rule, const char *text);

/* --- derived_runs.c: the same bytes in other ways ---------------------------------------------- */

/** The case's own stream byte by byte, in two parts, as the case's `derive` says. Loads it. */
SLUICE_NODISCARD bool sluice_derived_deliver(struct sluice_deriving *deriving);

/**
 * The loaded variant once more: byte by byte, and with each of its allocations refused.
 * @param request how it was run; `seen` is what came of it, with its value.
 */
SLUICE_NODISCARD bool sluice_derived_rerun(struct sluice_deriving *deriving,
                                           const struct sluice_variant *variant,
                                           const struct sluice_target_request *request);

/* --- derived_wrap.c: the classes of containers --------------------------------------------------- */

/** The policy and the question of a case whose items stand in containers. */
struct sluice_wrapping;

/** NULL when memory ran out. The containers that the case leaves no room for are left out of it. */
struct sluice_wrapping *sluice_wrapping_make(const struct sluice_case *item,
                                             const struct sluice_assembly *base);

/** The kinds of containers that may be put around the items: bits, 1 << enum sluice_container_kind. */
unsigned sluice_wrapping_kinds(const struct sluice_wrapping *wrapping);

/** The policy that allows the containers and what the case allows; NULL if the case has none. */
const struct sluice_policy *sluice_wrapping_policy(const struct sluice_wrapping *wrapping);

/** The question that goes with it. */
struct sluice_judge_context *sluice_wrapping_context(struct sluice_wrapping *wrapping);

void sluice_wrapping_free(struct sluice_wrapping *wrapping);

/* --- derived_expect.c: what must come of a variant ------------------------------------------------- */

/** NULL when the answer in `seen` is what it must be, else what is wrong with it. */
const char *sluice_derived_wrong(struct sluice_deriving *deriving,
                                 const struct sluice_variant *variant,
                                 const struct sluice_judge_context *context);

/** True if a variant may break a rule that its case keeps. */
bool sluice_derived_may_violate(const struct sluice_deriving *deriving,
                                const struct sluice_variant *variant, const char *rule);

#endif
