/* From rulings and the facts of the process to one verdict, the gravest. */
#include "rules/tests/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST_RULES = 64 };

struct given {
    struct scene scene;
    struct sluice_judged results[MOST_RULES];
};

static int set_up(void **state)
{
    struct given *given = calloc(1, sizeof *given);
    if (given == NULL || sluice_rule_count() > MOST_RULES) {
        free(given);
        return -1;
    }
    scene_init(&given->scene);
    *state = given;
    return 0;
}

static int tear_down(void **state)
{
    struct given *given = *state;
    scene_free(&given->scene);
    free(given);
    return 0;
}

static void violate(struct given *given, const char *rule)
{
    given->results[sluice_rule_index(rule)].ruling = SLUICE_RULING_VIOLATED;
}

static enum sluice_verdict verdict_of(const struct given *given, size_t *cause)
{
    return sluice_verdict_of(&given->scene.set, given->results, cause);
}

static void test_targets_own_answer(void **state)
{
    struct given *given = *state;
    const struct {
        enum sluice_outcome outcome;
        enum sluice_verdict verdict;
    } pairs[] = {
        {SLUICE_OUTCOME_ACCEPT, SLUICE_VERDICT_ACCEPT},
        {SLUICE_OUTCOME_REJECT, SLUICE_VERDICT_REJECT},
        {SLUICE_OUTCOME_LIMIT, SLUICE_VERDICT_LIMIT},
        {SLUICE_OUTCOME_UNSUPPORTED, SLUICE_VERDICT_UNSUPPORTED},
        {SLUICE_OUTCOME_NONE, SLUICE_VERDICT_ADAPTER_ERROR},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        size_t cause = 0;
        given->scene.run.answer.outcome = pairs[i].outcome;
        assert_int_equal(verdict_of(given, &cause), pairs[i].verdict);
        assert_int_equal(cause, sluice_rule_count());
    }
}

static void test_rules_lead_to_verdicts(void **state)
{
    struct given *given = *state;
    const struct {
        const char *rule;
        enum sluice_verdict verdict;
    } pairs[] = {
        {"IN-1", SLUICE_VERDICT_PARTIAL_OBJECT},
        {"IN-2", SLUICE_VERDICT_PARTIAL_OBJECT},
        {"IN-3", SLUICE_VERDICT_SIDE_EFFECT},
        {"IN-8", SLUICE_VERDICT_WRONG_VALUE},
        {"BOUND-HEAP", SLUICE_VERDICT_BUDGET},
        {"BOUND-STEPS", SLUICE_VERDICT_BUDGET},
        {"BOUND-STACK", SLUICE_VERDICT_BUDGET},
        {"BOUND-PUBLISHED", SLUICE_VERDICT_PARTIAL_OBJECT},
        {"BOUND-ALLOCATION", SLUICE_VERDICT_LEAK},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        size_t cause = 0;
        memset(given->results, 0, sizeof given->results);
        violate(given, pairs[i].rule);
        assert_int_equal(verdict_of(given, &cause), pairs[i].verdict);
        assert_string_equal(sluice_rule_id(cause), pairs[i].rule);
    }
}

/* Not one rule may be violated without a verdict of the runner's. */
static void test_every_rule_fails_a_case(void **state)
{
    struct given *given = *state;
    for (size_t i = 0; i < sluice_rule_count(); i++) {
        memset(given->results, 0, sizeof given->results);
        given->results[i].ruling = SLUICE_RULING_VIOLATED;
        assert_false(sluice_verdict_is_targets_own(verdict_of(given, NULL)));
        assert_int_equal(verdict_of(given, NULL), sluice_rule_verdict(i));
    }
}

static void test_the_gravest_wins(void **state)
{
    struct given *given = *state;
    struct sluice_process_facts *process = &given->scene.run.process;
    size_t cause = 0;
    violate(given, "BOUND-HEAP");
    violate(given, "IN-1");
    assert_int_equal(verdict_of(given, &cause), SLUICE_VERDICT_PARTIAL_OBJECT);
    assert_string_equal(sluice_rule_id(cause), "IN-1");
    process->adapter_error = "exit code 3";
    assert_int_equal(verdict_of(given, &cause), SLUICE_VERDICT_ADAPTER_ERROR);
    assert_int_equal(cause, sluice_rule_count());
    process->signal = 11;
    assert_int_equal(verdict_of(given, NULL), SLUICE_VERDICT_CRASH);
    process->sanitizer = "heap-buffer-overflow";
    assert_int_equal(verdict_of(given, NULL), SLUICE_VERDICT_SANITIZER);
    process->not_run = true;
    assert_int_equal(verdict_of(given, NULL), SLUICE_VERDICT_NOT_RUN);
}

static void test_a_killed_hang_is_no_crash(void **state)
{
    struct given *given = *state;
    given->scene.run.answer.outcome = SLUICE_OUTCOME_NONE;
    given->scene.run.process.hang = true;
    given->scene.run.process.signal = 9;
    assert_int_equal(verdict_of(given, NULL), SLUICE_VERDICT_HANG);
}

static void test_control_stream_and_leak(void **state)
{
    struct given *given = *state;
    given->scene.run.resources.live_after_free = 8;
    assert_int_equal(verdict_of(given, NULL), SLUICE_VERDICT_LEAK);
    given->scene.set.control.run = true;
    given->scene.set.control.after.outcome = SLUICE_OUTCOME_REJECT;
    assert_int_equal(verdict_of(given, NULL), SLUICE_VERDICT_SIDE_EFFECT);
}

static void test_names(void **state)
{
    (void)state;
    for (unsigned i = 0; i <= SLUICE_VERDICT_NOT_RUN; i++) {
        enum sluice_verdict verdict;
        assert_true(sluice_verdict_parse(sluice_verdict_name((enum sluice_verdict)i), &verdict));
        assert_int_equal(verdict, i);
    }
    enum sluice_verdict verdict;
    assert_false(sluice_verdict_parse("fine", &verdict));
    assert_true(sluice_verdict_is_targets_own(SLUICE_VERDICT_UNSUPPORTED));
    assert_false(sluice_verdict_is_targets_own(SLUICE_VERDICT_BUDGET));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_targets_own_answer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_rules_lead_to_verdicts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_every_rule_fails_a_case, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_gravest_wins, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_killed_hang_is_no_crash, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_control_stream_and_leak, set_up, tear_down),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
