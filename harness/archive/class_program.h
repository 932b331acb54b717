/* Class files, as far as archives need them: public ones without members, as a JVM would define them. */
#ifndef SLUICE_ARCHIVE_CLASS_PROGRAM_H
#define SLUICE_ARCHIVE_CLASS_PROGRAM_H

#include "harness/base/text.h"

enum { SLUICE_CLASS_VERSION = 61 }; /* of Java 17 */

/** A class. Names are as class files have them ("trusted/Main"), less than 64 KiB. */
struct sluice_class_program {
    struct sluice_bytes name;
    /* Texts among its constants, where names of classes would stand that it depends on. */
    const struct sluice_bytes *mentions;
    size_t mention_count;
    uint16_t version; /* 0: SLUICE_CLASS_VERSION */
};

/** Adds the class file to `out`, whose `failed` tells of missing memory. */
void sluice_class_assemble(const struct sluice_class_program *program, struct sluice_text *out);

/** The same of a class with one mention. */
void sluice_class_make(struct sluice_text *out, struct sluice_bytes name,
                       struct sluice_bytes mention);

#endif
