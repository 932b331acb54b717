/* Graphs of streams that are long and deep, and whether two of them are the same. */
#ifndef SLUICE_INTERCHANGE_GRAPHS_H
#define SLUICE_INTERCHANGE_GRAPHS_H

#include "sluice/graph.h"

/** Limits that no generated stream reaches. */
extern const struct sluice_limits sluice_wide_limits;

/** sluice_decode() of these bytes, with those limits. */
SLUICE_NODISCARD enum sluice_reason
sluice_graph_decode(const void *bytes, size_t length, const struct sluice_policy *policy,
                    struct sluice_graph **out, struct sluice_status *status);

/** True when the canonical JSON of both is the same; false also when memory is short. */
bool sluice_graph_is_same(const struct sluice_graph *one, const struct sluice_graph *other);

#endif
