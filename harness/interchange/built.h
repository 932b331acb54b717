/* Graphs that no JDK has written: made by the builder, written by sluice_write_graph(). */
#ifndef SLUICE_INTERCHANGE_BUILT_H
#define SLUICE_INTERCHANGE_BUILT_H

#include "harness/base/text.h"
#include "sluice/write.h"

/**
 * Builds the graph of a seed and writes it.
 * @param digest receives what the stream must be read as: a line for each top-level value, and one
 *               that says which of the values stand in it more than once.
 * @param note   filled when something failed.
 */
SLUICE_NODISCARD bool sluice_built_make(const struct sluice_policy *policy, uint64_t seed,
                                        struct sluice_buffer *written, struct sluice_text *digest,
                                        char *note, size_t size);

#endif
