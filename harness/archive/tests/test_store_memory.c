/* Trust stores while libcrypto's memory fails, at any point: a reason that says so, and nothing half read. */
#include "crypto_memory.h"
#include "fixture.h"
#include "kept_store.h"

#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>

/* libcrypto 3.0 reads what it never wrote when its memory fails while it makes a context, be it in a provider that is
 * loaded. So memory holds there, and they fail as a whole: the linker gives the verifier these in their place. */
static struct {
    unsigned calls;
    unsigned fail; /* the call that fails, from 1 */
} making;

static bool makes_none(void)
{
    making.calls++;
    return making.calls == making.fail;
}

OSSL_LIB_CTX *__real_OSSL_LIB_CTX_new(void);
OSSL_LIB_CTX *__wrap_OSSL_LIB_CTX_new(void);
OSSL_PROVIDER *__real_OSSL_PROVIDER_load(OSSL_LIB_CTX *context, const char *name);
OSSL_PROVIDER *__wrap_OSSL_PROVIDER_load(OSSL_LIB_CTX *context, const char *name);

OSSL_LIB_CTX *__wrap_OSSL_LIB_CTX_new(void)
{
    crypto_memory_pause();
    OSSL_LIB_CTX *made = makes_none() ? NULL : __real_OSSL_LIB_CTX_new();
    crypto_memory_go_on();
    return made;
}

OSSL_PROVIDER *__wrap_OSSL_PROVIDER_load(OSSL_LIB_CTX *context, const char *name)
{
    crypto_memory_pause();
    OSSL_PROVIDER *made = makes_none() ? NULL : __real_OSSL_PROVIDER_load(context, name);
    crypto_memory_go_on();
    return made;
}

/* A store, and how it is read. */
struct trial {
    struct sluice_bytes bytes;
    bool is_pem;
    const char *password;
};

static enum sluice_archive_reason add(struct sluice_trust *trust, const struct trial *trial)
{
    return trial->is_pem
               ? sluice_trust_add_pem(trust, "one", trial->bytes.data, trial->bytes.length)
               : sluice_trust_add_pkcs12(trust, trial->bytes.data, trial->bytes.length,
                                         trial->password);
}

/* Whether what came of it is all right; `harmless`: whether the store was read all the same. */
static bool stands(const struct trial *trial, enum sluice_archive_reason expected, bool *harmless)
{
    struct sluice_trust *trust = sluice_trust_new(NULL);
    assert_non_null(trust);
    const enum sluice_archive_reason reason = add(trust, trial);
    const size_t count = sluice_trust_count(trust);
    sluice_trust_free(trust);
    *harmless = reason == expected;
    const bool told = reason == SLUICE_ARCHIVE_OUT_OF_MEMORY ||
                      reason == SLUICE_ARCHIVE_CRYPTO_FAILED;
    const bool right = (told || reason == expected) &&
                       count == (reason == SLUICE_ARCHIVE_OK ? 1U : 0U);
    if (!right) {
        print_error("call %llu: %s, %zu certificates\n", (unsigned long long)crypto_memory_calls(),
                    sluice_archive_reason_name(reason), count);
    }
    return right;
}

/* How often calls fail: each one, or one in so many. */
struct pace {
    uint64_t once; /* alone */
    uint64_t from; /* with all that come behind it */
};

static void fail_anywhere(const struct trial *trial, enum sluice_archive_reason expected,
                          struct pace pace)
{
    bool harmless = false;
    assert_true(stands(trial, expected, &harmless)); /* what is made once is there now */
    crypto_memory_begin(CRYPTO_MEMORY_HOLDS, 0);
    assert_true(stands(trial, expected, &harmless));
    assert_true(harmless);
    const uint64_t calls = crypto_memory_calls();
    uint64_t wrong = 0;
    uint64_t without_harm = 0;
    uint64_t forgotten = 0;
    for (uint64_t i = 1; i <= calls; i += pace.once) {
        const int64_t live = crypto_memory_live();
        crypto_memory_begin(CRYPTO_MEMORY_FAILS_ONCE, i);
        wrong += stands(trial, expected, &harmless) ? 0 : 1;
        without_harm += harmless ? 1 : 0;
        /* libcrypto forgets a few blocks of its own; a context is hundreds. */
        forgotten += crypto_memory_live() > live + 64 ? 1 : 0;
        if (i % pace.from == 0) {
            crypto_memory_begin(CRYPTO_MEMORY_FAILS_FROM, i);
            wrong += stands(trial, expected, &harmless) ? 0 : 1;
        }
    }
    crypto_memory_begin(CRYPTO_MEMORY_HOLDS, 0);
    assert_int_equal(wrong, 0);
    assert_true(forgotten <= 1); /* which one call of libcrypto 3.0 does by itself */
    ERR_clear_error();
    print_message("%llu calls, %llu without harm\n", (unsigned long long)calls,
                  (unsigned long long)without_harm);
    assert_true(without_harm < calls);
}

static void a_store_of_old(void **state)
{
    (void)state;
    uint8_t bytes[KEPT_STORE_BYTES];
    const struct trial trial = {{bytes, kept_store(bytes)}, false, "changeit"};
    const bool readable = kept_store_is_readable();
    /* Most calls look up algorithms, one like the other; and without any memory libcrypto cannot even give the
     * context back. */
    const struct pace pace = {3, 499};
    fail_anywhere(&trial, readable ? SLUICE_ARCHIVE_OK : SLUICE_ARCHIVE_TRUST_PARSE, pace);
    /* Of a context that is not made nothing is said, as when memory failed; it is tried again. */
    for (unsigned i = 1; i <= 3; i++) {
        bool harmless = false;
        making.calls = 0;
        making.fail = i;
        assert_true(stands(&trial, SLUICE_ARCHIVE_OK, &harmless));
        assert_false(harmless && !readable);
        assert_true(making.calls >= i);
    }
    making.fail = 0;
}

static void a_wrong_password(void **state)
{
    (void)state;
    uint8_t bytes[KEPT_STORE_BYTES];
    const struct trial trial = {{bytes, kept_store(bytes)}, false, "wrong"};
    fail_anywhere(&trial, SLUICE_ARCHIVE_TRUST_PASSWORD, (struct pace){1, 1});
}

static void a_store_as_they_are_now(void **state)
{
    const struct fixture *fixture = *state;
    X509_alias_set1(fixture->signer.certificate, (const unsigned char *)"signer", -1);
    PKCS12 *store = PKCS12_create("changeit", NULL, NULL, fixture->signer.certificate, NULL, 0, 0,
                                  2, 1, 0);
    unsigned char *bytes = NULL;
    const int length = i2d_PKCS12(store, &bytes);
    assert_true(length > 0);
    PKCS12_free(store);
    const struct trial trial = {{bytes, (size_t)length}, false, "changeit"};
    fail_anywhere(&trial, SLUICE_ARCHIVE_OK, (struct pace){1, 1});
    OPENSSL_free(bytes);
}

static void a_certificate_as_text(void **state)
{
    const struct fixture *fixture = *state;
    struct sluice_text pem = {0};
    sluice_identity_pem(&fixture->signer, &pem);
    const struct trial trial = {{(const uint8_t *)pem.data, pem.length}, true, NULL};
    fail_anywhere(&trial, SLUICE_ARCHIVE_OK, (struct pace){1, 1});
    sluice_text_free(&pem);
}

int main(void)
{
    if (!crypto_memory_install()) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_certificate_as_text),
        cmocka_unit_test(a_wrong_password),
        cmocka_unit_test(a_store_as_they_are_now),
        cmocka_unit_test(a_store_of_old),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
