/* A new case and its twin, begun from the nearest case of the same rule. */
#ifndef SLUICE_SUITE_SCAFFOLD_H
#define SLUICE_SUITE_SCAFFOLD_H

#include "harness/base/text.h"
#include "harness/suite/case.h"

/** What to begin. */
struct sluice_scaffold_request {
    const struct sluice_suite *suite;
    const char *rule;
    const char *family;
    const char *id; /* of the attack; the twin's is the same with "-twin" behind it */
    size_t pattern; /* index of the attack to begin from */
};

/**
 * The attack to begin from: one about the rule, of the family if that has one (NULL: any), rather one
 * that names the rule first, rather a short one. SLUICE_NO_CASE if there is none.
 */
size_t sluice_scaffold_pattern(const struct sluice_suite *suite, const char *rule,
                               const char *family);

/**
 * Writes the two entries of a list of cases: streams, classes and expectations of the pattern and its
 * twin, and TODO where a reviewer has to write. What the files of the patterns say for all their cases
 * is written into them if the new ones go to another file.
 */
SLUICE_NODISCARD bool sluice_scaffold_write(const struct sluice_scaffold_request *request,
                                            struct sluice_text *out,
                                            struct sluice_yaml_error *error);

/** Reads a file; for the pieces that are copied, and to add to it. */
SLUICE_NODISCARD bool sluice_scaffold_read(const char *path, struct sluice_text *out,
                                           struct sluice_yaml_error *error);

#endif
