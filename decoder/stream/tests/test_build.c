/* The builder: values made by a program are those that a reader of the same bytes would have made. */
#include "support.h"

#include "sluice/build.h"
#include "sluice/custom_data.h"
#include "sluice/get_arg.h"
#include "sluice/write.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const colors[] = {"RED", "BLUE"};
static const struct sluice_field_model base_fields[] = {
    {.name = "z", .signature = "Z", .default_integer = 1},
    {.name = "o", .signature = "Ljava/lang/Object;"},
};
static const struct sluice_field_model all_fields[] = {
    {.name = "t", .signature = "Ljava/lang/String;"},
    {.name = "b", .signature = "B", .default_integer = -3},
    {.name = "c", .signature = "C"},
    {.name = "d", .signature = "D", .default_floating = 0.5},
    {.name = "f", .signature = "F", .default_floating = -0.25},
    {.name = "a", .signature = "[I"},
    {.name = "i", .signature = "I", .default_integer = 70000},
    {.name = "j", .signature = "J"},
    {.name = "s", .signature = "S"},
};
static const struct sluice_layout_item bag_layout[] = {
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'J', .name = "stamp"},
    {.kind = SLUICE_LAYOUT_UTF, .name = "label"},
    {.kind = SLUICE_LAYOUT_OBJECT, .name = "owner"},
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'I', .name = "count"},
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'D', .name = "weight"},
    {.kind = SLUICE_LAYOUT_OBJECTS, .name = "items", .count = "count"},
    {.kind = SLUICE_LAYOUT_PAIRS, .name = "pairs"},
};
static const struct sluice_field_model node_fields[] = {
    {.name = "next", .signature = "LNode;"},
};
static const struct sluice_field_model positive_fields[] = {
    {.name = "value", .signature = "I", .default_integer = 1},
};
static const struct sluice_invariant positive_invariants[] = {
    {.kind = SLUICE_INVARIANT_RANGE, .field = "value", .minimum = 1, .maximum = 10},
};
static const struct sluice_field_model self_fields[] = {
    {.name = "cause", .signature = "Ljava/lang/Object;", .self_is_null = true},
    {.name = "n", .signature = "I"},
};

/* The custom data of `Reading`: an int, an object, and what is left. */
static bool read_reading(struct sluice_custom_data *data, void *state, void *context)
{
    int64_t *number = state;
    struct sluice_value value;
    (void)context;
    return sluice_custom_integer(data, 'I', number) && sluice_custom_object(data, NULL, &value) &&
           sluice_custom_integer(data, 'S', &number[1]);
}

static bool make_reading(const struct sluice_get_arg *argument, void *instance, void *context)
{
    const int64_t *state = sluice_get_state(argument);
    (void)context;
    memcpy(instance, &state[1], sizeof state[1]);
    return true;
}

#define ATOMIC .construct = SLUICE_CONSTRUCT_ATOMIC, .has_suid = true
static const struct sluice_class_model models[] = {
    {.name = "Base", ATOMIC, .suid = 11, .fields = base_fields, .field_count = COUNT(base_fields)},
    {.name = "All",
     ATOMIC,
     .suid = -1,
     .parent = "Base",
     .fields = all_fields,
     .field_count = COUNT(all_fields)},
    {.name = "Bag",
     ATOMIC,
     .suid = 2,
     .form = SLUICE_FORM_BOTH,
     .parent = "Base",
     .layout = bag_layout,
     .layout_count = COUNT(bag_layout),
     .is_mutable = true},
    {.name = "Ext",
     ATOMIC,
     .suid = 3,
     .form = SLUICE_FORM_EXTERNAL,
     .layout = bag_layout,
     .layout_count = COUNT(bag_layout)},
    {.name = "Data",
     ATOMIC,
     .suid = 4,
     .form = SLUICE_FORM_DATA,
     .layout = bag_layout,
     .layout_count = 2,
     .fields = positive_fields,
     .field_count = COUNT(positive_fields)},
    {.name = "Node", ATOMIC, .suid = 5, .fields = node_fields, .field_count = COUNT(node_fields)},
    {.name = "Positive",
     ATOMIC,
     .suid = 6,
     .fields = positive_fields,
     .field_count = COUNT(positive_fields),
     .invariants = positive_invariants,
     .invariant_count = COUNT(positive_invariants)},
    {.name = "Self", ATOMIC, .suid = 7, .fields = self_fields, .field_count = COUNT(self_fields)},
    {.name = "Reading",
     ATOMIC,
     .suid = 8,
     .form = SLUICE_FORM_BOTH,
     .read = read_reading,
     .state_size = 16,
     .constructor = make_reading,
     .instance_size = 8},
    {.name = "Token", .construct = SLUICE_CONSTRUCT_STATELESS, .has_suid = true, .suid = 9},
    {.name = "Color", .construct = SLUICE_CONSTRUCT_ENUM, .constants = colors, .constant_count = 2},
    {.name = "Named", .construct = SLUICE_CONSTRUCT_INTERFACE},
    {.name = "NoSuid", .construct = SLUICE_CONSTRUCT_ATOMIC},
    {.name = "UnderNoSuid", ATOMIC, .parent = "NoSuid"},
    {.name = "Denied", .construct = SLUICE_CONSTRUCT_DENIED},
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

static struct sluice_builder *begin(void)
{
    struct sluice_builder *builder;
    assert_int_equal(sluice_builder_create(policy, NULL, &builder), SLUICE_OK);
    return builder;
}

static struct sluice_value text(struct sluice_builder *builder, const char *string)
{
    struct sluice_value value;
    (void)sluice_build_string(builder, string, strlen(string), &value);
    return value;
}

static struct sluice_graph *finish(struct sluice_builder *builder)
{
    struct sluice_graph *graph;
    struct sluice_status status;
    const enum sluice_reason reason = sluice_builder_finish(builder, &graph, &status);
    if (reason != SLUICE_OK) {
        fail_msg("%s at %s: %s %s", sluice_reason_name(reason), status.at, status.class_name,
                 status.path);
    }
    return graph;
}

/* Writes a graph, reads it back, and compares both with each other and, if there is one, the text. */
static void expect_round(struct sluice_graph *graph, const char *compact)
{
    struct sluice_buffer bytes = {0};
    const struct sluice_sink sink = sluice_sink_buffer(&bytes);
    struct sluice_status status;
    assert_int_equal(sluice_write_graph(graph, &sink, NULL, &status), SLUICE_OK);
    const struct stream stream = {.bytes = bytes.bytes, .length = bytes.length};
    struct sluice_limits limits = {.depth = UINT32_MAX, .objects = UINT32_MAX};
    const struct sluice_options options = {.limits = &limits};
    struct built built = decode(&stream, policy, &options);
    if (built.reason != SLUICE_OK) {
        fail_msg("%s at %s", sluice_reason_name(built.reason), built.status.path);
    }
    char *before = graph_json_of(graph);
    char *after = graph_json_of(built.graph);
    assert_string_equal(after, before);
    free(before);
    free(after);
    if (compact != NULL) {
        char *found = graph_compact_of(graph);
        assert_string_equal(found, compact);
        free(found);
    }
    built_free(&built);
    sluice_buffer_free(&bytes);
    sluice_graph_free(graph);
}

/* --- every kind ------------------------------------------------------------------------------- */

static void test_strings(void **state)
{
    (void)state;
    struct sluice_builder *builder = begin();
    enum { LONG = 70000 };
    char *large = malloc(LONG);
    assert_non_null(large);
    memset(large, 'x', LONG);
    struct sluice_value value;
    sluice_build_add(builder, text(builder, ""));
    sluice_build_add(builder, text(builder, "hello"));
    sluice_build_string(builder, large, LONG, &value);
    sluice_build_add(builder, value);
    sluice_build_add(builder, value);
    sluice_build_add(builder, (struct sluice_value){0});
    struct sluice_graph *graph = finish(builder);
    assert_int_equal(sluice_graph_count(graph), 5);
    assert_int_equal(sluice_value_text(graph, value).length, LONG);
    assert_true(sluice_value_same(sluice_graph_at(graph, 2), sluice_graph_at(graph, 3)));
    assert_int_equal(sluice_value_kind(graph, sluice_graph_at(graph, 4)), SLUICE_VALUE_NULL);
    expect_round(graph, NULL);
    free(large);
}

static void test_arrays(void **state)
{
    (void)state;
    static const uint8_t bytes[16] = {0, 0, 0, 1, 0, 0, 0, 2, 0x40};
    struct sluice_builder *builder = begin();
    struct sluice_value value;
    for (const char *type = "BCDFIJSZ"; *type != '\0'; type++) {
        assert_int_equal(sluice_build_primitives(builder, *type, bytes, 2, &value), SLUICE_OK);
        sluice_build_add(builder, value);
        assert_int_equal(sluice_build_primitives(builder, *type, NULL, 0, &value), SLUICE_OK);
        sluice_build_add(builder, value);
    }
    const struct sluice_value items[] = {text(builder, "a"), value, {0}};
    sluice_build_array(builder, "[Ljava.lang.Object;", items, 3, &value);
    sluice_build_add(builder, value);
    sluice_build_array(builder, "[[Ljava.lang.Object;", &value, 1, &value);
    sluice_build_add(builder, value);
    sluice_build_array(builder, "[LToken;", NULL, 0, &value);
    sluice_build_add(builder, value);
    expect_round(finish(builder), NULL);
}

static void test_enums_and_classes(void **state)
{
    (void)state;
    static const char *const names[] = {"Color",       "All",    "Ext",
                                        "Named",       "NoSuid", "int",
                                        "void",        "[[I",    "java.lang.Object",
                                        "[LColor;",    "Token",  "Bag",
                                        "UnderNoSuid", "Denied"};
    struct sluice_builder *builder = begin();
    struct sluice_value red;
    struct sluice_value again;
    struct sluice_value blue;
    sluice_build_enum(builder, "Color", "RED", &red);
    sluice_build_enum(builder, "Color", "BLUE", &blue);
    sluice_build_enum(builder, "Color", "RED", &again);
    assert_true(sluice_value_same(red, again));
    assert_false(sluice_value_same(red, blue));
    sluice_build_add(builder, red);
    sluice_build_add(builder, blue);
    sluice_build_add(builder, again);
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_int_equal(sluice_build_class(builder, names[i], &red), SLUICE_OK);
        assert_int_equal(sluice_build_class(builder, names[i], &again), SLUICE_OK);
        assert_true(sluice_value_same(red, again));
        sluice_build_add(builder, red);
    }
    /* What a class object has described serves an array too. */
    sluice_build_primitives(builder, 'I', NULL, 0, &red);
    sluice_build_array(builder, "[[I", &red, 1, &red);
    sluice_build_add(builder, red);
    struct sluice_graph *graph = finish(builder);
    for (uint32_t i = 0; i < COUNT(names); i++) {
        const struct sluice_bytes name = sluice_value_class(graph, sluice_graph_at(graph, 3 + i));
        assert_memory_equal(name.data, names[i], name.length);
    }
    expect_round(graph, NULL);
}

static void test_fields(void **state)
{
    (void)state;
    struct sluice_builder *builder = begin();
    static const uint8_t ints[8] = {0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF};
    struct sluice_value value;
    struct sluice_value array;
    sluice_build_begin(builder, "All");
    sluice_build_integer(builder, "b", -128);
    sluice_build_integer(builder, "c", 65535);
    sluice_build_floating(builder, "d", -1.5);
    sluice_build_floating(builder, "f", 0.75);
    sluice_build_integer(builder, "i", INT32_MIN);
    sluice_build_integer(builder, "j", INT64_MIN);
    sluice_build_integer(builder, "s", -32768);
    sluice_build_integer(builder, "z", 0);
    sluice_build_primitives(builder, 'I', ints, 2, &array);
    sluice_build_value(builder, "a", array);
    sluice_build_value(builder, "t", text(builder, "text"));
    sluice_build_begin(builder, "Token"); /* one inside the other */
    assert_int_equal(sluice_build_end(builder, &value), SLUICE_OK);
    sluice_build_value(builder, "o", value);
    assert_int_equal(sluice_build_end(builder, &value), SLUICE_OK);
    sluice_build_add(builder, value);
    sluice_build_begin(builder, "All");
    assert_int_equal(sluice_build_end(builder, &value), SLUICE_OK);
    sluice_build_add(builder, value);
    struct sluice_graph *graph = finish(builder);
    expect_round(graph,
                 "All{z=false o=Token{} t=\"text\" b=-128 c=65535 d=-1.5 f=0.75 a=int[2]{1,-1} "
                 "i=-2147483648 j=-9223372036854775808 s=-32768},"
                 "All{z=true o=null t=null b=-3 c=0 d=0.5 f=-0.25 a=null i=70000 j=0 s=0}");
}

static struct sluice_value bag(struct sluice_builder *builder, const char *class_name)
{
    const struct sluice_value items[] = {text(builder, "a"), {0}, text(builder, "b")};
    struct sluice_value value;
    sluice_build_begin(builder, class_name);
    sluice_build_integer(builder, "stamp", 5);
    sluice_build_utf(builder, "label", "name", 4);
    sluice_build_value(builder, "owner", items[0]);
    sluice_build_floating(builder, "weight", 2.5);
    sluice_build_items(builder, "items", items, 3);
    sluice_build_items(builder, "pairs", items, 2);
    assert_int_equal(sluice_build_end(builder, &value), SLUICE_OK);
    return value;
}

static void test_custom_data(void **state)
{
    (void)state;
    struct sluice_builder *builder = begin();
    struct sluice_value value;
    sluice_build_add(builder, bag(builder, "Bag"));
    sluice_build_add(builder, bag(builder, "Ext"));
    sluice_build_begin(builder, "Bag");
    sluice_build_end(builder, &value);
    sluice_build_add(builder, value);
    sluice_build_begin(builder, "Ext");
    sluice_build_end(builder, &value);
    sluice_build_add(builder, value);
    sluice_build_begin(builder, "Data");
    sluice_build_utf(builder, "label", "", 0);
    sluice_build_end(builder, &value);
    sluice_build_add(builder, value);
    struct sluice_graph *graph = finish(builder);
    assert_int_equal(sluice_value_items(graph, sluice_graph_root(graph), "items"), 3);
    int64_t count;
    assert_int_equal(sluice_value_integer(graph, sluice_graph_root(graph), "count", &count),
                     SLUICE_GET_OK);
    assert_int_equal(count, 3);
    expect_round(graph, NULL);
}

static void test_own_code(void **state)
{
    (void)state;
    struct sluice_builder *builder = begin();
    static const uint8_t number[] = {0, 0, 1};
    static const uint8_t rest[] = {0, 0x12, 0x34};
    struct sluice_value value;
    sluice_build_begin(builder, "Reading");
    sluice_build_custom_bytes(builder, "Reading", number, sizeof number);
    sluice_build_custom_bytes(builder, "Reading", rest, 1);
    sluice_build_custom_value(builder, "Reading", text(builder, "object"));
    sluice_build_custom_bytes(builder, "Reading", rest + 1, 2);
    assert_int_equal(sluice_build_end(builder, &value), SLUICE_OK);
    sluice_build_add(builder, value);
    struct sluice_graph *graph = finish(builder);
    const int64_t *read = sluice_value_state(graph, value, "Reading");
    assert_non_null(read);
    assert_int_equal(read[0], 256);
    assert_int_equal(read[1], 0x1234);
    int64_t made;
    memcpy(&made, sluice_value_instance(graph, value), sizeof made);
    assert_int_equal(made, 0x1234);
    expect_round(graph, NULL);
}

/* A cause that is null is written as the object itself, as a Throwable writes it. */
static void test_self(void **state)
{
    (void)state;
    struct sluice_builder *builder = begin();
    struct sluice_value value;
    for (unsigned i = 0; i < 2; i++) {
        sluice_build_begin(builder, "Self");
        sluice_build_end(builder, &value);
        sluice_build_add(builder, value);
    }
    struct sluice_graph *graph = finish(builder);
    struct sluice_buffer bytes = {0};
    const struct sluice_sink sink = sluice_sink_buffer(&bytes);
    assert_int_equal(sluice_write_graph(graph, &sink, NULL, NULL), SLUICE_OK);
    /* The class has handle 0, its field's type 1, the objects 2 and 3. */
    static const uint8_t reference[] = {0x71, 0, 0x7E, 0, 3};
    assert_memory_equal(bytes.bytes + bytes.length - sizeof reference, reference, sizeof reference);
    sluice_buffer_free(&bytes);
    expect_round(graph, NULL);
}

static void test_sharing(void **state)
{
    (void)state;
    struct sluice_builder *builder = begin();
    const struct sluice_value shared = text(builder, "shared");
    const struct sluice_value other = text(builder, "shared");
    const struct sluice_value items[] = {shared, other, shared};
    struct sluice_value array;
    sluice_build_array(builder, "[Ljava.lang.Object;", items, 3, &array);
    sluice_build_add(builder, array);
    sluice_build_add(builder, array);
    sluice_build_add(builder, shared);
    struct sluice_graph *graph = finish(builder);
    expect_round(graph, NULL);
}

/* Depth costs no stack. */
static void test_depth(void **state)
{
    (void)state;
    struct sluice_builder *builder = begin();
    struct sluice_value value = {0};
    for (unsigned i = 0; i < 100000; i++) {
        sluice_build_begin(builder, "Node");
        sluice_build_value(builder, "next", value);
        sluice_build_end(builder, &value);
    }
    sluice_build_add(builder, value);
    struct sluice_graph *graph = finish(builder);
    expect_round(graph, NULL);
}

static void test_nothing(void **state)
{
    (void)state;
    struct sluice_graph *graph = finish(begin());
    assert_int_equal(sluice_graph_count(graph), 0);
    expect_round(graph, NULL);
    sluice_builder_free(NULL);
    struct sluice_builder *builder = begin();
    sluice_build_begin(builder, "Bag");
    sluice_build_utf(builder, "label", "name", 4);
    sluice_builder_free(builder);
}

/* --- refusals --------------------------------------------------------------------------------- */

static struct sluice_value unused;

static void no_class(struct sluice_builder *builder)
{
    sluice_build_begin(builder, "Unknown");
}
static void no_suid(struct sluice_builder *builder)
{
    sluice_build_begin(builder, "UnderNoSuid");
}
static void denied(struct sluice_builder *builder)
{
    sluice_build_begin(builder, "Denied");
}
static void bad_range(struct sluice_builder *builder)
{
    sluice_build_begin(builder, "Positive");
    sluice_build_integer(builder, "value", 11);
    sluice_build_end(builder, &unused);
}
static void bad_type(struct sluice_builder *builder)
{
    sluice_build_begin(builder, "All");
    sluice_build_value(builder, "a", text(builder, "no array"));
    sluice_build_end(builder, &unused);
}
static void bad_element(struct sluice_builder *builder)
{
    const struct sluice_value item = text(builder, "no token");
    sluice_build_array(builder, "[LToken;", &item, 1, &unused);
}
static void bad_constant(struct sluice_builder *builder)
{
    sluice_build_enum(builder, "Color", "GREEN", &unused);
}
static void no_enum(struct sluice_builder *builder)
{
    sluice_build_enum(builder, "All", "RED", &unused);
}
static void unknown_enum(struct sluice_builder *builder)
{
    sluice_build_enum(builder, "Unknown", "RED", &unused);
}
static void unknown_class(struct sluice_builder *builder)
{
    sluice_build_class(builder, "Unknown", &unused);
}
static void bad_text(struct sluice_builder *builder)
{
    sluice_build_string(builder, "\xFF", 1, &unused);
}
static void bad_label(struct sluice_builder *builder)
{
    sluice_build_begin(builder, "Bag");
    sluice_build_utf(builder, "label", "\xFF", 1);
}
static void unread(struct sluice_builder *builder)
{
    sluice_build_begin(builder, "Reading");
    sluice_build_end(builder, &unused);
}

static void set_without_begin(struct sluice_builder *builder)
{
    sluice_build_integer(builder, "i", 1);
}
static void end_twice(struct sluice_builder *builder)
{
    sluice_build_begin(builder, "Token");
    sluice_build_end(builder, &unused);
    sluice_build_end(builder, &unused);
}
static void unknown_name(struct sluice_builder *builder)
{
    sluice_build_begin(builder, "All");
    sluice_build_integer(builder, "nothing", 1);
}
static void integer_for_double(struct sluice_builder *builder)
{
    sluice_build_begin(builder, "All");
    sluice_build_integer(builder, "d", 1);
}
static void double_for_integer(struct sluice_builder *builder)
{
    sluice_build_begin(builder, "All");
    sluice_build_floating(builder, "i", 1);
}
static void too_large(struct sluice_builder *builder)
{
    sluice_build_begin(builder, "All");
    sluice_build_integer(builder, "b", 128);
}
static void value_for_integer(struct sluice_builder *builder)
{
    sluice_build_begin(builder, "All");
    sluice_build_value(builder, "i", (struct sluice_value){0});
}
static void no_value(struct sluice_builder *builder)
{
    const struct sluice_value value = text(builder, "a");
    sluice_build_begin(builder, "All");
    sluice_build_value(builder, "t", (struct sluice_value){value.id + 1});
}
static void wrong_count(struct sluice_builder *builder)
{
    const struct sluice_value items[2] = {{0}, {0}};
    sluice_build_begin(builder, "Bag");
    sluice_build_integer(builder, "count", 3);
    sluice_build_items(builder, "items", items, 2);
    sluice_build_end(builder, &unused);
}
static void odd_pairs(struct sluice_builder *builder)
{
    const struct sluice_value items[3] = {{0}, {0}, {0}};
    sluice_build_begin(builder, "Bag");
    sluice_build_items(builder, "pairs", items, 3);
}
static void text_for_object(struct sluice_builder *builder)
{
    sluice_build_begin(builder, "Bag");
    sluice_build_utf(builder, "owner", "a", 1);
}
static void custom_without_code(struct sluice_builder *builder)
{
    sluice_build_begin(builder, "Bag");
    sluice_build_custom_bytes(builder, "Bag", (const uint8_t *)"a", 1);
}
static void custom_of_another(struct sluice_builder *builder)
{
    sluice_build_begin(builder, "Bag");
    sluice_build_custom_bytes(builder, "Reading", (const uint8_t *)"a", 1);
}
static void still_open(struct sluice_builder *builder)
{
    sluice_build_begin(builder, "Bag");
}
static void array_of_nothing(struct sluice_builder *builder)
{
    sluice_build_array(builder, "[I", NULL, 0, &unused);
}
static void primitives_of_objects(struct sluice_builder *builder)
{
    sluice_build_primitives(builder, 'L', NULL, 0, &unused);
}
static void add_no_value(struct sluice_builder *builder)
{
    sluice_build_add(builder, (struct sluice_value){9999});
}

static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        void (*act)(struct sluice_builder *builder);
        enum sluice_reason reason;
        const char *class_name;
        const char *path;
    } table[] = {
        {no_class, SLUICE_CLASS_NOT_IN_POLICY, "Unknown", "root"},
        {no_suid, SLUICE_NOT_SERIALIZABLE, "NoSuid", "root"},
        {denied, SLUICE_NOT_PERMITTED, "Denied", "root"},
        {bad_range, SLUICE_BROKEN_RANGE, "Positive", "root.value"},
        {bad_type, SLUICE_VALUE_TYPE, "All", "root.a"},
        {bad_element, SLUICE_VALUE_TYPE, "Token", "root[0]"},
        {bad_constant, SLUICE_UNKNOWN_CONSTANT, "Color", "root"},
        {no_enum, SLUICE_KIND_MISMATCH, "All", "root"},
        {unknown_enum, SLUICE_CLASS_NOT_IN_POLICY, "Unknown", "root"},
        {unknown_class, SLUICE_CLASS_NOT_IN_POLICY, "Unknown", "root"},
        {bad_text, SLUICE_BAD_UTF, "", "root"},
        {bad_label, SLUICE_BAD_UTF, "Bag", "root.label"},
        {unread, SLUICE_OPTIONAL_DATA, "Reading", "root"},
        {set_without_begin, SLUICE_BAD_ARGUMENT, "", "root.i"},
        {end_twice, SLUICE_BAD_ARGUMENT, "", "root"},
        {unknown_name, SLUICE_BAD_ARGUMENT, "All", "root.nothing"},
        {integer_for_double, SLUICE_BAD_ARGUMENT, "All", "root.d"},
        {double_for_integer, SLUICE_BAD_ARGUMENT, "All", "root.i"},
        {too_large, SLUICE_BAD_ARGUMENT, "All", "root.b"},
        {value_for_integer, SLUICE_BAD_ARGUMENT, "All", "root.i"},
        {no_value, SLUICE_BAD_ARGUMENT, "All", "root.t"},
        {wrong_count, SLUICE_BAD_ARGUMENT, "Bag", "root.count"},
        {odd_pairs, SLUICE_BAD_ARGUMENT, "Bag", "root.pairs"},
        {text_for_object, SLUICE_BAD_ARGUMENT, "Bag", "root.owner"},
        {custom_without_code, SLUICE_BAD_ARGUMENT, "Bag", "root"},
        {custom_of_another, SLUICE_BAD_ARGUMENT, "Reading", "root"},
        {still_open, SLUICE_BAD_ARGUMENT, "Bag", "root"},
        {array_of_nothing, SLUICE_BAD_ARGUMENT, "[I", "root"},
        {primitives_of_objects, SLUICE_BAD_ARGUMENT, "", "root"},
        {add_no_value, SLUICE_BAD_ARGUMENT, "", "root"},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        struct sluice_builder *builder = begin();
        struct sluice_graph *graph = NULL;
        struct sluice_status status;
        sluice_build_add(builder, text(builder, "before"));
        table[i].act(builder);
        /* What follows does nothing, and does not hide the failure. */
        (void)bag;
        sluice_build_add(builder, text(builder, "after"));
        (void)sluice_build_class(builder, "int", &unused);
        const enum sluice_reason reason = sluice_builder_finish(builder, &graph, &status);
        if (reason != table[i].reason || status.reason != reason || graph != NULL ||
            strcmp(status.class_name, table[i].class_name) != 0 ||
            strcmp(status.path, table[i].path) != 0) {
            fail_msg("case %zu: %s, class '%s', path '%s', at %s", i, sluice_reason_name(reason),
                     status.class_name, status.path, status.at);
        }
    }
}

/* --- memory ----------------------------------------------------------------------------------- */

static enum sluice_reason build_some(struct meter *meter, struct sluice_graph **graph)
{
    struct sluice_builder *builder;
    struct sluice_value value;
    struct sluice_value bags[2];
    *graph = NULL;
    enum sluice_reason reason = sluice_builder_create(policy, &meter->allocator, &builder);
    if (reason != SLUICE_OK) {
        assert_null(builder);
        return reason;
    }
    const struct sluice_value items[] = {text(builder, "a"), text(builder, "b")};
    for (unsigned i = 0; i < 2; i++) {
        sluice_build_begin(builder, "Bag");
        sluice_build_utf(builder, "label", "name", 4);
        sluice_build_items(builder, "items", items, 2);
        sluice_build_value(builder, "o", items[i]);
        sluice_build_end(builder, &bags[i]);
    }
    sluice_build_array(builder, "[LBag;", bags, 2, &value);
    sluice_build_add(builder, value);
    sluice_build_enum(builder, "Color", "RED", &value);
    sluice_build_add(builder, value);
    sluice_build_class(builder, "[[LBag;", &value);
    sluice_build_add(builder, value);
    sluice_build_begin(builder, "Reading");
    sluice_build_custom_bytes(builder, "Reading", (const uint8_t *)"1234", 4);
    sluice_build_custom_value(builder, "Reading", value);
    sluice_build_custom_bytes(builder, "Reading", (const uint8_t *)"12", 2);
    sluice_build_end(builder, &value);
    sluice_build_add(builder, value);
    return sluice_builder_finish(builder, graph, NULL);
}

static void test_memory(void **state)
{
    (void)state;
    struct meter meter;
    struct sluice_graph *graph;
    for (unsigned bits = 0; bits < 2; bits++) {
        meter_init(&meter);
        assert_int_equal(build_some(&meter, &graph), SLUICE_OK);
        const uint64_t calls = meter.calls;
        sluice_graph_free(graph);
        assert_int_equal(meter.live, 0);
        assert_true(calls > 10);
        for (uint64_t at = 1; at <= calls; at++) {
            meter_init(&meter);
            meter.fail_at = at;
            meter.fail_after = bits != 0;
            assert_int_equal(build_some(&meter, &graph), SLUICE_OUT_OF_MEMORY);
            assert_null(graph);
            assert_int_equal(meter.live, 0);
            assert_int_equal(meter.live_blocks, 0);
            assert_int_equal(meter.calls, at);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_arrays),
        cmocka_unit_test(test_enums_and_classes),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_custom_data),
        cmocka_unit_test(test_own_code),
        cmocka_unit_test(test_self),
        cmocka_unit_test(test_sharing),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, make_policy, free_policy);
}
