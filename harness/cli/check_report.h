/* What `sluice check` says: for people, or as one JSON object. Private to it. */
#ifndef SLUICE_CLI_CHECK_REPORT_H
#define SLUICE_CLI_CHECK_REPORT_H

#include "harness/suite/run.h"

/** What is to be said. Zero-initialize; free with sluice_check_report_free(). */
struct sluice_check_report {
    bool json;
    struct sluice_text findings; /* JSON objects */
    struct sluice_text hashes;
    struct sluice_text cases;
    size_t passed;
    size_t failed;
    size_t not_run;
    double seconds;
};

/** Notes what is to be changed, all that the list of `error` holds; the complaint is not written here. */
void sluice_check_report_findings(struct sluice_check_report *report,
                                  const struct sluice_yaml_error *error);

/** Notes that hashes were written into a file; for people, says so. */
void sluice_check_report_hashes(struct sluice_check_report *report, const char *path, size_t count);

/** Notes what came of the cases; for people, writes the table and the summary. */
void sluice_check_report_run(struct sluice_check_report *report,
                             const struct sluice_run_settings *settings,
                             const struct sluice_run *run);

/** Ends standard output, with the JSON object if there is to be one. Returns the exit status: `status`,
 * or SLUICE_EXIT_USAGE after a complaint. */
int sluice_check_report_end(struct sluice_check_report *report, int status);

/** Frees the texts. */
void sluice_check_report_free(struct sluice_check_report *report);

#endif
