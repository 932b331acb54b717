/* What a fuzz target's program has found in an input, read from how it ended and what it wrote.
 * Private to `sluice triage`. */
#ifndef SLUICE_CLI_TRIAGE_FINDING_H
#define SLUICE_CLI_TRIAGE_FINDING_H

#include "harness/cli/triage_child.h"

/** The kinds of findings. */
enum sluice_triage_kind {
    SLUICE_TRIAGE_NONE,      /* nothing is found */
    SLUICE_TRIAGE_RULE,      /* an oracle has spoken: SLUICE-FINDING */
    SLUICE_TRIAGE_SANITIZER, /* a sanitizer has */
    SLUICE_TRIAGE_CRASH,     /* a signal, or a status that no program of ours ends with */
    SLUICE_TRIAGE_HANG,
    SLUICE_TRIAGE_MEMORY,
    SLUICE_TRIAGE_UNJUDGED /* the program could not run it: `sentence` is what it complains of */
};

/** A finding. Zero-initialize; free with sluice_triage_finding_free(). */
struct sluice_triage_finding {
    enum sluice_triage_kind kind;
    struct sluice_text key;      /* what findings of one bucket have in common; one line */
    struct sluice_text rule;     /* the oracle's word, "IN-5" or "accounts"; empty: none */
    struct sluice_text sentence; /* what is wrong, for people */
};

/** "rule", "sanitizer", "crash" ...; static. */
const char *sluice_triage_kind_name(enum sluice_triage_kind kind);

/** Fills `out` anew. False without memory. */
SLUICE_NODISCARD bool sluice_triage_finding_read(const struct sluice_child *child,
                                                 struct sluice_triage_finding *out);

/** The rule of the catalogue that a case about it is to name; NULL if none fits: then there can be no
 * case. Static. */
const char *sluice_triage_finding_rule(const struct sluice_triage_finding *finding);

/** Adds a sentence without what differs between findings of one kind: numbers, names of classes, quoted
 * texts become #. */
void sluice_triage_normalize(struct sluice_text *out, const char *sentence, size_t length);

void sluice_triage_finding_free(struct sluice_triage_finding *finding);

#endif
