/* What is made of each stream: the ways of writing it again, and what must hold of each. */
#ifndef SLUICE_INTERCHANGE_VARIANTS_H
#define SLUICE_INTERCHANGE_VARIANTS_H

#include "harness/interchange/frames.h"
#include "sluice/write.h"

enum sluice_variant {
    SLUICE_VARIANT_DOCUMENT,     /* read as a document, written as it stands: the same bytes */
    SLUICE_VARIANT_RESETS,       /* for a reader with limits that one record just fits */
    SLUICE_VARIANT_SAFE,         /* with safe, immutable containers */
    SLUICE_VARIANT_GRAPH,        /* read as a graph of checked objects, and written from that */
    SLUICE_VARIANT_GRAPH_RESETS, /* the same with resets, and with safe containers */
    SLUICE_VARIANT_GRAPH_SAFE,
    SLUICE_VARIANT_COUNT
};

enum sluice_outcome {
    SLUICE_OUTCOME_WRITTEN, /* there is a stream, and all that could be checked here holds */
    SLUICE_OUTCOME_NONE,    /* there is none, as it should be */
    SLUICE_OUTCOME_FAILED
};

/** Name of a variant, and of the file with its streams. */
const char *sluice_variant_name(enum sluice_variant variant);

/**
 * What is made of one stream. `written` and `note` are filled by sluice_variant_make(): the note says
 * why there is no stream, or what failed.
 */
struct sluice_attempt {
    const struct sluice_frame *frame;
    const struct sluice_document *document; /* of the frame */
    const struct sluice_policy *policy;
    struct sluice_buffer written;
    struct sluice_write_report report;
    char note[512];
};

enum sluice_outcome sluice_variant_make(enum sluice_variant variant,
                                        struct sluice_attempt *attempt);

/** Reads a frame as a document; NULL with a note in `note`. */
struct sluice_document *sluice_variant_inspect(const struct sluice_frame *frame,
                                               const struct sluice_policy *policy, char *note,
                                               size_t size);

#endif
