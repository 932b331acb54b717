/* The bytes of an entry that a check failed on, expanded. Private to the command line. */
#ifndef SLUICE_CLI_ARCHIVE_BYTES_H
#define SLUICE_CLI_ARCHIVE_BYTES_H

#include "sluice/archive.h"

/**
 * Expands the entry whose name stands at `name` in the archive's directory, as far as it must, and
 * writes what is at `offset` to `out`. Returns how many bytes these are: at most `room`, and 0 when
 * there is no such entry, or nothing at that place. It takes no more memory for large entries.
 */
size_t sluice_archive_entry_bytes(const struct sluice_archive_input *input,
                                  struct sluice_bytes name, uint64_t offset, uint8_t *out,
                                  size_t room);

#endif
