/* The groups: their names, what they hold, and that each makes a policy by itself. */
#include "decoder/stream/tests/support.h"
#include "sluice/classes.h"

#include <string.h>

static void test_each_group_makes_a_policy(void **state)
{
    (void)state;
    for (size_t i = 0; i < SLUICE_GROUP_COUNT; i++) {
        struct sluice_model_set sets[SLUICE_GROUP_SETS_MAX];
        const size_t count = sluice_group_sets(UINT32_C(1) << i, sets);
        struct sluice_policy_error error = {0};
        struct sluice_policy *policy = NULL;
        if (sluice_policy_create_from(sets, count, NULL, &policy, &error) != SLUICE_OK) {
            fail_msg("%s: %s", sluice_group_name(i), error.message);
        }
        sluice_policy_free(policy);
    }
}

static void test_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < SLUICE_GROUP_COUNT; i++) {
        assert_int_equal(sluice_group_by_name(sluice_group_name(i)), 1 << i);
        assert_true(strlen(sluice_group_text(i)) > 0);
    }
    assert_int_equal(sluice_group_by_name("all"), SLUICE_GROUP_ALL);
    assert_int_equal(sluice_group_by_name("Boxes"), 0);
    assert_int_equal(sluice_group_by_name(""), 0);
    assert_null(sluice_group_name(SLUICE_GROUP_COUNT));
    assert_null(sluice_group_text(SLUICE_GROUP_COUNT));
}

static void test_nothing_is_on_by_default(void **state)
{
    struct sluice_model_set sets[SLUICE_GROUP_SETS_MAX];
    (void)state;
    assert_int_equal(sluice_group_sets(0, sets), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_group_makes_a_policy),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_nothing_is_on_by_default),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
