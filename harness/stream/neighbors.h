/* Neighbors: the streams that are one honest edit away from a broken one. The valid one among them is
 * its twin, the stream that shows that a refusal was for the right reason. */
#ifndef SLUICE_NEIGHBORS_H
#define SLUICE_NEIGHBORS_H

#include "harness/stream/program.h"

/** One neighbor. Valid during the callback. */
struct sluice_neighbor {
    const struct sluice_program *program;
    struct sluice_bytes bytes;
    const char *what; /* the edit: "with the real length of the array instead of 2147483647" */
};

/** Returns false to have no more. */
typedef bool (*sluice_neighbor_fn)(void *context, const struct sluice_neighbor *neighbor);

/**
 * Hands out the neighbors of a program, the nearest first: claims become true, marks that are missing
 * come back, repetitions and numbers become smaller, classes usual ones, items null, and at last items
 * are taken out. References to what is gone are mended as the minimizer does it.
 *
 * @param classes names that may stand in the place of another class, ended by NULL; NULL: none.
 * @return false when memory ran out. Those that cannot be assembled are left out.
 */
SLUICE_NODISCARD bool sluice_neighbors_each(const struct sluice_program *program,
                                            const char *const *classes, sluice_neighbor_fn each,
                                            void *context);

#endif
