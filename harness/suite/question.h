/* What a case asks of a target, as the judge sees it: the policy and the limits in the judge's own
 * neutral types. Private to the suite. */
#ifndef SLUICE_SUITE_QUESTION_H
#define SLUICE_SUITE_QUESTION_H

#include "harness/suite/case.h"
#include "rules/judge.h"

/** Owns what its context points to, but for the bytes and the names. */
struct sluice_question {
    struct sluice_judge_context context;
    struct sluice_judge_class *classes;
    const struct sluice_judge_class **by_name; /* NULL without sluice_question_index() */
    struct sluice_judge_field *fields;
    struct sluice_judge_piece *pieces;
    struct sluice_judge_limit *limits; /* those of the run, then those of the reader */
};

/** Makes the question of a case about `stream`; both must outlive it. False without memory. */
SLUICE_NODISCARD bool sluice_question_make(const struct sluice_case *item,
                                           struct sluice_bytes stream, struct sluice_question *out);

/** Sorts the classes of a question, for who asks it many times. False without memory. */
SLUICE_NODISCARD bool sluice_question_index(struct sluice_question *question);

/** sluice_question_make() under a policy that has also `count` models of well-known classes, which must outlive it. */
SLUICE_NODISCARD bool sluice_question_make_beside(const struct sluice_case *item,
                                                  struct sluice_bytes stream,
                                                  const struct sluice_class_model *models,
                                                  size_t count, struct sluice_question *out);

/**
 * Puts other limits into a question of the same mode: those of the case, and the target's defaults for the
 * others. A stream that is written again is read under the defaults; the case's are those of its next
 * reader.
 */
void sluice_question_limit(const struct sluice_case *item, struct sluice_question *question);

/**
 * Of the limits only those that the case sets, if the target keeps limits, and else none: what a target of
 * another maker takes for a limit of its own is not judged.
 */
void sluice_question_limit_to_case(const struct sluice_case *item, bool keeps,
                                   struct sluice_question *question);

/** Frees what the question owns. */
void sluice_question_free(struct sluice_question *question);

#endif
