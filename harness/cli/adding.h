/* What `new` and `add` have in common: a case and its twin go into a file of corpora/attacks.
 * Private to the command line. */
#ifndef SLUICE_CLI_ADDING_H
#define SLUICE_CLI_ADDING_H

#include "harness/suite/scaffold.h"

/** Zero-initialize and set the first four; free with sluice_adding_free(). */
struct sluice_adding {
    const char *rule;
    const char *family; /* NULL: that of the pattern, from sluice_adding_begin() on */
    const char *name;   /* of the case in its family; NULL: made from the rule */
    const char *file;   /* of the family; NULL: corpora/attacks/FAMILY.yaml */
    struct sluice_suite suite;
    size_t pattern; /* the nearest attack of the rule */
    struct sluice_text id;
    struct sluice_text path;
    struct sluice_text old; /* of the file */
    struct sluice_text text;
};

/** True for lower case letters, digits and single `-` between them. */
bool sluice_adding_is_name(const char *word);

/** False after a complaint: no oracle judges that rule. */
SLUICE_NODISCARD bool sluice_adding_check_rule(const char *rule);

/** Loads the suite, finds the pattern, the file and a free id. An exit status, after a complaint. */
SLUICE_NODISCARD int sluice_adding_begin(struct sluice_adding *adding);

/**
 * Writes both entries, with what `request` says of them beyond `adding`. The file is replaced whole, and
 * put back when it cannot be loaded afterwards. An exit status, after a complaint.
 */
SLUICE_NODISCARD int sluice_adding_write(struct sluice_adding *adding,
                                         struct sluice_scaffold_request *request);

/** Puts the file back as it was before sluice_adding_write(). An exit status, after a complaint. */
SLUICE_NODISCARD int sluice_adding_undo(struct sluice_adding *adding);

/** Frees all that it holds. */
void sluice_adding_free(struct sluice_adding *adding);

#endif
