/* A trust store of old, as it was kept: RC2 with 40 bits, which libcrypto reads with what it keeps apart. */
#ifndef SLUICE_ARCHIVE_KEPT_STORE_H
#define SLUICE_ARCHIVE_KEPT_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { KEPT_STORE_BYTES = 1024 };

/** Writes the store, whose password is "changeit"; returns its length. It holds one certificate, "Old". */
size_t kept_store(uint8_t bytes[KEPT_STORE_BYTES]);

/** Whether this libcrypto was installed with what reads it. */
bool kept_store_is_readable(void);

#endif
