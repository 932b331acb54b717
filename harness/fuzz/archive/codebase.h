/* Where an archive is said to come from, and what is granted: said by steps of a program. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_CODEBASE_H
#define SLUICE_FUZZ_CODEBASE_H

#include "harness/fuzz/archive/build.h"

/** What a policy and an input refer to; it must outlive them. Zero-initialize before the first time. */
struct sluice_fuzz_codebase {
    struct sluice_text url;
    struct sluice_archive_grant grant;
    char signer[2 * SLUICE_ARCHIVE_HASH_SIZE + 1];
    char archive[2 * SLUICE_ARCHIVE_HASH_SIZE + 1];
    const char *
        fault; /* why the archive may not be loaded from there; static text; NULL: nothing is against it */
};

/**
 * Follows the last step about codebases: adds its grant to the policy.
 *
 * @return the URL, or NULL when there is no such step.
 */
const char *sluice_fuzz_codebase(struct sluice_fuzz_codebase *codebase,
                                 const struct sluice_archive_program_input *program,
                                 const struct sluice_built *built,
                                 struct sluice_archive_policy *policy);

#endif
