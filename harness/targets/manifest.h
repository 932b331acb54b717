/* What makes a program a target by name: adapters/NAME/target.yaml (CONTRACT.md). */
#ifndef SLUICE_TARGETS_MANIFEST_H
#define SLUICE_TARGETS_MANIFEST_H

#include "harness/base/text.h"
#include "harness/yaml/arena.h"
#include "harness/yaml/yaml.h"

/** What must be there for a target to run. */
enum sluice_need_kind {
    SLUICE_NEED_PROGRAM, /* a program, perhaps of some version */
    SLUICE_NEED_FILE,    /* a file */
    SLUICE_NEED_RUN      /* a command that ends with 0 */
};

struct sluice_need {
    enum sluice_need_kind kind;
    const char *
        *command; /* the program and what makes it tell its version; the command. Ended by NULL */
    const char *file;
    const char *version; /* at least this; NULL: any */
    const char *hint;    /* what to do if it is not there */
};

/** A manifest. Zero-initialize; free with sluice_manifest_free(). */
struct sluice_manifest {
    struct sluice_arena arena; /* holds all texts */
    const char *path;
    const char *name;
    const char *title;
    unsigned tier;
    bool archives;        /* it is asked about archives, not about streams */
    const char **command; /* placeholders are filled in; ended by NULL */
    unsigned deadline;    /* milliseconds; 0: as usual */
    struct sluice_need *needs;
    size_t need_count;
};

/** Where to look for manifests, and what placeholders stand for. */
struct sluice_manifest_places {
    const char *folder; /* of adapters */
    const char *build;  /* {build}: has bin/sluice in it */
};

/** Loads one. Errors have file, line and column. */
SLUICE_NODISCARD bool sluice_manifest_load(const char *path, const char *build,
                                           struct sluice_manifest *out,
                                           struct sluice_yaml_error *error);

/** Frees what a manifest holds. */
void sluice_manifest_free(struct sluice_manifest *manifest);

/** The paths of all manifests in a folder, sorted: adapters/NAME/target.yaml and adapters/NAME/target-MODE.yaml. */
struct sluice_manifest_paths {
    char **paths;
    size_t count;
    size_t capacity;
};

/** Finds them; a folder that is not there has none. False without memory. */
SLUICE_NODISCARD bool sluice_manifest_find(const char *folder, struct sluice_manifest_paths *out);

/** Frees the paths. */
void sluice_manifest_paths_free(struct sluice_manifest_paths *paths);

/** Whether all that the target needs is there; if not, the first that is not, with its hint, in `why`. */
SLUICE_NODISCARD bool sluice_manifest_can_run(const struct sluice_manifest *manifest,
                                              struct sluice_text *why);

#endif
