/* Class files, read a second time, as far as archives need them: the name that one declares, and the packages that
 * it speaks of. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_CLASS_FORM_H
#define SLUICE_FUZZ_CLASS_FORM_H

#include <sluice/base.h>

enum { SLUICE_CLASS_FORM_DEPENDENCIES = 128 };

/** What packages speak of each other; beyond the room, no more is known. */
struct sluice_class_form_dependencies {
    struct {
        struct sluice_bytes from; /* "trusted", in the bytes of an archive */
        struct sluice_bytes to;   /* in what an entry expands to */
    } list[SLUICE_CLASS_FORM_DEPENDENCIES];
    size_t count;
};

/** The name that a class file declares; empty when it is none. `*unsure`: it has too many constants. */
struct sluice_bytes sluice_class_form_name(struct sluice_bytes bytes, bool *unsure);

/** Adds those packages whose classes a class file names by texts that are such a name and nothing else. */
void sluice_class_form_depend(struct sluice_class_form_dependencies *dependencies,
                              struct sluice_bytes from, struct sluice_bytes bytes);

#endif
