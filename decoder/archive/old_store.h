/* PKCS#12 stores of old, whose ciphers libcrypto keeps apart: keytool wrote them until 2021. */
#ifndef SLUICE_ARCHIVE_OLD_STORE_H
#define SLUICE_ARCHIVE_OLD_STORE_H

#include "sluice/archive.h"

#include <openssl/x509.h>

/* The certificates of a store in that form: the one with a key, or NULL, and all others. OK, or why it cannot be
 * read; then there are none. */
enum sluice_archive_reason sluice_old_store_read(struct sluice_bytes bytes, const char *password,
                                                 X509 **first, STACK_OF(X509) * *others);

#endif
