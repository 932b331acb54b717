/* Any byte of an archive that stood: changed, missing or added, it no longer stands. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

static bool verify(const struct fixture *fixture, const char *bytes, size_t length)
{
    const struct sluice_archive_policy policy = policy_now();
    struct sluice_archive_verdict verdict;
    /* Exactly as long as it is, so that whoever reads beyond is caught. */
    char *copy = malloc(length + (length == 0));
    assert_non_null(copy);
    memcpy(copy, bytes, length);
    const bool accepted = sluice_archive_verify(copy, length, fixture->trust, &policy, NULL, NULL,
                                                &verdict);
    assert_int_equal(accepted, verdict.reason == SLUICE_ARCHIVE_OK);
    free(copy);
    return accepted;
}

/* Who made it, and attributes inside and outside: of these nothing follows. */
static void mark_idle(const struct sluice_text *archive, bool *idle)
{
    for (size_t i = 0; i + 46 <= archive->length; i++) {
        if (memcmp(archive->data + i, "PK\1\2", 4) == 0) {
            memset(idle + i + 4, true, 2);
            memset(idle + i + 36, true, 6);
        }
    }
}

/* Other compressed bytes may well expand to the same. */
static void store_all(struct work *work)
{
    for (size_t i = 0; i < work->jar.zip.count; i++) {
        work->jar.zip.items[i].stored = true;
    }
}

static void every_byte_counts(void **state)
{
    const struct fixture *fixture = *state;
    static struct work work;
    const struct attack plain = {.id = "A01", .items = store_all};
    work_make(&work, fixture, &plain, &fixture->signer);
    bool *idle = calloc(work.out.length, sizeof *idle);
    assert_non_null(idle);
    mark_idle(&work.out, idle);
    assert_true(verify(fixture, work.out.data, work.out.length));
    static const unsigned char changes[] = {0x01, 0x20, 0x80, 0xFF};
    for (size_t i = 0; i < work.out.length; i++) {
        for (size_t j = 0; j < sizeof changes && !idle[i]; j++) {
            work.out.data[i] = (char)(work.out.data[i] ^ changes[j]);
            if (verify(fixture, work.out.data, work.out.length)) {
                fail_msg("byte %zu changed by %02x", i, changes[j]);
            }
            work.out.data[i] = (char)(work.out.data[i] ^ changes[j]);
        }
    }
    free(idle);
    work_free(&work);
}

static void every_length_counts(void **state)
{
    const struct fixture *fixture = *state;
    static struct work work;
    const struct attack plain = {.id = "A01", .items = store_all};
    work_make(&work, fixture, &plain, &fixture->signer);
    for (size_t i = 0; i < work.out.length; i++) {
        assert_false(verify(fixture, work.out.data, i));
        assert_false(verify(fixture, work.out.data + i + 1, work.out.length - i - 1));
    }
    sluice_text_add(&work.out, "", 1);
    assert_false(verify(fixture, work.out.data, work.out.length));
    work_free(&work);
}

static size_t changed_at;
static char changed_by;

static void change_block(struct work *work)
{
    work->jar.block.data[changed_at] = (char)(work->jar.block.data[changed_at] ^ changed_by);
}

/* The same for the signature block, whose bytes no digest covers. */
static void every_byte_of_the_block_counts(void **state)
{
    const struct fixture *fixture = *state;
    static struct work work;
    const struct attack plain = {.id = "A01"};
    const struct attack changed = {.id = "A12", .late = change_block};
    work_make(&work, fixture, &plain, &fixture->signer);
    const size_t length = work.jar.block.length;
    work_free(&work);
    static const unsigned char changes[] = {0x01, 0x20, 0xFF};
    for (changed_at = 0; changed_at < length; changed_at++) {
        for (size_t j = 0; j < sizeof changes; j++) {
            changed_by = (char)changes[j];
            work_make(&work, fixture, &changed, &fixture->signer);
            if (verify(fixture, work.out.data, work.out.length)) {
                fail_msg("byte %zu changed by %02x", changed_at, changes[j]);
            }
            work_free(&work);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_counts),
        cmocka_unit_test(every_length_counts),
        cmocka_unit_test(every_byte_of_the_block_counts),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
