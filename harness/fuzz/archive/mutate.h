/* The mutators of inputs of archives: of programs, of ZIP files, of the texts of manifests. Engine-neutral; the same
 * arguments give the same result. */
#ifndef SLUICE_FUZZ_ARCHIVE_MUTATE_H
#define SLUICE_FUZZ_ARCHIVE_MUTATE_H

#include "harness/fuzz/mutate/kinds.h"

/** Programs (program.h): steps come, go and change; now and then one grows from nothing, sound or with one fault. */
extern const struct sluice_mutate_kind sluice_mutate_archives;

/** ZIP files: fields of a local header, of its record, or of both; entries come and go; bytes. */
extern const struct sluice_mutate_kind sluice_mutate_zips;

/** Manifests and signature files: lines and sections come, go and change; bytes. */
extern const struct sluice_mutate_kind sluice_mutate_manifests;

#endif
