/* The groups of well-known classes: each knows the classes that its own speak of. */
#ifndef SLUICE_TRIALS_GROUPS_H
#define SLUICE_TRIALS_GROUPS_H

#include <stdbool.h>

/**
 * Whether a program that takes one group can read what its classes hold: the superclasses, interfaces and types
 * of fields that the group's models name, if there is a model of them in any group, are in the group as well.
 * Worked out once in a process: the groups are constants.
 */
bool sluice_groups_are_closed(void);

#endif
