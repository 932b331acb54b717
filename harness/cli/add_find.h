/* What a stream shows, the smallest one that still shows it, and the valid one beside it.
 * Private to `sluice add`. */
#ifndef SLUICE_CLI_ADD_FIND_H
#define SLUICE_CLI_ADD_FIND_H

#include "harness/stream/minimize.h"
#include "harness/suite/probe.h"

/** Zero-initialize and set the first eight; free with sluice_find_free(). */
struct sluice_find {
    const char *name; /* of the input, for messages */
    struct sluice_probe *probe;
    size_t rule;
    size_t max_bytes; /* the probe takes no longer stream */
    uint64_t max_trials;
    bool progress;              /* standard error is a terminal */
    bool defective;             /* the target may break rules in valid streams, too */
    const char *const *classes; /* names that may be built, ended by NULL */

    struct sluice_probed seen; /* what came of the smallest stream; of the input until then */
    struct sluice_text said;   /* the same for people: what the smallest stream has to show */
    struct sluice_minimized least;
    struct sluice_program *twin; /* NULL: none of its neighbors is valid */
    struct sluice_probed twin_seen;
    struct sluice_text twin_what; /* "with null instead of a reference" */
    uint64_t twin_trials;
};

/** Runs the input. False after a complaint. */
SLUICE_NODISCARD bool sluice_find_look(struct sluice_find *find, struct sluice_bytes bytes);

/** Whether anything tells what matters in the stream: it is not merely accepted. */
bool sluice_find_shows(const struct sluice_find *find);

/** Makes the program of the input as small as it gets; one that shows nothing stays as it is. False
 * after a complaint. */
SLUICE_NODISCARD bool sluice_find_minimize(struct sluice_find *find, struct sluice_bytes bytes);

/** Looks for the twin among the neighbors of the result. False after a complaint. */
SLUICE_NODISCARD bool sluice_find_twin(struct sluice_find *find);

/** Makes both programs fit to be edited. False after a complaint. */
SLUICE_NODISCARD bool sluice_find_tidy(struct sluice_find *find);

/** Frees what was found. */
void sluice_find_free(struct sluice_find *find);

#endif
