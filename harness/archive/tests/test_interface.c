/* Names that programs rely on, and what the observer and the verdict say. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    int number;
    const char *name;
    const char *text;
} reasons[] = {
#define X(member, number, name, text) {number, name, text},
    SLUICE_ARCHIVE_REASONS(X)
#undef X
};

static void reasons_are_told_apart(void **state)
{
    (void)state;
    const size_t count = sizeof reasons / sizeof reasons[0];
    for (size_t i = 0; i < count; i++) {
        assert_true(strlen(reasons[i].text) > 5);
        for (size_t j = 0; j < i; j++) {
            assert_int_not_equal(reasons[i].number, reasons[j].number);
            assert_string_not_equal(reasons[i].name, reasons[j].name);
        }
    }
    assert_string_equal(sluice_archive_reason_name(SLUICE_ARCHIVE_ZIP_LOC_CEN_NAME),
                        "zip-loc-cen-name");
    assert_string_equal(sluice_archive_reason_java(SLUICE_ARCHIVE_ZIP_PREFIX), "ZipException");
    assert_string_equal(sluice_archive_reason_java(SLUICE_ARCHIVE_JAR_UNSIGNED),
                        "SecurityException");
    assert_string_equal(sluice_archive_reason_java(SLUICE_ARCHIVE_ZIP_BOMB_RATIO), "ZipException");
    assert_string_equal(sluice_archive_reason_java(SLUICE_ARCHIVE_OK), "");
    assert_int_equal(sluice_archive_reason_range(SLUICE_ARCHIVE_CMS_SID), SLUICE_ARCHIVE_RANGE_CMS);
    assert_int_equal(sluice_archive_reason_range(SLUICE_ARCHIVE_JAR_SIZE_LIMIT),
                     SLUICE_ARCHIVE_RANGE_LIMIT);
    assert_int_equal(sluice_archive_reason_range(SLUICE_ARCHIVE_OK), SLUICE_ARCHIVE_RANGE_NONE);
}

static void limits_and_switches_have_names(void **state)
{
    (void)state;
    struct sluice_archive_policy policy = {0};
    for (size_t i = 0; i < sluice_archive_limit_count(); i++) {
        uint64_t *limit = sluice_archive_limit_by_name(&policy.limits,
                                                       sluice_archive_limit_name(i));
        assert_non_null(limit);
        assert_int_equal(*limit, 0);
        *limit = 1;
    }
    assert_int_equal(policy.limits.heap, 1);
    assert_null(sluice_archive_limit_by_name(&policy.limits, "none"));
    assert_null(sluice_archive_limit_name(sluice_archive_limit_count()));
    for (size_t i = 0; i < sluice_archive_switch_count(); i++) {
        bool *one = sluice_archive_switch_by_name(&policy, sluice_archive_switch_name(i));
        assert_non_null(one);
        assert_false(*one);
        *one = true;
    }
    assert_true(policy.demand_crlf && policy.allow_comment);
    assert_null(sluice_archive_switch_by_name(&policy, "none"));
    assert_null(sluice_archive_switch_name(sluice_archive_switch_count()));
}

/* Which bytes of the archive some check has seen. */
struct watched {
    bool *seen;
    size_t length;
    size_t failures;
    enum sluice_archive_check last;
    bool checks[SLUICE_ARCHIVE_CHECK_SET + 1];
};

static void watch(void *context, const struct sluice_archive_event *event)
{
    struct watched *watched = context;
    watched->last = event->check;
    watched->checks[event->check] = true;
    watched->failures += event->reason != SLUICE_ARCHIVE_OK;
    if (!event->in_entry) {
        assert_true(event->offset <= watched->length);
        assert_true(event->length <= watched->length - event->offset);
        if (event->check != SLUICE_ARCHIVE_CHECK_SET &&
            event->check != SLUICE_ARCHIVE_CHECK_SEALING) {
            memset(watched->seen + event->offset, true, event->length);
        }
    }
}

static struct watched verify_watched(const struct fixture *fixture, const struct work *work,
                                     struct sluice_archive_verdict *verdict)
{
    struct watched watched = {.seen = calloc(work->out.length, sizeof(bool)),
                              .length = work->out.length};
    assert_non_null(watched.seen);
    const struct sluice_archive_observer observer = {watch, &watched};
    const struct sluice_archive_policy policy = policy_now();
    const bool accepted = sluice_archive_verify(work->out.data, work->out.length, fixture->trust,
                                                &policy, NULL, &observer, verdict);
    assert_int_equal(accepted, watched.failures == 0);
    return watched;
}

/* The bytes of manifest, signature file and block are looked at expanded, all others as they are. */
static void every_byte_is_seen(void **state)
{
    const struct fixture *fixture = *state;
    static struct work work;
    const struct attack plain = {.id = "A01"};
    struct sluice_archive_verdict verdict;
    work_make(&work, fixture, &plain, &fixture->signer);
    struct watched watched = verify_watched(fixture, &work, &verdict);
    assert_int_equal(watched.failures, 0);
    const size_t payload = sluice_zip_offset_of(&work.jar.zip, ITEM_MAIN);
    for (size_t i = payload; i < work.out.length; i++) {
        assert_true(watched.seen[i]);
    }
    assert_true(watched.checks[SLUICE_ARCHIVE_CHECK_SIGNATURE]);
    assert_true(watched.checks[SLUICE_ARCHIVE_CHECK_SECTION_DIGEST]);
    assert_true(watched.checks[SLUICE_ARCHIVE_CHECK_SEALING]);
    assert_int_equal(watched.last, SLUICE_ARCHIVE_CHECK_SET);
    assert_string_equal(verdict.alias, "signer");
    assert_memory_equal(verdict.signer, sluice_trust_sha256(fixture->trust, 0), 32);
    assert_int_equal(verdict.entries, 7);
    assert_true(verdict.steps > work.out.length);
    assert_true(verdict.inflated > 1000);
    free(watched.seen);
    work_free(&work);
}

static void replace_class(struct work *work)
{
    work->jar.zip.items[ITEM_MAIN].data = sluice_bytes_of("evil");
}

static void a_refusal_says_where(void **state)
{
    const struct fixture *fixture = *state;
    static struct work work;
    const struct attack replaced = {.id = "A05", .items = replace_class};
    struct sluice_archive_verdict verdict;
    work_make(&work, fixture, &replaced, &fixture->signer);
    struct watched watched = verify_watched(fixture, &work, &verdict);
    assert_int_equal(watched.failures, 1);
    assert_int_equal(watched.last, SLUICE_ARCHIVE_CHECK_ENTRY);
    assert_int_equal(verdict.reason, SLUICE_ARCHIVE_JAR_ENTRY_DIGEST);
    assert_string_equal(verdict.entry, "trusted/Main.class");
    assert_int_equal(verdict.offset,
                     sluice_zip_offset_of(&work.jar.zip, ITEM_MAIN) + 30 + strlen(verdict.entry));
    assert_false(verdict.in_entry);
    assert_string_equal(verdict.alias, "signer");
    free(watched.seen);
    work_free(&work);
}

/* Ten times the entries: no more than eleven times the steps. */
static void steps_are_linear(void **state)
{
    const struct fixture *fixture = *state;
    uint64_t steps[2] = {0, 0};
    for (size_t round = 0; round < 2; round++) {
        const size_t count = round == 0 ? 9 : 90;
        struct sluice_jar_program *jar = calloc(1, sizeof *jar);
        assert_non_null(jar);
        struct sluice_text names = {0};
        for (size_t i = 0; i < count; i++) {
            sluice_text_format(&names, "folder/resource-number-%03zu.txt", i);
            sluice_text_add(&names, "", 1);
        }
        jar->main = "Manifest-Version: 1.0\r\n";
        for (size_t i = 0; i < count; i++) {
            (void)sluice_jar_add(jar, names.data + i * 31, sluice_bytes_of("some bytes"));
        }
        assert_true(sluice_jar_make(jar, &fixture->signer));
        struct sluice_text out = {0};
        sluice_zip_assemble(&jar->zip, &out);
        const struct sluice_archive_policy policy = policy_now();
        struct sluice_archive_verdict verdict;
        assert_true(sluice_archive_verify(out.data, out.length, fixture->trust, &policy, NULL, NULL,
                                          &verdict));
        steps[round] = verdict.steps;
        sluice_text_free(&out);
        sluice_text_free(&names);
        sluice_jar_free(jar);
        free(jar);
    }
    assert_true(steps[1] <= 11 * steps[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reasons_are_told_apart), cmocka_unit_test(limits_and_switches_have_names),
        cmocka_unit_test(every_byte_is_seen),     cmocka_unit_test(a_refusal_says_where),
        cmocka_unit_test(steps_are_linear),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
