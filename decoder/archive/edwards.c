#include "edwards.h"
#include "der.h"
#include "digest.h"

#include <openssl/err.h>

#include <string.h>

enum { DIGEST_BYTES = 64 };

bool sluice_is_edwards(const EVP_PKEY *key)
{
    const int kind = EVP_PKEY_get_base_id(key);
    return kind == EVP_PKEY_ED25519 || kind == EVP_PKEY_ED448;
}

/* Each of the two has its own: SHA-512, or as many bytes of SHAKE256. */
static bool make_digest(const EVP_PKEY *key, struct sluice_bytes content, uint8_t *out)
{
    const bool is_448 = EVP_PKEY_get_base_id(key) == EVP_PKEY_ED448;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    const bool made = context != NULL &&
                      EVP_DigestInit_ex2(context, is_448 ? EVP_shake256() : EVP_sha512(), NULL) ==
                          1 &&
                      EVP_DigestUpdate(context, content.data, content.length) == 1 &&
                      (is_448 ? EVP_DigestFinalXOF(context, out, DIGEST_BYTES)
                              : EVP_DigestFinal_ex(context, out, NULL)) == 1;
    EVP_MD_CTX_free(context);
    return made;
}

/* One call over all that is signed: the key is not made for anything else. */
static enum sluice_archive_reason verify(const struct block *block, EVP_PKEY *key,
                                         struct sluice_bytes bytes)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    ERR_clear_error();
    if (context == NULL || EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) != 1) {
        EVP_MD_CTX_free(context);
        return sluice_crypto_reason(SLUICE_ARCHIVE_CRYPTO_FAILED);
    }
    const int verified = EVP_DigestVerify(context, block->signature.data, block->signature.length,
                                          bytes.data, bytes.length);
    EVP_MD_CTX_free(context);
    if (verified == 1) {
        return SLUICE_ARCHIVE_OK;
    }
    /* A wrong signature leaves no error behind; what goes wrong otherwise does. */
    return ERR_peek_error() == 0 ? SLUICE_ARCHIVE_CMS_SIG_BAD
                                 : sluice_crypto_reason(SLUICE_ARCHIVE_CMS_SIG_BAD);
}

enum sluice_archive_reason sluice_edwards_verify(struct run *run, const struct block *block,
                                                 EVP_PKEY *key, struct sluice_bytes content)
{
    if (content.data == NULL) {
        content.data = (const uint8_t *)"";
    }
    sluice_step(run, content.length);
    /* Nobody has signed that list; libcrypto looks at it with other keys. */
    if (!sluice_block_lists_digest(block)) {
        return SLUICE_ARCHIVE_CMS_SIG_BAD;
    }
    if (!block->has_signed_attributes) {
        return verify(block, key, content);
    }
    uint8_t digest[DIGEST_BYTES];
    if (!make_digest(key, content, digest)) {
        return sluice_crypto_reason(SLUICE_ARCHIVE_CRYPTO_FAILED);
    }
    if (block->message_digest.length != sizeof digest ||
        memcmp(block->message_digest.data, digest, sizeof digest) != 0) {
        return SLUICE_ARCHIVE_CMS_SIG_BAD;
    }
    /* They are signed as the SET that they are, not under the tag that they have in the block. */
    struct sluice_bytes set = block->signed_attributes;
    uint8_t *copy = sluice_archive_get(run->heap, set.length, 1);
    if (copy == NULL) {
        return SLUICE_ARCHIVE_OUT_OF_MEMORY;
    }
    memcpy(copy, set.data, set.length);
    copy[0] = DER_SET;
    const enum sluice_archive_reason reason = verify(block, key,
                                                     (struct sluice_bytes){copy, set.length});
    sluice_archive_put(run->heap, copy, set.length, 1);
    return reason;
}
