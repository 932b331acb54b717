/* What the views of values are compared with: their members, as the accessors of a graph show them. */
#ifndef SLUICE_TRIALS_VIEW_PARTS_H
#define SLUICE_TRIALS_VIEW_PARTS_H

#include <sluice/graph.h>

/** The value of a field; no value if there is none. */
struct sluice_value sluice_part_value(const struct sluice_graph *graph, struct sluice_value object,
                                      const char *field);

/** The number in a field, or the other one. */
int64_t sluice_part_number(const struct sluice_graph *graph, struct sluice_value object,
                           const char *field, int64_t otherwise);

/** True if the bytes are this text. */
bool sluice_part_is(struct sluice_bytes bytes, const char *text);

#endif
