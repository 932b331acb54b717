/* Streams that a JDK wrote, changed at one place: those of corpora/valid by their id, those of the folder
 * streams/ by folder and name ("jdk17/vector"). */
#ifndef SLUICE_CLASSES_TESTS_PATCHES_H
#define SLUICE_CLASSES_TESTS_PATCHES_H

#include "decoder/stream/tests/support.h"
#include "sluice/classes.h"

struct patch {
    const char *stream;        /* its id */
    const char *find;          /* hex that stands in it once; NULL: nothing is changed */
    const char *put;           /* in its place */
    enum sluice_reason reason; /* what decoding it comes to */
    bool to_end;               /* `put` stands for all that follows, too */
};

/* A policy of these groups and of models of one's own. */
struct sluice_policy *policy_of_groups(uint32_t groups, const struct sluice_class_model *models,
                                       size_t count);

/* The stream as it is, or changed; stream_free() it. */
struct stream patched(const char *id, const char *find, const char *put, bool to_end);

/* Decodes each under the groups; names the first that does not come to its reason. */
void expect_patches(uint32_t groups, const struct patch *patches, size_t count);

/* The bytes must outlive the graph. Fails unless it decodes. */
struct built decode_valid(struct stream *bytes, const char *id, const struct sluice_policy *policy);

/* A decoded stream of the corpus and its root. */
struct reading {
    struct stream bytes;
    struct built built;
    const struct sluice_graph *graph;
    struct sluice_value root;
};

struct reading reading_begin(const char *id, const struct sluice_policy *policy);
void reading_end(struct reading *reading);

/* Is this the text? */
void assert_text(struct sluice_bytes bytes, const char *text);

#endif
