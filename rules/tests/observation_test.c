/* The observation keeps what it is told, in order, and says so when it cannot. */
#include "rules/observation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const struct sluice_trace_event built = {
    .type = SLUICE_TRACE_CONSTRUCTED, .ok = true, .handle = 7, .offset = 30};

static void test_starts_empty(void **state)
{
    (void)state;
    struct sluice_observation observation;
    sluice_observation_init(&observation);
    assert_int_equal(observation.answer.outcome, SLUICE_OUTCOME_NONE);
    assert_int_equal(observation.answer.offset, SLUICE_NOT_MEASURED);
    assert_int_equal(observation.resources.peak_heap, SLUICE_NOT_MEASURED);
    assert_int_equal(observation.resources.elements, SLUICE_NOT_MEASURED);
    assert_int_equal(observation.shows, 0);
    sluice_observation_free(&observation);
}

static void test_names_are_copied_and_shared(void **state)
{
    (void)state;
    struct sluice_observation observation;
    sluice_observation_init(&observation);
    char name[] = "java.util.Date";
    sluice_observation_add(&observation, &built, name, strlen(name));
    sluice_observation_add(&observation, &built, name, strlen(name));
    sluice_observation_add(&observation, &built, name, 4);
    name[0] = 'X';
    sluice_observation_add(&observation, &built, NULL, 0);
    assert_int_equal(observation.trace_count, 4);
    assert_string_equal(observation.trace[0].name, "java.util.Date");
    assert_ptr_equal(observation.trace[0].name, observation.trace[1].name);
    assert_string_equal(observation.trace[2].name, "java");
    assert_null(observation.trace[3].name);
    assert_int_equal(observation.trace[0].handle, 7);
    sluice_observation_free(&observation);
}

static void test_control_bytes_are_masked(void **state)
{
    (void)state;
    struct sluice_observation observation;
    sluice_observation_init(&observation);
    sluice_observation_add(&observation, &built, "a\0b\n\x7F\xC3\xA9", 7);
    sluice_observation_add(&observation, &built, "a\0b\n\x7F\xC3\xA9", 7);
    assert_string_equal(observation.trace[0].name, "a?b??\xC3\xA9");
    assert_ptr_equal(observation.trace[0].name, observation.trace[1].name);
    sluice_observation_free(&observation);
}

static void test_limit_keeps_a_prefix(void **state)
{
    (void)state;
    struct sluice_observation observation;
    sluice_observation_init(&observation);
    observation.trace_limit = 2;
    observation.shows = SLUICE_SHOWS(SLUICE_TRACE_CONSTRUCTED);
    sluice_observation_add(&observation, &built, "A", 1);
    assert_true(sluice_observation_shows(&observation, SLUICE_SHOWS(SLUICE_TRACE_CONSTRUCTED)));
    assert_false(sluice_observation_shows(&observation, SLUICE_SHOWS(SLUICE_TRACE_CALLED)));
    sluice_observation_add(&observation, &built, "B", 1);
    sluice_observation_add(&observation, &built, "C", 1);
    observation.trace_limit = 9;
    sluice_observation_add(&observation, &built, "D", 1);
    assert_int_equal(observation.trace_count, 2);
    assert_int_equal(observation.trace_dropped, 2);
    assert_false(sluice_observation_shows(&observation, SLUICE_SHOWS(SLUICE_TRACE_CONSTRUCTED)));
    sluice_observation_free(&observation);
}

static void test_clear_forgets_the_run(void **state)
{
    (void)state;
    struct sluice_observation observation;
    sluice_observation_init(&observation);
    for (unsigned i = 0; i < 1000; i++) {
        sluice_observation_add(&observation, &built, "some.package.Name", 17);
    }
    observation.answer.value = sluice_observation_text(&observation, "{}", 2);
    assert_string_equal(observation.answer.value, "{}");
    observation.process.signal = 11;
    sluice_observation_clear(&observation);
    assert_int_equal(observation.trace_count, 0);
    assert_null(observation.answer.value);
    assert_int_equal(observation.process.signal, 0);
    sluice_observation_add(&observation, &built, "some.package.Name", 17);
    assert_string_equal(observation.trace[0].name, "some.package.Name");
    sluice_observation_free(&observation);
}

static void test_long_texts(void **state)
{
    (void)state;
    struct sluice_observation observation;
    sluice_observation_init(&observation);
    static char text[10000];
    memset(text, 'x', sizeof text);
    const char *copy = sluice_observation_text(&observation, text, sizeof text);
    assert_non_null(copy);
    assert_int_equal(strlen(copy), sizeof text);
    assert_null(sluice_observation_text(&observation, NULL, 4));
    assert_string_equal(sluice_observation_text(&observation, text, 0), "");
    sluice_observation_free(&observation);
}

static void test_names_of_types_and_outcomes(void **state)
{
    (void)state;
    for (unsigned i = 0; i < SLUICE_TRACE_TYPE_COUNT; i++) {
        enum sluice_trace_type type;
        assert_true(sluice_trace_parse(sluice_trace_name((enum sluice_trace_type)i), &type));
        assert_int_equal(type, i);
    }
    enum sluice_trace_type type;
    assert_false(sluice_trace_parse("no-such-event", &type));
    enum sluice_outcome outcome;
    assert_true(sluice_outcome_parse("limit", &outcome));
    assert_int_equal(outcome, SLUICE_OUTCOME_LIMIT);
    assert_string_equal(sluice_outcome_name(outcome), "limit");
    assert_false(sluice_outcome_parse("perhaps", &outcome));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_starts_empty),
        cmocka_unit_test(test_names_are_copied_and_shared),
        cmocka_unit_test(test_control_bytes_are_masked),
        cmocka_unit_test(test_limit_keeps_a_prefix),
        cmocka_unit_test(test_clear_forgets_the_run),
        cmocka_unit_test(test_long_texts),
        cmocka_unit_test(test_names_of_types_and_outcomes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
