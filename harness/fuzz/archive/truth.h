/* Whether what a verdict says of a ZIP file is true of it. That it is refused, and ought to be, is told elsewhere
 * (form.h): this is about the reason. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_TRUTH_H
#define SLUICE_FUZZ_TRUTH_H

#include <sluice/archive.h>

/** What is untrue of the reason and its place; NULL when it is true, or not told here. */
const char *sluice_truth_fault(struct sluice_bytes archive,
                               const struct sluice_archive_verdict *verdict);

/** Whether directories of two archives name classes in one folder; with classes for Java versions that is not told:
 * `*unsure`. */
bool sluice_truth_share(struct sluice_bytes one, struct sluice_bytes other, bool *unsure);

#endif
