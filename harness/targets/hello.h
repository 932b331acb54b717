/* What a program of tier 1 says of itself: CONTRACT.md. Private to the targets. */
#ifndef SLUICE_TARGETS_HELLO_H
#define SLUICE_TARGETS_HELLO_H

#include "harness/base/text.h"
#include "harness/targets/target.h"

enum { SLUICE_HELLO_NAME = 101 };

/** Texts are "" where nothing is said. */
struct sluice_hello {
    char name[SLUICE_HELLO_NAME];
    char version[SLUICE_HELLO_NAME];
    char language[SLUICE_HELLO_NAME];
    unsigned capabilities; /* enum sluice_target_capability */
    uint32_t shows;        /* SLUICE_SHOWS bits */
};

/** Reads the body of a hello. False, with the fault in `why`, if it is none of this contract. */
SLUICE_NODISCARD bool sluice_hello_read(struct sluice_bytes body, struct sluice_hello *out,
                                        struct sluice_text *why);

/** True for a name that results and baselines can be filed under: "jdk-ois". */
bool sluice_hello_is_name(const char *name);

#endif
