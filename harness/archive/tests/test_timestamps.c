/* T1 to T3: signers whose certificate has expired, and what a timestamp can do about it. */
#include "fixture.h"
#include "harness/archive/stamping.h"

#include <string.h>

#define C(member) SLUICE_ARCHIVE_CMS_##member

/* The signer's certificate is valid in 2020 to 2024; the clock stands at the start of 2026. */
enum { YEAR = 365 * 86400, END = NOW - YEAR, STAMPED = END - 86400 };

enum who { GOOD, SELF, EXPIRED, YOUNG, OTHER_USE, PLAIN_USE, SHORT_KEY, STRANGER, WHO_COUNT };

struct people {
    struct fixture *fixture;
    struct sluice_identity signer;
    struct sluice_identity authority;
    struct sluice_identity stampers[WHO_COUNT];
    struct sluice_trust *trust; /* the signer */
    struct sluice_trust *timestampers;
};

static struct people people;

static void trust_in(struct sluice_trust *trust, const char *alias,
                     const struct sluice_identity *identity)
{
    struct sluice_text pem = {0};
    sluice_identity_pem(identity, &pem);
    assert_int_equal(sluice_trust_add_pem(trust, alias, pem.data, pem.length), SLUICE_ARCHIVE_OK);
    sluice_text_free(&pem);
}

static int setup(void **state)
{
    if (fixture_setup(state) != 0) {
        return 1;
    }
    people = (struct people){.fixture = *state};
    const struct sluice_certificate_plan signer = {.key = "RSA-2048", .not_after = END};
    const struct sluice_certificate_plan authority = {
        .key = "RSA-2048", .name = "Time", .serial = 5, .authority = true};
    static const char stamps[] = "critical,timeStamping";
    const struct sluice_certificate_plan plans[WHO_COUNT] = {
        [GOOD] = {.key = "RSA-2048", .extended = stamps},
        [SELF] = {.key = "EC-256", .extended = stamps},
        [EXPIRED] = {.key = "RSA-2048", .extended = stamps, .not_after = NOW - 1},
        [YOUNG] = {.key = "RSA-2048", .extended = stamps, .not_before = STAMPED + 1},
        [OTHER_USE] = {.key = "RSA-2048"},
        [PLAIN_USE] = {.key = "RSA-2048", .extended = "timeStamping"},
        [SHORT_KEY] = {.key = "RSA-1024", .extended = stamps},
        [STRANGER] = {.key = "RSA-2048", .extended = stamps},
    };
    if (!sluice_identity_make(&people.signer, &signer) ||
        !sluice_identity_make(&people.authority, &authority)) {
        return 1;
    }
    for (size_t i = 0; i < WHO_COUNT; i++) {
        struct sluice_certificate_plan plan = plans[i];
        plan.name = "Stamper";
        plan.serial = (long)(10 + i);
        plan.issuer = i == SELF || i == STRANGER ? NULL : &people.authority;
        if (!sluice_identity_make(&people.stampers[i], &plan)) {
            return 1;
        }
    }
    people.trust = sluice_trust_new(NULL);
    people.timestampers = sluice_trust_new(NULL);
    trust_in(people.trust, "signer", &people.signer);
    trust_in(people.timestampers, "authority", &people.authority);
    trust_in(people.timestampers, "self", &people.stampers[SELF]);
    return 0;
}

static int teardown(void **state)
{
    sluice_trust_free(people.trust);
    sluice_trust_free(people.timestampers);
    for (size_t i = 0; i < WHO_COUNT; i++) {
        sluice_identity_free(&people.stampers[i]);
    }
    sluice_identity_free(&people.authority);
    sluice_identity_free(&people.signer);
    return fixture_teardown(state);
}

static void nobody(struct sluice_archive_policy *policy)
{
    policy->timestampers = NULL;
}

static void back_then(struct sluice_archive_policy *policy)
{
    policy->now = END;
}

static void before_the_stamp(struct sluice_archive_policy *policy)
{
    policy->now = END + 1;
}

static void old_ones(struct sluice_archive_policy *policy)
{
    policy->allow_old_timestamps = true;
}

static void with_sha1(struct sluice_archive_policy *policy)
{
    policy->digests = SLUICE_DIGEST_SHA1 | SLUICE_DIGEST_SHA256;
}

static void with_short_keys(struct sluice_archive_policy *policy)
{
    policy->min_rsa_bits = 1024;
}

/* A byte of the token, found by what is around it. */
static void change_token(struct work *work, const char *where, size_t length, size_t at, char to)
{
    struct sluice_text *block = &work->jar.block;
    for (size_t i = 0; i + length <= block->length; i++) {
        if (memcmp(block->data + i, where, length) == 0) {
            block->data[i + at] = to;
            return;
        }
    }
    fail();
}

/* The token's version and policy stand in front of its imprint. */
#define INFO "\2\1\1\6\3\x2A\3\4"

static void other_version(struct work *work)
{
    change_token(work, INFO, 8, 2, 2);
}

static void broken_info(struct work *work)
{
    change_token(work, INFO, 8, 4, 0x7F);
}

static void other_time(struct work *work)
{
    change_token(work,
                 "\x18\x0F"
                 "2024",
                 6, 5, '3');
}

static void no_time(struct work *work)
{
    change_token(work,
                 "\x18\x0F"
                 "2024",
                 6, 5, 'x');
}

static void last_byte(struct work *work)
{
    work->jar.block.data[work->jar.block.length - 1] ^= 1;
}

struct row {
    const char *id;
    enum who by;
    struct sluice_timestamp_plan plan; /* `by` and, unless given, `at` are filled in */
    enum sluice_archive_reason reason;
    void (*policy)(struct sluice_archive_policy *policy);
    change *late;
    bool none;
};

static const struct row rows[] = {
    {"T1", GOOD, .reason = SLUICE_ARCHIVE_OK},
    {"T1, the timestamper pinned", SELF, .reason = SLUICE_ARCHIVE_OK},
    {"T1, SHA-512", GOOD, {.imprint = "SHA512", .digest = "SHA512"}, .reason = SLUICE_ARCHIVE_OK},
    {"T2", STRANGER, .reason = C(TIMESTAMP_UNKNOWN)},
    {"T3", .none = true, .reason = C(CERT_EXPIRED)},
    {"nobody is trusted", GOOD, .policy = nobody, .reason = C(CERT_EXPIRED)},
    {"not expired", GOOD, .policy = back_then, .reason = SLUICE_ARCHIVE_OK},
    {"not expired, and a stranger's stamp", STRANGER, .policy = back_then,
     .reason = SLUICE_ARCHIVE_OK},
    {"last second", GOOD, {.at = END}, .reason = SLUICE_ARCHIVE_OK},
    {"a second late", GOOD, {.at = END + 1}, .reason = C(TIMESTAMP_TIME)},
    {"before the certificate", GOOD, {.at = 1577836799}, .reason = C(TIMESTAMP_EXPIRED)},
    {"in the future",
     GOOD,
     {.at = END + 2},
     .policy = before_the_stamp,
     .reason = C(TIMESTAMP_TIME)},
    {"timestamper has expired", EXPIRED, .reason = C(TIMESTAMP_EXPIRED)},
    {"timestamper has expired since", EXPIRED, .policy = old_ones, .reason = SLUICE_ARCHIVE_OK},
    {"timestamper was not valid yet", YOUNG, .reason = C(TIMESTAMP_EXPIRED)},
    {"timestamper was not valid yet, nor is asked now", YOUNG, .policy = old_ones,
     .reason = C(TIMESTAMP_EXPIRED)},
    {"no timestamper", OTHER_USE, .reason = C(TIMESTAMP)},
    {"not only a timestamper", PLAIN_USE, .reason = C(TIMESTAMP)},
    {"short key", SHORT_KEY, .reason = C(TIMESTAMP_WEAK)},
    {"short key allowed", SHORT_KEY, .policy = with_short_keys, .reason = SLUICE_ARCHIVE_OK},
    {"SHA-1 of what is stamped", GOOD, {.imprint = "SHA1"}, .reason = C(TIMESTAMP_WEAK)},
    {"SHA-1 signed", GOOD, {.digest = "SHA1"}, .reason = C(TIMESTAMP_WEAK)},
    {"SHA-1 allowed",
     GOOD,
     {.imprint = "SHA1", .digest = "SHA1"},
     .policy = with_sha1,
     .reason = SLUICE_ARCHIVE_OK},
    {"of another signature",
     GOOD,
     {.stamped = {(const uint8_t *)"another", 7}},
     .reason = C(TIMESTAMP)},
    {"not bound to its certificate", GOOD, {.no_binding = true}, .reason = C(TIMESTAMP)},
    {"without its certificate", GOOD, {.no_certificate = true}, .reason = C(TIMESTAMP)},
    {"not a timestamp", GOOD, {.as_data = true}, .reason = C(TIMESTAMP)},
    {"two timestamps", GOOD, {.twice = true}, .reason = C(TIMESTAMP)},
    {"version 2", GOOD, .late = other_version, .reason = C(TIMESTAMP)},
    {"contents are malformed", GOOD, .late = broken_info, .reason = C(TIMESTAMP)},
    {"time changed", GOOD, .late = other_time, .reason = C(TIMESTAMP)},
    {"time is none", GOOD, .late = no_time, .reason = C(TIMESTAMP)},
    {"signature changed", GOOD, .late = last_byte, .reason = C(TIMESTAMP)},
};

static void each_row_has_its_reason(void **state)
{
    (void)state;
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *row = &rows[i];
        static struct work work;
        struct sluice_timestamp_plan plan = row->plan;
        plan.by = &people.stampers[row->by];
        plan.at = plan.at == 0 ? STAMPED : plan.at;
        const struct attack attack = {
            .id = row->id, .block = {.timestamp = row->none ? NULL : &plan}, .late = row->late};
        work_make(&work, people.fixture, &attack, &people.signer);
        struct sluice_archive_policy policy = policy_now();
        policy.timestampers = people.timestampers;
        if (row->policy != NULL) {
            row->policy(&policy);
        }
        struct sluice_archive_verdict verdict;
        const bool accepted = sluice_archive_verify(work.out.data, work.out.length, people.trust,
                                                    &policy, NULL, NULL, &verdict);
        if (accepted != (row->reason == SLUICE_ARCHIVE_OK) || verdict.reason != row->reason) {
            print_error("%s: %s at %s\n", row->id, sluice_archive_reason_name(verdict.reason),
                        verdict.at);
            wrong++;
        }
        /* The time is told when it was needed, and only then. */
        assert_int_equal(verdict.stamped, accepted && policy.now > END ? plan.at : 0);
        work_free(&work);
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_row_has_its_reason)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
