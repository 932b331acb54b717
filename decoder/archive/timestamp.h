/* Timestamps (RFC 3161) in a signature block: that a signature stood when its certificate was valid. */
#ifndef SLUICE_ARCHIVE_TIMESTAMP_H
#define SLUICE_ARCHIVE_TIMESTAMP_H

#include "block.h"

/* OK when somebody whom the policy trusts stamped the block's signature at `*time`, which is not
 * after the policy's clock. Otherwise why not, and `*at`. */
enum sluice_archive_reason sluice_timestamp_check(struct run *run, const struct block *block,
                                                  int64_t *time, const char **at);

#endif
