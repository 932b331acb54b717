/* The variants of streams whose bytes are known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/stream/tests/support.h"
#include "harness/stream/variants.h"

enum { MOST = 400, LONGEST = 8192 };
#define ALL_RULES ((1U << SLUICE_VARIANT_RULE_COUNT) - 1)

/* What was handed out. */
struct kept {
    char name[SLUICE_VARIANT_NAME];
    enum sluice_variant_rule rule;
    uint64_t offset;
    uint32_t depth;
    size_t length;
    uint8_t bytes[LONGEST];
};

struct shelf {
    struct kept *kept;
    size_t count;
    size_t wanted;
    struct sluice_assembly base;
};

static bool keep(void *context, const struct sluice_variant *variant)
{
    struct shelf *shelf = context;
    assert_true(shelf->count < MOST && variant->bytes.length <= LONGEST);
    struct kept *kept = &shelf->kept[shelf->count++];
    memcpy(kept->name, variant->name, sizeof kept->name);
    memcpy(kept->bytes, variant->bytes.data, variant->bytes.length);
    kept->length = variant->bytes.length;
    kept->rule = variant->rule;
    kept->offset = variant->offset;
    kept->depth = variant->depth;
    return shelf->count != shelf->wanted;
}

static struct shelf derive_within(const char *yaml, unsigned rules, size_t wanted, size_t most,
                                  unsigned containers)
{
    struct sluice_program *program = load(yaml);
    const struct sluice_assembly_options options = {.max_rows = SIZE_MAX};
    struct sluice_yaml_error error = {0};
    struct shelf shelf = {.kept = calloc(MOST, sizeof *shelf.kept), .wanted = wanted};
    assert_non_null(shelf.kept);
    assert_true(sluice_assemble(program, &options, &shelf.base, &error));
    const struct sluice_variant_choice choice = {rules, most, containers};
    assert_true(sluice_variants_each(program, &shelf.base, &choice, keep, &shelf));
    sluice_program_free(program);
    return shelf;
}

static struct shelf derive_most(const char *yaml, unsigned rules, size_t wanted, size_t most)
{
    return derive_within(yaml, rules, wanted, most, 1U << SLUICE_WRAP_ARRAY);
}

static struct shelf derive(const char *yaml, unsigned rules, size_t wanted)
{
    return derive_most(yaml, rules, wanted, 0);
}

static void clear(struct shelf *shelf)
{
    free(shelf->kept);
    sluice_assembly_free(&shelf->base);
}

static const struct kept *find(const struct shelf *shelf, const char *name)
{
    for (size_t i = 0; i < shelf->count; i++) {
        if (strcmp(shelf->kept[i].name, name) == 0) {
            return &shelf->kept[i];
        }
    }
    return NULL;
}

/* What holds for every variant: it is not its base, its name is its own, it begins to differ where it
 * says so. */
static void expect_sound(const struct shelf *shelf)
{
    for (size_t i = 0; i < shelf->count; i++) {
        const struct kept *kept = &shelf->kept[i];
        assert_ptr_equal(find(shelf, kept->name), kept);
        assert_false(kept->length == shelf->base.length &&
                     memcmp(kept->bytes, shelf->base.bytes, kept->length) == 0);
        assert_true(kept->offset <= shelf->base.length && kept->offset <= kept->length);
        assert_memory_equal(kept->bytes, shelf->base.bytes, kept->offset);
        assert_string_not_equal(sluice_variant_rule_text(kept->rule), "");
        assert_ptr_equal(strstr(kept->name, sluice_variant_rule_name(kept->rule)), kept->name);
    }
}

static void test_truncation(void **state)
{
    (void)state;
    struct shelf shelf = derive("[\"abc\"]", 1U << SLUICE_VARIANT_TRUNCATE, 0);
    expect_sound(&shelf);
    assert_int_equal(shelf.count, shelf.base.length);
    for (size_t i = 0; i < shelf.count; i++) {
        assert_int_equal(shelf.kept[i].length, i);
    }
    clear(&shelf);
}

static uint64_t number_at(const struct kept *kept, size_t offset, size_t width)
{
    uint64_t number = 0;
    for (size_t i = 0; i < width; i++) {
        number = number << 8 | kept->bytes[offset + i];
    }
    return number;
}

static void test_lengths(void **state)
{
    (void)state;
    /* header 4, TC_ARRAY, TC_CLASSDESC, name 2+2, suid 8, flags, count 2, end, null, length, bytes */
    struct shelf shelf = derive("[{array: {type: \"[B\", elements: [1, 2, 3]}}]",
                                1U << SLUICE_VARIANT_LENGTH, 0);
    static const uint64_t lengths[] = {0, 1, UINT32_MAX, INT32_MAX, UINT64_C(0x80000000), 2, 4};
    expect_sound(&shelf);
    size_t found = 0;
    for (size_t i = 0; i < shelf.count; i++) {
        assert_int_equal(shelf.kept[i].length, shelf.base.length);
        found += strstr(shelf.kept[i].name, "array.length") != NULL;
        if (i > 0) {
            assert_true(shelf.kept[i].offset >= shelf.kept[i - 1].offset);
        }
    }
    /* What remains is what there is: 3, which is no variant, and its neighbors. */
    assert_int_equal(found, sizeof lengths / sizeof lengths[0]);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        char name[SLUICE_VARIANT_NAME];
        (void)snprintf(name, sizeof name, "length-fields@23 array.length=%#llx",
                       (unsigned long long)lengths[i]);
        const struct kept *kept = find(&shelf, name);
        assert_non_null(kept);
        assert_int_equal(number_at(kept, 23, 4), lengths[i]);
    }
    assert_non_null(find(&shelf, "length-fields@6 class.name=0xffff"));
    assert_non_null(find(&shelf, "length-fields@19 class.field-count=0x7fff"));
    clear(&shelf);

    shelf = derive("[{block: {hex: 0102}}, {string: {text: a, long: true}}]",
                   1U << SLUICE_VARIANT_LENGTH, 0);
    expect_sound(&shelf);
    assert_non_null(find(&shelf, "length-fields@5 block.length=0xff"));
    assert_non_null(find(&shelf, "length-fields@9 string.length=0x7fffffffffffffff"));
    clear(&shelf);
}

static void expect_handles(const char *yaml, const char *const *names, size_t count)
{
    struct shelf shelf = derive(yaml, 1U << SLUICE_VARIANT_HANDLE, 0);
    expect_sound(&shelf);
    for (size_t i = 0; i < count; i++) {
        if (find(&shelf, names[i]) == NULL) {
            fail_msg("%s is missing in %s", names[i], yaml);
        }
    }
    assert_int_equal(shelf.count, count);
    clear(&shelf);
}
#define EXPECT_HANDLES(yaml, ...)                                                                  \
    expect_handles(yaml, (const char *const[]){__VA_ARGS__},                                       \
                   sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static void test_handles(void **state)
{
    (void)state;
    /* 0 stands there. */
    EXPECT_HANDLES("[{string: {text: a, label: x}}, \"b\", {ref: x}]",
                   "handles@13 fitting 0x7e0001", "handles@13 unassigned 0x7e0002",
                   "handles@13 unassigned 0x7e03ea", "handles@13 unassigned 0x7dffff",
                   "handles@13 unassigned 0xffffffff");
    EXPECT_HANDLES("[{string: {text: a, label: x}}, {ref: x}, \"b\"]", "handles@9 future 0x7e0001",
                   "handles@9 unassigned 0x7e0002", "handles@9 unassigned 0x7e03ea",
                   "handles@9 unassigned 0x7dffff", "handles@9 unassigned 0xffffffff");
    EXPECT_HANDLES("[\"a\", \"b\", reset, {string: {text: c, label: x}}, {ref: x}]",
                   "handles@18 before-reset 0x7e0001", "handles@18 unassigned 0x7e0002",
                   "handles@18 unassigned 0x7e03ea", "handles@18 unassigned 0x7dffff",
                   "handles@18 unassigned 0xffffffff");
    /* handle 0: the class, 1: the object, 2: the text in it */
    EXPECT_HANDLES("[{object: {class: {name: A, fields: {i: I}, flags: [serializable, "
                   "write-method]}, data: [{string: {text: a, label: x}}, {ref: x}]}}]",
                   "handles@35 fitting 0x7e0000", "handles@35 under-construction 0x7e0001",
                   "handles@35 unassigned 0x7e0003", "handles@35 unassigned 0x7e03eb",
                   "handles@35 unassigned 0x7dffff", "handles@35 unassigned 0xffffffff");
    EXPECT_HANDLES("[{array: {class: {name: \"[LA;\"}, elements: [{string: {text: a, label: x}}, "
                   "{ref: x}]}}]",
                   "handles@34 class-for-value 0x7e0000", "handles@34 under-construction 0x7e0001",
                   "handles@34 unassigned 0x7e0003", "handles@34 unassigned 0x7e03eb",
                   "handles@34 unassigned 0x7dffff", "handles@34 unassigned 0xffffffff");
    EXPECT_HANDLES("[{object: {class: {name: A, label: a}}}, \"s\", {object: {class: {ref: a}}}]",
                   "handles@28 wrong-kind 0x7e0001", "handles@28 wrong-kind 0x7e0002",
                   "handles@28 future 0x7e0003", "handles@28 unassigned 0x7e0004",
                   "handles@28 unassigned 0x7e03ec", "handles@28 unassigned 0x7dffff",
                   "handles@28 unassigned 0xffffffff");
    /* What the layout says need not be so. */
    EXPECT_HANDLES("[{string: {text: a, length: 9, label: x}}, {ref: x}]", "handles@9 any 0x7e0001",
                   "handles@9 any 0x7e03e9", "handles@9 any 0x7dffff", "handles@9 any 0xffffffff");
}

static void test_trailing(void **state)
{
    (void)state;
    struct shelf shelf = derive("[null]", 1U << SLUICE_VARIANT_TRAILING, 0);
    expect_sound(&shelf);
    const struct kept *whole = find(&shelf, "trailing whole-again");
    const struct kept *items = find(&shelf, "trailing items-again");
    assert_non_null(whole);
    assert_int_equal(whole->length, 10);
    assert_memory_equal(whole->bytes + 5, "\xAC\xED\x00\x05\x70", 5);
    assert_non_null(items);
    assert_int_equal(items->length, 6);
    clear(&shelf);
}

static void test_wrapping(void **state)
{
    (void)state;
    struct shelf shelf = derive("[{string: {text: a, label: x}}, {ref: x}, null]",
                                1U << SLUICE_VARIANT_WRAP, 0);
    expect_sound(&shelf);
    assert_int_equal(shelf.count, 4);
    assert_int_equal(shelf.kept[0].depth, 1);
    expect_bytes("[{array: {type: \"[Ljava.lang.Object;\", elements: "
                 "[{string: {text: a, label: x}}, {ref: x}, null]}}]",
                 "75 72 0013 5B4C6A6176612E6C616E672E4F626A6563743B 90CE589F1073296C 02 0000 78 70"
                 "00000003 74 0001 61 71 007E0002 70");
    assert_memory_equal(shelf.kept[0].bytes + 4, "\x75\x72\x00\x13[Ljava.lang.Object;", 23);
    assert_memory_equal(shelf.kept[0].bytes + 40, "\0\0\0\3\x74\0\1\x61\x71\0\x7E\0\2\x70", 14);
    assert_int_equal(shelf.kept[0].length, 54);
    /* The class is written once. */
    assert_int_equal(shelf.kept[1].length, 54 + 10);
    clear(&shelf);

    static const char *const whole[] = {"[]",
                                        "[{block: {hex: 00}}]",
                                        "[reset, null]",
                                        "[{raw: \"70\"}]",
                                        "[\"a\", {ref: 0}]",
                                        "[{header: none}, null]"};
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        shelf = derive(whole[i], 1U << SLUICE_VARIANT_WRAP, 0);
        assert_int_equal(shelf.count, 0);
        clear(&shelf);
    }
}

/* Every kind can be read again as what it is, once, in itself, and in turn. */
static void test_containers(void **state)
{
    (void)state;
    struct shelf shelf = derive_within("[{string: {text: abc, label: x}}]",
                                       1U << SLUICE_VARIANT_WRAP, 0, 0,
                                       (1U << SLUICE_WRAP_COUNT) - 1);
    expect_sound(&shelf);
    /* arrays at four depths, all others at two, all in turn at two */
    assert_int_equal(shelf.count, 4 + 2 * (SLUICE_WRAP_COUNT - 1) + 2);
    for (size_t i = 0; i < shelf.count; i++) {
        struct sluice_program *program = sluice_disassemble(shelf.kept[i].bytes,
                                                            shelf.kept[i].length);
        assert_non_null(program);
        size_t texts = 0;
        for (sluice_node_id id = sluice_program_walk(program, SLUICE_NODE_ROOT, SLUICE_NODE_ROOT);
             id != SLUICE_NODE_NONE; id = sluice_program_walk(program, SLUICE_NODE_ROOT, id)) {
            const struct sluice_bytes bytes = sluice_program_bytes(program, id);
            const enum sluice_node_kind kind =
                (enum sluice_node_kind)sluice_program_peek(program, id)->kind;
            assert_true(kind != SLUICE_NODE_RAW ||
                        sluice_program_peek(program, id)->role == SLUICE_ROLE_PART);
            texts += kind == SLUICE_NODE_STRING && bytes.length == 3 &&
                     memcmp(bytes.data, "abc", 3) == 0;
        }
        assert_int_equal(texts, 1);
        sluice_program_free(program);
    }
    assert_non_null(find(&shelf, "wrap-in-each-container hash-map-key*2"));
    assert_non_null(find(&shelf, "wrap-in-each-container mixed*30"));
    const struct kept *typed = find(&shelf, "wrap-in-each-container typed-array*2");
    assert_non_null(typed);
    assert_memory_equal(typed->bytes + 4, "\x75\x72\x00\x14[[Ljava.lang.String;", 24);
    clear(&shelf);

    /* Several items stand in an array. */
    shelf = derive_within("[\"a\", \"b\"]", 1U << SLUICE_VARIANT_WRAP, 0, 0,
                          1U << SLUICE_WRAP_FIELD | 1U << SLUICE_WRAP_TYPED_ARRAY);
    assert_int_equal(shelf.count, 4);
    assert_non_null(find(&shelf, "wrap-in-each-container field*1"));
    assert_null(find(&shelf, "wrap-in-each-container typed-array*1"));
    clear(&shelf);
}

static void test_sizes(void **state)
{
    (void)state;
    struct shelf shelf = derive("[{object: {class: {name: A, fields: {size: I}, flags: "
                                "[serializable, write-method]}, fields: {size: 1}, "
                                "data: [{block: [{int: 10}, {int: 1}]}]}}]",
                                1U << SLUICE_VARIANT_LENGTH, 0);
    expect_sound(&shelf);
    assert_non_null(find(&shelf, "length-fields@29 int=0x7fffffff"));
    assert_non_null(find(&shelf, "length-fields@35 int=0xffffffff"));
    assert_non_null(find(&shelf, "length-fields@34 block.length=0xff"));
    clear(&shelf);
    shelf = derive("[{array: {type: \"[I\", elements: [{int: 1}]}}]", 1U << SLUICE_VARIANT_LENGTH,
                   0);
    for (size_t i = 0; i < shelf.count; i++) {
        assert_null(strstr(shelf.kept[i].name, " int="));
    }
    clear(&shelf);
}

static void test_enough(void **state)
{
    (void)state;
    struct shelf all = derive("[\"a\", {string: {text: a, label: x}}, {ref: x}]", ALL_RULES, 0);
    expect_sound(&all);
    for (size_t wanted = 1; wanted < all.count; wanted++) {
        struct shelf some = derive("[\"a\", {string: {text: a, label: x}}, {ref: x}]", ALL_RULES,
                                   wanted);
        assert_int_equal(some.count, wanted);
        assert_string_equal(some.kept[wanted - 1].name, all.kept[wanted - 1].name);
        clear(&some);
    }
    clear(&all);
}

static void test_most(void **state)
{
    (void)state;
    static const char yaml[] = "[{repeat: {times: 50, body: [{string: abc}]}}]";
    struct shelf shelf = derive_most(yaml, 1U << SLUICE_VARIANT_TRUNCATE, 0, 10);
    assert_in_range(shelf.count, 9, 10);
    assert_true(shelf.kept[shelf.count - 1].length > shelf.base.length * 8 / 10);
    clear(&shelf);
    shelf = derive_most(yaml, 1U << SLUICE_VARIANT_LENGTH, 0, 40);
    expect_sound(&shelf);
    assert_in_range(shelf.count, 20, 60);
    assert_true(shelf.kept[shelf.count - 1].offset > shelf.base.length * 7 / 10);
    clear(&shelf);
}

static void test_names(void **state)
{
    (void)state;
    enum sluice_variant_rule rule;
    assert_true(sluice_variant_rule_parse("trailing", &rule));
    assert_int_equal(rule, SLUICE_VARIANT_TRAILING);
    assert_false(sluice_variant_rule_parse("trail", &rule));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_truncation), cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_handles),    cmocka_unit_test(test_trailing),
        cmocka_unit_test(test_wrapping),   cmocka_unit_test(test_containers),
        cmocka_unit_test(test_sizes),      cmocka_unit_test(test_enough),
        cmocka_unit_test(test_most),       cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests_name("variants", tests, NULL, NULL);
}
