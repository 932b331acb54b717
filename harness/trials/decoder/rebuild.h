/* A value graph made once more, value by value, with the builder: what a program does that has values of
 * its own to write. */
#ifndef SLUICE_TRIALS_REBUILD_H
#define SLUICE_TRIALS_REBUILD_H

#include <sluice/build.h>

/**
 * Builds what `graph` holds from its leaves up.
 *
 * @param policy the one that the graph was decoded under.
 * @return SLUICE_OK with a graph, to be freed; SLUICE_NEEDS_CLASS if the graph holds what a builder
 *         cannot make: proxies, block data at the top, classes that read their own custom data or have
 *         pieces without a name, members that a subclass hides, NaN, two values for one constant; or what
 *         the builder, which should have taken all else, says.
 */
SLUICE_NODISCARD enum sluice_reason
sluice_rebuild(const struct sluice_graph *graph, const struct sluice_policy *policy,
               const struct sluice_allocator *allocator, struct sluice_graph **out);

#endif
