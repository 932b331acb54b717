/* The JAR layer: which files sign, what the manifest and the signature file say, and whether what
 * they say of each other and of the entries holds. */
#ifndef SLUICE_ARCHIVE_JAR_H
#define SLUICE_ARCHIVE_JAR_H

#include "digest.h"
#include "expand.h"
#include "jar_text.h"

/* Finds manifest, signature file and block, and gives each entry its role. */
SLUICE_NODISCARD bool sluice_jar_find_metadata(struct run *run);

/* Expands a whole entry into memory of usize bytes, which is the caller's; NULL when it refused, or
 * when the entry is empty (`*empty`). */
SLUICE_NODISCARD uint8_t *sluice_jar_load(struct run *run, struct expander *expander,
                                          const struct zip_entry *entry, bool *empty);

/* Compares the manifest with the signature file: main attributes, sections, the whole. */
SLUICE_NODISCARD bool sluice_jar_compare(struct run *run, struct digests *digests,
                                         const struct jar_text *manifest,
                                         const struct jar_text *signature_file);

/* Compares the names of manifest, signature file and entries. `sections` has room for one number for
 * each entry: the section that speaks of it, 0 for none. */
SLUICE_NODISCARD bool
sluice_jar_check_coverage(struct run *run, struct digests *digests, const struct jar_text *manifest,
                          const struct jar_text *signature_file, uint32_t *sections);

#endif
