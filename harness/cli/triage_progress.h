/* How far `sluice triage` is. Private to it. */
#ifndef SLUICE_CLI_TRIAGE_PROGRESS_H
#define SLUICE_CLI_TRIAGE_PROGRESS_H

#include "harness/base/text.h"

/** On standard error: a line that changes on a terminal, lines now and then in a log. */
struct sluice_triage_progress {
    bool terminal;
    uint64_t start; /* of this step, by sluice_running_milliseconds() */
    uint64_t shown;
};

/** Begins a step. */
void sluice_triage_progress_begin(struct sluice_triage_progress *progress);

/** Says where it is, unless it was said a moment ago. `left`: seconds; UINT64_MAX: not known. */
void sluice_triage_progress_show(struct sluice_triage_progress *progress, uint64_t left,
                                 const char *format, ...) __attribute__((format(printf, 3, 4)));

/** Seconds that are left when `done` of `all` equal parts are done since the step began. */
uint64_t sluice_triage_progress_left(const struct sluice_triage_progress *progress, uint64_t done,
                                     uint64_t all);

/** Clears the line. */
void sluice_triage_progress_end(const struct sluice_triage_progress *progress);

#endif
