/* Rule SEC06-J: the signature is that of a certificate that the caller holds, byte for byte. */
#include "algorithms.h"
#include "block.h"
#include "der.h"
#include "digest.h"
#include "edwards.h"
#include "timestamp.h"
#include "trust.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <string.h>
#include <strings.h>

/* What libcrypto made of the block. All is freed by free_parts(). */
struct parts {
    CMS_ContentInfo *cms;
    CMS_SignerInfo *signer; /* the block's */
    X509_STORE *store;
    X509_STORE_CTX *context;
    STACK_OF(X509) * certificates;
    BIO *content;
    const struct trusted *trusted;
    int64_t stamped;                 /* when, if a timestamp was needed */
    enum sluice_archive_check check; /* how far it came */
    enum sluice_archive_reason reason;
    const char *at;
};

static void free_parts(struct parts *parts)
{
    BIO_free_all(parts->content);
    sk_X509_free(parts->certificates);
    X509_STORE_CTX_free(parts->context);
    X509_STORE_free(parts->store);
    CMS_ContentInfo_free(parts->cms);
}

static bool refuse(struct parts *parts, enum sluice_archive_reason reason, const char *at)
{
    parts->reason = reason;
    parts->at = at;
    return false;
}

/* libcrypto failed: for lack of memory, or for what else. */
static bool refuse_crypto(struct parts *parts, enum sluice_archive_reason reason, const char *at)
{
    return refuse(parts, sluice_crypto_reason(reason), at);
}

static bool parse(const struct block *block, struct parts *parts)
{
    const unsigned char *at = block->bytes.data;
    parts->cms = d2i_CMS_ContentInfo(NULL, &at, (long)block->bytes.length);
    if (parts->cms == NULL) {
        return refuse_crypto(parts, SLUICE_ARCHIVE_CMS_PARSE, "signed data");
    }
    if (at != block->bytes.data + block->bytes.length) {
        return refuse(parts, SLUICE_ARCHIVE_CMS_TRAILING, "after the structure");
    }
    STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(parts->cms);
    if (OBJ_obj2nid(CMS_get0_type(parts->cms)) != NID_pkcs7_signed || signers == NULL ||
        sk_CMS_SignerInfo_num(signers) != 1) {
        return refuse(parts, SLUICE_ARCHIVE_CMS_PARSE, "signed data");
    }
    parts->signer = sk_CMS_SignerInfo_value(signers, 0);
    return true;
}

static bool is_pinned(const struct run *run, const struct trusted *trusted)
{
    for (size_t i = 0; i < run->policy->pinned_count; i++) {
        if (strcasecmp(run->policy->pinned[i], trusted->alias) == 0) {
            return true;
        }
    }
    return run->policy->pinned_count == 0;
}

/* The name as it stands: libcrypto takes names that differ in case for the same. */
static bool is_issuer(struct sluice_bytes issuer, const X509 *certificate)
{
    const unsigned char *own = NULL;
    size_t length = 0;
    return issuer.length == 0 ||
           (X509_NAME_get0_der(X509_get_issuer_name(certificate), &own, &length) == 1 &&
            sluice_compare_bytes(issuer, (struct sluice_bytes){own, length}) == 0);
}

/* The pinned certificate that the block names, or NULL. */
static const struct trusted *find_trusted(struct run *run, const struct block *block,
                                          const struct parts *parts)
{
    sluice_step(run, run->trust->count);
    for (size_t i = 0; i < run->trust->count; i++) {
        const struct trusted *trusted = run->trust->certificates[i];
        if (is_pinned(run, trusted) &&
            CMS_SignerInfo_cert_cmp(parts->signer, trusted->certificate) == 0 &&
            is_issuer(block->issuer, trusted->certificate)) {
            return trusted;
        }
    }
    return NULL;
}

/* Marks the signer's certificate; SIGNER_UNKNOWN if one that is named like it is not the trusted one. A second copy of
 * it is one of the others, of which the chain has no need. */
static enum sluice_archive_reason find_own(const struct parts *parts, STACK_OF(X509) * bag,
                                           uint64_t *used)
{
    for (int i = 0; i < sk_X509_num(bag); i++) {
        X509 *certificate = sk_X509_value(bag, i);
        if (CMS_SignerInfo_cert_cmp(parts->signer, certificate) == 0) {
            if (X509_cmp(certificate, parts->trusted->certificate) != 0) {
                return SLUICE_ARCHIVE_CMS_SIGNER_UNKNOWN;
            }
            *used = *used != 0 ? *used : UINT64_C(1) << i;
        }
    }
    return SLUICE_ARCHIVE_OK;
}

/* Whether one certificate issued another: by its name, and with its key. */
static bool has_issued(X509 *issuer, X509 *certificate)
{
    EVP_PKEY *key = X509_check_issued(issuer, certificate) == X509_V_OK ? X509_get0_pubkey(issuer)
                                                                        : NULL;
    return key != NULL && X509_verify(certificate, key) == 1;
}

/* A root has issued itself, as far as that can be told: those of old say so with MD2. */
static bool is_sound(X509 *certificate)
{
    int digest = NID_undef;
    return X509_check_issued(certificate, certificate) != X509_V_OK ||
           (OBJ_find_sigid_algs(X509_get_signature_nid(certificate), &digest, NULL) == 1 &&
            digest == NID_md2) ||
           has_issued(certificate, certificate);
}

/* Marks the certificates up the chain. */
static void find_chain(const struct parts *parts, STACK_OF(X509) * bag, uint64_t *used)
{
    X509 *last = parts->trusted->certificate;
    while (last != NULL && X509_check_issued(last, last) != X509_V_OK) {
        X509 *issuer = NULL;
        for (int i = 0; i < sk_X509_num(bag) && issuer == NULL; i++) {
            X509 *certificate = sk_X509_value(bag, i);
            if ((*used & UINT64_C(1) << i) == 0 && has_issued(certificate, last) &&
                is_sound(certificate)) {
                *used |= UINT64_C(1) << i;
                issuer = certificate;
            }
        }
        last = issuer;
    }
}

/* The certificates in the block are never used; still they must not tell of another signer. */
static bool check_bag(struct run *run, const struct block *block, struct parts *parts)
{
    STACK_OF(X509) *bag = CMS_get1_certs(parts->cms);
    if (bag == NULL && block->certificates.length > 0) {
        return refuse_crypto(parts, SLUICE_ARCHIVE_CMS_PARSE, "certificates");
    }
    const int count = bag == NULL ? 0 : sk_X509_num(bag);
    uint64_t own = 0;
    uint64_t used = 0;
    enum sluice_archive_reason reason = SLUICE_ARCHIVE_OK;
    if (count > 64) {
        reason = SLUICE_ARCHIVE_CMS_PARSE;
    } else if (count > 0) {
        reason = find_own(parts, bag, &own);
        used = own;
        find_chain(parts, bag, &used);
    }
    sk_X509_pop_free(bag, X509_free);
    sluice_step(run, (uint64_t)count * (uint64_t)count);
    if (reason == SLUICE_ARCHIVE_OK && own == 0 && !run->policy->allow_no_certificate) {
        reason = SLUICE_ARCHIVE_CMS_NO_CERTIFICATE;
    }
    if (reason == SLUICE_ARCHIVE_OK && __builtin_popcountll(used) != count &&
        !run->policy->allow_other_certificates) {
        reason = SLUICE_ARCHIVE_CMS_OTHER_CERTIFICATE;
    }
    return reason == SLUICE_ARCHIVE_OK || refuse(parts, reason, "certificates");
}

/* The clock decides; a certificate that has expired was valid when somebody trusted says so. */
static enum sluice_archive_reason check_dates(struct run *run, const struct block *block,
                                              struct parts *parts, const char **at)
{
    const struct trusted *trusted = parts->trusted;
    const int64_t now = run->policy->now;
    *at = "validity of the certificate";
    if (now < trusted->not_before) {
        return SLUICE_ARCHIVE_CMS_CERT_NOTYET;
    }
    if (now <= trusted->not_after) {
        return SLUICE_ARCHIVE_OK;
    }
    if (run->policy->timestampers == NULL || !block->has_timestamp) {
        return SLUICE_ARCHIVE_CMS_CERT_EXPIRED;
    }
    const enum sluice_archive_reason reason = sluice_timestamp_check(run, block, &parts->stamped,
                                                                     at);
    if (reason != SLUICE_ARCHIVE_OK) {
        return reason;
    }
    *at = "time of the timestamp";
    return parts->stamped < trusted->not_before || parts->stamped > trusted->not_after
               ? SLUICE_ARCHIVE_CMS_TIMESTAMP_TIME
               : SLUICE_ARCHIVE_OK;
}

static enum sluice_archive_reason check_usage(const struct sluice_archive_policy *policy,
                                              X509 *certificate)
{
    const uint32_t flags = X509_get_extension_flags(certificate);
    if ((flags & (EXFLAG_INVALID | EXFLAG_CRITICAL)) != 0) {
        return SLUICE_ARCHIVE_CMS_CERT;
    }
    const bool states_usage = (flags & EXFLAG_KUSAGE) != 0;
    const bool states_extended = (flags & EXFLAG_XKUSAGE) != 0;
    if ((states_usage && (X509_get_key_usage(certificate) & KU_DIGITAL_SIGNATURE) == 0) ||
        (!states_usage && policy->demand_usage)) {
        return SLUICE_ARCHIVE_CMS_KU;
    }
    if ((states_extended && (X509_get_extended_key_usage(certificate) & XKU_CODE_SIGN) == 0) ||
        (!states_extended && policy->demand_usage)) {
        return SLUICE_ARCHIVE_CMS_EKU;
    }
    return SLUICE_ARCHIVE_OK;
}

static bool ends_with(struct sluice_bytes name, const char *extension)
{
    const size_t length = strlen(extension);
    return name.length > length &&
           strncasecmp((const char *)name.data + name.length - length, extension, length) == 0;
}

static bool check_certificate(struct run *run, const struct block *block, struct parts *parts)
{
    X509 *certificate = parts->trusted->certificate;
    const EVP_PKEY *key = X509_get0_pubkey(certificate);
    if (key == NULL) {
        return refuse_crypto(parts, SLUICE_ARCHIVE_CMS_WEAK_KEY, "signer's key");
    }
    const char *extension = "";
    enum sluice_archive_reason reason = sluice_check_key(run->policy, key, &extension);
    const char *at = "signer's key";
    if (reason == SLUICE_ARCHIVE_OK) {
        reason = check_dates(run, block, parts, &at);
    }
    if (reason == SLUICE_ARCHIVE_OK) {
        at = "usage of the certificate";
        reason = check_usage(run->policy, certificate);
    }
    if (reason == SLUICE_ARCHIVE_OK && !run->policy->allow_block_name &&
        !ends_with(sluice_name_of(run, run->block), extension)) {
        at = "extension of the block";
        reason = SLUICE_ARCHIVE_CMS_EXT;
    }
    return reason == SLUICE_ARCHIVE_OK || refuse(parts, reason, at);
}

/* The pinned certificate is its own anchor, and its dates were looked at; none of the block's is so
 * much as looked at. */
static bool check_anchor(struct parts *parts)
{
    X509_VERIFY_PARAM *parameters = NULL;
    parts->store = X509_STORE_new();
    parts->context = X509_STORE_CTX_new();
    if (parts->store != NULL) {
        parameters = X509_STORE_get0_param(parts->store);
    }
    if (parameters == NULL || parts->context == NULL ||
        X509_STORE_add_cert(parts->store, parts->trusted->certificate) != 1 ||
        X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_ANY) != 1 ||
        X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN |
                                                    X509_V_FLAG_X509_STRICT |
                                                    X509_V_FLAG_NO_CHECK_TIME) != 1) {
        return refuse_crypto(parts, SLUICE_ARCHIVE_CRYPTO_FAILED, "certificate store");
    }
    if (X509_STORE_CTX_init(parts->context, parts->store, parts->trusted->certificate, NULL) != 1) {
        return refuse_crypto(parts, SLUICE_ARCHIVE_CRYPTO_FAILED, "certificate store");
    }
    if (X509_verify_cert(parts->context) != 1) {
        const bool memory = X509_STORE_CTX_get_error(parts->context) == X509_V_ERR_OUT_OF_MEM;
        return refuse(parts, memory ? SLUICE_ARCHIVE_OUT_OF_MEMORY : SLUICE_ARCHIVE_CMS_CERT,
                      "signer's certificate");
    }
    return true;
}

static bool verify_cms(struct run *run, struct parts *parts, struct sluice_bytes content)
{
    parts->certificates = sk_X509_new_null();
    /* The limit of a signature file is below INT_MAX. CMS_verify() makes a BIO of its own out of one
       that is memory, and forgets it when the block's algorithms are unknown: hence the filter. */
    BIO *memory = BIO_new_mem_buf(content.data == NULL ? "" : (const void *)content.data,
                                  (int)content.length);
    BIO *filter = BIO_new(BIO_f_null());
    if (memory == NULL || filter == NULL || parts->certificates == NULL ||
        sk_X509_push(parts->certificates, parts->trusted->certificate) == 0) {
        BIO_free(memory);
        BIO_free(filter);
        return refuse_crypto(parts, SLUICE_ARCHIVE_CRYPTO_FAILED, "signature file");
    }
    parts->content = BIO_push(filter, memory);
    sluice_step(run, content.length);
    return CMS_verify(parts->cms, parts->certificates, NULL, parts->content, NULL,
                      CMS_BINARY | CMS_NOINTERN | CMS_NO_SIGNER_CERT_VERIFY) == 1 ||
           refuse_crypto(parts, SLUICE_ARCHIVE_CMS_SIG_BAD, "signature");
}

static bool verify(struct run *run, const struct block *block, struct parts *parts,
                   struct sluice_bytes content)
{
    if (!check_anchor(parts)) {
        return false;
    }
    EVP_PKEY *key = X509_get0_pubkey(parts->trusted->certificate);
    /* Of some, libcrypto says nothing when it fails; of others, it does not ask. */
    if (key != NULL && !sluice_algorithm_is_of(parts->signer, key)) {
        return refuse(parts, SLUICE_ARCHIVE_CMS_SIG_BAD, "algorithm of another kind of key");
    }
    if (key == NULL || !sluice_is_edwards(key)) {
        return verify_cms(run, parts, content);
    }
    const enum sluice_archive_reason reason = sluice_edwards_verify(run, block, key, content);
    return reason == SLUICE_ARCHIVE_OK || refuse(parts, reason, "signature");
}

/* All of it; on failure, `reason` and `at` say why. */
static bool try_block(struct run *run, const struct block *block, struct sluice_bytes content,
                      struct parts *parts)
{
    *parts = (struct parts){.check = SLUICE_ARCHIVE_CHECK_SIGNER};
    ERR_clear_error();
    if (!parse(block, parts)) {
        return false;
    }
    const char *at = NULL;
    const enum sluice_archive_reason reason = sluice_check_algorithms(run->policy, parts->signer,
                                                                      &at);
    if (reason != SLUICE_ARCHIVE_OK) {
        return refuse(parts, reason, at);
    }
    parts->trusted = find_trusted(run, block, parts);
    if (parts->trusted == NULL) {
        return refuse(parts, SLUICE_ARCHIVE_CMS_SIGNER_UNKNOWN, "signer's name");
    }
    if (!check_bag(run, block, parts) || !check_certificate(run, block, parts)) {
        return false;
    }
    parts->check = SLUICE_ARCHIVE_CHECK_SIGNATURE;
    return verify(run, block, parts, content);
}

/* libcrypto does not always say that it lacked memory: what fails for another reason must do so
 * twice, from the beginning. */
static bool try_twice(struct run *run, const struct block *block, struct sluice_bytes content,
                      struct parts *parts)
{
    if (try_block(run, block, content, parts)) {
        return true;
    }
    if (parts->reason == SLUICE_ARCHIVE_OUT_OF_MEMORY) {
        return false;
    }
    const enum sluice_archive_reason first = parts->reason;
    free_parts(parts);
    const bool passed = try_block(run, block, content, parts);
    if (passed || parts->reason != first) {
        parts->reason = SLUICE_ARCHIVE_OUT_OF_MEMORY;
        parts->at = "memory";
    }
    return false;
}

bool sluice_block_verify(struct run *run, const struct block *block, struct sluice_bytes content)
{
    struct parts parts;
    const bool verified = try_twice(run, block, content, &parts);
    const struct place place = sluice_in_entry(run->block, 0, block->bytes.length);
    run->check = SLUICE_ARCHIVE_CHECK_SIGNER;
    if (parts.check == SLUICE_ARCHIVE_CHECK_SIGNATURE) {
        (void)sluice_passed(run, place);
        run->check = SLUICE_ARCHIVE_CHECK_SIGNATURE;
    }
    if (verified) {
        run->verdict->stamped = parts.stamped;
        memcpy(run->verdict->alias, parts.trusted->alias, sizeof run->verdict->alias);
        memcpy(run->verdict->signer, parts.trusted->sha256, sizeof run->verdict->signer);
    }
    free_parts(&parts);
    ERR_clear_error();
    if (parts.reason == SLUICE_ARCHIVE_OUT_OF_MEMORY) {
        return sluice_refuse_memory(run); /* which may be the limit's doing */
    }
    return verified ? sluice_passed(run, sluice_in_entry(run->signature_file, 0, content.length))
                    : sluice_refuse(run, parts.reason, parts.at, place);
}
