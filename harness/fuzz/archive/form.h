/* The form that an archive must have, told a second time: what sluice/archive.h states of ZIP files and names,
 * as a list of conditions, without a care for speed or for which fault comes first. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_FORM_H
#define SLUICE_FUZZ_FORM_H

#include "sluice/archive.h"

/** What can be said for certain. */
struct sluice_form_answer {
    const char *fault; /* static text; NULL: no condition is broken */
    bool
        unsure; /* none is broken, but one is not told here: the archive may be refused all the same */
};

/** Whether an archive has the form, as far as it shows without expanding anything. */
struct sluice_form_answer sluice_form_of_archive(struct sluice_bytes archive,
                                                 const struct sluice_archive_policy *policy);

/** Whether a name may be that of an entry. */
struct sluice_form_answer sluice_form_of_name(struct sluice_bytes name, bool says_utf8);

/** Whether bytes are UTF-8, in its shortest form and without surrogates. */
bool sluice_form_is_utf8(struct sluice_bytes bytes);

#endif
