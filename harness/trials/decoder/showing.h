/* Decoded values as text, and how they are shown when memory is refused or nobody listens. */
#ifndef SLUICE_TRIALS_SHOWING_H
#define SLUICE_TRIALS_SHOWING_H

#include <sluice/json.h>

enum sluice_showing_form { SLUICE_SHOW_JSON, SLUICE_SHOW_COMPACT };

/** Shows a document or a graph; the other is NULL. */
SLUICE_NODISCARD enum sluice_reason
sluice_show(const struct sluice_document *document, const struct sluice_graph *graph,
            enum sluice_showing_form form, const struct sluice_allocator *allocator,
            sluice_write_fn write, void *context);

/** What is not right about how one of them is shown when memory is refused, or when nobody takes what is
 * written, or NULL. */
const char *sluice_showing_fault(const struct sluice_document *document,
                                 const struct sluice_graph *graph);

#endif
