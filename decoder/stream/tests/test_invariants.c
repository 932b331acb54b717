/* Every kind of declared invariant, on both sides of its border, and the layouts of custom data that
 * invariants can speak of. */
#include "support.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SUID "0000000000000001"
#define OBJECTS "75 72 0013 5b4c6a6176612e6c616e672e4f626a6563743b" SUID "02 0000 78 70"

/* M has a field of each kind; the streams give one of them, the others have their defaults. */
static const struct sluice_field_model fields[] = {
    {.name = "i", .signature = "I"},
    {.name = "j", .signature = "J"},
    {.name = "d", .signature = "D"},
    {.name = "f", .signature = "F"},
    {.name = "s", .signature = "Ljava/lang/String;"},
    {.name = "o", .signature = "Ljava/lang/Object;"},
    {.name = "a", .signature = "[Ljava/lang/Object;"},
    {.name = "b", .signature = "[B"},
    {.name = "p", .signature = "LIn;"},
};

static const struct sluice_field_model inner_fields[] = {{.name = "n", .signature = "I"}};
static const char *const colors[] = {"RED", "GREEN", "BLUE"};
static const char *const some_text[] = {"a", "b\xC3\xA4", "RED"};
static const char *const text_only[] = {"java.lang.String"};
static const char *const inner_only[] = {"In"};
static const int64_t some_numbers[] = {-1, 7, INT64_MAX};

struct row {
    struct sluice_invariant invariant;
    const char *field; /* "I i" and so on: type letter, blank, name */
    const char *value;
    bool holds;
};

#define IN "73 72 0002 496e" SUID "02 0001 49 0001 6e 78 70 00000005"
#define RED "7e 72 0001 45 0000000000000000 12 0000 78 70 74 0003 524544"

static const struct row rows[] = {
    /* null */
    {{.kind = SLUICE_INVARIANT_NOT_NULL, .field = "s"}, "L s", "70", false},
    {{.kind = SLUICE_INVARIANT_NOT_NULL, .field = "s"}, "L s", "74 0000", true},
    {{.kind = SLUICE_INVARIANT_NOT_NULL, .field = "s"}, "I i", "00000000", false}, /* default */
    /* range */
    {{.kind = SLUICE_INVARIANT_RANGE, .field = "i", .minimum = -3, .maximum = 5},
     "I i",
     "fffffffd",
     true},
    {{.kind = SLUICE_INVARIANT_RANGE, .field = "i", .minimum = -3, .maximum = 5},
     "I i",
     "fffffffc",
     false},
    {{.kind = SLUICE_INVARIANT_RANGE, .field = "i", .minimum = -3, .maximum = 5},
     "I i",
     "00000005",
     true},
    {{.kind = SLUICE_INVARIANT_RANGE, .field = "i", .minimum = -3, .maximum = 5},
     "I i",
     "00000006",
     false},
    {{.kind = SLUICE_INVARIANT_RANGE, .field = "i", .minimum = 0, .maximum = INFINITY},
     "I i",
     "7fffffff",
     true},
    {{.kind = SLUICE_INVARIANT_RANGE, .field = "i", .minimum = 0, .maximum = INFINITY},
     "I i",
     "ffffffff",
     false},
    {{.kind = SLUICE_INVARIANT_RANGE, .field = "d", .minimum = 0, .maximum = 1},
     "D d",
     "3ff0000000000000",
     true},
    {{.kind = SLUICE_INVARIANT_RANGE, .field = "d", .minimum = 0, .maximum = 1},
     "D d",
     "3ff0000000000001",
     false},
    {{.kind = SLUICE_INVARIANT_RANGE, .field = "d", .minimum = -INFINITY, .maximum = INFINITY},
     "D d",
     "7ff8000000000000",
     false},
    {{.kind = SLUICE_INVARIANT_RANGE, .field = "f", .minimum = 0, .maximum = 1},
     "F f",
     "bf800000",
     false},
    /* a range of long numbers that a double cannot hold */
    {{.kind = SLUICE_INVARIANT_RANGE, .field = "j", .minimum = 0, .maximum = 9007199254740992.0},
     "J j",
     "0020000000000001",
     false},
    {{.kind = SLUICE_INVARIANT_RANGE, .field = "j", .minimum = 0, .maximum = 9007199254740992.0},
     "J j",
     "0020000000000000",
     true},
    /* relations */
    {{.kind = SLUICE_INVARIANT_RELATION,
      .relation = SLUICE_LESS,
      .left = {SLUICE_OPERAND_FIELD, "i", 0},
      .right = {SLUICE_OPERAND_CONSTANT, NULL, 3}},
     "I i",
     "00000002",
     true},
    {{.kind = SLUICE_INVARIANT_RELATION,
      .relation = SLUICE_LESS,
      .left = {SLUICE_OPERAND_FIELD, "i", 0},
      .right = {SLUICE_OPERAND_CONSTANT, NULL, 3}},
     "I i",
     "00000003",
     false},
    {{.kind = SLUICE_INVARIANT_RELATION,
      .relation = SLUICE_LESS_EQUAL,
      .left = {SLUICE_OPERAND_SIZE, "s", 0},
      .right = {SLUICE_OPERAND_CONSTANT, NULL, 2}},
     "L s",
     "74 0003 61c3a4",
     true}, /* two UTF-16 units in three bytes */
    {{.kind = SLUICE_INVARIANT_RELATION,
      .relation = SLUICE_LESS_EQUAL,
      .left = {SLUICE_OPERAND_SIZE, "s", 0},
      .right = {SLUICE_OPERAND_CONSTANT, NULL, 2}},
     "L s",
     "74 0003 616263",
     false},
    {{.kind = SLUICE_INVARIANT_RELATION,
      .relation = SLUICE_EQUAL,
      .left = {SLUICE_OPERAND_SIZE, "b", 0},
      .right = {SLUICE_OPERAND_FIELD, "i", 0}},
     "[ b",
     "75 72 0002 5b42" SUID "02 0000 78 70 00000001 00",
     false},
    {{.kind = SLUICE_INVARIANT_RELATION,
      .relation = SLUICE_EQUAL,
      .left = {SLUICE_OPERAND_SIZE, "b", 0},
      .right = {SLUICE_OPERAND_FIELD, "i", 0}},
     "[ b",
     "75 72 0002 5b42" SUID "02 0000 78 70 00000000",
     true},
    {{.kind = SLUICE_INVARIANT_RELATION,
      .relation = SLUICE_GREATER,
      .left = {SLUICE_OPERAND_FIELD, "p.n", 0},
      .right = {SLUICE_OPERAND_FIELD, "i", 0}},
     "L p",
     IN,
     true},
    {{.kind = SLUICE_INVARIANT_RELATION,
      .relation = SLUICE_GREATER_EQUAL,
      .left = {SLUICE_OPERAND_CONSTANT, NULL, 4},
      .right = {SLUICE_OPERAND_FIELD, "p.n", 0}},
     "L p",
     IN,
     false},
    {{.kind = SLUICE_INVARIANT_RELATION,
      .relation = SLUICE_GREATER,
      .left = {SLUICE_OPERAND_FIELD, "p.n", 0},
      .right = {SLUICE_OPERAND_FIELD, "i", 0}},
     "L p",
     "70",
     true}, /* skipped: a side is null */
    {{.kind = SLUICE_INVARIANT_RELATION,
      .relation = SLUICE_NOT_EQUAL,
      .left = {SLUICE_OPERAND_FIELD, "i", 0},
      .right = {SLUICE_OPERAND_CONSTANT, NULL, 7}},
     "I i",
     "00000007",
     false},
    /* types */
    {{.kind = SLUICE_INVARIANT_TYPE, .field = "o", .names = text_only, .name_count = 1},
     "L o",
     "74 0000",
     true},
    {{.kind = SLUICE_INVARIANT_TYPE, .field = "o", .names = text_only, .name_count = 1},
     "L o",
     "70",
     true},
    {{.kind = SLUICE_INVARIANT_TYPE, .field = "o", .names = text_only, .name_count = 1},
     "L o",
     IN,
     false},
    {{.kind = SLUICE_INVARIANT_TYPE, .field = "o", .names = inner_only, .name_count = 1},
     "L o",
     "73 72 0003 537562" SUID "02 0000 78 70",
     true}, /* a subclass */
    {{.kind = SLUICE_INVARIANT_ELEMENT_TYPE, .field = "a", .names = text_only, .name_count = 1},
     "[ a",
     OBJECTS "00000002 74 0000 74 0000",
     true},
    {{.kind = SLUICE_INVARIANT_ELEMENT_TYPE, .field = "a", .names = text_only, .name_count = 1},
     "[ a",
     OBJECTS "00000002 74 0000" IN,
     false},
    {{.kind = SLUICE_INVARIANT_ELEMENT_TYPE, .field = "a", .names = text_only, .name_count = 1},
     "[ a",
     OBJECTS "00000001 70",
     false},
    {{.kind = SLUICE_INVARIANT_ELEMENT_TYPE,
      .field = "a",
      .names = text_only,
      .name_count = 1,
      .allow_null = true},
     "[ a",
     OBJECTS "00000001 70",
     true},
    {{.kind = SLUICE_INVARIANT_ELEMENT_TYPE, .field = "a", .names = text_only, .name_count = 1},
     "[ a",
     OBJECTS "00000000",
     true},
    /* sizes */
    {{.kind = SLUICE_INVARIANT_SIZE, .field = "s", .minimum = 1, .maximum = 2},
     "L s",
     "74 0000",
     false},
    {{.kind = SLUICE_INVARIANT_SIZE, .field = "s", .minimum = 1, .maximum = 2},
     "L s",
     "74 0003 61c3a4",
     true},
    {{.kind = SLUICE_INVARIANT_SIZE, .field = "a", .minimum = 1, .maximum = 2},
     "[ a",
     OBJECTS "00000003 70 70 70",
     false},
    {{.kind = SLUICE_INVARIANT_SIZE, .field = "b", .minimum = 0, .maximum = 0},
     "[ b",
     "75 72 0002 5b42" SUID "02 0000 78 70 00000001 00",
     false},
    /* one of */
    {{.kind = SLUICE_INVARIANT_ONE_OF, .field = "s", .names = some_text, .name_count = 3},
     "L s",
     "74 0003 62c3a4",
     true},
    {{.kind = SLUICE_INVARIANT_ONE_OF, .field = "s", .names = some_text, .name_count = 3},
     "L s",
     "74 0001 62",
     false},
    {{.kind = SLUICE_INVARIANT_ONE_OF, .field = "o", .names = some_text, .name_count = 3},
     "L o",
     RED,
     true},
    {{.kind = SLUICE_INVARIANT_ONE_OF, .field = "o", .names = some_text, .name_count = 2},
     "L o",
     RED,
     false},
    {{.kind = SLUICE_INVARIANT_ONE_OF, .field = "i", .numbers = some_numbers, .number_count = 3},
     "I i",
     "ffffffff",
     true},
    {{.kind = SLUICE_INVARIANT_ONE_OF, .field = "i", .numbers = some_numbers, .number_count = 3},
     "I i",
     "00000006",
     false},
    {{.kind = SLUICE_INVARIANT_ONE_OF, .field = "j", .numbers = some_numbers, .number_count = 3},
     "J j",
     "7fffffffffffffff",
     true},
    {{.kind = SLUICE_INVARIANT_ONE_OF, .field = "j", .numbers = some_numbers, .number_count = 3},
     "J j",
     "7ffffffffffffffe",
     false},
    /* duplicates */
    {{.kind = SLUICE_INVARIANT_NO_DUPLICATES, .field = "a"},
     "[ a",
     OBJECTS "00000003 74 0001 61 74 0001 62 74 0002 6161",
     true},
    {{.kind = SLUICE_INVARIANT_NO_DUPLICATES, .field = "a"},
     "[ a",
     OBJECTS "00000003 74 0001 61 74 0001 62 74 0001 61",
     false},
    {{.kind = SLUICE_INVARIANT_NO_DUPLICATES, .field = "a"},
     "[ a",
     OBJECTS "00000002 74 0001 61 7c 0000000000000001 61",
     false},
    {{.kind = SLUICE_INVARIANT_NO_DUPLICATES, .field = "a"},
     "[ a",
     OBJECTS "00000002 74 0001 61 74 0002 c1a1",
     false}, /* an overlong form of the same unit */
    {{.kind = SLUICE_INVARIANT_NO_DUPLICATES, .field = "a"}, "[ a", OBJECTS "00000002" IN IN, true},
    {{.kind = SLUICE_INVARIANT_NO_DUPLICATES, .field = "b"},
     "[ b",
     "75 72 0002 5b42" SUID "02 0000 78 70 00000003 010203",
     true},
    {{.kind = SLUICE_INVARIANT_NO_DUPLICATES, .field = "b"},
     "[ b",
     "75 72 0002 5b42" SUID "02 0000 78 70 00000003 010201",
     false},
};

static enum sluice_reason broken_reason(enum sluice_invariant_kind kind)
{
    switch (kind) {
    case SLUICE_INVARIANT_NOT_NULL:
        return SLUICE_BROKEN_NULL;
    case SLUICE_INVARIANT_RANGE:
        return SLUICE_BROKEN_RANGE;
    case SLUICE_INVARIANT_RELATION:
        return SLUICE_BROKEN_RELATION;
    case SLUICE_INVARIANT_TYPE:
    case SLUICE_INVARIANT_ELEMENT_TYPE:
    case SLUICE_INVARIANT_KEY_TYPE:
    case SLUICE_INVARIANT_VALUE_TYPE:
        return SLUICE_BROKEN_TYPE;
    case SLUICE_INVARIANT_SIZE:
        return SLUICE_BROKEN_SIZE;
    case SLUICE_INVARIANT_ONE_OF:
        return SLUICE_BROKEN_ONE_OF;
    case SLUICE_INVARIANT_ASCENDING:
    case SLUICE_INVARIANT_HEAP_ORDER:
        return SLUICE_BROKEN_ORDER;
    case SLUICE_INVARIANT_NO_DUPLICATES:
        return SLUICE_BROKEN_DUPLICATE;
    }
    return SLUICE_OK;
}

static struct sluice_policy *policy_with(struct sluice_class_model *models,
                                         const struct sluice_invariant *invariant)
{
    models[0] = (struct sluice_class_model){.name = "M",
                                            .construct = SLUICE_CONSTRUCT_ATOMIC,
                                            .fields = fields,
                                            .field_count = COUNT(fields),
                                            .invariants = invariant,
                                            .invariant_count = 1};
    models[1] = (struct sluice_class_model){.name = "In",
                                            .construct = SLUICE_CONSTRUCT_ATOMIC,
                                            .fields = inner_fields,
                                            .field_count = 1};
    models[2] = (struct sluice_class_model){
        .name = "Sub", .construct = SLUICE_CONSTRUCT_ATOMIC, .parent = "In"};
    models[3] = (struct sluice_class_model){
        .name = "E", .construct = SLUICE_CONSTRUCT_ENUM, .constants = colors, .constant_count = 3};
    return policy_of(models, 4);
}

static bool row_holds(const struct row *row)
{
    struct sluice_class_model models[4];
    struct sluice_policy *policy = policy_with(models, &row->invariant);
    struct stream stream = stream_begin();
    const bool object = row->field[0] == 'L' || row->field[0] == '[';
    put_u8(&stream, 0x73);
    put_class(&stream, "M", 2, 1);
    put_field(&stream, row->field[0], row->field + 2, object ? "LX;" : NULL);
    put_hex(&stream, "78 70");
    put_hex(&stream, row->value);
    struct built built = decode(&stream, policy, NULL);
    const enum sluice_reason expected = row->holds ? SLUICE_OK : broken_reason(row->invariant.kind);
    const bool good = built.reason == expected &&
                      (row->holds || strcmp(built.status.class_name, "M") == 0);
    if (!good) {
        print_error("%s %s: %s expected, got %s (%s)\n", row->field, row->value,
                    sluice_reason_name(expected), sluice_reason_name(built.reason),
                    built.status.path);
    }
    built_free(&built);
    stream_free(&stream);
    sluice_policy_free(policy);
    return good;
}

static void test_rows(void **state)
{
    (void)state;
    unsigned wrong = 0;
    for (size_t i = 0; i < COUNT(rows); i++) {
        wrong += !row_holds(&rows[i]);
    }
    assert_int_equal(wrong, 0);
}

/* --- custom data ------------------------------------------------------------------------------ */

static const struct sluice_layout_item map_layout[] = {
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'I', .name = "size"},
    {.kind = SLUICE_LAYOUT_UTF, .name = "title"},
    {.kind = SLUICE_LAYOUT_PAIRS, .name = "entries", .count = "size"},
    {.kind = SLUICE_LAYOUT_OBJECT, .name = "last"},
};
static const struct sluice_invariant map_invariants[] = {
    {.kind = SLUICE_INVARIANT_KEY_TYPE, .field = "entries", .names = text_only, .name_count = 1},
    {.kind = SLUICE_INVARIANT_VALUE_TYPE,
     .field = "entries",
     .names = inner_only,
     .name_count = 1,
     .allow_null = true},
    {.kind = SLUICE_INVARIANT_NO_DUPLICATES, .field = "entries"},
    {.kind = SLUICE_INVARIANT_SIZE, .field = "title", .minimum = 0, .maximum = 3},
};
static const struct sluice_layout_item list_layout[] = {
    {.kind = SLUICE_LAYOUT_OBJECTS, .name = "all"}};
static const struct sluice_class_model data_models[] = {
    {.name = "Map",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .form = SLUICE_FORM_BOTH,
     .layout = map_layout,
     .layout_count = 4,
     .invariants = map_invariants,
     .invariant_count = 4},
    {.name = "X",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .form = SLUICE_FORM_EXTERNAL,
     .layout = map_layout,
     .layout_count = 2},
    {.name = "D",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .form = SLUICE_FORM_DATA,
     .fields = inner_fields,
     .field_count = 1,
     .layout = list_layout,
     .layout_count = 1},
    {.name = "In", .construct = SLUICE_CONSTRUCT_ATOMIC, .fields = inner_fields, .field_count = 1},
};

#define MAP "73 72 0003 4d6170" SUID "03 0000 78 70"
#define EXTERNAL_2 "73 72 0001 58" SUID "0c 0000 78 70"
#define EXTERNAL_1 "73 72 0001 58" SUID "04 0000 78 70"

static void test_layouts(void **state)
{
    (void)state;
    struct sluice_policy *policy = policy_of(data_models, COUNT(data_models));
    const char *one = "{\"content\":[{\"object\":\"Map\",\"id\":0,\"fields\":[[\"size\",1],"
                      "[\"title\",{\"text\":\"ab\"}],[\"entries\",{\"items\":[{\"string\":\"k\","
                      "\"id\":1},null]}],[\"last\",null]]}]}";
    expect_graph(policy, MAP "77 08 00000001 0002 6162 74 0001 6b 70 70 78", one);
    /* The same in blocks that cut values and text, and one that is empty. */
    expect_graph(policy,
                 MAP "77 01 00 7a 00000002 0000 77 00 77 02 0100 77 01 02 77 01 61 77 01 62"
                     "74 0001 6b 70 70 78",
                 one);
    /* Too little, too much, the wrong thing, a count that nothing can hold, bad text. */
    static const char *const bad[] = {
        MAP "78",
        MAP "77 03 000000 78",
        MAP "77 06 00000001 0000 74 0001 6b 78",
        MAP "77 06 00000001 0000 74 0001 6b 70 78",
        MAP "77 06 00000000 0000 77 01 05 70 78",
        MAP "77 06 ffffffff 0000 70 78",
        MAP "77 06 7fffffff 0000 70 78",
        MAP "77 07 00000000 0001 ff 70 78",
        MAP "77 06 00000000 0005 70 78",
        MAP "77 06 00000000 ffff 70 78",
        MAP "70 77 06 00000000 0000 70 78",
        MAP "77 06 00000000 0000 70 77 01 00 78", /* more than the class would read */
        MAP "77 06 00000000 0000 70 74 0000 78",
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        expect_refusal(policy, bad[i], SLUICE_OPTIONAL_DATA, "root");
    }
    /* What stands in custom data with a layout is built, so it has to pass the gate first. */
    expect_refusal(policy, MAP "77 06 00000000 0000 70 73 72 0001 5a" SUID "02 0000 78 70 78",
                   SLUICE_CLASS_NOT_IN_POLICY, "root.custom[2]");
    sluice_policy_free(policy);
}

static void test_data_invariants(void **state)
{
    (void)state;
    struct sluice_policy *policy = policy_of(data_models, COUNT(data_models));
    expect_refusal(policy, MAP "77 06 00000001 0000 70 70 70 78", SLUICE_BROKEN_TYPE,
                   "root.entries");
    expect_refusal(policy, MAP "77 06 00000001 0000 74 0000 74 0000 70 78", SLUICE_BROKEN_TYPE,
                   "root.entries");
    expect_refusal(policy, MAP "77 06 00000002 0000 74 0001 6b 70 74 0001 6b 70 70 78",
                   SLUICE_BROKEN_DUPLICATE, "root.entries");
    expect_refusal(policy, MAP "77 0a 00000000 0004 61626364 70 78", SLUICE_BROKEN_SIZE,
                   "root.title");
    sluice_policy_free(policy);
}

static void test_external(void **state)
{
    (void)state;
    struct sluice_policy *policy = policy_of(data_models, COUNT(data_models));
    const char *x = "{\"content\":[{\"object\":\"X\",\"id\":0,\"fields\":[[\"size\",5],[\"title\","
                    "{\"text\":\"a\"}]]},{\"string\":\"\",\"id\":1}]}";
    expect_graph(policy, EXTERNAL_2 "77 07 00000005 0001 61 78 74 0000", x);
    expect_graph(policy, EXTERNAL_1 "00000005 0001 61 74 0000", x);
    expect_refusal(policy, EXTERNAL_2 "77 03 000000 78", SLUICE_OPTIONAL_DATA, "root");
    expect_refusal(policy, EXTERNAL_1 "00000005 0002 61", SLUICE_TRUNCATED, NULL);
    expect_refusal(policy, "73 72 0001 58" SUID "02 0000 78 70", SLUICE_KIND_MISMATCH, NULL);
    sluice_policy_free(policy);
}

static void test_data_only(void **state)
{
    (void)state;
    struct sluice_policy *policy = policy_of(data_models, COUNT(data_models));
    /* D declares a field that its writeObject leaves out; its data is a list of all that follow. */
    struct stream bytes;
    struct built built = decode_hex(
        &bytes, "73 72 0001 44" SUID "03 0001 49 0001 6e 78 70 74 0001 61 70 78", policy);
    assert_int_equal(built.reason, SLUICE_OK);
    const struct sluice_value object = sluice_graph_root(built.graph);
    assert_int_equal(sluice_value_items(built.graph, object, "all"), 2);
    const struct sluice_value first = sluice_value_item(built.graph, object, "all", 0);
    assert_int_equal(sluice_value_text(built.graph, first).length, 1);
    assert_int_equal(
        sluice_value_kind(built.graph, sluice_value_item(built.graph, object, "all", 1)),
        SLUICE_VALUE_NULL);
    assert_int_equal(sluice_value_items(built.graph, object, "none"), -1);
    int64_t n;
    assert_int_equal(sluice_value_integer(built.graph, object, "n", &n), SLUICE_GET_OK);
    assert_int_equal(n, 0);
    built_free(&built);
    stream_free(&bytes);
    sluice_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_layouts),
        cmocka_unit_test(test_data_invariants),
        cmocka_unit_test(test_external),
        cmocka_unit_test(test_data_only),
    };
    return cmocka_run_group_tests_name("invariants", tests, NULL, NULL);
}
