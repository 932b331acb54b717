/* All that is wrong with what is loaded, not only the first of it.
 *
 *     struct sluice_yaml_faults faults = {0};
 *     struct sluice_yaml_error error = {.faults = &faults};
 *     if (!load(..., &error)) {
 *         sluice_yaml_faults_finish(&error);
 *         ... faults.items ...
 *     }
 *     sluice_yaml_faults_free(&faults);
 *
 * A loader goes on behind a fault with whatever does not depend on it, and fails in the end. */
#ifndef SLUICE_YAML_FAULTS_H
#define SLUICE_YAML_FAULTS_H

#include "harness/yaml/yaml.h"

/* More are not looked for. */
#define SLUICE_YAML_FAULTS_MAX ((size_t)1000)

/** A list of errors, none twice. Zero-initialize; free with sluice_yaml_faults_free(). */
struct sluice_yaml_faults {
    struct sluice_yaml_error *items;
    size_t count;
    size_t capacity;
};

/**
 * Says whether to go on after one of several independent things has been tried.
 *
 * @param done whether it succeeded. If not, its error moves to the list, and `error` is empty again.
 * @param good becomes false when it did not.
 * @return true when there is a next to be tried: always after a success, never after a failure without
 *         a list, or with a full one.
 */
SLUICE_NODISCARD bool sluice_yaml_tried(bool done, bool *good, struct sluice_yaml_error *error);

/** Takes the last error into the list too, and sorts the list: files as they came, then by place. */
void sluice_yaml_faults_finish(struct sluice_yaml_error *error);

/** Frees what a list holds. */
void sluice_yaml_faults_free(struct sluice_yaml_faults *faults);

#endif
