/* The two entry points. One code path reads the stream; what differs is what is made of it.
 *
 *   sluice_inspect  constructs nothing: yields the stream's document, and accepts whatever is well
 *                   formed, cycles and unknown classes included.
 *   sluice_decode   builds objects of the classes in a policy, and of no others, atomically:
 *                   for each object all fields are read, the check is called, then the object is
 *                   constructed, then its reference may be seen (IN-1, IN-2, IN-7, DEV-5). The root
 *                   reaches the caller when the whole graph stands, or not at all.
 *
 * Both read the whole stream: all top-level items up to the end of the input.
 * On failure they stop at that point, take nothing more from the source and free everything.
 *
 * Promises, each measured by an oracle in rules/: peak heap at most 16 * input + 64 KiB; steps linear
 * in the input; C stack at most 16 KiB whatever the nesting; an allocation failure at any point
 * leaves nothing behind and is reported as SLUICE_OUT_OF_MEMORY. What the code of classes asks for
 * (instances, states, copies) comes on top of that, within the limit `heap`. */
#ifndef SLUICE_DECODE_H
#define SLUICE_DECODE_H

#include "sluice/error.h"
#include "sluice/limits.h"
#include "sluice/memory.h"
#include "sluice/observer.h"
#include "sluice/policy.h"
#include "sluice/source.h"

struct sluice_document;
struct sluice_graph;

/** Settings of a run. Zero-initialize, then set what matters. Not kept after the run. */
struct sluice_options {
    const struct sluice_limits *limits; /* NULL, or members of 0: the defaults */
    const struct sluice_allocator
        *allocator;                         /* NULL: malloc/free. Kept by the result until freed */
    const struct sluice_observer *observer; /* NULL: none */
    /* inspect only: models whose form and layout are used for classes that cannot be read without
       (external data of protocol 1, writeObject without default fields). Nothing else of it is
       used. NULL: none. */
    const struct sluice_policy *layouts;
    /* inspect only: on malformed input keep what was read; see sluice_document_is_partial(). */
    bool keep_partial;
};

/**
 * Reads a stream into a document without building anything.
 *
 * @param source  not kept; but see struct sluice_source for the life of memory bytes.
 * @param options NULL: all defaults.
 * @param out     receives the document on SLUICE_OK, else NULL (with keep_partial: also on malformed
 *                input, when memory sufficed). Free with sluice_document_free().
 * @param status  may be NULL; filled in every case.
 * @return status->reason.
 *
 * Thread-safe on distinct sources.
 */
SLUICE_API SLUICE_NODISCARD enum sluice_reason
sluice_inspect(const struct sluice_source *source, const struct sluice_options *options,
               struct sluice_document **out, struct sluice_status *status);

/**
 * Reads a stream and builds what the policy allows.
 *
 * @param policy not NULL; must live until the graph is freed.
 * @param out    receives the graph on SLUICE_OK, else NULL. Free with sluice_graph_free().
 * Otherwise as sluice_inspect().
 */
SLUICE_API SLUICE_NODISCARD enum sluice_reason
sluice_decode(const struct sluice_source *source, const struct sluice_policy *policy,
              const struct sluice_options *options, struct sluice_graph **out,
              struct sluice_status *status);

/** Frees a document or graph and everything obtained from it; NULL is allowed. */
SLUICE_API void sluice_document_free(struct sluice_document *document);
SLUICE_API void sluice_graph_free(struct sluice_graph *graph);

#endif
