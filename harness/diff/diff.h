/* Two streams compared as documents.
 *
 * What is compared is meaning: structure and values, place by place; references by what they refer
 * to; class descriptors by name, serialVersionUID, flags, fields and superclasses; block data by its
 * bytes and not by how it is cut; strings and enum constants by text, whether they are shared or
 * not. Objects and arrays have an identity: two places that share one object differ from two places
 * with equal objects. Resets, handles and annotations of classes count only for an exact comparison,
 * after which two streams without a difference are the same bytes.
 *
 * Time and memory are linear in the two streams (n log n where a list has few elements in common),
 * whatever they hold; the C stack does not grow with nesting. */
#ifndef SLUICE_DIFF_H
#define SLUICE_DIFF_H

#include <sluice/document.h>

/** What a difference is about. */
enum sluice_diff_aspect {
    SLUICE_DIFF_VALUE,
    SLUICE_DIFF_CLASS,   /* a class descriptor; told once, not at each object of it */
    SLUICE_DIFF_SHARING, /* which object a place refers to */
    SLUICE_DIFF_FORM     /* exact comparison: other bytes for the same meaning */
};

/** One side of a difference. The texts are printable ASCII, shortened, valid during the call. */
struct sluice_diff_side {
    const char *path; /* "root.entries[3].value"; for a class "class demo.Point"; NULL: not there */
    const char *value; /* NULL: not there */
    uint64_t offset;   /* bytes from the start of the stream, of the value or what it belongs to */
};

struct sluice_difference {
    enum sluice_diff_aspect aspect;
    const char *class_name; /* of the object or array that it belongs to; "" if none */
    struct sluice_diff_side a;
    struct sluice_diff_side b;
};

/** Settings. Zero-initialize, then set what matters. */
struct sluice_diff_options {
    bool exact;    /* tell differences of form, too */
    uint64_t most; /* differences that are told; the others are counted only */
    /* Called for each difference, in stream order. Returns false to stop. NULL: count only. */
    bool (*tell)(void *context, const struct sluice_difference *difference);
    void *context;
};

/**
 * Compares two documents, which may be partial.
 * @param count receives the number of differences found.
 * @return SLUICE_OK, whether or not there are differences; SLUICE_OUT_OF_MEMORY.
 */
SLUICE_NODISCARD enum sluice_reason
sluice_diff(const struct sluice_document *a, const struct sluice_document *b,
            const struct sluice_diff_options *options, uint64_t *count);

/** The name of an aspect: "value", "class", "sharing", "form". */
const char *sluice_diff_aspect_name(enum sluice_diff_aspect aspect);

#endif
