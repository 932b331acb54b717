/* The recorded hashes of cases: checking them, and writing them into the case files. */
#ifndef SLUICE_SUITE_REHASH_H
#define SLUICE_SUITE_REHASH_H

#include "harness/base/sha256.h"
#include "harness/suite/case.h"

/** Assembles a case and writes the SHA-256 of its bytes. */
SLUICE_NODISCARD bool sluice_rehash_case(const struct sluice_case *item,
                                         char out[SLUICE_SHA256_TEXT],
                                         struct sluice_yaml_error *error);

/**
 * Writes the hashes of all cases of a file into it: a recorded one is replaced, a missing one is
 * added before `expect`. Comments, order and everything else stay as they are; a file that is right
 * already is not touched. The file is replaced as a whole or not at all.
 *
 * @param missing_only a recorded hash stays, also one that differs.
 * @param changed receives how many hashes were changed or added.
 */
SLUICE_NODISCARD bool sluice_rehash_file(const struct sluice_suite *suite,
                                         const struct sluice_case_file *file, bool missing_only,
                                         size_t *changed, struct sluice_yaml_error *error);

#endif
