/* The instruments of the targets, and the reference decoder under them. */
#define _DEFAULT_SOURCE

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/base/tests/dying.h"
#include "harness/targets/guarded_input.h"
#include "harness/targets/painted_stack.h"
#include "harness/targets/target.h"

/* --- the guarded input ------------------------------------------------------------------------ */

static void read_behind(void *argument)
{
    const struct sluice_bytes *bytes = argument;
    (void)*(const volatile uint8_t *)(bytes->data + bytes->length);
}

static void write_to(void *argument)
{
    const struct sluice_bytes *bytes = argument;
    *(volatile uint8_t *)(uintptr_t)bytes->data = 1;
}

static void read_inside(void *argument)
{
    const struct sluice_bytes *bytes = argument;
    (void)*(const volatile uint8_t *)(bytes->data + bytes->length - 1);
}

static void the_input_is_guarded(void **state)
{
    (void)state;
    static uint8_t data[10000];
    static const size_t lengths[] = {0, 1, 4095, 4096, 4097, 10000};
    struct sluice_guarded_input input = {0};
    for (size_t i = 0; i < sizeof data; i++) {
        data[i] = (uint8_t)(i * 7);
    }
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        assert_true(sluice_guarded_input_place(&input, (struct sluice_bytes){data, lengths[i]}));
        assert_int_equal(input.bytes.length, lengths[i]);
        assert_memory_equal(input.bytes.data, data, lengths[i]);
        assert_true(dies(read_behind, &input.bytes));
        if (lengths[i] > 0) {
            assert_true(dies(write_to, &input.bytes));
            assert_false(dies(read_inside, &input.bytes));
        }
    }
    sluice_guarded_input_free(&input);
    sluice_guarded_input_free(&input);
}

/* --- the painted stack ------------------------------------------------------------------------ */

static void use_stack(void *argument)
{
    /* A volatile frame of known size, touched at both ends. */
    volatile uint8_t frame[20000];
    (void)argument;
    frame[0] = 1;
    frame[sizeof frame - 1] = frame[0];
}

static void use_none(void *argument)
{
    *(int *)argument += 1;
}

static void the_stack_is_measured(void **state)
{
    (void)state;
    struct sluice_painted_stack stack = {0};
    if (!sluice_painted_stack_create(&stack)) {
        skip(); /* under a sanitizer */
    }
    int calls = 0;
    for (int i = 0; i < 3; i++) {
        assert_in_range(sluice_painted_stack_run(&stack, use_none, &calls), 0, 64);
        assert_in_range(sluice_painted_stack_run(&stack, use_stack, NULL), 20000, 20512);
    }
    assert_int_equal(calls, 3);
    struct sluice_allocator arena = sluice_painted_stack_allocator(&stack);
    uint8_t *first = arena.get(arena.context, 10);
    uint8_t *second = arena.get(arena.context, 10);
    assert_true(first != NULL && second >= first + 10);
    arena.put(arena.context, second, 10);
    assert_ptr_equal(arena.get(arena.context, 12), second);
    assert_null(arena.get(arena.context, SIZE_MAX));
    sluice_painted_stack_free(&stack);
}

/* --- the reference ---------------------------------------------------------------------------- */

struct fixture {
    struct sluice_target target;
    struct sluice_observation observation;
    struct sluice_target_facts facts;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    if (fixture == NULL || !sluice_target_create("reference", &fixture->target)) {
        free(fixture);
        return -1;
    }
    sluice_observation_init(&fixture->observation);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    sluice_observation_free(&fixture->observation);
    fixture->target.destroy(fixture->target.context);
    free(fixture);
    return 0;
}

static void load(struct fixture *fixture, const char *bytes, size_t length)
{
    const struct sluice_bytes stream = {(const uint8_t *)bytes, length};
    assert_true(fixture->target.load(fixture->target.context, stream));
}

static void inspect(struct fixture *fixture, struct sluice_target_request request)
{
    request.mode = SLUICE_MODE_INSPECT;
    sluice_observation_clear(&fixture->observation);
    assert_true(fixture->target.run(fixture->target.context, &request, &fixture->observation,
                                    &fixture->facts));
}

static const char good[] = "\xAC\xED\x00\x05t\x00\x05water";

static void an_accepted_stream_is_observed(void **state)
{
    struct fixture *fixture = *state;
    const struct sluice_observation *seen = &fixture->observation;
    load(fixture, good, sizeof good - 1);
    inspect(fixture, (struct sluice_target_request){.trace = true, .value = true, .compact = true});
    assert_int_equal(seen->answer.outcome, SLUICE_OUTCOME_ACCEPT);
    assert_string_equal(seen->answer.value, "{\"content\":[{\"string\":\"water\",\"handle\":0}]}");
    assert_string_equal(seen->answer.compact, "\"water\"");
    assert_null(seen->answer.java_class);
    assert_true(fixture->facts.returned_result);
    assert_true(seen->shows == SLUICE_SHOWS_REFERENCE && seen->trace_count > 0);
    assert_int_equal(seen->trace[seen->trace_count - 1].type, SLUICE_TRACE_RESULT_PUBLISHED);
    assert_true(seen->resources.peak_heap > 0 && seen->resources.peak_heap < 100000);
    assert_true(seen->resources.live_after_run > 0 && seen->resources.live_after_free == 0);
    assert_int_equal(seen->resources.consumed, sizeof good - 1);
}

static void a_rejected_stream_is_observed(void **state)
{
    struct fixture *fixture = *state;
    const struct sluice_answer *answer = &fixture->observation.answer;
    load(fixture, good, sizeof good - 2);
    inspect(fixture, (struct sluice_target_request){.value = true});
    assert_int_equal(answer->outcome, SLUICE_OUTCOME_REJECT);
    assert_string_equal(answer->java_class, "EOFException");
    assert_non_null(answer->reason);
    assert_null(answer->value);
    assert_false(fixture->facts.returned_result);
    assert_true(fixture->observation.resources.live_after_run == 0);
}

static void rewrite(struct fixture *fixture, struct sluice_target_request request)
{
    request.mode = SLUICE_MODE_REWRITE;
    sluice_observation_clear(&fixture->observation);
    assert_true(fixture->target.run(fixture->target.context, &request, &fixture->observation,
                                    &fixture->facts));
}

static void what_is_written_is_observed(void **state)
{
    struct fixture *fixture = *state;
    const struct sluice_answer *answer = &fixture->observation.answer;
    load(fixture, good, sizeof good - 1);
    rewrite(fixture, (struct sluice_target_request){.trace = true, .value = true});
    assert_int_equal(answer->outcome, SLUICE_OUTCOME_ACCEPT);
    assert_int_equal(answer->written_length, sizeof good - 1);
    assert_memory_equal(answer->written, good, sizeof good - 1);
    assert_non_null(answer->value);
    assert_true(fixture->facts.returned_result);
    assert_int_equal(fixture->observation.resources.live_after_free, 0);
    assert_int_equal(fixture->observation.resources.consumed, sizeof good - 1);
}

static void what_cannot_be_written_leaves_no_byte(void **state)
{
    struct fixture *fixture = *state;
    const struct sluice_answer *answer = &fixture->observation.answer;
    const struct sluice_limits reader = {.string_bytes = 4};
    load(fixture, good, sizeof good - 1);
    rewrite(fixture, (struct sluice_target_request){.reader = &reader});
    assert_int_equal(answer->outcome, SLUICE_OUTCOME_LIMIT);
    assert_string_equal(answer->reason, "limit-string-bytes");
    assert_non_null(answer->written);
    assert_int_equal(answer->written_length, 0);
    assert_false(fixture->facts.returned_result);
}

static void what_cannot_be_read_is_not_written(void **state)
{
    struct fixture *fixture = *state;
    load(fixture, good, sizeof good - 2);
    rewrite(fixture, (struct sluice_target_request){.value = true});
    assert_int_equal(fixture->observation.answer.outcome, SLUICE_OUTCOME_REJECT);
    assert_null(fixture->observation.answer.written);
}

/* Refusing the k-th allocation reaches those of the writer too. */
static void writing_can_be_refused_memory(void **state)
{
    struct fixture *fixture = *state;
    load(fixture, good, sizeof good - 1);
    inspect(fixture, (struct sluice_target_request){.trace = false});
    const uint64_t reading = fixture->observation.resources.allocations;
    rewrite(fixture, (struct sluice_target_request){.trace = false});
    const uint64_t both = fixture->observation.resources.allocations;
    assert_true(both > reading);
    rewrite(fixture, (struct sluice_target_request){.fail_allocation = both});
    assert_true(fixture->facts.refused);
    assert_false(fixture->facts.returned_result);
    assert_string_equal(fixture->observation.answer.java_class, "OutOfMemoryError");
    assert_int_equal(fixture->observation.resources.live_after_free, 0);
}

static void containers_are_replaced_when_asked_for(void **state)
{
    struct fixture *fixture = *state;
    const struct sluice_answer *answer = &fixture->observation.answer;
    static const char list[] = "\xAC\xED\x00\x05sr\x00\x13java.util.ArrayList"
                               "\x78\x81\xD2\x1D\x99\xC7\x61\x9D\x03\x00\x01I\x00\x04size"
                               "xp\x00\x00\x00\x01w\x04\x00\x00\x00\x01t\x00\x01"
                               "ax";
    load(fixture, list, sizeof list - 1);
    rewrite(fixture, (struct sluice_target_request){.safe = false});
    assert_int_equal(answer->written_length, sizeof list - 1);
    assert_memory_equal(answer->written, list, sizeof list - 1);
    rewrite(fixture, (struct sluice_target_request){.safe = true});
    assert_int_equal(answer->outcome, SLUICE_OUTCOME_ACCEPT);
    assert_memory_equal(answer->written + 8, "java.util.CollSer", 17);
}

static void a_limit_is_its_own_outcome(void **state)
{
    struct fixture *fixture = *state;
    const struct sluice_limits limits = {.string_bytes = 4};
    load(fixture, good, sizeof good - 1);
    inspect(fixture, (struct sluice_target_request){.limits = &limits});
    assert_int_equal(fixture->observation.answer.outcome, SLUICE_OUTCOME_LIMIT);
    assert_string_equal(fixture->observation.answer.reason, "limit-string-bytes");
}

static void pieces_make_no_difference(void **state)
{
    struct fixture *fixture = *state;
    load(fixture, good, sizeof good - 1);
    for (size_t chunk = 1; chunk < sizeof good; chunk++) {
        inspect(fixture,
                (struct sluice_target_request){
                    .chunk = chunk, .hide_length = chunk % 2 == 0, .trace = true, .compact = true});
        assert_string_equal(fixture->observation.answer.compact, "\"water\"");
    }
    for (size_t split = 1; split < sizeof good; split++) {
        inspect(fixture,
                (struct sluice_target_request){
                    .split = split, .hide_length = split % 2 == 0, .trace = true, .compact = true});
        assert_string_equal(fixture->observation.answer.compact, "\"water\"");
        /* The first piece ends where it was asked to. */
        const struct sluice_trace_event *event = fixture->observation.trace;
        while (event->type != SLUICE_TRACE_BYTES_PULLED) {
            event++;
        }
        assert_int_equal(event->amount, split < sizeof good - 1 ? split : sizeof good - 1);
    }
}

/* Without the length the claim is found when the bytes have ended, by reading once more. */
static void the_length_can_be_hidden(void **state)
{
    struct fixture *fixture = *state;
    static const char claim[] =
        "\xAC\xED\x00\x05ur\x00\x02[B\xAC\xF3\x17\xF8\x06\x08T\xE0\x02\x00\x00xp"
        "\x00\x00\x00\x64water and more water";
    load(fixture, claim, sizeof claim - 1);
    inspect(fixture, (struct sluice_target_request){.chunk = 5});
    assert_string_equal(fixture->observation.answer.reason, "claim-exceeds-input");
    const uint64_t steps = fixture->observation.resources.steps;
    inspect(fixture, (struct sluice_target_request){.chunk = 5, .hide_length = true});
    assert_string_equal(fixture->observation.answer.reason, "claim-exceeds-input");
    assert_true(fixture->observation.resources.steps > steps);
}

static void each_allocation_can_be_refused(void **state)
{
    struct fixture *fixture = *state;
    load(fixture, good, sizeof good - 1);
    inspect(fixture, (struct sluice_target_request){0});
    uint64_t allocations = fixture->observation.resources.allocations;
    assert_in_range(allocations, 1, 1000);
    for (uint64_t k = 1; k <= allocations + 1; k++) {
        inspect(fixture, (struct sluice_target_request){.fail_allocation = k});
        bool refused = k <= allocations;
        assert_true(fixture->facts.refused == refused);
        assert_true(fixture->facts.returned_result == !refused);
        assert_true(fixture->observation.resources.live_after_free == 0);
        if (refused) {
            assert_string_equal(fixture->observation.answer.java_class, "OutOfMemoryError");
        }
    }
}

static void its_stack_is_measured(void **state)
{
    struct fixture *fixture = *state;
    if ((fixture->target.capabilities & SLUICE_CAN_MEASURE_STACK) == 0) {
        skip(); /* under a sanitizer */
    }
    load(fixture, good, sizeof good - 1);
    inspect(fixture, (struct sluice_target_request){.measure_stack = true});
    assert_in_range(fixture->observation.resources.stack, 200, 16384);
    assert_int_equal(fixture->observation.answer.outcome, SLUICE_OUTCOME_ACCEPT);
}

static void decoding_without_a_policy_is_the_adapters_error(void **state)
{
    struct fixture *fixture = *state;
    const struct sluice_target_request request = {.mode = SLUICE_MODE_DECODE};
    load(fixture, good, sizeof good - 1);
    assert_false(fixture->target.run(fixture->target.context, &request, &fixture->observation,
                                     &fixture->facts));
    assert_non_null(fixture->observation.process.adapter_error);
}

/* What was built is written with the same memory, which can be refused too. */
static void what_is_built_can_be_written(void **state)
{
    struct fixture *fixture = *state;
    const struct sluice_observation *seen = &fixture->observation;
    struct sluice_policy *policy;
    assert_int_equal(sluice_policy_create(NULL, 0, NULL, &policy, NULL), SLUICE_OK);
    struct sluice_target_request request = {.mode = SLUICE_MODE_DECODE, .policy = policy};
    load(fixture, good, sizeof good - 1);
    for (unsigned turn = 0; turn < 3; turn++) {
        request.write_back = turn > 0;
        request.fail_allocation = turn == 2 ? seen->resources.allocations : 0;
        sluice_observation_clear(&fixture->observation);
        assert_true(fixture->target.run(fixture->target.context, &request, &fixture->observation,
                                        &fixture->facts));
        assert_true((seen->answer.written != NULL) == request.write_back);
        assert_true(fixture->facts.returned_result == (turn < 2));
        assert_int_equal(seen->resources.live_after_free, 0);
        if (turn == 1) {
            assert_int_equal(seen->answer.written_length, sizeof good - 1);
            assert_memory_equal(seen->answer.written, good, sizeof good - 1);
        }
    }
    assert_true(fixture->facts.refused);
    assert_string_equal(seen->answer.java_class, "OutOfMemoryError");
    sluice_policy_free(policy);
}

static void long_values_are_cut_and_still_compare(void **state)
{
    struct fixture *fixture = *state;
    enum { TEXT = 60000, COUNT = 10 };
    static char stream[4 + COUNT * (3 + TEXT)] = "\xAC\xED\x00\x05";
    for (size_t i = 0; i < COUNT; i++) {
        char *item = stream + 4 + i * (3 + TEXT);
        item[0] = 't';
        item[1] = (char)(TEXT >> 8);
        item[2] = (char)(TEXT & 0xFF);
        memset(item + 3, 'a', TEXT);
    }
    load(fixture, stream, sizeof stream);
    inspect(fixture, (struct sluice_target_request){.value = true});
    char *first = strdup(fixture->observation.answer.value);
    assert_non_null(first);
    assert_in_range(strlen(first), SLUICE_TARGET_VALUE_BYTES, SLUICE_TARGET_VALUE_BYTES + 100);
    inspect(fixture, (struct sluice_target_request){.value = true, .chunk = 1});
    assert_string_equal(fixture->observation.answer.value, first);
    stream[sizeof stream - 1] = 'b'; /* far behind the cut */
    load(fixture, stream, sizeof stream);
    inspect(fixture, (struct sluice_target_request){.value = true});
    assert_string_not_equal(fixture->observation.answer.value, first);
    free(first);
}

static void targets_have_names(void **state)
{
    (void)state;
    struct sluice_target target;
    assert_string_equal(sluice_target_names()[0], "reference");
    assert_null(sluice_target_names()[1]);
    assert_false(sluice_target_create("no-such-target", &target));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_input_is_guarded),
        cmocka_unit_test(the_stack_is_measured),
        cmocka_unit_test(targets_have_names),
        cmocka_unit_test_setup_teardown(an_accepted_stream_is_observed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_rejected_stream_is_observed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_written_is_observed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_written_leaves_no_byte, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_is_not_written, set_up, tear_down),
        cmocka_unit_test_setup_teardown(writing_can_be_refused_memory, set_up, tear_down),
        cmocka_unit_test_setup_teardown(containers_are_replaced_when_asked_for, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_limit_is_its_own_outcome, set_up, tear_down),
        cmocka_unit_test_setup_teardown(pieces_make_no_difference, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_length_can_be_hidden, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_allocation_can_be_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(its_stack_is_measured, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_built_can_be_written, set_up, tear_down),
        cmocka_unit_test_setup_teardown(decoding_without_a_policy_is_the_adapters_error, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(long_values_are_cut_and_still_compare, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
