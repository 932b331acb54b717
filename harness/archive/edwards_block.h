/* Signature blocks of Ed25519 and Ed448 keys, written by hand: not every libcrypto's CMS makes them. */
#ifndef SLUICE_ARCHIVE_EDWARDS_BLOCK_H
#define SLUICE_ARCHIVE_EDWARDS_BLOCK_H

#include "signing.h"

/** Whether a key is one of these. */
bool sluice_key_is_edwards(const EVP_PKEY *key);

/** As sluice_block_make(), for these keys; of the plan, only `no_attributes` is followed. */
SLUICE_NODISCARD bool sluice_edwards_block_make(const struct sluice_identity *identity,
                                                const struct sluice_block_plan *plan,
                                                struct sluice_bytes content,
                                                struct sluice_text *out);

#endif
