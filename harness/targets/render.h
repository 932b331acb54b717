/* Decoded values as text in an observation. Private to the targets. */
#ifndef SLUICE_TARGETS_RENDER_H
#define SLUICE_TARGETS_RENDER_H

#include "harness/trials/decoder/showing.h"
#include "rules/observation.h"

/**
 * Writes a document or a graph (the other is NULL) into a text that the observation owns. A text of
 * more than SLUICE_TARGET_VALUE_BYTES is cut there; then its length and digest follow.
 * @return false without memory.
 */
SLUICE_NODISCARD bool sluice_render(const struct sluice_document *document,
                                    const struct sluice_graph *graph, enum sluice_showing_form form,
                                    struct sluice_observation *observation, const char **out);

#endif
