/* Asking a fuzz target's program what an input shows. Private to `sluice triage`. */
#ifndef SLUICE_CLI_TRIAGE_ASK_H
#define SLUICE_CLI_TRIAGE_ASK_H

#include "harness/cli/triage_finding.h"

/** Who is asked. Zero-initialize and set the first five; free with sluice_triage_ask_free(). */
struct sluice_triage_ask {
    const char *program;
    const char *target;
    bool thorough;     /* it tries everything, and not what the input's bytes happen to choose */
    unsigned deadline; /* milliseconds */
    uint64_t memory;   /* bytes */
    uint64_t runs;     /* so far */
    struct sluice_child child;
};

/** Runs an input. False after a complaint: the program cannot be run at all. */
SLUICE_NODISCARD bool sluice_triage_ask(struct sluice_triage_ask *ask, struct sluice_bytes input,
                                        struct sluice_triage_finding *out);

void sluice_triage_ask_free(struct sluice_triage_ask *ask);

#endif
