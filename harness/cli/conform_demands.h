/* What the contract of a target demands, one thing after another. Private to `sluice conform`. */
#ifndef SLUICE_CLI_CONFORM_DEMANDS_H
#define SLUICE_CLI_CONFORM_DEMANDS_H

#include "harness/targets/client.h"

/** Who is asked. Zero-initialize. */
struct sluice_conform {
    const char *const *command;
    unsigned deadline; /* milliseconds */
    bool json;
    bool unmet;                   /* some demand */
    struct sluice_client *client; /* tier 1 */
    struct sluice_hello hello;
    const char *mode; /* what it can do */
    struct sluice_text stream;
    struct sluice_text notes;
};

/** One demand. */
struct sluice_demand {
    const char *name;
    const char *text;
    /* Asks the program. False, with the reason in `why`, if it does not keep the contract. */
    bool (*check)(struct sluice_conform *conform, struct sluice_text *why);
};

/* The demands of a tier, the last with a NULL name. The first of tier 1 is the hello: without it nothing can be
 * asked. */
extern const struct sluice_demand sluice_demands_of_tier_0[];
extern const struct sluice_demand sluice_demands_of_tier_1[];

#endif
