/* The graph's accessors, the view that a check function gets, and the two texts of a graph. */
#include "support.h"

#include "sluice/get_arg.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SUID "0000000000000001"

static const char *const constants[] = {"RED"};
static const struct sluice_field_model base_fields[] = {
    {.name = "z", .signature = "Z", .default_integer = 1},
    {.name = "i", .signature = "I", .default_integer = 11},
};
static const struct sluice_field_model fields[] = {
    {.name = "b", .signature = "B", .default_integer = -3},
    {.name = "c", .signature = "C"},
    {.name = "d", .signature = "D", .default_floating = 0.5},
    {.name = "f", .signature = "F", .default_floating = -0.25},
    {.name = "i", .signature = "I"},
    {.name = "j", .signature = "J"},
    {.name = "s", .signature = "S"},
    {.name = "t", .signature = "Ljava/lang/String;"},
    {.name = "o", .signature = "Ljava/lang/Object;"},
};

/* What the check function saw. */
struct seen {
    int64_t integers[7];
    double doubles[2];
    uint64_t sizes[2];
    enum sluice_get odd[6];
    char text[8];
    unsigned calls;
};

static bool look(const struct sluice_get_arg *argument, void *context)
{
    struct seen *seen = context;
    static const char *const names[] = {"b", "c", "i", "j", "s", "z"};
    seen->calls++;
    for (size_t i = 0; i < COUNT(names); i++) {
        if (sluice_get_integer(argument, names[i], &seen->integers[i]) != SLUICE_GET_OK) {
            return false;
        }
    }
    struct sluice_bytes text = {0};
    const bool good = sluice_get_floating(argument, "d", &seen->doubles[0]) == SLUICE_GET_OK &&
                      sluice_get_floating(argument, "f", &seen->doubles[1]) == SLUICE_GET_OK;
    seen->odd[0] = sluice_get_integer(argument, "nothing", &seen->integers[6]);
    seen->odd[1] = sluice_get_integer(argument, "d", &seen->integers[6]);
    seen->odd[2] = sluice_get_floating(argument, "i", &seen->doubles[1]);
    seen->odd[3] = sluice_get_string(argument, "t", &text);
    seen->odd[4] = sluice_get_string(argument, "i", &text);
    seen->odd[5] = sluice_get_size(argument, "o", &seen->sizes[1]);
    if (seen->odd[3] == SLUICE_GET_OK && text.length < sizeof seen->text) {
        memcpy(seen->text, text.data, text.length);
        seen->text[text.length] = '\0';
    }
    return good;
}

static struct seen seen;

static const struct sluice_class_model models[] = {
    {.name = "Base",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .fields = base_fields,
     .field_count = COUNT(base_fields)},
    {.name = "All",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .parent = "Base",
     .fields = fields,
     .field_count = COUNT(fields),
     .check = look,
     .context = &seen},
    {.name = "E", .construct = SLUICE_CONSTRUCT_ENUM, .constants = constants, .constant_count = 1},
};

static struct sluice_policy *policy;

static int make_policy(void **state)
{
    (void)state;
    policy = policy_of(models, COUNT(models));
    return 0;
}

static int free_policy(void **state)
{
    (void)state;
    sluice_policy_free(policy);
    return 0;
}

/* All with every field, and a superclass with two, one of them of a name that All has too. */
static const char all[] =
    "73 72 0003 416c6c" SUID "02 0009 42 0001 62 43 0001 63 44 0001 64 46 0001 66 49 0001 69"
    "4a 0001 6a 53 0001 73 4c 0001 74 74 0012 4c6a6176612f6c616e672f537472696e673b 4c 0001 6f"
    "74 0001 4c 78 72 0004 42617365" SUID "02 0002 5a 0001 7a 49 0001 69 78 70"
    "00 00000016"
    "ff ffff 4000000000000000 3f000000 80000000 8000000000000000 8000 74 0002 6869"
    "75 72 0002 5b4a" SUID "02 0000 78 70 00000002 0000000000000001 0000000000000002";

static void test_fields(void **state)
{
    (void)state;
    struct stream bytes;
    seen = (struct seen){0};
    struct built built = decode_hex(&bytes, all, policy);
    assert_string_equal(sluice_reason_name(built.reason), "ok");
    const struct sluice_graph *g = built.graph;
    const struct sluice_value object = sluice_graph_root(g);
    assert_int_equal(sluice_value_kind(g, object), SLUICE_VALUE_OBJECT);
    assert_int_equal(sluice_value_class(g, object).length, 3);
    static const struct {
        const char *name;
        int64_t value;
    } integers[] = {{"b", -1},        {"c", 0xFFFF},    {"i", INT32_MIN},
                    {"j", INT64_MIN}, {"s", INT16_MIN}, {"z", 0}};
    for (size_t i = 0; i < COUNT(integers); i++) {
        int64_t value = 0;
        assert_int_equal(sluice_value_integer(g, object, integers[i].name, &value), SLUICE_GET_OK);
        assert_true(value == integers[i].value);
        assert_true(seen.integers[i] == integers[i].value);
    }
    double number;
    assert_int_equal(sluice_value_floating(g, object, "d", &number), SLUICE_GET_OK);
    assert_true(number >= 2.0 && number <= 2.0);
    assert_int_equal(sluice_value_floating(g, object, "f", &number), SLUICE_GET_OK);
    assert_true(number >= 0.5 && number <= 0.5);
    struct sluice_value text;
    assert_int_equal(sluice_value_field(g, object, "t", &text), SLUICE_GET_OK);
    assert_int_equal(sluice_value_kind(g, text), SLUICE_VALUE_STRING);
    assert_memory_equal(sluice_value_text(g, text).data, "hi", 2);
    struct sluice_value array;
    assert_int_equal(sluice_value_field(g, object, "o", &array), SLUICE_GET_OK);
    assert_int_equal(sluice_value_kind(g, array), SLUICE_VALUE_PRIMITIVES);
    char type;
    assert_int_equal(sluice_value_bytes(g, array, &type).length, 16);
    assert_int_equal(type, 'J');
    assert_int_equal(sluice_value_length(g, array), 2);
    built_free(&built);
    stream_free(&bytes);
}

static void test_check_view(void **state)
{
    (void)state;
    struct stream bytes;
    seen = (struct seen){0};
    struct built built = decode_hex(&bytes, all, policy);
    assert_int_equal(seen.calls, ASKED);
    assert_int_equal(seen.odd[0], SLUICE_GET_ABSENT);
    assert_int_equal(seen.odd[1], SLUICE_GET_WRONG_TYPE);
    assert_int_equal(seen.odd[2], SLUICE_GET_WRONG_TYPE);
    assert_int_equal(seen.odd[3], SLUICE_GET_OK);
    assert_int_equal(seen.odd[4], SLUICE_GET_WRONG_TYPE);
    assert_int_equal(seen.odd[5], SLUICE_GET_OK);
    assert_int_equal(seen.sizes[1], 2);
    assert_string_equal(seen.text, "hi");
    built_free(&built);
    stream_free(&bytes);

    /* Nothing in the stream: the defaults, of the superclass too. */
    seen = (struct seen){0};
    built = decode_hex(&bytes, "73 72 0003 416c6c" SUID "02 0000 78 70", policy);
    assert_int_equal(built.reason, SLUICE_OK);
    assert_int_equal(seen.integers[0], -3);
    assert_int_equal(seen.integers[2], 0);
    assert_int_equal(seen.integers[5], 1);
    assert_true(seen.doubles[0] >= 0.5 && seen.doubles[0] <= 0.5);
    assert_int_equal(seen.odd[3], SLUICE_GET_NULL);
    assert_int_equal(seen.odd[5], SLUICE_GET_NULL);
    struct sluice_value none;
    assert_int_equal(sluice_value_field(built.graph, sluice_graph_root(built.graph), "t", &none),
                     SLUICE_GET_NULL);
    built_free(&built);
    stream_free(&bytes);
}

/* Every accessor on every value: the wrong kind gives an empty result, never a crash. */
static void test_wrong_kinds(void **state)
{
    (void)state;
    struct stream bytes;
    struct built built = decode_hex(&bytes,
                                    "70 74 0001 61 77 01 05 79"
                                    "75 72 0013 5b4c6a6176612e6c616e672e4f626a6563743b" SUID
                                    "02 0000 78 70 00000001 70"
                                    "7e 72 0001 45 0000000000000000 12 0000 78 70 74 0003 524544"
                                    "76 72 0003 696e74 0000000000000000 00 0000 78 70"
                                    "73 72 0004 42617365" SUID "02 0000 78 70",
                                    policy);
    assert_string_equal(sluice_reason_name(built.reason), "ok");
    static const enum sluice_value_kind kinds[] = {
        SLUICE_VALUE_NULL,  SLUICE_VALUE_STRING, SLUICE_VALUE_BLOCKS, SLUICE_VALUE_RESET,
        SLUICE_VALUE_ARRAY, SLUICE_VALUE_ENUM,   SLUICE_VALUE_CLASS,  SLUICE_VALUE_OBJECT};
    const struct sluice_graph *g = built.graph;
    assert_int_equal(sluice_graph_count(g), COUNT(kinds));
    for (uint32_t i = 0; i < COUNT(kinds); i++) {
        const struct sluice_value value = sluice_graph_at(g, i);
        const enum sluice_value_kind kind = sluice_value_kind(g, value);
        int64_t integer;
        double floating;
        struct sluice_value other;
        char type;
        assert_int_equal(kind, kinds[i]);
        assert_true(kind == SLUICE_VALUE_STRING || kind == SLUICE_VALUE_ENUM ||
                    sluice_value_text(g, value).length == 0);
        assert_int_equal(sluice_value_length(g, value), kind == SLUICE_VALUE_ARRAY);
        assert_int_equal(sluice_value_kind(g, sluice_value_element(g, value, 0)),
                         SLUICE_VALUE_NULL);
        assert_true(kind == SLUICE_VALUE_BLOCKS || sluice_value_bytes(g, value, &type).length == 0);
        const bool object = kind == SLUICE_VALUE_OBJECT;
        assert_int_equal(sluice_value_integer(g, value, "i", &integer),
                         object ? SLUICE_GET_OK : SLUICE_GET_ABSENT);
        assert_int_equal(sluice_value_floating(g, value, "i", &floating),
                         object ? SLUICE_GET_WRONG_TYPE : SLUICE_GET_ABSENT);
        assert_int_equal(sluice_value_field(g, value, "i", &other),
                         object ? SLUICE_GET_WRONG_TYPE : SLUICE_GET_ABSENT);
        assert_int_equal(sluice_value_items(g, value, "i"), -1);
        assert_int_equal(sluice_value_kind(g, sluice_value_item(g, value, "i", 0)),
                         SLUICE_VALUE_NULL);
        (void)sluice_value_class(g, value);
    }
    assert_int_equal(sluice_value_kind(g, sluice_graph_at(g, COUNT(kinds))), SLUICE_VALUE_NULL);
    assert_memory_equal(sluice_value_text(g, sluice_graph_at(g, 5)).data, "RED", 3);
    assert_memory_equal(sluice_value_class(g, sluice_graph_at(g, 6)).data, "int", 3);
    built_free(&built);
    /* A graph of nothing. */
    stream_free(&bytes);
    built = decode_hex(&bytes, "", policy);
    assert_int_equal(sluice_graph_count(built.graph), 0);
    assert_int_equal(sluice_value_kind(built.graph, sluice_graph_root(built.graph)),
                     SLUICE_VALUE_NULL);
    built_free(&built);
    stream_free(&bytes);
}

static void test_texts(void **state)
{
    (void)state;
    struct stream bytes;
    struct built built = decode_hex(&bytes, all, policy);
    char *json = graph_json_of(built.graph);
    assert_string_equal(
        json, "{\"content\":[{\"object\":\"All\",\"id\":0,\"fields\":[[\"z\",false],[\"i\",22],"
              "[\"b\",-1],[\"c\",65535],[\"d\",\"4000000000000000\"],[\"f\",\"3f000000\"],"
              "[\"i\",-2147483648],[\"j\",-9223372036854775808],[\"s\",-32768],"
              "[\"t\",{\"string\":\"hi\",\"id\":1}],[\"o\",{\"array\":\"[J\",\"id\":2,"
              "\"values\":[1,2]}]]}]}");
    char *compact = graph_compact_of(built.graph);
    assert_string_equal(compact, "All{z=false i=22 b=-1 c=65535 d=2 f=0.5 i=-2147483648 "
                                 "j=-9223372036854775808 s=-32768 t=\"hi\" o=long[2]{1,2}}");
    free(json);
    free(compact);
    built_free(&built);
    stream_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_check_view),
        cmocka_unit_test(test_wrong_kinds),
        cmocka_unit_test(test_texts),
    };
    return cmocka_run_group_tests_name("graph", tests, make_policy, free_policy);
}
