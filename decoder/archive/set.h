/* A set of archives: its members one by one, then what holds for all of them. */
#ifndef SLUICE_ARCHIVE_SET_H
#define SLUICE_ARCHIVE_SET_H

#include "expand.h"
#include "packages.h"

struct member {
    struct run run;
    struct packages packages;
    uint8_t *hashes; /* SLUICE_ARCHIVE_HASH_SIZE for each entry; NULL when nothing will be read */
    struct sluice_archive_verdict verdict;
};

struct sluice_archive_set {
    struct heap heap;
    struct sluice_archive_policy policy; /* with all defaults filled in */
    size_t count;
    struct member *members;
};

/* One archive for itself. `codebase` may be NULL. */
SLUICE_NODISCARD bool sluice_member_verify(struct member *member, const char *codebase, bool keep);

/* What holds for a set whose members all stand. */
SLUICE_NODISCARD bool sluice_set_check(struct sluice_archive_set *set);

/* The refused member that stands before one which it could take the place of, or SIZE_MAX. */
size_t sluice_set_intruder(struct sluice_archive_set *set);

/* The bytes of all entries: their digests, and the names that classes declare. */
SLUICE_NODISCARD bool sluice_check_entries(struct member *member, struct expander *expander,
                                           struct digests *digests, const struct jar_text *manifest,
                                           const uint32_t *sections);

/* A codebase's digest, and the leave to use it. */
SLUICE_NODISCARD bool sluice_check_codebase(struct run *run, struct digests *digests,
                                            const char *codebase);

/* That security-sensitive groups do not depend on each other. */
SLUICE_NODISCARD bool sluice_check_groups(struct sluice_archive_set *set);

#endif
