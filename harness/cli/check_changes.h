/* Which lines of a file differ from what git has. Private to the command line. */
#ifndef SLUICE_CLI_CHECK_CHANGES_H
#define SLUICE_CLI_CHECK_CHANGES_H

#include <sluice/base.h>

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

/** Frees the list. */
void sluice_changes_free(struct sluice_changes *changes);

#endif
