/* Cases of archives: what harness/archive/FORMAT.md says of them, loaded and made. */
#ifndef SLUICE_ARCHIVE_SUITE_ARCHIVE_CASE_H
#define SLUICE_ARCHIVE_SUITE_ARCHIVE_CASE_H

#include "harness/archive/policy.h"
#include "harness/archive/suite/build.h"
#include "harness/suite/case.h"
#include "rules/archive.h"

/** Cases of archives as a kind of cases: set it as sluice_suite.kind before loading. */
extern const struct sluice_case_kind sluice_archive_case_kind;

/** What is special in a case of archives: struct sluice_case.own. */
struct sluice_archive_case {
    struct sluice_keyring keys;
    const char **trusted; /* names of keys */
    size_t trusted_count;
    const char **timestampers; /* names of keys; none: nobody tells the time */
    size_t timestamper_count;
    bool pkcs12; /* the store's format */
    const char *store_password;
    const char *password; /* that the verifier is given; NULL: the right one */
    struct sluice_archive_policy_file policy;
    const struct sluice_yaml_node *grants;   /* of the policy; may hold digests */
    const struct sluice_yaml_node *programs; /* a list */
    size_t archive;                          /* that the answer speaks of, or SIZE_MAX: not said */
    const char *signer;                      /* that it names; NULL: not said */
    const char *limit;                       /* NULL: not said */
    int64_t stamped; /* what it says of a timestamp, 0 for none; -1: not said */
    bool lies;       /* another verifier is played, who accepts */
};

enum { SLUICE_CASE_ARCHIVES = 64 };

/** The archives of a case as they were made, with everything that a verifier is told. */
struct sluice_archive_scene {
    struct sluice_archive_build *builds;
    size_t count;
    struct sluice_archive_input *inputs;
    struct sluice_archive_policy policy;
    struct sluice_archive_grant *grants;
    struct sluice_text store;              /* PEM, or PKCS#12 */
    struct sluice_trust *timestampers;     /* NULL: none */
    const struct sluice_identity **clocks; /* their identities, for the judge */
    struct sluice_arena arena;
    /* For the judge. */
    struct sluice_archive_question question;
    struct sluice_archive_facts *facts;
    struct sluice_archive_sensitive *groups;
    uint8_t (*pinned)[32];
    size_t pinned_count;
};

/** Makes the archives; all that is wrong with their programs is reported. To be freed in any case. */
SLUICE_NODISCARD bool sluice_archive_scene_make(const struct sluice_archive_case *item,
                                                struct sluice_archive_scene *scene,
                                                struct sluice_yaml_error *error);

void sluice_archive_scene_free(struct sluice_archive_scene *scene);

/** Adds the trust store of a case to `out`. */
SLUICE_NODISCARD bool sluice_archive_store_make(const struct sluice_archive_case *item,
                                                struct sluice_text *out,
                                                struct sluice_yaml_error *error);

/** The store, opened as the case says; the reason why it was not, and NULL. */
struct sluice_trust *sluice_archive_scene_trust(const struct sluice_archive_case *item,
                                                const struct sluice_archive_scene *scene,
                                                enum sluice_archive_reason *reason);

/** The name of the i-th archive as a file. */
void sluice_archive_scene_file(const struct sluice_archive_case *item, size_t index,
                               struct sluice_text *out);

/** Runs a case in a worker: struct sluice_case_kind.run. */
SLUICE_NODISCARD bool sluice_archive_case_run(const struct sluice_case *item,
                                              const struct sluice_target *target, bool thorough,
                                              const struct sluice_pool_line *line);

#endif
