/* Whether a signed archive was refused where it does not stand, and for a reason that is true of its signature, its
 * texts and its digests. Of its structure truth.h tells. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_REASON_H
#define SLUICE_FUZZ_REASON_H

#include "harness/fuzz/archive/model.h"
#include "harness/fuzz/archive/verify.h"

/** What is untrue of a refusal; NULL when it is true, or not told here. The archive's model must be sure. Static
 * text. */
const char *sluice_reason_fault(const struct sluice_model_archive *archive,
                                const struct sluice_archive_policy *policy,
                                const struct sluice_verify_told *told);

/** What is untrue of what a verdict says at a time beside its reason: digest, signer, timestamp. NULL when nothing
 * is. */
const char *sluice_reason_facts_fault(const struct sluice_model_archive *archive, int64_t now,
                                      const struct sluice_verify_told *told);

#endif
