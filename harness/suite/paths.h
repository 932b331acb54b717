/* Which case files a run is about. Private to the suite. */
#ifndef SLUICE_SUITE_PATHS_H
#define SLUICE_SUITE_PATHS_H

#include "harness/yaml/yaml.h"

/** File names, each owned. Zero-initialize. */
struct sluice_paths {
    char **names;
    size_t count;
};

/**
 * Adds a file, or all .yaml files of a folder sorted by name. A file that is there already, under
 * whatever name, is not added again.
 */
SLUICE_NODISCARD bool sluice_paths_add(struct sluice_paths *paths, const char *path,
                                       struct sluice_yaml_error *error);

/** Frees the names. */
void sluice_paths_free(struct sluice_paths *paths);

#endif
