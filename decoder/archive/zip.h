/* The ZIP layer: it accepts archives that have exactly one reading.
 *
 * Local headers stand back to back from offset 0 in the directory's order, each with its bytes; then
 * the directory; then the end record, which ends the file. Nothing else is there. */
#ifndef SLUICE_ARCHIVE_ZIP_H
#define SLUICE_ARCHIVE_ZIP_H

#include "run.h"

/* Finds the end record: fills zip.end and zip.directory. */
SLUICE_NODISCARD bool sluice_zip_find_end(struct run *run);

/* Whether an end record before `limit` fits the bytes before it: the end of another archive. */
bool sluice_zip_has_other_end(struct run *run, uint32_t limit);

/* Reads the directory: allocates and fills zip.entries, without `data`. */
SLUICE_NODISCARD bool sluice_zip_read_directory(struct run *run);

/* Compares each local header with its record, and fills `data`. */
SLUICE_NODISCARD bool sluice_zip_check_locals(struct run *run);

/* Checks extra fields, each alone and of one kind: OK, or what they are refused as. */
enum sluice_archive_reason sluice_zip_check_extra(const struct run *run, const uint8_t *bytes,
                                                  size_t length, bool in_directory);

/* Whether fields that were checked hold the mark of the `jar` tool. */
bool sluice_zip_has_jar_mark(const uint8_t *bytes, size_t length);

/* Checks one name: OK, or what it is refused as. */
enum sluice_archive_reason sluice_zip_check_name(struct sluice_bytes name, bool says_utf8);

/* Checks each name for itself, and that its attributes fit it. */
SLUICE_NODISCARD bool sluice_zip_check_names(struct run *run);

/* Compares all names with each other: allocates and fills zip.by_name. */
SLUICE_NODISCARD bool sluice_zip_check_unique(struct run *run);

/* Compares the sizes that the directory states with the limits. */
SLUICE_NODISCARD bool sluice_zip_check_sizes(struct run *run);

/* Gives back the memory of zip. */
void sluice_zip_free(struct run *run);

/* The index of an entry by the bytes of its name, or -1. */
int64_t sluice_zip_find(const struct run *run, struct sluice_bytes name);

static inline bool sluice_zip_is_directory(const struct run *run, const struct zip_entry *entry)
{
    const struct sluice_bytes name = sluice_name_of(run, entry);
    return name.length > 0 && name.data[name.length - 1] == '/';
}

#endif
