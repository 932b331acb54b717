/* Trust stores: those of old, and what is none. */
#include "fixture.h"

#include <openssl/evp.h>
#include <openssl/provider.h>

#include <string.h>

/* One certificate, "Old", as keytool stored it until 2021 (RC2 with 40 bits); made with openssl, with
 * a key that nobody has. */
static const char old_store[] =
    "MIICTAIBAzCCAhIGCSqGSIb3DQEHAaCCAgMEggH/MIIB+zCCAfcGCSqGSIb3DQEHBqCCAegwggHkAgEAMIIB3QYJ"
    "KoZIhvcNAQcBMBwGCiqGSIb3DQEMAQYwDgQIBSJHx8Lv1L4CAggAgIIBsL3PKFlLGGNtXYBkTLwggALwblMvCcaj"
    "IQVDkkh2EpsMtVWANXHD8EdLentM463SfXexCM/TjgSnG+Gd+Y005yz6MfeeN06V0dw0FqFLaOQqFR3mxMfJ8JZk"
    "4apuzrb6ZEhtb98NuzvnGtDuNjladVoczTnZrA3Wl8GMa4cg/olzNO3GCtB5pp9VyN8jnbDQiybv0H2ocEFz/ifC"
    "stuORXHeJI5s8EjoPY5/a5/HRk9MnX5Bw0mwo8oU115SnqYdVejUUhD8beeOF8ELr5R3wyPxNOD0LVmIdZUvjiTB"
    "u+CctTUJrwD8OtI4YI1oWXlwpha+SxK2RojNjqj+sZ7u8Bu42Wvtt86cN4dZSdIqyiHrluFbKusG95QMqzz+zBAi"
    "ZXWRNTK+fIdWOEX9+PRQt5ZI1yqqcj2FQR1KNhttR8uhpz41ck5a3CSiCXEAyiRDdeDdMbhjYa1PLisFq/l34UtU"
    "JHIeWI24+Qp6IiYIj7qALxNlWlhZtWXUdqWqZm524+HijChndIr0kTu6W+9HrRr4tcDxBoJiyRmJIn8M/kkKRd0W"
    "x2zEz6z4iLYJmHA4pDAxMCEwCQYFKw4DAhoFAAQUKz90v6Ds5fR+wl6tKGvFE8m+Dg8ECFYXwHKB5jeQAgIIAA==";

/* Whether this libcrypto was installed with what it keeps apart. */
static bool has_old_ciphers(void)
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

static size_t decode(uint8_t bytes[sizeof old_store])
{
    const int length = EVP_DecodeBlock(bytes, (const unsigned char *)old_store,
                                       (int)sizeof old_store - 1);
    assert_true(length > 0);
    return (size_t)length - 2; /* padding */
}

static void test_old_store(void **state)
{
    (void)state;
    uint8_t bytes[sizeof old_store];
    const size_t length = decode(bytes);
    struct sluice_trust *trust = sluice_trust_new(NULL);
    assert_non_null(trust);
    assert_int_equal(sluice_trust_add_pkcs12(trust, bytes, length, "wrong"),
                     SLUICE_ARCHIVE_TRUST_PASSWORD);
    const enum sluice_archive_reason reason = sluice_trust_add_pkcs12(trust, bytes, length,
                                                                      "changeit");
    if (has_old_ciphers()) {
        assert_int_equal(reason, SLUICE_ARCHIVE_OK);
        assert_int_equal(sluice_trust_count(trust), 1);
        assert_string_equal(sluice_trust_alias(trust, 0), "old");
    } else {
        assert_int_equal(reason, SLUICE_ARCHIVE_TRUST_PARSE);
        assert_int_equal(sluice_trust_count(trust), 0);
    }
    sluice_trust_free(trust);
}

static void test_no_store(void **state)
{
    static const uint8_t java[] = {0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 2, 0, 0, 0, 0};
    static const char text[] = "no certificate is here";
    (void)state;
    struct sluice_trust *trust = sluice_trust_new(NULL);
    assert_non_null(trust);
    assert_int_equal(sluice_trust_add_pem(trust, "java", java, sizeof java),
                     SLUICE_ARCHIVE_TRUST_PARSE);
    assert_int_equal(sluice_trust_add_pem(trust, "text", text, strlen(text)),
                     SLUICE_ARCHIVE_TRUST_EMPTY);
    assert_int_equal(sluice_trust_count(trust), 0);
    sluice_trust_free(trust);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_old_store),
        cmocka_unit_test(test_no_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
