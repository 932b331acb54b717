/* The smallest input that still shows a finding. Private to `sluice triage`. */
#ifndef SLUICE_CLI_TRIAGE_SHRINK_H
#define SLUICE_CLI_TRIAGE_SHRINK_H

#include "harness/cli/triage_ask.h"

/** What to keep, and how long to try. Zero-initialize and set what stands before `trials`. */
struct sluice_triage_shrink {
    struct sluice_triage_ask *ask;
    const char *key;     /* of the finding: it stays the same */
    bool on_streams;     /* the inputs are those of harness/fuzz/input.h; else plain bytes */
    uint64_t max_trials; /* at least one */
    uint64_t end;        /* by sluice_running_milliseconds(): then the best so far is taken */
    void (*progress)(void *context, const struct sluice_triage_shrink *shrink); /* each trial */
    void *context;

    uint64_t trials;
    uint8_t *best; /* the smallest input so far; owned by the caller after the call */
    size_t length;
    bool complete;                      /* no single edit makes it smaller */
    bool failed;                        /* after a complaint */
    struct sluice_triage_finding found; /* by the last trial */
};

/**
 * Minimizes an input that shows it: its settings go back to what they are without any, its stream as a
 * stream program, other inputs byte by byte. False after a complaint; what ended early is no failure.
 */
SLUICE_NODISCARD bool sluice_triage_shrink(struct sluice_triage_shrink *shrink,
                                           struct sluice_bytes input);

/** Whether the inputs of a target are those of harness/fuzz/input.h. */
bool sluice_triage_on_streams(const char *target);

#endif
