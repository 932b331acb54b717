/* Trust stores: those of old, and what is none. */
#include "fixture.h"
#include "kept_store.h"

#include <string.h>

static void test_old_store(void **state)
{
    (void)state;
    uint8_t bytes[KEPT_STORE_BYTES];
    const size_t length = kept_store(bytes);
    struct sluice_trust *trust = sluice_trust_new(NULL);
    assert_non_null(trust);
    assert_int_equal(sluice_trust_add_pkcs12(trust, bytes, length, "wrong"),
                     SLUICE_ARCHIVE_TRUST_PASSWORD);
    const enum sluice_archive_reason reason = sluice_trust_add_pkcs12(trust, bytes, length,
                                                                      "changeit");
    if (kept_store_is_readable()) {
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
