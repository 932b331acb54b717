/* What the profile of signed archives in use lets pass, and how little that is. */
#include "fixture.h"
#include "harness/archive/policy.h"

#include <string.h>

#define Z(member) SLUICE_ARCHIVE_ZIP_##member

static struct sluice_zip_item *main_item(struct work *work)
{
    return &work->jar.zip.items[ITEM_MAIN];
}

/* Extra fields of the local header and of the directory record. */
#define EXTRA(name, local, record)                                                                 \
    static void name(struct work *work)                                                            \
    {                                                                                              \
        main_item(work)->loc_extra = (struct sluice_bytes){(const uint8_t *)(local),               \
                                                           sizeof(local) - 1};                     \
        main_item(work)->cen_extra = (struct sluice_bytes){(const uint8_t *)(record),              \
                                                           sizeof(record) - 1};                    \
    }

#define TIMES "UT\x09\0\3\1\2\3\4\5\6\7\10"
#define TIME "UT\x05\0\3\1\2\3\4"
#define OWNERS "ux\x0B\0\1\4\0\0\0\0\4\0\0\0\0"
#define NTFS                                                                                       \
    "\x0A\0\x20\0\0\0\0\0\1\0\x18\0"                                                               \
    "12345678abcdefgh!!!!!!!!"

EXTRA(info_zip, TIMES OWNERS, TIME OWNERS)
EXTRA(all_times, TIMES, TIMES)
EXTRA(no_time, "UT\1\0\0", "UT\1\0\0")
EXTRA(only_record, "", NTFS)
EXTRA(ntfs_and_times, NTFS TIMES, NTFS TIMES)
EXTRA(too_many_flags, "UT\x05\0\x09\1\2\3\4", "UT\x05\0\x09\1\2\3\4")
EXTRA(cut_times, "UT\x05\0\3\1\2\3\4", "UT\x05\0\3\1\2\3\4")
EXTRA(long_times, "UT\x06\0\1\1\2\3\4\5", "UT\x06\0\1\1\2\3\4\5")
EXTRA(empty_times, "UT\0\0", "UT\0\0")
EXTRA(twice, TIME TIME, TIME TIME)
EXTRA(over_the_end, "UT\x09\0\1\1\2\3\4", "UT\x09\0\1\1\2\3\4")
EXTRA(long_owner, "ux\x0B\0\1\4\0\0\0\0\5\0\0\0\0", OWNERS)
EXTRA(new_owners, "ux\x0B\0\2\4\0\0\0\0\4\0\0\0\0", OWNERS)
EXTRA(large_owner, "ux\4\0\1\x09\0\0", OWNERS)
EXTRA(short_owners, "ux\2\0\1\0", OWNERS)
EXTRA(other_ntfs, NTFS,
      "\x0A\0\x20\0\0\0\0\0\2\0\x18\0"
      "12345678abcdefgh!!!!!!!!")
EXTRA(short_ntfs, "\x0A\0\4\0\0\0\0\0", NTFS)
EXTRA(old_times,
      "UX\x0C\0times-owners"
      "Ux\4\0\1\0\1\0",
      "UX\x08\0timetime"
      "Ux\0\0")
EXTRA(short_old_times, "UX\4\0time", "UX\x08\0timetime")
EXTRA(no_old_owners, "Ux\0\0", "Ux\0\0")
EXTRA(unknown, TIMES "XX\0\0", TIME "XX\0\0")
EXTRA(unicode_name, TIMES "up\5\0\1\0\0\0\0", TIME "up\5\0\1\0\0\0\0")
EXTRA(unicode_comment, TIMES, TIME "uc\5\0\1\0\0\0\0")
EXTRA(zip64, TIMES "\1\0\0\0", TIME)

/* Comments of the archive. */
#define COMMENT(name, text)                                                                        \
    static void name(struct work *work)                                                            \
    {                                                                                              \
        work->jar.zip.comment = (struct sluice_bytes){(const uint8_t *)(text), sizeof(text) - 1};  \
    }

COMMENT(plain, "PACK200")
COMMENT(end_record, "xPK\5\6")
COMMENT(local_header, "PK\3\4 and more")
COMMENT(record_of_zip64, "more PK\6\6")

static void signed_archives(struct sluice_archive_policy *policy)
{
    sluice_archive_policy_signed(policy);
}

#define ROW(id, reason, change)                                                                    \
    {                                                                                              \
        id, {reason}, .items = (change), .policy = signed_archives                                 \
    }

static const struct attack rows[] = {
    ROW("times and owners", SLUICE_ARCHIVE_OK, info_zip),
    ROW("all times twice", SLUICE_ARCHIVE_OK, all_times),
    ROW("no time", SLUICE_ARCHIVE_OK, no_time),
    ROW("times in the directory", SLUICE_ARCHIVE_OK, only_record),
    ROW("two kinds of times", SLUICE_ARCHIVE_OK, ntfs_and_times),
    ROW("unknown flags", Z(EXTRA), too_many_flags),
    ROW("a time is missing", Z(EXTRA), cut_times),
    ROW("bytes behind a time", Z(EXTRA), long_times),
    ROW("times without flags", Z(EXTRA), empty_times),
    ROW("times twice", Z(EXTRA), twice),
    ROW("times over the end", Z(EXTRA), over_the_end),
    ROW("owner over the end", Z(EXTRA), long_owner),
    ROW("owners of a version to come", Z(EXTRA), new_owners),
    ROW("owner of nine bytes", Z(EXTRA), large_owner),
    ROW("owners cut off", Z(EXTRA), short_owners),
    ROW("another attribute than times", Z(EXTRA), other_ntfs),
    ROW("no attribute", Z(EXTRA), short_ntfs),
    ROW("times and owners of old", SLUICE_ARCHIVE_OK, old_times),
    ROW("one time of old", Z(EXTRA), short_old_times),
    ROW("owners of old without any", Z(EXTRA), no_old_owners),
    ROW("unknown field behind times", Z(EXTRA), unknown),
    ROW("second name behind times", Z(UPATH), unicode_name),
    ROW("second comment behind times", Z(UPATH), unicode_comment),
    ROW("ZIP64 behind times", Z(ZIP64), zip64),
    ROW("comment", SLUICE_ARCHIVE_OK, plain),
    ROW("start of an end record in the comment", Z(EOCD_AMBIG), end_record),
    ROW("local header in the comment", Z(EOCD_AMBIG), local_header),
    ROW("ZIP64 record in the comment", Z(EOCD_AMBIG), record_of_zip64),
};

/* Names that differ in case, added before the manifest is made. */
static void twin(struct work *work)
{
    (void)sluice_jar_add(&work->jar, "DATA.txt", sluice_bytes_of("more data\n"));
}

static void twin_of_the_manifest(struct work *work)
{
    (void)add_item(work, "META-INF/manifest.mf", sluice_bytes_of("Manifest-Version: 1.0\r\n\r\n"));
}

static void twin_between_two_of_one_name(struct work *work)
{
    (void)add_item(work, "DATA.txt", sluice_bytes_of("a"));
    (void)add_item(work, "data.txt", sluice_bytes_of("b"));
}

static void twin_of_a_folder(struct work *work)
{
    (void)add_item(work, "Trusted", sluice_bytes_of("no folder"));
}

static void let_twins(struct sluice_archive_policy *policy)
{
    policy->allow_case_twins = true;
}

static const struct attack twins[] = {
    {"twin", {Z(DUPNAME_CASE)}, .entries = twin},
    {"twin allowed", {SLUICE_ARCHIVE_OK}, .entries = twin, .policy = let_twins},
    {"A40c", {SLUICE_ARCHIVE_JAR_META_CASE}, .items = twin_of_the_manifest, .policy = let_twins},
    {"one name twice", {Z(DUPNAME)}, .items = twin_between_two_of_one_name, .policy = let_twins},
    {"twin of a folder", {Z(FILEDIR_CONFLICT)}, .items = twin_of_a_folder, .policy = let_twins},
};

static void twins_can_be_allowed(void **state)
{
    check_attacks(*state, twins, sizeof twins / sizeof twins[0]);
}

static void each_row_has_its_reason(void **state)
{
    check_attacks(*state, rows, sizeof rows / sizeof rows[0]);
}

/* Without the profile, each of them is refused. */
static void the_strict_profile_refuses_all(void **state)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct attack strict = rows[i];
        strict.policy = NULL;
        strict.reasons[1] = Z(EXTRA);
        strict.reasons[2] = Z(COMMENT);
        if (strict.reasons[0] == SLUICE_ARCHIVE_OK) {
            strict.reasons[0] = Z(EXTRA);
        }
        check_attacks(*state, &strict, 1);
    }
}

/* Whoever has the file has what the function makes. */
static void the_file_says_the_same(void **state)
{
    (void)state;
    struct sluice_archive_policy_file file = {0};
    struct sluice_yaml_error error = {0};
    struct sluice_archive_policy policy = {.now = 7};
    assert_true(sluice_archive_policy_load(SLUICE_PROFILES "/signed.yaml", &file, &error));
    sluice_archive_policy_signed(&policy);
    assert_int_equal(policy.now, 7);
    assert_int_equal(policy.seal, file.policy.seal);
    for (size_t i = 0; i < sluice_archive_switch_count(); i++) {
        const char *name = sluice_archive_switch_name(i);
        assert_int_equal(*sluice_archive_switch_by_name(&policy, name),
                         *sluice_archive_switch_by_name(&file.policy, name));
    }
    sluice_archive_policy_free(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_has_its_reason),
        cmocka_unit_test(twins_can_be_allowed),
        cmocka_unit_test(the_strict_profile_refuses_all),
        cmocka_unit_test(the_file_says_the_same),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
