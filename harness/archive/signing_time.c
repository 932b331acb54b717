#include "signing_time.h"

bool sluice_signing_time_add(CMS_SignerInfo *signer, int64_t seconds)
{
    ASN1_TIME *at = ASN1_TIME_set(NULL, (time_t)seconds);
    const bool added = at != NULL && CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime,
                                                                 ASN1_STRING_type(at), at, -1) == 1;
    ASN1_TIME_free(at);
    return added;
}
