/* Streams in which one large value stands in many places, for checks of what is longer than inputs.
 *
 * What is linear in the bytes may still not be so in what they stand for: a value that is looked at once for each place
 * where it stands costs its size times the places. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_SHARING_H
#define SLUICE_FUZZ_SHARING_H

#include "harness/fuzz/units.h"

/** One of the parts that others could refer to, and that have text or numbers; NONE if there is none. */
sluice_node_id sluice_share_choose(const struct sluice_execution *execution,
                                   const struct sluice_program *program);

/**
 * Puts a group behind a part, which repeats a reference to it or, with `anew`, an object of its class that has the very
 * same values. NONE: the part is no value that others could be, or there is no memory.
 */
sluice_node_id sluice_share(struct sluice_program *program, sluice_node_id id, bool anew);

/** Makes text or numbers below `top` so long that they take about as many bytes: the `pick`-th of them, counted
 * round. */
void sluice_share_more(struct sluice_program *program, sluice_node_id top, uint64_t pick,
                       size_t bytes);

/** In the data that a repeated value stands among, numbers that were right before it was repeated are right again:
 * how many values there are. */
void sluice_share_recount(struct sluice_program *program, sluice_node_id group);

#endif
