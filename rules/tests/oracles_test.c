/* Every oracle holds, fires and abstains where it should. A registry entry that points to another
 * oracle, or an oracle that is switched off, makes one of these tests fail. */
#include "rules/tests/examples.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct example_list *const lists[] = {
    &sluice_publication_examples, &sluice_construction_examples, &sluice_protocol_examples,
    &sluice_cost_examples,        &sluice_writing_examples,      &sluice_developer_examples};

/* The i-th example of all lists, or NULL. */
static const struct example *example_at(size_t index)
{
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        if (index < lists[i]->count) {
            return &lists[i]->examples[index];
        }
        index -= lists[i]->count;
    }
    return NULL;
}

static struct sluice_judged *judge(const struct scene *scene)
{
    struct sluice_judged *results = calloc(sluice_rule_count(), sizeof *results);
    assert_non_null(results);
    assert_true(sluice_judge_all(&scene->context, &scene->set, results));
    return results;
}

/* The detail of the first violation other than of `rule`, or NULL. */
static const struct sluice_judged *other_violation(const struct sluice_judged *results,
                                                   const char *rule)
{
    for (size_t i = 0; i < sluice_rule_count(); i++) {
        if (results[i].ruling == SLUICE_RULING_VIOLATED && strcmp(results[i].rule, rule) != 0) {
            return &results[i];
        }
    }
    return NULL;
}

static void test_examples(void **state)
{
    (void)state;
    size_t wrong = 0;
    const struct example *example;
    for (size_t i = 0; (example = example_at(i)) != NULL; i++) {
        struct scene *scene = malloc(sizeof *scene);
        assert_non_null(scene);
        scene_init(scene);
        example->play(scene);
        struct sluice_judged *results = judge(scene);
        const size_t index = sluice_rule_index(example->rule);
        assert_true(index < sluice_rule_count());
        const struct sluice_judged *judged = &results[index];
        assert_string_equal(judged->rule, example->rule);
        if (judged->ruling != example->expected) {
            print_error("%s, %s: %s, not %s (%s)\n", example->rule, example->title,
                        sluice_ruling_name(judged->ruling), sluice_ruling_name(example->expected),
                        judged->detail);
            wrong++;
        }
        const struct sluice_judged *other = other_violation(results, example->rule);
        if (example->expected != SLUICE_RULING_VIOLATED && other != NULL) {
            print_error("%s, %s: %s is violated (%s)\n", example->rule, example->title, other->rule,
                        other->detail);
            wrong++;
        }
        if (judged->ruling == SLUICE_RULING_VIOLATED && strlen(judged->detail) < 10) {
            print_error("%s, %s: no detail\n", example->rule, example->title);
            wrong++;
        }
        free(results);
        scene_free(scene);
        free(scene);
    }
    assert_int_equal(wrong, 0);
}

/* Judged apart from all others, runs over the same bytes are judged alike. */
static void test_runs_alone(void **state)
{
    (void)state;
    const struct example *example;
    size_t compared = 0;
    for (size_t i = 0; (example = example_at(i)) != NULL; i++) {
        if (strcmp(example->rule, "BOUND-ALLOCATION") != 0 &&
            strcmp(example->rule, "BOUND-CHUNKS") != 0) {
            continue;
        }
        struct scene *scene = malloc(sizeof *scene);
        assert_non_null(scene);
        scene_init(scene);
        example->play(scene);
        struct sluice_judged *results = judge(scene);
        struct sluice_judged alone[SLUICE_RUN_RULES];
        sluice_judge_runs(&scene->context, &scene->set, alone);
        for (size_t j = 0; j < SLUICE_RUN_RULES; j++) {
            const struct sluice_judged *same = &results[sluice_rule_index(alone[j].rule)];
            assert_int_equal(alone[j].ruling, same->ruling);
            assert_string_equal(alone[j].detail, same->detail);
            compared++;
        }
        free(results);
        scene_free(scene);
        free(scene);
    }
    assert_true(compared > 10);
}

static bool has_example(const char *rule, enum sluice_ruling expected)
{
    const struct example *example;
    for (size_t i = 0; (example = example_at(i)) != NULL; i++) {
        if (strcmp(example->rule, rule) == 0 && example->expected == expected) {
            return true;
        }
    }
    return false;
}

/* A target that does not say how far it was is not accused of having been elsewhere: whatever held holds, or is
 * not decided. */
static void test_events_without_a_place_accuse_nobody(void **state)
{
    (void)state;
    size_t wrong = 0;
    const struct example *example;
    for (size_t i = 0; (example = example_at(i)) != NULL; i++) {
        if (example->expected == SLUICE_RULING_VIOLATED) {
            continue;
        }
        struct scene *scene = malloc(sizeof *scene);
        assert_non_null(scene);
        scene_init(scene);
        example->play(scene);
        for (size_t e = 0; e < scene->run.trace_count; e++) {
            scene->run.trace[e].offset = SLUICE_NOT_MEASURED;
        }
        struct sluice_judged *results = judge(scene);
        const struct sluice_judged *violated = other_violation(results, "");
        if (violated != NULL) {
            print_error("%s, %s: %s is violated (%s)\n", example->rule, example->title,
                        violated->rule, violated->detail);
            wrong++;
        }
        free(results);
        scene_free(scene);
        free(scene);
    }
    assert_int_equal(wrong, 0);
}

/* The run has ended by then: who lets a finalizer have an object that was refused has not gone on. */
static void test_a_finalizer_runs_behind_the_run(void **state)
{
    (void)state;
    struct scene *scene = malloc(sizeof *scene);
    assert_non_null(scene);
    scene_init(scene);
    example_finalizer_gets_refused(scene);
    struct sluice_judged *results = judge(scene);
    assert_int_equal(results[sluice_rule_index("IN-7")].ruling, SLUICE_RULING_HELD);
    assert_int_equal(results[sluice_rule_index("IN-2")].ruling, SLUICE_RULING_VIOLATED);
    free(results);
    scene_free(scene);
    free(scene);
}

static void test_every_rule_has_examples(void **state)
{
    (void)state;
    for (size_t i = 0; i < sluice_rule_count(); i++) {
        const char *rule = sluice_rule_id(i);
        if (sluice_rule_is_about_archives(rule)) {
            continue; /* archive_examples.c */
        }
        if (!has_example(rule, SLUICE_RULING_HELD) || !has_example(rule, SLUICE_RULING_VIOLATED)) {
            fail_msg("%s is not seen to hold and to be violated", rule);
        }
    }
}

/* A target that shows nothing and measures nothing, about a stream that asks for nothing. */
static void test_nothing_shown_is_not_held(void **state)
{
    (void)state;
    struct scene *scene = malloc(sizeof *scene);
    assert_non_null(scene);
    scene_init(scene);
    scene->run.shows = 0;
    scene_refused(scene, "InvalidClassException", "class-not-in-policy", 4);
    struct sluice_judged *results = judge(scene);
    for (size_t i = 0; i < sluice_rule_count(); i++) {
        if (results[i].ruling != SLUICE_RULING_NOT_APPLICABLE) {
            print_error("%s: %s (%s)\n", results[i].rule, sluice_ruling_name(results[i].ruling),
                        results[i].detail);
        }
        assert_int_equal(results[i].ruling, SLUICE_RULING_NOT_APPLICABLE);
        assert_true(strlen(results[i].detail) > 0);
    }
    free(results);
    scene_free(scene);
    free(scene);
}

/* What a target shows of a good run is no proof once a part of it is lost. */
static void test_dropped_events_prove_nothing(void **state)
{
    (void)state;
    struct scene *scene = malloc(sizeof *scene);
    assert_non_null(scene);
    scene_init(scene);
    scene->run.trace_limit = 3;
    scene_one_a(scene);
    assert_int_equal(scene->run.trace_count, 3);
    assert_true(scene->run.trace_dropped > 0);
    struct sluice_judged *results = judge(scene);
    for (size_t i = 0; i < sluice_rule_count(); i++) {
        if (strcmp(results[i].rule, "IN-8") != 0) { /* decided by the bytes */
            assert_int_not_equal(results[i].ruling, SLUICE_RULING_HELD);
        }
        assert_int_not_equal(results[i].ruling, SLUICE_RULING_VIOLATED);
    }
    free(results);
    scene_free(scene);
    free(scene);
}

static void test_no_answer_and_unsupported(void **state)
{
    (void)state;
    const enum sluice_outcome outcomes[] = {SLUICE_OUTCOME_NONE, SLUICE_OUTCOME_UNSUPPORTED};
    for (size_t o = 0; o < 2; o++) {
        struct scene *scene = malloc(sizeof *scene);
        assert_non_null(scene);
        scene_init(scene);
        scene_stream(scene, "aced0006");
        scene->run.answer.outcome = outcomes[o];
        struct sluice_judged *results = judge(scene);
        for (size_t i = 0; i < sluice_rule_count(); i++) {
            assert_int_equal(results[i].ruling, SLUICE_RULING_NOT_APPLICABLE);
        }
        free(results);
        scene_free(scene);
        free(scene);
    }
}

static void test_detail_names_event_and_offset(void **state)
{
    (void)state;
    const struct example *example;
    for (size_t i = 0; (example = example_at(i)) != NULL; i++) {
        if (strcmp(example->title, "published before constructed") != 0) {
            continue;
        }
        struct scene *scene = malloc(sizeof *scene);
        assert_non_null(scene);
        scene_init(scene);
        example->play(scene);
        struct sluice_judged *results = judge(scene);
        const struct sluice_judged *judged = &results[sluice_rule_index("IN-1")];
        assert_int_equal(judged->event, 0);
        assert_int_equal(judged->offset, 30);
        assert_string_equal(judged->detail, "event 0 at offset 30: handle 1 is published before it "
                                            "is constructed");
        free(results);
        scene->run.trace[0].offset = SLUICE_NOT_MEASURED;
        results = judge(scene);
        judged = &results[sluice_rule_index("IN-1")];
        assert_string_equal(judged->detail,
                            "event 0: handle 1 is published before it is constructed");
        free(results);
        scene_free(scene);
        free(scene);
        return;
    }
    fail();
}

static void test_rule_ids(void **state)
{
    (void)state;
    assert_int_equal(sluice_rule_count(), 46);
    assert_null(sluice_rule_id(sluice_rule_count()));
    assert_int_equal(sluice_rule_index("NO-SUCH-RULE"), sluice_rule_count());
    for (size_t i = 0; i < sluice_rule_count(); i++) {
        assert_int_equal(sluice_rule_index(sluice_rule_id(i)), i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_runs_alone),
        cmocka_unit_test(test_examples),
        cmocka_unit_test(test_events_without_a_place_accuse_nobody),
        cmocka_unit_test(test_a_finalizer_runs_behind_the_run),
        cmocka_unit_test(test_every_rule_has_examples),
        cmocka_unit_test(test_nothing_shown_is_not_held),
        cmocka_unit_test(test_dropped_events_prove_nothing),
        cmocka_unit_test(test_no_answer_and_unsupported),
        cmocka_unit_test(test_detail_names_event_and_offset),
        cmocka_unit_test(test_rule_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
