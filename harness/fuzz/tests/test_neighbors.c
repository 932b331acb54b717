/* Neighbors: both sides of a rule are run and counted, and one that is not refused is a finding. */
#define _POSIX_C_SOURCE 200809L /* setenv */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "harness/fuzz/mutate/mutate.h"
#include "harness/fuzz/neighbors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const rules[] = {"IN-1", "GOLD-1", NULL};
static const char *const reasons[] = {"truncated", "limit-depth", NULL};
static struct sluice_mutate_neighbor last;
static const char matrix_file[] = "neighbors.json";

const char *const *sluice_mutate_rules(void)
{
    return rules;
}

const struct sluice_mutate_neighbor *sluice_mutate_last_neighbor(void)
{
    return &last;
}

/* Accepts what begins with a, refuses what begins with t as truncated, complains of the rest. */
static bool run(struct sluice_bytes bytes, struct sluice_fuzz_answer *answer,
                struct sluice_finding *finding)
{
    answer->verdict = bytes.data[0] == 'a' ? "accept" : "reject";
    answer->reason = bytes.data[0] == 't' ? "truncated" : NULL;
    return bytes.data[0] == 'a' || bytes.data[0] == 't' ||
           sluice_finding_note(finding, "IN-1", "a sentence");
}

const struct sluice_fuzz_target sluice_fuzz_target = {
    .name = "decode", .text = "", .on_streams = true, .run = run};

static struct sluice_bytes bytes_of(const char *text)
{
    return (struct sluice_bytes){(const uint8_t *)text, strlen(text)};
}

/* Makes one, then runs an input; the finding of it. */
static struct sluice_finding see(const char *rule, const char *base, const char *made,
                                 const char *input)
{
    struct sluice_fuzz_answer answer = {0};
    struct sluice_finding finding = {0};
    last = (struct sluice_mutate_neighbor){.rule = rule,
                                           .name = "in a way",
                                           .reasons = reasons,
                                           .decode = true,
                                           .base = bytes_of(base),
                                           .made = bytes_of(made)};
    sluice_neighbors_made();
    assert_true(sluice_fuzz_target.run(bytes_of(input), &answer, &finding));
    const bool clean = sluice_neighbors_judge(bytes_of(input), &answer, &finding);
    assert_int_equal(clean, finding.rule == NULL);
    return finding;
}

static void assert_counts(const char *wanted)
{
    char text[256] = {0};
    FILE *file = fopen(matrix_file, "r");
    assert_non_null(file);
    assert_true(fread(text, 1, sizeof text - 1, file) > 0);
    (void)fclose(file);
    assert_string_equal(text, wanted);
}

static void both_sides_are_counted(void **state)
{
    (void)state;
    assert_null(see("GOLD-1", "accepted", "truncated", "truncated").rule);
    assert_counts("{\"IN-1\":{\"accepting\":0,\"rejecting\":0},"
                  "\"GOLD-1\":{\"accepting\":1,\"rejecting\":1}}\n");
}

static void one_that_is_accepted_is_a_finding(void **state)
{
    (void)state;
    const struct sluice_finding finding = see("IN-1", "a", "accepted", "accepted");
    assert_string_equal(finding.rule, "IN-1");
    assert_non_null(strstr(finding.detail, "(in a way)"));
    assert_counts("{\"IN-1\":{\"accepting\":1,\"rejecting\":0},"
                  "\"GOLD-1\":{\"accepting\":1,\"rejecting\":1}}\n");
}

static void nothing_is_said_where_the_base_is_not_accepted(void **state)
{
    (void)state;
    assert_null(see("IN-1", "truncated", "accepted", "accepted").rule);
    assert_null(see("IN-1", "wrong", "accepted", "accepted").rule);
}

static void nothing_is_said_of_other_inputs(void **state)
{
    (void)state;
    assert_null(see("IN-1", "a", "accepted", "another").rule);
    assert_null(see(NULL, "a", "accepted", "accepted").rule);
}

static void nothing_is_said_of_another_way_of_reading(void **state)
{
    struct sluice_fuzz_answer answer = {.verdict = "accept"};
    struct sluice_finding finding = {0};
    (void)state;
    last = (struct sluice_mutate_neighbor){.rule = "IN-1",
                                           .reasons = reasons,
                                           .inspect = true,
                                           .base = bytes_of("a"),
                                           .made = bytes_of("a")};
    sluice_neighbors_made();
    assert_true(sluice_neighbors_judge(bytes_of("a"), &answer, &finding));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_sides_are_counted),
        cmocka_unit_test(one_that_is_accepted_is_a_finding),
        cmocka_unit_test(nothing_is_said_where_the_base_is_not_accepted),
        cmocka_unit_test(nothing_is_said_of_other_inputs),
        cmocka_unit_test(nothing_is_said_of_another_way_of_reading),
    };
    char folder[] = "/tmp/sluice-neighbors-XXXXXX";
    if (mkdtemp(folder) == NULL || chdir(folder) != 0 ||
        setenv("SLUICE_FUZZ_MATRIX", matrix_file, 1) != 0) {
        return EXIT_FAILURE;
    }
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    (void)unsetenv("SLUICE_FUZZ_MATRIX"); /* the counts are written once more at the end */
    (void)unlink(matrix_file);
    return chdir("/") == 0 && rmdir(folder) == 0 ? failed : EXIT_FAILURE;
}
