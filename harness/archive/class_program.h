/* Class files, as far as archives need them: a sound one of some name. */
#ifndef SLUICE_ARCHIVE_CLASS_PROGRAM_H
#define SLUICE_ARCHIVE_CLASS_PROGRAM_H

#include "harness/base/text.h"

/**
 * Adds the bytes of a public class without members, as a JVM would define it.
 *
 * @param name    as class files have it ("trusted/Main"), less than 64 KiB.
 * @param mention a text among its constants, where the name of a class would stand that it depends on.
 */
void sluice_class_make(struct sluice_text *out, struct sluice_bytes name,
                       struct sluice_bytes mention);

#endif
