/* Base64 in its one canonical form: no line ends, no other characters, full padding, no stray bits. */
#ifndef SLUICE_ARCHIVE_BASE64_H
#define SLUICE_ARCHIVE_BASE64_H

#include "sluice/base.h"

/* True when `text` is the canonical form of exactly `length` bytes, which it writes to `bytes`. */
SLUICE_NODISCARD bool sluice_base64_decode(struct sluice_bytes text, uint8_t *bytes, size_t length);

#endif
