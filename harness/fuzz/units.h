/* Parts of a stream that may stand in it any number of times, for checks of what is longer than inputs.
 *
 * Works on the program of an input. Which part is taken follows from the input alone. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_UNITS_H
#define SLUICE_FUZZ_UNITS_H

#include "harness/fuzz/checks.h"
#include "harness/stream/program.h"

/** What stands in the stream several times stands there once from now on: else it would grow as well as what is chosen,
 * and with both of them the stream as their product. */
void sluice_unit_keep_single(struct sluice_program *program);

/** Whether a node is one of those that are looked for. */
typedef bool sluice_unit_test(const struct sluice_program *program, sluice_node_id id);

/** How many of them stand at or below `top`. */
uint64_t sluice_unit_count(const struct sluice_program *program, sluice_node_id top,
                           sluice_unit_test *test);

/** One of them, by how many come before it; NONE if there are no more. */
sluice_node_id sluice_unit_at(const struct sluice_program *program, sluice_node_id top,
                              sluice_unit_test *test, uint64_t index);

/** Whether a part may stand any number of times where it stands. */
bool sluice_unit_is_repeatable(const struct sluice_program *program, sluice_node_id id);

/** A part that can be repeated or, with `nests`, stand inside itself; NONE if there is none. */
sluice_node_id sluice_unit_choose(const struct sluice_execution *execution,
                                  const struct sluice_program *program, bool nests);

/** Puts a part into a group, which repeats it as often as the group's number says. NONE without memory. */
sluice_node_id sluice_unit_repeat(struct sluice_program *program, sluice_node_id id);

/** The same for what stands around a part: it stands around itself in its place. */
sluice_node_id sluice_unit_nest(struct sluice_program *program, sluice_node_id id);

/** Bytes that each repetition of a group adds; 0: none, or too many. */
size_t sluice_unit_bytes(struct sluice_program *program, sluice_node_id group);

#endif
