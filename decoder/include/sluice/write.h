/* The writer: documents and value graphs as standard streams.
 *
 * Rules: OUT-1 (reset before a reader's limit is reached), OUT-2 (collections and maps are replaced by
 * safe, immutable containers), OUT-3 (honour the protocol: the JDK's ObjectInputStream reads all that
 * is written here).
 *
 * A stream is written record by record. A record is one top-level item with the reset that it may
 * need before it; the stream's header goes with the first. Each record is made whole in memory and
 * handed to the sink in one call, so a record that cannot be written, or does not fit the reader's
 * limits, leaves no byte behind, and the records before it are a complete stream. */
#ifndef SLUICE_WRITE_H
#define SLUICE_WRITE_H

#include "sluice/document.h"
#include "sluice/graph.h"

/* --- sinks ------------------------------------------------------------------------------------ */

/**
 * Takes all `length` (at least 1) bytes and returns true, or returns false: then the run fails with
 * SLUICE_SINK_FAILED and the sink is not called again. A sink that had to give up half-way leaves a
 * record that no reader accepts, because its last item does not end; only a run of block data at the
 * top level has no end of its own, and may be left shorter.
 */
typedef bool (*sluice_sink_fn)(void *context, const uint8_t *bytes, size_t length);

/** A sink. Plain data; `context` belongs to the caller. */
struct sluice_sink {
    sluice_sink_fn write;
    void *context;
};

/** Bytes that grow. Zero-initialize; set `allocator` (NULL: malloc/free); free with
 * sluice_buffer_free(). To use its memory once more, set `length` to 0. */
struct sluice_buffer {
    uint8_t *bytes;
    size_t length;
    size_t capacity;
    const struct sluice_allocator *allocator;
};

/** A sink that appends to `buffer`, which must outlive it. A record is appended whole or not at all; it
 * is made in the buffer itself, so this is the fastest sink. Without memory for it the run fails with
 * SLUICE_OUT_OF_MEMORY. */
SLUICE_API struct sluice_sink sluice_sink_buffer(struct sluice_buffer *buffer);

/** Gives the bytes back; the buffer is empty and may be used again. */
SLUICE_API void sluice_buffer_free(struct sluice_buffer *buffer);

/* --- writing ---------------------------------------------------------------------------------- */

/** What a run came to; filled in every case. */
struct sluice_write_report {
    uint64_t records;  /* that the sink took */
    uint64_t resets;   /* of the writer's own */
    uint64_t replaced; /* containers that safe ones stand for */
    /* Containers of a kind that is replaced, which were kept ... */
    uint64_t kept_by_place; /* because a place where they stand admits no other class */
    uint64_t kept_in_cycle; /* because they contain a reference to themselves */
    /* Because the stream does not have them in the form of their model, or others refer to the array or
     * container that they have their elements in. */
    uint64_t kept_as_read;
};

/** Settings of a run. Zero-initialize, then set what matters. Not kept after the run. */
struct sluice_write_options {
    /* OUT-1: the limits of the reader. The writer counts as that reader will, and resets the stream
       between two records before a limit that runs until reset would be passed. A record that does
       not fit even after a reset, and a limit that no reset can help with, is refused with that
       limit's reason. NULL, and members of 0: the reader has no such limit. `heap` is not tracked:
       it is not a count of anything on the wire. Elements that an array claims before TC_EXCEPTION
       interrupts it are counted, whether or not the input could have held them. */
    const struct sluice_limits *reader;
    /* OUT-2: containers of the classes that this policy's models call containers are replaced, where
       the place admits the replacement; see sluice_class_model.container. One that does not hold what
       it claims, or that is referred to from inside, is kept; and so, behind a reset of the writer's
       own, is one on a cycle that is written once more. NULL: nothing is replaced. */
    const struct sluice_policy *safe;
    const struct sluice_allocator *allocator; /* NULL: malloc/free */
    struct sluice_write_report *report;       /* NULL: none is wanted */
};

/**
 * Writes a document. Without options, and for a document of a stream that a JDK wrote, the bytes are
 * those that were read. After a reset of the writer's own, what was written before it is written
 * again where it is referred to, as the protocol wants it.
 *
 * @param options NULL: all defaults.
 * @param status  may be NULL; filled in every case. `consumed` is the number of bytes that the sink
 *                took, `path` names the item of the document.
 * @return status->reason: SLUICE_OK; a limit; SLUICE_SINK_FAILED; SLUICE_OUT_OF_MEMORY;
 *         SLUICE_BAD_ARGUMENT for a document that is partial.
 */
SLUICE_API SLUICE_NODISCARD enum sluice_reason
sluice_write_document(const struct sluice_document *document, const struct sluice_sink *sink,
                      const struct sluice_write_options *options, struct sluice_status *status);

/**
 * Writes the top-level values of a graph: what the receiver knows of the objects, as the models of its
 * policy declare it. Shared objects stay shared; fields that the stream did not have are written with
 * their defaults; data that the class does not have is left out, and so are superclasses that the
 * stream did not have. A field whose model says self_is_null, and that is null, refers to its object.
 * Decoding the result under the same policy gives an equal graph.
 *
 * As sluice_write_document(), and SLUICE_NOT_SERIALIZABLE with the class for a value that cannot be
 * written: one that was skipped, or of a class without serialVersionUID.
 */
SLUICE_API SLUICE_NODISCARD enum sluice_reason
sluice_write_graph(const struct sluice_graph *graph, const struct sluice_sink *sink,
                   const struct sluice_write_options *options, struct sluice_status *status);

#endif
