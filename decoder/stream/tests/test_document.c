/* The document: its canonical JSON, item by item, and the accessors behind it. The corpus of real
 * streams covers what a JDK writes; here stands what it never writes, and the accessors' edges. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define A "72 0001 41 0000000000000001 02 0000 78 70"
#define JSON_A(handle)                                                                             \
    "{\"classdesc\":\"A\",\"handle\":" handle ",\"suid\":\"1\",\"flags\":2,\"fields\":[],"         \
    "\"annotation\":[],\"super\":null}"
#define CONTENT(items) "{\"content\":[" items "]}"
#define REF0 "71 007e0000"

static void test_strings(void **state)
{
    (void)state;
    expect_json("", CONTENT(""));
    expect_json("74 0000", CONTENT("{\"string\":\"\",\"handle\":0}"));
    expect_json("7c 0000000000000001 61", CONTENT("{\"string\":\"a\",\"handle\":0}"));
    /* Every byte that has a form of its own. */
    expect_json("74 0008 22 5c 2f 00 1f 7f 20 7e",
                CONTENT("{\"string\":\"\\\"\\\\/\\u0000\\u001f\\u007f ~\",\"handle\":0}"));
    /* Overlong forms, a long NUL, surrogates alone, reversed and in pairs, a byte order mark. */
    expect_json("74 0007 c181 c080 e08181", CONTENT("{\"string\":\"A\\u0000A\",\"handle\":0}"));
    expect_json("74 000c eda0bd edb880 edb880 eda0bd",
                CONTENT("{\"string\":\"\\ud83d\\ude00\\ude00\\ud83d\",\"handle\":0}"));
    expect_json("74 0006 efbbbf efbfbf", CONTENT("{\"string\":\"\\ufeff\\uffff\",\"handle\":0}"));
    expect_json("74 0002 c2a0", CONTENT("{\"string\":\"\\u00a0\",\"handle\":0}"));
}

static void test_handles(void **state)
{
    (void)state;
    expect_json("74 0001 61" REF0, CONTENT("{\"string\":\"a\",\"handle\":0},{\"ref\":0}"));
    /* Resets start over; those that forget nothing are shown all the same. */
    expect_json("79 79 74 0000 79 74 0000 74 0000 79 79 74 0000" REF0,
                CONTENT("{\"reset\":true},{\"reset\":true},{\"string\":\"\",\"handle\":0},"
                        "{\"reset\":true},{\"string\":\"\",\"handle\":0},{\"string\":\"\","
                        "\"handle\":1},{\"reset\":true},{\"reset\":true},{\"string\":\"\","
                        "\"handle\":0},{\"ref\":0}"));
    /* Type strings take handles that are not shown; later references may name them. */
    expect_json(
        "72 0001 41 0000000000000001 02 0002 4c 0001 6f 74 0001 4c 5b 0001 70 71 007e0001"
        "78 70 71 007e0001",
        CONTENT("{\"classdesc\":\"A\",\"handle\":0,\"suid\":\"1\",\"flags\":2,\"fields\":"
                "[[\"o\",\"L\"],[\"p\",\"L\"]],\"annotation\":[],\"super\":null},{\"ref\":1}"));
}

static void test_blocks(void **state)
{
    (void)state;
    expect_json("77 01 0a 7a 00000002 0b0c 77 00", CONTENT("{\"data\":\"0a0b0c\"}"));
    expect_json("77 00 7a 00000000", CONTENT(""));
    expect_json("70 77 00 70", CONTENT("null,null"));
    expect_json("77 01 01 79 77 01 02",
                CONTENT("{\"data\":\"01\"},{\"reset\":true},{\"data\":\"02\"}"));
}

static void test_arrays(void **state)
{
    (void)state;
    static const struct {
        char type;
        const char *elements; /* two of them */
        const char *json;
    } rows[] = {
        {'Z', "00 02", "\"values\":[false,true]"},
        {'B', "00 80", "\"bytes\":\"0080\""},
        {'S', "8000 7fff", "\"values\":[-32768,32767]"},
        {'C', "8000 ffff", "\"values\":[32768,65535]"},
        {'I', "80000000 7fffffff", "\"values\":[-2147483648,2147483647]"},
        {'J', "8000000000000000 7fffffffffffffff",
         "\"values\":[-9223372036854775808,9223372036854775807]"},
        {'F', "7fc00001 80000000", "\"values\":[\"7fc00001\",\"80000000\"]"},
        {'D', "fff0000000000001 3ff0000000000000",
         "\"values\":[\"fff0000000000001\",\"3ff0000000000000\"]"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct stream stream = stream_begin();
        const char name[3] = {'[', rows[i].type, 0};
        put_u8(&stream, 0x75);
        put_plain_class(&stream, name, 2);
        put_u32(&stream, 2);
        put_hex(&stream, rows[i].elements);
        struct outcome outcome = inspect(&stream, NULL);
        assert_int_equal(outcome.reason, SLUICE_OK);
        char *text = json_of(outcome.document);
        char expected[400];
        (void)snprintf(expected, sizeof expected,
                       CONTENT("{\"array\":{\"classdesc\":\"[%c\",\"handle\":0,\"suid\":\"1\","
                               "\"flags\":2,\"fields\":[],\"annotation\":[],\"super\":null},"
                               "\"handle\":1,%s}"),
                       rows[i].type, rows[i].json);
        assert_string_equal(text, expected);
        free(text);
        outcome_free(&outcome);
        stream_free(&stream);
    }
    /* The kind is taken from the type code, not from the name: a plain name, an unknown letter. */
    expect_json("75" A "00000002 70" REF0,
                CONTENT("{\"array\":" JSON_A("0") ",\"handle\":1,\"values\":[null,{\"ref\":0}]}"));
    expect_json("75 72 0002 5b51 0000000000000001 02 0000 78 70 00000001 70",
                CONTENT("{\"array\":{\"classdesc\":\"[Q\",\"handle\":0,\"suid\":\"1\",\"flags\":2,"
                        "\"fields\":[],\"annotation\":[],\"super\":null},\"handle\":1,"
                        "\"values\":[null]}"));
    /* An array that holds itself. */
    expect_json("75" A "00000001 71 007e0001",
                CONTENT("{\"array\":" JSON_A("0") ",\"handle\":1,\"values\":[{\"ref\":1}]}"));
}

static void test_objects(void **state)
{
    (void)state;
    expect_json("73" A "73" REF0, CONTENT("{\"object\":" JSON_A(
                                      "0") ",\"handle\":1,\"data\":[]},"
                                           "{\"object\":{\"ref\":0},\"handle\":2,\"data\":[]}"));
    /* Primitive values of all types in one level, duplicate names, a type string that decides. */
    expect_json(
        "73 72 0001 41 8000000000000000 02 0004 5a 0001 61 43 0001 61 4c 0001 62 74 0001 49"
        "46 0000 78 70 01 0041 fffffffe 3f800000",
        CONTENT("{\"object\":{\"classdesc\":\"A\",\"handle\":0,\"suid\":"
                "\"-9223372036854775808\",\"flags\":2,\"fields\":[[\"a\",\"Z\"],[\"a\","
                "\"C\"],[\"b\",\"I\"],[\"\",\"F\"]],\"annotation\":[],\"super\":null},"
                "\"handle\":2,\"data\":[{\"class\":\"A\",\"fields\":[[\"a\",true],[\"a\",65],"
                "[\"b\",-2],[\"\",\"3f800000\"]]}]}"));
    /* No SC_SERIALIZABLE at all, enum flag under TC_OBJECT: read as said. */
    expect_json(
        "73 72 0001 41 0000000000000001 e0 0001 42 0001 62 78 70 07",
        CONTENT("{\"object\":{\"classdesc\":\"A\",\"handle\":0,\"suid\":\"1\",\"flags\":224,"
                "\"fields\":[[\"b\",\"B\"]],\"annotation\":[],\"super\":null},\"handle\":1,"
                "\"data\":[{\"class\":\"A\",\"fields\":[[\"b\",7]]}]}"));
    /* External data has no levels, whatever the descriptor declares. */
    expect_json("73 72 0001 41 0000000000000001 0d 0001 42 0001 62 78 70 77 01 01 70 78",
                CONTENT("{\"object\":{\"classdesc\":\"A\",\"handle\":0,\"suid\":\"1\",\"flags\":13,"
                        "\"fields\":[[\"b\",\"B\"]],\"annotation\":[],\"super\":null},\"handle\":1,"
                        "\"external\":[{\"data\":\"01\"},null]}"));
}

static void test_custom(void **state)
{
    (void)state;
#define CUSTOM_A(fields)                                                                           \
    "{\"object\":{\"classdesc\":\"A\",\"handle\":0,\"suid\":\"1\",\"flags\":3,\"fields\":[" fields \
    "],\"annotation\":[],\"super\":null},\"handle\":"
    expect_json(
        "73 72 0001 41 0000000000000001 03 0000 78 70 78",
        CONTENT(CUSTOM_A("") "1,\"data\":[{\"class\":\"A\",\"fields\":[],\"custom\":[]}]}"));
    expect_json(
        "73 72 0001 41 0000000000000001 03 0000 78 70 77 00 70 77 00 78",
        CONTENT(CUSTOM_A("") "1,\"data\":[{\"class\":\"A\",\"fields\":[],\"custom\":[null]}]}"));
    /* writeObject skipped a reference field: the values that came before turn out to be custom. */
    expect_json(
        "73 72 0001 41 0000000000000001 03 0002 4c 0001 61 74 0001 4c 4c 0001 62 71 007e0001"
        "78 70 70 77 01 05 78",
        CONTENT(CUSTOM_A(
            "[\"a\",\"L\"],[\"b\",\"L\"]") "2,\"data\":[{\"class\":\"A\",\"custom\":[null,{\"data\":\"05\"}]}]}"));
    /* The same with an end mark, and with a block at once. */
    expect_json("73 72 0001 41 0000000000000001 03 0001 4c 0001 61 74 0001 4c 78 70 78",
                CONTENT(CUSTOM_A("[\"a\",\"L\"]") "2,\"data\":[{\"class\":\"A\",\"custom\":[]}]}"));
    expect_json(
        "73 72 0001 41 0000000000000001 03 0001 49 0001 61 78 70 77 02 0102 78",
        CONTENT(CUSTOM_A(
            "[\"a\",\"I\"]") "1,\"data\":[{\"class\":\"A\",\"custom\":[{\"data\":\"0102\"}]}]}"));
}

static void test_chains(void **state)
{
    (void)state;
    /* From the topmost superclass down; levels without data are not listed. */
    expect_json(
        "73 72 0001 43 0000000000000001 02 0001 42 0001 63 78"
        "72 0001 42 0000000000000001 02 0000 78"
        "72 0001 41 0000000000000001 02 0001 42 0001 61 78 70 01 02",
        CONTENT("{\"object\":{\"classdesc\":\"C\",\"handle\":0,\"suid\":\"1\",\"flags\":2,"
                "\"fields\":[[\"c\",\"B\"]],\"annotation\":[],\"super\":{\"classdesc\":\"B\","
                "\"handle\":1,\"suid\":\"1\",\"flags\":2,\"fields\":[],\"annotation\":[],"
                "\"super\":{\"classdesc\":\"A\",\"handle\":2,\"suid\":\"1\",\"flags\":2,"
                "\"fields\":[[\"a\",\"B\"]],\"annotation\":[],\"super\":null}}},\"handle\":3,"
                "\"data\":[{\"class\":\"A\",\"fields\":[[\"a\",1]]},{\"class\":\"C\","
                "\"fields\":[[\"c\",2]]}]}"));
    /* A superclass has its data though it is sent as an enum or as externalizable. */
    expect_json(
        "73 72 0001 42 0000000000000001 02 0001 42 0001 62 78"
        "72 0001 45 0000000000000000 13 0000 78 70 7701ff 78 02 70",
        CONTENT("{\"object\":{\"classdesc\":\"B\",\"handle\":0,\"suid\":\"1\",\"flags\":2,"
                "\"fields\":[[\"b\",\"B\"]],\"annotation\":[],\"super\":{\"classdesc\":"
                "\"E\",\"handle\":1,\"suid\":\"0\",\"flags\":19,\"fields\":[],"
                "\"annotation\":[],\"super\":null}},\"handle\":2,\"data\":[{\"class\":\"E\","
                "\"fields\":[],\"custom\":[{\"data\":\"ff\"}]},{\"class\":\"B\",\"fields\":"
                "[[\"b\",2]]}]},null"));
    expect_json(
        "73 72 0001 42 0000000000000001 02 0001 42 0001 62 78"
        "72 0001 58 0000000000000001 04 0001 42 0001 78 78 70 01 02 70",
        CONTENT("{\"object\":{\"classdesc\":\"B\",\"handle\":0,\"suid\":\"1\",\"flags\":2,"
                "\"fields\":[[\"b\",\"B\"]],\"annotation\":[],\"super\":{\"classdesc\":"
                "\"X\",\"handle\":1,\"suid\":\"1\",\"flags\":4,\"fields\":[[\"x\",\"B\"]],"
                "\"annotation\":[],\"super\":null}},\"handle\":2,\"data\":[{\"class\":\"X\","
                "\"fields\":[[\"x\",1]]},{\"class\":\"B\",\"fields\":[[\"b\",2]]}]},null"));
    /* A proxy with annotation and superclass; an enum whose superclass has fields: no data. */
    expect_json("7d 00000002 0001 49 0001 4a 70 77 01 01 78" A,
                CONTENT("{\"proxydesc\":[\"I\",\"J\"],\"handle\":0,\"annotation\":[null,{\"data\":"
                        "\"01\"}],\"super\":" JSON_A("1") "}"));
    expect_json(
        "7e 72 0001 45 0000000000000000 12 0000 78 72 0001 41 0000000000000001 02 0001 42"
        "0001 61 78 70 74 0001 58",
        CONTENT("{\"enum\":{\"classdesc\":\"E\",\"handle\":0,\"suid\":\"0\",\"flags\":18,"
                "\"fields\":[],\"annotation\":[],\"super\":{\"classdesc\":\"A\",\"handle\":1,"
                "\"suid\":\"1\",\"flags\":2,\"fields\":[[\"a\",\"B\"]],\"annotation\":[],"
                "\"super\":null}},\"handle\":2,\"constant\":\"X\"}"));
    expect_json("76" A "76" REF0,
                CONTENT("{\"class\":" JSON_A("0") ",\"handle\":1},{\"class\":{\"ref\":0},"
                                                  "\"handle\":2}"));
}

static void test_exceptions(void **state)
{
    (void)state;
#define EXCEPTION "{\"exception\":{\"object\":" JSON_A("0") ",\"handle\":1,\"data\":[]}}"
    /* Handles are forgotten before and after. */
    expect_json("74 0000 7b 73" A "74 0001 61" REF0,
                CONTENT("{\"string\":\"\",\"handle\":0}," EXCEPTION
                        ",{\"string\":\"a\",\"handle\":0},{\"ref\":0}"));
    /* What it interrupts is abandoned: an array, a descriptor, custom data. */
    expect_json("75" A "00000002 70 7b 73" A "70", CONTENT(EXCEPTION ",null"));
    expect_json("73 72 0001 42 0000000000000001 02 0000 70 7b 73" A, CONTENT(EXCEPTION));
    expect_json("73 72 0001 42 0000000000000001 03 0000 78 70 77 01 00 7b 73" A,
                CONTENT(EXCEPTION));
    /* One inside another. */
    expect_json("7b 73 72 0001 42 0000000000000001 03 0000 78 70 7b 73" A "70",
                CONTENT(EXCEPTION ",null"));
}

/* --- accessors -------------------------------------------------------------------------------- */

struct opened {
    struct stream stream;
    struct outcome outcome;
    const struct sluice_document *document;
    struct sluice_item content;
};

static struct opened open_hex(const char *hex)
{
    struct opened opened = {.stream = stream_begin()};
    put_hex(&opened.stream, hex);
    opened.outcome = inspect(&opened.stream, NULL);
    assert_string_equal(sluice_reason_name(opened.outcome.reason), "ok");
    opened.document = opened.outcome.document;
    opened.content = sluice_document_contents(opened.document);
    return opened;
}

static void close_opened(struct opened *opened)
{
    outcome_free(&opened->outcome);
    stream_free(&opened->stream);
}

static void test_views(void **state)
{
    (void)state;
    struct opened o = open_hex("7c 0000000000000002 6162 77 01 07 7a 00000002 0809"
                               "75 72 0002 5b53 0000000000000001 02 0000 78 70 00000001 1234"
                               "71 007e0000");
    const struct sluice_document *d = o.document;
    assert_int_equal(sluice_item_kind(d, o.content), SLUICE_ITEM_CONTENTS);
    assert_int_equal(sluice_item_count(d, o.content), 4);

    const struct sluice_item string = sluice_item_at(d, o.content, 0);
    assert_int_equal(sluice_item_kind(d, string), SLUICE_ITEM_STRING);
    const struct sluice_string_view text = sluice_string_view(d, string);
    assert_true(text.is_long);
    assert_int_equal(text.text.length, 2);
    assert_memory_equal(text.text.data, "ab", 2);

    const struct sluice_item blocks = sluice_item_at(d, o.content, 1);
    struct sluice_blocks_view run = sluice_blocks_view(d, blocks);
    assert_int_equal(run.payload, 3);
    assert_false(run.is_raw);
    assert_int_equal(run.wire.length, 3 + 7);
    struct sluice_bytes payload;
    bool is_long;
    assert_true(sluice_block_next(&run.wire, &payload, &is_long));
    assert_true(!is_long && payload.length == 1 && payload.data[0] == 7);
    assert_true(sluice_block_next(&run.wire, &payload, &is_long));
    assert_true(is_long && payload.length == 2 && payload.data[1] == 9);
    assert_false(sluice_block_next(&run.wire, &payload, &is_long));

    const struct sluice_item array = sluice_item_at(d, o.content, 2);
    const struct sluice_array_view view = sluice_array_view(d, array);
    assert_int_equal(view.type, 'S');
    assert_int_equal(view.length, 1);
    assert_true(view.has_length);
    assert_int_equal(view.elements.length, 2);
    assert_int_equal(view.elements.data[0], 0x12);
    assert_int_equal(sluice_item_handle(d, array), 2);

    const struct sluice_item reference = sluice_item_at(d, o.content, 3);
    assert_int_equal(sluice_item_kind(d, reference), SLUICE_ITEM_REFERENCE);
    assert_int_equal(sluice_item_handle(d, reference), 0);
    assert_int_equal(sluice_item_target(d, reference).id, string.id);
    close_opened(&o);
}

static void test_levels(void **state)
{
    (void)state;
    struct opened o = open_hex(
        "73 72 0001 42 0000000000000001 03 0002 42 0001 62 4c 0001 6f 74 0001 4c"
        "78 72 0001 41 0000000000000001 03 0001 4c 0001 70 71 007e0001 78 70"
        "77 01 05 78 09 74 0001 7a 70 78");
    const struct sluice_document *d = o.document;
    const struct sluice_item object = sluice_item_at(d, o.content, 0);
    struct sluice_level_cursor cursor = {.object = object};
    struct sluice_level_view level;
    assert_true(sluice_level_next(d, &cursor, &level));
    assert_int_equal(sluice_class_desc_view(d, level.descriptor).name.data[0], 'A');
    assert_false(level.has_fields);
    assert_true(level.has_custom);
    assert_int_equal(level.reference_count, 0);
    assert_int_equal(sluice_item_count(d, level.custom), 1);
    assert_true(sluice_level_next(d, &cursor, &level));
    assert_int_equal(sluice_class_desc_view(d, level.descriptor).name.data[0], 'B');
    assert_true(level.has_fields);
    assert_int_equal(level.primitives.length, 1);
    assert_int_equal(level.primitives.data[0], 9);
    assert_int_equal(level.reference_count, 1);
    const struct sluice_item z = sluice_level_reference(d, object, &level, 0);
    assert_int_equal(sluice_string_view(d, z).text.data[0], 'z');
    assert_int_equal(sluice_item_count(d, level.custom), 1);
    assert_false(sluice_level_next(d, &cursor, &level));

    const struct sluice_item descriptor = sluice_object_view(d, object).descriptor;
    const struct sluice_class_desc_view view = sluice_class_desc_view(d, descriptor);
    assert_int_equal(view.field_count, 2);
    assert_int_equal(view.flags, 3);
    assert_int_equal(sluice_item_kind(d, view.super), SLUICE_ITEM_CLASS_DESC);
    const struct sluice_field_view field = sluice_field_view(d, descriptor, 1);
    assert_int_equal(field.code, 'L');
    assert_int_equal(field.type, 'L');
    assert_int_equal(sluice_item_kind(d, field.signature), SLUICE_ITEM_STRING);
    assert_int_equal(sluice_field_view(d, descriptor, 0).text.length, 1);
    close_opened(&o);
}

/* Every accessor on every item: the wrong kind gives an empty view, never a crash. */
static void test_wrong_kinds(void **state)
{
    (void)state;
    struct opened o = open_hex("70 74 0000 71 007e0000 77 01 00" A "7d 00000000 78 70"
                               "75 71 007e0001 00000001 70 73 71 007e0001 76 71 007e0001"
                               "7e 72 0001 45 0000000000000000 12 0000 78 70 74 0001 58"
                               "79 7b 73" A);
    const struct sluice_document *d = o.document;
    const uint32_t count = sluice_item_count(d, o.content);
    assert_int_equal(count, 12);
    for (uint32_t i = 0; i <= count; i++) {
        const struct sluice_item item = i < count ? sluice_item_at(d, o.content, i) : o.content;
        const enum sluice_item_kind kind = sluice_item_kind(d, item);
        assert_false(sluice_item_is_partial(d, item));
        assert_true(kind == SLUICE_ITEM_STRING || sluice_string_view(d, item).text.length == 0);
        assert_true(kind == SLUICE_ITEM_BLOCKS || sluice_blocks_view(d, item).wire.length == 0);
        assert_true(kind == SLUICE_ITEM_ARRAY || sluice_array_view(d, item).length == 0);
        assert_true(kind == SLUICE_ITEM_CLASS_DESC ||
                    sluice_class_desc_view(d, item).name.length == 0);
        assert_true(kind == SLUICE_ITEM_PROXY_DESC ||
                    sluice_proxy_desc_view(d, item).interfaces.length == 0);
        assert_int_equal(sluice_field_view(d, item, 0).name.length, 0);
        struct sluice_level_cursor cursor = {.object = item};
        struct sluice_level_view level;
        assert_false(sluice_level_next(d, &cursor, &level));
        const enum sluice_item_kind target = sluice_item_kind(d, sluice_item_target(d, item));
        assert_true(kind == SLUICE_ITEM_REFERENCE ? target == SLUICE_ITEM_STRING
                                                  : target == SLUICE_ITEM_NONE);
        const enum sluice_item_kind in_class = sluice_item_kind(d, sluice_class_view(d, item));
        assert_true((kind == SLUICE_ITEM_CLASS) == (in_class == SLUICE_ITEM_REFERENCE));
        const enum sluice_item_kind thrown = sluice_item_kind(d, sluice_exception_view(d, item));
        assert_true((kind == SLUICE_ITEM_EXCEPTION) == (thrown == SLUICE_ITEM_OBJECT));
        (void)sluice_enum_view(d, item);
        (void)sluice_object_view(d, item);
        if (kind != SLUICE_ITEM_CONTENTS && kind != SLUICE_ITEM_ARRAY) {
            assert_int_equal(sluice_item_count(d, item), 0);
        }
        /* Behind the last one there is nothing. */
        const struct sluice_item behind = sluice_item_at(d, item, sluice_item_count(d, item));
        assert_int_equal(sluice_item_kind(d, behind), SLUICE_ITEM_NONE);
    }
    close_opened(&o);
}

/* --- partial documents ------------------------------------------------------------------------ */

/* What is kept of hex whose last `lost` bytes no item stands for. */
static void expect_partial(const char *hex, size_t lost, const char *json)
{
    struct stream stream = stream_begin();
    put_hex(&stream, hex);
    struct outcome outcome = inspect(&stream, &(struct sluice_options){.keep_partial = true});
    assert_true(sluice_reason_is_malformed(outcome.reason));
    assert_non_null(outcome.document);
    assert_true(sluice_document_is_partial(outcome.document));
    assert_int_equal(sluice_document_length(outcome.document), stream.length - lost);
    char *text = json_of(outcome.document);
    assert_string_equal(text, json);
    free(text);
    outcome_free(&outcome);
    stream_free(&stream);
}

static void test_partial(void **state)
{
    (void)state;
    expect_partial("70 74 0001 61 01", 1, CONTENT("null,{\"string\":\"a\",\"handle\":0}"));
    expect_partial("70 74 0003 6162", 5, CONTENT("null"));
    expect_partial("70 77 01 05 77 02 00", 3, CONTENT("null,{\"data\":\"05\"}"));
    expect_partial("75" A "00000003 70 74 0001 61 01", 1,
                   CONTENT("{\"array\":" JSON_A("0") ",\"handle\":1,\"values\":[null,{\"string\":"
                                                     "\"a\",\"handle\":2}]}"));
    expect_partial("73" A "73 72 0001 42 0000000000000001 02 0002 42 0001 62 4c 0001 6f 74 0001 4c"
                   "78 70 07 01",
                   1,
                   CONTENT("{\"object\":" JSON_A(
                       "0") ",\"handle\":1,\"data\":[]},{\"object\":{"
                            "\"classdesc\":\"B\",\"handle\":2,\"suid\":\"1\",\"flags\":2,"
                            "\"fields\":[[\"b\",\"B\"],[\"o\",\"L\"]],\"annotation\":[],"
                            "\"super\":null},\"handle\":4,\"data\":[{\"class\":\"B\",\"fields\":"
                            "[[\"b\",7]]}]}"));
    /* Custom data that was reached, a superclass's before the class's own fields. */
    expect_partial("73 72 0001 42 0000000000000001 02 0001 49 0001 69 78"
                   "72 0001 41 0000000000000001 03 0000 78 70 77 01 05 78 0000",
                   2,
                   CONTENT("{\"object\":{\"classdesc\":\"B\",\"handle\":0,\"suid\":\"1\","
                           "\"flags\":2,\"fields\":[[\"i\",\"I\"]],\"annotation\":[],\"super\":{"
                           "\"classdesc\":\"A\",\"handle\":1,\"suid\":\"1\",\"flags\":3,"
                           "\"fields\":[],\"annotation\":[],\"super\":null}},\"handle\":2,"
                           "\"data\":[{\"class\":\"A\",\"fields\":[],\"custom\":[{\"data\":"
                           "\"05\"}]}]}"));
    expect_partial("72 0001 41 0000000000000001 02 0000 70 01", 1,
                   CONTENT("{\"classdesc\":\"A\",\"handle\":0,\"suid\":\"1\",\"flags\":2,"
                           "\"fields\":[],\"annotation\":[null],\"super\":null}"));
}

/* The flags of what is open, and of nothing else. */
static void test_partial_flags(void **state)
{
    (void)state;
    struct stream stream = stream_begin();
    put_hex(&stream,
            "75" A "00000001 70 75" REF0 "00000003 73" REF0 "75" REF0 "00000002 70 01 70 70");
    struct outcome outcome = inspect(&stream, &(struct sluice_options){.keep_partial = true});
    const struct sluice_document *d = outcome.document;
    assert_non_null(d);
    const struct sluice_item list = sluice_document_contents(d);
    const struct sluice_item first = sluice_item_at(d, list, 0);
    const struct sluice_item outer = sluice_item_at(d, list, 1);
    const struct sluice_item whole = sluice_item_at(d, outer, 0);
    const struct sluice_item inner = sluice_item_at(d, outer, 1);
    assert_false(sluice_item_is_partial(d, first));
    assert_true(sluice_item_is_partial(d, outer));
    assert_false(sluice_item_is_partial(d, whole));
    assert_true(sluice_item_is_partial(d, inner));
    assert_int_equal(sluice_item_count(d, outer), 2);
    assert_int_equal(sluice_array_view(d, outer).length, 3);
    assert_true(sluice_array_view(d, outer).has_length);
    assert_int_equal(sluice_item_count(d, inner), 1);
    outcome_free(&outcome);
    /* The length itself is refused. */
    stream.length = 4;
    put_hex(&stream, "75" A "ffffffff");
    outcome = inspect(&stream, &(struct sluice_options){.keep_partial = true});
    const struct sluice_item array = sluice_item_at(outcome.document,
                                                    sluice_document_contents(outcome.document), 0);
    assert_true(sluice_item_is_partial(outcome.document, array));
    assert_false(sluice_array_view(outcome.document, array).has_length);
    outcome_free(&outcome);
    /* A class, where its superclass is due. */
    stream.length = 4;
    put_hex(&stream, "75 72 0001 41 0000000000000001 02 0000 78");
    outcome = inspect(&stream, &(struct sluice_options){.keep_partial = true});
    const struct sluice_item of = sluice_item_at(outcome.document,
                                                 sluice_document_contents(outcome.document), 0);
    const struct sluice_item class = sluice_array_view(outcome.document, of).descriptor;
    assert_int_equal(sluice_item_kind(outcome.document, class), SLUICE_ITEM_CLASS_DESC);
    assert_true(sluice_item_is_partial(outcome.document, class));
    outcome_free(&outcome);
    stream_free(&stream);
}

/* --- writing ---------------------------------------------------------------------------------- */

struct limited_text {
    size_t room;
    size_t written;
    unsigned after;
};

static bool write_limited(void *context, const char *text, size_t length)
{
    struct limited_text *to = context;
    (void)text;
    to->after += to->written > to->room;
    to->written += length;
    return to->written <= to->room;
}

/* A sink that refuses is asked no more. */
static void test_refusing_sink(void **state)
{
    (void)state;
    struct stream stream = stream_begin();
    for (unsigned i = 0; i < 1000; i++) {
        put_string(&stream, "some text to write");
    }
    struct outcome outcome = inspect(&stream, NULL);
    for (size_t room = 0; room < 40000; room = room * 2 + 1) {
        struct limited_text to = {.room = room};
        assert_int_equal(sluice_document_json(outcome.document, NULL, write_limited, &to),
                         SLUICE_SOURCE_FAILED);
        assert_int_equal(to.after, 0);
    }
    outcome_free(&outcome);
    stream_free(&stream);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strings),       cmocka_unit_test(test_handles),
        cmocka_unit_test(test_blocks),        cmocka_unit_test(test_arrays),
        cmocka_unit_test(test_objects),       cmocka_unit_test(test_custom),
        cmocka_unit_test(test_chains),        cmocka_unit_test(test_exceptions),
        cmocka_unit_test(test_views),         cmocka_unit_test(test_levels),
        cmocka_unit_test(test_wrong_kinds),   cmocka_unit_test(test_partial),
        cmocka_unit_test(test_partial_flags), cmocka_unit_test(test_refusing_sink),
    };
    return cmocka_run_group_tests_name("document", tests, NULL, NULL);
}
