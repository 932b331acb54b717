/* What `inspect` and `decode` have in common: their options, and how they say what came of a stream.
 * Private to the command line. */
#ifndef SLUICE_CLI_READING_H
#define SLUICE_CLI_READING_H

#include "harness/cli/command.h"
#include "harness/cli/input.h"
#include "harness/models/models.h"

#include <sluice/decode.h>

/** What a reading command was told. Zero-initialize; free with sluice_reading_free(). */
struct sluice_reading {
    const struct sluice_command *command;
    const char *path; /* the stream; NULL: none was named */
    struct sluice_models *models;
    bool has_models;
    bool lists_classes; /* --classes list */
    bool json;
    bool compact;
    bool stats;
    struct sluice_limits limits;
    uint64_t max_input;
};

/**
 * Reads the words of the command. Returns true to go on; false when *status is the exit status.
 */
SLUICE_NODISCARD bool sluice_reading_begin(struct sluice_reading *reading,
                                           const struct sluice_command *command, int count,
                                           char **words, int *status);

/* Options that other commands have too. False after a complaint. */

/** Adds the models of a file; `*models` is made at first. */
SLUICE_NODISCARD bool sluice_reading_take_models(struct sluice_models **models, const char *path);

/** GROUP,...: adds the well-known classes of these groups. */
SLUICE_NODISCARD bool sluice_reading_take_classes(struct sluice_models **models, const char *names);

/** NAME=NUMBER, as --limit takes it. */
SLUICE_NODISCARD bool sluice_reading_take_limit(const struct sluice_command *command,
                                                struct sluice_limits *limits, const char *word);

/** To be called after all options; NULL is allowed. */
SLUICE_NODISCARD bool sluice_reading_finish_models(struct sluice_models *models);

/** A result to be printed: one of the two, the other is NULL. */
struct sluice_reading_result {
    const struct sluice_document *document;
    const struct sluice_graph *graph;
};

/** Prints what came of the stream and returns the exit status. */
SLUICE_NODISCARD int
sluice_reading_finish(const struct sluice_reading *reading, const struct sluice_input *input,
                      struct sluice_reading_result result, const struct sluice_status *status);

/** Frees what the options hold. */
void sluice_reading_free(struct sluice_reading *reading);

#endif
