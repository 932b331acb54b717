/* The classes of the files that are measured, as decode needs them: those of java.util and java.lang
 * with the checks that corpora/models gives them. In C, so that the gate's counts change only with
 * the decoder. */
#ifndef SLUICE_BENCH_MODELS_H
#define SLUICE_BENCH_MODELS_H

#include <sluice/policy.h>

/** The policy for all files. Free with sluice_policy_free(); NULL, after a sentence, if it fails. */
SLUICE_NODISCARD struct sluice_policy *sluice_bench_policy(void);

#endif
