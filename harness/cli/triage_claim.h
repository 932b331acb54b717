/* What an input claims that tells of a neighbor (SLUICE_FUZZ_NEIGHBOR): a stream that is accepted, the same
 * broken by one rule, and how that must be answered. Private to `sluice triage`. */
#ifndef SLUICE_CLI_TRIAGE_CLAIM_H
#define SLUICE_CLI_TRIAGE_CLAIM_H

#include "harness/base/text.h"
#include "harness/fuzz/input.h"

/** Zero-initialize; free with sluice_triage_claim_free(). */
struct sluice_triage_claim {
    bool there;                    /* false: the input is no such, and all else is empty */
    const char *way;               /* of breaking the rule: "stray-end"; static */
    bool decode;                   /* decoding must refuse it */
    bool inspect;                  /* inspecting must */
    struct sluice_fuzz_input made; /* the broken one; its bytes live until the next claim is read */
    struct sluice_bytes base;      /* the stream before it was broken; likewise */
    bool same_settings;            /* it is accepted under the settings of the broken one */
    struct sluice_text
        expectation; /* "{verdict: reject, error: EOFException, reason: truncated}" */
};

/** Reads the claim of an input. False without memory. */
SLUICE_NODISCARD bool sluice_triage_claim_read(struct sluice_bytes input,
                                               struct sluice_triage_claim *claim);

void sluice_triage_claim_free(struct sluice_triage_claim *claim);

#endif
