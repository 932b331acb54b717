/* Descriptors that declare few of the many fields of a class: nothing is sized by the class, and what they declare is
 * found as in any other. Rules: BOUND-HEAP, BOUND-STEPS, IN-6, DEV-3, DEV-10. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS = 170, TEXTS = 100, TIMES = 2000 };

static char names[FIELDS][8];
static struct sluice_field_model fields[FIELDS];
static struct sluice_field_model required_fields[FIELDS];
static const struct sluice_class_model models[] = {
    {.name = "W", .construct = SLUICE_CONSTRUCT_ATOMIC, .fields = fields, .field_count = FIELDS},
    {.name = "R",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .fields = required_fields,
     .field_count = FIELDS},
};
static struct sluice_policy *policy;

/* The first hundred fields are texts, the rest ints; of R, the second one is required. */
static int make_policy(void **state)
{
    (void)state;
    for (int i = 0; i < FIELDS; i++) {
        (void)snprintf(names[i], sizeof names[i], "f%03d", i);
        fields[i] = (struct sluice_field_model){
            .name = names[i], .signature = i < TEXTS ? "Ljava/lang/String;" : "I"};
        required_fields[i] = fields[i];
        required_fields[i].required = i == 1;
    }
    policy = policy_of(models, sizeof models / sizeof models[0]);
    return 0;
}

static int free_policy(void **state)
{
    (void)state;
    sluice_policy_free(policy);
    return 0;
}

static void expect_bounds(const struct stream *stream)
{
    struct built built = decode(stream, policy, NULL);
    assert_int_equal(built.reason, SLUICE_OK);
    assert_in_range(built.status.peak_heap, 1, 16 * stream->length + 65536);
    assert_in_range(built.status.steps, 1, 16 * stream->length + 4096);
    built_free(&built);
}

static void test_many_descriptors(void **state)
{
    (void)state;
    struct stream stream = stream_begin();
    for (int i = 0; i < TIMES; i++) {
        put_u8(&stream, 0x73);
        put_plain_class(&stream, "W", 2);
    }
    expect_bounds(&stream);
    stream_free(&stream);
}

static void test_many_objects(void **state)
{
    (void)state;
    struct stream stream = stream_begin();
    put_u8(&stream, 0x73);
    put_plain_class(&stream, "W", 2);
    for (int i = 0; i < TIMES; i++) {
        put_u8(&stream, 0x73);
        put_reference(&stream, 0);
    }
    expect_bounds(&stream);
    stream_free(&stream);
}

/* Objects with one text each, of a class that declares it alone. */
static void test_few_fields(void **state)
{
    (void)state;
    struct stream stream = stream_begin();
    put_u8(&stream, 0x73);
    put_class(&stream, "W", 2, 1);
    put_field(&stream, 'L', "f050", "Ljava/lang/String;");
    put_hex(&stream, "78 70 70");
    for (int i = 0; i < TIMES; i++) {
        put_u8(&stream, 0x73);
        put_reference(&stream, 0);
        put_u8(&stream, 0x70);
    }
    expect_bounds(&stream);
    stream_free(&stream);
}

#define TEXT "4c 0004 66303530 74 0012 4c6a6176612f6c616e672f537472696e673b"
#define HEAD "73 72 0001 57 0000000000000001 02"

/* Ints 160 and 101, a field that the class lacks, 160 again, and texts 50 and 3. */
static void test_values(void **state)
{
    (void)state;
    struct stream bytes;
    struct built built = decode_hex(
        &bytes,
        HEAD "0006 49 0004 66313630 49 0004 66313031 49 0002 7a7a 49 0004 66313630" TEXT
             "4c 0004 66303033 71 007e0001 78 70 00000007 00000008 00000009 0000000a"
             "74 0001 78 74 0001 79",
        policy);
    assert_int_equal(built.reason, SLUICE_OK);
    char *compact = graph_compact_of(built.graph);
    assert_non_null(strstr(compact, " f003=\"y\" "));
    assert_non_null(strstr(compact, " f050=\"x\" "));
    assert_non_null(strstr(compact, " f101=8 "));
    assert_non_null(strstr(compact, " f160=7 "));
    assert_non_null(strstr(compact, " f051=null "));
    assert_non_null(strstr(compact, " f159=0 "));
    free(compact);
    built_free(&built);
    stream_free(&bytes);
}

static void test_refused(void **state)
{
    (void)state;
    expect_refusal(policy, HEAD "0001" TEXT "78 70 76 71 007e0000", SLUICE_VALUE_TYPE, "root.f050");
    expect_refusal(policy, HEAD "0001 4a 0004 66313031 78 70 0000000000000000",
                   SLUICE_FIELD_TYPE_MISMATCH, NULL);
}

static void test_required(void **state)
{
    (void)state;
    struct stream stream = stream_begin();
    put_u8(&stream, 0x73);
    put_class(&stream, "R", 2, 1);
    put_field(&stream, 'L', "f001", "Ljava/lang/String;");
    put_hex(&stream, "78 70 70");
    struct built built = decode(&stream, policy, NULL);
    assert_int_equal(built.reason, SLUICE_OK);
    built_free(&built);
    stream_free(&stream);
    stream = stream_begin();
    put_u8(&stream, 0x73);
    put_class(&stream, "R", 2, 1);
    put_field(&stream, 'L', "f002", "Ljava/lang/String;");
    put_hex(&stream, "78 70 70");
    built = decode(&stream, policy, NULL);
    assert_int_equal(built.reason, SLUICE_FIELD_MISSING);
    built_free(&built);
    stream_free(&stream);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_many_descriptors), cmocka_unit_test(test_many_objects),
        cmocka_unit_test(test_few_fields),       cmocka_unit_test(test_values),
        cmocka_unit_test(test_refused),          cmocka_unit_test(test_required),
    };
    return cmocka_run_group_tests_name("places", tests, make_policy, free_policy);
}
