/* What a worker tells the runner about a case, in two parts: a note before the target sees the
 * stream, so that a crash can be reported with its bytes, and an answer after it. Both carry members
 * of the result's JSON object as text. Private to the suite. */
#ifndef SLUICE_SUITE_RECORD_H
#define SLUICE_SUITE_RECORD_H

#include "harness/base/text.h"
#include "harness/suite/control.h"
#include "harness/suite/derived.h"
#include "harness/suite/verdict.h"

enum {
    SLUICE_RECORD_HEX_BYTES = 16 * 1024,
    SLUICE_RECORD_LAYOUT_ROWS = 2000,
    SLUICE_RECORD_TRACE_EVENTS = 500,
    SLUICE_RECORD_VALUE_BYTES = 4 * 1024
};

/** Writes the note: members bytes, sha256, hex, layout. */
void sluice_record_stream(struct sluice_text *out, const struct sluice_assembly *assembly,
                          const char *sha256);

/** Writes the note of a case whose stream is not known. */
void sluice_record_no_stream(struct sluice_text *out, const struct sluice_case *item);

/** Writes the answer's members: error, judged, value, trace, trace_dropped, resources, control. */
void sluice_record_run(struct sluice_text *out, const struct sluice_observation_set *set,
                       const struct sluice_judged *results);

/** Writes one of these members, judged, with a comma before it. */
void sluice_record_judged(struct sluice_text *out, const struct sluice_judged *results);

/** Writes one more member, variants, for a case whose variants were run. */
void sluice_record_variants(struct sluice_text *out, const struct sluice_derived *derived);

/** Writes two more members of a program's run, answer and miss. */
void sluice_record_answer(struct sluice_text *out, enum sluice_outcome answer,
                          enum sluice_miss miss);

/** Writes the same members for a case that was not run to the end. */
void sluice_record_no_run(struct sluice_text *out);

/** Puts a verdict and the members of a run into one answer. False without memory. */
SLUICE_NODISCARD bool sluice_record_pack(const struct sluice_case_verdict *verdict,
                                         const struct sluice_text *members,
                                         struct sluice_text *out);

/** What an answer begins with. */
struct sluice_record_head {
    enum sluice_verdict verdict;
    bool pass;
    bool accepted; /* what the target itself said */
    enum sluice_case_key key;
    uint64_t derived[SLUICE_VARIANT_RULE_COUNT]; /* executions of variants, by rule */
    int signal;                                  /* that killed the target's own process; 0: none */
    struct sluice_bytes sanitizer; /* its report about that process; points into the answer */
    struct sluice_bytes said;      /* the last of its standard error; points into the answer */
};

/**
 * Takes an answer apart; `message` and `members` point into it and are not NUL-terminated.
 * @return false when it is not an answer.
 */
SLUICE_NODISCARD bool
sluice_record_unpack(struct sluice_bytes answer, struct sluice_record_head *out,
                     struct sluice_bytes *message, struct sluice_bytes *members);

#endif
