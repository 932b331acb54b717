/* What never changes, by the JDK's word. */
#include "harness/suite/unchanging.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sluice/classes.h>

static void knows_values_from_containers(void **state)
{
    static const char *const values[] = {
        "java.io.File",      "java.lang.Boolean", "java.math.BigDecimal",
        "java.util.CollSer", "java.util.UUID",    "javax.security.auth.x500.X500Principal"};
    static const char *const others[] = {"",
                                         "java.util.Date",
                                         "java.util.BitSet",
                                         "java.util.HashMap",
                                         "zzz",
                                         "java.lang.Throwable",
                                         "java.lang.StringBuilder",
                                         "java.util.LinkedHashMap",
                                         "java.awt.X",
                                         "java.util.Collections$",
                                         "java.util.SimpleTimeZone",
                                         "java.util.Vector"};
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        assert_true(sluice_never_changes(values[i]));
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_false(sluice_never_changes(others[i]));
    }
}

/* The decoder copies what can be changed, and nothing else. */
static void agrees_with_the_decoder(void **state)
{
    struct sluice_model_set sets[SLUICE_GROUP_SETS_MAX];
    const size_t count = sluice_group_sets(SLUICE_GROUP_ALL, sets);
    size_t compared = 0;
    (void)state;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < sets[i].count; k++) {
            const struct sluice_class_model *model = &sets[i].models[k];
            if (model->construct != SLUICE_CONSTRUCT_ATOMIC) {
                continue;
            }
            compared++;
            if (model->is_mutable == sluice_never_changes(model->name)) {
                fail_msg("%s: one of the two is wrong", model->name);
            }
        }
    }
    assert_true(compared > 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_values_from_containers),
        cmocka_unit_test(agrees_with_the_decoder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
