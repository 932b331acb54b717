/* The order of numbers, which all other orders come down to. */
#ifndef SLUICE_CLASSES_ORDER_H
#define SLUICE_CLASSES_ORDER_H

#include <stdint.h>

/* -1, 0 or 1. */
static inline int sluice_by_number(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

#endif
