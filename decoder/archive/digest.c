#include "digest.h"

#include <openssl/err.h>
#include <openssl/obj_mac.h>

#include <string.h>
#include <strings.h>

struct kind {
    const char *names[3]; /* in manifests */
    const char *fetched;  /* in libcrypto */
    int nid;
    size_t size;
};

/* In the order of enum sluice_archive_digest. */
static const struct kind kinds[DIGEST_COUNT] = {
    {{"MD5", NULL, NULL}, "MD5", NID_md5, 16},
    {{"SHA1", "SHA-1", "SHA"}, "SHA1", NID_sha1, 20},
    {{"SHA-224", NULL, NULL}, "SHA2-224", NID_sha224, 28},
    {{"SHA-256", NULL, NULL}, "SHA2-256", NID_sha256, 32},
    {{"SHA-384", NULL, NULL}, "SHA2-384", NID_sha384, 48},
    {{"SHA-512", NULL, NULL}, "SHA2-512", NID_sha512, 64},
    {{"SHA3-256", NULL, NULL}, "SHA3-256", NID_sha3_256, 32},
    {{"SHA3-384", NULL, NULL}, "SHA3-384", NID_sha3_384, 48},
    {{"SHA3-512", NULL, NULL}, "SHA3-512", NID_sha3_512, 64},
};

static bool is_called(const struct kind *kind, struct sluice_bytes name)
{
    for (size_t i = 0; i < COUNT_OF(kind->names) && kind->names[i] != NULL; i++) {
        if (strlen(kind->names[i]) == name.length &&
            strncasecmp(kind->names[i], (const char *)name.data, name.length) == 0) {
            return true;
        }
    }
    return false;
}

uint32_t sluice_digest_by_name(struct sluice_bytes name)
{
    for (unsigned i = 0; i < DIGEST_COUNT; i++) {
        if (is_called(&kinds[i], name)) {
            return 1U << i;
        }
    }
    return 0;
}

size_t sluice_digest_size(unsigned index)
{
    return kinds[index].size;
}

uint32_t sluice_digest_by_nid(int nid)
{
    for (unsigned i = 0; i < DIGEST_COUNT; i++) {
        if (kinds[i].nid == nid) {
            return 1U << i;
        }
    }
    return 0;
}

enum sluice_archive_reason sluice_crypto_reason(enum sluice_archive_reason reason)
{
    /* Without memory it may not even be able to say so. */
    unsigned long error = ERR_get_error();
    if (error == 0) {
        return SLUICE_ARCHIVE_OUT_OF_MEMORY;
    }
    for (; error != 0; error = ERR_get_error()) {
        if (ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE) {
            reason = SLUICE_ARCHIVE_OUT_OF_MEMORY;
        }
    }
    return reason;
}

bool sluice_refuse_crypto(struct run *run, const char *at)
{
    return sluice_refuse(run, sluice_crypto_reason(SLUICE_ARCHIVE_CRYPTO_FAILED), at,
                         sluice_at(0, 0));
}

void sluice_digests_free(struct digests *digests)
{
    for (unsigned i = 0; i < DIGEST_COUNT; i++) {
        EVP_MD_CTX_free(digests->contexts[i]);
        EVP_MD_free(digests->kinds[i]);
    }
}

static bool begin_one(struct digests *digests, unsigned index)
{
    if (digests->kinds[index] == NULL) {
        digests->kinds[index] = EVP_MD_fetch(NULL, kinds[index].fetched, NULL);
    }
    if (digests->contexts[index] == NULL) {
        digests->contexts[index] = EVP_MD_CTX_new();
    }
    return digests->kinds[index] != NULL && digests->contexts[index] != NULL &&
           EVP_DigestInit_ex2(digests->contexts[index], digests->kinds[index], NULL) == 1;
}

bool sluice_digests_begin(struct run *run, struct digests *digests, uint32_t bits)
{
    digests->active = bits;
    for (unsigned i = 0; i < DIGEST_COUNT; i++) {
        if ((bits & 1U << i) != 0 && !begin_one(digests, i)) {
            return sluice_refuse_crypto(run, "message digest");
        }
    }
    return true;
}

bool sluice_digests_add(struct run *run, struct digests *digests, struct sluice_bytes bytes)
{
    for (unsigned i = 0; i < DIGEST_COUNT; i++) {
        if ((digests->active & 1U << i) != 0 &&
            EVP_DigestUpdate(digests->contexts[i], bytes.data, bytes.length) != 1) {
            return sluice_refuse_crypto(run, "message digest");
        }
    }
    sluice_step(run, bytes.length);
    return true;
}

bool sluice_digests_end(struct run *run, struct digests *digests)
{
    for (unsigned i = 0; i < DIGEST_COUNT; i++) {
        if ((digests->active & 1U << i) != 0 &&
            EVP_DigestFinal_ex(digests->contexts[i], digests->values[i], NULL) != 1) {
            return sluice_refuse_crypto(run, "message digest");
        }
    }
    return true;
}

bool sluice_digests_of(struct run *run, struct digests *digests, uint32_t bits,
                       struct sluice_bytes bytes)
{
    return sluice_digests_begin(run, digests, bits) && sluice_digests_add(run, digests, bytes) &&
           sluice_digests_end(run, digests);
}
