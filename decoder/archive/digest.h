/* Message digests: those that manifests name, computed by libcrypto. */
#ifndef SLUICE_ARCHIVE_DIGEST_H
#define SLUICE_ARCHIVE_DIGEST_H

#include "run.h"

#include <openssl/evp.h>

enum { DIGEST_COUNT = 9, DIGEST_MAX = 64 };

/* The bit of a digest by its name in a manifest ("SHA-256"), without case; 0 when it is unknown. */
uint32_t sluice_digest_by_name(struct sluice_bytes name);

/* Bytes of the digest with bit number `index`. */
size_t sluice_digest_size(unsigned index);

/* The bit of a digest by libcrypto's number; 0 when it is unknown. */
uint32_t sluice_digest_by_nid(int nid);

/* Several digests of the same bytes. */
struct digests {
    EVP_MD *kinds[DIGEST_COUNT];
    EVP_MD_CTX *contexts[DIGEST_COUNT];
    uint32_t active; /* bits */
    uint8_t values[DIGEST_COUNT][DIGEST_MAX];
};

void sluice_digests_free(struct digests *digests);

/* Begins with the digests whose bits are set; false when libcrypto fails: the run has ended. */
SLUICE_NODISCARD bool sluice_digests_begin(struct run *run, struct digests *digests, uint32_t bits);

SLUICE_NODISCARD bool sluice_digests_add(struct run *run, struct digests *digests,
                                         struct sluice_bytes bytes);

/* Fills `values` of the active digests. */
SLUICE_NODISCARD bool sluice_digests_end(struct run *run, struct digests *digests);

/* The digests of one block of bytes. */
SLUICE_NODISCARD bool sluice_digests_of(struct run *run, struct digests *digests, uint32_t bits,
                                        struct sluice_bytes bytes);

/* Ends the run because libcrypto failed: for lack of memory, or for what else. */
bool sluice_refuse_crypto(struct run *run, const char *at);

/* OUT_OF_MEMORY when libcrypto's errors since the last call say so, else `reason`. */
enum sluice_archive_reason sluice_crypto_reason(enum sluice_archive_reason reason);

#endif
