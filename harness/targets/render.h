/* Decoded values as text in an observation. Private to the targets. */
#ifndef SLUICE_TARGETS_RENDER_H
#define SLUICE_TARGETS_RENDER_H

#include "rules/observation.h"

#include <sluice/json.h>

enum sluice_render_form { SLUICE_RENDER_JSON, SLUICE_RENDER_COMPACT };

/**
 * Writes a document or a graph (the other is NULL) into a text that the observation owns. A text of
 * more than SLUICE_TARGET_VALUE_BYTES is cut there; then its length and digest follow.
 * @return false without memory.
 */
SLUICE_NODISCARD bool sluice_render(const struct sluice_document *document,
                                    const struct sluice_graph *graph, enum sluice_render_form form,
                                    struct sluice_observation *observation, const char **out);

/** What is not right about how a value is shown when memory is refused, or when nobody takes what is
 * written, or NULL. */
const char *sluice_render_fault(const struct sluice_document *document,
                                const struct sluice_graph *graph);

#endif
