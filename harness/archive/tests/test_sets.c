/* Class paths: what holds for several archives (ENV01-J), reading what was verified, codebases. */
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

struct set_row {
    const char *id;
    struct part parts[PARTS];
    enum sluice_archive_reason reason;
    size_t archive;
    void (*policy)(struct sluice_archive_policy *policy);
};

static const char *const trusted[] = {"trusted"};
static const char *const trusted_and_more[] = {"trusted", "trusted.more"};
static const char *const second[] = {"second"};

static void one_group(struct sluice_archive_policy *policy)
{
    static const struct sluice_archive_group group = {"core", trusted_and_more, 2};
    policy->groups = &group;
    policy->group_count = 1;
}

static void two_groups(struct sluice_archive_policy *policy)
{
    static const struct sluice_archive_group groups[] = {{"one", trusted, 1}, {"two", second, 1}};
    policy->groups = groups;
    policy->group_count = 2;
}

static void let_split(struct sluice_archive_policy *policy)
{
    policy->allow_split_packages = true;
    policy->seal = SLUICE_SEAL_NONE;
}

static void trust_no_seal(struct sluice_archive_policy *policy)
{
    policy->seal = SLUICE_SEAL_NONE;
}

static void limit_packages(struct sluice_archive_policy *policy)
{
    policy->limits.packages = 1;
}

static void limit_archives(struct sluice_archive_policy *policy)
{
    policy->limits.archives = 1;
}

#define UNSEALED "Manifest-Version: 1.0\r\n"

static const struct set_row rows[] = {
    {"two archives",
     {{.classes = {"trusted/Main"}}, {.classes = {"other/Util"}}},
     SLUICE_ARCHIVE_OK,
     0,
     NULL},
    {"MM1",
     {{.classes = {"trusted/Main"}, .main = UNSEALED}, {.classes = {"trusted/More"}}},
     P(SPLIT_PACKAGE),
     1,
     NULL},
    {"MM2",
     {{.classes = {"trusted/Main"}}, {.classes = {"trusted/Helper"}}},
     P(SPLIT_PACKAGE),
     1,
     NULL},
    {"MM2 allowed",
     {{.classes = {"trusted/Main"}}, {.classes = {"trusted/Helper"}}},
     SLUICE_ARCHIVE_OK,
     0,
     let_split},
    {"MM2 unsealed",
     {{.classes = {"trusted/Main"}, .main = UNSEALED},
      {.classes = {"trusted/Helper"}, .main = UNSEALED}},
     P(SPLIT_PACKAGE),
     1,
     trust_no_seal},
    {"MM3",
     {{.classes = {"trusted/Main"}, .by_attacker = true}, {.classes = {"trusted/Main"}}},
     P(LOAD_ORDER),
     0,
     NULL},
    {"MM3 spoiled",
     {{.classes = {"trusted/Main"}, .spoiled = true}, {.classes = {"trusted/Main"}}},
     P(LOAD_ORDER),
     0,
     NULL},
    {"MM3 behind",
     {{.classes = {"trusted/Main"}}, {.classes = {"trusted/Main"}, .by_attacker = true}},
     SLUICE_ARCHIVE_CMS_SIGNER_UNKNOWN,
     1,
     NULL},
    {"another package in front",
     {{.classes = {"evil/Main"}, .by_attacker = true}, {.classes = {"trusted/Main"}}},
     SLUICE_ARCHIVE_CMS_SIGNER_UNKNOWN,
     0,
     NULL},
    {"one unsealed",
     {{.classes = {"trusted/Main"}}, {.classes = {"other/Util"}, .main = UNSEALED}},
     P(UNSEALED),
     1,
     NULL},
    {"a group in one archive",
     {{.classes = {"trusted/Main", "trusted/more/Main"}}, {.classes = {"other/Util"}}},
     SLUICE_ARCHIVE_OK,
     0,
     one_group},
    {"a group in two archives",
     {{.classes = {"trusted/Main"}}, {.classes = {"trusted/more/Main"}}},
     P(SENSITIVE_SPREAD),
     1,
     one_group},
    {"a group that is absent", {{.classes = {"trusted/Main"}}}, P(SENSITIVE_ABSENT), 0, one_group},
    {"EX0",
     {{.classes = {"trusted/Main"}}, {.classes = {"second/Main"}}},
     SLUICE_ARCHIVE_OK,
     0,
     two_groups},
    {"EX0, depends",
     {{.classes = {"trusted/Main"}, .mentions = "(Lsecond/Main;)V"}, {.classes = {"second/Main"}}},
     P(GROUP_DEPENDENCY),
     1,
     two_groups},
    {"EX0, depends by a string",
     {{.classes = {"second/Main"}}, {.classes = {"trusted/Main"}, .mentions = "second.Main"}},
     P(GROUP_DEPENDENCY),
     0,
     two_groups},
    {"EX0, depends by way of another",
     {{.classes = {"trusted/Main"}, .mentions = "other/Util"},
      {.classes = {"other/Util"}, .mentions = "[Lsecond/Main;"},
      {.classes = {"second/Main"}}},
     P(GROUP_DEPENDENCY),
     2,
     two_groups},
    {"EX0, both depend on a third",
     {{.classes = {"trusted/Main"}, .mentions = "other/Util"},
      {.classes = {"other/Util"}},
      {.classes = {"second/Main"}, .mentions = "other/Util"}},
     SLUICE_ARCHIVE_OK,
     0,
     two_groups},
    {"limit packages",
     {{.classes = {"trusted/Main"}}, {.classes = {"other/Util"}}},
     SLUICE_ARCHIVE_LIMIT_SET,
     0,
     limit_packages},
    {"limit archives",
     {{.classes = {"trusted/Main"}}, {.classes = {"other/Util"}}},
     SLUICE_ARCHIVE_LIMIT_SET,
     0,
     limit_archives},
};

static size_t count_parts(const struct part *parts)
{
    size_t count = 0;
    while (count < PARTS && parts[count].classes[0] != NULL) {
        count++;
    }
    return count;
}

static void each_path_has_its_reason(void **state)
{
    const struct fixture *fixture = *state;
    static struct path path;
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        build(&path, fixture, rows[i].parts, count_parts(rows[i].parts));
        struct sluice_archive_policy policy = policy_now();
        if (rows[i].policy != NULL) {
            rows[i].policy(&policy);
        }
        struct sluice_archive_verdict verdict;
        const bool accepted = sluice_archive_set_verify(path.inputs, path.count, fixture->trust,
                                                        &policy, NULL, NULL, NULL, &verdict);
        if (accepted != (rows[i].reason == SLUICE_ARCHIVE_OK) || verdict.reason != rows[i].reason ||
            verdict.archive != rows[i].archive) {
            print_error("%s: %s of %zu\n", rows[i].id, sluice_archive_reason_name(verdict.reason),
                        verdict.archive);
            wrong++;
        }
        drop(&path);
    }
    assert_int_equal(wrong, 0);
}

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

struct codebase_row {
    const char *format; /* with the digest */
    enum sluice_archive_reason reason;
};

static const struct codebase_row codebases[] = {
    {"httpmd://host/x.jar;SHA-256=%s", SLUICE_ARCHIVE_OK},
    {"HTTPMD://host/x.jar;sha-256=%s,a comment", SLUICE_ARCHIVE_OK},
    {"http://host/x.jar;SHA-256=%s", P(CODEBASE_NOHASH)},
    {"httpmd://host/x.jar", P(CODEBASE_NOHASH)},
    {"httpmd://host/x.jar;SHA-256", P(CODEBASE_NOHASH)},
    {"httpmd://host/x.jar;SHA-256=", P(CODEBASE_HASH)},
    {"httpmd://host/x.jar;SHA-256=0%s", P(CODEBASE_HASH)},
    {"httpmd://host/x.jar;SHA-512=%s", P(CODEBASE_HASH)},
    {"httpmd://host/x.jar;MD5=900150983cd24fb0d6963f7d28e17f72", P(CODEBASE_HASH)},
    {"httpmd://host/x;SHA-256=%s/x.jar", P(CODEBASE_HASH)},
    {"httpmd://host/x.jar;a=b;SHA-256=%s", P(CODEBASE_HASH)},
    {"httpmd://host/x.jar;SHA-256=%s?query", P(CODEBASE_HASH)},
    {"httpmd://host/x.jar;SHA-256=%s/", P(CODEBASE_HASH)},
};

static void codebases_carry_a_digest(void **state)
{
    const struct fixture *fixture = *state;
    static struct work work;
    const struct attack plain = {.id = "A01"};
    work_make(&work, fixture, &plain, &fixture->signer);
    struct sluice_archive_policy policy = policy_now();
    const struct sluice_archive_grant anybody = {NULL, NULL, NULL};
    policy.grants = &anybody;
    policy.grant_count = 1;
    struct sluice_archive_verdict verdict;
    assert_true(sluice_archive_verify(work.out.data, work.out.length, fixture->trust, &policy, NULL,
                                      NULL, &verdict));
    char hash[65];
    for (size_t i = 0; i < 32; i++) {
        (void)snprintf(hash + 2 * i, 3, "%02x", verdict.sha256[i]);
    }
    for (size_t i = 0; i < sizeof codebases / sizeof codebases[0]; i++) {
        struct sluice_text url = {0};
        const char *place = strstr(codebases[i].format, "%s");
        sluice_text_add(&url, codebases[i].format,
                        place == NULL ? strlen(codebases[i].format)
                                      : (size_t)(place - codebases[i].format));
        sluice_text_string(&url, place == NULL ? "" : hash);
        sluice_text_string(&url, place == NULL ? "" : place + 2);
        const struct sluice_archive_input input = {work.out.data, work.out.length, url.data};
        const bool accepted = sluice_archive_set_verify(&input, 1, fixture->trust, &policy, NULL,
                                                        NULL, NULL, &verdict);
        if (accepted != (verdict.reason == SLUICE_ARCHIVE_OK) ||
            verdict.reason != codebases[i].reason) {
            fail_msg("%s: %s", url.data, sluice_archive_reason_name(verdict.reason));
        }
        if (codebases[i].reason == SLUICE_ARCHIVE_OK) {
            const struct sluice_archive_grant other = {NULL, hash, NULL};
            struct sluice_archive_policy strict = policy;
            strict.grants = &other; /* the archive's digest is not the signer's */
            assert_false(sluice_archive_set_verify(&input, 1, fixture->trust, &strict, NULL, NULL,
                                                   NULL, &verdict));
            assert_int_equal(verdict.reason, P(DLPERM));
        }
        sluice_text_free(&url);
    }
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
        cmocka_unit_test(each_path_has_its_reason), cmocka_unit_test(signers_do_not_mix),
        cmocka_unit_test(only_what_stood_is_read),  cmocka_unit_test(codebases_carry_a_digest),
        cmocka_unit_test(arguments_are_looked_at),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
