/* How `sluice archive` tells what it found. Private to the command line. */
#ifndef SLUICE_CLI_ARCHIVE_REPORT_H
#define SLUICE_CLI_ARCHIVE_REPORT_H

#include "harness/base/text.h"
#include "sluice/archive.h"

/** What is told of, and how. */
struct sluice_archive_report {
    const char *const *names; /* of the archives, for messages */
    const struct sluice_archive_input *inputs;
    size_t count;
    bool json;
    bool explain;
    struct sluice_text checks; /* as they were made */
    uint8_t failed[64];        /* the first bytes of what failed last */
    size_t failed_length;
};

/** Takes a check; an on_check callback whose context is the report. */
void sluice_archive_report_check(void *context, const struct sluice_archive_event *event);

/** Writes all of it: `verdicts` of the archives, and that of the set. */
void sluice_archive_report_write(struct sluice_archive_report *report,
                                 const struct sluice_archive_verdict *verdicts,
                                 const struct sluice_archive_verdict *verdict);

#endif
