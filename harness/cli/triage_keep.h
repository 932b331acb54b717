/* Inputs that are kept for ever, and the index that says why. Private to `sluice triage`. */
#ifndef SLUICE_CLI_TRIAGE_KEEP_H
#define SLUICE_CLI_TRIAGE_KEEP_H

#include "harness/cli/triage.h"

/** A line of the index. */
struct sluice_triage_kept {
    char *key;
    char *file;    /* "decode/0123456789abcdef" */
    char *case_id; /* "-": none */
};

/** The index of a folder of inputs: index.tsv. Zero-initialize. */
struct sluice_triage_index {
    struct sluice_triage_kept *rows;
    size_t count;
    struct sluice_text text; /* of the whole file */
};

/** Reads it; a folder without one has an empty one. False after a complaint. */
SLUICE_NODISCARD bool sluice_triage_index_load(const char *folder,
                                               struct sluice_triage_index *index);

/** The row of a key; SIZE_MAX if there is none. */
size_t sluice_triage_index_find(const struct sluice_triage_index *index, const char *key);

/** Writes the bucket's input to FOLDER/TARGET/HASH, and notes the path in it. False after a complaint. */
SLUICE_NODISCARD bool sluice_triage_keep(const char *folder, const char *target,
                                         struct sluice_triage_bucket *bucket);

/** Adds the bucket's line to the index, and writes it. False after a complaint. */
SLUICE_NODISCARD bool sluice_triage_index_add(struct sluice_triage_index *index, const char *folder,
                                              const char *target,
                                              const struct sluice_triage_bucket *bucket);

/** What replays a kept input, in a checkout that is built: a program of the build with sanitizers where one
 * of them has found it. */
void sluice_triage_replay(const struct sluice_triage_bucket *bucket, const char *target,
                          struct sluice_text *out);

void sluice_triage_index_free(struct sluice_triage_index *index);

#endif
