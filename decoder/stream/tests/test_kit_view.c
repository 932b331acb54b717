/* The get-argument view: what its getters tell apart, where they look, and the helpers for checks
 * (DEV-2, DEV-3, DEV-6, DEV-10). */
#include "support.h"

#include "sluice/get_arg.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ATOMIC .construct = SLUICE_CONSTRUCT_ATOMIC
#define SUID "0000000000000001"
#define STRING "Ljava/lang/String;"
#define OBJECTS "[Ljava/lang/Object;"

static const struct sluice_field_model view_fields[] = {
    {.name = "d", .signature = "D", .default_floating = 1.5},
    {.name = "i", .signature = "I", .default_integer = 42},
    {.name = "a", .signature = "[I"},
    {.name = "e", .signature = OBJECTS},
    {.name = "n", .signature = "Ljava/lang/Object;"},
    {.name = "s", .signature = STRING},
    {.name = "t", .signature = STRING}};
static const struct sluice_layout_item view_layout[] = {
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'I', .name = "count"},
    {.kind = SLUICE_LAYOUT_UTF, .name = "utf"},
    {.kind = SLUICE_LAYOUT_PAIRS, .name = "map", .count = "count"},
    {.kind = SLUICE_LAYOUT_OBJECTS, .name = "list"}};

static unsigned asked;
static bool answer = true;

/* Tells every kind of field apart: present, null, of another type, not there at all. */
static bool look_at_kinds(const struct sluice_get_arg *argument)
{
    int64_t number = 0;
    double real = 0;
    struct sluice_bytes text;
    struct sluice_value value;
    uint64_t size = 0;
    assert_int_equal(sluice_get_integer(argument, "i", &number), SLUICE_GET_OK);
    assert_int_equal(number, 7);
    assert_int_equal(sluice_get_integer(argument, "d", &number), SLUICE_GET_WRONG_TYPE);
    assert_int_equal(sluice_get_integer(argument, "s", &number), SLUICE_GET_WRONG_TYPE);
    assert_int_equal(sluice_get_integer(argument, "n", &number), SLUICE_GET_NULL);
    assert_int_equal(sluice_get_integer(argument, "x", &number), SLUICE_GET_ABSENT);
    assert_int_equal(sluice_get_integer(argument, "count", &number), SLUICE_GET_OK);
    assert_int_equal(number, 1);
    assert_int_equal(sluice_get_floating(argument, "d", &real), SLUICE_GET_OK);
    assert_true(real >= 0.5 && real <= 0.5);
    assert_int_equal(sluice_get_floating(argument, "i", &real), SLUICE_GET_WRONG_TYPE);
    assert_int_equal(sluice_get_floating(argument, "x", &real), SLUICE_GET_ABSENT);
    assert_int_equal(sluice_get_string(argument, "s", &text), SLUICE_GET_OK);
    assert_int_equal(text.length, 4);
    assert_memory_equal(text.data, "h\xc3\xa9y", 4);
    assert_int_equal(sluice_get_string(argument, "utf", &text), SLUICE_GET_OK);
    assert_memory_equal(text.data, "ab", 2);
    assert_int_equal(sluice_get_string(argument, "t", &text), SLUICE_GET_NULL);
    assert_int_equal(sluice_get_string(argument, "a", &text), SLUICE_GET_WRONG_TYPE);
    assert_int_equal(sluice_get_string(argument, "list", &text), SLUICE_GET_WRONG_TYPE);
    assert_int_equal(sluice_get_string(argument, "x", &text), SLUICE_GET_ABSENT);
    assert_int_equal(sluice_get_value(argument, "e", &value), SLUICE_GET_OK);
    assert_int_equal(sluice_value_length(sluice_get_graph(argument), value), 2);
    assert_int_equal(sluice_get_value(argument, "n", &value), SLUICE_GET_NULL);
    assert_int_equal(sluice_value_kind(sluice_get_graph(argument), value), SLUICE_VALUE_NULL);
    assert_int_equal(sluice_get_value(argument, "i", &value), SLUICE_GET_WRONG_TYPE);
    assert_int_equal(sluice_get_value(argument, "x", &value), SLUICE_GET_ABSENT);
    static const struct {
        const char *name;
        uint64_t size;
    } sizes[] = {{"a", 3}, {"e", 2}, {"s", 3}, {"utf", 2}, {"map", 1}, {"list", 2}};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        assert_int_equal(sluice_get_size(argument, sizes[i].name, &size), SLUICE_GET_OK);
        assert_int_equal(size, sizes[i].size);
    }
    assert_int_equal(sluice_get_size(argument, "i", &size), SLUICE_GET_WRONG_TYPE);
    assert_int_equal(sluice_get_size(argument, "n", &size), SLUICE_GET_NULL);
    assert_int_equal(sluice_get_size(argument, "x", &size), SLUICE_GET_ABSENT);
    return true;
}

static bool look_at_elements(const struct sluice_get_arg *argument)
{
    const struct sluice_graph *graph = sluice_get_graph(argument);
    struct sluice_value value;
    assert_int_equal(sluice_get_element(argument, "e", 0, &value), SLUICE_GET_OK);
    assert_memory_equal(sluice_value_text(graph, value).data, "one", 3);
    assert_int_equal(sluice_get_element(argument, "e", 1, &value), SLUICE_GET_NULL);
    assert_int_equal(sluice_get_element(argument, "e", 2, &value), SLUICE_GET_ABSENT);
    assert_int_equal(sluice_get_element(argument, "e", UINT64_C(1) << 32, &value),
                     SLUICE_GET_ABSENT);
    assert_int_equal(sluice_get_element(argument, "map", 0, &value), SLUICE_GET_OK);
    assert_memory_equal(sluice_value_text(graph, value).data, "key", 3);
    assert_int_equal(sluice_get_element(argument, "map", 1, &value), SLUICE_GET_OK);
    assert_memory_equal(sluice_value_class(graph, value).data, "Part", 4);
    assert_int_equal(sluice_get_element(argument, "map", 2, &value), SLUICE_GET_ABSENT);
    assert_int_equal(sluice_get_element(argument, "list", 1, &value), SLUICE_GET_OK);
    assert_int_equal(sluice_get_element(argument, "a", 0, &value), SLUICE_GET_WRONG_TYPE);
    assert_int_equal(sluice_get_element(argument, "n", 0, &value), SLUICE_GET_NULL);
    assert_int_equal(sluice_get_element(argument, "x", 0, &value), SLUICE_GET_ABSENT);
    return true;
}

static bool look_at_helpers(const struct sluice_get_arg *argument)
{
    assert_true(sluice_is_in_range(argument, "i", 7, 7));
    assert_false(sluice_is_in_range(argument, "i", 8, INT64_MAX));
    assert_false(sluice_is_in_range(argument, "i", INT64_MIN, 6));
    assert_false(sluice_is_in_range(argument, "s", INT64_MIN, INT64_MAX));
    assert_false(sluice_is_in_range(argument, "x", INT64_MIN, INT64_MAX));
    assert_true(sluice_is_size_in(argument, "a", 3, 3));
    assert_false(sluice_is_size_in(argument, "a", 4, 9));
    assert_false(sluice_is_size_in(argument, "a", 0, 2));
    assert_false(sluice_is_size_in(argument, "n", 0, UINT64_MAX));
    assert_true(sluice_is_instance(argument, "s", "java.lang.String", false));
    assert_true(sluice_is_instance(argument, "s", "java.lang.CharSequence", false));
    assert_false(sluice_is_instance(argument, "s", "Part", true));
    assert_true(sluice_is_instance(argument, "a", "[I", false));
    assert_false(sluice_is_instance(argument, "a", "[J", false));
    assert_true(sluice_is_instance(argument, "n", "Part", true));
    assert_false(sluice_is_instance(argument, "n", "Part", false));
    assert_false(sluice_is_instance(argument, "i", "java.lang.Object", true));
    assert_false(sluice_is_instance(argument, "x", "java.lang.Object", true));
    assert_true(sluice_are_elements(argument, "e", "java.lang.String", true));
    assert_false(sluice_are_elements(argument, "e", "java.lang.String", false));
    assert_false(sluice_are_elements(argument, "e", "Part", true));
    assert_true(sluice_are_elements(argument, "list", "Part", false));
    assert_true(sluice_are_elements(argument, "list", "Whole", false)); /* its superclass */
    assert_false(sluice_are_elements(argument, "map", "java.lang.Object", true));
    assert_false(sluice_are_elements(argument, "a", "java.lang.Object", true));
    assert_false(sluice_are_elements(argument, "n", "java.lang.Object", true));
    assert_true(sluice_are_keys(argument, "map", "java.lang.String", false));
    assert_false(sluice_are_keys(argument, "map", "Part", false));
    assert_false(sluice_are_keys(argument, "list", "Part", false));
    assert_true(sluice_are_values(argument, "map", "Part", false));
    assert_false(sluice_are_values(argument, "map", "java.lang.String", false));
    assert_false(sluice_are_values(argument, "x", "java.lang.String", false));
    return true;
}

static bool look(const struct sluice_get_arg *argument, void *context)
{
    (void)context;
    asked++;
    assert_null(sluice_get_state(argument));
    assert_false(sluice_get_is_defaulted(argument, "i"));
    assert_false(sluice_get_is_defaulted(argument, "t"));
    assert_false(sluice_get_is_defaulted(argument, "x"));
    return look_at_kinds(argument) && look_at_elements(argument) && look_at_helpers(argument) &&
           answer;
}

/* All but the custom data is missing. */
static bool look_at_defaults(const struct sluice_get_arg *argument, void *context)
{
    int64_t number;
    double real;
    struct sluice_value value;
    (void)context;
    asked++;
    assert_int_equal(sluice_get_integer(argument, "i", &number), SLUICE_GET_OK);
    assert_int_equal(number, 42);
    assert_int_equal(sluice_get_floating(argument, "d", &real), SLUICE_GET_OK);
    assert_true(real >= 1.5 && real <= 1.5);
    assert_int_equal(sluice_get_value(argument, "n", &value), SLUICE_GET_NULL);
    assert_true(sluice_get_is_defaulted(argument, "i"));
    assert_true(sluice_get_is_defaulted(argument, "n"));
    return true;
}

/* Each class sees its own field of a name that both have; the subclass sees the other ones above. */
static const struct sluice_field_model up_fields[] = {{.name = "v", .signature = "I"},
                                                      {.name = "up", .signature = "I"}};
static const struct sluice_field_model low_fields[] = {{.name = "v", .signature = STRING},
                                                       {.name = "low", .signature = "I"}};

static bool look_above(const struct sluice_get_arg *argument, void *context)
{
    int64_t number;
    (void)context;
    assert_int_equal(sluice_get_integer(argument, "low", &number), SLUICE_GET_ABSENT);
    return sluice_is_in_range(argument, "v", 3, 3) && sluice_is_in_range(argument, "up", 4, 4);
}

static bool look_below(const struct sluice_get_arg *argument, void *context)
{
    struct sluice_bytes text;
    (void)context;
    return sluice_get_string(argument, "v", &text) == SLUICE_GET_OK && text.length == 1 &&
           sluice_is_in_range(argument, "up", 4, 4) && sluice_is_in_range(argument, "low", 5, 5);
}

/* Containers in fields: a list that keeps an array with room in it, a map, a wrapper, an empty one. */
static const struct sluice_field_model list_fields[] = {{.name = "used", .signature = "I"},
                                                        {.name = "all", .signature = OBJECTS}};
static const struct sluice_field_model inner_field[] = {
    {.name = "inner", .signature = "Ljava/lang/Object;"}};
static const struct sluice_layout_item map_layout[] = {
    {.kind = SLUICE_LAYOUT_PAIRS, .name = "pairs"}};
static const char *const map_interface[] = {"java.util.Map"};
static const struct sluice_field_model holder_fields[] = {
    {.name = "empty", .signature = "Ljava/lang/Object;"},
    {.name = "list", .signature = "Ljava/lang/Object;"},
    {.name = "map", .signature = "Ljava/lang/Object;"},
    {.name = "wrap", .signature = "Ljava/lang/Object;"}};

static bool look_into_containers(const struct sluice_get_arg *argument, void *context)
{
    uint64_t size;
    struct sluice_value value;
    (void)context;
    asked++;
    assert_true(sluice_is_size_in(argument, "list", 2, 2));
    assert_true(sluice_are_elements(argument, "list", "java.lang.String", false));
    assert_false(sluice_are_elements(argument, "list", "Part", true));
    assert_false(sluice_are_keys(argument, "list", "java.lang.String", false));
    assert_int_equal(sluice_get_element(argument, "list", 1, &value), SLUICE_GET_OK);
    assert_int_equal(sluice_get_element(argument, "list", 2, &value), SLUICE_GET_ABSENT);
    assert_true(sluice_is_size_in(argument, "map", 1, 1));
    assert_true(sluice_are_keys(argument, "map", "java.lang.String", false));
    assert_true(sluice_are_values(argument, "map", "Empty", false));
    assert_false(sluice_are_values(argument, "map", "java.lang.String", false));
    assert_false(sluice_are_elements(argument, "map", "java.lang.Object", true));
    assert_true(sluice_is_size_in(argument, "empty", 0, 0));
    assert_true(sluice_are_elements(argument, "empty", "Part", false));
    assert_int_equal(sluice_get_size(argument, "wrap", &size), SLUICE_GET_WRONG_TYPE);
    assert_int_equal(sluice_get_element(argument, "wrap", 0, &value), SLUICE_GET_WRONG_TYPE);
    assert_false(sluice_are_elements(argument, "wrap", "java.lang.Object", true));
    return true;
}

static const struct sluice_class_model models[] = {
    {.name = "List",
     ATOMIC,
     .fields = list_fields,
     .field_count = COUNT(list_fields),
     .container = SLUICE_CONTAINER_LIST,
     .items = "all",
     .item_count = "used"},
    {.name = "Map",
     ATOMIC,
     .form = SLUICE_FORM_DATA,
     .interfaces = map_interface,
     .interface_count = 1,
     .layout = map_layout,
     .layout_count = 1,
     .container = SLUICE_CONTAINER_MAP,
     .items = "pairs"},
    {.name = "SubMap", ATOMIC, .parent = "Map"},
    {.name = "Wrap",
     ATOMIC,
     .fields = inner_field,
     .field_count = 1,
     .container = SLUICE_CONTAINER_OTHER,
     .items = "inner"},
    {.name = "Empty", ATOMIC, .container = SLUICE_CONTAINER_OTHER},
    {.name = "Holder",
     ATOMIC,
     .fields = holder_fields,
     .field_count = COUNT(holder_fields),
     .check = look_into_containers},
    {.name = "View",
     ATOMIC,
     .form = SLUICE_FORM_BOTH,
     .fields = view_fields,
     .field_count = COUNT(view_fields),
     .layout = view_layout,
     .layout_count = COUNT(view_layout),
     .check = look},
    {.name = "Miss",
     ATOMIC,
     .fields = view_fields,
     .field_count = COUNT(view_fields),
     .check = look_at_defaults},
    {.name = "Up",
     ATOMIC,
     .fields = up_fields,
     .field_count = COUNT(up_fields),
     .check = look_above},
    {.name = "Low",
     ATOMIC,
     .parent = "Up",
     .fields = low_fields,
     .field_count = COUNT(low_fields),
     .check = look_below},
    {.name = "Whole", .construct = SLUICE_CONSTRUCT_ABSTRACT},
    {.name = "Part", ATOMIC, .parent = "Whole"},
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

static void put_view(struct stream *stream)
{
    put_u8(stream, 0x73);
    put_class(stream, "View", 3, COUNT(view_fields));
    for (size_t i = 0; i < COUNT(view_fields); i++) {
        const char *signature = view_fields[i].signature;
        put_field(stream, signature[0], view_fields[i].name,
                  signature[1] != '\0' ? signature : NULL);
    }
    put_hex(stream, "78 70 3fe0000000000000 00000007 75");
    put_plain_class(stream, "[I", 2);
    put_hex(stream, "00000003 00000000 00000000 00000000 75");
    put_plain_class(stream, "[Ljava.lang.Object;", 2);
    put_u32(stream, 2);
    put_string(stream, "one");
    put_hex(stream, "70 70");
    put_string(stream, "h\xc3\xa9y");
    put_hex(stream, "70 77 08 00000001 0002 6162");
    put_string(stream, "key");
    put_u8(stream, 0x73);
    put_plain_class(stream, "Part", 2);
    /* The class Part, again, twice. */
    for (unsigned i = 0; i < 2; i++) {
        put_u8(stream, 0x73);
        put_plain_class(stream, "Part", 2);
    }
    put_u8(stream, 0x78);
}

static void test_getters(void **state)
{
    (void)state;
    struct stream bytes = stream_begin();
    put_view(&bytes);
    asked = 0;
    answer = true;
    struct built built = decode(&bytes, policy, NULL);
    assert_string_equal(sluice_reason_name(built.reason), "ok");
    assert_int_equal(asked, ASKED);
    built_free(&built);
    answer = false;
    built = decode(&bytes, policy, NULL);
    assert_string_equal(sluice_reason_name(built.reason), "check-failed");
    stream_free(&bytes);
}

static void test_defaults(void **state)
{
    (void)state;
    struct stream bytes;
    asked = 0;
    struct built built = decode_hex(&bytes, "73 72 0004 4d697373" SUID "02 0000 78 70", policy);
    assert_string_equal(sluice_reason_name(built.reason), "ok");
    assert_int_equal(asked, ASKED);
    built_free(&built);
    stream_free(&bytes);
}

static void test_own_class_first(void **state)
{
    (void)state;
    struct stream bytes = stream_begin();
    put_u8(&bytes, 0x73);
    put_class(&bytes, "Low", 2, 2);
    put_field(&bytes, 'I', "low", NULL);
    put_field(&bytes, 'L', "v", STRING);
    put_u8(&bytes, 0x78);
    put_class(&bytes, "Up", 2, 2);
    put_field(&bytes, 'I', "up", NULL);
    put_field(&bytes, 'I', "v", NULL);
    put_hex(&bytes, "78 70 00000004 00000003 00000005 74 0001 61");
    struct built built = decode(&bytes, policy, NULL);
    assert_string_equal(sluice_reason_name(built.reason), "ok");
    built_free(&built);
    stream_free(&bytes);
}

static void test_containers(void **state)
{
    (void)state;
    struct stream bytes = stream_begin();
    put_u8(&bytes, 0x73);
    put_class(&bytes, "Holder", 2, COUNT(holder_fields));
    for (size_t i = 0; i < COUNT(holder_fields); i++) {
        put_field(&bytes, 'L', holder_fields[i].name, holder_fields[i].signature);
    }
    put_hex(&bytes, "78 70 73");
    put_plain_class(&bytes, "Empty", 2);
    put_u8(&bytes, 0x73);
    put_class(&bytes, "List", 2, 2);
    put_field(&bytes, 'I', "used", NULL);
    put_field(&bytes, '[', "all", OBJECTS);
    put_hex(&bytes, "78 70 00000002 75");
    put_plain_class(&bytes, "[Ljava.lang.Object;", 2);
    put_u32(&bytes, 3);
    put_string(&bytes, "one");
    put_string(&bytes, "two");
    put_u8(&bytes, 0x70); /* room */
    put_u8(&bytes, 0x73);
    put_class(&bytes, "SubMap", 2, 0);
    put_u8(&bytes, 0x78);
    put_plain_class(&bytes, "Map", 3);
    put_string(&bytes, "key");
    put_u8(&bytes, 0x73);
    put_plain_class(&bytes, "Empty", 2);
    put_hex(&bytes, "78 73");
    put_class(&bytes, "Wrap", 2, 1);
    put_field(&bytes, 'L', "inner", "Ljava/lang/Object;");
    put_hex(&bytes, "78 70 73");
    put_plain_class(&bytes, "Empty", 2);
    asked = 0;
    struct built built = decode(&bytes, policy, NULL);
    assert_string_equal(sluice_reason_name(built.reason), "ok");
    assert_int_equal(asked, ASKED);
    built_free(&built);
    stream_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_getters),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_own_class_first),
        cmocka_unit_test(test_containers),
    };
    return cmocka_run_group_tests(tests, make_policy, free_policy);
}
