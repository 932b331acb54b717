/* The natural order of big numbers. */
#include "decoder/classes/decimal.h"
#include "decoder/stream/tests/support.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct number {
    int sign;
    const char *magnitude; /* hex */
    int32_t scale;
};

static struct sluice_big_decimal decimal_of(const struct number *number, struct stream *bytes)
{
    *bytes = stream_new();
    put_hex(bytes, number->magnitude);
    return (struct sluice_big_decimal){{number->sign, {bytes->bytes, bytes->length}},
                                       number->scale};
}

static int order_of(const struct number *a, const struct number *b)
{
    struct stream one;
    struct stream other;
    const struct sluice_big_decimal left = decimal_of(a, &one);
    const struct sluice_big_decimal right = decimal_of(b, &other);
    const int order = sluice_compare_big_decimals(&left, &right);
    stream_free(&one);
    stream_free(&other);
    return order;
}

/* In ascending order; those in one row are neither before the other. */
static const struct number ascending[][3] = {
    {{-1, "01", INT32_MIN}},
    {{-1, "7fffffffffffffffffffffffffffffff", 0}},
    {{-1, "0100", 0}},
    {{-1, "ff", 0}},
    {{-1, "01", INT32_MAX}},
    {{0, "", 0}, {0, "", INT32_MAX}, {0, "", INT32_MIN}},
    {{1, "01", INT32_MAX}},
    {{1, "01", 1}, {1, "0a", 2}, {1, "64", 3}},    /* 0.1 */
    {{1, "09", 0}},                                /* 9 */
    {{1, "63", 1}},                                /* 9.9 */
    {{1, "01", -1}, {1, "0a", 0}, {1, "03e8", 2}}, /* 10 */
    {{1, "65", 1}},                                /* 10.1 */
    {{1, "7fffffffffffffff", 0}, {1, "04fffffffffffffff6", 1}},
    {{1, "8000000000000000", 0}, {1, "050000000000000000", 1}},
    /* 10^100, and one more */
    {{1, "01", -100},
     {1, "1249ad2594c37ceb0b2784c4ce0bf38ace408e211a7caab24308a82e8f10000000000000000000000000",
      0}},
    {{1, "1249ad2594c37ceb0b2784c4ce0bf38ace408e211a7caab24308a82e8f10000000000000000000000001",
      0}},
    {{1, "01", INT32_MIN}},
};

static void test_decimals(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(ascending) * 3; i++) {
        for (size_t j = 0; j < COUNT(ascending) * 3; j++) {
            const struct number *a = &ascending[i / 3][i % 3];
            const struct number *b = &ascending[j / 3][j % 3];
            if (a->magnitude == NULL || b->magnitude == NULL) {
                continue;
            }
            const int order = order_of(a, b);
            const int wanted = (i / 3 > j / 3) - (i / 3 < j / 3);
            if ((order > 0) - (order < 0) != wanted) {
                fail_msg("%d %s scale %d, %d %s scale %d: %d, not %d", a->sign, a->magnitude,
                         a->scale, b->sign, b->magnitude, b->scale, order, wanted);
            }
        }
    }
}

/* More than 64 bytes, other scales, equal lengths: the order given is taken for right. */
static void test_long_decimals(void **state)
{
    static const char longer[] =
        "80000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
        "000000000000000000000000000000000000000000000001";
    static const char shorter[] =
        "0cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
        "ccccccccccccccccccccccccccccccccccccccccccccccc";
    const struct number a = {1, longer, 1};
    const struct number b = {1, shorter, 0};
    (void)state;
    assert_true(order_of(&a, &b) < 0);
    assert_true(order_of(&b, &a) < 0);
    /* with one scale there is no need to multiply */
    const struct number c = {1, shorter, 1};
    assert_true(order_of(&a, &c) > 0);
    assert_true(order_of(&c, &a) < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decimals),
        cmocka_unit_test(test_long_decimals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
