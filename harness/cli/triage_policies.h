/* The fuzzers' policies by the size of what is written of them. Private to `sluice triage`. */
#ifndef SLUICE_CLI_TRIAGE_POLICIES_H
#define SLUICE_CLI_TRIAGE_POLICIES_H

#include <sluice/base.h>

/** Numbers, the smallest policy first. Free with sluice_triage_policies_free(). */
struct sluice_triage_policies {
    uint16_t *numbers;
    size_t count;
};

/** All policies of which less is written than of `number`. False without memory. */
SLUICE_NODISCARD bool sluice_triage_policies_smaller(uint16_t number,
                                                     struct sluice_triage_policies *out);

void sluice_triage_policies_free(struct sluice_triage_policies *policies);

#endif
