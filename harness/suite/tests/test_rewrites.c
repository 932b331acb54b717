/* Every stream of the attack suite, written by the reference as it was inspected: whatever can be read is
 * written as it was, byte for byte, attacks included. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/stream/assemble.h"
#include "harness/suite/case.h"

/* Streams longer than this only repeat themselves. */
enum { MOST_BYTES = 1 << 16 };

struct fixture {
    struct sluice_target target;
    struct sluice_suite suite;
    size_t same;
    size_t refused;
};

static int set_up(void **state)
{
    static const char *const folder[] = {"../../corpora/attacks"};
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct sluice_yaml_error error = {0};
    if (fixture == NULL || !sluice_target_create("reference", &fixture->target) ||
        !sluice_suite_load(&fixture->suite, folder, 1, &error)) {
        free(fixture);
        return -1;
    }
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    fixture->target.destroy(fixture->target.context);
    sluice_suite_free(&fixture->suite);
    free(fixture);
    return 0;
}

static void rewrite(struct fixture *fixture, const char *id, struct sluice_bytes stream)
{
    const struct sluice_target *target = &fixture->target;
    const struct sluice_target_request request = {.mode = SLUICE_MODE_REWRITE};
    struct sluice_observation observation;
    struct sluice_target_facts facts;
    sluice_observation_init(&observation);
    assert_true(target->load(target->context, stream));
    assert_true(target->run(target->context, &request, &observation, &facts));
    const struct sluice_answer *answer = &observation.answer;
    if (answer->outcome != SLUICE_OUTCOME_ACCEPT) {
        assert_int_equal(answer->written_length, 0);
        fixture->refused++;
    } else {
        if (answer->written_length != stream.length ||
            memcmp(answer->written, stream.data, stream.length) != 0) {
            fail_msg("%s is written otherwise than it was read", id);
        }
        fixture->same++;
    }
    sluice_observation_free(&observation);
}

static void attacks_are_written_as_they_were(void **state)
{
    struct fixture *fixture = *state;
    for (size_t i = 0; i < fixture->suite.case_count; i++) {
        const struct sluice_case *item = &fixture->suite.cases[i];
        const struct sluice_assembly_options options = {0};
        struct sluice_assembly assembly;
        assert_true(sluice_assemble(item->program, &options, &assembly, NULL));
        if (assembly.length <= MOST_BYTES) {
            rewrite(fixture, item->id, (struct sluice_bytes){assembly.bytes, assembly.length});
        }
        sluice_assembly_free(&assembly);
    }
    print_message("%zu the same, %zu refused\n", fixture->same, fixture->refused);
    assert_true(fixture->same > 1000);
    assert_true(fixture->refused > 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(attacks_are_written_as_they_were),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
