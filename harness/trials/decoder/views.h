/* The public views of a result, held to the stream that it was made of: a document is told byte by byte
 * through its views, and a graph is looked at through every accessor. */
#ifndef SLUICE_TRIALS_VIEWS_H
#define SLUICE_TRIALS_VIEWS_H

#include <sluice/document.h>
#include <sluice/graph.h>
#include <sluice/policy.h>

/** A run that is over, and what it handed out. */
struct sluice_viewed {
    struct sluice_bytes stream;
    const struct sluice_policy *layouts;    /* that it was read with */
    const struct sluice_document *document; /* or */
    const struct sluice_graph *graph;       /* or neither */
    const struct sluice_status *status;
    const struct sluice_policy *containers; /* which a writer may replace */
};

/** What is not right about how the result of a run is shown and viewed, and about what can be kept of its
 * stream, malformed or not, or NULL. Long streams are passed over: that would take long. */
const char *sluice_views_fault(const struct sluice_viewed *viewed);

/** What is not right about the views of the document of a stream, or NULL. `status` is what the
 * inspection has said: what it has counted is counted again. */
const char *sluice_document_views_fault(const struct sluice_document *document,
                                        struct sluice_bytes stream,
                                        const struct sluice_status *status);

/** True if an item is shown empty by the views of every kind that it is not of. */
bool sluice_document_item_is_itself(const struct sluice_document *document,
                                    struct sluice_item item);

/** What is not right about the accessors of a graph, or NULL. */
const char *sluice_graph_views_fault(const struct sluice_graph *graph);

/** What is not right about how the document of a stream is written again, or NULL. */
const char *sluice_rewriting_fault(const struct sluice_document *document,
                                   struct sluice_bytes stream);

/** What is not right about what comes of writing the result of a run where there is no room, or NULL. */
const char *sluice_tight_fault(const struct sluice_viewed *viewed);

/** The same for readers that do not go as deep. */
const char *sluice_shallow_fault(const struct sluice_viewed *viewed);

/** What is not right about how a document is written that an exception interrupts, or NULL. */
const char *sluice_interrupting_fault(const struct sluice_viewed *viewed);

/** What is not right about what a value is read as (sluice/readings.h), or NULL. */
const char *sluice_reading_fault(const struct sluice_graph *graph, struct sluice_value value);

/** The same of what a container holds. */
const char *sluice_container_fault(const struct sluice_graph *graph, struct sluice_value value);

#endif
