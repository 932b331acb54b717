/* Memory that fails at any point: a refusal that says so, and nothing left behind. */
#include "crypto_memory.h"
#include "fixture.h"

#include "harness/archive/stamping.h"
#include "harness/base/counting_heap.h"

#include <openssl/err.h>

/* An archive, and what it is verified with. */
struct trial {
    const struct fixture *fixture;
    const struct work *work;
    struct sluice_archive_policy policy;
};

static bool verify(const struct trial *trial, const struct sluice_allocator *allocator,
                   struct sluice_archive_verdict *verdict)
{
    const struct sluice_archive_input input = {trial->work->out.data, trial->work->out.length,
                                               NULL};
    struct sluice_archive_set *set = sluice_archive_set_open(
        &input, 1, trial->fixture->trust, &trial->policy, allocator, NULL, NULL, verdict);
    sluice_archive_set_free(set);
    return set != NULL;
}

/* Each allocation of a run fails, and no other is asked for; without that, it ends for `reason`. */
static void fail_anywhere(const struct fixture *fixture, const struct attack *attack,
                          const struct sluice_archive_policy *policy,
                          enum sluice_archive_reason reason)
{
    static struct work work;
    work_make(&work, fixture, attack, &fixture->signer);
    const struct trial trial = {fixture, &work, *policy};
    struct sluice_archive_verdict verdict;
    struct sluice_counting_heap heap = {0};
    const struct sluice_allocator allocator = sluice_counting_heap_allocator(&heap);
    (void)verify(&trial, &allocator, &verdict);
    assert_int_equal(verdict.reason, reason);
    assert_int_equal(heap.live, 0);
    assert_int_equal(heap.calls, verdict.allocations);
    assert_true(heap.peak >= verdict.peak_heap);
    const uint64_t calls = heap.calls;
    for (uint64_t i = 1; i <= calls; i++) {
        sluice_counting_heap_begin(&heap, i);
        assert_false(verify(&trial, &allocator, &verdict));
        assert_int_equal(verdict.reason, SLUICE_ARCHIVE_OUT_OF_MEMORY);
        assert_int_equal(heap.live, 0);
        assert_int_equal(heap.calls, i);
    }
    work_free(&work);
}

static void the_allocator_may_fail_anywhere(void **state)
{
    const struct attack plain = {.id = "A01"};
    const struct sluice_archive_policy policy = policy_now();
    fail_anywhere(*state, &plain, &policy, SLUICE_ARCHIVE_OK);
}

/* Classes are read once more for what they depend on. */
static void the_allocator_may_fail_while_classes_are_read(void **state)
{
    static const char *const one[] = {"trusted"};
    static const char *const other[] = {"other"};
    const struct sluice_archive_group groups[] = {{"one", one, 1}, {"other", other, 1}};
    const struct attack plain = {.id = "A01"};
    struct sluice_archive_policy policy = policy_now();
    policy.groups = groups;
    policy.group_count = 2;
    fail_anywhere(*state, &plain, &policy, SLUICE_ARCHIVE_OK);
}

static void wrong_crc(struct work *work)
{
    work->jar.zip.items[ITEM_DATA].loc.crc = (struct sluice_field)SLUICE_SET(1);
}

/* Local header and directory differ: the bytes are asked which of them is right. */
static void the_allocator_may_fail_while_a_liar_is_found(void **state)
{
    const struct attack liar = {.id = "B08f", .items = wrong_crc};
    const struct sluice_archive_policy policy = policy_now();
    fail_anywhere(*state, &liar, &policy, SLUICE_ARCHIVE_ZIP_LOC_CEN_CRC);
}

static void claim_a_lot(struct work *work)
{
    struct sluice_zip_item *file = &work->jar.zip.items[ITEM_SF];
    file->loc.usize = (struct sluice_field)SLUICE_SET(1000000);
    file->cen.usize = (struct sluice_field)SLUICE_SET(1000000);
}

/* What a file of the signature says of its size is not believed before it was expanded. */
static void a_claim_takes_no_memory(void **state)
{
    const struct fixture *fixture = *state;
    const struct attack attack = {.id = "claim", .items = claim_a_lot};
    static struct work work;
    work_make(&work, fixture, &attack, &fixture->signer);
    const struct trial trial = {fixture, &work, policy_now()};
    struct sluice_archive_verdict verdict;
    assert_false(verify(&trial, NULL, &verdict));
    assert_int_equal(verdict.reason, SLUICE_ARCHIVE_ZIP_USIZE);
    assert_in_range(verdict.peak_heap, 1,
                    SLUICE_ARCHIVE_HEAP_SUM + SLUICE_ARCHIVE_HEAP_FACTOR * work.out.length);
    work_free(&work);
}

/* Most calls may fail without harm: libcrypto tries its decoders of keys one after another. */
static void fail_libcrypto_anywhere(const struct trial *trial)
{
    struct sluice_archive_verdict verdict;
    assert_true(verify(trial, NULL, &verdict)); /* what is made once is there now */
    crypto_memory_begin(CRYPTO_MEMORY_HOLDS, 0);
    assert_true(verify(trial, NULL, &verdict));
    const uint64_t calls = crypto_memory_calls();
    const int64_t live = crypto_memory_live();
    uint64_t accepted = 0;
    uint64_t wrong = 0;
    for (uint64_t i = 1; i <= calls; i++) {
        crypto_memory_begin(CRYPTO_MEMORY_FAILS_ONCE, i);
        if (verify(trial, NULL, &verdict)) {
            accepted++;
        } else if (verdict.reason != SLUICE_ARCHIVE_OUT_OF_MEMORY &&
                   verdict.reason != SLUICE_ARCHIVE_CRYPTO_FAILED) {
            print_error("call %llu: %s at %s\n", (unsigned long long)i,
                        sluice_archive_reason_name(verdict.reason), verdict.at);
            wrong++;
        }
    }
    crypto_memory_begin(CRYPTO_MEMORY_HOLDS, 0);
    assert_int_equal(wrong, 0);
    /* The queue of errors keeps some text for the next ones. */
    ERR_clear_error();
    assert_true(crypto_memory_live() <= live + 64);
    print_message("%llu calls, %llu without harm\n", (unsigned long long)calls,
                  (unsigned long long)accepted);
    assert_true(accepted < calls);
}

static void libcrypto_may_fail_anywhere(void **state)
{
    const struct fixture *fixture = *state;
    static struct work work;
    const struct attack plain = {.id = "A01"};
    work_make(&work, fixture, &plain, &fixture->signer);
    const struct trial trial = {fixture, &work, policy_now()};
    fail_libcrypto_anywhere(&trial);
    work_free(&work);
}

/* The signer's certificate has expired, and what a timestamp says must be believed. */
static void so_it_may_with_a_timestamp(void **state)
{
    const struct fixture *fixture = *state;
    const struct sluice_certificate_plan plan = {.key = "EC-256",
                                                 .name = "Stamper",
                                                 .extended = "critical,timeStamping",
                                                 .not_after = INT64_C(5000000000)};
    struct sluice_identity stamper;
    assert_true(sluice_identity_make(&stamper, &plan));
    struct sluice_text pem = {0};
    sluice_identity_pem(&stamper, &pem);
    struct sluice_trust *timestampers = sluice_trust_new(NULL);
    assert_int_equal(sluice_trust_add_pem(timestampers, "stamper", pem.data, pem.length),
                     SLUICE_ARCHIVE_OK);
    const struct sluice_timestamp_plan timestamp = {.by = &stamper, .at = NOW};
    static struct work work;
    const struct attack plain = {.id = "T1", .block = {.timestamp = &timestamp}};
    work_make(&work, fixture, &plain, &fixture->signer);
    const struct trial trial = {
        fixture, &work, {.now = INT64_C(4500000000), .timestampers = timestampers}};
    fail_libcrypto_anywhere(&trial);
    work_free(&work);
    sluice_text_free(&pem);
    sluice_trust_free(timestampers);
    sluice_identity_free(&stamper);
}

static void set_extension(struct work *work)
{
    work->jar.extension = "EC";
}

/* Keys that libcrypto's CMS is not asked about. */
static void fail_with_key(const struct fixture *fixture, const char *key)
{
    const struct sluice_certificate_plan plan = {.key = key};
    struct fixture own = *fixture;
    assert_true(sluice_identity_make(&own.signer, &plan));
    struct sluice_text pem = {0};
    sluice_identity_pem(&own.signer, &pem);
    own.trust = sluice_trust_new(NULL);
    assert_int_equal(sluice_trust_add_pem(own.trust, "signer", pem.data, pem.length),
                     SLUICE_ARCHIVE_OK);
    static struct work work;
    const struct attack plain = {.id = key, .entries = set_extension};
    const struct sluice_archive_policy policy = policy_now();
    fail_anywhere(&own, &plain, &policy, SLUICE_ARCHIVE_OK);
    work_make(&work, &own, &plain, &own.signer);
    const struct trial trial = {&own, &work, policy};
    fail_libcrypto_anywhere(&trial);
    work_free(&work);
    sluice_text_free(&pem);
    sluice_trust_free(own.trust);
    sluice_identity_free(&own.signer);
}

static void so_may_all_with_an_edwards_key(void **state)
{
    fail_with_key(*state, "ED-25519");
    fail_with_key(*state, "ED-448");
}

int main(void)
{
    if (!crypto_memory_install()) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_allocator_may_fail_anywhere),
        cmocka_unit_test(the_allocator_may_fail_while_classes_are_read),
        cmocka_unit_test(the_allocator_may_fail_while_a_liar_is_found),
        cmocka_unit_test(a_claim_takes_no_memory),
        cmocka_unit_test(libcrypto_may_fail_anywhere),
        cmocka_unit_test(so_it_may_with_a_timestamp),
        cmocka_unit_test(so_may_all_with_an_edwards_key),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
