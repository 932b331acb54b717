/* The natural order of big numbers. */
#ifndef SLUICE_CLASSES_DECIMAL_H
#define SLUICE_CLASSES_DECIMAL_H

#include "sluice/readings.h"

/* Time linear in the shorter number. */
int sluice_compare_big_integers(const struct sluice_big_integer *a,
                                const struct sluice_big_integer *b);

/*
 * The same for decimals: 1.0 and 1.00 are neither before the other. Two decimals of unlike scale whose
 * lengths do not tell them apart are multiplied out if they are short. Long ones (more than 64 bytes)
 * are taken to stand in the order given, because multiplying them out is not linear.
 */
int sluice_compare_big_decimals(const struct sluice_big_decimal *a,
                                const struct sluice_big_decimal *b);

#endif
