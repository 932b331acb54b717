/* The trust store, from inside. */
#ifndef SLUICE_ARCHIVE_TRUST_H
#define SLUICE_ARCHIVE_TRUST_H

#include "heap.h"

#include <openssl/x509.h>

struct trusted {
    X509 *certificate;
    int64_t not_before; /* seconds since 1970 */
    int64_t not_after;
    char alias[SLUICE_ALIAS_SIZE];
    uint8_t sha256[SLUICE_ARCHIVE_HASH_SIZE];
};

struct sluice_trust {
    struct heap heap;
    size_t count;
    struct trusted *certificates[SLUICE_TRUST_MAX_CERTIFICATES];
};

/* The dates of a certificate as seconds since 1970; false when libcrypto cannot read them. */
SLUICE_NODISCARD bool sluice_certificate_dates(const X509 *certificate, int64_t *not_before,
                                               int64_t *not_after);

#endif
