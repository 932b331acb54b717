/* The differences from the JDK that are known: the rows of decoder/DIVERGENCES.md about differential testing.
 * Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_DIVERGENCES_H
#define SLUICE_FUZZ_DIVERGENCES_H

#include "harness/fuzz/jdk/jdk.h"

#include <sluice/error.h>

/** How two readings of one stream differ; the words of the table. */
enum sluice_divergence_how {
    SLUICE_HOW_AGREES,
    SLUICE_HOW_REFUSES, /* the JDK reads it, the decoder refuses it */
    SLUICE_HOW_ACCEPTS, /* the decoder reads it, the JDK refuses it */
    SLUICE_HOW_READS,   /* both read it, and not the same in it */
    SLUICE_HOW_LATER,   /* both refuse, the decoder behind the place where the JDK does */
    SLUICE_HOW_SOONER,  /* both refuse for a single byte, the decoder before the JDK's */
    SLUICE_HOW_NAMES    /* both refuse, the decoder with another exception */
};

/** The word for it ("refuses"). */
const char *sluice_divergence_word(enum sluice_divergence_how how);

/** How a stream was read here. */
struct sluice_own_reading {
    enum sluice_reason reason;
    uint64_t offset;
    bool skips;  /* it has read an object without the fields of its class */
    bool aborts; /* it has read TC_EXCEPTION */
};

struct sluice_divergence {
    char id[48];
    unsigned hows;                /* bits: 1 << enum sluice_divergence_how */
    char own[40];                 /* words that hold of it, with a plus between: "skips+aborts" */
    char error[SLUICE_JDK_ERROR]; /* the JDK's exception; "" where it accepts; "any" */
    char words[SLUICE_JDK_WORDS]; /* part of what it says; "": anything */
    uint64_t seen;                /* counted by sluice_divergence_find() */
};

/** The row for a difference; NULL: it is not known. */
struct sluice_divergence *sluice_divergence_find(enum sluice_divergence_how how,
                                                 const struct sluice_own_reading *own,
                                                 const struct sluice_jdk_answer *jdk);

/** The rows, in their order; NULL behind the last. */
const struct sluice_divergence *sluice_divergence_at(size_t index);

#endif
