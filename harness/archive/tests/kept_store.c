#include "kept_store.h"

#include <openssl/evp.h>
#include <openssl/provider.h>

/* One certificate, "Old", encrypted as keytool did until 2021, but with one round in place of 50,000: made with openssl,
 * with a key that nobody has. */
static const char text[] =
    "MIICXwIBAzCCAikGCSqGSIb3DQEHAaCCAhoEggIWMIICEjCCAg4GCSqGSIb3DQEHBqCCAf8wggH7AgEAMIIB9AYJ"
    "KoZIhvcNAQcBMBsGCiqGSIb3DQEMAQYwDQQIZKnvSnXFUAgCAQGAggHIMoypi1dzCuTOTZOvRLjpheP3T4PMI//N"
    "DWGarm19k8uvZ2eIUhiqtDHwVK/mGrW4opzQ5yvI86EgW1bS8qWCa815dGxarXx89XjbkH2SBpTfpZxl2LQfv4fY"
    "xIN8xqj+ObwlqQpmh6G+pqAxF1LLx68CVCTXPw4fdB1WlrDTEzxpt5pFZTV2G5ADU93I1dyCoVDb9E2Msxi1QMlj"
    "LV3NOzLkF8yPIrHSAk4o/WRNFHQj7zmNnesDkK4GYnIUWnVp8Fp6weRsPUPHAMHVUxqCx5fJZfubhDfRVbJP7orx"
    "r4X105N4Pt6Au9tdtfv7TFNgfUCLGePUVXDeb/NoaEVqCLP+YFuHz+yLd2MTyErpGr8ETMYCFnOt7/stmA9Asndt"
    "KKSnVcflKayeBsmFraxBv+KjDhhDpp5W4jaxzbzW+BAKcLAIbtJiGOx8vf7teaIoAI39jbIcrIhHnf9HsfLRMxEI"
    "y0+GAyLz1zAnJlswtlU3uAxO1/gTvUBbT3jL6Cpweb18303u3Vh/fEmYvEAAnK4q5dGf39eJJQpaXC9ejtuRZmCY"
    "qzc/iAuRMckLgfx/bBwt8YcKj434tCakS8GYLQ4VePyxe+p9MC0wITAJBgUrDgMCGgUABBQrhYbhw+cNfnI1CG0Z"
    "3GkpW9f6hwQIDOtf8bK5LYI=";

bool kept_store_is_readable(void)
{
    OSSL_LIB_CTX *context = OSSL_LIB_CTX_new();
    OSSL_PROVIDER *legacy = context == NULL ? NULL : OSSL_PROVIDER_load(context, "legacy");
    const bool has = legacy != NULL;
    if (has) {
        (void)OSSL_PROVIDER_unload(legacy);
    }
    OSSL_LIB_CTX_free(context);
    return has;
}

size_t kept_store(uint8_t bytes[KEPT_STORE_BYTES])
{
    _Static_assert(sizeof text <= KEPT_STORE_BYTES, "room for what is decoded");
    const int length = EVP_DecodeBlock(bytes, (const unsigned char *)text, (int)sizeof text - 1);
    return length <= 0 ? 0 : (size_t)length - 1; /* padding */
}
