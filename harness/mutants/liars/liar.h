/* Liars: targets that read with the reference and lie in one way, to put the runner and the judge to the
 * test. harness/mutants/README.md says what must come of each.
 *
 * Those that lie about every stream need no more. Some do it once, at one stream: it is given to them. */
#ifndef SLUICE_MUTANTS_LIAR_H
#define SLUICE_MUTANTS_LIAR_H

#include "harness/targets/target.h"

enum sluice_liar_kind {
    SLUICE_LIAR_HONEST,
    SLUICE_LIAR_CHATTERS,
    SLUICE_LIAR_ACCEPTS_ALL,
    SLUICE_LIAR_REJECTS_ALL,
    SLUICE_LIAR_ONE_ANSWER,
    SLUICE_LIAR_CRASHES_ON_REJECT,
    SLUICE_LIAR_EXITS_ON_REJECT,
    SLUICE_LIAR_WRONG_CLASS,
    SLUICE_LIAR_VAGUE,
    SLUICE_LIAR_WRONG_VALUE,
    SLUICE_LIAR_LEAKS,
    SLUICE_LIAR_POISONED,
    SLUICE_LIAR_STEEP,
    /* those that lie at one stream */
    SLUICE_LIAR_HANGS,
    SLUICE_LIAR_HANGS_AFTER_ANSWER,
    SLUICE_LIAR_OUT_OF_ORDER,
    SLUICE_LIAR_NO_ANSWER,
    SLUICE_LIAR_DIES_AFTER_ANSWER,
    SLUICE_LIAR_DIES,
    SLUICE_LIAR_COUNT
};

/** The name of a liar; never NULL. */
const char *sluice_liar_name(enum sluice_liar_kind kind);

/**
 * Makes a liar of a target.
 *
 * @param truth  must outlive it.
 * @param victim the stream to lie at, for those that need one; its bytes must outlive the liar.
 * @param out    the liar as a target; its destroy() leaves `truth` alone.
 * @return false without memory.
 */
SLUICE_NODISCARD bool sluice_liar_make(enum sluice_liar_kind kind,
                                       const struct sluice_target *truth,
                                       struct sluice_bytes victim, struct sluice_target *out);

#endif
