#include "algorithms.h"
#include "digest.h"

#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include <string.h>

static int name_of(const X509_ALGOR *algorithm)
{
    const ASN1_OBJECT *object = NULL;
    X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    return OBJ_obj2nid(object);
}

/* The digest that a mask of RSASSA-PSS is made with; unless it says so, that is SHA-1. */
static int mask_digest(const RSA_PSS_PARAMS *parameters)
{
    const ASN1_OBJECT *mask = NULL;
    const void *value = NULL;
    int type = V_ASN1_UNDEF;
    if (parameters->maskGenAlgorithm == NULL) {
        return NID_sha1;
    }
    X509_ALGOR_get0(&mask, &type, &value, parameters->maskGenAlgorithm);
    if (OBJ_obj2nid(mask) != NID_mgf1 || type != V_ASN1_SEQUENCE) {
        return NID_undef;
    }
    X509_ALGOR *algorithm = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(X509_ALGOR),
                                                      parameters->maskGenAlgorithm->parameter);
    const int digest = algorithm == NULL ? NID_undef : name_of(algorithm);
    X509_ALGOR_free(algorithm);
    return digest;
}

/* RSASSA-PSS names its digests apart: both are that of the signer. */
static bool pss_fits(const X509_ALGOR *algorithm, int digest)
{
    const void *value = NULL;
    int type = V_ASN1_UNDEF;
    X509_ALGOR_get0(NULL, &type, &value, algorithm);
    if (type != V_ASN1_SEQUENCE) {
        return false;
    }
    RSA_PSS_PARAMS *parameters = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(RSA_PSS_PARAMS),
                                                           algorithm->parameter);
    if (parameters == NULL) {
        return false;
    }
    const ASN1_OBJECT *hash = NULL;
    if (parameters->hashAlgorithm != NULL) {
        X509_ALGOR_get0(&hash, NULL, NULL, parameters->hashAlgorithm);
    }
    const bool fits = hash != NULL && OBJ_obj2nid(hash) == digest &&
                      mask_digest(parameters) == digest;
    RSA_PSS_PARAMS_free(parameters);
    return fits;
}

/* No parameters, or those that say so. */
static bool is_plain(const X509_ALGOR *algorithm)
{
    int type = V_ASN1_UNDEF;
    X509_ALGOR_get0(NULL, &type, NULL, algorithm);
    return type == V_ASN1_UNDEF || type == V_ASN1_NULL;
}

/* SHAKE256 of which 512 bits are taken, as the digest of a signature; libcrypto has no number for that. */
static bool is_shake(const X509_ALGOR *algorithm)
{
    static const uint8_t shake256_of_length[] = {0x60, 0x86, 0x48, 0x01, 0x65,
                                                 0x03, 0x04, 0x02, 0x12};
    const ASN1_OBJECT *object = NULL;
    const void *value = NULL;
    int type = V_ASN1_UNDEF;
    int64_t bits = 0;
    X509_ALGOR_get0(&object, &type, &value, algorithm);
    return OBJ_length(object) == sizeof shake256_of_length &&
           memcmp(OBJ_get0_data(object), shake256_of_length, sizeof shake256_of_length) == 0 &&
           type == V_ASN1_INTEGER && ASN1_INTEGER_get_int64(&bits, value) == 1 && bits == 512;
}

/* The bit of a digest; SHAKE256 is as strong as what SHA-3 has of that length. */
static uint32_t bit_of(const X509_ALGOR *digest)
{
    return is_shake(digest) ? SLUICE_DIGEST_SHA3_512 : sluice_digest_by_nid(name_of(digest));
}

/* Some name the key's algorithm alone, others that and a digest, which is then the same. */
static bool signature_fits(const X509_ALGOR *algorithm, const X509_ALGOR *of)
{
    const int signature = name_of(algorithm);
    const int digest = name_of(of);
    if (is_shake(of) || signature == NID_ED448) {
        return is_shake(of) && signature == NID_ED448; /* RFC 8419 */
    }
    if (signature == NID_rsassaPss) {
        return pss_fits(algorithm, digest);
    }
    if (signature == NID_ED25519) {
        return digest == NID_sha512; /* RFC 8419 */
    }
    int part = NID_undef;
    int key = NID_undef;
    if (OBJ_find_sigid_algs(signature, &part, &key) == 1) {
        return part == digest &&
               (key == NID_rsaEncryption || key == NID_dsa || key == NID_X9_62_id_ecPublicKey);
    }
    return signature == NID_rsaEncryption || signature == NID_dsa ||
           signature == NID_X9_62_id_ecPublicKey;
}

enum sluice_archive_reason sluice_check_algorithms(const struct sluice_archive_policy *policy,
                                                   CMS_SignerInfo *signer, const char **at)
{
    X509_ALGOR *digest = NULL;
    X509_ALGOR *signature = NULL;
    CMS_SignerInfo_get0_algs(signer, NULL, NULL, &digest, &signature);
    if ((bit_of(digest) & policy->digests) == 0) {
        *at = "digest of the signature";
        return SLUICE_ARCHIVE_CMS_WEAK_SIG;
    }
    if (!signature_fits(signature, digest)) {
        *at = "signature algorithm";
        return SLUICE_ARCHIVE_CMS_WEAK_SIG;
    }
    *at = "parameters of an algorithm";
    return (is_shake(digest) || is_plain(digest)) &&
                   (name_of(signature) == NID_rsassaPss || is_plain(signature))
               ? SLUICE_ARCHIVE_OK
               : SLUICE_ARCHIVE_CMS_PARSE;
}

/* The kind of key that an algorithm is for. */
static int key_of(int signature)
{
    int key = NID_undef;
    return OBJ_find_sigid_algs(signature, NULL, &key) == 1 && key != NID_undef ? key : signature;
}

bool sluice_algorithm_is_of(CMS_SignerInfo *signer, const EVP_PKEY *key)
{
    X509_ALGOR *signature = NULL;
    CMS_SignerInfo_get0_algs(signer, NULL, NULL, NULL, &signature);
    const int named = key_of(name_of(signature));
    const int kind = EVP_PKEY_get_base_id(key);
    return named == kind || (kind == EVP_PKEY_RSA && named == NID_rsassaPss);
}

/* Those curves that Java still has, and by their names alone (RFC 5480): whoever spells out the parameters of one may
 * mean another. */
static bool is_curve(const EVP_PKEY *key)
{
    char name[32] = "";
    size_t length = 0;
    int spelled = 0;
    if (EVP_PKEY_get_group_name(key, name, sizeof name, &length) != 1 ||
        (EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &spelled) ==
             1 &&
         spelled != 0)) {
        return false;
    }
    const int curve = OBJ_txt2nid(name);
    return curve == NID_X9_62_prime256v1 || curve == NID_secp384r1 || curve == NID_secp521r1;
}

enum sluice_archive_reason sluice_check_key(const struct sluice_archive_policy *policy,
                                            const EVP_PKEY *key, const char **extension)
{
    const int bits = EVP_PKEY_get_bits(key);
    uint32_t least = 0;
    switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS:
        least = policy->min_rsa_bits;
        *extension = ".RSA";
        break;
    case EVP_PKEY_DSA:
        least = policy->min_dsa_bits;
        *extension = ".DSA";
        break;
    case EVP_PKEY_ED25519: /* of one size, and named as the JDK does */
    case EVP_PKEY_ED448:
        *extension = ".EC";
        return SLUICE_ARCHIVE_OK;
    case EVP_PKEY_EC:
        least = policy->min_ec_bits;
        *extension = ".EC";
        if (!is_curve(key)) {
            return SLUICE_ARCHIVE_CMS_WEAK_KEY;
        }
        break;
    default:
        return SLUICE_ARCHIVE_CMS_WEAK_KEY;
    }
    return bits < 0 || (uint32_t)bits < least ? SLUICE_ARCHIVE_CMS_WEAK_KEY : SLUICE_ARCHIVE_OK;
}
