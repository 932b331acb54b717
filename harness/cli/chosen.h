/* Targets by name: the reference, and programs by their manifests. Private to the command line. */
#ifndef SLUICE_CLI_CHOSEN_H
#define SLUICE_CLI_CHOSEN_H

#include "harness/targets/manifest.h"
#include "harness/targets/target.h"

/* Where adapters are looked for if nobody says otherwise. */
#define SLUICE_ADAPTERS "harness/targets/adapters"

/** Manifests of a folder. Zero-initialize; free with sluice_manifests_free(). */
struct sluice_manifests {
    struct sluice_manifest *items;
    size_t count;
};

/** Loads all manifests in a folder; complains about what is wrong. Returns SLUICE_EXIT_ACCEPTED or
 * SLUICE_EXIT_USAGE. */
SLUICE_NODISCARD int sluice_manifests_load(const char *folder, struct sluice_manifests *out);

/** Frees them. */
void sluice_manifests_free(struct sluice_manifests *manifests);

/** The folder that the running program's bin/ is in, for {build}; "build" if nobody knows. */
const char *sluice_build_folder(void);

/** What is asked for. */
struct sluice_choice {
    const char *const *names; /* of targets, or paths of manifests */
    size_t count;
    const char *folder; /* of adapters; NULL: SLUICE_ADAPTERS */
    bool archives;      /* targets that are asked about archives, not about streams */
    unsigned deadline;  /* milliseconds, for programs; 0: the manifest's */
};

/** Targets that can be run. Zero-initialize; free with sluice_chosen_free(). */
struct sluice_chosen {
    struct sluice_target *targets; /* as many as there are names */
    size_t count;                  /* that were made */
    struct sluice_manifests manifests;
    struct sluice_manifest *single; /* loaded by their paths */
    size_t single_count;
    struct sluice_text *arguments; /* of each target: see struct sluice_target */
};

/**
 * Makes the targets; complains about what is unknown, cannot run here, or has no opinion to be judged.
 * Returns SLUICE_EXIT_ACCEPTED or SLUICE_EXIT_USAGE.
 */
SLUICE_NODISCARD int sluice_choose(const struct sluice_choice *choice, struct sluice_chosen *out);

/** Frees the targets and what they were made of. */
void sluice_chosen_free(struct sluice_chosen *chosen);

#endif
