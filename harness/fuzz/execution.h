/* One execution: an input that is read by the reference decoder, with everything watched, and judged.
 *
 * The runs, the questions and the judge are those of the attack suite; what is added here is only that it
 * can be done many thousand times a second. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_EXECUTION_H
#define SLUICE_FUZZ_EXECUTION_H

#include "harness/fuzz/input.h"
#include "harness/fuzz/target.h"
#include "harness/suite/case.h"
#include "harness/suite/question.h"

/** What is known of an input. Filled by sluice_execution_begin() and sluice_execution_plain(). */
struct sluice_execution {
    struct sluice_fuzz_input input;
    uint64_t digest;              /* of the input, for choices */
    struct sluice_case item;      /* the input as the suite would have it: mode, models, limits */
    struct sluice_target *target; /* has loaded the stream */
    struct sluice_question *question;
    struct sluice_observation plain; /* of the plain run, with its trace */
    struct sluice_target_facts facts;
    struct sluice_judged *results; /* by every rule */
    struct sluice_finding *finding;
};

/**
 * The execution of this process, about to read `bytes` in a mode. The one before it is over.
 * @return NULL without memory.
 */
struct sluice_execution *sluice_execution_begin(struct sluice_bytes bytes,
                                                enum sluice_target_mode mode,
                                                struct sluice_finding *finding);

/** Has the target read the stream once more. What the target itself complains of is a finding, and then
 * this returns false. `observation` is cleared first. */
SLUICE_NODISCARD bool sluice_execution_run(struct sluice_execution *execution,
                                           const struct sluice_target_request *request,
                                           struct sluice_observation *observation,
                                           struct sluice_target_facts *facts);

/** A request for a plain run of the input: no trace, no value. */
struct sluice_target_request sluice_execution_request(const struct sluice_execution *execution);

/** Makes the plain run, and judges it by every rule. False with a finding. */
SLUICE_NODISCARD bool sluice_execution_plain(struct sluice_execution *execution);

/** Judges the plain run again, together with further runs: `set` has its members for these set. */
SLUICE_NODISCARD bool sluice_execution_judge(struct sluice_execution *execution,
                                             struct sluice_observation_set *set);

/** Makes the first violated rule of `count` results the finding, and returns false; true if there is none. */
bool sluice_execution_accuse(const struct sluice_execution *execution,
                             const struct sluice_judged *results, size_t count);

/** Makes a run that the target or the harness could not make the finding. `why` may be NULL. Returns
 * false. */
bool sluice_execution_failed(const struct sluice_execution *execution, const char *why);

bool sluice_execution_is_accepted(const struct sluice_execution *execution);

/** What came of the plain run. */
struct sluice_fuzz_answer sluice_execution_answer(const struct sluice_execution *execution);

/** A number below `bound` that depends on the whole input and on `what` alone: for choices that no
 * setting makes. */
uint64_t sluice_execution_choose(const struct sluice_execution *execution, uint32_t what,
                                 uint64_t bound);

#endif
