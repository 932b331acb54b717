/* Case files: what is wrong is said with its place, in one sentence. */
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

/* The base with one piece replaced, and what is said about it. */
static const struct {
    const char *piece;
    const char *replacement;
    const char *said;
} rows[] = {
    {"family: demo", "family: other", "demo.yaml:1:9: family must be the name of the file"},
    {"title: Demonstration\n", "", "title"},
    {"family: demo", "famly: demo", "demo.yaml:1:1: unknown key"},
    {"cases:\n", "cases: []\nx:\n", "unknown key"},
    {"demo/attack", "demo/Attack", "demo.yaml:5:9: id must be \"demo/\" and a name"},
    {"demo/attack", "demo/twin", "demo.yaml:17:9: id demo/twin is taken, by line 5"},
    {"demo/attack", "other/attack", "demo.yaml:5:9: id must be"},
    {"    title: a claim\n", "", "title"},
    {"title: a claim", "title: \"\"", "demo.yaml:6:12: title must not be empty"},
    {"GOLD-2", "GOLD-9", "demo.yaml:7:21: unknown rule \"GOLD-9\""},
    {"GOLD-2", "GOLD-1", "demo.yaml:7:21: GOLD-1 is named twice: keep one"},
    {"GOLD-2", "DL-1", "demo.yaml:7:21: rule DL-1 is planned"},
    {"[GOLD-1, GOLD-2]", "[]", "at least one rule"},
    {"severity: high", "severity: hgih", "unknown severity"},
    {"    severity: high\n", "", "severity is missing: every attack needs one"},
    {"    effect: takes 8 GiB\n", "", "effect is missing: every attack needs one"},
    {"    twin: demo/twin\n", "", "twin is missing: every attack needs one"},
    {"twin: demo/twin", "twin: demo/none", "demo.yaml:16:11: twin demo/none is in no file"},
    {"twin: demo/twin", "twin: demo/attack", "twin demo/attack is this case itself"},
    {"source: {kind: own, ref: this test}\n", "", "source is missing"},
    {"kind: own", "kind: rumour", "unknown kind of source"},
    {"ref: this test", "ref: 2015-6420 (CVE_2015_6420)", "expected CVE in its full form"},
    {"ref: this test", "ref: CWE-0", "expected CWE in its full form"},
    {"mode: inspect\n    limits", "mode: look\n    limits", "unknown mode"},
    {"depth: 100", "dpeth: 100", "unknown key \"dpeth\""},
    {"depth: 100", "depth: 0", "a limit must be at least 1"},
    {"depth: 100", "depth: many", "demo.yaml:11:21"},
    {"verdict: reject", "verdict: crash", "unknown verdict"},
    {", error: [EOFException, StreamCorruptedException]", "", "verdict reject needs error"},
    {"EOFException", "EOFError", "unknown exception class"},
    {"verdict: reject, error", "verdict: limit, error", "verdict limit needs reason"},
    {"verdict: reject,", "verdict: reject, reason: limit-depth,",
     "does not go with verdict reject"},
    {"verdict: reject,", "verdict: reject, reason: bad-magik,", "unknown reason"},
    {"verdict: reject,", "verdict: reject, value: x,", "value needs verdict accept"},
    {"verdict: reject,", "verdict: reject, json: x,", "json needs verdict accept"},
    {"{verdict: accept}", "{verdict: accept, error: EOFException}", "error does not go with"},
    {"{verdict: accept}", "{verdict: accept}\n    twin: demo/attack", "twin does not go with"},
    {"peak: 64 KiB", "peak: 64 KB", "demo.yaml:15:20"},
    {"peak: 64 KiB", "heap: 64 KiB", "the key \"heap\" does not stand here, but under limits"},
    {"    budget:", "    sha256: abc\n    budget:", "sha256 must be 64 lower case"},
    {"    budget:", "    growth: yes\n    budget:", "demo.yaml:15:13"},
    {"    budget:", "    attack: 65\n    budget:",
     "demo.yaml:15:13: \"65\" is no row of CATALOGUE.md: write one such as AT65"},
    {"    budget:", "    attack: [AT1, AT1]\n    budget:",
     "demo.yaml:15:19: AT1 is named twice: keep one"},
    {"    budget:", "    attack: []\n    budget:", "at least one row of CATALOGUE.md such as AT65"},
    {"    budget:", "    cve: CVE_2017_10176\n    budget:",
     "\"CVE_2017_10176\" is no CVE id: write one such as CVE-2015-6420"},
    {"    budget:", "    cve: [CVE-2017-101]\n    budget:", "such as CVE-2015-6420"},
    {"    budget:", "    cve: CVE-2017-10176x\n    budget:", "such as CVE-2015-6420"},
    {"    budget:", "    lie: []\n    budget:", "expected at least one lie"},
    {"    budget:", "    lie: [{drap: {event: published}}]\n    budget:", "did you mean drop?"},
    {"    budget:", "    lie: [{drop: {event: publish}}]\n    budget:", "did you mean published?"},
    {"    budget:", "    lie: [{drop: {}}]\n    budget:",
     "the key \"event\" is missing here; add it"},
    {"    budget:", "    lie: [{drop: {event: failed, nth: 0}}]\n    budget:", "counted from 1"},
    {"    budget:", "    lie: [{answer: {verdict: maybe}}]\n    budget:", "unknown verdict"},
    {"    budget:", "    lie: [{grown: {index: 1}}]\n    budget:", "the lie changes nothing"},
    {"    budget:", "    lie: [{change: {event: failed}}]\n    budget:",
     "the key \"to\" is missing here; add it, as in to: {handle: 7}"},
    {"    budget:", "    lie: [{answer: {value: x}}]\n    budget:",
     "a lie must break a rule: name it in expect, as in violates: [IN-1]"},
    {"    budget:", "    derive: [twist]\n    budget:", "unknown variant \"twist\""},
    {"    budget:", "    derive: chunk1\n    budget:", "did you mean chunk-1? Allowed: truncate-"},
    {"    budget:", "    derive: []\n    budget:", "at least one variant; leave derive out"},
    {"    budget:", "    derive: [handles, handles]\n    budget:", "handles is named twice"},
    {"    budget:", "    use: [no-such-models]\n    budget:", "no-such-models"},
    {"    budget:", "    classes: [{name: a.B, construct: boldly}]\n    budget:", "boldly"},
    {"    budget:", "    safe: true\n    budget:", "safe needs mode: rewrite"},
    {"{verdict: accept}", "{verdict: accept, violates: [GOLD-1]}", "effect is missing"},
    {"{verdict: accept}", "{verdict: accept, violates: [IN-99]}", "unknown rule \"IN-99\""},
    {"{verdict: accept}", "{verdict: accept, violates: [CFG-1]}", "rule CFG-1 is planned"},
    {"{verdict: accept}", "{verdict: accept, violates: [OUT-1, OUT-1]}",
     "demo.yaml:22:49: OUT-1 is named twice: keep one"},
    {"{verdict: accept}", "{verdict: accept, violates: [OUT-1]}",
     "OUT-1 stands in violates and must stand here too"},
    {"{verdict: accept}", "{verdict: accept, written: same}", "written needs mode: rewrite"},
    {"{verdict: accept}", "{verdict: accept, resets: 1}", "resets needs mode: rewrite"},
    {TWIN,
     "    severity: low\n    effect: none\n    twin: demo/attack\n    stream: [null]\n"
     "    expect: {verdict: accept, violates: [GOLD-1]}\n",
     "twin demo/twin is an attack itself"},
    {TWIN, REWRITTEN(", written: sane"), "expected the sha256 of what is written, 64 lower case"},
    {TWIN, REWRITTEN(", resets: few"), "demo.yaml:22:39: expected a whole number"},
    {"cases:\n", "retired: [demo/twin]\ncases:\n", "id demo/twin is retired"},
    {"    stream: [null]\n", "", "stream"},
    {"[null]", "[nul]", "demo.yaml:21:14"},
    {"[null]", "[null", "demo.yaml:2"},
};

static void write_file(const char *text)
{
    char path[64];
    (void)snprintf(path, sizeof path, "%s/demo.yaml", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
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

static void every_mistake_is_said(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sluice_text text = {0};
        struct sluice_suite suite = {0};
        char said[SLUICE_YAML_ERROR_TEXT];
        const char *at = strstr(base, rows[i].piece);
        assert_non_null(at);
        sluice_text_add(&text, base, (size_t)(at - base));
        sluice_text_string(&text, rows[i].replacement);
        sluice_text_string(&text, at + strlen(rows[i].piece));
        write_file(sluice_text_get(&text));
        sluice_text_free(&text);
        bool good = load_folder(&suite, said);
        sluice_suite_free(&suite);
        if (good || strstr(said, rows[i].said) == NULL || strchr(said, '\n') != NULL) {
            fail_msg("row %zu (%s): %s", i, rows[i].replacement, good ? "was accepted" : said);
        }
    }
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
        {"tests", "the folder holds no .yaml file"},
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
        cmocka_unit_test(every_mistake_is_said),
        cmocka_unit_test(a_right_file_is_loaded),
        cmocka_unit_test(what_is_to_be_written),
        cmocka_unit_test(who_is_careless_is_an_attack),
        cmocka_unit_test(paths_that_cannot_be_read),
        cmocka_unit_test(a_file_named_twice_is_loaded_once),
        cmocka_unit_test(a_plan_begins_with_twins),
        cmocka_unit_test(hashes_are_written_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
