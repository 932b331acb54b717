/* From the reply of a program of tier 1 to an observation. Private to the targets. */
#ifndef SLUICE_TARGETS_REPLY_H
#define SLUICE_TARGETS_REPLY_H

#include "harness/targets/hello.h"

/**
 * Takes a reply: the verdict, which is one, and the fields. Tags that are not known, and fields that the
 * verdict has no use for, are passed over.
 * @return false with the fault in `why` (static text) when it does not keep the contract.
 */
SLUICE_NODISCARD bool sluice_reply_take(struct sluice_bytes reply, const struct sluice_hello *hello,
                                        struct sluice_observation *out, const char **why);

#endif
