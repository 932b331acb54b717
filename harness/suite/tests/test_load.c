/* Case files: what is loaded of them. mistakes.yaml has what is wrong with others. */
#define _DEFAULT_SOURCE

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/base/text.h"
#include "harness/suite/plan.h"
#include "harness/suite/rehash.h"

static char folder[] = "/tmp/sluice-load-XXXXXX";

/* A file that is right. */
static const char base[] =
    "family: demo\n"
    "title: Demonstration\n"
    "source: {kind: own, ref: this test}\n"
    "cases:\n"
    "  - id: demo/attack\n"
    "    title: a claim\n"
    "    rules: [GOLD-1, GOLD-2]\n"
    "    severity: high\n"
    "    effect: takes 8 GiB\n"
    "    mode: inspect\n"
    "    limits: {depth: 100, heap: 1 MiB}\n"
    "    stream:\n"
    "      - array: {type: \"[I\", length: 2147483647, elements: []}\n"
    "    expect: {verdict: reject, error: [EOFException, StreamCorruptedException]}\n"
    "    budget: {peak: 64 KiB}\n"
    "    twin: demo/twin\n"
    "  - id: demo/twin\n"
    "    title: no claim\n"
    "    rules: [GOLD-1]\n"
    "    mode: inspect\n"
    "    stream: [null]\n"
    "    expect: {verdict: accept}\n";

/* The end of the base, and the same for a stream that is to be written again. */
#define TWIN                                                                                       \
    "    mode: inspect\n"                                                                          \
    "    stream: [null]\n"                                                                         \
    "    expect: {verdict: accept}\n"
#define REWRITTEN(expectations)                                                                    \
    "    mode: rewrite\n"                                                                          \
    "    stream: [null]\n"                                                                         \
    "    expect: {verdict: accept" expectations "}\n"

static void write_family(const char *family, const char *text)
{
    char path[64];
    (void)snprintf(path, sizeof path, "%s/%s.yaml", folder, family);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void write_file(const char *text)
{
    write_family("demo", text);
}

static bool load_folder(struct sluice_suite *suite, char said[SLUICE_YAML_ERROR_TEXT])
{
    const char *const paths[] = {folder};
    struct sluice_yaml_error error = {0};
    bool good = sluice_suite_load(suite, paths, 1, &error);
    assert_true(good != error.set);
    (void)sluice_yaml_error_text(&error, said);
    return good;
}

static void a_right_file_is_loaded(void **state)
{
    (void)state;
    struct sluice_suite suite = {0};
    char said[SLUICE_YAML_ERROR_TEXT];
    write_file(base);
    if (!load_folder(&suite, said)) {
        fail_msg("%s", said);
    }
    assert_int_equal(suite.case_count, 2);
    const struct sluice_case *attack = &suite.cases[0];
    assert_string_equal(attack->id, "demo/attack");
    assert_int_equal(attack->rule_count, 2);
    assert_int_equal(attack->severity, SLUICE_SEVERITY_HIGH);
    assert_int_equal(attack->mode, SLUICE_MODE_INSPECT);
    assert_true(attack->limits.depth == 100 && attack->limits.heap == 1048576);
    assert_true(attack->limits.objects == 0);
    assert_true(attack->budget.peak == 65536 && attack->budget.steps == SLUICE_NOT_MEASURED);
    assert_int_equal(attack->expect.verdict, SLUICE_OUTCOME_REJECT);
    assert_int_equal(attack->expect.error_count, 2);
    assert_int_equal(attack->twin, 1);
    assert_int_equal(suite.cases[1].attack_count, 1);
    assert_int_equal(suite.cases[1].attacks[0], 0);
    assert_string_equal(suite.cases[1].source_ref, "this test");
    sluice_suite_free(&suite);
}

/* Puts `replacement` in the place of `piece` of the base file and loads it. */
static void load_changed(struct sluice_suite *suite, const char *piece, const char *replacement)
{
    struct sluice_text text = {0};
    char said[SLUICE_YAML_ERROR_TEXT];
    const char *at = strstr(base, piece);
    assert_non_null(at);
    sluice_text_add(&text, base, (size_t)(at - base));
    sluice_text_string(&text, replacement);
    sluice_text_string(&text, at + strlen(piece));
    write_file(sluice_text_get(&text));
    sluice_text_free(&text);
    if (!load_folder(suite, said)) {
        fail_msg("%s", said);
    }
}

static void what_is_to_be_written(void **state)
{
    (void)state;
    struct sluice_suite suite = {0};
    load_changed(&suite, TWIN,
                 REWRITTEN(", written: same, resets: 3") "    safe: true\n"
                                                         "    limits: {objects: 7}\n");
    const struct sluice_case *item = &suite.cases[1];
    assert_int_equal(item->mode, SLUICE_MODE_REWRITE);
    assert_true(item->safe);
    assert_int_equal(item->limits.objects, 7);
    assert_string_equal(item->expect.written, "same");
    assert_int_equal(item->expect.resets, 3);
    assert_int_equal(suite.cases[0].expect.resets, SLUICE_NOT_MEASURED);
    sluice_suite_free(&suite);
}

static void who_is_careless_is_an_attack(void **state)
{
    (void)state;
    struct sluice_suite suite = {0};
    load_changed(&suite, "{verdict: reject, error: [EOFException, StreamCorruptedException]}",
                 "{verdict: accept, violates: [GOLD-2]}");
    const struct sluice_case *item = &suite.cases[0];
    assert_int_equal(item->expect.violate_count, 1);
    assert_string_equal(item->expect.violates[0], "GOLD-2");
    assert_int_equal(item->twin, 1);
    assert_true(sluice_expects_trouble(&item->expect));
    assert_false(sluice_expects_trouble(&suite.cases[1].expect));
    sluice_suite_free(&suite);
}

static void paths_that_cannot_be_read(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        const char *said;
    } paths[] = {
        {"/no/such/folder", "/no/such/folder: cannot be read"},
        {"/dev/zero", "/dev/zero"},
        {".", "the folder holds no .yaml file"},
    };
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct sluice_suite suite = {0};
        struct sluice_yaml_error error = {0};
        char said[SLUICE_YAML_ERROR_TEXT];
        assert_false(sluice_suite_load(&suite, &paths[i].path, 1, &error));
        if (strstr(sluice_yaml_error_text(&error, said), paths[i].said) == NULL) {
            fail_msg("%s: %s", paths[i].path, said);
        }
        sluice_suite_free(&suite);
    }
}

static void a_file_named_twice_is_loaded_once(void **state)
{
    (void)state;
    char file[64];
    char other[64];
    (void)snprintf(file, sizeof file, "%s/demo.yaml", folder);
    (void)snprintf(other, sizeof other, "%s/./demo.yaml", folder);
    const char *const paths[] = {folder, file, other};
    struct sluice_suite suite = {0};
    struct sluice_yaml_error error = {0};
    write_file(base);
    assert_true(sluice_suite_load(&suite, paths, 3, &error));
    assert_int_equal(suite.case_count, 2);
    sluice_suite_free(&suite);
}

/* Who names one file need not know where the twins of its cases stand. */
static void a_twin_is_found_in_another_file(void **state)
{
    (void)state;
    static const char other[] = "family: other\n"
                                "title: Another\n"
                                "source: {kind: own, ref: this test}\n"
                                "cases:\n"
                                "  - id: other/attack\n"
                                "    title: no stream\n"
                                "    rules: [IN-8]\n"
                                "    severity: low\n"
                                "    effect: reads on\n"
                                "    mode: inspect\n"
                                "    stream: [{raw: \"00\"}]\n"
                                "    expect: {verdict: reject, error: StreamCorruptedException}\n"
                                "    twin: demo/twin\n";
    char path[64];
    (void)snprintf(path, sizeof path, "%s/other.yaml", folder);
    const char *const paths[] = {path};
    struct sluice_suite suite = {0};
    struct sluice_plan plan;
    struct sluice_yaml_error error = {0};
    write_file(base);
    write_family("other", other);
    assert_true(sluice_suite_load(&suite, paths, 1, &error));
    assert_int_equal(suite.case_count, 3);
    assert_int_equal(suite.named_case_count, 1);
    assert_int_equal(suite.named_file_count, 1);
    assert_int_equal(suite.cases[0].twin, sluice_suite_find(&suite, "demo/twin"));

    /* The other case of that file is not asked for. */
    assert_true(sluice_plan_make(&suite, NULL, 0, 1, &plan, &error));
    assert_int_equal(plan.count, 2);
    sluice_plan_free(&plan);
    sluice_suite_free(&suite);
    assert_int_equal(unlink(path), 0);
}

static void a_plan_begins_with_twins(void **state)
{
    (void)state;
    static const char *const wanted[] = {"demo/attack"};
    static const char *const unknown[] = {"demo/atack"};
    struct sluice_suite suite = {0};
    struct sluice_plan plan;
    struct sluice_yaml_error error = {0};
    char said[SLUICE_YAML_ERROR_TEXT];
    write_file(base);
    assert_true(load_folder(&suite, said));

    assert_true(sluice_plan_make(&suite, wanted, 1, 1, &plan, &error));
    assert_int_equal(plan.count, 2);
    assert_int_equal(plan.cells[0].case_index, 1);
    assert_int_equal(plan.cells[1].case_index, 0);
    sluice_plan_free(&plan);

    assert_true(sluice_plan_make(&suite, NULL, 0, 3, &plan, &error));
    assert_int_equal(plan.count, 6);
    sluice_plan_free(&plan);

    assert_false(sluice_plan_make(&suite, unknown, 1, 1, &plan, &error));
    assert_non_null(strstr(sluice_yaml_error_text(&error, said), "did you mean demo/attack?"));
    sluice_plan_free(&plan);
    sluice_suite_free(&suite);
}

/* --- hashes ----------------------------------------------------------------------------------- */

static void read_file(char *text, size_t size)
{
    char path[64];
    (void)snprintf(path, sizeof path, "%s/demo.yaml", folder);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, size - 1, file)] = '\0';
    (void)fclose(file);
}

static void hashes_are_written_and_nothing_else(void **state)
{
    (void)state;
    /* SHA-256 of AC ED 00 05 70, the twin's bytes. */
    static const char null_hash[] =
        "    sha256: 4e68143408826326220a32d6bff59e1cca3dd85f74b018aebd6723c5686c54e5\n";
    static char first[8192];
    static char second[8192];
    struct sluice_suite suite = {0};
    struct sluice_yaml_error error = {0};
    char said[SLUICE_YAML_ERROR_TEXT];
    size_t changed;
    write_file(base);
    assert_true(load_folder(&suite, said));
    assert_true(sluice_rehash_file(&suite, &suite.files[0], false, &changed, &error));
    assert_int_equal(changed, 2);
    sluice_suite_free(&suite);
    read_file(first, sizeof first);
    assert_int_equal(strlen(first), strlen(base) + 2 * strlen(null_hash));
    assert_non_null(strstr(first, null_hash));

    /* Right already: nothing to do. */
    assert_true(load_folder(&suite, said));
    assert_true(sluice_rehash_file(&suite, &suite.files[0], false, &changed, &error));
    assert_int_equal(changed, 0);
    sluice_suite_free(&suite);

    /* A wrong one is replaced, and its comment stays. */
    static const char comment[] = "  # as measured";
    char *hash = strstr(first, "sha256: ");
    assert_non_null(hash);
    memmove(hash + 72 + strlen(comment), hash + 72, strlen(hash + 72) + 1);
    memcpy(hash + 72, comment, strlen(comment));
    char digit = hash[8];
    hash[8] = digit == '0' ? '1' : '0';
    write_file(first);
    assert_true(load_folder(&suite, said));
    assert_true(sluice_rehash_file(&suite, &suite.files[0], false, &changed, &error));
    assert_int_equal(changed, 1);
    sluice_suite_free(&suite);
    hash[8] = digit;
    read_file(second, sizeof second);
    assert_string_equal(second, first);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) != NULL ? 0 : -1;
}

static int remove_folder(void **state)
{
    char path[64];
    (void)state;
    (void)snprintf(path, sizeof path, "%s/demo.yaml", folder);
    (void)unlink(path);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_right_file_is_loaded),
        cmocka_unit_test(what_is_to_be_written),
        cmocka_unit_test(who_is_careless_is_an_attack),
        cmocka_unit_test(paths_that_cannot_be_read),
        cmocka_unit_test(a_file_named_twice_is_loaded_once),
        cmocka_unit_test(a_twin_is_found_in_another_file),
        cmocka_unit_test(a_plan_begins_with_twins),
        cmocka_unit_test(hashes_are_written_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
