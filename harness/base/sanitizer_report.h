/* What sanitizers write before they end a process. */
#ifndef SLUICE_BASE_SANITIZER_REPORT_H
#define SLUICE_BASE_SANITIZER_REPORT_H

/** The start of a sanitizer's report in what a process wrote to standard error, or NULL. */
const char *sluice_sanitizer_report(const char *errors);

#endif
