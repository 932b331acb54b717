/* Decode: which classes are built, from what, and in which order things happen: check, construct,
 * publish (IN-1..7, CON-1..4, DEV-3..13). */
#include "support.h"

#include "sluice/get_arg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define REF(n) "71 007e000" #n
#define SUID "0000000000000001"
/* P { int i; Object o } with data to follow: handles 0 (P), 1 (type string), 2 (the object). */
#define P_DESC                                                                                     \
    "72 0001 50" SUID "02 0002 49 0001 69 4c 0001 6f 74 0012 4c6a6176612f6c616e672f4f626a6563743b" \
    "78 70"
#define STATELESS "72 0001 53" SUID "02 0000 78 70"
#define CONTENT(items) "{\"content\":[" items "]}"

static const char *const constants[] = {"RED", "GREEN"};
static const char *const handler[] = {"java.lang.reflect.InvocationHandler"};

static const struct sluice_field_model p_fields[] = {
    {.name = "i", .signature = "I", .default_integer = -5},
    {.name = "o", .signature = "Ljava/lang/Object;"}};
static const struct sluice_field_model typed_fields[] = {
    {.name = "s", .signature = "Ljava/lang/String;"},
    {.name = "p", .signature = "LP;"},
    {.name = "a", .signature = "[I"},
    {.name = "q", .signature = "[LP;"},
    {.name = "e", .signature = "LE;"},
    {.name = "n", .signature = "LI1;"}};
static const struct sluice_field_model required_fields[] = {
    {.name = "i", .signature = "I", .required = true}};
static const struct sluice_field_model b_fields[] = {{.name = "b", .signature = "B"}};
static const struct sluice_field_model keep_fields[] = {
    {.name = "a", .signature = "[I"}, {.name = "s", .signature = "[I", .shared = true}};

static bool odd_refused(const struct sluice_get_arg *argument, void *context)
{
    int64_t i;
    (*(unsigned *)context)++;
    return sluice_get_integer(argument, "i", &i) == SLUICE_GET_OK && i % 2 == 0;
}

static unsigned odd_calls;

static const struct sluice_field_model cause_fields[] = {
    {.name = "c", .signature = "Ljava/lang/Object;", .self_is_null = true},
    {.name = "d", .signature = "Ljava/lang/Object;"}};

static const struct sluice_layout_item one_byte[] = {
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'B', .name = "n"}};
static const struct sluice_layout_item any_objects[] = {
    {.kind = SLUICE_LAYOUT_OBJECTS, .name = "all"}};

static const struct sluice_class_model models[] = {
    {.name = "P",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .has_suid = true,
     .suid = 1,
     .fields = p_fields,
     .field_count = 2},
    {.name = "S", .construct = SLUICE_CONSTRUCT_STATELESS},
    {.name = "G", .construct = SLUICE_CONSTRUCT_PERMITTED, .fields = p_fields, .field_count = 2},
    {.name = "E", .construct = SLUICE_CONSTRUCT_ENUM, .constants = constants, .constant_count = 2},
    {.name = "I1", .construct = SLUICE_CONSTRUCT_INTERFACE},
    {.name = "Abs", .construct = SLUICE_CONSTRUCT_ABSTRACT, .fields = b_fields, .field_count = 1},
    {.name = "Den", .construct = SLUICE_CONSTRUCT_DENIED},
    {.name = "Non", .construct = SLUICE_CONSTRUCT_NOT_SERIALIZABLE},
    {.name = "Gone", .construct = SLUICE_CONSTRUCT_ABSENT},
    {.name = "T",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .fields = typed_fields,
     .field_count = COUNT(typed_fields)},
    {.name = "R",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .fields = required_fields,
     .field_count = 1},
    {.name = "Sub",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .parent = "Abs",
     .fields = p_fields,
     .field_count = 1},
    {.name = "SubDen", .construct = SLUICE_CONSTRUCT_ATOMIC, .parent = "Den"},
    {.name = "Top", .construct = SLUICE_CONSTRUCT_ABSTRACT, .has_suid = true, .suid = 1},
    {.name = "Low", .construct = SLUICE_CONSTRUCT_ATOMIC, .parent = "Top"},
    {.name = "H",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .interfaces = handler,
     .interface_count = 1},
    {.name = "HP",
     .construct = SLUICE_CONSTRUCT_PERMITTED,
     .interfaces = handler,
     .interface_count = 1},
    {.name = "Odd",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .fields = p_fields,
     .field_count = 1,
     .check = odd_refused,
     .context = &odd_calls},
    {.name = "RF",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .fields = p_fields,
     .field_count = 2,
     .resolve = SLUICE_RESOLVE_FIELD,
     .resolve_field = "o"},
    {.name = "RR", .construct = SLUICE_CONSTRUCT_ATOMIC, .resolve = SLUICE_RESOLVE_REFUSE},
    {.name = "K", .construct = SLUICE_CONSTRUCT_ATOMIC, .fields = keep_fields, .field_count = 2},
    {.name = "W", .construct = SLUICE_CONSTRUCT_ATOMIC, .fields = cause_fields, .field_count = 2},
    {.name = "D1",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .form = SLUICE_FORM_BOTH,
     .layout = one_byte,
     .layout_count = 1},
    {.name = "D2",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .form = SLUICE_FORM_BOTH,
     .layout = any_objects,
     .layout_count = 1},
    {.name = "D3", .construct = SLUICE_CONSTRUCT_ATOMIC, .parent = "D1"},
    {.name = "X",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .parent = "R",
     .form = SLUICE_FORM_EXTERNAL,
     .layout = one_byte,
     .layout_count = 1},
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

/* --- what is built ---------------------------------------------------------------------------- */

static void test_values(void **state)
{
    (void)state;
    expect_graph(policy, "", CONTENT(""));
    expect_graph(policy, "70 74 0001 61 71 007e0000 77 02 0102 79 74 0000",
                 CONTENT("null,{\"string\":\"a\",\"id\":0},{\"ref\":0},{\"data\":\"0102\"},"
                         "{\"reset\":true},{\"string\":\"\",\"id\":1}"));
    expect_graph(policy, "73" P_DESC "00000007 70",
                 CONTENT("{\"object\":\"P\",\"id\":0,\"fields\":[[\"i\",7],[\"o\",null]]}"));
    expect_graph(
        policy, "73" P_DESC "00000007 74 0001 61 73" REF(0) "ffffffff" REF(2),
        CONTENT("{\"object\":\"P\",\"id\":0,\"fields\":[[\"i\",7],[\"o\",{\"string\":\"a\","
                "\"id\":1}]]},{\"object\":\"P\",\"id\":2,\"fields\":[[\"i\",-1],[\"o\","
                "{\"ref\":0}]]}"));
    expect_graph(policy, "73" STATELESS, CONTENT("{\"object\":\"S\",\"id\":0,\"fields\":[]}"));
    expect_graph(policy, "7e 72 0001 45 0000000000000000 12 0000 78 70 74 0003 524544" REF(1),
                 CONTENT("{\"enum\":\"E\",\"id\":0,\"constant\":\"RED\"},{\"ref\":0}"));
    expect_graph(policy, "75 72 0002 5b49" SUID "02 0000 78 70 00000002 00000001 ffffffff",
                 CONTENT("{\"array\":\"[I\",\"id\":0,\"values\":[1,-1]}"));
    expect_graph(policy, "76" P_DESC, CONTENT("{\"class\":\"P\",\"id\":0}"));
}

/* Fields that the stream lacks have the default of the model, fields that the class lacks are passed
 * over, with all that hangs on them. */
static void test_fields(void **state)
{
    (void)state;
    expect_graph(policy, "73 72 0001 50" SUID "02 0000 78 70",
                 CONTENT("{\"object\":\"P\",\"id\":0,\"fields\":[[\"i\",-5],[\"o\",null]]}"));
    expect_graph(policy,
                 "73 72 0001 50" SUID "02 0002 4a 0001 78 4c 0001 79 74 0001 4c 78 70"
                 "0000000000000009 73 72 0004 4e6f7065" SUID "02 0000 78 70",
                 CONTENT("{\"object\":\"P\",\"id\":0,\"fields\":[[\"i\",-5],[\"o\",null]]}"));
    /* The first of two fields with one name counts. */
    expect_graph(policy,
                 "73 72 0001 50" SUID "02 0002 49 0001 69 49 0001 69 78 70 00000001 00000002",
                 CONTENT("{\"object\":\"P\",\"id\":0,\"fields\":[[\"i\",1],[\"o\",null]]}"));
    /* Custom data that the class does not read. */
    expect_graph(policy,
                 "73 72 0001 50" SUID
                 "03 0001 49 0001 69 78 70 00000003 77 01 09 73 72 0001 5a" SUID
                 "02 0000 78 70 78 74 0000",
                 CONTENT("{\"object\":\"P\",\"id\":0,\"fields\":[[\"i\",3],[\"o\",null]]},"
                         "{\"string\":\"\",\"id\":1}"));
    /* A superclass that the class does not have. */
    expect_graph(policy,
                 "73 72 0001 50" SUID "02 0001 49 0001 69 78 72 0001 5a" SUID "02 0001 42 0001 69"
                 "78 70 07 00000002",
                 CONTENT("{\"object\":\"P\",\"id\":0,\"fields\":[[\"i\",2],[\"o\",null]]}"));
    /* A superclass that it has, and one that the stream lacks. */
    expect_graph(policy,
                 "73 72 0003 537562" SUID "02 0001 49 0001 69 78 72 0003 416273" SUID
                 "02 0001 42 0001 62 78 70 07 00000002",
                 CONTENT("{\"object\":\"Sub\",\"id\":0,\"fields\":[[\"b\",7],[\"i\",2]]}"));
    expect_graph(policy, "73 72 0003 537562" SUID "02 0001 49 0001 69 78 70 00000002",
                 CONTENT("{\"object\":\"Sub\",\"id\":0,\"fields\":[[\"b\",0],[\"i\",2]]}"));
    expect_refusal(policy, "73 72 0001 52" SUID "02 0000 78 70", SLUICE_FIELD_MISSING, "root.i");
}

static void test_refused_classes(void **state)
{
    (void)state;
#define OBJECT(length, name) "73 72 " length name SUID "02 0000 78 70"
    expect_refusal(policy, OBJECT("0001", "5a"), SLUICE_CLASS_NOT_IN_POLICY, NULL);
    expect_refusal(policy, OBJECT("0003", "44656e"), SLUICE_NOT_PERMITTED, NULL);
    expect_refusal(policy, OBJECT("0003", "4e6f6e"), SLUICE_NOT_SERIALIZABLE, NULL);
    expect_refusal(policy, OBJECT("0004", "476f6e65"), SLUICE_CLASS_ABSENT, NULL);
    expect_refusal(policy, OBJECT("0001", "45"), SLUICE_KIND_MISMATCH, NULL);     /* an enum */
    expect_refusal(policy, OBJECT("0002", "4931"), SLUICE_KIND_MISMATCH, NULL);   /* an interface */
    expect_refusal(policy, OBJECT("0003", "416273"), SLUICE_KIND_MISMATCH, NULL); /* abstract */
    expect_refusal(policy, OBJECT("0006", "53756244656e"), SLUICE_NOT_PERMITTED, NULL);
    /* A stateless class for which the stream declares or holds data. */
    expect_refusal(policy, "73 72 0001 53" SUID "02 0001 42 0001 62 78 70 07", SLUICE_NOT_PERMITTED,
                   NULL);
    expect_refusal(policy, "73 72 0001 53" SUID "03 0000 78 70 78", SLUICE_NOT_PERMITTED, NULL);
    /* Another serialVersionUID, another kind, another type of a field. */
    expect_refusal(policy, "73 72 0001 50 0000000000000002 02 0000 78 70", SLUICE_SUID_MISMATCH,
                   NULL);
    expect_graph(policy, "73 72 0003 4c6f77" SUID "02 0000 78 72 0003 546f70" SUID "02 0000 78 70",
                 CONTENT("{\"object\":\"Low\",\"id\":0,\"fields\":[]}"));
    expect_refusal(policy,
                   "73 72 0003 4c6f77" SUID "02 0000 78 72 0003 546f70 0000000000000002 02 0000"
                   "78 70",
                   SLUICE_SUID_MISMATCH, NULL);
    /* A superclass that is sent as an enum, as externalizable, or as no serializable class. */
#define SUB_OF_ABS(flags_and_fields)                                                               \
    "73 72 0003 537562" SUID "02 0000 78 72 0003 416273" SUID flags_and_fields "78 70"
    expect_refusal(policy,
                   "73 72 0003 537562" SUID "02 0000 78 72 0003 416273 0000000000000000"
                   "12 0000 78 70",
                   SLUICE_KIND_MISMATCH, NULL);
    expect_refusal(policy, SUB_OF_ABS("04 0001 42 0001 62") "07", SLUICE_KIND_MISMATCH, NULL);
    expect_graph(policy, SUB_OF_ABS("00 0001 42 0001 62") "07",
                 CONTENT("{\"object\":\"Sub\",\"id\":0,\"fields\":[[\"b\",7],[\"i\",-5]]}"));
    expect_refusal(policy, "73 72 0001 50" SUID "0c 0000 78 70 78", SLUICE_KIND_MISMATCH, NULL);
    expect_refusal(policy, "73 72 0001 50" SUID "00 0000 78 70", SLUICE_KIND_MISMATCH, NULL);
    expect_refusal(policy, "73 72 0001 50" SUID "02 0001 4a 0001 69 78 70 0000000000000001",
                   SLUICE_FIELD_TYPE_MISMATCH, "root.i");
    expect_refusal(policy, "73 72 0001 50" SUID "02 0001 4c 0001 69 74 0001 4c 78 70 70",
                   SLUICE_FIELD_TYPE_MISMATCH, "root.i");
    expect_refusal(policy, "73 72 0001 50" SUID "02 0001 49 0001 6f 78 70 00000001",
                   SLUICE_FIELD_TYPE_MISMATCH, "root.o");
    /* Custom data that is wanted and not announced; a class that does not stand there has none. */
#define NAME(length, name) "73 72 " length name SUID
    expect_refusal(policy, NAME("0002", "4431") "02 0000 78 70", SLUICE_OPTIONAL_DATA, "root");
    expect_graph(policy, NAME("0002", "4432") "02 0000 78 70",
                 CONTENT("{\"object\":\"D2\",\"id\":0,\"fields\":[[\"all\",null]]}"));
    expect_graph(policy, NAME("0002", "4433") "02 0000 78 70",
                 CONTENT("{\"object\":\"D3\",\"id\":0,\"fields\":[[\"n\",null]]}"));
    expect_refusal(policy, NAME("0002", "4433") "02 0000 78 72 0002 4431" SUID "02 0000 78 70",
                   SLUICE_OPTIONAL_DATA, "root");
    /* A field that is declared above an Externalizable is not in the stream. */
    expect_refusal(policy,
                   NAME("0001", "58") "0c 0000 78 72 0001 52" SUID "02 0001 49 0001 69 78 70"
                                      "77 01 07 78",
                   SLUICE_FIELD_MISSING, "root.i");
    /* Enums. */
    expect_refusal(policy, "7e 72 0001 45 0000000000000000 12 0000 78 70 74 0004 424c5545",
                   SLUICE_UNKNOWN_CONSTANT, NULL);
    expect_refusal(policy, "7e 72 0001 50 0000000000000000 12 0000 78 70 74 0003 524544",
                   SLUICE_KIND_MISMATCH, NULL);
    expect_refusal(policy, "7e 72 0001 5a 0000000000000000 12 0000 78 70 74 0003 524544",
                   SLUICE_CLASS_NOT_IN_POLICY, NULL);
    /* Classes and arrays name classes too. */
    expect_refusal(policy, "76 72 0001 5a" SUID "02 0000 78 70", SLUICE_CLASS_NOT_IN_POLICY, NULL);
    expect_refusal(policy, "75 72 0004 5b4c5a3b" SUID "02 0000 78 70 00000000",
                   SLUICE_CLASS_NOT_IN_POLICY, NULL);
    expect_refusal(policy, "75 72 0007 5b4c476f6e653b" SUID "02 0000 78 70 00000000",
                   SLUICE_CLASS_ABSENT, NULL);
    expect_refusal(policy, "75 72 0001 50" SUID "02 0000 78 70 00000000", SLUICE_KIND_MISMATCH,
                   NULL);
    /* A descriptor or an exception is no value. */
    expect_refusal(policy, P_DESC, SLUICE_VALUE_TYPE, NULL);
    expect_refusal(policy, "76" P_DESC REF(0), SLUICE_VALUE_TYPE, NULL);
    expect_refusal(policy, "7b 73" STATELESS, SLUICE_WRITE_ABORTED, NULL);
}

/* A refused class stops the run where it is named: nothing behind it is read. */
static void test_refusal_is_at_once(void **state)
{
    (void)state;
    struct stream stream = stream_begin();
    put_hex(&stream, "70 73 72 0001 5a" SUID "02 0000 78 70");
    const size_t named = stream.length;
    for (unsigned i = 0; i < 1000; i++) {
        put_u8(&stream, 0x70);
    }
    struct chunks chunks;
    const struct sluice_source source = chunked_source(&chunks, &stream, 1, SLUICE_UNKNOWN_LENGTH);
    struct sluice_graph *graph;
    struct sluice_status status;
    assert_int_equal(sluice_decode(&source, policy, NULL, &graph, &status),
                     SLUICE_CLASS_NOT_IN_POLICY);
    assert_null(graph);
    assert_true(chunks.given <= named + 1);
    assert_string_equal(status.class_name, "Z");
    stream_free(&stream);
}

/* --- types ------------------------------------------------------------------------------------ */

/* T with one field of a type string, and its value. */
static void expect_field(const char *field, const char *value, bool fits)
{
    struct stream stream = stream_begin();
    put_u8(&stream, 0x73);
    put_class(&stream, "T", 2, 1);
    put_field(&stream, 'L', field, "LX;");
    put_hex(&stream, "78 70");
    put_hex(&stream, value);
    struct built built = decode(&stream, policy, NULL);
    if (built.reason != (fits ? SLUICE_OK : SLUICE_VALUE_TYPE)) {
        fail_msg("%s = %s: %s", field, value, sluice_reason_name(built.reason));
    }
    if (!fits) {
        assert_string_equal(built.status.class_name, "T");
        assert_int_equal(strncmp(built.status.path, "root.", 5), 0);
        assert_string_equal(built.status.path + 5, field);
    }
    built_free(&built);
    stream_free(&stream);
}

static void test_types(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        const char *fields; /* the fields that it fits */
    } rows[] = {
        {"70", "sapqen"},
        {"74 0000", "s"},
        {"73" P_DESC "00000000 70", "p"},
        {"73" STATELESS, ""},
        {"75 72 0002 5b49" SUID "02 0000 78 70 00000000", "a"},
        {"75 72 0002 5b4a" SUID "02 0000 78 70 00000000", ""},
        {"75 72 0004 5b4c503b" SUID "02 0000 78 70 00000000", "q"},
        {"75 72 0004 5b4c533b" SUID "02 0000 78 70 00000000", ""},
        {"75 72 0003 5b5b49" SUID "02 0000 78 70 00000000", ""},
        {"7e 72 0001 45 0000000000000000 12 0000 78 70 74 0003 524544", "e"},
        {"76 72 0003 696e74 0000000000000000 00 0000 78 70", ""},
        {"73 7d 00000001 0002 4931 78 72 0017 6a6176612e6c616e672e7265666c6563742e50726f7879" SUID
         "02 0001 4c 0001 68 74 0001 4c 78 70 73 72 0001 48" SUID "02 0000 78 70",
         "n"},
    };
    for (size_t r = 0; r < COUNT(rows); r++) {
        for (size_t f = 0; f < COUNT(typed_fields); f++) {
            const char *name = typed_fields[f].name;
            expect_field(name, rows[r].value, strchr(rows[r].fields, name[0]) != NULL);
        }
    }
}

static void test_elements(void **state)
{
    (void)state;
    /* P[] of a P and null; of an S; String[] of a P; Object[] of anything. */
    expect_graph(policy,
                 "75 72 0004 5b4c503b" SUID "02 0000 78 70 00000002 70 73" P_DESC "00000000 70",
                 CONTENT("{\"array\":\"[LP;\",\"id\":0,\"values\":[null,{\"object\":\"P\",\"id\":1,"
                         "\"fields\":[[\"i\",0],[\"o\",null]]}]}"));
    expect_refusal(policy, "75 72 0004 5b4c503b" SUID "02 0000 78 70 00000002 70 73" STATELESS,
                   SLUICE_VALUE_TYPE, "root[1]");
    expect_refusal(policy,
                   "75 72 0013 5b4c6a6176612e6c616e672e537472696e673b" SUID
                   "02 0000 78 70 00000001 73" STATELESS,
                   SLUICE_VALUE_TYPE, "root[0]");
    expect_graph(policy,
                 "75 72 0013 5b4c6a6176612e6c616e672e4f626a6563743b" SUID
                 "02 0000 78 70 00000002 74 0000 73" STATELESS,
                 CONTENT("{\"array\":\"[Ljava.lang.Object;\",\"id\":0,\"values\":[{\"string\":\"\","
                         "\"id\":1},{\"object\":\"S\",\"id\":2,\"fields\":[]}]}"));
}

/* --- references ------------------------------------------------------------------------------- */

static void test_references(void **state)
{
    (void)state;
    /* To the object itself, to one around it, to an array around it. */
    expect_refusal(policy, "73" P_DESC "00000000" REF(2), SLUICE_REFERENCE_UNDER_CONSTRUCTION,
                   "root.o");
    expect_refusal(policy, "73" P_DESC "00000000 73" REF(0) "00000001" REF(2),
                   SLUICE_REFERENCE_UNDER_CONSTRUCTION, "root.o.o");
    expect_refusal(policy,
                   "75 72 0013 5b4c6a6176612e6c616e672e4f626a6563743b" SUID
                   "02 0000 78 70 00000001" REF(1),
                   SLUICE_REFERENCE_UNDER_CONSTRUCTION, "root[0]");
    /* To what was passed over: an object in a field that the class lacks. */
    expect_refusal(policy,
                   "73 72 0001 50" SUID "02 0001 4c 0001 79 74 0001 4c 78 70 73" STATELESS REF(4),
                   SLUICE_REFERENCE_NOT_BUILT, "root[1]");
    /* To an object in an annotation. Strings are values wherever they stand, type strings too. */
    expect_refusal(policy, "73 72 0001 53" SUID "02 0000 73" STATELESS "78 70" REF(2),
                   SLUICE_REFERENCE_NOT_BUILT, "root[1]");
    expect_graph(policy, "73 72 0001 53" SUID "02 0000 74 0001 61 78 70" REF(1),
                 CONTENT("{\"object\":\"S\",\"id\":0,\"fields\":[]},{\"string\":\"a\","
                         "\"id\":1}"));
    /* In skipped data, references to anything are passed over. */
    expect_graph(policy, "73 72 0001 50" SUID "02 0001 4c 0001 79 74 0001 4c 78 70" REF(2),
                 CONTENT("{\"object\":\"P\",\"id\":0,\"fields\":[[\"i\",-5],[\"o\",null]]}"));
}

/* --- readResolve, copies, proxies ------------------------------------------------------------- */

/* The object itself, in the one field where that means null (a Throwable without a cause). */
static void test_self_for_null(void **state)
{
    (void)state;
#define WRAPPED "73 72 0001 57" SUID "02 0002 4c 0001 63 74 0001 4c 4c 0001 64" REF(1) "78 70"
    expect_graph(policy, WRAPPED REF(2) "70",
                 CONTENT("{\"object\":\"W\",\"id\":0,\"fields\":[[\"c\",null],[\"d\",null]]}"));
    expect_refusal(policy, WRAPPED "70" REF(2), SLUICE_REFERENCE_UNDER_CONSTRUCTION, "root.d");
    expect_refusal(policy,
                   WRAPPED "73" REF(0) REF(2) "70"
                                              "70",
                   SLUICE_REFERENCE_UNDER_CONSTRUCTION, "root.c.c");
    expect_refusal(policy, WRAPPED "73" REF(0) "70" REF(3) "70",
                   SLUICE_REFERENCE_UNDER_CONSTRUCTION, "root.c.d");
    /* An object that is finished is an object, whoever refers to it. */
    expect_graph(policy, WRAPPED "73" REF(0) REF(3) "70" REF(3),
                 CONTENT("{\"object\":\"W\",\"id\":0,\"fields\":[[\"c\",{\"object\":\"W\",\"id\":1,"
                         "\"fields\":[[\"c\",null],[\"d\",null]]}],[\"d\",{\"ref\":1}]]}"));
}

static void test_resolve(void **state)
{
    (void)state;
    expect_graph(policy,
                 "73 72 0002 5246" SUID "02 0001 4c 0001 6f 74 0001 4c 78 70 74 0001 61" REF(2),
                 CONTENT("{\"string\":\"a\",\"id\":0},{\"ref\":0}"));
    expect_refusal(policy, "73 72 0002 5252" SUID "02 0000 78 70", SLUICE_RESOLVE_REFUSED, "root");
}

/* GOLD-4: an atomic object keeps its own copy of a mutable value, unless the model says otherwise. */
static void test_copies(void **state)
{
    (void)state;
    const char *hex = "75 72 0002 5b49" SUID "02 0000 78 70 00000001 00000005"
                      "73 72 0001 4b" SUID
                      "02 0002 5b 0001 61 74 0002 5b49 5b 0001 73 71 007e0003 78 70" REF(1) REF(1);
    struct stream bytes;
    struct built built = decode_hex(&bytes, hex, policy);
    assert_int_equal(built.reason, SLUICE_OK);
    const struct sluice_value array = sluice_graph_at(built.graph, 0);
    const struct sluice_value object = sluice_graph_at(built.graph, 1);
    struct sluice_value a;
    struct sluice_value s;
    assert_int_equal(sluice_value_field(built.graph, object, "a", &a), SLUICE_GET_OK);
    assert_int_equal(sluice_value_field(built.graph, object, "s", &s), SLUICE_GET_OK);
    assert_false(sluice_value_same(a, array));
    assert_true(sluice_value_same(s, array));
    assert_int_equal(sluice_value_length(built.graph, a), 1);
    char type;
    assert_int_equal(sluice_value_bytes(built.graph, a, &type).data[3], 5);
    assert_int_equal(type, 'I');
    built_free(&built);
    stream_free(&bytes);
    expect_graph(policy, hex,
                 CONTENT("{\"array\":\"[I\",\"id\":0,\"values\":[5]},{\"object\":\"K\",\"id\":1,"
                         "\"fields\":[[\"a\",{\"copy\":0,\"id\":2}],[\"s\",{\"ref\":0}]]}"));
}

#define PROXY_BELOW                                                                                \
    "72 0017 6a6176612e6c616e672e7265666c6563742e50726f7879" SUID "02 0001 4c 0001 68 74 0001 4c 78"
#define PROXY_SUPER PROXY_BELOW " 70"

static void test_proxies(void **state)
{
    (void)state;
    expect_graph(policy,
                 "73 7d 00000001 0002 4931 78" PROXY_SUPER "73 72 0001 48" SUID "02 0000 78 70",
                 CONTENT("{\"proxy\":[\"I1\"],\"id\":0,\"handler\":{\"object\":\"H\",\"id\":1,"
                         "\"fields\":[]}}"));
    /* No handler, no superclass, a string, a class that is no handler, one that is not atomic. */
    expect_refusal(policy, "73 7d 00000001 0002 4931 78" PROXY_SUPER "70", SLUICE_PROXY_HANDLER,
                   "root.h");
    expect_refusal(policy, "73 7d 00000001 0002 4931 78 70", SLUICE_PROXY_HANDLER, "root.h");
    expect_refusal(policy, "73 7d 00000001 0002 4931 78" PROXY_SUPER "74 0000",
                   SLUICE_PROXY_HANDLER, "root.h");
    expect_refusal(policy, "73 7d 00000001 0002 4931 78" PROXY_SUPER "73" STATELESS,
                   SLUICE_PROXY_HANDLER, "root.h");
    expect_refusal(policy,
                   "73 7d 00000001 0002 4931 78" PROXY_SUPER "73 72 0002 4850" SUID "02 0000 78 70",
                   SLUICE_PROXY_HANDLER, "root.h");
    /* Interfaces by name: one that is unknown, one that is a class, one that stands twice. */
    expect_refusal(policy, "73 7d 00000001 0001 5a 78 70", SLUICE_CLASS_NOT_IN_POLICY, NULL);
    expect_refusal(policy, "73 7d 00000002 0002 4931 0001 50 78 70", SLUICE_KIND_MISMATCH, NULL);
    expect_refusal(policy, "73 7d 00000002 0002 4931 0002 4931 78 70", SLUICE_CLASS_ABSENT, NULL);
}

/* A class that stands above a proxy is nothing to it, and is matched when an object of it comes. */
static void test_class_above_a_proxy(void **state)
{
    (void)state;
#define ABOVE(suid)                                                                                \
    "73 7d 00000001 0002 4931 78" PROXY_BELOW "72 0001 50" suid                                    \
    "02 0001 49 0001 69 78 70 00000001 73" REF(3) "00000002"
    expect_refusal(policy, ABOVE("0000000000000002"), SLUICE_SUID_MISMATCH, NULL);
    expect_refusal(policy, ABOVE(SUID), SLUICE_PROXY_HANDLER, "root.h");
    expect_graph(policy,
                 "73 7d 00000001 0002 4931 78" PROXY_BELOW "72 0001 48" SUID
                 "02 0000 78 70 73" REF(3),
                 CONTENT("{\"proxy\":[\"I1\"],\"id\":0,\"handler\":{\"object\":\"H\",\"id\":1,"
                         "\"fields\":[]}}"));
}

/* --- order ------------------------------------------------------------------------------------ */

struct trace {
    char text[2000];
    size_t length;
    unsigned failures;
    unsigned after;
};

static void note(void *context, const struct sluice_event *event)
{
    struct trace *trace = context;
    trace->after += trace->failures > 0;
    switch (event->type) {
    case SLUICE_EVENT_CLASS_CHECKED:
    case SLUICE_EVENT_CHECK_BEGAN:
    case SLUICE_EVENT_CHECK_ENDED:
    case SLUICE_EVENT_CONSTRUCTED:
    case SLUICE_EVENT_RESOLVED:
    case SLUICE_EVENT_PUBLISHED:
    case SLUICE_EVENT_REFERENCED:
    case SLUICE_EVENT_SKIPPED:
    case SLUICE_EVENT_COPIED:
    case SLUICE_EVENT_RESULT_PUBLISHED:
    case SLUICE_EVENT_CALLED:
    case SLUICE_EVENT_FAILED:
        trace->failures += event->type == SLUICE_EVENT_FAILED;
        trace->length += (size_t)snprintf(
            trace->text + trace->length, sizeof trace->text - trace->length, "%s%s%.*s%s%s\n",
            sluice_event_name(event->type), event->name.length != 0 ? " " : "",
            (int)event->name.length, event->name.length != 0 ? (const char *)event->name.data : "",
            event->reason != SLUICE_OK ? " " : "",
            event->reason != SLUICE_OK ? sluice_reason_name(event->reason) : "");
        assert_true(trace->length < sizeof trace->text);
        break;
    case SLUICE_EVENT_BYTES_PULLED:
    case SLUICE_EVENT_MEMORY_GROWN:
    case SLUICE_EVENT_COUNTER_CHARGED:
    case SLUICE_EVENT_RESET:
    case SLUICE_EVENT_RESTARTED:
    case SLUICE_EVENT_HANDLE_ASSIGNED:
        break;
    }
}

static void expect_trace(const char *hex, const char *expected)
{
    struct trace trace = {.text = ""};
    const struct sluice_observer observer = {note, &trace};
    struct stream stream = stream_begin();
    put_hex(&stream, hex);
    struct built built = decode(&stream, policy, &(struct sluice_options){.observer = &observer});
    assert_string_equal(trace.text, expected);
    assert_int_equal(trace.after, 0);
    built_free(&built);
    stream_free(&stream);
}

static void test_order(void **state)
{
    (void)state;
    /* The inner object is published before the check of the outer one begins. */
    expect_trace("73" P_DESC "00000001 73" REF(0) "00000002 70",
                 "class-checked P\n"
                 "check-began P\ncheck-ended P\nconstructed P\npublished\n"
                 "check-began P\ncheck-ended P\nconstructed P\npublished\n"
                 "result-published\n");
    /* A check that fails: nothing is constructed, nothing published, nothing goes on. */
    expect_trace(
        "73 72 0003 4f6464" SUID "02 0001 49 0001 69 78 70 00000001 70 70",
        "class-checked Odd\n"
        "check-began Odd\ncalled Odd check-failed\ncheck-ended Odd check-failed\nfailed check-failed\n");
    /* The whole graph or nothing: the first object stands, the second fails. */
    expect_trace(
        "73" STATELESS "73 72 0003 4f6464" SUID "02 0001 49 0001 69 78 70 00000003",
        "class-checked S\ncheck-began S\ncheck-ended S\nconstructed S\npublished\n"
        "class-checked Odd\ncheck-began Odd\ncalled Odd check-failed\ncheck-ended Odd check-failed\n"
        "failed check-failed\n");
    expect_trace("73 72 0001 5a" SUID "02 0000 78 70",
                 "class-checked Z class-not-in-policy\nfailed class-not-in-policy\n");
    expect_trace("74 0000" REF(0) "71 007e0001",
                 "referenced\nfailed bad-handle\n"); /* a string needs no construction */
    expect_trace("73" P_DESC "00000000" REF(2),
                 "class-checked P\nreferenced reference-under-construction\n"
                 "failed reference-under-construction\n");
}

/* The check function is asked about each object, with the data and before the object is there. */
static void test_check_function(void **state)
{
    (void)state;
    odd_calls = 0;
    expect_graph(policy,
                 "73 72 0003 4f6464" SUID "02 0001 49 0001 69 78 70 00000004 73" REF(0) "00000006",
                 CONTENT("{\"object\":\"Odd\",\"id\":0,\"fields\":[[\"i\",4]]},"
                         "{\"object\":\"Odd\",\"id\":1,\"fields\":[[\"i\",6]]}"));
    assert_int_equal(odd_calls, 2 * ASKED);
    expect_refusal(policy, "73 72 0003 4f6464" SUID "02 0001 49 0001 69 78 70 00000007",
                   SLUICE_CHECK_FAILED, "root");
    assert_int_equal(odd_calls, 3 * ASKED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),          cmocka_unit_test(test_fields),
        cmocka_unit_test(test_refused_classes), cmocka_unit_test(test_refusal_is_at_once),
        cmocka_unit_test(test_types),           cmocka_unit_test(test_elements),
        cmocka_unit_test(test_references),      cmocka_unit_test(test_self_for_null),
        cmocka_unit_test(test_resolve),         cmocka_unit_test(test_copies),
        cmocka_unit_test(test_proxies),         cmocka_unit_test(test_class_above_a_proxy),
        cmocka_unit_test(test_order),           cmocka_unit_test(test_check_function),
    };
    return cmocka_run_group_tests_name("decode", tests, make_policy, free_policy);
}
