/* The canonical JSON of a result, held against what its views and accessors say: the grammar of it is
 * stated a second time. */
#ifndef SLUICE_TRIALS_SHOWN_H
#define SLUICE_TRIALS_SHOWN_H

#include <sluice/document.h>
#include <sluice/graph.h>

/** What is not right about the JSON of a document, or NULL. Where it nests deep, or is long, only some of it is
 * compared. */
const char *sluice_document_shown_fault(const struct sluice_document *document);

/** The same of a graph. */
const char *sluice_graph_shown_fault(const struct sluice_graph *graph);

#endif
