#include "trust.h"
#include "digest.h"
#include "old_store.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include <stdio.h>
#include <string.h>
#include <strings.h>

struct sluice_trust *sluice_trust_new(const struct sluice_allocator *allocator)
{
    struct heap heap;
    sluice_archive_heap_init(&heap, allocator, UINT64_MAX);
    struct sluice_trust *trust = sluice_archive_get(&heap, 1, sizeof *trust);
    if (trust != NULL) {
        *trust = (struct sluice_trust){.heap = heap};
    }
    return trust;
}

/* Drops the certificates from the first-th on. */
static void cut(struct sluice_trust *trust, size_t first)
{
    while (trust->count > first) {
        struct trusted *last = trust->certificates[--trust->count];
        X509_free(last->certificate);
        sluice_archive_put(&trust->heap, last, 1, sizeof *last);
    }
}

void sluice_trust_free(struct sluice_trust *trust)
{
    if (trust != NULL) {
        cut(trust, 0);
        struct heap heap = trust->heap;
        sluice_archive_put(&heap, trust, 1, sizeof *trust);
    }
}

static bool is_taken(const struct sluice_trust *trust, const char *alias)
{
    for (size_t i = 0; i < trust->count; i++) {
        if (strcasecmp(trust->certificates[i]->alias, alias) == 0) {
            return true;
        }
    }
    return false;
}

bool sluice_certificate_dates(const X509 *certificate, int64_t *not_before, int64_t *not_after)
{
    ASN1_TIME *origin = ASN1_TIME_set(NULL, 0);
    int days[2] = {0, 0};
    int seconds[2] = {0, 0};
    const bool read = origin != NULL &&
                      ASN1_TIME_diff(&days[0], &seconds[0], origin,
                                     X509_get0_notBefore(certificate)) == 1 &&
                      ASN1_TIME_diff(&days[1], &seconds[1], origin,
                                     X509_get0_notAfter(certificate)) == 1;
    ASN1_TIME_free(origin);
    *not_before = days[0] * INT64_C(86400) + seconds[0];
    *not_after = days[1] * INT64_C(86400) + seconds[1];
    return read;
}

/* Takes a share of the certificate. */
static enum sluice_archive_reason add(struct sluice_trust *trust, const char *alias,
                                      X509 *certificate)
{
    if (trust->count == SLUICE_TRUST_MAX_CERTIFICATES) {
        return SLUICE_ARCHIVE_TRUST_LIMIT;
    }
    if (alias[0] == 0 || strlen(alias) >= SLUICE_ALIAS_SIZE || is_taken(trust, alias)) {
        return SLUICE_ARCHIVE_TRUST_ALIAS;
    }
    struct trusted *added = sluice_archive_get(&trust->heap, 1, sizeof *added);
    if (added == NULL) {
        return SLUICE_ARCHIVE_OUT_OF_MEMORY;
    }
    memcpy(added->alias, alias, strlen(alias) + 1);
    unsigned length = 0;
    if (!sluice_certificate_dates(certificate, &added->not_before, &added->not_after) ||
        X509_digest(certificate, EVP_sha256(), added->sha256, &length) != 1 ||
        X509_up_ref(certificate) != 1) {
        sluice_archive_put(&trust->heap, added, 1, sizeof *added);
        return sluice_crypto_reason(SLUICE_ARCHIVE_TRUST_PARSE);
    }
    added->certificate = certificate;
    trust->certificates[trust->count++] = added;
    return SLUICE_ARCHIVE_OK;
}

static enum sluice_archive_reason add_all_pem(struct sluice_trust *trust, const char *alias,
                                              BIO *text)
{
    char name[SLUICE_ALIAS_SIZE + 16];
    for (unsigned number = 1;; number++) {
        X509 *certificate = PEM_read_bio_X509(text, NULL, NULL, NULL);
        if (certificate == NULL) {
            /* At the end of the text there is no further start line. */
            const bool ended = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
            const enum sluice_archive_reason reason = sluice_crypto_reason(
                SLUICE_ARCHIVE_TRUST_PARSE);
            return !ended ? reason : number > 1 ? SLUICE_ARCHIVE_OK : SLUICE_ARCHIVE_TRUST_EMPTY;
        }
        if (number == 1) {
            (void)snprintf(name, sizeof name, "%s", alias);
        } else {
            (void)snprintf(name, sizeof name, "%s-%u", alias, number);
        }
        const enum sluice_archive_reason reason = add(trust, name, certificate);
        X509_free(certificate);
        if (reason != SLUICE_ARCHIVE_OK) {
            return reason;
        }
    }
}

static enum sluice_archive_reason try_pem(struct sluice_trust *trust, const char *alias,
                                          const void *bytes, size_t length)
{
    ERR_clear_error();
    BIO *text = BIO_new_mem_buf(bytes, (int)length);
    if (text == NULL) {
        return sluice_crypto_reason(SLUICE_ARCHIVE_CRYPTO_FAILED);
    }
    const size_t before = trust->count;
    enum sluice_archive_reason reason = add_all_pem(trust, alias, text);
    if (reason == SLUICE_ARCHIVE_TRUST_EMPTY && length > 0 && memchr(bytes, 0, length) != NULL) {
        reason = SLUICE_ARCHIVE_TRUST_PARSE; /* no text: Java's own stores, for one */
    }
    if (reason != SLUICE_ARCHIVE_OK) {
        cut(trust, before);
    }
    BIO_free(text);
    return reason;
}

/* libcrypto does not always say that it lacked memory: what is wrong with a store is so a second time. */
static bool must_be_so_twice(enum sluice_archive_reason reason)
{
    return reason == SLUICE_ARCHIVE_TRUST_PARSE || reason == SLUICE_ARCHIVE_TRUST_PASSWORD ||
           reason == SLUICE_ARCHIVE_TRUST_EMPTY || reason == SLUICE_ARCHIVE_TRUST_ALIAS;
}

enum sluice_archive_reason sluice_trust_add_pem(struct sluice_trust *trust, const char *alias,
                                                const void *bytes, size_t length)
{
    if (length > SLUICE_TRUST_MAX_BYTES) {
        return SLUICE_ARCHIVE_TRUST_LIMIT;
    }
    if (strlen(alias) >= SLUICE_ALIAS_SIZE) {
        return SLUICE_ARCHIVE_TRUST_ALIAS;
    }
    const enum sluice_archive_reason reason = try_pem(trust, alias, bytes, length);
    return must_be_so_twice(reason) ? try_pem(trust, alias, bytes, length) : reason;
}

/* A certificate under its own alias; OK, too, when it has none. */
static enum sluice_archive_reason add_named(struct sluice_trust *trust, X509 *certificate,
                                            bool is_only)
{
    int length = 0;
    const unsigned char *own = X509_alias_get0(certificate, &length);
    char alias[SLUICE_ALIAS_SIZE] = "1";
    if (own == NULL || length <= 0) {
        return is_only ? add(trust, alias, certificate) : SLUICE_ARCHIVE_OK;
    }
    if ((size_t)length >= sizeof alias || memchr(own, 0, (size_t)length) != NULL) {
        return SLUICE_ARCHIVE_TRUST_ALIAS;
    }
    for (int i = 0; i < length; i++) {
        alias[i] = (char)(own[i] >= 'A' && own[i] <= 'Z' ? own[i] + 32 : own[i]);
    }
    alias[length] = 0;
    return add(trust, alias, certificate);
}

static enum sluice_archive_reason add_all_pkcs12(struct sluice_trust *trust, X509 *first,
                                                 STACK_OF(X509) * others)
{
    const int count = others == NULL ? 0 : sk_X509_num(others);
    const size_t before = trust->count;
    enum sluice_archive_reason reason = first == NULL ? SLUICE_ARCHIVE_OK
                                                      : add_named(trust, first, count == 0);
    for (int i = 0; i < count && reason == SLUICE_ARCHIVE_OK; i++) {
        reason = add_named(trust, sk_X509_value(others, i), first == NULL && count == 1);
    }
    if (reason == SLUICE_ARCHIVE_OK && trust->count == before) {
        reason = SLUICE_ARCHIVE_TRUST_EMPTY;
    }
    if (reason != SLUICE_ARCHIVE_OK) {
        cut(trust, before);
    }
    return reason;
}

static enum sluice_archive_reason open_pkcs12(struct sluice_trust *trust, PKCS12 *store,
                                              struct sluice_bytes bytes, const char *password)
{
    if (PKCS12_verify_mac(store, password, -1) != 1) {
        /* A wrong password is no error to libcrypto. */
        return ERR_peek_error() == 0 ? SLUICE_ARCHIVE_TRUST_PASSWORD
                                     : sluice_crypto_reason(SLUICE_ARCHIVE_TRUST_PASSWORD);
    }
    EVP_PKEY *key = NULL;
    X509 *first = NULL;
    STACK_OF(X509) *others = NULL;
    if (PKCS12_parse(store, password, &key, &first, &others) != 1) {
        enum sluice_archive_reason failed = sluice_crypto_reason(SLUICE_ARCHIVE_TRUST_PARSE);
        if (failed == SLUICE_ARCHIVE_TRUST_PARSE) {
            failed = sluice_old_store_read(bytes, password, &first, &others);
        }
        if (failed != SLUICE_ARCHIVE_OK) {
            return failed;
        }
    }
    const enum sluice_archive_reason reason = add_all_pkcs12(trust, first, others);
    EVP_PKEY_free(key);
    X509_free(first);
    sk_X509_pop_free(others, X509_free);
    return reason;
}

static enum sluice_archive_reason try_pkcs12(struct sluice_trust *trust, struct sluice_bytes bytes,
                                             const char *password)
{
    ERR_clear_error();
    const unsigned char *at = bytes.data;
    PKCS12 *store = d2i_PKCS12(NULL, &at, (long)bytes.length);
    if (store == NULL || at != bytes.data + bytes.length) {
        PKCS12_free(store);
        return store == NULL ? sluice_crypto_reason(SLUICE_ARCHIVE_TRUST_PARSE)
                             : SLUICE_ARCHIVE_TRUST_PARSE;
    }
    const enum sluice_archive_reason reason = open_pkcs12(trust, store, bytes, password);
    PKCS12_free(store);
    return reason;
}

enum sluice_archive_reason sluice_trust_add_pkcs12(struct sluice_trust *trust, const void *bytes,
                                                   size_t length, const char *password)
{
    if (length > SLUICE_TRUST_MAX_BYTES || length == 0) {
        return length == 0 ? SLUICE_ARCHIVE_TRUST_PARSE : SLUICE_ARCHIVE_TRUST_LIMIT;
    }
    const struct sluice_bytes store = {bytes, length};
    const enum sluice_archive_reason reason = try_pkcs12(trust, store, password);
    return must_be_so_twice(reason) ? try_pkcs12(trust, store, password) : reason;
}

size_t sluice_trust_count(const struct sluice_trust *trust)
{
    return trust->count;
}

const char *sluice_trust_alias(const struct sluice_trust *trust, size_t index)
{
    return index < trust->count ? trust->certificates[index]->alias : NULL;
}

const uint8_t *sluice_trust_sha256(const struct sluice_trust *trust, size_t index)
{
    return index < trust->count ? trust->certificates[index]->sha256 : NULL;
}
