/* What a refusal says is held against the bytes at its place: by IN-8, one line for each reason that it may give
 * and for each way to give it in vain. */
#include "rules/tests/examples.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char eof[] = "EOFException";
static const char corrupted[] = "StreamCorruptedException";
static const char invalid_class[] = "InvalidClassException";
static const char invalid_object[] = "InvalidObjectException";

struct line {
    const char *stream;
    const char *java_class;
    const char *reason;
    const char *at;
    const char *class_name;
    unsigned offset;
    bool in_vain;
};

#define ENUM_E                                                                                     \
    "72000145"                                                                                     \
    "0000000000000000"                                                                             \
    "1200007870"
#define OBJECT_FIELD(letter)                                                                       \
    letter "000178740012"                                                                          \
           "4c6a6176612f6c616e672f4f626a6563743b"
/* A class without fields; the one above it follows. */
#define DESCRIBED(letter) "720001" letter SCENE_SUID "02000078"
#define A_OVER_B_AND_A DESCRIBED("41") DESCRIBED("42") DESCRIBED("41") "70"
#define STRING_CLASS                                                                               \
    "72"                                                                                           \
    "00106a6176612e6c616e672e537472696e67" SCENE_SUID "0200007870"
#define AN_H(value) SCENE_HEADER "73" H_CLASS value "70"

static const struct line lines[] = {
    /* the header, type codes */
    {"aced0005", corrupted, "bad-magic", "magic", NULL, 0, true},
    {"acee0005", corrupted, "bad-magic", "magic", NULL, 0, false},
    {"acee0005", corrupted, "bad-magic", "magic", NULL, 2, true},
    {"aced0006", corrupted, "bad-version", "version", NULL, 2, false},
    {"aced0006", corrupted, "bad-version", "version", NULL, 0, true},
    {SCENE_HEADER "6f", corrupted, "bad-type-code", "type-code", NULL, 4, false},
    {SCENE_HEADER "6f", invalid_class, "bad-type-code", "type-code", NULL, 4, true},
    {SCENE_HEADER "706f", corrupted, "bad-type-code", "type-code", NULL, 4, true},
    {SCENE_HEADER "7374", corrupted, "bad-type-code", "class", NULL, 5, false},
    {SCENE_HEADER "7370", corrupted, "bad-type-code", "class", NULL, 5, true},
    {SCENE_HEADER "7e" ENUM_E "70", corrupted, "bad-type-code", "enum.constant", NULL, 22, false},
    {SCENE_HEADER "7e" ENUM_E "740000", corrupted, "bad-type-code", "enum.constant", NULL, 22,
     true},
    {SCENE_HEADER "7200014c" SCENE_SUID "0200014c000178737870", corrupted, "bad-type-code",
     "field.signature", NULL, 23, false},
    {SCENE_HEADER "7200014c" SCENE_SUID "0200014c000178707870", corrupted, "bad-type-code",
     "field.signature", NULL, 23, true},
    {SCENE_HEADER "7374", corrupted, "bad-type-code", NULL, NULL, 5, false},
    {SCENE_HEADER "740001c2", "UTFDataFormatException", "bad-utf", NULL, NULL, 7, false},
    {SCENE_HEADER "7200014c" SCENE_SUID "1000007870", invalid_class, "enum-descriptor", NULL, NULL,
     8, false},
    {SCENE_HEADER "7b70", corrupted, "bad-type-code", "type-code", NULL, 5, false},
    {SCENE_HEADER "73" SCENE_CLASS("4c", "0001" OBJECT_FIELD("4c")) "770100", corrupted,
     "unexpected-block-data", "type-code", NULL, 47, false},
    {SCENE_HEADER "770100", corrupted, "unexpected-block-data", "type-code", NULL, 4, true},
    {SCENE_HEADER "73" SCENE_CLASS("4c", "0001" OBJECT_FIELD("4c")) "78", corrupted,
     "unexpected-end-block-data", "type-code", NULL, 47, false},
    {SCENE_HEADER "73" SCENE_CLASS("4c", "0001" OBJECT_FIELD("4c")) "79", corrupted,
     "unexpected-end-block-data", "type-code", NULL, 47, true},
    {SCENE_HEADER "73" SCENE_CLASS("4c", "0001" OBJECT_FIELD("4c")) "79", corrupted,
     "unexpected-reset", "type-code", NULL, 47, false},
    {SCENE_HEADER "79", corrupted, "unexpected-reset", "type-code", NULL, 4, true},
    {SCENE_HEADER "78", "OptionalDataException", "stray-end-block-data", "type-code", NULL, 4,
     false},
    {SCENE_HEADER "70", "OptionalDataException", "stray-end-block-data", "type-code", NULL, 4,
     true},
    /* what is cut short */
    {SCENE_HEADER "7400", eof, "truncated", "string.length", NULL, 5, false},
    {SCENE_HEADER "71007e", eof, "truncated", "reference.handle", NULL, 5, false},
    {SCENE_HEADER "71007e0000", eof, "truncated", "reference.handle", NULL, 5, true},
    {SCENE_HEADER "70", eof, "truncated", "type-code", NULL, 4, true},
    {SCENE_HEADER "70", eof, "truncated", NULL, NULL, 4, true},
    {SCENE_HEADER "70", eof, "truncated", NULL, NULL, 9, true},
    {SCENE_HEADER "6f70", eof, "truncated", NULL, NULL, 4, true},
    {SCENE_HEADER "77054142", corrupted, "truncated-block", "block.bytes", NULL, 6, false},
    {SCENE_HEADER "77054142", eof, "truncated-block", "block.bytes", NULL, 6, true},
    {SCENE_HEADER "77020102", corrupted, "truncated-block", "block.bytes", NULL, 6, true},
    {SCENE_HEADER "75" INTS_CLASS "00000002", eof, "claim-exceeds-input", "array.length", NULL, 23,
     false},
    {SCENE_HEADER TWO_INTS, eof, "claim-exceeds-input", "array.length", NULL, 23, true},
    /* lengths and texts */
    {SCENE_HEADER "7affffffff", corrupted, "negative-length", "block.length", NULL, 5, false},
    {SCENE_HEADER "7a7fffffff", corrupted, "negative-length", "block.length", NULL, 5, true},
    {SCENE_HEADER "740001c2", "UTFDataFormatException", "bad-utf", "string.bytes", NULL, 7, false},
    {SCENE_HEADER "74000141", "UTFDataFormatException", "bad-utf", "string.bytes", NULL, 7, true},
    {SCENE_HEADER "740002c280", "UTFDataFormatException", "bad-utf", "string.bytes", NULL, 7, true},
    {SCENE_HEADER "7c0000000000000001c2", "UTFDataFormatException", "bad-utf", "string.bytes", NULL,
     13, false},
    {SCENE_HEADER "7c000000000000000141", "UTFDataFormatException", "bad-utf", "string.bytes", NULL,
     13, true},
    {SCENE_HEADER "720001c2" SCENE_SUID "0200007870", "UTFDataFormatException", "bad-utf",
     "class.name", NULL, 5, false},
    {SCENE_HEADER SCENE_A, "UTFDataFormatException", "bad-utf", "class.name", NULL, 5, true},
    {SCENE_ONE_A, "UTFDataFormatException", "bad-utf", "object.custom", "A", 4, false},
    {SCENE_ONE_A, "UTFDataFormatException", "bad-utf", "object.custom", "A", 5, true},
    /* references and descriptors */
    {SCENE_HEADER "71007e0000", corrupted, "bad-handle", "reference.handle", NULL, 5, false},
    {SCENE_HEADER "74000071007e0000", corrupted, "bad-handle", "reference.handle", NULL, 8, true},
    {SCENE_HEADER "7071007e0000", corrupted, "bad-handle", "reference.handle", NULL, 4, true},
    {SCENE_HEADER "7400007371007e0000", corrupted, "reference-kind", "class", NULL, 8, false},
    {SCENE_HEADER "757d00000000787000000000", corrupted, "reference-kind", "class", NULL, 4, false},
    {SCENE_HEADER TWO_INTS, corrupted, "reference-kind", "class", NULL, 4, true},
    {SCENE_HEADER "70", corrupted, "reference-kind", "class", NULL, 4, true},
    {SCENE_HEADER "7200014c" SCENE_SUID "0200007371007e0000", invalid_class,
     "descriptor-unfinished", "class", NULL, 20, false},
    {SCENE_HEADER SCENE_A "7371007e000000000001", invalid_class, "descriptor-unfinished", "class",
     NULL, 26, true},
    {SCENE_HEADER "7370", invalid_class, "null-descriptor", "class", NULL, 4, false},
    {SCENE_ONE_A, invalid_class, "null-descriptor", "class", NULL, 4, true},
    {SCENE_HEADER "7200014c" SCENE_SUID "0600007870", invalid_class, "flags-conflict",
     "class.flags", NULL, 16, false},
    {SCENE_HEADER "7200014c" SCENE_SUID "0200007870", invalid_class, "flags-conflict",
     "class.flags", NULL, 16, true},
    {SCENE_HEADER "7200014c" SCENE_SUID "02000151000178"
                  "7870",
     invalid_class, "bad-field-type", "field.type", NULL, 19, false},
    {SCENE_HEADER SCENE_A, invalid_class, "bad-field-type", "field.type", NULL, 19, true},
    {SCENE_HEADER "7200014c" SCENE_SUID "0200014c000178740001517870", invalid_class,
     "bad-field-signature", "field.signature", NULL, 23, false},
    {SCENE_HEADER "7200014c" SCENE_SUID "0200014c0001787400007870", invalid_class,
     "bad-field-signature", "field.signature", NULL, 23, false},
    {SCENE_HEADER SCENE_CLASS("4c", "0001" OBJECT_FIELD("4c")), invalid_class,
     "bad-field-signature", "field.signature", NULL, 23, true},
    {SCENE_HEADER "7200014c" SCENE_SUID "0200025b0001617400025b49490001627870", invalid_class,
     "field-order", "field.type", NULL, 28, false},
    {SCENE_HEADER SCENE_A, invalid_class, "field-order", "field.type", NULL, 19, true},
    {SCENE_HEADER "7200014c" SCENE_SUID "1000007870", invalid_class, "enum-descriptor",
     "class.suid", NULL, 8, false},
    {SCENE_HEADER "7e" ENUM_E "740000", invalid_class, "enum-descriptor", "class.suid", NULL, 9,
     true},
    {SCENE_HEADER "7e" ENUM_E "740000", invalid_class, "enum-descriptor", "class.field-count", NULL,
     18, true},
    {SCENE_HEADER "7e" SCENE_CLASS("45", SCENE_NO_FIELDS) "740000", invalid_class,
     "enum-descriptor", "class.flags", NULL, 4, false},
    {SCENE_HEADER "7e" ENUM_E "740000", invalid_class, "enum-descriptor", "class.flags", NULL, 4,
     true},
    {SCENE_HEADER "73" A_OVER_B_AND_A, invalid_class, "class-repeated", "class.super", NULL, 4,
     false},
    {SCENE_HEADER "73" DESCRIBED("43") A_OVER_B_AND_A, invalid_class, "class-repeated",
     "class.super", NULL, 4, false},
    {SCENE_HEADER "73" DESCRIBED("43") DESCRIBED("42") "70", invalid_class, "class-repeated",
     "class.super", NULL, 4, true},
    {SCENE_ONE_A, invalid_class, "class-repeated", "class.super", NULL, 4, true},
    {SCENE_HEADER "73" STRING_CLASS, invalid_class, "reserved-class", "class.name", NULL, 4, false},
    {SCENE_ONE_A, invalid_class, "reserved-class", "class.name", NULL, 4, true},
    {SCENE_ONE_A, invalid_class, "reserved-class", "class.name", NULL, 5, true},
    {SCENE_HEADER "7d000100007870", invalid_object, "interface-count", "proxy.interface-count",
     NULL, 5, false},
    {SCENE_HEADER "7d0000ffff7870", invalid_object, "interface-count", "proxy.interface-count",
     NULL, 5, true},
    /* another fault than the one that stands there, and one behind it */
    {SCENE_HEADER "6f71007e0000", corrupted, "bad-handle", "reference.handle", NULL, 6, true},
    {SCENE_HEADER "6f73" SCENE_A "00000001", invalid_class, "class-not-in-policy", "class.name",
     "L", 6, true},
    /* classes */
    {SCENE_HEADER "73" SCENE_CLASS("4c", SCENE_NO_FIELDS), invalid_class, "class-not-in-policy",
     "class.name", "L", 5, false},
    {SCENE_ONE_A, invalid_class, "class-not-in-policy", "class.name", "A", 5, true},
    {SCENE_ONE_A, invalid_class, "class-not-in-policy", "class.name", NULL, 5, false},
    {SCENE_ONE_A, "ClassNotFoundException", "class-absent", "class.name", "A", 5, true},
    {SCENE_HEADER "73" SCENE_CLASS("4e", SCENE_NO_FIELDS), "NotSerializableException",
     "not-serializable", "class.name", "N", 5, false},
    {SCENE_ONE_A, "NotSerializableException", "not-serializable", "class.name", "A", 5, true},
    {SCENE_HEADER "73" SCENE_CLASS("44", SCENE_INT_FIELD) "00000001", "SecurityException",
     "not-permitted", "class.name", "D", 5, false},
    {SCENE_HEADER "73" SCENE_CLASS("53", SCENE_INT_FIELD) "00000001", "SecurityException",
     "not-permitted", "class.name", "S", 5, false},
    {SCENE_ONE_A, "SecurityException", "not-permitted", "class.name", "A", 5, true},
    {SCENE_ONE_A, invalid_class, "suid-mismatch", "class.suid", "A", 9, true},
    {SCENE_HEADER "73" SCENE_CLASS("41", "00014a000178") "0000000000000001", invalid_class,
     "field-type-mismatch", "field.type", "A", 20, false},
    {SCENE_HEADER "73" SCENE_CLASS("41", "0001" OBJECT_FIELD("4c")) "70", invalid_class,
     "field-type-mismatch", "field.type", "A", 20, false},
    {SCENE_ONE_A, invalid_class, "field-type-mismatch", "field.type", "A", 20, true},
    {SCENE_ONE_A, invalid_object, "field-missing", "class.fields", "A", 5, true},
    {SCENE_HEADER "73" SCENE_CLASS("54", SCENE_NO_FIELDS), invalid_object, "field-missing",
     "class.fields", "T", 5, false},
    /* references, objects and constants */
    {AN_H("71007e0002"), invalid_object, "reference-under-construction", "reference.handle", "H",
     56, false},
    {AN_H("740000"), invalid_object, "reference-under-construction", "reference.handle", "H", 56,
     true},
    {AN_H("71007e0001"), invalid_object, "reference-under-construction", "reference.handle", "H",
     56, true},
    {AN_H("71007e0001"), invalid_object, "reference-not-built", "reference.handle", NULL, 56, true},
    {AN_H("71007e0000"), invalid_object, "reference-not-built", "reference.handle", NULL, 56,
     false},
    {SCENE_HEADER "73" SCENE_A "0000000171007e0001", invalid_object, "reference-not-built",
     "reference.handle", NULL, 31, true},
    {SCENE_ONE_A, invalid_object, "invariant-range", "object.check", "A", 4, false},
    {SCENE_ONE_A, invalid_object, "invariant-range", "object.check", "A", 5, true},
    {SCENE_HEADER "7b73" SCENE_A "00000001", "WriteAbortedException", "write-aborted", "type-code",
     NULL, 4, false},
    {SCENE_ONE_A, "WriteAbortedException", "write-aborted", "type-code", NULL, 4, true},
    {SCENE_HEADER "7e" ENUM_E "74000158", invalid_object, "unknown-constant", "enum.constant", "E",
     25, false},
    {SCENE_HEADER "7e" ENUM_E "74000158", invalid_object, "unknown-constant", "enum.constant", "A",
     25, true},
    {AN_H("740000"), invalid_object, "value-type", "field.value", "H", 4, true},
    {SCENE_HEADER SCENE_A, invalid_object, "value-type", "type-code", NULL, 4, false},
    {SCENE_HEADER "740000", invalid_object, "value-type", "type-code", NULL, 4, true},
};

static enum sluice_ruling ruling_on(const struct line *line, const char *limit, uint64_t value)
{
    struct scene *scene = malloc(sizeof *scene);
    struct sluice_judged *results = calloc(sluice_rule_count(), sizeof *results);
    assert_non_null(scene);
    assert_non_null(results);
    scene_init(scene);
    scene_stream(scene, line->stream);
    scene_refused(scene, line->java_class, line->reason, line->offset);
    scene->run.answer.at = line->at;
    scene->run.answer.class_name = line->class_name;
    if (limit != NULL) {
        scene->run.answer.outcome = SLUICE_OUTCOME_LIMIT;
        scene_limit(scene, limit, value);
    }
    assert_true(sluice_judge_all(&scene->context, &scene->set, results));
    const enum sluice_ruling ruling = results[sluice_rule_index("IN-8")].ruling;
    free(results);
    scene_free(scene);
    free(scene);
    return ruling;
}

static void test_reasons(void **state)
{
    (void)state;
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        if ((ruling_on(&lines[i], NULL, 0) == SLUICE_RULING_VIOLATED) != lines[i].in_vain) {
            print_error("%s at %u of %s: %s\n", lines[i].reason, lines[i].offset, lines[i].stream,
                        lines[i].in_vain ? "not noticed" : "borne out, yet violated");
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

static void test_limits(void **state)
{
    (void)state;
    static const struct {
        struct line line;
        const char *limit;
        uint64_t reached; /* at this the stream goes on; at one less it is refused */
    } limits[] = {
        {{SCENE_HEADER TWO_INTS, corrupted, "limit-array-length", "array.length", NULL, 23, false},
         "array_length",
         2},
        {{SCENE_HEADER "7400024142", corrupted, "limit-string-bytes", "string.length", NULL, 5,
          false},
         "string_bytes",
         2},
        {{SCENE_HEADER "7c00000000000000024142", corrupted, "limit-string-bytes", "string.length",
          NULL, 5, false},
         "string_bytes",
         2},
        {{SCENE_HEADER "77024142", corrupted, "limit-block-bytes", "block.length", NULL, 5, false},
         "block_bytes",
         2},
        {{SCENE_HEADER "7a000000024142", corrupted, "limit-block-bytes", "block.length", NULL, 5,
          false},
         "block_bytes",
         2},
        {{SCENE_HEADER SCENE_A, corrupted, "limit-fields", "class.field-count", NULL, 17, false},
         "fields",
         1},
        {{SCENE_HEADER "7d000000010001497870", corrupted, "limit-interfaces",
          "proxy.interface-count", NULL, 5, false},
         "interfaces",
         1},
        {{SCENE_HEADER "7070", corrupted, "limit-stream-bytes", "type-code", NULL, 5, false},
         "stream_bytes",
         6},
        {{SCENE_HEADER "7070", corrupted, "limit-bytes", "type-code", NULL, 5, false}, "bytes", 6},
    };
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        struct line line = limits[i].line;
        const uint64_t reached = limits[i].reached;
        if (ruling_on(&line, limits[i].limit, reached - 1) == SLUICE_RULING_VIOLATED ||
            ruling_on(&line, limits[i].limit, reached) != SLUICE_RULING_VIOLATED) {
            fail_msg("%s of %s", line.reason, line.stream);
        }
    }
    /* what is a limit is reported as such, and nothing else is; and bytes that are missing are missing */
    struct line line = limits[0].line;
    assert_int_equal(ruling_on(&line, NULL, 0), SLUICE_RULING_VIOLATED);
    line.reason = "bad-handle";
    line.offset = 4;
    assert_int_equal(ruling_on(&line, "array_length", 1), SLUICE_RULING_VIOLATED);
    /* a limit that is reached within a type string of no type */
    line = (struct line){SCENE_HEADER "7200014c" SCENE_SUID "0200014c000178740001517870",
                         corrupted,
                         "limit-stream-bytes",
                         "string.bytes",
                         NULL,
                         26,
                         false};
    assert_int_not_equal(ruling_on(&line, "stream_bytes", 26), SLUICE_RULING_VIOLATED);
    line = limits[3].line;
    line.stream = SCENE_HEADER "770241";
    assert_int_equal(ruling_on(&line, "block_bytes", 1), SLUICE_RULING_VIOLATED);
}

/* What nobody says here is not looked at. */
static void test_other_words(void **state)
{
    (void)state;
    const struct line unknown = {
        SCENE_HEADER "70", corrupted, "out of order", NULL, NULL, 4, false};
    assert_int_not_equal(ruling_on(&unknown, NULL, 0), SLUICE_RULING_VIOLATED);
    const struct line nowhere = {SCENE_HEADER "70", corrupted, NULL, NULL, NULL, 4, false};
    assert_int_not_equal(ruling_on(&nowhere, NULL, 0), SLUICE_RULING_VIOLATED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reasons),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_other_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
