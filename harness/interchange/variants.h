/* What is made of each stream: the ways of writing it again, and what must hold of each. */
#ifndef SLUICE_INTERCHANGE_VARIANTS_H
#define SLUICE_INTERCHANGE_VARIANTS_H

#include "harness/interchange/frames.h"
#include "sluice/write.h"

/** A way of writing a stream again. */
struct sluice_variant {
    const char *name; /* also of the file with its streams */
    bool from_graph;  /* written from the graph of checked objects; else from the document */
    bool safe;        /* with safe, immutable containers */
    bool resets;      /* for a reader with a limit that the largest record just fits */
};

/** The i-th way; NULL when i is out of range. */
const struct sluice_variant *sluice_variant_at(size_t index);
enum { SLUICE_VARIANT_COUNT = 7 };

enum sluice_outcome {
    SLUICE_OUTCOME_WRITTEN, /* there is a stream, and all that could be checked here holds */
    SLUICE_OUTCOME_NONE,    /* there is none, as it should be */
    SLUICE_OUTCOME_FAILED
};

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

enum sluice_outcome sluice_variant_make(const struct sluice_variant *variant,
                                        struct sluice_attempt *attempt);

/** Reads a frame as a document; NULL with a note in `note`. */
struct sluice_document *sluice_variant_inspect(const struct sluice_frame *frame,
                                               const struct sluice_policy *policy, char *note,
                                               size_t size);

#endif
