/* How fast a cost grows with the input: the exponent of the law that it follows.
 *
 * A shape is run at n, 2n, 4n and 8n; the exponent is a slope of log(cost) over log(bytes), the greater
 * of two. It is 1 for a linear cost, 2 for a square, 1.1 or so for n log n.
 *
 * Steps are counted one by one, so it is taken of what each doubling adds, to the bytes and to the
 * steps: from the first doubling to the second, and to the third. What there is at every size, the
 * header of a stream or the work before its first byte, cancels out: neither does it hide a square, nor
 * does it turn a straight line into a curve.
 *
 * Heap is taken in buffers, which double, so that what one doubling adds says little. They are as full at
 * one of these sizes as at the others; the slope is taken of the whole peak, from n to 8n and from 2n to
 * 8n. What is held anyway hides what is small beside it: n should be a few thousand bytes at least.
 *
 * What is linear up to 4n and a square from there has an exponent of 1.8 in steps, of 1.5 in heap. */
#ifndef SLUICE_RULES_GROWTH_H
#define SLUICE_RULES_GROWTH_H

#include "rules/case.h"

/** A cost of a run that is looked at. */
struct sluice_cost {
    const char *name; /* for the message, "steps" */
    uint64_t (*of)(const struct sluice_scaled_run *run);
    bool in_buffers; /* it comes in larger pieces than it is asked for */
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
