/* Alignment: against the textbook's table for short lists; bounded for long ones. */
#include "harness/diff/align.h"

#include "decoder/stream/tests/support.h"

#include <stdlib.h>

enum { SHORT = 24, LONG = 200000 };

static const struct sluice_diff_key key = {UINT64_C(0x0123456789abcdef),
                                           UINT64_C(0x9e3779b97f4a7c15)};

static uint64_t random_state = 1;

static uint32_t random_below(uint32_t bound)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(random_state >> 33) % bound;
}

/* Pairs must be equal and in rising order. Returns how many there are. */
static uint32_t check_match(struct sluice_diff_list a, struct sluice_diff_list b,
                            const uint32_t *match)
{
    uint32_t pairs = 0;
    uint32_t last = 0;
    for (uint32_t i = 0; i < a.count; i++) {
        if (match[i] != 0) {
            assert_true(match[i] > last && match[i] <= b.count);
            assert_true(a.digests[i] == b.digests[match[i] - 1]);
            last = match[i];
            pairs++;
        }
    }
    return pairs;
}

static uint32_t longest_common(struct sluice_diff_list a, struct sluice_diff_list b)
{
    uint32_t table[SHORT + 1][SHORT + 1] = {{0}};
    for (uint32_t i = 1; i <= a.count; i++) {
        for (uint32_t j = 1; j <= b.count; j++) {
            const uint32_t up = table[i - 1][j];
            const uint32_t left = table[i][j - 1];
            table[i][j] = a.digests[i - 1] == b.digests[j - 1] ? table[i - 1][j - 1] + 1
                          : up > left                          ? up
                                                               : left;
        }
    }
    return table[a.count][b.count];
}

static void short_lists_are_aligned_best(void **state)
{
    (void)state;
    uint64_t in_a[SHORT];
    uint64_t in_b[SHORT];
    uint32_t match[SHORT + 1];
    for (unsigned round = 0; round < 20000; round++) {
        const uint32_t letters = 1 + random_below(8);
        const struct sluice_diff_list a = {in_a, random_below(SHORT + 1)};
        const struct sluice_diff_list b = {in_b, random_below(SHORT + 1)};
        for (uint32_t i = 0; i < SHORT; i++) {
            in_a[i] = random_below(letters);
            in_b[i] = random_below(letters);
        }
        assert_true(sluice_diff_align(&key, a, b, match));
        assert_int_equal(check_match(a, b, match), longest_common(a, b));
    }
}

static void anchors_keep_the_order(void **state)
{
    (void)state;
    const uint64_t in_a[] = {1, 2, 3, 9, 9, 4, 5};
    const uint64_t in_b[] = {5, 1, 9, 2, 3, 9, 4};
    const struct sluice_diff_list a = {in_a, 7};
    const struct sluice_diff_list b = {in_b, 7};
    uint32_t match[7] = {0};
    assert_true(sluice_diff_anchor(&key, a, b, (struct sluice_diff_box){0, 7, 0, 7}, match));
    assert_int_equal(check_match(a, b, match), 5);
    assert_int_equal(match[0], 2);
    assert_int_equal(match[1], 4);
    assert_int_equal(match[2], 5);
    assert_int_equal(match[5], 7);
    assert_int_equal(match[6], 0);
}

static void anchors_match_at_random(void **state)
{
    (void)state;
    uint64_t in_a[SHORT];
    uint64_t in_b[SHORT];
    for (unsigned round = 0; round < 20000; round++) {
        uint32_t match[SHORT + 1] = {0};
        const uint32_t letters = 1 + random_below(40);
        const struct sluice_diff_list a = {in_a, 1 + random_below(SHORT)};
        const struct sluice_diff_list b = {in_b, 1 + random_below(SHORT)};
        for (uint32_t i = 0; i < SHORT; i++) {
            in_a[i] = random_below(letters);
            in_b[i] = random_below(letters);
        }
        const struct sluice_diff_box box = {0, a.count, 0, b.count};
        assert_true(sluice_diff_anchor(&key, a, b, box, match));
        (void)check_match(a, b, match);
    }
}

/* Lists for which the best alignment takes quadratic time: it must end all the same. */
static void long_lists_are_bounded(void **state)
{
    (void)state;
    uint64_t *in_a = calloc(LONG, sizeof *in_a);
    uint64_t *in_b = calloc(LONG, sizeof *in_b);
    uint32_t *match = calloc(LONG, sizeof *match);
    assert_non_null(in_a);
    assert_non_null(in_b);
    assert_non_null(match);
    const struct sluice_diff_list a = {in_a, LONG};
    const struct sluice_diff_list b = {in_b, LONG};
    for (uint32_t letters = 2; letters < UINT32_C(1) << 30; letters = letters * 100) {
        for (uint32_t i = 0; i < LONG; i++) {
            in_a[i] = random_below(letters);
            in_b[i] = random_below(letters);
        }
        assert_true(sluice_diff_align(&key, a, b, match));
        (void)check_match(a, b, match);
    }
    /* One block moved from the start to the end: anchors find what Myers has no budget for. */
    for (uint32_t i = 0; i < LONG; i++) {
        in_a[i] = i;
        in_b[i] = (i + LONG / 3) % LONG;
    }
    assert_true(sluice_diff_align(&key, a, b, match));
    assert_int_equal(check_match(a, b, match), LONG - LONG / 3);
    free(in_a);
    free(in_b);
    free(match);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_lists_are_aligned_best),
        cmocka_unit_test(anchors_keep_the_order),
        cmocka_unit_test(anchors_match_at_random),
        cmocka_unit_test(long_lists_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
