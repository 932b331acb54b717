/* One case on one target, in the calling process: all its runs, what the rules say of them, and the
 * verdict. Private to the suite. */
#ifndef SLUICE_SUITE_ATTEMPT_H
#define SLUICE_SUITE_ATTEMPT_H

#include "harness/base/sha256.h"
#include "harness/suite/control.h"
#include "harness/suite/derived.h"
#include "harness/suite/question.h"
#include "harness/suite/sweeps.h"
#include "harness/suite/verdict.h"

/** Zero-initialize and set the first seven; free with sluice_attempt_free(). */
struct sluice_attempt {
    const struct sluice_case *item;
    const struct sluice_target *target;
    struct sluice_control_runs *control; /* begun when it is not ready yet */
    bool variants;                       /* run also the streams derived from the case */
    bool promises;                       /* ask also what depends on the models of the case alone */
    bool clumsy;                         /* misuse the builder, too, if the case is one for that */
    bool records;  /* somebody reads the layout of the stream and the members of the result */
    bool is_probe; /* the stream is no case: the harness itself is not put to the test on it */

    struct sluice_assembly assembly;
    char sha256[SLUICE_SHA256_TEXT];
    struct sluice_observation plain;
    struct sluice_sweeps sweeps;
    struct sluice_derived derived;
    struct sluice_question question;
    struct sluice_judged *results; /* by every rule */
    struct sluice_case_verdict verdict;
    struct sluice_text members; /* of the result's JSON object */
    struct sluice_text broken;  /* why it could not be made, if that takes words of its own */
};

/** Turns the program into bytes. To be called first. False, with the reason in `why`. */
SLUICE_NODISCARD bool sluice_attempt_assemble(struct sluice_attempt *attempt,
                                              struct sluice_text *why);

/** All runs, then the judgement. False when the harness or the target failed; `why` may say so. */
SLUICE_NODISCARD bool sluice_attempt_run(struct sluice_attempt *attempt, const char **why);

/** Frees all that the attempt holds. */
void sluice_attempt_free(struct sluice_attempt *attempt);

#endif
