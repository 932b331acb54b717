/* Every way in which bytes can be malformed: the reason, the offset, the element there and the path.
 * Each row also holds for a callback of known length that gives single bytes. */
#include "support.h"

#include <string.h>

/* The header, and a class "A" with suid 1: 17 bytes with flags, fields, 78 and 70. */
#define H "aced0005"
#define HEAD_A "72 0001 41 0000000000000001"
#define A HEAD_A "02 0000 78 70"
#define WM HEAD_A "03 0000 78 70"
#define INT_ARRAY "72 0002 5b49 0000000000000001 02 0000 78 70"
#define FIELD_O "4c 0001 6f 74 0001 4c"
#define WITH_O HEAD_A "02 0001" FIELD_O "78 70"
#define REF0 "71 007e0000"

struct row {
    const char *hex;
    enum sluice_reason reason;
    unsigned offset;
    const char *at;
    const char *path;
};

static const struct row rows[] = {
    /* header */
    {"", SLUICE_TRUNCATED, 0, "magic", ""},
    {"ac", SLUICE_TRUNCATED, 0, "magic", ""},
    {"aced", SLUICE_TRUNCATED, 2, "version", ""},
    {"aced00", SLUICE_TRUNCATED, 2, "version", ""},
    {"acee0005", SLUICE_BAD_MAGIC, 0, "magic", ""},
    {"edac0005", SLUICE_BAD_MAGIC, 0, "magic", ""},
    {"aced0004", SLUICE_BAD_VERSION, 2, "version", ""},
    {"aced0500", SLUICE_BAD_VERSION, 2, "version", ""},
    /* type codes */
    {H "00", SLUICE_BAD_TYPE_CODE, 4, "type-code", "root"},
    {H "6f", SLUICE_BAD_TYPE_CODE, 4, "type-code", "root"},
    {H "7f", SLUICE_BAD_TYPE_CODE, 4, "type-code", "root"},
    {H "ff", SLUICE_BAD_TYPE_CODE, 4, "type-code", "root"},
    {H "70 70 70 01", SLUICE_BAD_TYPE_CODE, 7, "type-code", "root[3]"},
    {H "70 aced0005 70", SLUICE_BAD_TYPE_CODE, 5, "type-code", "root[1]"},
    {H "78", SLUICE_STRAY_END, 4, "type-code", "root"},
    {H "70 77 01 00 78", SLUICE_STRAY_END, 8, "type-code", "root[2]"},
    /* strings */
    {H "74", SLUICE_TRUNCATED, 5, "string.length", "root"},
    {H "74 00", SLUICE_TRUNCATED, 5, "string.length", "root"},
    {H "74 0003 6162", SLUICE_TRUNCATED, 7, "string.bytes", "root"},
    {H "74 0001 80", SLUICE_BAD_UTF, 7, "string.bytes", "root"},
    {H "74 0002 61c3", SLUICE_BAD_UTF, 7, "string.bytes", "root"},
    {H "74 0004 f09f9880", SLUICE_BAD_UTF, 7, "string.bytes", "root"},
    {H "70 74 0003 e08080 74 0003 e041", SLUICE_TRUNCATED, 14, "string.bytes", "root[2]"},
    {H "7c 00000000000000", SLUICE_TRUNCATED, 5, "string.length", "root"},
    {H "7c 8000000000000000", SLUICE_NEGATIVE_LENGTH, 5, "string.length", "root"},
    {H "7c ffffffffffffffff", SLUICE_NEGATIVE_LENGTH, 5, "string.length", "root"},
    {H "7c 0000000000000001", SLUICE_TRUNCATED, 13, "string.bytes", "root"},
    {H "7c 7fffffffffffffff 61", SLUICE_TRUNCATED, 13, "string.bytes", "root"},
    {H "7c 0000000000000001 ff", SLUICE_BAD_UTF, 13, "string.bytes", "root"},
    /* blocks */
    {H "77", SLUICE_TRUNCATED_BLOCK, 5, "block.length", "root"},
    {H "77 02 00", SLUICE_TRUNCATED_BLOCK, 6, "block.bytes", "root"},
    {H "77 01 00 77 05 01", SLUICE_TRUNCATED_BLOCK, 9, "block.bytes", "root"},
    {H "7a 000000", SLUICE_TRUNCATED_BLOCK, 5, "block.length", "root"},
    {H "7a 00000002 00", SLUICE_TRUNCATED_BLOCK, 9, "block.bytes", "root"},
    {H "7a 80000000", SLUICE_NEGATIVE_LENGTH, 5, "block.length", "root"},
    {H "7a ffffffff 00", SLUICE_NEGATIVE_LENGTH, 5, "block.length", "root"},
    {H "7a 7fffffff 00", SLUICE_TRUNCATED_BLOCK, 9, "block.bytes", "root"},
    /* references */
    {H "71", SLUICE_TRUNCATED, 5, "reference.handle", "root"},
    {H "71 007e00", SLUICE_TRUNCATED, 5, "reference.handle", "root"},
    {H REF0, SLUICE_BAD_HANDLE, 5, "reference.handle", "root"},
    {H "74 0000 71 007dffff", SLUICE_BAD_HANDLE, 8, "reference.handle", "root[1]"},
    {H "74 0000 71 007e0001", SLUICE_BAD_HANDLE, 8, "reference.handle", "root[1]"},
    {H "74 0000 71 807e0000", SLUICE_BAD_HANDLE, 8, "reference.handle", "root[1]"},
    {H "74 0000 71 00000000", SLUICE_BAD_HANDLE, 8, "reference.handle", "root[1]"},
    {H "74 0000 79" REF0, SLUICE_BAD_HANDLE, 9, "reference.handle", "root[2]"},
    /* descriptors: where one is due */
    {H "73", SLUICE_TRUNCATED, 5, "class", "root.class"},
    {H "73 74 0000", SLUICE_BAD_TYPE_CODE, 5, "class", "root.class"},
    {H "75 73", SLUICE_BAD_TYPE_CODE, 5, "class", "root.class"},
    {H "76 79", SLUICE_BAD_TYPE_CODE, 5, "class", "root.class"},
    {H "7e 78", SLUICE_BAD_TYPE_CODE, 5, "class", "root.class"},
    {H "73" REF0, SLUICE_BAD_HANDLE, 6, "reference.handle", "root.class"},
    {H "74 0000 73" REF0, SLUICE_REFERENCE_KIND, 8, "class", "root[1].class"},
    {H HEAD_A "02 0000 78" REF0, SLUICE_DESCRIPTOR_UNFINISHED, 20, "class", "root.super"},
    {H "73" HEAD_A "02 0000 73" REF0, SLUICE_DESCRIPTOR_UNFINISHED, 21, "class",
     "root.class.annotation[0].class"},
    {H HEAD_A "02 0000 78 74", SLUICE_BAD_TYPE_CODE, 20, "class", "root.super"},
    {H "73" HEAD_A "02 0000 78", SLUICE_TRUNCATED, 21, "class", "root.class.super"},
    {H "73 70", SLUICE_NULL_DESCRIPTOR, 4, "class", "root"},
    {H "75 70 00000000", SLUICE_NULL_DESCRIPTOR, 4, "class", "root"},
    {H "76 70", SLUICE_NULL_DESCRIPTOR, 4, "class", "root"},
    {H "7e 70 74 0000", SLUICE_NULL_DESCRIPTOR, 4, "class", "root"},
    /* descriptors: heads */
    {H "72 00", SLUICE_TRUNCATED, 5, "class.name", "root"},
    {H "72 0005 41", SLUICE_TRUNCATED, 5, "class.name", "root"},
    {H "73 72 0001 ff", SLUICE_BAD_UTF, 6, "class.name", "root.class"},
    {H "72 0001 41 00000000000000", SLUICE_TRUNCATED, 8, "class.suid", "root"},
    {H HEAD_A, SLUICE_TRUNCATED, 16, "class.flags", "root"},
    {H HEAD_A "06 0000", SLUICE_FLAGS_CONFLICT, 16, "class.flags", "root"},
    {H HEAD_A "0e 0000", SLUICE_FLAGS_CONFLICT, 16, "class.flags", "root"},
    {H HEAD_A "02 00", SLUICE_TRUNCATED, 17, "class.field-count", "root"},
    {H HEAD_A "02 8000 78 70", SLUICE_NEGATIVE_LENGTH, 17, "class.field-count", "root"},
    {H HEAD_A "02 ffff 78 70", SLUICE_NEGATIVE_LENGTH, 17, "class.field-count", "root"},
    {H HEAD_A "02 7fff", SLUICE_CLAIM_EXCEEDS_INPUT, 17, "class.field-count", "root"},
    {H HEAD_A "02 0001 42 00", SLUICE_CLAIM_EXCEEDS_INPUT, 17, "class.field-count", "root"},
    {H HEAD_A "12 0000", SLUICE_ENUM_DESCRIPTOR, 8, "class.suid", "root"},
    {H "72 0001 41 0000000000000000 12 0001", SLUICE_ENUM_DESCRIPTOR, 17, "class.field-count",
     "root"},
    /* descriptors: fields */
    {H HEAD_A "02 0001 58 0001 69", SLUICE_BAD_FIELD_TYPE, 19, "field.type", "root"},
    {H HEAD_A "02 0001 00 0001 69", SLUICE_BAD_FIELD_TYPE, 19, "field.type", "root"},
    {H HEAD_A "02 0001 49 0002 69", SLUICE_TRUNCATED, 20, "field.name", "root"},
    {H HEAD_A "02 0001 49 0001 80", SLUICE_BAD_UTF, 20, "field.name", "root"},
    {H HEAD_A "02 0001 4c 0001 6f", SLUICE_TRUNCATED, 23, "field.signature", "root"},
    {H HEAD_A "02 0001 4c 0001 6f 70", SLUICE_BAD_FIELD_SIGNATURE, 23, "field.signature", "root"},
    {H HEAD_A "02 0001 4c 0001 6f 74 0000", SLUICE_BAD_FIELD_SIGNATURE, 23, "field.signature",
     "root"},
    {H HEAD_A "02 0001 5b 0001 6f 74 0001 56", SLUICE_BAD_FIELD_SIGNATURE, 23, "field.signature",
     "root"},
    {H HEAD_A "02 0001 4c 0001 6f 73", SLUICE_BAD_TYPE_CODE, 23, "field.signature", "root"},
    {H HEAD_A "02 0001 4c 0001 6f 79", SLUICE_BAD_TYPE_CODE, 23, "field.signature", "root"},
    {H HEAD_A "02 0001 4c 0001 6f 71 007e0001", SLUICE_BAD_HANDLE, 24, "reference.handle", "root"},
    {H HEAD_A "02 0001 4c 0001 6f" REF0, SLUICE_REFERENCE_KIND, 23, "field.signature", "root"},
    {H HEAD_A "02 0001 4c 0001 6f 74 0001 ff", SLUICE_BAD_UTF, 26, "string.bytes", "root"},
    {H HEAD_A "02 0002" FIELD_O "49 0001 69 78 70", SLUICE_FIELD_ORDER, 27, "field.type", "root"},
    /* descriptors: annotations and chains */
    {H HEAD_A "02 0000", SLUICE_TRUNCATED, 19, "type-code", "root.annotation[0]"},
    {H HEAD_A "02 0001 42 0001 62 70 01", SLUICE_BAD_TYPE_CODE, 24, "type-code",
     "root.annotation[1]"},
    {H "73" WM "70" HEAD_A "02 0001 42 0001 62 78 01", SLUICE_BAD_TYPE_CODE, 43, "class",
     "root.custom[1].super"},
    {H "75" A "00000002 70" HEAD_A "02 0001 42 0001 62 70 70 01", SLUICE_BAD_TYPE_CODE, 48,
     "type-code", "root[1].annotation[2]"},
    {H HEAD_A "02 0000 70 79", SLUICE_UNEXPECTED_RESET, 20, "type-code", "root.annotation[1]"},
    {H HEAD_A "02 0000 77 00 01", SLUICE_BAD_TYPE_CODE, 21, "type-code", "root.annotation[1]"},
    {H "73" HEAD_A "02 0000 78" A, SLUICE_CLASS_REPEATED, 4, "class.super", "root"},
    {H "73 72 0010 6a6176612e6c616e672e537472696e67 0000000000000001 02 0000 78 70",
     SLUICE_RESERVED_CLASS, 4, "class.name", "root"},
    {H "73 72 000f 6a6176612e6c616e672e436c617373 0000000000000001 02 0000 78 70",
     SLUICE_RESERVED_CLASS, 4, "class.name", "root"},
    /* proxies */
    {H "7d 000000", SLUICE_TRUNCATED, 5, "proxy.interface-count", "root"},
    {H "7d ffffffff", SLUICE_NEGATIVE_LENGTH, 5, "proxy.interface-count", "root"},
    {H "7d 80000000", SLUICE_NEGATIVE_LENGTH, 5, "proxy.interface-count", "root"},
    {H "7d 00010000", SLUICE_INTERFACE_COUNT, 5, "proxy.interface-count", "root"},
    {H "7d 0000ffff", SLUICE_CLAIM_EXCEEDS_INPUT, 5, "proxy.interface-count", "root"},
    {H "7d 00000001 0002 61", SLUICE_TRUNCATED, 9, "proxy.interface", "root"},
    {H "7d 00000001 0001 ff", SLUICE_BAD_UTF, 9, "proxy.interface", "root"},
    {H "7d 00000000 79", SLUICE_UNEXPECTED_RESET, 9, "type-code", "root.annotation[0]"},
    {H "75 7d 00000000 78 70 00000000", SLUICE_REFERENCE_KIND, 4, "class", "root"},
    /* arrays */
    {H "75" A "0000", SLUICE_TRUNCATED, 22, "array.length", "root"},
    {H "75" A "ffffffff", SLUICE_NEGATIVE_LENGTH, 22, "array.length", "root"},
    {H "75" A "80000000", SLUICE_NEGATIVE_LENGTH, 22, "array.length", "root"},
    {H "75" A "00000001", SLUICE_CLAIM_EXCEEDS_INPUT, 22, "array.length", "root"},
    {H "75" A "7fffffff 70", SLUICE_CLAIM_EXCEEDS_INPUT, 22, "array.length", "root"},
    {H "75" INT_ARRAY "00000002 00000001 000000", SLUICE_CLAIM_EXCEEDS_INPUT, 23, "array.length",
     "root"},
    {H "75" INT_ARRAY "40000000 00000001", SLUICE_CLAIM_EXCEEDS_INPUT, 23, "array.length", "root"},
    {H "75" A "00000002 70 77 00", SLUICE_UNEXPECTED_BLOCK_DATA, 27, "type-code", "root[1]"},
    {H "75" A "00000001 7a 00000000", SLUICE_UNEXPECTED_BLOCK_DATA, 26, "type-code", "root[0]"},
    {H "75" A "00000001 78", SLUICE_UNEXPECTED_END, 26, "type-code", "root[0]"},
    {H "75" A "00000001 79", SLUICE_UNEXPECTED_RESET, 26, "type-code", "root[0]"},
    {H "75" A "00000002 75" REF0 "00000002 70", SLUICE_CLAIM_EXCEEDS_INPUT, 32, "array.length",
     "root[0]"},
    /* enums */
    {H "7e" A "74 0000", SLUICE_ENUM_DESCRIPTOR, 4, "class.flags", "root"},
    {H "7e 72 0001 41 0000000000000000 12 0000 78 70", SLUICE_TRUNCATED, 22, "enum.constant",
     "root"},
    {H "7e 72 0001 41 0000000000000000 12 0000 78 70 70", SLUICE_BAD_TYPE_CODE, 22, "enum.constant",
     "root"},
    {H "74 0000 7e 72 0001 41 0000000000000000 12 0000 78 70" REF0, SLUICE_BAD_TYPE_CODE, 25,
     "enum.constant", "root[1]"},
    /* objects */
    {H "73" WITH_O, SLUICE_CLAIM_EXCEEDS_INPUT, 30, "object.fields", "root"},
    {H "73" WITH_O "77", SLUICE_UNEXPECTED_BLOCK_DATA, 30, "field.value", "root.o"},
    {H "73" WITH_O "78", SLUICE_UNEXPECTED_END, 30, "field.value", "root.o"},
    {H "73" WITH_O "79", SLUICE_UNEXPECTED_RESET, 30, "type-code", "root.o"},
    {H "73" WITH_O "73 71 007e0000 02", SLUICE_BAD_TYPE_CODE, 36, "type-code", "root.o.o"},
    {H "73" WITH_O "75 72 0002 5b41 0000000000000001 02 0000 78 70 00000002 70 02",
     SLUICE_BAD_TYPE_CODE, 54, "type-code", "root.o[1]"},
    {H "73" WM "77 01 00", SLUICE_TRUNCATED, 25, "type-code", "root.custom[1]"},
    {H "73" WM "70 79", SLUICE_UNEXPECTED_RESET, 23, "type-code", "root.custom[1]"},
    {H "73" HEAD_A "0c 0000 78 70 70 79", SLUICE_UNEXPECTED_RESET, 23, "type-code",
     "root.external[1]"},
    {H "73" HEAD_A "04 0000 78 70", SLUICE_NEEDS_CLASS, 4, "object.external", "root"},
    /* exceptions */
    {H "7b", SLUICE_TRUNCATED, 5, "type-code", "root.exception"},
    {H "7b 70", SLUICE_BAD_TYPE_CODE, 5, "type-code", "root.exception"},
    {H "74 0000 7b" REF0, SLUICE_BAD_HANDLE, 8, "type-code", "root[1].exception"},
    {H "7b 73" WITH_O "01", SLUICE_BAD_TYPE_CODE, 31, "type-code", "root.exception.o"},
};

enum { ROWS = sizeof rows / sizeof rows[0] };

static bool matches(const struct row *row, const struct sluice_status *status)
{
    return status->reason == row->reason && status->offset == row->offset &&
           strcmp(status->at, row->at) == 0 && strcmp(status->path, row->path) == 0;
}

static bool check(const struct row *row, const char *how, const struct sluice_status *status)
{
    if (!matches(row, status)) {
        print_error("%s (%s): %s at %u (%s, %s) expected, got %s at %llu (%s, %s)\n", row->hex, how,
                    sluice_reason_name(row->reason), row->offset, row->at, row->path,
                    sluice_reason_name(status->reason), (unsigned long long)status->offset,
                    status->at, status->path);
        return false;
    }
    return true;
}

static void test_rows(void **state)
{
    (void)state;
    unsigned wrong = 0;
    for (size_t i = 0; i < ROWS; i++) {
        struct stream stream = stream_new();
        put_hex(&stream, rows[i].hex);
        struct outcome outcome = inspect(&stream, NULL);
        wrong += !check(&rows[i], "memory", &outcome.status);
        outcome_free(&outcome);

        struct chunks chunks;
        const struct sluice_source source = chunked_source(&chunks, &stream, 1, stream.length);
        struct sluice_document *document;
        struct sluice_status status;
        (void)!sluice_inspect(&source, NULL, &document, &status);
        wrong += !check(&rows[i], "single bytes", &status);
        sluice_document_free(document);
        stream_free(&stream);
    }
    assert_int_equal(wrong, 0);
}

/* No reason is left out, and nothing is consumed behind the fault. */
static void test_every_reason_is_seen(void **state)
{
    (void)state;
    static const enum sluice_reason reasons[] = {
#define X(member, number, java, name, text) SLUICE_##member,
        SLUICE_REASONS(X)
#undef X
    };
    for (size_t r = 0; r < sizeof reasons / sizeof reasons[0]; r++) {
        bool seen = false;
        for (size_t i = 0; i < ROWS; i++) {
            seen = seen || rows[i].reason == reasons[r];
        }
        if (sluice_reason_is_malformed(reasons[r]) && !seen) {
            fail_msg("no row for %s", sluice_reason_name(reasons[r]));
        }
    }
}

/* What is reported does not depend on whether the source knows its length, but for a limit that a
 * claim reaches before the bytes turn out to be missing. */
static void test_unknown_length(void **state)
{
    (void)state;
    unsigned wrong = 0;
    for (size_t i = 0; i < ROWS; i++) {
        struct stream stream = stream_new();
        put_hex(&stream, rows[i].hex);
        struct chunks chunks;
        const struct sluice_source source = chunked_source(&chunks, &stream, 3,
                                                           SLUICE_UNKNOWN_LENGTH);
        struct sluice_document *document;
        struct sluice_status status;
        (void)!sluice_inspect(&source, NULL, &document, &status);
        assert_null(document);
        assert_int_equal(chunks.calls_after_end, 0);
        if (sluice_reason_is_limit(status.reason)) {
            assert_int_equal(rows[i].reason, SLUICE_TRUNCATED);
        } else {
            wrong += !check(&rows[i], "unknown length", &status);
        }
        stream_free(&stream);
    }
    assert_int_equal(wrong, 0);
}

/* The class that an error concerns. */
static void test_class_names(void **state)
{
    (void)state;
    struct stream stream = stream_new();
    put_hex(&stream, H "73" HEAD_A "02 0000 78" A);
    struct outcome outcome = inspect(&stream, NULL);
    assert_string_equal(outcome.status.class_name, "A");
    stream.length = 4;
    put_hex(&stream, "73 72 0004 41 c3a4 01 0000000000000001 04 0000 78 70");
    outcome = inspect(&stream, NULL);
    assert_int_equal(outcome.reason, SLUICE_NEEDS_CLASS);
    assert_string_equal(outcome.status.class_name, "A???");
    stream_free(&stream);
}

/* A long path loses its middle, never its ends, and stays printable. */
static void test_long_paths(void **state)
{
    (void)state;
    struct stream stream = stream_begin();
    put_class(&stream, "N", 2, 1);
    put_field(&stream, 'L', "a_field_with_a_long_name_\x01", "LN;");
    put_hex(&stream, "78 70");
    for (unsigned i = 0; i < 100; i++) {
        put_hex(&stream, "73" REF0);
    }
    put_u8(&stream, 1);
    struct outcome outcome = inspect(&stream, NULL);
    const char *path = outcome.status.path;
    assert_int_equal(outcome.reason, SLUICE_BAD_TYPE_CODE);
    assert_true(strlen(path) < SLUICE_PATH_SIZE);
    assert_int_equal(strncmp(path, "root[1].a_field_with_a_long_name_?", 34), 0);
    assert_non_null(strstr(path, "..."));
    for (const char *c = path; *c != '\0'; c++) {
        assert_in_range((unsigned char)*c, 0x21, 0x7E);
    }
    const char *last = strrchr(path, '.');
    assert_non_null(last);
    assert_string_equal(last, ".a_field_with_a_long_name_?");
    stream_free(&stream);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),           cmocka_unit_test(test_every_reason_is_seen),
        cmocka_unit_test(test_unknown_length), cmocka_unit_test(test_class_names),
        cmocka_unit_test(test_long_paths),
    };
    return cmocka_run_group_tests_name("malformed", tests, NULL, NULL);
}
