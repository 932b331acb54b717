#include "signing.h"
#include "der_edit.h"
#include "edwards_block.h"
#include "signing_time.h"
#include "stamping.h"

#include <openssl/cms.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const int64_t year_2020 = 1577836800;
static const int64_t year_2100 = 4102444800;

/* In a group that is known: to find one of its own takes a second. */
static EVP_PKEY *make_dsa(void)
{
    char group[] = "dh_2048_256";
    OSSL_PARAM known[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
                          OSSL_PARAM_construct_end()};
    EVP_PKEY *parameters = NULL;
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "DSA", NULL);
    if (context != NULL && EVP_PKEY_fromdata_init(context) == 1 &&
        EVP_PKEY_fromdata(context, &parameters, EVP_PKEY_KEY_PARAMETERS, known) == 1) {
        EVP_PKEY_CTX *generator = EVP_PKEY_CTX_new_from_pkey(NULL, parameters, NULL);
        if (generator != NULL && EVP_PKEY_keygen_init(generator) == 1) {
            (void)EVP_PKEY_keygen(generator, &key);
        }
        EVP_PKEY_CTX_free(generator);
    }
    EVP_PKEY_free(parameters);
    EVP_PKEY_CTX_free(context);
    return key;
}

/* With the parameters of its curve in place of the curve's name. */
static EVP_PKEY *spell_out(EVP_PKEY *key)
{
    if (key == NULL ||
        EVP_PKEY_set_utf8_string_param(key, OSSL_PKEY_PARAM_EC_ENCODING, "explicit") == 1) {
        return key;
    }
    EVP_PKEY_free(key);
    return NULL;
}

/* "RSA-3072" and the like. */
static EVP_PKEY *make_key(const char *plan)
{
    const char *dash = strchr(plan, '-');
    const unsigned bits = dash == NULL ? 0 : (unsigned)strtoul(dash + 1, NULL, 10);
    if (strncmp(plan, "RSA-", 4) == 0 || strncmp(plan, "PSS-", 4) == 0) {
        return EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)bits);
    }
    if (strncmp(plan, "EC-", 3) == 0) {
        return EVP_PKEY_Q_keygen(NULL, NULL, "EC", bits == 256 ? "P-256" : "P-384");
    }
    if (strcmp(plan, "KOBLITZ-256") == 0) {
        return EVP_PKEY_Q_keygen(NULL, NULL, "EC", "secp256k1");
    }
    if (strcmp(plan, "EXPLICIT-256") == 0) {
        return spell_out(EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256"));
    }
    if (strncmp(plan, "ED-", 3) == 0) {
        return EVP_PKEY_Q_keygen(NULL, NULL, bits == 448 ? "ED448" : "ED25519");
    }
    return strcmp(plan, "DSA-2048") == 0 ? make_dsa() : NULL;
}

static bool add_extension(X509 *certificate, int nid, const char *value)
{
    if (value[0] == 0) {
        return true;
    }
    X509V3_CTX context;
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    const bool added = extension != NULL && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return added;
}

static bool set_names(X509 *certificate, const struct sluice_certificate_plan *plan)
{
    const char *name = plan->name == NULL ? "Signer" : plan->name;
    X509_NAME *subject = X509_get_subject_name(certificate);
    if (X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1,
                                   0) != 1) {
        return false;
    }
    const X509_NAME *issuer = plan->issuer == NULL
                                  ? subject
                                  : X509_get_subject_name(plan->issuer->certificate);
    return X509_set_issuer_name(certificate, issuer) == 1;
}

static bool fill(struct sluice_identity *identity, const struct sluice_certificate_plan *plan)
{
    X509 *certificate = identity->certificate;
    const char *usage = plan->usage == NULL ? "digitalSignature" : plan->usage;
    const char *extended = plan->extended == NULL ? "codeSigning" : plan->extended;
    const int64_t begin = plan->not_before == 0 ? year_2020 : plan->not_before;
    const int64_t end = plan->not_after == 0 ? year_2100 : plan->not_after;
    EVP_PKEY *signer = plan->issuer == NULL ? identity->key : plan->issuer->key;
    return X509_set_version(certificate, X509_VERSION_3) == 1 &&
           ASN1_INTEGER_set(X509_get_serialNumber(certificate),
                            plan->serial == 0 ? 1 : plan->serial) == 1 &&
           ASN1_TIME_set(X509_getm_notBefore(certificate), (time_t)begin) != NULL &&
           ASN1_TIME_set(X509_getm_notAfter(certificate), (time_t)end) != NULL &&
           X509_set_pubkey(certificate, identity->key) == 1 && set_names(certificate, plan) &&
           (!plan->authority ||
            add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE")) &&
           add_extension(certificate, NID_subject_key_identifier, "hash") &&
           add_extension(certificate, NID_key_usage, plan->authority ? "keyCertSign" : usage) &&
           add_extension(certificate, NID_ext_key_usage, plan->authority ? "" : extended) &&
           X509_sign(certificate, signer, sluice_key_is_edwards(signer) ? NULL : EVP_sha256()) > 0;
}

bool sluice_identity_make(struct sluice_identity *identity,
                          const struct sluice_certificate_plan *plan)
{
    *identity = (struct sluice_identity){.issuer = plan->issuer};
    identity->key = plan->made != NULL && EVP_PKEY_up_ref(plan->made) == 1
                        ? plan->made
                        : make_key(plan->key == NULL ? "RSA-3072" : plan->key);
    identity->certificate = X509_new();
    if (identity->key != NULL && identity->certificate != NULL && fill(identity, plan)) {
        return true;
    }
    sluice_identity_free(identity);
    return false;
}

void sluice_identity_free(struct sluice_identity *identity)
{
    EVP_PKEY_free(identity->key);
    X509_free(identity->certificate);
    *identity = (struct sluice_identity){0};
}

const char *sluice_identity_kind(const struct sluice_identity *identity)
{
    const int kind = EVP_PKEY_get_base_id(identity->key);
    const bool is_curve = kind == EVP_PKEY_EC || sluice_key_is_edwards(identity->key);
    return is_curve ? "EC" : kind == EVP_PKEY_DSA ? "DSA" : "RSA";
}

static void add_bio(BIO *bio, struct sluice_text *out)
{
    char *data = NULL;
    const long length = BIO_get_mem_data(bio, &data);
    if (length > 0) {
        sluice_text_add(out, data, (size_t)length);
    }
}

void sluice_identity_pem(const struct sluice_identity *identity, struct sluice_text *out)
{
    BIO *bio = BIO_new(BIO_s_mem());
    if (bio == NULL || PEM_write_bio_X509(bio, identity->certificate) != 1) {
        out->failed = true;
    } else {
        add_bio(bio, out);
    }
    BIO_free(bio);
}

/* The algorithms once more, under the signature (RFC 6211): a digest, and that of RSA keys, or one that is no signer's. */
static bool add_protection(CMS_SignerInfo *signer, const char *digest, bool other)
{
    uint8_t value[] = {0x30, 0x1E, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65,
                       0x03, 0x04, 0x02, 0x00, 0x05, 0x00, 0xA1, 0x0D, 0x06, 0x09, 0x2A,
                       0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00};
    value[14] = strcmp(digest, "SHA256") == 0 ? 1 : strcmp(digest, "SHA384") == 0 ? 2 : 3;
    value[29] = other ? 4 : value[29]; /* of RSA with MD5 */
    return CMS_signed_add1_attr_by_txt(signer, "1.2.840.113549.1.9.52", V_ASN1_SEQUENCE, value,
                                       sizeof value) == 1;
}

/* A name, twice; it means nothing to who verifies. */
static bool add_two_values(CMS_SignerInfo *signer)
{
    static const char values[] = "ab";
    X509_ATTRIBUTE *attribute = X509_ATTRIBUTE_create_by_NID(NULL, NID_pkcs9_unstructuredName,
                                                             V_ASN1_IA5STRING, values, 1);
    const bool added = attribute != NULL &&
                       X509_ATTRIBUTE_set1_data(attribute, V_ASN1_IA5STRING, values + 1, 1) == 1 &&
                       CMS_signed_add1_attr(signer, attribute) == 1;
    X509_ATTRIBUTE_free(attribute);
    return added;
}

static bool set_padding(EVP_PKEY_CTX *context, const char *mask)
{
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
           (mask == NULL || EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_get_digestbyname(mask)) == 1);
}

static bool add_signer(CMS_ContentInfo *cms, const struct sluice_identity *identity,
                       const struct sluice_block_plan *plan, unsigned flags)
{
    const EVP_MD *digest = EVP_get_digestbyname(plan->digest == NULL ? "SHA256" : plan->digest);
    CMS_SignerInfo *signer = CMS_add1_signer(cms, identity->certificate, identity->key, digest,
                                             flags | (plan->pss ? CMS_KEY_PARAM : 0U));
    return signer != NULL &&
           (!plan->pss || set_padding(CMS_SignerInfo_get0_pkey_ctx(signer), plan->mask)) &&
           (plan->protects == NULL ||
            add_protection(signer, plan->protects, plan->protects_other)) &&
           (!plan->two_values || add_two_values(signer)) &&
           (plan->signed_at == 0 || plan->no_attributes ||
            sluice_signing_time_add(signer, plan->signed_at));
}

static bool add_certificates(CMS_ContentInfo *cms, const struct sluice_identity *identity,
                             const struct sluice_block_plan *plan)
{
    const struct sluice_identity *issuer = identity->issuer;
    return plan->no_certificate ||
           ((issuer == NULL || CMS_add1_cert(cms, issuer->certificate) == 1) &&
            (plan->other == NULL || CMS_add1_cert(cms, plan->other->certificate) == 1));
}

/* A timestamp over the signature of the first signer, which stands by now. */
static bool add_timestamp(CMS_ContentInfo *cms, const struct sluice_timestamp_plan *plan)
{
    CMS_SignerInfo *signer = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms), 0);
    const ASN1_OCTET_STRING *signature = CMS_SignerInfo_get0_signature(signer);
    struct sluice_text token = {0};
    bool added = sluice_timestamp_make(plan,
                                       (struct sluice_bytes){ASN1_STRING_get0_data(signature),
                                                             (size_t)ASN1_STRING_length(signature)},
                                       &token);
    for (int i = 0; added && i < (plan->twice ? 2 : 1); i++) {
        added = CMS_unsigned_add1_attr_by_NID(signer, NID_id_smime_aa_timeStampToken,
                                              V_ASN1_SEQUENCE, token.data, (int)token.length) == 1;
    }
    sluice_text_free(&token);
    return added;
}

/* Signs; where the signer is to say that he signed something else, the block itself still says what it was. */
static bool finish(CMS_ContentInfo *cms, const struct sluice_block_plan *plan, BIO *data,
                   unsigned flags)
{
    return (!plan->other_type || CMS_set1_eContentType(cms, OBJ_nid2obj(NID_pkcs7_signed)) == 1) &&
           CMS_final(cms, data, NULL, flags) == 1 &&
           CMS_set1_eContentType(cms, OBJ_nid2obj(NID_pkcs7_data)) == 1;
}

/* Blocks over other content have a later version, which would tell that there is something about it; with signers
 * named by their keys they have it anyway. */
static bool add_as_first_version(BIO *written, struct sluice_text *out)
{
    static const int64_t version[] = {1, 0, 0};
    static const uint8_t first[] = {2, 1, 1};
    struct sluice_text block = {0};
    add_bio(written, &block);
    const bool edited = sluice_der_edit(&block, version, sizeof version / sizeof version[0],
                                        SLUICE_DER_BECOMES,
                                        (struct sluice_bytes){first, sizeof first}) == NULL;
    sluice_text_add(out, sluice_text_get(&block), block.length);
    sluice_text_free(&block);
    return edited;
}

bool sluice_block_make(const struct sluice_identity *identity, const struct sluice_block_plan *plan,
                       struct sluice_bytes content, struct sluice_text *out)
{
    if (sluice_key_is_edwards(identity->key)) {
        return sluice_edwards_block_make(identity, plan, content, out);
    }
    const unsigned kept = plan->embedded || plan->indefinite ? 0U : CMS_DETACHED;
    const unsigned flags = CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP | kept |
                           (plan->no_attributes ? CMS_NOATTR : 0U) |
                           (plan->no_certificate ? CMS_NOCERTS : 0U) |
                           (plan->key_identifier ? CMS_USE_KEYID : 0U);
    const unsigned stream = plan->indefinite ? CMS_STREAM : 0U;
    BIO *data = BIO_new_mem_buf(content.data, (int)content.length);
    BIO *written = BIO_new(BIO_s_mem());
    CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, data, flags | stream);
    bool made = data != NULL && written != NULL && cms != NULL &&
                add_signer(cms, identity, plan, flags) &&
                (plan->second == NULL || add_signer(cms, plan->second, plan, flags)) &&
                add_certificates(cms, identity, plan);
    if (made && plan->indefinite) {
        made = i2d_CMS_bio_stream(written, cms, data, (int)(flags | stream)) == 1;
    } else if (made) {
        made = finish(cms, plan, data, flags) &&
               (plan->timestamp == NULL || add_timestamp(cms, plan->timestamp)) &&
               i2d_CMS_bio(written, cms) == 1;
    }
    if (made && plan->other_type && !plan->key_identifier) {
        made = add_as_first_version(written, out);
    } else if (made) {
        add_bio(written, out);
    }
    CMS_ContentInfo_free(cms);
    BIO_free(written);
    BIO_free(data);
    return made;
}

/* libcrypto's name of a digest. */
static const EVP_MD *digest_of(const char *name)
{
    static const struct {
        const char *name;
        const char *known;
    } table[] = {{"SHA-256", "SHA256"},   {"SHA-384", "SHA384"}, {"SHA-512", "SHA512"},
                 {"SHA", "SHA1"},         {"SHA-1", "SHA1"},     {"SHA-224", "SHA224"},
                 {"SHA3-256", "SHA3-256"}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (strcasecmp(table[i].name, name) == 0) {
            return EVP_get_digestbyname(table[i].known);
        }
    }
    return EVP_get_digestbyname(name);
}

bool sluice_digest_add(const char *name, struct sluice_bytes bytes, struct sluice_text *out)
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    unsigned char text[2 * EVP_MAX_MD_SIZE];
    const EVP_MD *kind = digest_of(name);
    if (kind == NULL || EVP_Digest(bytes.data == NULL ? (const uint8_t *)"" : bytes.data,
                                   bytes.length, digest, &length, kind, NULL) != 1) {
        return false;
    }
    const int written = EVP_EncodeBlock(text, digest, (int)length);
    sluice_text_add(out, text, (size_t)written);
    return true;
}
