/* What archives need of each limit of the policy, told from their bytes: so much suffices, and less does not.
 * Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_NEED_H
#define SLUICE_FUZZ_NEED_H

#include "harness/fuzz/archive/model.h"

enum { SLUICE_NEED_LIMITS = 32 };

/**
 * Fills in, limit by limit, what the archives of a set need together. Their models must have come to their end.
 *
 * @param needs 0 where that is not told here: of ratios, and of memory.
 */
void sluice_need_fill(const struct sluice_model_archive *const *archives, size_t count,
                      uint64_t needs[SLUICE_NEED_LIMITS]);

#endif
