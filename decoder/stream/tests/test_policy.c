/* sluice_policy_create(): what a model must be, said in one sentence that names the class. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct sluice_field_model int_i[] = {{.name = "i", .signature = "I"}};
static const struct sluice_field_model twice[] = {{.name = "i", .signature = "I"},
                                                  {.name = "i", .signature = "J"}};
static const struct sluice_field_model nameless[] = {{.name = "", .signature = "I"}};
static const struct sluice_field_model no_name[] = {{.signature = "I"}};
static const struct sluice_field_model signatures[] = {
    {.name = "a", .signature = ""},    {.name = "a", .signature = "V"},
    {.name = "a", .signature = "II"},  {.name = "a", .signature = "L"},
    {.name = "a", .signature = "Lx"},  {.name = "a", .signature = "L;"},
    {.name = "a", .signature = "["},   {.name = "a", .signature = "[V"},
    {.name = "a", .signature = "[Lx"}, {.name = "a", .signature = "java.lang.String"},
    {.name = "a", .signature = NULL},  {.name = "a", .signature = "Lx;y"},
};

static const struct sluice_layout_item bad_primitive[] = {
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'L', .name = "x"}};
static const struct sluice_layout_item count_unknown[] = {
    {.kind = SLUICE_LAYOUT_OBJECTS, .name = "list", .count = "n"}};
static const struct sluice_layout_item count_long[] = {
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'J', .name = "n"},
    {.kind = SLUICE_LAYOUT_OBJECTS, .name = "list", .count = "n"}};
static const struct sluice_layout_item count_later[] = {
    {.kind = SLUICE_LAYOUT_OBJECTS, .name = "list", .count = "n"},
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'I', .name = "n"}};
static const struct sluice_layout_item open_list_first[] = {
    {.kind = SLUICE_LAYOUT_OBJECTS, .name = "list"}, {.kind = SLUICE_LAYOUT_UTF, .name = "text"}};

static const struct sluice_invariant unknown_field[] = {
    {.kind = SLUICE_INVARIANT_NOT_NULL, .field = "nothing"}};
static const struct sluice_invariant no_field[] = {{.kind = SLUICE_INVARIANT_NOT_NULL}};
static const struct sluice_invariant unknown_operand[] = {
    {.kind = SLUICE_INVARIANT_RELATION,
     .left = {SLUICE_OPERAND_FIELD, "i", 0},
     .right = {SLUICE_OPERAND_SIZE, "nothing", 0}}};

struct bad {
    const char *what;
    struct sluice_class_model models[3];
    size_t count;
    size_t wrong;      /* index of the model that is named */
    const char *names; /* stands in the message */
};

static const struct bad table[] = {
    {"no name", {{.construct = SLUICE_CONSTRUCT_ATOMIC}}, 1, 0, "name"},
    {"an empty name", {{.name = ""}}, 1, 0, "name"},
    {"two of one name", {{.name = "A"}, {.name = "B"}, {.name = "A"}}, 3, 2, "A"},
    {"no parent", {{.name = "A", .parent = "P"}}, 1, 0, "P"},
    {"its own parent", {{.name = "A", .parent = "A"}}, 1, 0, "A"},
    {"a ring", {{.name = "A", .parent = "B"}, {.name = "B", .parent = "A"}}, 2, 0, "A"},
    {"a field twice", {{.name = "A", .fields = twice, .field_count = 2}}, 1, 0, "i"},
    {"an empty field", {{.name = "A", .fields = nameless, .field_count = 1}}, 1, 0, "A"},
    {"a field without name", {{.name = "A", .fields = no_name, .field_count = 1}}, 1, 0, "A"},
    {"stateless with state",
     {{.name = "A", .construct = SLUICE_CONSTRUCT_STATELESS, .fields = int_i, .field_count = 1}},
     1,
     0,
     "A"},
    {"a piece without type",
     {{.name = "A", .layout = bad_primitive, .layout_count = 1}},
     1,
     0,
     "x"},
    {"an unknown count", {{.name = "A", .layout = count_unknown, .layout_count = 1}}, 1, 0, "n"},
    {"a long count", {{.name = "A", .layout = count_long, .layout_count = 2}}, 1, 0, "n"},
    {"a later count", {{.name = "A", .layout = count_later, .layout_count = 2}}, 1, 0, "n"},
    {"an open list first",
     {{.name = "A", .layout = open_list_first, .layout_count = 2}},
     1,
     0,
     "list"},
    {"an invariant of nothing",
     {{.name = "B"}, {.name = "A", .invariants = unknown_field, .invariant_count = 1}},
     2,
     1,
     "nothing"},
    {"an invariant without field",
     {{.name = "A", .invariants = no_field, .invariant_count = 1}},
     1,
     0,
     "A"},
    {"a relation to nothing",
     {{.name = "A",
       .fields = int_i,
       .field_count = 1,
       .invariants = unknown_operand,
       .invariant_count = 1}},
     1,
     0,
     "nothing"},
    {"readResolve of nothing",
     {{.name = "A", .resolve = SLUICE_RESOLVE_FIELD, .resolve_field = "nothing"}},
     1,
     0,
     "nothing"},
    {"readResolve without field", {{.name = "A", .resolve = SLUICE_RESOLVE_FIELD}}, 1, 0, "A"},
};

static void expect_bad(const struct bad *bad)
{
    struct meter meter;
    struct sluice_policy *policy;
    struct sluice_policy_error error = {.model = 99};
    meter_init(&meter);
    const enum sluice_reason reason = sluice_policy_create(bad->models, bad->count,
                                                           &meter.allocator, &policy, &error);
    if (reason != SLUICE_BAD_ARGUMENT || error.model != bad->wrong ||
        strstr(error.message, bad->names) == NULL) {
        fail_msg("%s: %s, model %zu: %s", bad->what, sluice_reason_name(reason), error.model,
                 error.message);
    }
    assert_null(policy);
    assert_int_equal(meter.live, 0);
    /* The caller need not ask what was wrong. */
    assert_int_equal(sluice_policy_create(bad->models, bad->count, NULL, &policy, NULL),
                     SLUICE_BAD_ARGUMENT);
}

static void test_bad(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        expect_bad(&table[i]);
    }
}

static void test_bad_signatures(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(signatures); i++) {
        const struct sluice_class_model model = {
            .name = "A", .fields = &signatures[i], .field_count = 1};
        struct sluice_policy *policy;
        if (sluice_policy_create(&model, 1, NULL, &policy, NULL) != SLUICE_BAD_ARGUMENT) {
            fail_msg("the type string %s is accepted",
                     signatures[i].signature != NULL ? signatures[i].signature : "(none)");
        }
    }
    static const char *const good[] = {
        "B", "C", "D", "F", "I", "J", "S", "Z", "Lx;", "Ljava/lang/String;", "[I", "[[Lx;", "[[[Z"};
    for (size_t i = 0; i < COUNT(good); i++) {
        const struct sluice_field_model field = {.name = "a", .signature = good[i]};
        const struct sluice_class_model model = {.name = "A", .fields = &field, .field_count = 1};
        struct sluice_policy *policy = policy_of(&model, 1);
        sluice_policy_free(policy);
    }
}

static void test_empty(void **state)
{
    (void)state;
    struct sluice_policy *policy = policy_of(NULL, 0);
    size_t count = 99;
    (void)sluice_policy_models(policy, &count);
    assert_int_equal(count, 0);
    sluice_policy_free(policy);
    sluice_policy_free(NULL);
    assert_int_equal(sluice_policy_create(NULL, 3, NULL, &policy, NULL), SLUICE_BAD_ARGUMENT);
}

static void test_models(void **state)
{
    (void)state;
    static const struct sluice_class_model models[] = {
        {.name = "A", .parent = "B"}, {.name = "B", .parent = "C"}, {.name = "C"}};
    static const struct sluice_class_model more[] = {{.name = "D", .parent = "C"}};
    static const struct sluice_class_model clashing[] = {{.name = "B"}};
    struct sluice_policy *policy = policy_of(models, 3);
    size_t count;
    assert_memory_equal(sluice_policy_models(policy, &count), models, sizeof models);
    assert_int_equal(count, 3);
    sluice_policy_free(policy);

    const struct sluice_model_set sets[] = {{more, 1}, {NULL, 0}, {models, 3}};
    assert_int_equal(sluice_policy_create_from(sets, 3, NULL, &policy, NULL), SLUICE_OK);
    assert_string_equal(sluice_policy_models(policy, &count)[1].name, "A");
    assert_int_equal(count, 4);
    sluice_policy_free(policy);

    const struct sluice_model_set clash[] = {{models, 3}, {clashing, 1}};
    struct sluice_policy_error error;
    assert_int_equal(sluice_policy_create_from(clash, 2, NULL, &policy, &error),
                     SLUICE_BAD_ARGUMENT);
    assert_int_equal(error.model, 3);
}

static void test_refused_memory(void **state)
{
    (void)state;
    static const struct sluice_class_model models[] = {
        {.name = "A", .fields = int_i, .field_count = 1}, {.name = "B", .parent = "A"}};
    struct meter meter;
    struct sluice_policy *policy;
    meter_init(&meter);
    assert_int_equal(sluice_policy_create(models, 2, &meter.allocator, &policy, NULL), SLUICE_OK);
    const uint64_t calls = meter.calls;
    sluice_policy_free(policy);
    assert_int_equal(meter.live, 0);
    for (uint64_t at = 1; at <= calls; at++) {
        meter_init(&meter);
        meter.fail_at = at;
        assert_int_equal(sluice_policy_create(models, 2, &meter.allocator, &policy, NULL),
                         SLUICE_OUT_OF_MEMORY);
        assert_null(policy);
        assert_int_equal(meter.live, 0);
        assert_int_equal(meter.calls, at);
    }
}

/* Thousands of models: found by name, and made in linear time. */
static void test_many(void **state)
{
    (void)state;
    enum { MANY = 20000 };
    static char names[MANY][12];
    static struct sluice_class_model models[MANY];
    for (unsigned i = 0; i < MANY; i++) {
        (void)snprintf(names[i], sizeof names[i], "m%u", i);
        models[i] = (struct sluice_class_model){.name = names[i],
                                                .construct = SLUICE_CONSTRUCT_STATELESS};
    }
    struct sluice_policy *policy = policy_of(models, MANY);
    expect_graph(policy, "73 72 0006 6d3139393939 0000000000000001 02 0000 78 70",
                 "{\"content\":[{\"object\":\"m19999\",\"id\":0,\"fields\":[]}]}");
    expect_refusal(policy, "73 72 0006 6d3230303030 0000000000000001 02 0000 78 70",
                   SLUICE_CLASS_NOT_IN_POLICY, NULL);
    sluice_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_bad_signatures),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_models),
        cmocka_unit_test(test_refused_memory),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests_name("policy", tests, NULL, NULL);
}
