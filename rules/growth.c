#include "rules/growth.h"

#include <inttypes.h>
#include <stdio.h>

enum { SIZES = 4 };

/* A point of the curve: what a run cost, or what a doubling added. */
struct point {
    double bytes;
    double cost;
};

/* The logarithm to base 2 of a number of at least 1. Nothing but products of doubles, so that it comes
   out the same to the last bit on every machine. */
static double log2_of(double number)
{
    enum { BITS = 30 };
    uint64_t result = 0; /* in units of 2^-BITS */
    while (number >= 2) {
        number /= 2;
        result += UINT64_C(1) << BITS;
    }
    for (int bit = BITS - 1; bit >= 0; bit--) {
        number *= number;
        if (number >= 2) {
            number /= 2;
            result += UINT64_C(1) << bit;
        }
    }
    return (double)result / (double)(UINT64_C(1) << BITS);
}

/* 0 for a cost that does not grow. One that was nothing is taken for a unit. */
static double slope(struct point from, struct point to)
{
    const double before = from.cost < 1 ? 1 : from.cost;
    if (to.cost <= before || to.bytes <= from.bytes) {
        return 0;
    }
    return log2_of(to.cost / before) / log2_of(to.bytes / from.bytes);
}

static struct point between(struct point small, struct point large)
{
    return (struct point){large.bytes - small.bytes, large.cost - small.cost};
}

/* Of what each doubling adds. */
static double exponent_of_growth(const struct point runs[SIZES])
{
    const struct point first = between(runs[0], runs[1]);
    const double one = slope(first, between(runs[1], runs[2]));
    const double other = slope(first, between(runs[2], runs[3]));
    return one > other ? one : other;
}

/* Of all that there is. */
static double exponent_of_whole(const struct point runs[SIZES])
{
    const double one = slope(runs[0], runs[3]);
    const double other = slope(runs[1], runs[3]);
    return one > other ? one : other;
}

/* What grows too fast does so by either measure. */
static double exponent_of(const struct point runs[SIZES])
{
    const double growth = exponent_of_growth(runs);
    const double whole = exponent_of_whole(runs);
    return whole < growth ? whole : growth;
}

/* False when the runs cannot be compared. */
static bool collect(const struct sluice_observation_set *set, const struct sluice_cost *cost,
                    struct point runs[SIZES])
{
    if (set->growth_count != SIZES) {
        return false;
    }
    for (size_t i = 0; i < SIZES; i++) {
        const struct sluice_scaled_run *run = &set->growth[i];
        if (cost->of(run) == SLUICE_NOT_MEASURED || run->outcome != set->growth[0].outcome ||
            run->bytes <= (i > 0 ? set->growth[i - 1].bytes : 0)) {
            return false;
        }
        runs[i] = (struct point){(double)run->bytes, (double)cost->of(run)};
    }
    return true;
}

void sluice_judge_growth(const struct sluice_observation_set *set, const struct sluice_cost *cost,
                         struct sluice_judged *out, uint64_t *count)
{
    struct point runs[SIZES];
    if (!collect(set, cost, runs)) {
        return;
    }
    const struct sluice_scaled_run *at = set->growth;
    const double exponent = exponent_of(runs);
    (*count)++;
    if (exponent > SLUICE_BOUND_EXPONENT) {
        sluice_violated(out, SLUICE_NOT_MEASURED,
                        "the exponent of the %s is %.3f: %" PRIu64 ", %" PRIu64 ", %" PRIu64
                        ", %" PRIu64 " at %" PRIu64 ", %" PRIu64 ", %" PRIu64 ", %" PRIu64
                        " bytes of the same shape",
                        cost->name, exponent, cost->of(&at[0]), cost->of(&at[1]), cost->of(&at[2]),
                        cost->of(&at[3]), at[0].bytes, at[1].bytes, at[2].bytes, at[3].bytes);
    }
}
