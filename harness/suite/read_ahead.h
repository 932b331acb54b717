/* Files that are read and parsed by threads while those before them are loaded: nothing can be run before
 * all are, and the most of that time goes into YAML. What is read, and which errors there are, is as
 * if each file were read when it is asked for. */
#ifndef SLUICE_SUITE_READ_AHEAD_H
#define SLUICE_SUITE_READ_AHEAD_H

#include "harness/yaml/yaml.h"

struct sluice_read_ahead;

/**
 * Begins to read files; their paths are copied. End it with sluice_read_ahead_end().
 * @return NULL when there is nothing to gain, or no memory.
 */
struct sluice_read_ahead *sluice_read_ahead_begin(const char *const *paths, size_t count);

/**
 * sluice_yaml_load() of a file that was read ahead, or is read now: when nobody has begun to, when it is
 * not the path with that index, when `ahead` is NULL. Each may be asked for once, in their order.
 */
SLUICE_NODISCARD bool sluice_read_ahead_load(struct sluice_read_ahead *ahead, size_t index,
                                             const char *path, struct sluice_yaml **out,
                                             struct sluice_yaml_error *error);

/** Ends the threads, and frees what nobody has asked for; NULL is allowed. */
void sluice_read_ahead_end(struct sluice_read_ahead *ahead);

#endif
