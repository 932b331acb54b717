/* Signatures of Ed25519 and Ed448 (RFC 8419), which libcrypto's CMS does not know in all its versions. */
#ifndef SLUICE_ARCHIVE_EDWARDS_H
#define SLUICE_ARCHIVE_EDWARDS_H

#include "block.h"

#include <openssl/evp.h>

/* Whether a key is one of these. */
bool sluice_is_edwards(const EVP_PKEY *key);

/* OK when the block's signature over `content` is that of the key; otherwise why not. */
enum sluice_archive_reason sluice_edwards_verify(struct run *run, const struct block *block,
                                                 EVP_PKEY *key, struct sluice_bytes content);

#endif
