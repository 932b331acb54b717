/* A check that the two containers of enum constants share. */
#ifndef SLUICE_CLASSES_CONSTANTS_H
#define SLUICE_CLASSES_CONSTANTS_H

#include "sluice/get_arg.h"

/* Is the class `type` an enum, and every `stride`-th element of `elements` a constant of it? */
bool sluice_are_constants_of(const struct sluice_get_arg *argument, const char *type,
                             const char *elements, uint64_t stride);

#endif
