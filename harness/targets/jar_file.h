/* Whether a file is a jar: as far as can be seen from its end. */
#ifndef SLUICE_TARGETS_JAR_FILE_H
#define SLUICE_TARGETS_JAR_FILE_H

#include <stdbool.h>

/**
 * Whether the file ends as an archive of at least one entry does, with the directory that it tells of in front of that:
 * not if it is empty, cut short, or something else. Its entries are not looked at. False also if it cannot be read.
 */
bool sluice_is_whole_jar(const char *path);

#endif
