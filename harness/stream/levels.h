/* The objects of a class, for whoever edits a class descriptor: what changes in it changes in all of them. */
#ifndef SLUICE_STREAM_LEVELS_H
#define SLUICE_STREAM_LEVELS_H

#include "harness/stream/chain.h"

/**
 * The LEVEL that each object of a program has for one descriptor, as a list, so that they can be edited.
 * Objects whose data does not follow their descriptor are left out.
 * @param found to be freed, in any case.
 * @return false: out of memory.
 */
SLUICE_NODISCARD bool sluice_levels_of(struct sluice_program *program, sluice_node_id desc,
                                       sluice_node_id **found, size_t *count);

/** The number of a field's value among those of its level. */
uint32_t sluice_levels_value_number(const struct sluice_program *program, sluice_node_id desc,
                                    sluice_node_id field);

#endif
