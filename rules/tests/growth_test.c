/* The exponent with which a cost grows: what is in line, and what is not. */
#include "rules/growth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { RUNS = 4 };

struct shape {
    const char *name;
    uint64_t bytes[RUNS]; /* 1,000 to 8,000 if the first is 0 */
    uint64_t costs[RUNS];
    const char *exponent; /* part of the message; NULL: in line */
};

static const struct shape shapes[] = {
    {"linear", {0}, {500, 1000, 2000, 4000}, NULL},
    {"what is always there does not count", {0}, {90500, 91000, 92000, 94000}, NULL},
    {"constant", {0}, {70, 70, 70, 70}, NULL},
    {"nothing", {0}, {0, 0, 0, 0}, NULL},
    {"less and less", {0}, {4000, 3000, 2000, 1000}, NULL},
    {"a root", {0}, {1000, 1414, 2000, 2828}, NULL},
    {"a header that costs nothing", {1500, 2500, 4500, 8500}, {1000, 2000, 4000, 8000}, NULL},
    {"buffers that begin late",
     {45264, 90484, 180924, 361804},
     {154664, 364392, 789544, 1639912},
     NULL},
    {"a large header that costs much", {1500, 2500, 4500, 8500}, {6000, 7000, 9000, 13000}, NULL},
    {"a buffer that doubles", {0}, {2048, 4096, 8192, 16384}, NULL},
    {"one that had room for more", {0}, {2048, 2048, 4096, 8192}, NULL},
    {"one that had none left", {0}, {30720, 32768, 65536, 131072}, NULL},
    {"an exponent of 1.05", {0}, {1000, 2070, 4286, 8874}, NULL},
    {"what is added has one", {0}, {1000, 2000, 4070, 8357}, NULL},
    {"an exponent of 1.06", {0}, {1000, 2085, 4347, 9063}, "1.06"},
    {"n log n", {0}, {9966, 21932, 47863, 103726}, "1.116"},
    {"n log n of a million",
     {1000000, 2000000, 4000000, 8000000},
     {19931569, 41863137, 87726274, 183452549},
     "1.06"},
    {"a square", {0}, {1000, 4000, 16000, 64000}, "2.000"},
    {"a square below a constant", {0}, {11000, 14000, 26000, 74000}, "1.20"},
    {"a linear cost with a small square", {0}, {110000, 240000, 560000, 1440000}, "1.29"},
    {"linear until 4n, then a square", {0}, {1000, 2000, 4000, 16000}, "1.500"},
    {"steps to a refusal", {46598, 93058, 185978, 371818}, {1036, 1036, 1211, 1211}, NULL},
    {"a leap on the way", {0}, {1000, 2000, 10000, 14000}, "1.404"},
    {"nothing, then all at once", {0}, {0, 0, 0, 4000}, "5.98"},
    {"bytes that grow with the square", {1000, 4000, 16000, 64000}, {10, 40, 160, 640}, NULL},
    {"a cube for the same", {1000, 4000, 16000, 64000}, {10, 80, 640, 5120}, "1.500"},
    {"numbers without end",
     {0},
     {UINT64_C(1) << 60, UINT64_C(1) << 61, UINT64_C(1) << 62, UINT64_MAX - 1},
     "1.500"},
};

static uint64_t cost_of(const struct sluice_scaled_run *run)
{
    return run->steps;
}

static void fill(struct sluice_scaled_run runs[RUNS], const struct shape *shape)
{
    for (size_t i = 0; i < RUNS; i++) {
        runs[i] = (struct sluice_scaled_run){
            .scale = UINT64_C(1) << i,
            .bytes = shape->bytes[0] != 0 ? shape->bytes[i] : UINT64_C(1000) << i,
            .steps = shape->costs[i],
            .peak_heap = SLUICE_NOT_MEASURED,
            .outcome = SLUICE_OUTCOME_ACCEPT,
        };
    }
}

static uint64_t judge(const struct sluice_scaled_run *runs, size_t count, struct sluice_judged *out)
{
    const struct sluice_observation_set set = {.growth = runs, .growth_count = count};
    const struct sluice_cost cost = {"steps", cost_of};
    uint64_t found = 0;
    *out = (struct sluice_judged){.rule = "-"};
    sluice_judge_growth(&set, &cost, out, &found);
    return found;
}

static bool is_judged(const struct shape *shape)
{
    struct sluice_scaled_run runs[RUNS];
    struct sluice_judged out;
    fill(runs, shape);
    assert_int_equal(judge(runs, RUNS, &out), 1);
    const bool violated = out.ruling == SLUICE_RULING_VIOLATED;
    if (violated == (shape->exponent != NULL) &&
        (!violated || strstr(out.detail, shape->exponent) != NULL)) {
        return true;
    }
    print_error("%s: %s\n", shape->name, violated ? out.detail : "in line");
    return false;
}

static void test_shapes(void **state)
{
    (void)state;
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        wrong += is_judged(&shapes[i]) ? 0 : 1;
    }
    assert_int_equal(wrong, 0);
}

static void test_message_names_all_measurements(void **state)
{
    (void)state;
    const struct shape square = {"", {1010, 2010, 4010, 8010}, {1000, 4000, 16000, 64000}, NULL};
    struct sluice_scaled_run runs[RUNS];
    struct sluice_judged out;
    fill(runs, &square);
    assert_int_equal(judge(runs, RUNS, &out), 1);
    assert_string_equal(out.detail,
                        "the exponent of the steps is 2.000: 1000, 4000, 16000, 64000 at "
                        "1010, 2010, 4010, 8010 bytes of the same shape");
}

/* Nothing is made of runs that cannot be compared. */
static void test_incomparable_runs_tell_nothing(void **state)
{
    (void)state;
    const struct shape square = {"", {0}, {1000, 4000, 16000, 64000}, NULL};
    struct sluice_scaled_run runs[RUNS];
    struct sluice_judged out;
    for (size_t i = 0; i < RUNS; i++) {
        fill(runs, &square);
        runs[i].steps = SLUICE_NOT_MEASURED;
        assert_int_equal(judge(runs, RUNS, &out), 0);
        fill(runs, &square);
        runs[i].outcome = SLUICE_OUTCOME_REJECT;
        assert_int_equal(judge(runs, RUNS, &out), 0);
        fill(runs, &square);
        runs[i].bytes = i > 0 ? runs[i - 1].bytes : 0;
        assert_int_equal(judge(runs, RUNS, &out), 0);
        fill(runs, &square);
        assert_int_equal(judge(runs, i, &out), 0);
        assert_int_not_equal(out.ruling, SLUICE_RULING_VIOLATED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_message_names_all_measurements),
        cmocka_unit_test(test_incomparable_runs_tell_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
