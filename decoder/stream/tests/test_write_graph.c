/* Writing value graphs: what streams of other versions of a class become, what limits and failures do,
 * and which containers are replaced. harness/models/tests/test_written.c has the streams of a JDK. */
#include "support.h"

#include "sluice/build.h"
#include "sluice/write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct sluice_field_model base_fields[] = {
    {.name = "n", .signature = "I", .default_integer = 7},
    {.name = "o", .signature = "Ljava/lang/Object;"},
};
static const struct sluice_field_model leaf_fields[] = {
    {.name = "d", .signature = "D", .default_floating = 0.5},
    {.name = "b", .signature = "B", .default_integer = -1},
    {.name = "s", .signature = "Ljava/lang/String;"},
};
static const struct sluice_layout_item list_layout[] = {
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'I', .name = "count"},
    {.kind = SLUICE_LAYOUT_OBJECTS, .name = "items", .count = "count"},
};
static const struct sluice_layout_item tail_layout[] = {
    {.kind = SLUICE_LAYOUT_OBJECT, .name = "first"},
    {.kind = SLUICE_LAYOUT_OBJECTS, .name = "rest", .until_null = true},
};
static const struct sluice_field_model holder_fields[] = {
    {.name = "any", .signature = "Ljava/lang/Object;"},
    {.name = "list", .signature = "Ljava/util/List;"},
    {.name = "own", .signature = "LList;"},
};
static const struct sluice_field_model vector_fields[] = {
    {.name = "data", .signature = "[Ljava/lang/Object;"},
};
static const struct sluice_field_model handler_fields[] = {{.name = "n", .signature = "I"}};
static const char *const handler_interfaces[] = {"java.lang.reflect.InvocationHandler"};
static const char *const list_interfaces[] = {"java.util.List"};
static const struct sluice_field_model next_fields[] = {{.name = "next", .signature = "LNode;"}};

#define ATOMIC .construct = SLUICE_CONSTRUCT_ATOMIC
static const struct sluice_class_model models[] = {
    {.name = "Base",
     ATOMIC,
     .has_suid = true,
     .suid = 1,
     .fields = base_fields,
     .field_count = COUNT(base_fields)},
    {.name = "Leaf",
     ATOMIC,
     .parent = "Base",
     .fields = leaf_fields,
     .field_count = COUNT(leaf_fields)},
    {.name = "Empty", ATOMIC, .has_suid = true, .suid = 1, .parent = "Base"},
    {.name = "List",
     ATOMIC,
     .has_suid = true,
     .suid = 1,
     .form = SLUICE_FORM_BOTH,
     .layout = list_layout,
     .layout_count = COUNT(list_layout),
     .container = SLUICE_CONTAINER_LIST,
     .items = "items",
     .interfaces = list_interfaces,
     .interface_count = 1},
    {.name = "Tail",
     ATOMIC,
     .has_suid = true,
     .suid = 1,
     .form = SLUICE_FORM_BOTH,
     .layout = tail_layout,
     .layout_count = COUNT(tail_layout)},
    {.name = "Holder",
     .construct = SLUICE_CONSTRUCT_PERMITTED,
     .has_suid = true,
     .suid = 1,
     .fields = holder_fields,
     .field_count = COUNT(holder_fields)},
    {.name = "Handler",
     ATOMIC,
     .has_suid = true,
     .suid = 1,
     .fields = handler_fields,
     .field_count = 1,
     .interfaces = handler_interfaces,
     .interface_count = 1},
    {.name = "Node", ATOMIC, .has_suid = true, .suid = 1, .fields = next_fields, .field_count = 1},
    {.name = "Vector",
     ATOMIC,
     .has_suid = true,
     .suid = 1,
     .fields = vector_fields,
     .field_count = 1,
     .container = SLUICE_CONTAINER_LIST,
     .items = "data"},
    {.name = "Named", .construct = SLUICE_CONSTRUCT_INTERFACE},
    {.name = "java.util.List", .construct = SLUICE_CONSTRUCT_INTERFACE},
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

struct written {
    struct sluice_buffer buffer;
    enum sluice_reason reason;
    struct sluice_status status;
    struct sluice_write_report report;
};

static struct written write_with(const struct sluice_graph *graph,
                                 const struct sluice_limits *limits,
                                 const struct sluice_policy *safe)
{
    struct written written = {0};
    const struct sluice_sink sink = sluice_sink_buffer(&written.buffer);
    const struct sluice_write_options options = {
        .reader = limits, .safe = safe, .report = &written.report};
    written.reason = sluice_write_graph(graph, &sink, &options, &written.status);
    assert_int_equal(written.reason, written.status.reason);
    assert_int_equal(written.status.consumed, written.buffer.length);
    return written;
}

static void written_free(struct written *written)
{
    sluice_buffer_free(&written->buffer);
}

static char *text_of(const struct written *written, bool compact)
{
    const struct stream stream = {.bytes = written->buffer.bytes, .length = written->buffer.length};
    struct outcome outcome = inspect(&stream, NULL);
    assert_int_equal(outcome.reason, SLUICE_OK);
    char *text = compact ? compact_of(outcome.document) : json_of(outcome.document);
    outcome_free(&outcome);
    return text;
}

/* Decodes hex, writes it, and compares the bytes with the header and other hex; the graph that comes
 * back is equal. */
static void expect_written(const char *hex, const char *expected_hex)
{
    struct stream bytes;
    struct built built = decode_hex(&bytes, hex, policy);
    if (built.reason != SLUICE_OK) {
        fail_msg("%s at %s", sluice_reason_name(built.reason), built.status.path);
    }
    struct written written = write_with(built.graph, NULL, NULL);
    struct stream expected = stream_begin();
    put_hex(&expected, expected_hex);
    assert_int_equal(written.reason, SLUICE_OK);
    assert_int_equal(written.buffer.length, expected.length);
    assert_memory_equal(written.buffer.bytes, expected.bytes, expected.length);
    struct built again = decode(&expected, policy, NULL);
    char *before = graph_json_of(built.graph);
    char *after = graph_json_of(again.graph);
    assert_string_equal(after, before);
    free(before);
    free(after);
    built_free(&again);
    stream_free(&expected);
    written_free(&written);
    built_free(&built);
    stream_free(&bytes);
}

/* --- classes that have changed ---------------------------------------------------------------- */

#define SUID "0000000000000001"
#define NAME_BASE "0004 42617365"
#define NAME_LEAF "0004 4c656166"
#define NAME_EMPTY "0005 456d707479"
#define TYPE_OBJECT "74 0012 4c6a6176612f6c616e672f4f626a6563743b"
#define TYPE_STRING "74 0012 4c6a6176612f6c616e672f537472696e673b"
#define BASE "72" NAME_BASE SUID "02 0002 49 0001 6e 4c 0001 6f" TYPE_OBJECT "78 70"

/* In another order, without one field, with one that the class does not have. */
static void test_fields_in_order(void **state)
{
    (void)state;
    expect_written(
        "73 72" NAME_LEAF "00000000000000ab 02 0003 42 0001 62 49 0001 78 4c 0001 73" TYPE_STRING
        "78" BASE "00000009 70 05 12345678 74 0001 61",
        "73 72" NAME_LEAF "00000000000000ab 02 0003 42 0001 62 44 0001 64 4c 0001 73" TYPE_STRING
        "78" BASE "00000009 70 05 3fe0000000000000 74 0001 61");
    /* Neighbors that were none. */
    expect_written(
        "73 72" NAME_LEAF "00000000000000ab 02 0004 42 0001 62 49 0001 78 44 0001 64"
        "4c 0001 73" TYPE_STRING "78" BASE "00000009 70 05 12345678 4011111111111111 74 0001 61",
        "73 72" NAME_LEAF "00000000000000ab 02 0003 42 0001 62 44 0001 64 4c 0001 73" TYPE_STRING
        "78" BASE "00000009 70 05 4011111111111111 74 0001 61");
}

/* The stream's chain lacks the superclass: so does what is written. */
static void test_missing_superclass(void **state)
{
    (void)state;
    expect_written("73 72" NAME_LEAF "00000000000000ab 02 0000 78 70",
                   "73 72" NAME_LEAF
                   "00000000000000ab 02 0003 42 0001 62 44 0001 64 4c 0001 73" TYPE_STRING
                   "78 70 ff 3fe0000000000000 70");
}

/* A class between them that the receiver does not have, with data of its own. */
static void test_dropped_class(void **state)
{
    (void)state;
    expect_written("73 72" NAME_EMPTY SUID "02 0000 78"
                   "72 0004 4d696464" SUID "03 0001 49 0001 71 78" BASE
                   "00000009 70 0000000a 77 01 00 78",
                   "73 72" NAME_EMPTY SUID "02 0000 78" BASE "00000009 70");
}

/* The same, without its default fields in one of two objects: what follows stands elsewhere in each. */
static void test_moving_words(void **state)
{
    (void)state;
    expect_written("73 72" NAME_LEAF SUID "02 0001 42 0001 62 78"
                   "72" NAME_BASE SUID "02 0001 49 0001 6e 78"
                   "72 0003 546f70" SUID "03 0001 4c 0001 71" TYPE_OBJECT "78 70"
                   "70 77 01 00 78 00000005 03"
                   "73 71 007e0000 77 01 00 78 00000006 04",
                   "73 72" NAME_LEAF SUID "02 0003 42 0001 62 44 0001 64 4c 0001 73" TYPE_STRING
                   "78" BASE "00000005 70 03 3fe0000000000000 70"
                   "73 71 007e0000 00000006 70 04 3fe0000000000000 70");
}

/* A writeObject that adds nothing stays; what the class does not read goes. */
static void test_write_method(void **state)
{
    (void)state;
    expect_written("73 72" NAME_BASE SUID "03 0000 78 70 77 02 0102 74 0001 61 78",
                   "73 72" NAME_BASE SUID "03 0002 49 0001 6e 4c 0001 6f" TYPE_OBJECT
                   "78 70 00000007 70 78");
}

static void test_blocks(void **state)
{
    (void)state;
    expect_written("77 02 0102 7a 00000001 03", "77 03 010203");
    expect_written("77 00 79 77 00", "77 00 79 77 00");
    expect_written("70 79 79 70", "70 79 79 70");
}

static void test_until_null(void **state)
{
    (void)state;
    static const char hex[] = "73 72 0004 5461696c" SUID "03 0000 78 70 74 0001 61 74 0001 62"
                              "71 007e0003 70 78";
    expect_written(hex, hex);
}

static void test_proxies(void **state)
{
    (void)state;
    static const char hex[] =
        "73 7d 00000001 0005 4e616d6564 78"
        "72 0017 6a6176612e6c616e672e7265666c6563742e50726f7879 e127da20cc1043cb 02 0001 4c 0001 68"
        "74 0025 4c6a6176612f6c616e672f7265666c6563742f496e766f636174696f6e48616e646c65723b 78 70"
        "73 72 0007 48616e646c6572" SUID "02 0001 49 0001 6e 78 70 00000001"
        "73 71 007e0000 71 007e0005"
        "76 71 007e0000";
    expect_written(hex, hex);
}

/* Many flat objects whose fields are those of a superclass: the record grows under them. */
static void test_inherited_fields(void **state)
{
    (void)state;
    struct stream bytes = stream_begin();
    put_hex(&bytes, "73 72" NAME_EMPTY SUID "02 0000 78" BASE "00000009 70");
    for (unsigned i = 0; i < 5000; i++) {
        put_hex(&bytes, "73 71 007e0000 00000009 71 007e0003");
    }
    struct built built = decode(&bytes, policy, NULL);
    assert_int_equal(built.reason, SLUICE_OK);
    struct written written = write_with(built.graph, NULL, NULL);
    assert_int_equal(written.buffer.length, bytes.length);
    assert_memory_equal(written.buffer.bytes, bytes.bytes, bytes.length);
    written_free(&written);
    built_free(&built);
    stream_free(&bytes);
}

/* --- limits ----------------------------------------------------------------------------------- */

#define NODE "72 0004 4e6f6465" SUID "02 0001 4c 0004 6e657874 74 0006 4c4e6f64653b 78 70"

/* Three records that share an object. */
static struct sluice_graph *three(void)
{
    struct sluice_builder *builder;
    struct sluice_graph *graph;
    struct sluice_value node;
    struct sluice_value outer;
    assert_int_equal(sluice_builder_create(policy, NULL, &builder), SLUICE_OK);
    sluice_build_begin(builder, "Node");
    sluice_build_end(builder, &node);
    sluice_build_add(builder, node);
    sluice_build_begin(builder, "Node");
    sluice_build_value(builder, "next", node);
    sluice_build_end(builder, &outer);
    sluice_build_add(builder, outer);
    sluice_build_add(builder, node);
    assert_int_equal(sluice_builder_finish(builder, &graph, NULL), SLUICE_OK);
    return graph;
}

static void expect_bytes(const struct sluice_graph *graph, struct sluice_limits limits,
                         const char *hex, uint64_t resets)
{
    struct written written = write_with(graph, &limits, NULL);
    struct stream expected = stream_begin();
    put_hex(&expected, hex);
    assert_int_equal(written.reason, SLUICE_OK);
    assert_int_equal(written.buffer.length, expected.length);
    assert_memory_equal(written.buffer.bytes, expected.bytes, expected.length);
    assert_int_equal(written.report.resets, resets);
    assert_true(written.status.steps > 0);
    stream_free(&expected);
    written_free(&written);
}

static void test_resets(void **state)
{
    (void)state;
    struct sluice_graph *graph = three();
    /* A class, its type string, and two objects. */
    expect_bytes(graph, (struct sluice_limits){.objects = 4},
                 "73" NODE "70 73 71 007e0000 71 007e0002 71 007e0002", 0);
    /* Anew behind the reset: the class and what it refers to. */
    struct written written = write_with(graph, &(struct sluice_limits){.objects = 3}, NULL);
    assert_int_equal(written.reason, SLUICE_LIMIT_OBJECTS);
    assert_string_equal(written.status.path, "root[1]");
    assert_string_equal(written.status.class_name, "Node");
    /* What was written before is a whole stream. */
    char *text = text_of(&written, true);
    free(text);
    written_free(&written);
    sluice_graph_free(graph);
}

static void test_reset_between(void **state)
{
    (void)state;
    struct stream bytes;
    struct built built = decode_hex(&bytes, "73" NODE "70 73 71 007e0000 70", policy);
    assert_int_equal(built.reason, SLUICE_OK);
    expect_bytes(built.graph, (struct sluice_limits){.objects = 3}, "73" NODE "70 79 73" NODE "70",
                 1);
    expect_bytes(built.graph, (struct sluice_limits){.objects = 4},
                 "73" NODE "70 73 71 007e0000 70", 0);
    built_free(&built);
    stream_free(&bytes);
}

/* Each limit that no reset helps with, and one less than is needed. */
static void test_exact(void **state)
{
    (void)state;
    static const char hex[] =
        "73 72" NAME_EMPTY SUID "02 0000 78" BASE
        "00000009 75 72 0013 5b4c6a6176612e6c616e672e4f626a6563743b"
        "90ce589f1073296c 02 0000 78 70 00000002 74 0003 616263 70 77 03 010203";
    static const struct {
        struct sluice_limits limits;
        enum sluice_reason reason;
    } table[] = {
        {{.array_length = 2}, SLUICE_LIMIT_ARRAY_LENGTH},
        {{.elements = 2}, SLUICE_LIMIT_ELEMENTS},
        {{.string_bytes = 18}, SLUICE_LIMIT_STRING_BYTES},
        {{.hierarchy = 2}, SLUICE_LIMIT_HIERARCHY},
        {{.fields = 2}, SLUICE_LIMIT_FIELDS},
        {{.depth = 3}, SLUICE_LIMIT_DEPTH},
        {{.objects = 7}, SLUICE_LIMIT_OBJECTS},
    };
    struct stream bytes;
    struct built built = decode_hex(&bytes, hex, policy);
    assert_int_equal(built.reason, SLUICE_OK);
    for (size_t i = 0; i < COUNT(table); i++) {
        struct sluice_limits limits = table[i].limits;
        struct written written = write_with(built.graph, &limits, NULL);
        if (written.reason != SLUICE_OK) {
            fail_msg("limit %zu: %s", i, sluice_reason_name(written.reason));
        }
        written_free(&written);
        for (size_t l = 0; l < sluice_limit_count(); l++) {
            uint64_t *limit = sluice_limit_by_name(&limits, sluice_limit_name(l));
            *limit -= *limit != 0;
        }
        written = write_with(built.graph, &limits, NULL);
        if (written.reason != table[i].reason) {
            fail_msg("limit %zu, one less: %s", i, sluice_reason_name(written.reason));
        }
        assert_int_equal(written.buffer.length, 0);
        written_free(&written);
    }
    built_free(&built);
    stream_free(&bytes);
}

/* --- safe containers -------------------------------------------------------------------------- */

static struct sluice_value list_of(struct sluice_builder *builder, struct sluice_value item)
{
    struct sluice_value list;
    sluice_build_begin(builder, "List");
    sluice_build_items(builder, "items", &item, 1);
    sluice_build_end(builder, &list);
    return list;
}

/* One list in each of the fields of a holder, and one in two of them. */
static struct sluice_graph *holder(bool shared)
{
    struct sluice_builder *builder;
    struct sluice_graph *graph;
    struct sluice_value text;
    struct sluice_value object;
    assert_int_equal(sluice_builder_create(policy, NULL, &builder), SLUICE_OK);
    sluice_build_string(builder, "a", 1, &text);
    const struct sluice_value list = list_of(builder, text);
    sluice_build_begin(builder, "Holder");
    sluice_build_value(builder, "any", list);
    sluice_build_value(builder, "list", list_of(builder, list));
    sluice_build_value(builder, "own", shared ? list : list_of(builder, text));
    sluice_build_end(builder, &object);
    sluice_build_add(builder, object);
    assert_int_equal(sluice_builder_finish(builder, &graph, NULL), SLUICE_OK);
    return graph;
}

static void test_replaced(void **state)
{
    (void)state;
    struct sluice_graph *graph = holder(false);
    struct written written = write_with(graph, NULL, policy);
    assert_int_equal(written.reason, SLUICE_OK);
    assert_int_equal(written.report.replaced, 2);
    assert_int_equal(written.report.kept_by_place, 1);
    char *text = text_of(&written, true);
    assert_non_null(strstr(text, "any=CollSer{"));
    assert_non_null(strstr(text, "list=CollSer{"));
    assert_non_null(strstr(text, "own=List{"));
    free(text);
    written_free(&written);
    sluice_graph_free(graph);
    graph = holder(true);
    written = write_with(graph, NULL, policy);
    assert_int_equal(written.report.replaced, 1);
    assert_int_equal(written.report.kept_by_place, 1);
    written_free(&written);
    sluice_graph_free(graph);
}

/* Lists over one and the same array: none is replaced, or each would write all of it. */
static void test_shared_array(void **state)
{
    (void)state;
    struct sluice_builder *builder;
    struct sluice_graph *graph;
    struct sluice_value array;
    struct sluice_value vector;
    assert_int_equal(sluice_builder_create(policy, NULL, &builder), SLUICE_OK);
    sluice_build_array(builder, "[Ljava.lang.Object;", NULL, 0, &array);
    for (unsigned i = 0; i < 3; i++) {
        sluice_build_begin(builder, "Vector");
        sluice_build_value(builder, "data", array);
        sluice_build_end(builder, &vector);
        sluice_build_add(builder, vector);
    }
    assert_int_equal(sluice_builder_finish(builder, &graph, NULL), SLUICE_OK);
    struct written written = write_with(graph, NULL, policy);
    assert_int_equal(written.reason, SLUICE_OK);
    assert_int_equal(written.report.replaced, 0);
    assert_int_equal(written.report.kept_as_read, 3);
    written_free(&written);
    sluice_graph_free(graph);
}

/* --- failures --------------------------------------------------------------------------------- */

static bool swallow(void *context, const uint8_t *bytes, size_t length)
{
    (void)bytes;
    (void)length;
    unsigned *left = context;
    return *left > 0 && (*left)-- > 0;
}

static void test_sink(void **state)
{
    (void)state;
    struct sluice_graph *graph = three();
    for (unsigned most = 0; most < 3; most++) {
        unsigned left = most;
        struct sluice_status status;
        const struct sluice_sink sink = {swallow, &left};
        assert_int_equal(sluice_write_graph(graph, &sink, NULL, &status), SLUICE_SINK_FAILED);
        assert_string_equal(status.path, most == 0 ? "root" : most == 1 ? "root[1]" : "root[2]");
    }
    sluice_graph_free(graph);
}

/* Whoever is refused memory asks for no more. Returns how often it is asked for. */
static uint64_t sweep_memory(const struct sluice_graph *graph, const struct sluice_policy *safe)
{
    struct meter meter;
    uint64_t at = 0;
    enum sluice_reason reason;
    do {
        unsigned left = 100;
        const struct sluice_sink sink = {swallow, &left};
        meter_init(&meter);
        meter.fail_at = ++at;
        const struct sluice_write_options options = {.allocator = &meter.allocator, .safe = safe};
        reason = sluice_write_graph(graph, &sink, &options, NULL);
        assert_true(reason == SLUICE_OUT_OF_MEMORY || reason == SLUICE_OK);
        assert_int_equal(meter.live, 0);
        assert_int_equal(meter.live_blocks, 0);
        assert_int_equal(meter.calls, reason == SLUICE_OK ? at - 1 : at);
    } while (reason != SLUICE_OK);
    return at - 1;
}

static void test_memory(void **state)
{
    (void)state;
    struct sluice_graph *graph = holder(false);
    assert_true(sweep_memory(graph, policy) > 4);
    sluice_graph_free(graph);
}

/* What is worked out of a class with so many fields has memory of its own, piece by piece. */
static void test_memory_for_many_fields(void **state)
{
    enum { MANY = 900 };
    static char names[MANY][8];
    static struct sluice_field_model fields[MANY];
    static const char *const types[] = {"J", "Ljava/lang/Object;", "D"};
    const struct sluice_class_model model = {
        .name = "P", ATOMIC, .has_suid = true, .suid = 1, .fields = fields, .field_count = MANY};
    (void)state;
    for (unsigned i = 0; i < MANY; i++) {
        (void)snprintf(names[i], sizeof names[i], "f%u", i);
        fields[i] = (struct sluice_field_model){.name = names[i], .signature = types[i % 3]};
    }
    struct sluice_policy *large = policy_of(&model, 1);
    struct stream bytes;
    struct built built = decode_hex(&bytes, "73 72 0001 50 0000000000000001 02 0000 78 70", large);
    assert_int_equal(built.reason, SLUICE_OK);
    assert_true(sweep_memory(built.graph, NULL) > 8);
    sluice_graph_free(built.graph);
    stream_free(&bytes);
    sluice_policy_free(large);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields_in_order),
        cmocka_unit_test(test_missing_superclass),
        cmocka_unit_test(test_dropped_class),
        cmocka_unit_test(test_moving_words),
        cmocka_unit_test(test_write_method),
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_until_null),
        cmocka_unit_test(test_proxies),
        cmocka_unit_test(test_inherited_fields),
        cmocka_unit_test(test_resets),
        cmocka_unit_test(test_reset_between),
        cmocka_unit_test(test_exact),
        cmocka_unit_test(test_replaced),
        cmocka_unit_test(test_shared_array),
        cmocka_unit_test(test_sink),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_memory_for_many_fields),
    };
    return cmocka_run_group_tests(tests, make_policy, free_policy);
}
