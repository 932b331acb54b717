#include "stamping.h"
#include "signing_time.h"

#include <openssl/cms.h>
#include <openssl/ts.h>

/* The digest of what is stamped. */
static TS_MSG_IMPRINT *make_imprint(const char *name, struct sluice_bytes stamped)
{
    const EVP_MD *kind = EVP_get_digestbyname(name);
    TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
    X509_ALGOR *algorithm = X509_ALGOR_new();
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    const bool made = kind != NULL && imprint != NULL && algorithm != NULL &&
                      X509_ALGOR_set0(algorithm, OBJ_nid2obj(EVP_MD_get_type(kind)), V_ASN1_NULL,
                                      NULL) == 1 &&
                      EVP_Digest(stamped.data, stamped.length, digest, &length, kind, NULL) == 1 &&
                      TS_MSG_IMPRINT_set_algo(imprint, algorithm) == 1 &&
                      TS_MSG_IMPRINT_set_msg(imprint, digest, (int)length) == 1;
    X509_ALGOR_free(algorithm);
    if (!made) {
        TS_MSG_IMPRINT_free(imprint);
        return NULL;
    }
    return imprint;
}

/* What the token says, in DER. */
static BIO *make_info(const struct sluice_timestamp_plan *plan, struct sluice_bytes stamped)
{
    TS_TST_INFO *info = TS_TST_INFO_new();
    TS_MSG_IMPRINT *imprint = make_imprint(plan->imprint == NULL ? "SHA256" : plan->imprint,
                                           plan->stamped.data == NULL ? stamped : plan->stamped);
    ASN1_INTEGER *serial = ASN1_INTEGER_new();
    ASN1_GENERALIZEDTIME *time = ASN1_GENERALIZEDTIME_set(NULL, (time_t)plan->at);
    ASN1_OBJECT *policy = OBJ_txt2obj("1.2.3.4", 1);
    BIO *out = BIO_new(BIO_s_mem());
    const bool made = info != NULL && imprint != NULL && serial != NULL && time != NULL &&
                      policy != NULL && out != NULL && ASN1_INTEGER_set(serial, 7) == 1 &&
                      TS_TST_INFO_set_version(info, 1) == 1 &&
                      TS_TST_INFO_set_policy_id(info, policy) == 1 &&
                      TS_TST_INFO_set_msg_imprint(info, imprint) == 1 &&
                      TS_TST_INFO_set_serial(info, serial) == 1 &&
                      TS_TST_INFO_set_time(info, time) == 1 && i2d_TS_TST_INFO_bio(out, info) == 1;
    TS_TST_INFO_free(info);
    TS_MSG_IMPRINT_free(imprint);
    ASN1_INTEGER_free(serial);
    ASN1_GENERALIZEDTIME_free(time);
    ASN1_OBJECT_free(policy);
    if (!made) {
        BIO_free(out);
        return NULL;
    }
    return out;
}

static bool add_signer(CMS_ContentInfo *cms, const struct sluice_timestamp_plan *plan)
{
    const EVP_MD *digest = EVP_get_digestbyname(plan->digest == NULL ? "SHA256" : plan->digest);
    const unsigned flags = CMS_BINARY | (plan->no_binding ? 0U : CMS_CADES) |
                           (plan->no_certificate ? CMS_NOCERTS : 0U);
    CMS_SignerInfo *signer = digest == NULL ? NULL
                                            : CMS_add1_signer(cms, plan->by->certificate,
                                                              plan->by->key, digest, flags);
    return signer != NULL && sluice_signing_time_add(signer, plan->at) &&
           (plan->by->issuer == NULL || plan->no_certificate ||
            CMS_add1_cert(cms, plan->by->issuer->certificate) == 1);
}

bool sluice_timestamp_make(const struct sluice_timestamp_plan *plan, struct sluice_bytes stamped,
                           struct sluice_text *out)
{
    const unsigned flags = CMS_BINARY | CMS_PARTIAL;
    const int type = plan->as_data ? NID_pkcs7_data : NID_id_smime_ct_TSTInfo;
    BIO *info = make_info(plan, stamped);
    CMS_ContentInfo *cms = info == NULL ? NULL : CMS_sign(NULL, NULL, NULL, NULL, flags);
    unsigned char *der = NULL;
    int length = 0;
    if (cms != NULL && CMS_set1_eContentType(cms, OBJ_nid2obj(type)) == 1 &&
        add_signer(cms, plan) && CMS_final(cms, info, NULL, flags) == 1) {
        length = i2d_CMS_ContentInfo(cms, &der);
    }
    if (length > 0) {
        sluice_text_add(out, der, (size_t)length);
    }
    OPENSSL_free(der);
    CMS_ContentInfo_free(cms);
    BIO_free(info);
    return length > 0;
}
