/* Which lines of a file differ from what git has. Private to the command line. */
#ifndef SLUICE_CLI_CHECK_CHANGES_H
#define SLUICE_CLI_CHECK_CHANGES_H

#include "harness/base/text.h"

/** Lines, from 1; `first` > `last`: lines were taken out before `first`. */
struct sluice_changed_lines {
    unsigned first;
    unsigned last;
};

struct sluice_changes {
    bool known; /* false: git is not there, or does not know the file */
    struct sluice_changed_lines *lines;
    size_t count;
};

/** Asks git. Whatever goes wrong leaves `known` false. Free with sluice_changes_free(). */
void sluice_changes_of(const char *path, struct sluice_changes *out);

/** True if a line from `first` to `last` differs, or it is not known. */
bool sluice_changes_touch(const struct sluice_changes *changes, unsigned first, unsigned last);

/** The file as git's HEAD has it. False: git is not there, or does not know the file. */
bool sluice_changes_head(const char *path, struct sluice_text *out);

/** The names of the files of a folder in git's HEAD, a line each. False: the same. */
bool sluice_changes_files(const char *folder, struct sluice_text *out);

/** Frees the list. */
void sluice_changes_free(struct sluice_changes *changes);

#endif
