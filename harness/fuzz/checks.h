/* What the fuzz targets look at beside the plain run of an input: one function for each, in a file of its
 * own, so that targets combine them and fuzz-all has every oracle.
 *
 * Each is called when sluice_execution_plain() has found nothing, and returns false with a finding. Which
 * of many runs are made follows from the input alone (sluice_execution_choose()); with sluice_fuzz_thorough
 * all of them are. Afterwards the target has the stream of the input loaded again. Private to
 * harness/fuzz. */
#ifndef SLUICE_FUZZ_CHECKS_H
#define SLUICE_FUZZ_CHECKS_H

#include "harness/fuzz/execution.h"

/* What is chosen: the second argument of sluice_execution_choose(). */
enum sluice_fuzz_choice {
    SLUICE_CHOICE_LIMIT = 1,
    SLUICE_CHOICE_DELIVERY,
    SLUICE_CHOICE_DELIVERY_PLACE,
    SLUICE_CHOICE_DELIVERY_SIZE,
    SLUICE_CHOICE_DELIVERY_VALUE,
    SLUICE_CHOICE_DELIVERY_EVENTS,
    SLUICE_CHOICE_ALLOCATION,
    SLUICE_CHOICE_ALLOCATION_KIND,
    SLUICE_CHOICE_UNIT,
    SLUICE_CHOICE_UNIT_KIND,
    SLUICE_CHOICE_TEXT,
    SLUICE_CHOICE_PARTIAL,
    SLUICE_CHOICE_TRIALS,
    SLUICE_CHOICE_WRITING,
    SLUICE_CHOICE_LENGTH,
    SLUICE_CHOICE_READER_LIMIT,
    SLUICE_CHOICE_READER_RECORD,
    SLUICE_CHOICE_READER_SIDE,
    SLUICE_CHOICE_CHECKS, /* and those behind it: which checks fuzz-all makes */
    SLUICE_CHOICE_SHARING = 100,
    SLUICE_CHOICE_SHARED
};

/**
 * Each limit is exact: at the need of an accepted stream it accepts, with the same answer, as at one more;
 * at one less it refuses and is named. What was refused at a limit needs more than it.
 */
SLUICE_NODISCARD bool sluice_check_limits(struct sluice_execution *execution);

/** However the source cuts the bytes, the answer is the same; a source that fails ends the run. */
SLUICE_NODISCARD bool sluice_check_chunks(struct sluice_execution *execution);

/** Whichever allocation is refused, alone or with all after it, the run ends without memory and leaves
 * nothing behind, and the next one is as before. */
SLUICE_NODISCARD bool sluice_check_allocations(struct sluice_execution *execution);

/** A part of the stream repeated, or inside itself, n, 2n, 4n and 8n times: steps and heap grow with the
 * bytes, the C stack does not grow. */
SLUICE_NODISCARD bool sluice_check_growth(struct sluice_execution *execution);

/** The same of a part that has a text or numbers and stands in many places, or has its values in many objects like it: it
 * is as large as they are many. */
SLUICE_NODISCARD bool sluice_check_sharing(struct sluice_execution *execution);

/** The same promises hold of a stream that is longer than inputs may be, by one part of it that is repeated, by one that
 * is large and stands in many places, or by one text that is about as long as 16 bits tell: judged, under exact limits,
 * however it is cut, and when memory is refused. */
SLUICE_NODISCARD bool sluice_check_long(struct sluice_execution *execution);

/** Of a malformed stream, what came before the fault is handed out when it is asked for, and else nothing
 * changes. Inspections only, and of every other input that asks for it. */
SLUICE_NODISCARD bool sluice_check_partial(struct sluice_execution *execution);

/** The map that the judge makes of the bytes is what an inspection without limits reads, element by element; where
 * both find a fault, it is the same one in the same place. And the path of a refusal leads to what stands at its
 * offset. */
SLUICE_NODISCARD bool sluice_check_reading(struct sluice_execution *execution);

/** The bytes as a stream program are those bytes again, and so is the program as YAML. */
SLUICE_NODISCARD bool sluice_check_program(struct sluice_execution *execution);

/** What was built or inspected is written, and reads as the same: by the rules for writers. */
SLUICE_NODISCARD bool sluice_check_writing(struct sluice_execution *execution);

/** What is written again is written for a reader, too, that one limit lets read just that, or just not: by the rules for
 * writers. */
SLUICE_NODISCARD bool sluice_check_reader(struct sluice_execution *execution);

/** What was built or inspected is, through every public view and reading of it, what its stream says. */
SLUICE_NODISCARD bool sluice_check_views(struct sluice_execution *execution);

/** What is promised of a policy without a stream, and of a program that misuses the builder under it; of the
 * classes of the policy of the input, or none. Decoding only; its streams play no part, and the program is run
 * until it went well once under each policy. */
SLUICE_NODISCARD bool sluice_check_trials(struct sluice_execution *execution);

/* --- neighbors ---------------------------------------------------------------------------------- */

struct sluice_mutate_neighbor;

/** A mutator in the same process, as harness/fuzz/mutate/mutate.h has it. */
struct sluice_fuzz_mutator {
    const struct sluice_mutate_neighbor *(*last_neighbor)(void);
    const struct sluice_mutate_neighbor *(*neighbor_again)(struct sluice_bytes input);
    const char *const *(*rules)(bool decode, bool inspect);
};

/** Set by who links a mutator; NULL: there is none. */
extern const struct sluice_fuzz_mutator *sluice_fuzz_mutator;

/**
 * If the mutator made the input to break a rule, and what it made it from is accepted, it is refused, for
 * one of the reasons that the mutator knows. The same for the neighbor that an input with
 * SLUICE_FUZZ_NEIGHBOR tells of: a finding is noted with such an input, so that it can be seen again. The
 * last check: the execution is then that of another input. `bytes`: the input, settings included.
 */
SLUICE_NODISCARD bool sluice_check_neighbor(struct sluice_execution *execution,
                                            struct sluice_bytes bytes);

/* --- what checks have in common ------------------------------------------------------------------ */

/** Judges several runs over the bytes (BOUND-ALLOCATION, BOUND-CHUNKS), and notes what is violated. */
SLUICE_NODISCARD bool sluice_check_runs(const struct sluice_execution *execution,
                                        const struct sluice_observation_set *set);

#endif
