/* How fast a cost grows with the input: the exponent of the law that it follows.
 *
 * A shape is run at n, 2n, 4n and 8n; an exponent is a slope of log(cost) over log(bytes). It is 1 for a
 * linear cost, 2 for a square, 1.1 or so for n log n. It is taken twice, and what grows too fast does so by
 * either measure:
 *
 * - Of what each doubling adds, to the bytes and to the cost: from the first doubling to the second, and to
 *   the third; the greater counts. What there is at every size, the header of a stream or the work before
 *   its first byte, cancels out, and does not turn a straight line into a curve.
 *
 * - Of the whole, from n to 8n and from 2n to 8n; the greater counts. What comes once, a buffer that doubles
 *   or the path to a refusal, is nearly all that a doubling adds to a cost that hardly grows; of the whole
 *   it is little. What is held anyway hides what is small beside it: n should be a few thousand bytes.
 *
 * What is linear up to 4n and a square from there has an exponent of 1.5. */
#ifndef SLUICE_RULES_GROWTH_H
#define SLUICE_RULES_GROWTH_H

#include "rules/case.h"

/** A cost of a run that is looked at. */
struct sluice_cost {
    const char *name; /* for the message, "steps" */
    uint64_t (*of)(const struct sluice_scaled_run *run);
};

/**
 * Finds `out` violated if the cost grows with a greater exponent than SLUICE_BOUND_EXPONENT. Unless
 * there are four runs with that cost, with one outcome and ascending in bytes, they tell nothing.
 *
 * @param count of what was put to the test; raised by one if there was something to judge.
 */
void sluice_judge_growth(const struct sluice_observation_set *set, const struct sluice_cost *cost,
                         struct sluice_judged *out, uint64_t *count);

#endif
