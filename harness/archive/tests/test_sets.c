/* Sets of archives: aliases of signers, reading what was verified, arguments. Class paths and codebases are cases of
 * corpora/archives. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define P(member) SLUICE_ARCHIVE_POLICY_##member

/* One archive of a class path; classes by name, up to three. */
struct part {
    const char *classes[3];
    const char *mentions; /* by the first class */
    const char *main;     /* NULL: sealed */
    bool by_attacker;
    bool spoiled; /* after it was signed */
};

enum { PARTS = 3 };

struct path {
    struct sluice_jar_program jars[PARTS];
    struct work classes[PARTS];
    struct sluice_text bytes[PARTS];
    struct sluice_archive_input inputs[PARTS];
    size_t count;
};

static void build(struct path *path, const struct fixture *fixture, const struct part *parts,
                  size_t count)
{
    memset(path, 0, sizeof *path);
    path->count = count;
    for (size_t i = 0; i < count; i++) {
        struct sluice_jar_program *jar = &path->jars[i];
        jar->main = parts[i].main != NULL ? parts[i].main
                                          : "Manifest-Version: 1.0\r\nSealed: true\r\n";
        for (size_t j = 0; j < 3 && parts[i].classes[j] != NULL; j++) {
            char file[64];
            (void)snprintf(file, sizeof file, "%s.class", parts[i].classes[j]);
            struct sluice_text *name = &path->classes[i].spare[j];
            sluice_text_string(name, file);
            (void)sluice_jar_add(
                jar, name->data,
                work_class_with(&path->classes[i], parts[i].classes[j],
                                j == 0 && parts[i].mentions != NULL ? parts[i].mentions : "Code"));
        }
        assert_true(
            sluice_jar_make(jar, parts[i].by_attacker ? &fixture->attacker : &fixture->signer));
        if (parts[i].spoiled) {
            jar->items[3].data = sluice_bytes_of("evil");
        }
        sluice_zip_assemble(&jar->zip, &path->bytes[i]);
        path->inputs[i].bytes = path->bytes[i].data;
        path->inputs[i].length = path->bytes[i].length;
    }
}

static void drop(struct path *path)
{
    for (size_t i = 0; i < path->count; i++) {
        work_free(&path->classes[i]);
        sluice_jar_free(&path->jars[i]);
        sluice_text_free(&path->bytes[i]);
    }
}

#define UNSEALED "Manifest-Version: 1.0\r\n"

static void signers_do_not_mix(void **state)
{
    const struct fixture *fixture = *state;
    static const struct part parts[PARTS] = {{.classes = {"trusted/Main"}},
                                             {.classes = {"other/Util"}, .by_attacker = true}};
    static struct path path;
    build(&path, fixture, parts, 2);
    struct sluice_text pem = {0};
    struct sluice_trust *both = sluice_trust_new(NULL);
    sluice_identity_pem(&fixture->signer, &pem);
    sluice_identity_pem(&fixture->attacker, &pem);
    assert_int_equal(sluice_trust_add_pem(both, "us", pem.data, pem.length), SLUICE_ARCHIVE_OK);
    assert_string_equal(sluice_trust_alias(both, 1), "us-2");
    struct sluice_archive_policy policy = policy_now();
    struct sluice_archive_verdict verdicts[2];
    struct sluice_archive_verdict verdict;
    assert_false(
        sluice_archive_set_verify(path.inputs, 2, both, &policy, NULL, NULL, verdicts, &verdict));
    assert_int_equal(verdict.reason, P(MIXED_SIGNERS));
    assert_string_equal(verdicts[0].alias, "us");
    assert_string_equal(verdicts[1].alias, "us-2");
    policy.allow_mixed_signers = true;
    assert_true(
        sluice_archive_set_verify(path.inputs, 2, both, &policy, NULL, NULL, NULL, &verdict));
    sluice_text_free(&pem);
    sluice_trust_free(both);
    drop(&path);
}

static void only_what_stood_is_read(void **state)
{
    const struct fixture *fixture = *state;
    static struct work work;
    const struct attack plain = {.id = "A01"};
    work_make(&work, fixture, &plain, &fixture->signer);
    const struct sluice_archive_input input = {work.out.data, work.out.length, NULL};
    const struct sluice_archive_policy policy = policy_now();
    struct sluice_archive_verdict verdict;
    struct sluice_archive_set *set = sluice_archive_set_open(&input, 1, fixture->trust, &policy,
                                                             NULL, NULL, NULL, &verdict);
    assert_non_null(set);
    assert_int_equal(sluice_archive_entry_count(set, 0), 7);
    assert_int_equal(sluice_archive_entry_count(set, 1), 0);
    const size_t index = sluice_archive_find(set, 0, "data.txt");
    assert_int_equal(index, ITEM_DATA);
    assert_true(sluice_archive_find(set, 0, "data") == SIZE_MAX);
    struct sluice_archive_entry entry;
    assert_true(sluice_archive_entry(set, 0, index, &entry));
    assert_int_equal(entry.size, 10);
    char buffer[10];
    assert_int_equal(sluice_archive_read(set, 0, index, buffer, 9), SLUICE_ARCHIVE_BAD_ARGUMENT);
    assert_int_equal(sluice_archive_read(set, 0, index, buffer, 10), SLUICE_ARCHIVE_OK);
    assert_memory_equal(buffer, "some data\n", 10);
    /* The bytes change behind our back: nothing of them comes out. */
    for (size_t i = 0; i < work.out.length; i++) {
        work.out.data[i] = (char)(work.out.data[i] ^ 0x55);
    }
    assert_int_equal(sluice_archive_read(set, 0, index, buffer, 10), SLUICE_ARCHIVE_CHANGED);
    assert_memory_equal(buffer, "\0\0\0\0\0\0\0\0\0", 10);
    sluice_archive_set_free(set);
    work_free(&work);
}

static void arguments_are_looked_at(void **state)
{
    const struct fixture *fixture = *state;
    const struct sluice_archive_policy policy = policy_now();
    struct sluice_archive_verdict verdict;
    assert_false(sluice_archive_verify(NULL, 0, fixture->trust, &policy, NULL, NULL, &verdict));
    assert_int_equal(verdict.reason, SLUICE_ARCHIVE_BAD_ARGUMENT);
    assert_false(sluice_archive_verify("", 0, NULL, &policy, NULL, NULL, &verdict));
    assert_int_equal(verdict.reason, SLUICE_ARCHIVE_BAD_ARGUMENT);
    assert_false(sluice_archive_verify("", 0, fixture->trust, &policy, NULL, NULL, &verdict));
    assert_int_equal(verdict.reason, SLUICE_ARCHIVE_ZIP_NOEOCD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signers_do_not_mix),
        cmocka_unit_test(only_what_stood_is_read),

        cmocka_unit_test(arguments_are_looked_at),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
