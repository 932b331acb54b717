/* The containers that items are put into, as stream programs with a place for one value. Private to the
 * variants. */
#ifndef SLUICE_STREAM_VARIANTS_CONTAINERS_H
#define SLUICE_STREAM_VARIANTS_CONTAINERS_H

#include "harness/stream/variants.h"

/** The label of the place for the value in each container. */
#define SLUICE_CONTAINER_HOLE "sluice-hole"

/** The containers: each is an item of a program of its own. */
struct sluice_containers {
    struct sluice_program *programs[SLUICE_WRAP_COUNT];
    sluice_node_id items[SLUICE_WRAP_COUNT];
};

/** False when memory ran out. Free it either way. */
SLUICE_NODISCARD bool sluice_containers_load(struct sluice_containers *out);

void sluice_containers_free(struct sluice_containers *containers);

#endif
