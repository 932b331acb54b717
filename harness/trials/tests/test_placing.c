/* The path of a refusal: the way to what stands at its offset, and any other. */
#include "harness/trials/judge/placing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* null, then an Object[] with a null and an a.B whose field f holds another a.B, whose f refers to the array. */
static const uint8_t stream[] =
    "\xac\xed\x00\x05\x70"
    "\x75\x72\x00\x13[Ljava.lang.Object;\x00\x00\x00\x00\x00\x00\x00\x01\x02\x00\x00"
    "\x78\x70\x00\x00\x00\x02\x70"
    "\x73\x72\x00\x03"
    "a.B\x00\x00\x00\x00\x00\x00\x00\x01\x02\x00\x01L\x00\x01"
    "f\x74\x00\x12Ljava/lang/Object;\x78\x70"
    "\x73\x71\x00\x7e\x00\x02"
    "\x71\x00\x7e\x00\x01";

enum { ARRAY = 5, OUTER = 46, INNER = 91, REFERENCE = 97 };

static bool is_there(const char *path, uint64_t offset, const char *reason, const char *at)
{
    const struct sluice_judge_context context = {.bytes = stream, .length = sizeof stream - 1};
    const struct sluice_answer answer = {.outcome = SLUICE_OUTCOME_REJECT,
                                         .reason = reason,
                                         .offset = offset,
                                         .at = at,
                                         .path = path};
    struct sluice_text why = {0};
    const bool good = sluice_placing_check(&context, &answer, &why);
    assert_int_equal(good, why.length == 0);
    sluice_text_free(&why);
    return good;
}

static void test_objects(void **state)
{
    (void)state;
    const char check[] = "object.check";
    assert_true(is_there("root[1]", ARRAY, "value-type", "array.elements"));
    assert_true(is_there("root[1][0]", ARRAY, "value-type", "array.elements"));
    assert_false(is_there("root", ARRAY, "value-type", "array.elements"));
    assert_true(is_there("root[1][1]", OUTER, "invariant-range", check));
    assert_true(is_there("root[1][1].f", OUTER, "invariant-range", check));
    assert_false(is_there("root[1].f", OUTER, "invariant-range", check));
    assert_false(is_there("root[1]", OUTER, "invariant-range", check));
    assert_true(is_there("root[1][1].f", INNER, "invariant-range", check));
    assert_true(is_there("root[1][1].f.f", INNER, "invariant-range", check));
    assert_false(is_there("root[1][1].g", INNER, "invariant-range", check));
    assert_false(is_there("root[1][1].ff", INNER, "invariant-range", check));
    assert_false(is_there("root[1][1]", INNER, "invariant-range", check));
}

static void test_references(void **state)
{
    (void)state;
    const char reason[] = "reference-under-construction";
    const char at[] = "reference.handle";
    assert_true(is_there("root[1][1].f.f", REFERENCE, reason, at));
    assert_false(is_there("root[1][1].f", REFERENCE, reason, at));
    assert_false(is_there("root[1][1].f.f.f", REFERENCE, reason, at));
}

/* Of a path that is cut, what is there is right. */
static void test_cut(void **state)
{
    (void)state;
    const char check[] = "object.check";
    const char reason[] = "reference-under-construction";
    const char at[] = "reference.handle";
    assert_true(is_there("root...f", INNER, "invariant-range", check));
    assert_true(is_there("root[1]...1].f", INNER, "invariant-range", check));
    assert_true(is_there("root[1]...1].f.n", INNER, "invariant-range", check));
    assert_false(is_there("root[1]...1].g", INNER, "invariant-range", check));
    assert_false(is_there("root.f.g...1].f", INNER, "invariant-range", check));
    assert_true(is_there("root[1][...1].f.f", REFERENCE, reason, at));
    assert_false(is_there("root[1][...1].f.f.f", REFERENCE, reason, at));
    assert_false(is_there("root[1][...1].ff", REFERENCE, reason, at));
    assert_false(is_there("root.f.g...1].f.f", REFERENCE, reason, at));
}

/* What is not told or about something else is not looked at. */
static void test_nothing_to_compare(void **state)
{
    (void)state;
    assert_true(is_there(NULL, INNER, "invariant-range", "object.check"));
    assert_true(is_there("root", SLUICE_NOT_MEASURED, "invariant-range", "object.check"));
    assert_true(is_there("root", INNER, "bad-type-code", "type-code"));
    assert_true(is_there("nowhere", INNER + 1, "invariant-range", "object.check"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_objects),
        cmocka_unit_test(test_references),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_nothing_to_compare),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
