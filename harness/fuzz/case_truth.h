/* What a loader of YAML and of stream programs says of a text, told a second time. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_CASE_TRUTH_H
#define SLUICE_FUZZ_CASE_TRUTH_H

#include "harness/fuzz/target.h"
#include "harness/stream/program.h"

/**
 * Looks at all values of a document: no key is there twice in one map, and what is read as a number has the value
 * that its digits say, or is refused.
 *
 * @return true if nothing was found.
 */
bool sluice_case_truth_document(const struct sluice_yaml_node *root,
                                struct sluice_finding *finding);

/** No two places of the file carry one label. */
bool sluice_case_truth_labels(const struct sluice_program *program, const char *id,
                              struct sluice_finding *finding);

#endif
