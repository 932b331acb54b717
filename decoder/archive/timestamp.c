/* The token is signed data of its own, inside an unsigned attribute. What it says is read first;
 * then it must be the signature of a timestamper who is trusted, or certified by one who is. */
#include "timestamp.h"
#include "algorithms.h"
#include "der.h"
#include "digest.h"
#include "trust.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <string.h>

/* What libcrypto made of the token. All is freed by free_token(). */
struct token {
    CMS_ContentInfo *cms;
    CMS_SignerInfo *signer;
    X509 *certificate; /* the signer's; the token's own */
    STACK_OF(X509) * bag;
    X509_STORE *store;
    X509_STORE_CTX *context;
    struct sluice_bytes info; /* what is stamped, and when */
    int64_t time;
    const char *at;
};

static void free_token(struct token *token)
{
    X509_STORE_CTX_free(token->context);
    X509_STORE_free(token->store);
    sk_X509_pop_free(token->bag, X509_free);
    CMS_ContentInfo_free(token->cms);
}

static enum sluice_archive_reason parse(struct token *token, struct sluice_bytes bytes)
{
    token->at = "token of the timestamp";
    const unsigned char *at = bytes.data;
    token->cms = d2i_CMS_ContentInfo(NULL, &at, (long)bytes.length);
    if (token->cms == NULL) {
        return sluice_crypto_reason(SLUICE_ARCHIVE_CMS_TIMESTAMP);
    }
    if (OBJ_obj2nid(CMS_get0_type(token->cms)) != NID_pkcs7_signed ||
        OBJ_obj2nid(CMS_get0_eContentType(token->cms)) != NID_id_smime_ct_TSTInfo) {
        return SLUICE_ARCHIVE_CMS_TIMESTAMP;
    }
    STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(token->cms);
    ASN1_OCTET_STRING **content = CMS_get0_content(token->cms);
    if (signers == NULL || sk_CMS_SignerInfo_num(signers) != 1 || content == NULL ||
        *content == NULL) {
        return SLUICE_ARCHIVE_CMS_TIMESTAMP;
    }
    token->signer = sk_CMS_SignerInfo_value(signers, 0);
    token->info = (struct sluice_bytes){ASN1_STRING_get0_data(*content),
                                        (size_t)ASN1_STRING_length(*content)};
    return SLUICE_ARCHIVE_OK;
}

/* --- what it says ------------------------------------------------------------------------------- */

/* Two digits, or -1. */
static int two_digits(const uint8_t *at)
{
    return at[0] >= '0' && at[0] <= '9' && at[1] >= '0' && at[1] <= '9'
               ? (at[0] - '0') * 10 + at[1] - '0'
               : -1;
}

/* Days since 1970-01-01 of a date after 1600: years begin in March, so that leap days end them. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    const int64_t years = month > 2 ? year : year - 1;
    const int64_t months = month > 2 ? month - 3 : month + 9;
    return years * 365 + years / 4 - years / 100 + years / 400 + (153 * months + 2) / 5 + day -
           719469;
}

/* "20260101120000.5Z" as seconds since 1970; fractions are dropped. */
static bool read_time(struct sluice_bytes text, int64_t *time)
{
    int parts[7];
    if (text.length < 15 || text.data[text.length - 1] != 'Z') {
        return false;
    }
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        parts[i] = two_digits(text.data + 2 * i);
        if (parts[i] < 0) {
            return false;
        }
    }
    for (size_t i = 14; i + 1 < text.length; i++) {
        const uint8_t byte = text.data[i];
        if (i == 14 ? byte != '.' || text.length < 17 : byte < '0' || byte > '9') {
            return false;
        }
    }
    const int64_t year = parts[0] * INT64_C(100) + parts[1];
    if (year < 1970 || parts[2] < 1 || parts[2] > 12 || parts[3] < 1 || parts[3] > 31 ||
        parts[4] > 23 || parts[5] > 59 || parts[6] > 60) {
        return false;
    }
    *time = ((days_of(year, parts[2], parts[3]) * 24 + parts[4]) * 60 + parts[5]) * 60 + parts[6];
    return true;
}

/* The digest of what was stamped, and whether it is that of `stamped`. */
static enum sluice_archive_reason check_imprint(struct run *run, struct sluice_bytes imprint,
                                                struct sluice_bytes stamped)
{
    struct der_element algorithm;
    struct der_element type;
    struct der_element value;
    if (!sluice_der_take(&imprint, DER_SEQUENCE, &algorithm) ||
        !sluice_der_take(&algorithm.content, DER_OID, &type) ||
        !sluice_der_take(&imprint, 0x04, &value) || imprint.length != 0) {
        return SLUICE_ARCHIVE_CMS_TIMESTAMP;
    }
    const unsigned char *at = type.whole.data;
    ASN1_OBJECT *object = d2i_ASN1_OBJECT(NULL, &at, (long)type.whole.length);
    const int name = object == NULL ? NID_undef : OBJ_obj2nid(object);
    ASN1_OBJECT_free(object);
    const uint32_t bit = sluice_digest_by_nid(name);
    if ((bit & run->policy->digests) == 0) {
        return SLUICE_ARCHIVE_CMS_TIMESTAMP_WEAK;
    }
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    sluice_step(run, stamped.length);
    if (EVP_Digest(stamped.data, stamped.length, digest, &length, EVP_get_digestbynid(name),
                   NULL) != 1) {
        return sluice_crypto_reason(SLUICE_ARCHIVE_CRYPTO_FAILED);
    }
    return value.content.length == length && memcmp(value.content.data, digest, length) == 0
               ? SLUICE_ARCHIVE_OK
               : SLUICE_ARCHIVE_CMS_TIMESTAMP;
}

/* Whether one of the extensions is critical; none is known here. */
static bool has_critical(struct sluice_bytes extensions)
{
    while (extensions.length > 0) {
        struct der_element extension = sluice_der_next(&extensions);
        struct der_element part;
        (void)sluice_der_next(&extension.content); /* its type */
        if (extension.tag != DER_SEQUENCE || sluice_der_take(&extension.content, 0x01, &part)) {
            return true;
        }
    }
    return false;
}

static enum sluice_archive_reason read_info(struct run *run, struct token *token,
                                            struct sluice_bytes stamped)
{
    token->at = "contents of the timestamp";
    const struct sluice_archive_limits *limits = &run->policy->limits;
    struct sluice_bytes rest = token->info;
    size_t end = 0;
    size_t elements = 0;
    struct der_element part;
    struct der_element imprint;
    if (sluice_der_check(rest, limits->block_depth, limits->block_elements, &end, &elements) !=
            DER_OK ||
        end != rest.length || !sluice_der_take(&rest, DER_SEQUENCE, &part)) {
        return SLUICE_ARCHIVE_CMS_TIMESTAMP;
    }
    sluice_step(run, elements);
    rest = part.content;
    if (!sluice_der_take(&rest, DER_INTEGER, &part) || part.content.length != 1 ||
        part.content.data[0] != 1 || !sluice_der_take(&rest, DER_OID, &part) ||
        !sluice_der_take(&rest, DER_SEQUENCE, &imprint) ||
        !sluice_der_take(&rest, DER_INTEGER, &part) || !sluice_der_take(&rest, 0x18, &part) ||
        !read_time(part.content, &token->time)) {
        return SLUICE_ARCHIVE_CMS_TIMESTAMP;
    }
    while (rest.length > 0) {
        part = sluice_der_next(&rest);
        if (part.tag == DER_CONTEXT_1 && has_critical(part.content)) {
            return SLUICE_ARCHIVE_CMS_TIMESTAMP;
        }
    }
    return check_imprint(run, imprint.content, stamped);
}

/* --- who says it -------------------------------------------------------------------------------- */

static enum sluice_archive_reason find_signer(struct token *token)
{
    token->at = "certificate of the timestamp";
    ERR_clear_error();
    token->bag = CMS_get1_certs(token->cms);
    for (int i = 0; i < sk_X509_num(token->bag); i++) {
        if (CMS_SignerInfo_cert_cmp(token->signer, sk_X509_value(token->bag, i)) == 0) {
            token->certificate = sk_X509_value(token->bag, i);
            return SLUICE_ARCHIVE_OK;
        }
    }
    return ERR_peek_error() == 0 ? SLUICE_ARCHIVE_CMS_TIMESTAMP
                                 : sluice_crypto_reason(SLUICE_ARCHIVE_CMS_TIMESTAMP);
}

static enum sluice_archive_reason check_strength(const struct sluice_archive_policy *policy,
                                                 struct token *token)
{
    const EVP_PKEY *key = X509_get0_pubkey(token->certificate);
    const char *extension = NULL;
    const char *at = NULL;
    if (key == NULL) {
        return sluice_crypto_reason(SLUICE_ARCHIVE_CMS_TIMESTAMP_WEAK);
    }
    return sluice_check_algorithms(policy, token->signer, &at) == SLUICE_ARCHIVE_OK &&
                   sluice_check_key(policy, key, &extension) == SLUICE_ARCHIVE_OK
               ? SLUICE_ARCHIVE_OK
               : SLUICE_ARCHIVE_CMS_TIMESTAMP_WEAK;
}

/* The certificates that the caller trusts, each an end of the chain by itself. */
static bool make_store(const struct run *run, struct token *token)
{
    const struct sluice_trust *trust = run->policy->timestampers;
    token->store = X509_STORE_new();
    token->context = X509_STORE_CTX_new();
    X509_VERIFY_PARAM *parameters = token->store == NULL ? NULL
                                                         : X509_STORE_get0_param(token->store);
    if (parameters == NULL || token->context == NULL ||
        X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_TIMESTAMP_SIGN) != 1 ||
        X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN) != 1) {
        return false;
    }
    X509_VERIFY_PARAM_set_time(
        parameters, (time_t)(run->policy->allow_old_timestamps ? token->time : run->policy->now));
    for (size_t i = 0; i < trust->count; i++) {
        if (X509_STORE_add_cert(token->store, trust->certificates[i]->certificate) != 1) {
            return false;
        }
    }
    return X509_STORE_CTX_init(token->context, token->store, token->certificate, token->bag) == 1;
}

static enum sluice_archive_reason reason_of(int error)
{
    switch (error) {
    case X509_V_ERR_OUT_OF_MEM:
        return SLUICE_ARCHIVE_OUT_OF_MEMORY;
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return SLUICE_ARCHIVE_CMS_TIMESTAMP_EXPIRED;
    case X509_V_ERR_INVALID_PURPOSE:
        return SLUICE_ARCHIVE_CMS_TIMESTAMP;
    default:
        return SLUICE_ARCHIVE_CMS_TIMESTAMP_UNKNOWN;
    }
}

static enum sluice_archive_reason check_chain(const struct run *run, struct token *token)
{
    int64_t not_before = 0;
    int64_t not_after = 0;
    if (!make_store(run, token)) {
        return sluice_crypto_reason(SLUICE_ARCHIVE_CRYPTO_FAILED);
    }
    if (X509_verify_cert(token->context) != 1) {
        return reason_of(X509_STORE_CTX_get_error(token->context));
    }
    if (!sluice_certificate_dates(token->certificate, &not_before, &not_after)) {
        return sluice_crypto_reason(SLUICE_ARCHIVE_CMS_TIMESTAMP);
    }
    return token->time < not_before || token->time > not_after
               ? SLUICE_ARCHIVE_CMS_TIMESTAMP_EXPIRED
               : SLUICE_ARCHIVE_OK;
}

/* The signature, and that the token names the certificate that it is to be verified with. */
static enum sluice_archive_reason check_signature(struct token *token)
{
    token->at = "signature of the timestamp";
    ERR_clear_error();
    return CMS_verify(token->cms, NULL, token->store, NULL, NULL, CMS_BINARY | CMS_CADES) == 1
               ? SLUICE_ARCHIVE_OK
               : sluice_crypto_reason(SLUICE_ARCHIVE_CMS_TIMESTAMP);
}

static enum sluice_archive_reason check(struct run *run, const struct block *block,
                                        struct token *token)
{
    enum sluice_archive_reason reason = parse(token, block->timestamp);
    if (reason == SLUICE_ARCHIVE_OK) {
        reason = read_info(run, token, block->signature);
    }
    if (reason == SLUICE_ARCHIVE_OK) {
        reason = find_signer(token);
    }
    if (reason == SLUICE_ARCHIVE_OK) {
        reason = check_strength(run->policy, token);
    }
    if (reason == SLUICE_ARCHIVE_OK) {
        reason = check_chain(run, token);
    }
    if (reason == SLUICE_ARCHIVE_OK) {
        reason = check_signature(token);
    }
    if (reason == SLUICE_ARCHIVE_OK && token->time > run->policy->now) {
        token->at = "time of the timestamp";
        reason = SLUICE_ARCHIVE_CMS_TIMESTAMP_TIME;
    }
    return reason;
}

enum sluice_archive_reason sluice_timestamp_check(struct run *run, const struct block *block,
                                                  int64_t *time, const char **at)
{
    struct token token = {.at = "timestamp"};
    const enum sluice_archive_reason reason = check(run, block, &token);
    *time = token.time;
    *at = token.at;
    free_token(&token);
    return reason;
}
